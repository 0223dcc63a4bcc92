// The GitLab component and the plain file, run by gitlab-ci-local on a scratch project: merge requests that pass
// and fail, a fork's, the default branch, and the Code Quality file that comes of each.
//
//   node gitlab.mjs ENVGATE        77: npm's packages or rsync are not installed
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { borrow, check, finish, folderOf, needs, same, sanitizer, scratch, top } from './tools.mjs'

needs(['gitlab-ci-local', 'ajv', 'yaml'], ['rsync', 'git'])
const yaml = borrow('yaml'), Ajv = borrow('ajv/dist/2020').default
const valid = new Ajv({ strict: false }).compile(JSON.parse(fs.readFileSync(path.join(top, 'tests/formats/codequality.schema.json'), 'utf8')))
const envgate = path.resolve(process.argv[2])
const home = path.join(scratch, 'home'), bin = path.join(scratch, 'bin')
for (const folder of [home, bin]) fs.mkdirSync(folder)
fs.symlinkSync(envgate, path.join(bin, 'envgate'))
const machine = {
	...sanitizer, PATH: `${bin}:${process.env.PATH}`, HOME: home, LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', SOURCE_DATE_EPOCH: '1772323200',
	GIT_AUTHOR_NAME: 'Kim', GIT_AUTHOR_EMAIL: 'kim@example.org', GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@example.org',
	GIT_AUTHOR_DATE: '2026-03-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-03-01T00:00:00Z',
}
const git = (folder, ...args) => execFileSync('git', ['-C', folder, ...args], { env: machine, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

// ---- a project with a branch that is fine, and one that is not; a fork of it ----

const project = path.join(scratch, 'project'), server = path.join(scratch, 'server.git'), fork = path.join(scratch, 'fork.git')
const environment = (...more) => 'name: train\nchannels: [conda-forge]\ndependencies:\n' + ['python=3.11', 'numpy=1.26', 'pandas=2.1', 'scipy=1.11', 'pillow=10.0', 'tqdm=4.66', ...more].map(p => `  - ${p}\n`).join('')
function commit(files, message) {
	for (const [name, text] of Object.entries(files)) {
		fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true })
		fs.writeFileSync(path.join(project, name), text)
	}
	git(project, 'add', '-A')
	git(project, 'commit', '-qm', message)
	return git(project, 'rev-parse', 'HEAD')
}
const component = fs.readFileSync(path.join(top, 'templates/envgate.yml'), 'utf8')
const ci = inputs => `include:\n  - local: templates/envgate.yml\n    inputs: ${JSON.stringify(inputs)}\n`
git(scratch, 'init', '-q', '-b', 'main', project)
const base = commit({ 'environment.yml': environment(), '.gitlab-ci.yml': ci({}), 'templates/envgate.yml': component }, 'base')
git(project, 'switch', '-qc', 'good')
const good = commit({ 'environment.yml': environment('attrs=24.2') }, 'good')
git(project, 'switch', '-qc', 'bad', base)
const bad = commit({ 'environment.yml': environment('newcomer') }, 'bad')
git(project, 'switch', '-q', 'main')
const tip = commit({ README: 'x' }, 'elsewhere')
git(project, 'switch', '-qc', 'weak')
const weak = commit({ 'environment.yml': environment('newcomer') }, 'a fault on main')
git(project, 'switch', '-q', 'main')
execFileSync('git', ['clone', '-q', '--bare', project, server], { env: machine })
execFileSync('git', ['clone', '-q', '--bare', project, fork], { env: machine })
git(fork, 'update-ref', 'refs/heads/main', bad) // the fork's owner wrote this main
const host = 'https://gitlab.example'

// ---- one pipeline ----

let runs = 0
async function pipeline(at, variables, { inputs, include, origin = 'group/project' } = {}) {
	const folder = path.join(scratch, `run-${runs++}`)
	fs.cpSync(project, folder, { recursive: true })
	git(folder, 'remote', 'add', 'origin', `${host}/${origin}.git`)
	git(folder, 'checkout', '-q', '--detach', at)
	if (inputs) fs.writeFileSync(path.join(folder, '.gitlab-ci.yml'), ci(inputs))
	if (include) fs.writeFileSync(path.join(folder, '.gitlab-ci.yml'), include)
	// What a runner sets; and in the job, not in gitlab-ci-local, the host's addresses are folders.
	const given = {
		GITLAB_CI: 'true', CI_PROJECT_ID: '12', CI_COMMIT_SHA: at, CI_DEFAULT_BRANCH: 'main', CI_PIPELINE_SOURCE: 'push', GIT_CONFIG_COUNT: '2',
		GIT_CONFIG_KEY_0: `url.file://${server.replace(/\.git$/, '')}.insteadOf`, GIT_CONFIG_VALUE_0: `${host}/group/project`,
		GIT_CONFIG_KEY_1: `url.file://${fork.replace(/\.git$/, '')}.insteadOf`, GIT_CONFIG_VALUE_1: `${host}/kim/project`, ...variables,
	}
	const args = ['--force-shell-executor', '--shell-isolation', ...Object.entries(given).flatMap(([k, v]) => ['--variable', `${k}=${v}`])]
	const { status, log } = await new Promise(done => {
		const child = spawn(process.execPath, [path.join(folderOf('gitlab-ci-local'), 'dist/index.js'), ...args], { cwd: folder, env: machine, stdio: ['ignore', 'pipe', 'pipe'] })
		let log = ''
		for (const stream of [child.stdout, child.stderr]) stream.on('data', d => (log += d))
		const timer = setTimeout(() => child.kill('SIGKILL'), 120000)
		child.on('close', status => (clearTimeout(timer), done({ status, log })))
	})
	// The job's own folder; gitlab-ci-local exports no reports.
	const builds = path.join(folder, '.gitlab-ci-local/builds')
	const find = name => {
		const job = fs.existsSync(builds) && fs.readdirSync(builds).find(f => fs.existsSync(path.join(builds, f, name)))
		return job && fs.readFileSync(path.join(builds, job, name), 'utf8')
	}
	const quality = find('gl-code-quality-report.json'), report = find('envgate.json')
	return { status, log, quality: quality && JSON.parse(quality), report: report && JSON.parse(report), junit: find('envgate.xml') }
}
const request = (head, more) => ({
	CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_EVENT_TYPE: 'detached', CI_MERGE_REQUEST_IID: '12', CI_MERGE_REQUEST_PROJECT_ID: '12',
	CI_MERGE_REQUEST_PROJECT_URL: `${host}/group/project`,
	CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_COMMIT_SHA: head, CI_COMMIT_BRANCH: '', ...more,
})
function judged(what, run, status, { verdict, base, head, rules }) {
	same(what, [run.status, run.report?.verdict, run.report?.base?.oid, run.report?.head?.oid], [status, verdict, base, head])
	check(`${what}: Code Quality is valid`, run.quality && valid(run.quality), [valid.errors, run.log])
	same(`${what}: Code Quality`, (run.quality ?? []).map(x => x.check_name), rules)
	check(`${what}: JUnit is there`, /<testsuites/.test(run.junit), run.log)
}

// ---- the plain file is the component with its defaults ----

const plain = fs.readFileSync(path.join(top, 'actions/gitlab/envgate.gitlab-ci.yml'), 'utf8')
check('the plain file is what actions/gitlab/make prints', plain === execFileSync(path.join(top, 'actions/gitlab/make'), { encoding: 'utf8' }))
const version = execFileSync(path.join(top, 'packaging/version'), { encoding: 'utf8' }).trim()
for (const [name, text] of [['the component', component], ['the plain file', plain]])
	for (const m of text.matchAll(/(?:envgate:|envgate@v|ref: v)(\d+\.\d+\.\d+)/g)) same(`${name} names this version`, m[1], version)
const [header, body] = yaml.parseAllDocuments(component).map(d => d.toJS()), defaults = header.spec.inputs
const filled = JSON.parse(JSON.stringify(body).replace(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name) => String(defaults[name].default)))
same('both are one job', yaml.parse(plain), filled)

// ---- the pipelines ----

const scenarios = [
	['a merge request that passes', () => pipeline(good, request(good)), 0, { verdict: 'pass', base, head: good, rules: [] }],
	['one that fails', () => pipeline(bad, request(bad)), 1, { verdict: 'fail', base, head: bad, rules: ['pin/missing'] }],
	['a fork\'s, whose own main is another', () => pipeline(bad, request(bad, { CI_PROJECT_ID: '99' }), { origin: 'kim/project' }), 1, { verdict: 'fail', base, head: bad, rules: ['pin/missing'] }],
	['the default branch', () => pipeline(weak, { CI_COMMIT_BRANCH: 'main', CI_COMMIT_BEFORE_SHA: tip, CI_COMMIT_REF_PROTECTED: 'true' }), 1, { verdict: 'fail', base: tip, head: weak, rules: ['pin/missing'] }],
	['with fail-on: never', () => pipeline(bad, request(bad), { inputs: { 'fail-on': 'never' } }), 0, { verdict: 'pass', base, head: bad, rules: ['pin/missing'] }],
	['another stage, name and program', () => pipeline(bad, request(bad), { inputs: { stage: 'build', job: 'the gate', program: path.join(bin, 'envgate') } }), 1, { verdict: 'fail', base, head: bad, rules: ['pin/missing'] }],
	['as a component of a project', () => pipeline(bad, request(bad), { include: 'include:\n  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/envgate@$CI_COMMIT_SHA\n' }), 1, { verdict: 'fail', base, head: bad, rules: ['pin/missing'] }],
	['the plain file', () => pipeline(bad, request(bad), { include: plain }), 1, { verdict: 'fail', base, head: bad, rules: ['pin/missing'] }],
]
const waiting = [...scenarios]
async function worker() {
	for (let row; (row = waiting.shift());) {
		const [what, go, status, want] = row, run = await go()
		judged(what, run, status, want)
		if (run.status !== status) console.log(run.log)
	}
}
await Promise.all([worker(), worker()])
finish()
