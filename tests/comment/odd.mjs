// What a comment must not be fooled by: permissions that are missing where a fork excuses nothing, an event
// that does not say what it should, an author that is not ours, a host that tells a thing twice.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { all, bad, check, finish, good, OTHER_SHA, person, probed, pull, same, SHA, TOKEN } from './lib.mjs'

const rows = []
const test = (name, kind, fn, options) => rows.push([name, kind, fn, options])
const readOnly = answer => answer(403, { message: 'Resource not accessible by integration' })
const stranger = { number: 7, head: { sha: SHA, repo: { full_name: 'stranger/r' } } }
const forked = (event, more = {}) => ({ env: { GITHUB_EVENT_NAME: event, ...more }, payload: pull({ pull_request: stranger }) })
const finished = {
	workflow: { path: '.github/workflows/check.yml' },
	workflow_run: {
		event: 'pull_request', head_sha: SHA, head_branch: 'topic', path: '.github/workflows/check.yml',
		head_repository: { id: 99, full_name: 'stranger/r' }, repository: { full_name: 'o/r' },
	},
}
const second = { env: { GITHUB_EVENT_NAME: 'workflow_run' }, payload: finished }
const about = sha => bad({ pr: null, sha: null, head: { kind: 'commit', name: sha, oid: sha } })

// ---- a fork excuses its own jobs only ----

test('the trusted stage without the permission', 'github', async (s, name) => {
	s.host.on('POST', /comments/, readOnly)
	const r = await s.run(about(SHA), '--pr', '7')
	check(name, r.rc === 4 && /pull-requests: write/.test(r.err) && !s.summary(), [r.rc, r.err])
}, second)
test('the trusted stage without the permission, for a status', 'github', async (s, name) => {
	s.host.on('POST', /statuses/, readOnly)
	const r = await s.run(about(SHA), '--pr', '7', '--status')
	check(name, r.rc === 2 || (r.rc === 4 && /statuses: write/.test(r.err)), [r.rc, r.err])
}, second)
test('the trusted stage without a token', 'github', async (s, name) => {
	delete s.env.GITHUB_TOKEN
	const r = await s.run(about(SHA), '--pr', '7')
	check(name, r.rc === 2 && /GITHUB_TOKEN holds no token/.test(r.err), [r.rc, r.err])
}, second)
for (const [what, head] of [['a work tree', { kind: 'worktree', name: 'work tree', oid: null }], ['nothing', null]])
	test(`a status from a report about ${what} is not the pull request's`, 'github', async (s, name) => {
		const r = await s.run(good({ pr: null, sha: null, head }), '--pr', '7', '--status', '--check-run')
		check(name, r.rc === 2 && !s.host.state.statuses.length && !s.host.state.runs.length && /about no commit/.test(r.err), [r.rc, r.out, r.err])
	}, second)
test('a gate without a verdict is a status all the same', 'github', async (s, name) => {
	const error = { code: 'git', message: 'the base is absent', hint: 'git fetch' }
	const r = await s.run(good({ pr: null, sha: null, base: null, head: null, verdict: 'error', exit: 3, error }), '--pr', '7', '--status')
	same(name, [r.rc, s.host.state.statuses.map(x => [x.sha, x.state]), s.ours().length], [0, [[SHA, 'error']], 1])
}, second)
test('pull_request_target without the permission', 'github', async (s, name) => {
	s.host.on('POST', /comments/, readOnly)
	const r = await s.run(bad())
	check(name, r.rc === 4 && /pull-requests: write/.test(r.err), [r.rc, r.err])
}, forked('pull_request_target'))
test("Dependabot's run in the trusted stage", 'github', async (s, name) => {
	s.host.on('POST', /comments/, readOnly)
	const r = await s.run(about(SHA), '--pr', '7')
	check(name, r.rc === 4 && /pull-requests: write/.test(r.err), [r.rc, r.err])
}, { ...second, env: { ...second.env, GITHUB_ACTOR: 'dependabot[bot]' } })
for (const [whose, options] of [["a fork's job", forked('pull_request')], ["Dependabot's job", { env: { GITHUB_ACTOR: 'dependabot[bot]' } }]])
	test(`${whose} without any token: the summary has the text`, 'github', async (s, name) => {
		delete s.env.GITHUB_TOKEN
		const r = await s.run(bad())
		check(name, r.rc === 0 && /^::warning .*not posted/m.test(r.err) && /### ❌ envgate check/.test(s.summary()) && !s.summary().includes('<!--'),
			[r.rc, r.err, s.summary()])
	}, options)
const giteaFork = forked('pull_request')
test("a fork's job on Gitea may only read", 'gitea', async (s, name) => {
	s.host.on('POST', /comments|statuses/, answer => answer(403, { message: 'user should have a permission to write to a repo' }), 9)
	const r = await s.run(bad(), '--status')
	check(name, r.rc === 0 && r.err.match(/^::warning /gm)?.length === 2 && /### ❌ envgate check/.test(s.summary()), [r.rc, r.err])
}, giteaFork)
test('a branch of its own on Gitea without the permission', 'gitea', async (s, name) => {
	s.host.on('POST', /comments/, answer => answer(403, { message: 'user should have a permission to write to a repo' }))
	const r = await s.run(bad())
	check(name, r.rc === 4 && /write:issue/.test(r.err) && !s.summary(), [r.rc, r.err])
}, { payload: pull() })
for (const message of ['Repository access blocked', 'You have been blocked by the owner'])
	test(`"${message}" is no locked conversation`, 'github', async (s, name) => {
		s.host.on('POST', /comments/, answer => answer(403, { message }))
		const r = await s.run(bad())
		check(name, r.rc === 4 && /hint: /.test(r.err) && !s.summary(), [r.rc, r.err])
	})

// ---- an event that does not say what it should ----

for (const [what, event, payload] of [
	['a pull_request without its number', 'pull_request', { pull_request: { head: { sha: SHA } } }],
	['a pull_request with a number in words', 'pull_request', { pull_request: { number: '7', head: { sha: SHA } } }],
	['a pull_request with half a number', 'pull_request', { pull_request: { number: 7.5, head: { sha: SHA } } }],
	['a pull_request without anything', 'pull_request', {}],
	['a review without its pull request', 'pull_request_review', { review: {} }],
])
	test(`the event is ${what}`, 'github', async (s, name) => {
		const r = await s.run(bad({ pr: null }))
		check(name, r.rc === 2 && !s.host.log.length && /hint: --pr N/.test(r.err), [r.rc, r.out, r.err])
	}, { env: { GITHUB_EVENT_NAME: event }, payload })
for (const event of ['pull_request', 'workflow_run'])
	test(`${event} without a payload`, 'github', async (s, name) => {
		delete s.env.GITHUB_EVENT_PATH
		const r = await s.run(bad({ pr: null }))
		check(name, r.rc === 2 && !s.host.log.length && /hint: --pr N/.test(r.err), [r.rc, r.out, r.err])
	}, { env: { GITHUB_EVENT_NAME: event } })
test('a merge request pipeline without its number', 'gitlab', async (s, name) => {
	delete s.env.CI_MERGE_REQUEST_IID
	const r = await s.run(bad({ pr: null }))
	check(name, r.rc === 2 && !s.host.log.length && /hint: --pr N/.test(r.err), [r.rc, r.out, r.err])
})
test('untrusted reports alone, of a run that is not the newest any more', 'github', async (s, name) => {
	s.host.state.head = OTHER_SHA
	const r = await s.run(null, '--pr', '7', '--untrusted', s.file('p.json', probed))
	check(name, r.rc === 0 && !r.writes && /has moved on to bbbbbbbbbbbb/.test(r.out), [r.rc, r.out, r.err])
}, second)

// ---- whose comment it is ----

test('--author names somebody else: no comment that nobody would find again', 'github', async (s, name) => {
	const r = await s.run(bad(), '--author', 'somebody')
	check(name, r.rc === 2 && s.ours().length === 0 && /hint: --author 'github-actions\[bot\]'/.test(r.err), [r.rc, r.out, r.err])
	await s.run(bad(), '--author', 'somebody')
	same(`${name}: nor a second`, s.ours().length, 0)
})
test('a host that names another viewer than the author', 'github', async (s, name) => {
	s.host.state.viewer = 'elsewhere'
	const r = await s.run(bad())
	check(name, r.rc === 2 && s.ours().length === 0 && /--author/.test(r.err), [r.rc, r.out, r.err])
})
test("an account that took the name of a job's own", 'gitea', async (s, name) => {
	s.host.state.viewer = null
	s.host.state.us = { login: 'gitea-actions', id: -2 }
	await s.run(bad())
	const copy = s.ours()[0].body
	s.host.state.comments.length = 0
	s.host.say(copy, { login: 'forgejo-actions', id: 9 })
	const r = await s.run(good())
	same(name, [r.rc, s.host.state.comments.map(c => c.user.login), s.host.state.comments[0].body === copy],
		[0, ['forgejo-actions', 'gitea-actions'], true])
})

// ---- a host that lies, or changes under our hands ----

test('a list that tells each comment twice', 'github', async (s, name) => {
	const twice = (answer, go) => {
		const [status, list, headers] = go()
		answer(status, [...list, ...list], headers)
	}
	s.host.on('GET', /comments/, twice, 99)
	let r = await s.run(bad())
	same(`${name}: created`, [r.rc, s.ours().length], [0, 1])
	const id = s.ours()[0]?.id
	r = await s.run(good())
	same(`${name}: updated`, [r.rc, s.ours().map(c => c.id), s.host.writes().some(w => w.method === 'DELETE')], [0, [id], false])
})
test('the head moves while another job is faster', 'github', async (s, name) => {
	const newer = `<!-- envgate.comment/1 header=envgate request=7 head=${OTHER_SHA} run=78 state=pass text=00 -->\nnewer`
	s.host.on('POST', /comments/, (answer, go) => {
		s.host.say(newer)
		s.host.state.head = OTHER_SHA
		answer(...go())
	})
	const r = await s.run(bad())
	check(name, r.rc === 0 && s.ours().length === 1 && s.ours()[0].body === newer && /moved on/.test(r.out), [r.rc, r.out, r.err, s.ours()])
})
test('a comment that the host takes and does not show', 'github', async (s, name) => {
	s.host.on('POST', /comments/, (answer, go) => {
		const all = go()
		s.host.state.comments.length = 0
		answer(...all)
	})
	const r = await s.run(bad())
	check(name, r.rc === 0 && /gone again/.test(r.out + r.err), [r.rc, r.out, r.err])
})
for (const [what, lie] of [
	['another comment', (id, body) => ({ id: id + 1, body, user: null })],
	['an old text', id => ({ id, body: 'as it was', user: null })],
	['no text', id => ({ id })],
])
	for (const kind of ['github', 'gitlab', 'gitea'])
		test(`an update that is answered with ${what}`, kind, async (s, name) => {
			await s.run(bad())
			const { id } = s.ours()[0]
			s.host.on(kind === 'gitlab' ? 'PUT' : 'PATCH', /comments|notes/, (answer, go, at) => answer(200, lie(id, JSON.parse(at.text).body)))
			const r = await s.run(good())
			check(`${kind}: ${name}`, r.rc === 4 && !/(updated|resolved) comment/.test(r.out) && /hint: /.test(r.err), [r.rc, r.out, r.err])
		})
test('three jobs at once leave one comment', 'github', async (s, name) => {
	let waiting = 0
	for (let i = 0; i < 3; i++)
		s.host.on('GET', /comments/, (answer, go) => {
			const all = go()
			waiting++
			const open = () => (waiting === 3 ? answer(...all) : setTimeout(open, 20))
			open()
		})
	const three = await Promise.all([s.run(bad()), s.run(bad()), s.run(good())])
	same(name, [three.map(r => r.rc), s.ours().length], [[0, 0, 0], 1])
})

// ---- addresses, and what the environment asks for ----

// libcurl writes a connection's keys there, and who has them reads the token out of what went by.
test('no TLS keys for SSLKEYLOGFILE', 'github', async (s, name) => {
	const at = file => path.join(s.folder, file)
	execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem'), '-out', at('cert.pem'), '-days', '2',
		'-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' })
	let asked = 0
	const server = https.createServer({ key: fs.readFileSync(at('key.pem')), cert: fs.readFileSync(at('cert.pem')) }, (req, res) => {
		asked++
		res.writeHead(404, { 'content-type': 'application/json' }).end('{}')
	})
	await new Promise(r => server.listen(0, '127.0.0.1', r))
	s.env.SSLKEYLOGFILE = at('keys.log')
	const r = await s.run(bad(), '--api-url', `https://localhost:${server.address().port}`, '--ca-file', at('cert.pem'))
	server.close()
	check(name, r.rc === 4 && asked === 1 && !fs.existsSync(at('keys.log')), [r.rc, asked, r.err])
})

test('a .netrc, a .curlrc and proxies say nothing', 'github', async (s, name) => {
	fs.writeFileSync(path.join(s.folder, '.netrc'), 'machine 127.0.0.1 login stranger password stranger\n', { mode: 0o600 })
	fs.writeFileSync(path.join(s.folder, '.curlrc'), 'header = "X-Stranger: yes"\n')
	const proxy = 'http://127.0.0.1:1'
	Object.assign(s.env, {
		HOME: s.folder, CURL_HOME: s.folder, NETRC: path.join(s.folder, '.netrc'), NO_PROXY: '', no_proxy: '', http_proxy: proxy,
		HTTP_PROXY: proxy, https_proxy: proxy, ALL_PROXY: proxy,
	})
	const r = await s.run(bad())
	same(name, [r.rc, s.ours().length, s.host.log.every(l => l.auth === `Bearer ${TOKEN}` && !l.headers['x-stranger'])], [0, 1, true])
})
test('comments of others in no encoding at all', 'github', async (s, name) => {
	s.host.on('GET', /comments/, answer => {
		answer.raw.writeHead(200, { 'content-type': 'application/json' })
		answer.raw.end(Buffer.from('[{"id":1,"body":"\xff\xfe<!-- envgate.comment/1","user":{"login":"\xc0","type":"User"}}]', 'latin1'))
	}, 9)
	const r = await s.run(bad())
	check(name, r.rc === 4 && !s.ours().length && /hint: /.test(r.err) && !/created/.test(r.out), [r.rc, r.out, r.err])
})
for (const url of ['https://user:hunter2secret@api.example/api/v3', 'https://hunter2secret@api.example'])
	test(`a secret in --api-url is not repeated: ${url.length}`, 'github', async (s, name) => {
		const r = await s.run(bad(), '--api-url', url)
		check(name, r.rc === 2 && !(r.out + r.err).includes('hunter2secret') && /hint: /.test(r.err), [r.rc, r.out, r.err])
		s.env.GITHUB_API_URL = url
		const again = await s.run(bad())
		check(`${name}: by the variable`, again.rc === 2 && !(again.out + again.err).includes('hunter2secret'), [again.rc, again.err])
	})

await all(rows)
finish()
