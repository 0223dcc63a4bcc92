// .github/workflows/envgate-comment.yml, step by step, against the code host with a memory of tests/forge: a
// request from a fork is found, fetched, judged and commented, and nothing of it is run.
//
//   node stages.mjs ENVGATE-COMMENT ENVGATE        77: npm's packages are not installed
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { needs, sanitizer, top } from './tools.mjs'

needs(['yaml', 'esbuild', '@actions/expressions'])
const { newJob, runSteps, expand } = await import('./run-composite.mjs')
const { all, check, finish, front, probed, program, repository, same, TOKEN, verified } = await import('../comment/lib.mjs')
const { borrow } = await import('./tools.mjs')
const workflow = borrow('yaml').parse(fs.readFileSync(path.join(top, '.github/workflows/envgate-comment.yml'), 'utf8'))
const defaults = Object.fromEntries(Object.entries(workflow.on.workflow_call.inputs).map(([k, v]) => [k, v.default]))
const sha = 'c'.repeat(40)

// The job on a machine of its own. artifact: what the first stage uploaded, by name; spoil: a last change.
async function second(s, { inputs = {}, artifact = {}, job = {}, spoil = () => {} } = {}) {
	const r = repository(s.folder), temp = path.join(s.folder, 'temp'), workspace = path.join(s.folder, 'clone')
	fs.mkdirSync(temp)
	fs.mkdirSync(workspace)
	s.host.state.head = r.head
	s.host.state.pulls = [{
		number: 7, state: 'open', head: { sha: r.head, ref: 'topic', repo: { id: 99, full_name: 'stranger/r' } }, base: { sha: r.tip, ref: 'main', repo: { full_name: 'o/r' } },
	}]
	const event = {
		workflow: { path: '.github/workflows/gpu.yml' }, workflow_run: {
			id: 5, event: 'pull_request', head_sha: r.head, head_branch: 'topic', path: '.github/workflows/gpu.yml',
			head_repository: { id: 99, full_name: 'stranger/r' }, repository: { full_name: 'o/r' },
		},
	}
	// The base repository: main at its tip; the request's commits can be had only by their ids.
	r.git('switch', '-q', 'main')
	r.git('reset', '-q', '--hard', r.tip)
	r.git('branch', '-qD', 'topic')
	r.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
	const server = path.join(s.folder, 'server/o')
	fs.mkdirSync(server, { recursive: true })
	fs.symlinkSync(path.join(r.repo, '.git'), path.join(server, 'r'))
	const bin = path.join(s.folder, 'bin')
	fs.mkdirSync(bin)
	fs.symlinkSync(front, path.join(bin, 'envgate'))
	fs.symlinkSync(program, path.join(bin, 'envgate-comment'))
	spoil(r, s, event)
	const github = {
		event_name: 'workflow_run', event, event_path: s.file('run.json', event), sha: r.tip, ref: 'refs/heads/main', repository: 'o/r', run_id: '77',
		server_url: `file://${path.join(s.folder, 'server')}`, api_url: s.host.url, workspace, token: TOKEN,
	}
	const uses = (ref, given) => {
		if (ref.startsWith('actions/checkout@') && given.repository) {
			same('the actions come from the workflow\'s own commit', [given.repository, given.ref], ['envgate/envgate', sha])
			fs.mkdirSync(path.join(workspace, given.path))
			fs.symlinkSync(path.join(top, 'actions'), path.join(workspace, given.path, 'actions'))
		} else if (ref.startsWith('actions/checkout@')) {
			check('the change is not checked out', given.ref === undefined && given['persist-credentials'] === 'false', given)
			execFileSync('git', ['clone', '-q', '--no-tags', r.repo, workspace], { env: { PATH: process.env.PATH, HOME: s.folder } })
		} else if (ref.startsWith('actions/download-artifact@')) {
			same('the artifact is the first stage\'s', [given['run-id'], given.name], ['5', 'reports'])
			fs.mkdirSync(given.path)
			for (const [name, text] of Object.entries(artifact)) {
				if (typeof text === 'object' && text.link) fs.symlinkSync(text.link, path.join(given.path, name))
				else fs.writeFileSync(path.join(given.path, name), typeof text === 'string' ? text : JSON.stringify(text))
			}
		} else throw Error(`nobody plays ${ref}`)
	}
	const machine = { ...sanitizer, ASAN_OPTIONS: 'detect_leaks=0', PATH: `${bin}:${process.env.PATH}`, HOME: s.folder, NO_PROXY: '*', GIT_CONFIG_NOSYSTEM: '1', GIT_TRACE_CURL: '0' }
	const run = newJob({ workspace, temp, machine, github, uses })
	const scope = { github, inputs: { ...defaults, install: 'path', ...inputs }, steps: {}, runner: { temp }, job: { workflow_sha: sha, workflow_repository: 'envgate/envgate', ...job } }
	const done = await runSteps(workflow.jobs.comment.steps, scope, run)
	const log = done.steps.map(x => `== ${x.name} ${x.ran ? x.status : 'skipped'}\n${x.log}`).join('')
	check('the token is in no log', !log.includes(TOKEN), log)
	return { ...done, log, r, body: s.ours()[0]?.body ?? '', posts: s.ours().length }
}

const hostile = '{"schema":"envgate.probe/1"'
await all([
	['a fork\'s request', 'github', async (s, name) => {
		const d = await second(s)
		same(name, [d.status, d.posts, d.body.includes(` head=${d.r.head} `), /change|pin\//.test(d.body)], [0, 1, true, true])
		check(`${name}: its commits came as objects only`, !fs.existsSync(path.join(s.folder, 'clone/.git/refs/heads/topic')), d.log)
		if (d.status) console.log(d.log)
	}],
	['with reports of the first stage', 'github', async (s, name) => {
		const d = await second(s, { inputs: { artifact: 'reports' }, artifact: { 'envgate-probe.json': probed, 'v.json': verified({ pr: 99 }), 'x\nfiles=1.json': probed, 'notes.txt': 'x', 'l.json': { link: '/etc/hostname' } } })
		same(name, [d.status, d.posts, d.body.match(/reported by the untrusted job/g)?.length > 0], [0, 1, true])
		same(`${name}: names of our own, no link`, d.steps.find(x => x.id === 'untrusted').outputs.files.split('\n').map(f => path.basename(f)), ['1.json', '2.json', '3.json'])
		if (d.status) console.log(d.log)
	}],
	['an artifact that is no report', 'github', async (s, name) => {
		const d = await second(s, { inputs: { artifact: 'reports' }, artifact: { 'a.json': hostile } })
		check(`${name}: not green`, d.status !== 0 && !d.body.includes(hostile), d.log)
	}],
	['several merge bases', 'github', async (s, name) => {
		const d = await second(s, {
			spoil: (r, s, event) => {
				const base = r.tip, head = r.head, ref = s.host.state.pulls[0]
				const merge = (first, second) => {
					r.git('checkout', '-q', '--detach', first)
					r.git('merge', '-q', '--no-ff', '-m', 'merge', second)
					return r.git('rev-parse', 'HEAD')
				}
				ref.base.sha = merge(base, head)
				s.host.state.head = ref.head.sha = merge(head, base)
				r.git('update-ref', 'refs/heads/main', ref.base.sha)
				r.git('switch', '-q', 'main')
				event.workflow_run.head_sha = ref.head.sha
			},
		})
		same(name, [d.status, d.posts, /several merge bases/.test(d.log)], [3, 0, true])
	}],
	['no such request', 'github', async (s, name) => {
		const d = await second(s, { spoil: () => (s.host.state.pulls = []) })
		same(name, [d.status, d.posts], [4, 0])
	}],
	['a gate that cannot judge', 'github', async (s, name) => {
		const d = await second(s, { inputs: { 'policy-floor': 'no such floor.yml' } })
		same(name, [d.status, d.posts, d.steps.at(-1).ran], [1, 1, true])
		check(`${name}: the comment says so`, /no verdict|could not/i.test(d.body), d.body)
	}],
	['an old server', 'github', async (s, name) => {
		const d = await second(s, { job: { workflow_sha: '', workflow_repository: '' } })
		same(name, [d.status, d.posts, d.steps.filter(x => x.ran).length], [2, 0, 1])
	}],
])

// ---- what the runner decides before a step runs ----

const { comment } = workflow.jobs, asks = (event_name, event) => expand(`\${{ ${comment.if} }}`, { github: { event_name, event } })
same('only after pull_request', [asks('workflow_run', { workflow_run: { event: 'pull_request' } }), asks('workflow_run', { workflow_run: { event: 'push' } }), asks('pull_request', {})], ['true', 'false', 'false'])
const group = (id, branch) => expand(comment.concurrency.group, { inputs: defaults, github: { event: { workflow_run: { head_repository: { id }, head_branch: branch } } } })
check('a group for each request', group(1, 'a') !== group(2, 'a') && group(1, 'a') !== group(1, 'b') && group(1, 'a') === group(1, 'a'))
const from = (inputs, job) => expand(comment.steps.find(x => x.id === 'pull').with['releases-url'], { inputs: { ...defaults, ...inputs }, job, github: { server_url: 'https://github.com' } })
same('releases of the workflow\'s own repository, or of a mirror', [from({}, { workflow_repository: 'a/b' }), from({}, {}), from({ 'releases-url': 'x' }, {})],
	['https://github.com/a/b/releases/download', 'https://github.com/envgate/envgate/releases/download', 'x'])
same('its permissions', [workflow.permissions, comment.permissions], [{}, { actions: 'read', contents: 'read', 'pull-requests': 'write' }])
finish()
