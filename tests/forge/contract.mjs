// Every request that envgate sends to GitHub, held against GitHub's own description of its API.
//
// drive talks to a fake with a memory; the fake lets openapi-backend judge each request (and its own
// answers, so that it stays honest). Then requests that are wrong on purpose must be refused: a judge
// who says yes to everything would pass the first half.
import fs from 'node:fs'
import { borrow, check, drive, finish, same, SHA, OTHER_SHA, TOKEN } from './lib.mjs'
import { startFake } from './fake.mjs'

const { default: OpenAPIBackend } = await borrow('openapi-backend')
const definition = JSON.parse(fs.readFileSync(new URL('github-api.json', import.meta.url), 'utf8'))
const judge = new OpenAPIBackend({ definition, quick: true, ajvOpts: { strict: false, allErrors: true, formats: { uri: true, 'date-time': true, int64: true } } })
await judge.init()

function validate(at) {
	const request = { method: at.method, path: at.path, query: Object.fromEntries(at.query), headers: at.headers, body: at.text || undefined }
	const operation = judge.matchOperation(request)
	if (!operation) return [{ message: `no such endpoint: ${at.method} ${at.path}` }]
	const { errors } = judge.validateRequest(request, operation)
	return errors?.length ? errors.map(e => ({ field: e.instancePath, code: e.keyword, message: e.message })) : null
}

const host = await startFake('github', { validate })
const ask = (...args) => drive('github', host.url, ...args)
const seen = new Set()
function endpoints() {
	for (const r of host.log) {
		const operation = judge.matchOperation({ method: r.method, path: r.path.split('?')[0], headers: r.headers })
		if (operation) seen.add(`${operation.method} ${operation.path}`)
	}
	host.log.length = 0
}

// ---- what envgate sends is right ----

const pull = { number: 7, state: 'open', head: { sha: SHA, ref: 'topic/é 1', repo: { id: 99, full_name: 'stranger/r' } }, base: { sha: OTHER_SHA, ref: 'main', repo: { full_name: 'o/r' } } }
host.state.pulls.push(pull)
const good = [
	['list', 'an empty list', /^0 comments$/m],
	['head', 'the head', new RegExp(`^head ${SHA} open$`, 'm')],
	['create', 'a comment', /^posted 1000 by github-actions\[bot\]$/m, '<!-- m -->', 'with "quotes", \\ and ünicode'],
	['update', 'a changed comment', /^updated$/m, '1000', 'new text'],
	['delete', 'a deleted comment', /^deleted$/m, '1000'],
	['check', 'a check run of 120 annotations', /^checked$/m, SHA, 'run-1', 'failure', '120'],
	['check', 'the same once more', /^checked$/m, SHA, 'run-1', 'failure', '120'],
	['check', 'one without annotations', /^checked$/m, SHA, 'run-2', 'success', '0'],
	['status', 'a status', /^status set$/m, SHA, 'success', 'all is well'],
	['find', 'a search by head', /^found 7 base b{40} main$/m, SHA, '99', 'topic/é 1', 'stranger/r', 'o/r'],
]
for (const [command, name, want, ...args] of good) {
	const r = await ask(command, ...args)
	check(`${name} is taken`, r.rc === 0 && want.test(r.out), r)
	for (const { headers, path } of host.log) {
		same(`${name}: ${path}: accept`, headers.accept, 'application/vnd.github+json')
		same(`${name}: ${path}: version`, headers['x-github-api-version'], '2022-11-28')
		same(`${name}: ${path}: token`, headers.authorization, 'Bearer ' + TOKEN)
		check(`${name}: ${path}: no expect, no compression, no cookie`, !headers.expect && !headers['accept-encoding'] && !headers.cookie, headers)
	}
	endpoints()
}
same('two check runs, annotations once', host.state.runs.map(r => r.annotations.length), [120, 0])
same('annotations keep their order', host.state.runs[0].annotations.map(a => a.message), [...Array(120).keys()].map(i => `note ${i}`))

const described = Object.entries(definition.paths).flatMap(([path, ops]) => Object.keys(ops).map(m => `${m} ${path}`))
same('every endpoint of the description was used', described.filter(d => !seen.has(d)), [])

// ---- the fake answers as GitHub says it does ----

host.say('someone', { login: 'someone' })
const wanted = [
	['GET', '/repos/o/r/issues/7/comments', 200], ['POST', '/repos/o/r/issues/7/comments', 201, { body: 'x' }],
	['PATCH', '/repos/o/r/issues/comments/1', 200, { body: 'x' }, { id: 1 }], ['GET', `/repos/o/r/commits/${SHA}/check-runs?check_name=envgate`, 200],
]
host.state.comments.push({ id: 1, body: 'ours', user: host.state.us })
for (const [method, path, status, body] of wanted) {
	const res = await fetch(host.url + path, { method, body: body && JSON.stringify(body), headers: { authorization: 'Bearer ' + TOKEN, 'user-agent': 'envgate/0', 'content-type': 'application/json' } })
	const operation = judge.matchOperation({ method, path: path.split('?')[0], headers: {} })
	const { errors } = judge.validateResponse(await res.json(), operation, res.status)
	check(`the fake's answer to ${method} ${path} is as described`, res.status === status && !errors?.length, errors)
}

// ---- what is wrong is refused ----

const bad = [
	['an annotation of a level that is none', 'check', SHA, 'run-3', 'failure', '1', 'error'],
	['a conclusion that is none', 'check', SHA, 'run-4', 'broken', '0'],
	['a status that is none', 'status', SHA, 'failed', 'GitHub says failure'],
]
for (const [name, ...args] of bad) {
	const r = await ask(...args)
	check(`${name} is refused`, r.rc === 4 && /answers 422, Validation Failed/.test(r.err), r)
}
const raw = [
	['a comment without a body', 'POST', '/repos/o/r/issues/7/comments', '{}'],
	['a comment whose body is a number', 'POST', '/repos/o/r/issues/7/comments', '{"body":1}'],
	['a comment on no number', 'POST', '/repos/o/r/issues/abc/comments', '{"body":"x"}'],
	['a page size that is none', 'GET', '/repos/o/r/issues/7/comments?per_page=abc'],
	['51 annotations at once', 'POST', '/repos/o/r/check-runs', JSON.stringify({
		name: 'envgate', head_sha: SHA, status: 'completed', conclusion: 'failure',
		output: { title: 't', summary: 's', annotations: Array(51).fill({ path: 'p', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' }) } })],
	['a path that is none', 'PUT', '/repos/o/r/issues/comments/1', '{"body":"x"}'],
]
for (const [name, method, path, body] of raw) {
	const res = await fetch(host.url + path, { method, body, headers: { authorization: 'Bearer ' + TOKEN, 'user-agent': 'envgate/0', 'content-type': 'application/json' } })
	same(`${name} is refused`, res.status, 422)
}
await host.close()
finish()
