// What the tests of this folder share: running the real program against a code host of tests/forge/fake.mjs,
// and reports made by hand. Each scenario has a host, a folder and an environment of its own, so they run
// side by side.
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startFake } from '../forge/fake.mjs'
import { check, same, SHA, TOKEN } from '../forge/lib.mjs'

export const program = process.argv[2], front = process.argv[3]
export const person = { login: 'someone', username: 'someone', type: 'User' }
const folders = fs.mkdtempSync(path.join(os.tmpdir(), 'envgate-comment-'))
process.on('exit', () => fs.rmSync(folders, { recursive: true, force: true }))

// ---- reports ----

export function finding(more = {}) {
	return {
		rule: 'change/loosened', severity: 'error', state: 'introduced', fails: true, path: 'environment.yml', line: 4, column: 5,
		end_line: 4, end_column: 10, offset: 58, length: 5, package: 'numpy', manager: 'conda', subject: 'numpy',
		message: "'numpy' was pinned (=1.26) and now has no version", hint: "write 'numpy=1.26' again", also: [],
		fingerprint: 'db95afe07b6cbfb4d416d87b82263248', evidence: 'numpy=1.26 -> numpy', waiver: null, details: {}, ...more,
	}
}
export function change(more = {}) {
	return {
		path: 'environment.yml', package: 'numpy', manager: 'conda', kind: 'loosened', before: '=1.26', after: '', direct: true,
		platform: null, variant: null, ...more,
	}
}
const none = { error: 0, warning: 0, note: 0 }
export function report({ findings = [], changes = [], sha = SHA, pr = 7, run = '77', ...more } = {}) {
	const fails = findings.some(f => f.fails)
	return {
		schema: 'envgate.report/1', tool: { name: 'envgate', version: '0.1.0' }, command: 'check', date: '2026-03-01',
		platform: {
			kind: 'github', event: 'pull_request', pr, target_ref: 'main', head_sha: sha, run_url: null, run_id: run,
			server: 'https://github.com', repository: 'o/r', head_repository: 'o/r',
		},
		base: { kind: 'commit', name: 'HEAD^1', oid: '1'.repeat(40) }, head: { kind: 'commit', name: 'HEAD', oid: '2'.repeat(40) },
		range_reason: null, policy: { from: 'built-in', path: null, oid: null, profile: 'standard' }, accept_waivers: false,
		verdict: fails ? 'fail' : 'pass', exit: fails ? 1 : 0,
		counts: {
			introduced: { ...none, error: findings.filter(f => f.state === 'introduced').length }, existing: none,
			fixed: findings.filter(f => f.state === 'fixed').length, waived: 0, copied: 0, skipped_files: 0,
		},
		findings, changes, files: [], notes: [], limits: [], ...more,
	}
}
export const bad = (more = {}) => report({ findings: [finding()], changes: [change()], ...more })
export const good = (more = {}) => report(more)
export const verified = (more = {}) => bad({ command: 'verify', base: null, head: { kind: 'prefix', name: '/env', oid: null }, ...more })
export const probed = {
	schema: 'envgate.probe/1', verdict: 'NO_DRIVER', rule: 'gpu/no-driver', class: 'no-gpu', exit: 60, wall_ms: 0, stage: 'inventory',
	code: null, required: 1, passed: 0, declared: null, host: { kind: 'host', container: null, kernel_driver: null, pci_nvidia: null },
	libcuda: null, libcudart: [], env: {}, devices: [], children: [],
	failures: [{
		id: 'NO_DRIVER', rule: 'gpu/no-driver', class: 'no-gpu', unit: null, text: 'this runner has no NVIDIA driver', evidence: null,
		fix: 'use a GPU runner, or skip with --allow-no-gpu',
	}], warnings: [], fix: [],
}

// ---- scenarios ----

export const pull = (more = {}) => ({ number: 7, pull_request: { number: 7, head: { sha: SHA, repo: { full_name: 'o/r' } } }, ...more })

const variables = {
	github: host => ({
		GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REPOSITORY: 'o/r', GITHUB_API_URL: host.url,
		GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '77', GITHUB_TOKEN: TOKEN,
	}),
	gitea: host => ({
		GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REPOSITORY: 'o/r',
		GITHUB_API_URL: host.url, GITHUB_SERVER_URL: 'https://gitea.example', GITHUB_RUN_ID: '77', GITEA_TOKEN: TOKEN,
	}),
	gitlab: host => ({
		GITLAB_CI: 'true', CI_PIPELINE_SOURCE: 'merge_request_event', CI_SERVER_URL: 'https://gitlab.com', CI_API_V4_URL: host.url,
		CI_PROJECT_ID: '12', CI_MERGE_REQUEST_PROJECT_ID: '12', CI_MERGE_REQUEST_PROJECT_PATH: 'g/sub/r', CI_MERGE_REQUEST_IID: '7',
		CI_COMMIT_SHA: SHA, CI_JOB_ID: '77', CI_PIPELINE_ID: '70', CI_JOB_URL: 'https://gitlab.com/g/sub/r/-/jobs/77', GITLAB_TOKEN: TOKEN,
	}),
}

const environment = pins => `channels: [conda-forge]\ndependencies:\n${['python=3.11', 'numpy=1.26', 'scipy=1.13', 'pandas=2.2', 'einops=0.8', 'zarr=2.18', ...pins].map(p => `  - ${p}\n`).join('')}`

// A repository with a request: base, its head, the target's tip, and the host's merge of both.
export function repository(folder) {
	const repo = path.join(folder, 'repo')
	const git = (...args) => execFileSync('git', ['-C', repo, ...args], {
		encoding: 'utf8', env: {
			PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org',
			GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org', GIT_AUTHOR_DATE: '2026-01-05T12:00:00Z', GIT_COMMITTER_DATE: '2026-01-05T12:00:00Z',
		},
	}).trim()
	fs.mkdirSync(repo)
	git('init', '-q', '-b', 'main')
	const commit = text => {
		fs.writeFileSync(path.join(repo, 'environment.yml'), text)
		git('add', '.')
		git('commit', '-qm', 'x')
		return git('rev-parse', 'HEAD')
	}
	const base = commit(environment([]))
	git('switch', '-qc', 'topic')
	const head = commit(environment(['attrs']))
	git('switch', '-q', 'main')
	fs.writeFileSync(path.join(repo, 'README'), 'x')
	git('add', '.')
	git('commit', '-qm', 'elsewhere')
	git('merge', '-q', '--no-ff', '-m', 'merge', 'topic')
	const merge = git('rev-parse', 'HEAD'), tip = git('rev-parse', 'HEAD^1')
	return { repo, base, head, tip, merge, git }
}

let made = 0
export async function scenario(kind, options = {}) {
	const host = await startFake(kind), folder = path.join(folders, String(made++))
	fs.mkdirSync(folder)
	const env = { ...variables[kind](host), ...options.env }
	const file = (name, value) => {
		const at = path.join(folder, name)
		fs.writeFileSync(at, typeof value === 'string' ? value : JSON.stringify(value))
		return at
	}
	if (kind !== 'gitlab') env.GITHUB_EVENT_PATH = file('event.json', options.payload ?? pull())
	const summary = path.join(folder, 'summary.md'), output = path.join(folder, 'output')
	if (kind !== 'gitlab') {
		fs.writeFileSync(summary, '')
		fs.writeFileSync(output, '')
		Object.assign(env, { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output })
	}
	const s = {
		kind, host, env, folder, file,
		summary: () => fs.readFileSync(summary, 'utf8'),
		output: () => fs.readFileSync(output, 'utf8'),
		ours: () => host.state.comments.filter(c => c.body.startsWith('<!-- envgate.comment/1 ')),
		// The program with one report, or with options of its own.
		run: (what, ...args) => start(s, program, [...(what ? ['--report', file(`r${made++}.json`, what)] : []), ...args]).done,
		start: (what, more) => start(s, program, ['--report', file(`r${made++}.json`, what)], more),
		startFront: what => start(s, front, ['comment', '--report', file(`r${made++}.json`, what)]),
		front: (...args) => start(s, front, ['comment', ...args]).done,
	}
	return s
}

// LeakSanitizer looks at a process that PR_SET_DUMPABLE shuts it out of.
const base = { PATH: process.env.PATH, HOME: '/nonexistent', NO_PROXY: '*', ASAN_OPTIONS: 'detect_leaks=0:handle_segv=0', UBSAN_OPTIONS: process.env.UBSAN_OPTIONS ?? '' }

function start(s, name, args, more = {}) {
	const child = spawn(name, args, { env: { ...base, ...s.env }, cwd: s.folder, stdio: ['ignore', 'pipe', 'pipe'], ...more })
	let out = '', err = ''
	child.stdout.on('data', d => (out += d))
	child.stderr.on('data', d => (err += d))
	const timer = setTimeout(() => child.kill('SIGKILL'), 60000)
	const done = new Promise(end => child.on('close', (rc, signal) => {
		clearTimeout(timer)
		if ((out + err).includes(TOKEN)) check(`${args.join(' ')}: the token was printed`, false)
		end({ rc: signal ?? rc, out, err, writes: s.host.writes().length })
	}))
	return { child, done }
}

// Runs scenarios side by side, a few at a time; name: async s => {}.
export async function all(rows) {
	const waiting = [...rows]
	const worker = async () => {
		for (let row; (row = waiting.shift());) {
			const [name, kind, fn, options] = row
			const s = await scenario(kind, options)
			try {
				await fn(s, name)
			} catch (e) {
				check(`${name}: ${e.stack}`, false)
			}
			await s.host.close()
		}
	}
	await Promise.all([worker(), worker(), worker(), worker()])
}

export { check, same, SHA, TOKEN }
export { finish, OTHER_SHA } from '../forge/lib.mjs'
