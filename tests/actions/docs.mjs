// The workflows of docs/github.md, each run as a user's job would run: a request that is fine, one that is not, a label,
// an organisation's floor, SARIF from a branch and from a fork, the probe.
//
//   node docs.mjs ENVGATE        77: npm's packages are not installed
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { newJob, runAction, runSteps } from './run-composite.mjs'
import { borrow, check, finish, same, sanitizer, scratch, top } from './tools.mjs'

const envgate = path.resolve(process.argv[2]), bin = path.join(scratch, 'bin'), home = path.join(scratch, 'home'), repo = path.join(scratch, 'repo')
for (const folder of [bin, home, repo]) fs.mkdirSync(folder)
fs.symlinkSync(envgate, path.join(bin, 'envgate'))
const machine = {
	...sanitizer, PATH: `${bin}:${process.env.PATH}`, HOME: home, LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'Kim', GIT_AUTHOR_EMAIL: 'kim@example.org',
	GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@example.org', SOURCE_DATE_EPOCH: '1772323200',
}
const git = (...args) => execFileSync('git', ['-C', repo, ...args], { env: machine, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

// ---- a project, and three requests; each head and its merge ----

const environment = (numpy, note = '') => `name: train\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - ${numpy}${note}\n`
const commit = (name, text) => {
	fs.writeFileSync(path.join(repo, name), text)
	git('add', '-A')
	git('commit', '-qm', name)
	return git('rev-parse', 'HEAD')
}
git('init', '-q', '-b', 'main')
const start = commit('environment.yml', environment('numpy=1.26')), requests = {}
for (const [name, text] of Object.entries({ good: environment('numpy=1.27'), bad: environment('numpy'), waived: environment('numpy', '  # envgate-ignore: change/loosened until=2026-12-31 a trial') })) {
	git('switch', '-qc', name, start)
	const head = commit('environment.yml', text)
	git('switch', '-q', '--detach', 'main')
	git('merge', '-q', '--no-ff', '-m', 'merge', head)
	requests[name] = { head, merge: git('rev-parse', 'HEAD') }
}
git('switch', '-q', 'main')

// ---- one job ----

const page = fs.readFileSync(path.join(top, 'docs/github.md'), 'utf8')
const workflows = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(m => borrow('yaml').parse(m[1]))
const find = (what, holds) => {
	const found = workflows.filter(w => JSON.stringify(w).includes(holds))
	check(`docs/github.md has a workflow with ${what}`, found.length > 0)
	return found[0]
}
let runs = 0
async function play(workflow, name, { labels = [], fork = false, floor } = {}) {
	const workspace = path.join(scratch, `work-${runs}`), temp = path.join(scratch, `temp-${runs++}`), { head, merge } = requests[name]
	fs.mkdirSync(temp)
	const event = {
		number: 3, pull_request: { number: 3, labels: labels.map(name => ({ name })), head: { sha: head, ref: name, repo: { full_name: 'k/r', fork } }, base: { sha: start, ref: 'main', repo: { full_name: 'o/r' } } },
		repository: { default_branch: 'main' },
	}
	const event_path = path.join(temp, 'event.json'), uploads = []
	fs.writeFileSync(event_path, JSON.stringify(event))
	const uses = async (ref, given, job) => {
		if (ref.startsWith('actions/checkout@') && given.repository) {
			fs.mkdirSync(path.join(workspace, given.path))
			fs.writeFileSync(path.join(workspace, given.path, 'envgate.yml'), floor)
		} else if (ref.startsWith('actions/checkout@')) {
			check(`${name}: no credentials stay behind`, given['persist-credentials'] === 'false')
			execFileSync('git', ['clone', '-q', repo, workspace], { env: machine, stdio: 'pipe' })
			execFileSync('git', ['-C', workspace, 'checkout', '-q', '--detach', merge], { env: machine, stdio: 'pipe' })
		} else if (/^envgate\/envgate\/actions\/\w+@v/.test(ref)) {
			return runAction(path.join(top, 'actions', ref.match(/actions\/(\w+)@/)[1]), { ...given, install: 'path' }, { ...job, repository: 'envgate/envgate' })
		} else {
			uploads.push(ref.split('@')[0])
			const file = given.sarif_file ?? given.path
			check(`${ref}: ${file} is there`, fs.existsSync(path.resolve(workspace, file)))
		}
	}
	const github = { event_name: 'pull_request', event, event_path, sha: merge, ref: 'refs/pull/3/merge', repository: 'o/r', run_id: '1', workspace, server_url: 'https://github.com' }
	const job = newJob({ workspace, temp, machine, uses, github }), [steps] = Object.values(workflow.jobs).map(j => j.steps)
	const done = await runSteps(steps, { github, steps: {}, inputs: {}, runner: { temp } }, job)
	return { status: done.status, log: done.steps.map(s => s.log).join(''), uploads }
}

const simple = workflows[0]
same('the first one: a good request', (await play(simple, 'good')).status, 0)
const bad = await play(simple, 'bad')
same('the first one: a bad request', bad.status, 1)
check('the first one: an annotation at the line', /^::error file=environment\.yml,line=5,/m.test(bad.log), bad.log)

const label = find('a label', 'accept-waivers\')')
same('waived, without the label', (await play(label, 'waived')).status, 1)
same('waived, another label', (await play(label, 'waived', { labels: ['accept-waivers-not'] })).status, 1)
same('waived, with the label', (await play(label, 'waived', { labels: ['x', 'accept-waivers'] })).status, 0)
same('nothing waived, with the label', (await play(label, 'bad', { labels: ['accept-waivers'] })).status, 1)

const floored = find('a floor', 'policy-floor')
same('a floor that says nothing of it', (await play(floored, 'good', { floor: 'version: 1\n' })).status, 0)
same('a floor that wants each change declared', (await play(floored, 'good', { floor: 'version: 1\nrules: { change/undeclared: error }\n' })).status, 1)
same('a floor that is broken', (await play(floored, 'good', { floor: 'version: [' })).status, 2)

const sarif = find('SARIF', 'upload-sarif')
same('SARIF: uploaded when it fails', [(await play(sarif, 'bad')).uploads, (await play(sarif, 'good')).uploads], [['github/codeql-action/upload-sarif'], ['github/codeql-action/upload-sarif']])
const fork = await play(sarif, 'bad', { fork: true })
same('SARIF: not from a fork, and red all the same', [fork.uploads, fork.status], [[], 1])

const probe = await play(find('the probe', '"require":"1"'), 'good')
check('the probe: red without a GPU, else it says how many work', probe.status >= 10 || /GPUs work/.test(probe.log), probe.log)
same('the first stage: the report is uploaded whatever the probe says', (await play(find('a first stage', 'envgate-untrusted'), 'good')).uploads, ['actions/upload-artifact'])

// ---- what the page says about itself ----

for (const w of workflows) {
	const on = w.on.pull_request
	check('no filter by paths', !JSON.stringify(w.on).includes('paths'))
	if (on !== undefined) check('the request with another target is judged', on?.types?.includes('edited'), w)
	for (const job of Object.values(w.jobs)) if (job.steps) {
		const gate = job.steps.findIndex(s => /actions\/(check|probe)@/.test(s.uses ?? ''))
		check('before the gate only checkouts', job.steps.slice(0, gate).every(s => s.uses?.startsWith('actions/checkout@')))
	}
	check('permissions are given', w.permissions !== undefined)
}
const action = name => borrow('yaml').parse(fs.readFileSync(path.join(top, `actions/${name}/action.yml`), 'utf8'))
for (const name of [...Object.keys(action('check').inputs), ...Object.keys(action('check').outputs)]) check(`docs/github.md tells of ${name}`, page.includes('`' + name + '`'))
finish()
