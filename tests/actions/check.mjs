// actions/check as a workflow runs it: for each kind of event the right range, outputs, summary and exit, from
// the payloads and the repository of tests/platform; then inputs that somebody else chose.
//
//   node check.mjs ENVGATE        77: npm's packages are not installed
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { newJob, runAction } from './run-composite.mjs'
import { check, finish, same, sanitizer, scratch, top } from './tools.mjs'

const envgate = path.resolve(process.argv[2]), action = path.join(top, 'actions/check')

// ---- the repository of tests/platform/history.sh, and a machine with envgate on PATH ----

const home = path.join(scratch, 'home'), bin = path.join(scratch, 'bin'), source = path.join(scratch, 'source')
for (const folder of [home, bin, source]) fs.mkdirSync(folder)
fs.symlinkSync(envgate, path.join(bin, 'envgate'))
const machine = {
	...sanitizer, PATH: `${bin}:${process.env.PATH}`, HOME: home, LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', SOURCE_DATE_EPOCH: '1772323200',
	GIT_AUTHOR_NAME: 'Kim', GIT_AUTHOR_EMAIL: 'kim@example.org', GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@example.org',
}
const git = (folder, ...args) => execFileSync('git', ['-C', folder, ...args], { env: machine, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
execFileSync('bash', ['-ec', '. "$0"; history', path.join(top, 'tests/platform/history.sh')], { cwd: source, env: machine, stdio: 'pipe' })
const id = Object.fromEntries(git(source, 'for-each-ref', '--format=%(refname:short) %(objectname) %(*objectname)', 'refs/tags').split('\n')
	.map(line => line.split(' ')).map(([name, object, commit]) => [name, commit || object]))
const name = Object.fromEntries(Object.entries(id).filter(([k]) => k !== 'v1').map(([k, v]) => [v, k]))
const zeros = '0'.repeat(40)

// ---- payloads ----

const payload = event => JSON.parse(fs.readFileSync(path.join(top, 'tests/platform/payloads', `${event}.json`), 'utf8'))
function pull(head, base, more = {}) {
	const p = payload('pull_request')
	Object.assign(p.pull_request, { number: 12 })
	Object.assign(p.pull_request.head, { sha: id[head], ...more.head })
	Object.assign(p.pull_request.base, { sha: id[base], ref: 'main', ...more.base })
	return p
}
const push = more => {
	const p = { ...payload('push'), ...more }
	p.repository.default_branch = 'main'
	return p
}
const dispatch = ref => {
	const p = { ...payload('workflow_dispatch'), ref }
	p.repository.default_branch = 'main'
	return p
}
const group = () => {
	const p = payload('merge_group')
	Object.assign(p.merge_group, { head_sha: id.merge, base_sha: id.m2, base_ref: 'refs/heads/main' })
	return p
}

// ---- one run ----

let runs = 0
async function run({ at, event, sha, json, inputs = {}, clone, empty, env = {}, repository = 'envgate/envgate' }) {
	const workspace = path.join(scratch, `work-${runs}`), temp = path.join(scratch, `temp-${runs++}`)
	fs.mkdirSync(temp)
	if (empty) {
		fs.mkdirSync(workspace)
	} else if (clone) {
		git(scratch, 'init', '-q', workspace)
		git(workspace, 'fetch', '-q', '--no-tags', '--depth', clone, `file://${source}`, id[at])
		git(workspace, 'checkout', '-q', '--detach', 'FETCH_HEAD')
	} else {
		fs.cpSync(source, workspace, { recursive: true })
		git(workspace, 'checkout', '-q', '--detach', id[at])
	}
	const event_path = path.join(temp, 'event.json')
	fs.writeFileSync(event_path, JSON.stringify(json))
	const job = newJob({
		workspace, temp, machine: { ...machine, ...env }, repository, github: {
			event_name: event, event: json, event_path, sha: id[sha] ?? sha, ref: json.ref ?? '', repository: 'o/r', run_id: '77', workspace,
			server_url: 'https://github.com', api_url: 'https://api.github.com', ref_protected: false,
		},
	})
	const done = await runAction(action, { install: 'path', ...inputs }, job)
	return { ...done, workspace, temp, report: done.outputs.report }
}
// A few at a time.
async function each(rows, fn) {
	const waiting = [...rows]
	const worker = async () => {
		for (let row; (row = waiting.shift()) !== undefined;) await fn(row)
	}
	await Promise.all([worker(), worker(), worker()])
}
const names = o => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, name[v] ?? v]))

// ---- each event: [exit, verdict, errors, base, head, policy], and what the summary says ----

const events = [
	['pull_request, the merge commit', { at: 'merge', sha: 'merge', event: 'pull_request', json: pull('t2', 'm2') }, [1, 'fail', '1', 'm2', 'merge', 'm2'], /newcomer/],
	['pull_request, a clone of depth 2', { at: 'merge', sha: 'merge', event: 'pull_request', json: pull('t2', 'm2'), clone: '2' }, [1, 'fail', '1', 'm2', 'merge', 'm2'], /newcomer/],
	['pull_request, a clone of depth 1', { at: 'merge', sha: 'merge', event: 'pull_request', json: pull('t2', 'm2'), clone: '1' }, [3, 'error', '0', '', '', ''], /fetch-depth: 2/],
	['pull_request, a harmless one', { at: 'clean', sha: 'clean', event: 'pull_request', json: pull('c1', 'm2') }, [0, 'pass', '0', 'm2', 'clean', 'm2'], /nothing introduced/],
	['pull_request, its head', { at: 't2', sha: 'merge', event: 'pull_request', json: pull('t2', 'm2') }, [1, 'fail', '1', 'm1', 't2', 'm2'], /newcomer/],
	['pull_request_target', { at: 'm2', sha: 'm2', event: 'pull_request_target', json: pull('t2', 'm2') }, [1, 'fail', '1', 'm1', 't2', 'm2'], /newcomer/],
	['merge_group', { at: 'merge', sha: 'merge', event: 'merge_group', json: group() }, [1, 'fail', '1', 'm2', 'merge', 'm2'], /newcomer/],
	['push to the default branch', { at: 'w1', sha: 'w1', event: 'push', json: push({ ref: 'refs/heads/main', before: id.m2, after: id.w1 }) }, [1, 'fail', '1', 'm2', 'w1', 'm2'], /newcomer/],
	['push to another branch', { at: 't2', sha: 't2', event: 'push', json: push({ ref: 'refs/heads/topic', before: id.t1, after: id.t2 }) }, [1, 'fail', '1', 'm1', 't2', 'm2'], /newcomer/],
	['first push of a branch', { at: 't2', sha: 't2', event: 'push', json: push({ ref: 'refs/heads/topic', before: zeros, after: id.t2 }) }, [1, 'fail', '1', 'm1', 't2', 'm2'], /newcomer/],
	['first push of the default branch', { at: 't2', sha: 't2', event: 'push', json: push({ ref: 'refs/heads/main', before: zeros, after: id.t2 }) }, [0, 'pass', '0', '', 't2', 't2'], /1 existing/],
	['forced push to the default branch', { at: 'f1', sha: 'f1', event: 'push', json: push({ ref: 'refs/heads/main', before: id.m2, after: id.f1, forced: true }) }, [1, 'fail', '1', 'm1', 'f1', 'm2'], /newcomer/],
	['a branch is deleted', { at: 'm2', sha: 'm2', event: 'push', json: push({ ref: 'refs/heads/topic', before: id.t1, after: zeros, deleted: true }) }, [0, 'nothing', '0', '', '', ''], /deleted/],
	['push of a tag', { at: 't2', sha: 't2', event: 'push', json: push({ ref: 'refs/tags/v2', before: zeros, after: id.t2 }) }, [0, 'pass', '0', '', 't2', 't2'], /1 existing/],
	['schedule', { at: 't2', sha: 't2', event: 'schedule', json: { schedule: '0 0 * * *' } }, [0, 'pass', '0', '', 't2', 't2'], /1 existing/],
	['started by hand on the default branch', { at: 't2', sha: 't2', event: 'workflow_dispatch', json: dispatch('refs/heads/main') }, [0, 'pass', '0', '', 't2', 't2'], /1 existing/],
	['started by hand on another branch', { at: 't2', sha: 't2', event: 'workflow_dispatch', json: dispatch('refs/heads/topic') }, [1, 'fail', '1', 'm1', 't2', 'm2'], /newcomer/],
	['workflow_run without ids', { at: 'm2', sha: 'm2', event: 'workflow_run', json: {} }, [3, 'error', '0', '', '', ''], /--base/],
	['workflow_run with ids', {
		at: 'm2', sha: 'm2', event: 'workflow_run', json: {}, inputs: { 'base-ref': id.m1, 'head-ref': id.t2, 'policy-ref': id.m2 },
	}, [1, 'fail', '1', 'm1', 't2', 'm2'], /newcomer/],
	['a typed range', { at: 'm2', sha: 'm2', event: 'schedule', json: {}, inputs: { range: `${id.m2}...${id.t2}` } }, [1, 'fail', '1', 'm1', 't2', 'm2'], /newcomer/],
]
await each(events, async ([what, given, want, summary]) => {
	const done = await run(given), o = names(done.outputs)
	same(what, [done.status, o.verdict, o.errors, o.base, o.head, o.policy], want)
	check(`${what}: the output exit`, o.exit === String(want[0]), o)
	check(`${what}: the summary`, summary.test(done.summary), done.summary || done.log)
	check(`${what}: an annotation where it fails`, /^::error /m.test(done.log) === (want[0] !== 0), done.log)
	const report = JSON.parse(fs.readFileSync(o.report, 'utf8'))
	same(`${what}: the report`, [report.exit, report.verdict], [want[0], want[1]])
})

// ---- inputs that change the verdict or write a file ----

const bad = { at: 'merge', sha: 'merge', event: 'pull_request', json: pull('t2', 'm2') }
same('fail-on-severity: never', (await run({ ...bad, inputs: { 'fail-on-severity': 'never' } })).status, 0)
same('a floor that is not there', (await run({ ...bad, inputs: { 'policy-floor': 'no such.yml' } })).status, 3)
const clean = { at: 'clean', sha: 'clean', event: 'pull_request', json: pull('c1', 'm2') }
fs.writeFileSync(path.join(scratch, 'the floor.yml'), 'version: 1\nrules: { change/major: error, file/unknown-key: error }\n')
same('a floor with a blank in its name', (await run({ ...clean, inputs: { 'policy-floor': path.join(scratch, 'the floor.yml') } })).status, 0)
const written = await run({ ...bad, inputs: { 'sarif-file': 'a b.sarif', 'html-file': '--x.html', 'working-directory': '.' } })
same('SARIF and HTML are written', ['a b.sarif', '--x.html'].map(f => fs.existsSync(path.join(written.workspace, f))), [true, true])
same('an empty state', (await run({ at: 'm2', sha: 'm2', event: 'schedule', json: {}, inputs: { 'working-directory': '.', 'allow-empty': 'true' } })).status, 0)

// A waiver of the change counts only when the input says so, and the report tells.
const waive = async accept => {
	const r = await run({ ...bad, inputs: { 'accept-waivers': accept } })
	return JSON.parse(fs.readFileSync(r.report, 'utf8')).accept_waivers
}
same('accept-waivers reaches the report', [await waive('true'), await waive('false')], [true, false])

// ---- where a release comes from, with the action used by its name and by a path, and from a mirror ----

const offline = path.join(scratch, 'offline')
fs.mkdirSync(offline)
fs.writeFileSync(path.join(offline, 'curl'), '#!/bin/sh\nexit 6\n', { mode: 0o755 })
const away = { ...clean, empty: true, env: { PATH: `${offline}:${machine.PATH}` } }
for (const [inputs, repository, want] of [
	[{}, 'envgate/envgate', 'https://github.com/envgate/envgate/releases/download/v'], [{}, '', 'https://github.com/o/r/releases/download/v'],
	[{ 'releases-url': 'https://mirror.example/e' }, 'envgate/envgate', 'https://mirror.example/e/v'],
]) {
	const done = await run({ ...away, repository, inputs: { install: 'release', ...inputs } })
	same(`release of ${want}`, [done.status, done.log.includes(`cannot fetch ${want}`)], [3, true])
	check('nothing was judged without a program', done.outputs.verdict === '' && !/envgate check/.test(done.summary))
}

// ---- hostile ----

// In place of envgate: prints its arguments, one a line, lengths first.
const spy = path.join(scratch, 'spy')
fs.mkdirSync(spy)
fs.writeFileSync(path.join(spy, 'envgate'), '#!/bin/bash\n[ "$1" = version ] && exit\nfor a; do printf "%s:%s\\n" ${#a} "$a"; done > "$RUNNER_TEMP/arguments"\n', { mode: 0o755 })
const watched = { ...clean, empty: true, env: { PATH: `${spy}:${machine.PATH}` } }
const nasty = ['--version', '-C/tmp', '$(touch pwned)', '`touch pwned`', '"; touch pwned #', "'; touch pwned #", 'a b  c', 'x\ny=z', '*', '${{ github.token }}', '-', 'é\u202e', '::set-output name=a::b']
const options = { 'base-ref': '--base', 'head-ref': '--head', policy: '--policy', 'policy-ref': '--policy-ref', 'policy-floor': '--policy-floor', 'fail-on-severity': '--fail-on', 'sarif-file': '--output=sarif', 'html-file': '--output=html' }
await each(nasty, async text => {
	const done = await run({ ...watched, inputs: Object.fromEntries(Object.keys(options).map(k => [k, text])) })
	const seen = fs.readFileSync(path.join(done.temp, 'arguments'), 'utf8')
	for (const option of Object.values(options)) {
		const word = `${option}=${text}`
		check(`${option} with ${JSON.stringify(text)} arrives whole`, seen.includes(`${[...word].length}:${word}\n`), seen)
	}
	check(`${JSON.stringify(text)}: nothing ran`, !fs.existsSync(path.join(done.workspace, 'pwned')) && done.status === 0, done.log)
	const range = await run({ ...watched, inputs: { range: text } })
	const got = fs.existsSync(path.join(range.temp, 'arguments')) ? fs.readFileSync(path.join(range.temp, 'arguments'), 'utf8') : ''
	if (text.startsWith('-')) same(`a range ${JSON.stringify(text)} is refused`, [range.status, range.outputs.verdict, got], [2, 'error', ''])
	else check(`a range ${JSON.stringify(text)} arrives whole, before --`, got.endsWith(`${[...text].length}:${text}\n2:--\n`), got)
	for (const flag of ['accept-waivers', 'allow-empty'].slice(nasty.indexOf(text) % 2, nasty.indexOf(text) % 2 + 1)) {
		const done = await run({ ...watched, inputs: { [flag]: text } })
		same(`${flag}: ${JSON.stringify(text)} is refused`, [done.status, fs.existsSync(path.join(done.temp, 'arguments'))], [2, false])
	}
})
// Names that the event carries; the gate reads the payload itself. A target that is no branch's name is refused.
for (const [ref, target, want] of [
	['$(touch pwned)', 'main', [1, 'm2', 'merge']], ['a"b', "a'b", [1, 'm2', 'merge']], ['-x', 'a;b', [1, 'm2', 'merge']], ['x\n::error::y', 'main', [1, 'm2', 'merge']],
	['topic', '$(touch pwned)', [3, '', '']], ['topic', '--help', [3, '', '']], ['topic', 'x\n::error::y', [3, '', '']],
]) {
	const what = `a request from ${JSON.stringify(ref)} into ${JSON.stringify(target)}`
	const done = await run({ at: 'merge', sha: 'merge', event: 'pull_request', json: pull('t2', 'm2', { head: { ref, label: ref }, base: { ref: target } }) })
	same(what, [done.status, names(done.outputs).base, names(done.outputs).head], want)
	check(`${what}: nothing ran`, !fs.existsSync(path.join(done.workspace, 'pwned')))
	check(`${what}: no command of its own`, !/^\s*::error::y/m.test(done.log), done.log)
}
finish()
