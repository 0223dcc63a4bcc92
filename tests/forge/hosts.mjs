// Comments on GitHub, GitLab and Gitea, played by hosts with a memory: pages, permissions, limits,
// deleted and hidden comments, requests that arrive although nobody hears of it.
import { check, drive, finish, same, SHA, OTHER_SHA } from './lib.mjs'
import { startFake } from './fake.mjs'

const MARK = '<!-- envgate:v1 run=9 -->'
const hosts = { github: await startFake('github'), gitlab: await startFake('gitlab'), gitea: await startFake('gitea') }
const repos = { github: 'o/r', gitlab: 'g/sub/r', gitea: 'o/r' }
const kinds = Object.keys(hosts)
const ask = (kind, ...args) => drive(kind, hosts[kind].url, '--repo', repos[kind], ...args)
// Side by side: each has a host of its own.
const onEach = work => Promise.all(kinds.map(work))
const person = { login: 'someone', username: 'someone', type: 'User' }

// ---- on all three ----

await onEach(async kind => {
	const host = hosts[kind]
	let r = await ask(kind, 'whoami')
	same(`${kind}: who we are`, [r.rc, r.out.trim()], [0, 'login ' + { github: 'github-actions[bot]', gitlab: 'envgate_bot', gitea: 'envgate' }[kind]])
	r = await ask(kind, 'head')
	same(`${kind}: the head`, [r.rc, r.out.trim()], [0, `head ${SHA} open`])
	host.state.open = false
	r = await ask(kind, 'head')
	same(`${kind}: a closed request`, r.out.trim(), `head ${SHA} closed`)

	host.say('hello', person)
	r = await ask(kind, 'create', MARK, 'text')
	same(`${kind}: a comment`, [r.rc, host.state.comments.length, host.state.comments[1].body], [0, 2, MARK + '\ntext'])
	const id = String(host.state.comments[1].id)
	r = await ask(kind, 'list')
	check(`${kind}: the list tells ours from others'`, /^2 comments\ncomment \d+ someone 5 hello\ncomment \d+ \S+( bot)? ours \d+ <!-- envgate/m.test(r.out), r.out)
	r = await ask(kind, 'update', id, 'new')
	same(`${kind}: an update`, [r.out.trim(), host.state.comments[1].body], ['updated', 'new'])
	r = await ask(kind, 'delete', id)
	same(`${kind}: a deletion`, [r.out.trim(), host.state.comments.length], ['deleted', 1])
	r = await ask(kind, 'delete', id)
	same(`${kind}: deleting what is gone`, [r.rc, r.out.trim()], [0, 'deleted'])
	r = await ask(kind, 'update', id, 'new')
	same(`${kind}: updating what is gone`, [r.rc, r.out.trim()], [0, 'gone'])
	r = await ask(kind, 'status', SHA, 'failure', 'é'.repeat(200))
	same(`${kind}: a status, cut at 140 characters`, [r.rc, host.state.statuses[0].description], [0, 'é'.repeat(140)])
	same(`${kind}: the host's word for it`, host.state.statuses[0].state, kind === 'gitlab' ? 'failed' : 'failure')
	r = await ask(kind, 'status', SHA, 'failure', 'again')
	same(`${kind}: the same status again is no failure`, r.rc, 0)
	host.reset()

	for (let i = 0; i < 1234; i++) host.say(`comment ${i}`, person)
	host.say(MARK, undefined)
	r = await ask(kind, 'list')
	check(`${kind}: 1,235 comments`, r.out.startsWith('1235 comments\n') && / ours \d+ <!-- envgate/.test(r.out), r.out)
	same(`${kind}: in pages`, host.log.filter(l => /comments|notes/.test(l.path)).length, kind === 'gitea' ? 1 : 13)
	host.reset()
})

// ---- a request that arrived, whatever the answer ----

const cuts = [
	['is cut off after it worked', (answer, go) => { go(); answer.cut() }, 1],
	['is cut off before it worked', answer => answer.cut(), 2],
	['answers 502 after it worked', (answer, go) => { go(); answer(502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' }) }, 1],
	['answers 502 before it worked', answer => answer(502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' }), 2],
	['answers HTML with 201 after it worked', (answer, go) => { go(); answer(201, '<h1>Welcome</h1>', { 'content-type': 'text/html' }) }, 1],
	['answers with half of the JSON', (answer, go) => { const [s, b] = go(); answer(s, JSON.stringify(b).slice(0, 40)) }, 1],
	['answers with another JSON', (answer, go) => { go(); answer(201, {}) }, 1],
]
await onEach(async kind => {
	for (const [name, act, posts] of cuts) {
		const host = hosts[kind]
		host.on('POST', /comments|notes/, act)
		const r = await ask(kind, 'create', MARK, 'text')
		same(`${kind}: a POST that ${name} makes one comment`,
			[r.rc, host.state.comments.length, host.writes().filter(w => /comments|notes/.test(w.path)).length, /^posted \d+ by/m.test(r.out)], [0, 1, posts, true])
		host.reset()
	}
})
{
	const host = hosts.github
	// Our marker in somebody else's comment is no proof that ours arrived.
	host.say(MARK, person)
	host.on('POST', /comments/, answer => answer.cut())
	let r = await ask('github', 'create', MARK, 'text')
	same("somebody's copy of the marker does not count", [r.rc, host.state.comments.map(c => c.user.login)], [0, ['someone', 'github-actions[bot]']])
	host.reset()
	// The list fails too: nobody knows, and nothing is sent again.
	host.on('POST', /comments/, (answer, go) => { go(); answer.cut() })
	host.on('GET', /comments/, answer => answer(403, { message: 'Forbidden' }), 9)
	r = await ask('github', 'create', MARK, 'text')
	same('when looking fails there is no second POST', [r.rc, host.state.comments.length], [4, 1])
	check('and the error says so', /it may have arrived/.test(r.err), r.err)
	host.reset()
	host.on('POST', /comments/, (answer, go) => { go(); answer.cut() }, 9)
	r = await ask('github', 'create', MARK, 'x'.repeat(100), '60000')
	same('a large one is found by its first bytes', [r.rc, host.state.comments.length], [0, 1])
	host.reset()
	host.on('POST', /comments/, answer => answer.cut(), 99)
	r = await ask('github', 'create', MARK, 'text')
	same('cut for ever: five tries, no comment, exit 4', [r.rc, host.writes().length, host.state.comments.length], [4, 5, 0])
	same('after 1, 2, 4 and 8 seconds', r.waits, [1, 2, 4, 8])
	host.reset()
	host.on('PATCH', /comments/, (answer, go) => { go(); answer.cut() })
	const c = host.say(MARK)
	r = await ask('github', 'update', String(c.id), 'new')
	same('an update is simply sent again', [r.rc, host.writes().length, c.body], [0, 2, 'new'])
	host.reset()
}

// ---- limits ----

const date = new Date().toUTCString(), now = Math.floor(Date.parse(date) / 1000)
const limits = [
	['429 with seconds', 429, { 'retry-after': '7' }, '', [7]],
	['429 with a date', 429, { date, 'retry-after': new Date(Date.parse(date) + 9000).toUTCString() }, '', [9]],
	['429 with nothing', 429, {}, '', [1]],
	['429 with nonsense', 429, { 'retry-after': 'soon' }, '', [1]],
	['429 with a number of twenty digits', 429, { 'retry-after': '99999999999999999999' }, '', [1]],
	['429 with a negative number', 429, { 'retry-after': '-5' }, '', [1]],
	['429 with a date in the past', 429, { date, 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }, '', [1]],
	['403 with retry-after', 403, { 'retry-after': '3' }, 'You have exceeded a secondary rate limit', [3]],
	['403 with nothing left', 403, { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 20) }, 'API rate limit exceeded', [21]],
	['403 with nothing left and a reset in the past', 403, { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now - 20) }, 'API rate limit exceeded', [1]],
	['403 of a secondary limit', 403, {}, 'You have exceeded a secondary rate limit. Please wait', [60]],
	['503 with retry-after', 503, { 'retry-after': '4' }, '', [4]],
	['500', 500, {}, '', [1]],
]
await onEach(async kind => {
	for (const [name, status, headers, message, waits] of limits) {
		if (kind !== 'github' && /left|secondary/.test(name)) continue
		const host = hosts[kind]
		host.on('POST', /comments|notes/, answer => answer(status, { message }, headers))
		const r = await ask(kind, 'create', MARK, 'text')
		same(`${kind}: ${name}: waits, then one comment`, [r.rc, r.waits.slice(0, 1), host.state.comments.length], [0, waits, 1])
		host.reset()
	}
})
for (const [name, headers, message, waits, says] of [
	['an hour', { 'retry-after': '3600' }, 'slow down', [], /the next try would be in 3600 s, and 1\d\d s of 120 are left/],
	['a year', { 'retry-after': '31536000' }, 'slow down', [], /the next try would be in 86400 s/],
	['a minute each time', {}, 'a secondary rate limit', [60], /the next try would be in 120 s/],
	['ten seconds each time', { 'retry-after': '10' }, 'slow down', [10, 10, 10, 10], /answers 429, slow down/],
]) {
	const host = hosts.github
	host.on('GET', /comments/, answer => answer(429, { message }, headers), 99)
	const r = await ask('github', 'list')
	same(`a limit of ${name} ends in time`, [r.rc, r.waits], [4, waits])
	check(`and says why: ${name}`, says.test(r.err) && /^hint: the host limits requests/m.test(r.err), r.err)
	host.reset()
}

// ---- what is missing ----

const integration = 'Resource not accessible by integration'
const refusals = [
	['github', 'create', 401, 'Bad credentials', 'permission', /hint: the token is wrong, expired or revoked: renew the secret behind GITHUB_TOKEN/],
	['github', 'create', 403, integration, 'read-only', /hint: the job's token may only read: give the job 'pull-requests: write'.*fork/],
	['github', 'head', 403, integration, 'permission', /hint: give the job 'pull-requests: read'/],
	['github', 'head', 404, 'Not Found', 'permission', /^error: reading the pull request: .*\nhint: either there is no o\/r#7/],
	['gitlab', 'head', 404, 'Not Found', 'permission', /^error: reading the merge request: .*\nhint: either there is no g\/sub\/r!7/],
	['github', 'status', 404, 'Not Found', 'permission', /either there is no o\/r on 127/],
	['github', 'whoami', 404, 'Not Found', 'permission', /hint: --author LOGIN/],
	['github', 'create', 403, 'Must have admin rights', 'permission', /hint: give the job 'pull-requests: write' under 'permissions:'/],
	['github', 'create', 403, 'Unable to create comment because issue is locked.', 'locked', /hint: unlock/],
	['github', 'create', 404, 'Not Found', 'permission', /hint: either there is no o\/r#7 on 127.0.0.1, or the token may not see it/],
	['github', 'create', 410, 'Issues are disabled', 'locked', /switched off/],
	['github', 'create', 301, 'Moved', '', /redirects to what is no web address.*\n.*may have moved/],
	['github', 'create', 422, 'Validation Failed', '', /answers 422, Validation Failed; body is too long/],
	['github', 'check', 403, integration, 'read-only', /'checks: write'/],
	['github', 'check', 403, 'You must authenticate via a GitHub App.', 'permission', /'checks: write' under 'permissions:'; a person's token cannot/],
	['github', 'status', 403, integration, 'read-only', /'statuses: write'/],
	['gitlab', 'create', 401, '401 Unauthorized', 'permission', /GITLAB_TOKEN/],
	['gitlab', 'create', 403, '403 Forbidden', 'permission', /scope 'api' and the role Reporter.*GITLAB_TOKEN/],
	['gitlab', 'create', 404, '404 Project Not Found', 'permission', /either there is no g\/sub\/r!7/],
	['gitlab', 'status', 403, '403 Forbidden', 'permission', /role Developer/],
	['gitea', 'create', 403, 'token does not have at least one of required scope(s)', 'permission', /'write:issue'.*GITEA_TOKEN/],
	['gitea', 'create', 404, 'not found', 'permission', /either there is no o\/r#7/],
]
const args = { create: [MARK, 'text'], check: [SHA, 'x', 'failure', '1'], status: [SHA, 'failure', 'd'], head: [], whoami: [] }
for (const [kind, command, status, message, refused, hint] of refusals) {
	const host = hosts[kind]
	const errors = status === 422 ? [{ resource: 'IssueComment', field: 'body', code: 'custom', message: 'body is too long (maximum is 65536 characters)' }] : undefined
	const method = command === 'head' ? 'GET' : 'POST'
	host.on(method, /comments|notes|check-runs|statuses|pulls|merge_requests|graphql/, answer => answer(status, { message, errors }), 9)
	const r = await ask(kind, command, ...args[command])
	same(`${kind} ${command} ${status} ${message}: exit 4, once, no comment`, [r.rc, host.log.filter(q => q.method === method).length, host.state.comments.length], [4, 1, 0])
	check(`${kind} ${command} ${status}: names what is missing`, hint.test(r.err), r.err)
	same(`${kind} ${command} ${status} ${message}: refusal`, /^refused: (.*)$/m.exec(r.err)?.[1] ?? '', refused)
	host.reset()
}

// ---- single ones ----

{
	const host = hosts.github
	host.say(MARK, { login: 'github-actions[bot]', type: 'User' })
	host.say(MARK, { login: 'github-actions', type: 'Bot' })
	host.say(MARK, undefined, { minimized: { reason: 'outdated' } })
	host.say(MARK, null)
	let r = await ask('github', 'list')
	check('ours: the login and the type; hidden ones are told', / github-actions\[bot\] 25/.test(r.out) && / github-actions bot 25/.test(r.out) &&
		/ github-actions\[bot\] bot hidden ours 25/.test(r.out) && (r.out.match(/ours/g) ?? []).length === 1, r.out)
	host.state.comments.length = 0
	host.say('x', null)
	r = await ask('github', 'list')
	check("a deleted account's comment", / {2}1 x$/m.test(r.out), r.out)
	host.state.viewer = null
	host.say(MARK)
	r = await ask('github', 'list')
	check("a token that cannot ask: github-actions' comments are ours", / ours /.test(r.out), r.out)
	r = await ask('github', 'whoami')
	same('and it says so', r.out.trim(), "login (a job's)")
	host.log.length = 0
	r = await ask('github', '--author', 'octo', 'whoami')
	same('--author asks nobody', [r.out.trim(), host.log.length], ['login octo', 0])
	host.reset()
	host.on('POST', /graphql/, answer => answer(401, { message: 'Bad credentials' }))
	r = await ask('github', 'whoami')
	same('a wrong token is an error', r.rc, 4)
	host.reset()
	for (let i = 0; i < 3001; i++) host.say('x', person)
	r = await ask('github', 'list')
	same('more comments than 30 pages hold are no shortened list', [r.rc, host.log.filter(l => /comments/.test(l.path)).length], [4, 30])
	host.reset()
}
{
	const host = hosts.gitlab
	host.say('changed the title', person, { system: true })
	let r = await ask('gitlab', 'list')
	same("GitLab's own notes are no comments", r.out.trim(), '0 comments')
	host.state.editForbidden = true
	const c = host.say(MARK)
	r = await ask('gitlab', 'update', String(c.id), 'new')
	same('GitLab: 403 on PUT means: make a new one', [r.rc, r.out.trim(), c.body], [0, 'gone', MARK])
	check('the token goes as PRIVATE-TOKEN', host.log.every(l => l.headers['private-token'] && !l.headers.authorization && !l.headers['job-token']), '')
	host.log.length = 0
	r = await ask('gitlab', '--job-token', 'list')
	check("a job's token goes as JOB-TOKEN", r.rc === 0 && host.log.length > 0 && host.log.every(l => l.headers['job-token'] && !l.headers['private-token']), host.log)
	r = await ask('gitlab', '--job-token', 'create', MARK, 'text')
	same("a job's token cannot write", [r.rc, host.state.comments.length], [4, 2])
	check('and is told what can', /^hint: GitLab's job token reads notes and cannot write them.*GITLAB_TOKEN/m.test(r.err), r.err)
	r = await drive('gitlab', host.url, '--repo', '12', 'head')
	same('a project by its number', r.rc, 0)
	host.reset()
	// Notes may have a million characters each.
	for (let i = 0; i < 40; i++) host.say('x'.repeat(1e6), person)
	r = await ask('gitlab', 'list')
	same('a page of more than 32 MiB is no shortened list', [r.rc, /longer than 33554432 bytes\nhint: delete the huge comments/.test(r.err)], [4, true])
	host.reset()
	// Without Link, x-next-page leads on.
	for (let i = 0; i < 150; i++) host.say('x', person)
	host.on('GET', /notes/, (answer, go) => { const [s, b, h] = go(); delete h.link; answer(s, b, h) }, 9)
	r = await ask('gitlab', 'list')
	check('pages by x-next-page', r.out.startsWith('150 comments'), r.out)
	host.reset()
}
{
	const host = hosts.gitea
	host.state.viewer = null
	host.state.us = { login: 'gitea-actions', id: -2 }
	host.say(MARK)
	const r = await ask('gitea', 'list')
	check("Gitea: a job's token is nobody's, and its comments are ours", r.rc === 0 && / gitea-actions bot ours /.test(r.out), r)
	host.reset()
}
{
	// Pull requests of forks: exactly one must fit.
	const host = hosts.github
	const pull = (number, more = {}) => ({
		number, state: 'open', head: { sha: SHA, ref: 'topic', repo: { id: 99, full_name: 'stranger/r' } },
		base: { sha: OTHER_SHA, ref: 'main', repo: { full_name: 'o/r' } }, ...more })
	const find = (...args) => ask('github', 'find', ...args)
	const good = [SHA, '99', 'topic', 'stranger/r', 'o/r']
	const head = pull(1).head
	for (const [name, pulls, args, want] of [
		['one', [pull(5)], good, [0, '1 fit\nfound 5 base ' + OTHER_SHA + ' main\n']],
		['none', [], good, [4, '0 fit\n']],
		['two', [pull(5), pull(6)], good, [4, '2 fit\n']],
		['another head', [pull(5, { head: { ...head, sha: OTHER_SHA } })], good, [4, '0 fit\n']],
		['another repository with that name', [pull(5, { head: { ...head, repo: { id: 98, full_name: 'stranger/r' } } })], good, [4, '0 fit\n']],
		['a deleted repository', [pull(5, { head: { ...head, repo: null } })], good, [4, '0 fit\n']],
		['another base', [pull(5, { base: { sha: OTHER_SHA, ref: 'main', repo: { full_name: 'x/r' } } })], good, [4, '0 fit\n']],
		['a closed one', [pull(5, { state: 'closed' }), pull(6)], good, [0, '1 fit\nfound 6 base ' + OTHER_SHA + ' main\n']],
		['an id that is no number', [pull(5)], [SHA, '', 'topic', 'stranger/r', 'o/r'], [2, '0 fit\n']],
		['a sha that is a branch', [pull(5)], ['main', '99', 'topic', 'stranger/r', 'o/r'], [2, '0 fit\n']],
	]) {
		host.state.pulls = pulls
		const r = await find(...args)
		same(`find: ${name}`, [r.rc, r.out], want)
	}
	host.reset()
}
{
	// A check run whose writing was cut goes on where it stopped.
	const host = hosts.github
	for (const [name, act] of [['arrived', (answer, go) => { go(); answer.cut() }], ['did not arrive', answer => answer.cut()]])
		for (const method of ['POST', 'PATCH']) {
			host.on(method, /check-runs/, act)
			const r = await ask('github', 'check', SHA, 'run-1', 'failure', '120')
			same(`a cut ${method} of a check run that ${name}`, [r.rc, host.state.runs.length, host.state.runs[0]?.annotations.map(a => a.start_line)],
				[0, 1, [...Array(120).keys()].map(i => i + 1)])
			host.reset()
		}
}
{
	// Enterprise Server: the API below /api/v3, GraphQL beside it.
	const host = await startFake('github', { prefix: '/api/v3', graphql: '/api/graphql' })
	const r = await drive('github', host.url, 'create', MARK, 'text')
	const l = await drive('github', host.url, 'list')
	check('Enterprise: a comment, and it is ours', r.rc === 0 && / ours /.test(l.out), l)
	same('Enterprise: paths', host.log.map(q => q.path), ['/api/v3/repos/o/r/issues/7/comments', '/api/graphql', '/api/v3/repos/o/r/issues/7/comments?per_page=100'])
	await host.close()
}
for (const kind of kinds) await hosts[kind].close()
finish()
