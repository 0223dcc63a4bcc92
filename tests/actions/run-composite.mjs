#!/usr/bin/env node
// run-composite: runs the steps of a composite action, or of a job, as GitHub's runner would: expressions by
// GitHub's own evaluator, `run` by bash, outputs, variables and paths through the files that a step is given.
//
//   run-composite.mjs FOLDER [NAME=VALUE...]     runs FOLDER/action.yml here with these inputs; prints its outputs
//
// Done: if, id, env, working-directory, continue-on-error, uses (a local action, else what the caller of
// runSteps supplies). Not done: containers, other shells than bash, post steps, JavaScript actions.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { borrow, bundled, needs, scratch } from './tools.mjs'

needs(['yaml', 'esbuild', '@actions/expressions'])
const yaml = borrow('yaml')
const { Lexer, Parser, Evaluator, data } = bundled('export * from "@actions/expressions"')
const contexts = ['github', 'env', 'inputs', 'steps', 'runner', 'job', 'vars', 'secrets', 'needs', 'matrix', 'strategy']

// ---- expressions ----

// failed: whether a step before this one did.
function evaluate(text, scope) {
	const status = (name, value) => [name, { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }]
	const functions = new Map([
		status('success', !scope.failed), status('failure', !!scope.failed), status('always', true), status('cancelled', false),
	])
	const known = Object.fromEntries(contexts.map(name => [name, scope[name] ?? {}]))
	const tree = new Parser(new Lexer(text).lex().tokens, contexts, [...functions.values()]).parse()
	return new Evaluator(tree, JSON.parse(JSON.stringify(known), data.reviver), functions).evaluate()
}

const hole = /\$\{\{((?:'(?:[^']|'')*'|[^'}]|\}(?!\}))*)\}\}/g
export const expand = (text, scope) => String(text ?? '').replace(hole, (_, inner) => evaluate(inner, scope).coerceString())

function wanted(step, scope) {
	const text = String(step.if ?? 'success()').trim().replace(/^\$\{\{([^]*)\}\}$/, '$1')
	const asks = /\b(success|failure|always|cancelled)\s*\(/.test(text)
	const value = evaluate(asks ? text : `success() && (${text})`, scope)
	return !['', '0', 'false', 'NaN'].includes(value.coerceString())
}

// ---- the files of a step ----

// NAME=VALUE, or NAME<<WORD, lines, WORD; which of the two says what comes first. Only LF ends a line.
export function readPairs(text) {
	const pairs = {}, lines = text.split('\n')
	if (lines.at(-1) === '') lines.pop()
	for (let i = 0; i < lines.length; i++) {
		const line = lines[i], equals = line.indexOf('='), heredoc = line.indexOf('<<')
		if (line === '') continue
		if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
			pairs[line.slice(0, equals)] = line.slice(equals + 1)
			continue
		}
		if (heredoc < 0) throw Error(`invalid format '${line}'`)
		const word = line.slice(heredoc + 2), end = lines.indexOf(word, i + 1)
		if (!word || end < 0) throw Error(`no end of '${line}'`)
		pairs[line.slice(0, heredoc)] = lines.slice(i + 1, end).join('\n')
		i = end
	}
	return pairs
}

// What of the context github the runner also exports.
const exported = ['action', 'action_path', 'action_ref', 'action_repository', 'actor', 'api_url', 'base_ref', 'event_name', 'event_path',
	'head_ref', 'job', 'ref', 'ref_name', 'ref_protected', 'ref_type', 'repository', 'repository_owner', 'run_attempt', 'run_id',
	'server_url', 'sha', 'workflow', 'workspace']

let files = 0
async function shell(step, scope, job) {
	const folder = path.join(scratch, `step-${files++}`), at = name => path.join(folder, name)
	fs.mkdirSync(folder)
	for (const name of ['output', 'env', 'path', 'summary']) fs.writeFileSync(at(name), '')
	fs.writeFileSync(at('script.sh'), expand(step.run, scope))
	const env = { ...job.machine, CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TEMP: job.temp, RUNNER_OS: 'Linux', ...job.env }
	for (const name of exported) if (scope.github?.[name] !== undefined) env['GITHUB_' + name.toUpperCase()] = String(scope.github[name])
	Object.assign(env, { GITHUB_OUTPUT: at('output'), GITHUB_ENV: at('env'), GITHUB_PATH: at('path'), GITHUB_STEP_SUMMARY: at('summary') })
	for (const [name, value] of Object.entries(step.env ?? {})) env[name] = expand(value, scope)
	env.PATH = [...job.paths, env.PATH].join(':')
	const cwd = path.resolve(job.workspace, expand(step['working-directory'] ?? '.', scope))
	const { status, log } = await bash(at('script.sh'), { env, cwd })
	const read = name => fs.readFileSync(at(name), 'utf8')
	const result = { status, log, outputs: {}, summary: read('summary') }
	try {
		result.outputs = readPairs(read('output'))
		Object.assign(job.env, readPairs(read('env')))
	} catch (e) {
		result.status ||= 1
		result.log += `::error::${e.message}\n`
	}
	job.paths.unshift(...read('path').split('\n').filter(Boolean).reverse())
	return result
}

function bash(script, options) {
	return new Promise(done => {
		const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
		let log = ''
		child.on('error', e => done({ status: 127, log: String(e) }))
		for (const stream of [child.stdout, child.stderr]) stream.on('data', d => (log += d))
		const timer = setTimeout(() => child.kill('SIGKILL'), 120000)
		child.on('close', status => {
			clearTimeout(timer)
			done({ status: status ?? 137, log })
		})
	})
}

// ---- steps ----

// A machine for a job: workspace, temp, github (the context), machine (variables of the machine itself), uses.
export const newJob = job => ({ env: {}, paths: [], steps: [], machine: { PATH: process.env.PATH }, ...job })

// Runs steps in turn. Returns { status, steps: [{ id, name, status, log, outputs, summary, ran }] }, all that ran
// inside used actions included.
export async function runSteps(steps, scope, job) {
	let status = 0
	for (const step of steps) {
		const now = { ...scope, steps: scope.steps, env: { ...job.env }, failed: status !== 0 }
		const shown = { id: step.id, name: step.name ?? step.uses ?? step.run, ran: false, status: 0, log: '', outputs: {}, summary: '' }
		job.steps.push(shown)
		if (!wanted(step, now)) continue
		shown.ran = true
		Object.assign(shown, step.run !== undefined ? await shell(step, now, job) : await used(step, now, job))
		const outcome = shown.status ? 'failure' : 'success'
		const forgiven = expand(step['continue-on-error'] ?? false, now) === 'true'
		if (step.id) scope.steps[step.id] = { outputs: shown.outputs, outcome, conclusion: forgiven ? 'success' : outcome }
		if (shown.status && !forgiven) status ||= shown.status
	}
	return { status, steps: job.steps }
}

async function used(step, scope, job) {
	const given = Object.fromEntries(Object.entries(step.with ?? {}).map(([k, v]) => [k, expand(v, scope)]))
	if (!step.uses.startsWith('./')) return { status: 0, log: '', outputs: {}, summary: '', ...await job.uses?.(step.uses, given, job) }
	return runAction(path.resolve(job.workspace, step.uses), given, job)
}

// A composite action with its inputs. job.repository: "owner/name" when it is used by that name, not by a path.
export async function runAction(folder, given, job) {
	const action = yaml.parse(fs.readFileSync(path.join(folder, 'action.yml'), 'utf8'))
	if (action.runs.using !== 'composite') throw Error(`${folder}: not a composite action`)
	const github = { ...job.github, action_path: folder, action_repository: job.repository ?? '' }
	for (const name of Object.keys(given)) if (!(name in (action.inputs ?? {}))) throw Error(`${folder}: no input '${name}'`)
	const inputs = Object.fromEntries(Object.entries(action.inputs ?? {}).map(([k, v]) => [k, given[k] ?? expand(v.default, { github })]))
	const scope = { github, inputs, steps: {}, runner: { temp: job.temp, os: 'Linux' }, job: {} }
	const from = job.steps.length, { status } = await runSteps(action.runs.steps, scope, job)
	const inner = job.steps.slice(from)
	const outputs = Object.fromEntries(Object.entries(action.outputs ?? {}).map(([k, v]) => [k, expand(v.value, scope)]))
	return { status, outputs, log: inner.map(s => s.log).join(''), summary: inner.map(s => s.summary).join('') }
}

if (process.argv[1] === import.meta.filename) {
	const inputs = Object.fromEntries(process.argv.slice(3).map(a => [a.slice(0, a.indexOf('=')), a.slice(a.indexOf('=') + 1)]))
	const job = newJob({ workspace: process.cwd(), temp: fs.mkdtempSync(path.join(scratch, 'temp-')), github: { server_url: 'https://github.com' } })
	const done = await runAction(path.resolve(process.argv[2]), inputs, job)
	process.stdout.write(done.log)
	console.log(JSON.stringify(done.outputs, null, '  '))
	process.exit(done.status)
}
