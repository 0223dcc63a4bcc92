// Code hosts with a memory: GitHub, GitLab and Gitea, as far as a comment needs them.
//
//   const host = await startFake('github')      host.url, host.state, host.log, host.close()
//   host.on('POST', /comments/, (answer, go) => ...)   the next such request is answered otherwise:
//       answer(status, body, headers), answer.cut(); go() does the work and returns what it would answer
import http from 'node:http'
import { TOKEN, SHA } from './lib.mjs'

const api = { github: '', gitlab: '/api/v4', gitea: '/api/v1' }
export const US = { github: { login: 'github-actions[bot]', type: 'Bot' }, gitlab: { username: 'envgate_bot' }, gitea: { login: 'envgate' } }

function newState(kind) {
	return {
		us: US[kind], viewer: US[kind].login, comments: [], nextId: 1000, head: SHA, open: true, runs: [], statuses: [], pulls: [],
		editForbidden: false, pageSize: 100,
	}
}

export async function startFake(kind, { validate, prefix = api[kind], graphql = '/graphql' } = {}) {
	const state = newState(kind), log = [], rules = []
	const server = http.createServer((req, res) => {
		const chunks = []
		req.on('data', c => chunks.push(c))
		req.on('end', () => serve(req, res, Buffer.concat(chunks).toString()))
	})
	await new Promise(r => server.listen(0, '127.0.0.1', r))
	const origin = `http://127.0.0.1:${server.address().port}`

	function serve(req, res, text) {
		const url = new URL(req.url, origin)
		const path = url.pathname === graphql ? '/graphql' : url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : '/nowhere'
		const at = { method: req.method, path, query: url.searchParams, headers: req.headers, text, url }
		log.push({ method: req.method, path: url.pathname + url.search, auth: req.headers.authorization ?? req.headers['private-token'] ?? req.headers['job-token'] ?? null, headers: req.headers, text })
		const answer = (status, body, headers = {}) => {
			res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', date: new Date().toUTCString(), ...headers })
			res.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
		}
		answer.cut = () => req.socket.destroy()
		answer.raw = res
		const go = () => refusal(at) ?? hosts[kind](state, at, validate)
		const i = rules.findIndex(r => r.method === req.method && r.pattern.test(req.url))
		if (i >= 0) {
			const rule = rules[i]
			if (--rule.times === 0) rules.splice(i, 1)
			return rule.act(answer, go, at)
		}
		answer(...go())
	}

	function refusal(at) {
		const given = at.headers.authorization?.replace(/^(Bearer|token) /, '') ?? at.headers['private-token'] ?? at.headers['job-token']
		if (!given) return [401, { message: 'Requires authentication' }]
		if (given !== TOKEN) return [401, { message: 'Bad credentials' }]
		if (!/^envgate\/\d/.test(at.headers['user-agent'] ?? '')) return [403, { message: 'Request forbidden by administrative rules' }]
		if (at.text && at.headers['content-type'] !== 'application/json') return [415, { message: 'Unsupported Media Type' }]
		return null
	}

	return {
		url: origin + prefix, origin, state, log, kind,
		on: (method, pattern, act, times = 1) => rules.push({ method, pattern, act, times }),
		writes: () => log.filter(r => r.method !== 'GET' && !r.path.endsWith('/graphql')),
		reset: () => { log.length = 0; rules.length = 0; Object.assign(state, newState(kind)) },
		say: (body, who, more = {}) => {
			const c = { id: state.nextId++, body, user: who === undefined ? state.us : who, ...more }
			state.comments.push(c)
			return c
		},
		close: () => new Promise(r => { server.closeAllConnections?.(); server.close(r) }),
	}
}

function pages(all, at, size) {
	const page = +(at.query.get('page') ?? 1), n = Math.min(size, +(at.query.get('per_page') ?? at.query.get('limit') ?? 30))
	const headers = {}
	if (page * n < all.length) {
		const next = new URL(at.url)
		next.searchParams.set('page', page + 1)
		headers.link = `<${at.url}>; rel="first", <${next}>; rel="next"`
	}
	return [all.slice((page - 1) * n, page * n), headers]
}

function parsed(at) {
	try {
		return JSON.parse(at.text)
	} catch {
		return null
	}
}

// ---- GitHub ----

const NO_HIDDEN = undefined
const simpleUser = u => u && ({
	login: u.login, id: 41898282, node_id: 'MDM6Qm90', avatar_url: 'https://example.org/a', gravatar_id: '', url: 'https://example.org/u',
	html_url: 'https://example.org/h', followers_url: 'https://example.org/f', following_url: 'https://example.org/g', gists_url: 'https://example.org/g',
	starred_url: 'https://example.org/s', subscriptions_url: 'https://example.org/s', organizations_url: 'https://example.org/o',
	repos_url: 'https://example.org/r', events_url: 'https://example.org/e', received_events_url: 'https://example.org/e',
	type: u.type ?? 'User', site_admin: false,
})
const githubComment = c => ({
	id: c.id, node_id: 'IC_' + c.id, url: 'https://example.org/c', html_url: 'https://example.org/c', issue_url: 'https://example.org/i',
	body: c.body, user: simpleUser(c.user), created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z',
	author_association: 'NONE', minimized: c.minimized === NO_HIDDEN ? null : c.minimized,
})
const githubRun = r => ({
	id: r.id, name: r.name, head_sha: r.head_sha, node_id: 'CR_' + r.id, external_id: r.external_id, url: 'https://example.org/r',
	html_url: 'https://example.org/r', details_url: r.details_url, status: 'completed', conclusion: r.conclusion,
	started_at: '2026-01-01T00:00:00Z', completed_at: '2026-01-01T00:00:00Z', check_suite: { id: 5 }, app: null, pull_requests: [],
	output: { title: r.output.title, summary: r.output.summary, text: null, annotations_count: r.annotations.length, annotations_url: 'https://example.org/a' },
})

function github(state, at, validate) {
	const body = at.text ? parsed(at) : undefined
	if (at.method === 'POST' && at.path === '/graphql') {
		if (!/^query\{viewer\{login\}\}$/.test(body?.query ?? '')) return [200, { errors: [{ message: 'Parse error' }] }]
		return [200, state.viewer ? { data: { viewer: { login: state.viewer } } }
			: { data: { viewer: null }, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] }]
	}
	const bad = validate?.(at)
	if (bad) return [422, { message: 'Validation Failed', errors: bad }]
	for (const [method, pattern, act] of githubRoutes) {
		const hit = at.method === method && pattern.exec(at.path)
		if (hit) return act(state, at, body, hit)
	}
	return [404, { message: 'Not Found' }]
}

const githubRoutes = [
	['GET', /^\/repos\/o\/r\/issues\/7\/comments$/, (s, at) => {
		const [rows, headers] = pages(s.comments, at, s.pageSize)
		return [200, rows.map(githubComment), headers]
	}],
	['POST', /^\/repos\/o\/r\/issues\/7\/comments$/, (s, at, body) => {
		if (typeof body?.body !== 'string') return [422, { message: 'Validation Failed', errors: [{ resource: 'IssueComment', field: 'body', code: 'missing_field' }] }]
		if (body.body.length > 65536) return [422, { message: 'Validation Failed', errors: [{ resource: 'IssueComment', code: 'custom', field: 'body', message: 'body is too long (maximum is 65536 characters)' }] }]
		const c = { id: s.nextId++, body: body.body, user: s.us }
		s.comments.push(c)
		return [201, githubComment(c)]
	}],
	['PATCH', /^\/repos\/o\/r\/issues\/comments\/(\d+)$/, (s, at, body, [, id]) => {
		const c = s.comments.find(c => c.id === +id)
		if (!c) return [404, { message: 'Not Found' }]
		if (c.user?.login !== s.us.login) return [403, { message: 'Must have admin rights to Repository.' }]
		c.body = body.body
		return [200, githubComment(c)]
	}],
	['DELETE', /^\/repos\/o\/r\/issues\/comments\/(\d+)$/, (s, at, body, [, id]) => {
		const i = s.comments.findIndex(c => c.id === +id)
		if (i < 0) return [404, { message: 'Not Found' }]
		s.comments.splice(i, 1)
		return [204, undefined]
	}],
	['GET', /^\/repos\/o\/r\/pulls\/7$/, s => [200, { number: 7, state: s.open ? 'open' : 'closed', head: { sha: s.head, ref: 'topic' } }]],
	['GET', /^\/repos\/o\/r\/pulls$/, (s, at) => {
		const [owner, ref] = (at.query.get('head') ?? '').split(':')
		const all = s.pulls.filter(p => p.state === at.query.get('state') && p.head.ref === ref && p.head.repo?.full_name.startsWith(owner + '/'))
		const [rows, headers] = pages(all, at, s.pageSize)
		return [200, rows, headers]
	}],
	['GET', /^\/repos\/o\/r\/commits\/([0-9a-f]{40})\/check-runs$/, (s, at, body, [, sha]) => {
		const [rows, headers] = pages(s.runs.filter(r => r.head_sha === sha && r.name === at.query.get('check_name')), at, s.pageSize)
		return [200, { total_count: rows.length, check_runs: rows.map(githubRun) }, headers]
	}],
	['POST', /^\/repos\/o\/r\/check-runs$/, (s, at, body) => {
		const r = { ...body, id: s.nextId++, annotations: body.output?.annotations ?? [] }
		s.runs.push(r)
		return [201, githubRun(r)]
	}],
	['PATCH', /^\/repos\/o\/r\/check-runs\/(\d+)$/, (s, at, body, [, id]) => {
		const r = s.runs.find(r => r.id === +id)
		if (!r) return [404, { message: 'Not Found' }]
		Object.assign(r, body, { annotations: [...r.annotations, ...(body.output?.annotations ?? [])] })
		return [200, githubRun(r)]
	}],
	['POST', /^\/repos\/o\/r\/statuses\/([0-9a-f]{40})$/, (s, at, body, [, sha]) => {
		s.statuses.push({ sha, ...body })
		return [201, { id: s.nextId++, state: body.state }]
	}],
]

// ---- GitLab ----

const note = c => ({ id: c.id, body: c.body, system: c.system ?? false, author: { id: 1, username: c.user.username ?? c.user.login }, internal: false })

function gitlab(state, at) {
	const body = at.text ? parsed(at) : undefined
	if (at.path === '/user') return at.headers['job-token'] ? [401, { message: '401 Unauthorized' }] : [200, { id: 1, username: state.us.username }]
	const project = '/projects/' + encodeURIComponent('g/sub/r')
	const path = at.path.startsWith(project) ? at.path.slice(project.length) : at.path.startsWith('/projects/12/') ? at.path.slice(12) : null
	if (path === null) return [404, { message: '404 Project Not Found' }]
	const mine = /^\/merge_requests\/7\/notes(?:\/(\d+))?$/.exec(path)
	if (path === '/merge_requests/7') return [200, { iid: 7, sha: state.head, state: state.open ? 'opened' : 'merged' }]
	if (/^\/statuses\/[0-9a-f]{40}$/.test(path)) {
		if (!['pending', 'running', 'success', 'failed', 'canceled'].includes(body.state)) return [400, { error: 'state does not have a valid value' }]
		const last = state.statuses.at(-1)
		if (last?.state === body.state) return [400, { message: `Cannot transition status via :enqueue from :${body.state}` }]
		state.statuses.push(body)
		return [201, { id: state.nextId++, status: body.state }]
	}
	if (!mine) return [404, { error: '404 Not Found' }]
	const i = state.comments.findIndex(c => c.id === +mine[1])
	if (at.method === 'GET') {
		const [rows, headers] = pages(state.comments, at, 100)
		return [200, rows.map(note), { ...headers, 'x-next-page': headers.link ? String(+(at.query.get('page') ?? 1) + 1) : '' }]
	}
	if (at.headers['job-token']) return [401, { message: '401 Unauthorized' }]
	if (at.method === 'POST') {
		if (!body?.body) return [400, { error: 'body is missing' }]
		const c = { id: state.nextId++, body: body.body, user: state.us }
		state.comments.push(c)
		return [201, note(c)]
	}
	if (i < 0) return [404, { message: '404 Note Not Found' }]
	if (at.method === 'PUT') {
		if (state.editForbidden) return [403, { message: '403 Forbidden' }]
		state.comments[i].body = body.body
		return [200, note(state.comments[i])]
	}
	if (at.method === 'DELETE') {
		state.comments.splice(i, 1)
		return [204, undefined]
	}
	return [405, { error: 'The requested method is not allowed' }]
}

// ---- Gitea ----

const giteaComment = c => ({ id: c.id, body: c.body, user: c.user && { id: c.user.id ?? 3, login: c.user.login, username: c.user.login } })

// Gitea gives all comments at once, whatever the limit.
function gitea(state, at) {
	const body = at.text ? parsed(at) : undefined
	if (at.path === '/user') return state.viewer ? [200, { id: 3, login: state.viewer }] : [403, { message: 'token does not have at least one of required scope(s)' }]
	if (at.path === '/repos/o/r/pulls/7') return [200, { number: 7, state: state.open ? 'open' : 'closed', head: { sha: state.head } }]
	if (/^\/repos\/o\/r\/statuses\/[0-9a-f]{40}$/.test(at.path)) {
		state.statuses.push(body)
		return [201, { id: 1, status: body.state }]
	}
	if (at.path === '/repos/o/r/issues/7/comments') {
		if (at.method === 'GET') return [200, state.comments.map(giteaComment)]
		const c = { id: state.nextId++, body: body.body, user: state.us }
		state.comments.push(c)
		return [201, giteaComment(c)]
	}
	const hit = /^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(at.path)
	const i = state.comments.findIndex(c => c.id === +hit?.[1])
	if (i < 0) return [404, { message: 'The target couldn\'t be found.' }]
	if (at.method === 'PATCH') {
		state.comments[i].body = body.body
		return [200, giteaComment(state.comments[i])]
	}
	if (at.method === 'DELETE') {
		state.comments.splice(i, 1)
		return [204, undefined]
	}
	return [405, {}]
}

const hosts = { github, gitlab, gitea }
