// The life of a comment, told by the real program to hosts with a memory: created once, updated in place,
// resolved, never twice, never over somebody else's, never stale.
import { all, bad, change, check, finding, finish, good, OTHER_SHA, person, probed, pull, report, same, SHA, verified } from './lib.mjs'

const first = s => s.host.state.comments.find(c => c.body.startsWith('<!-- envgate.comment/1 '))
const methods = s => s.host.writes().map(w => w.method)
const rows = []
const test = (name, kind, fn, options) => rows.push([name, kind, fn, options])
const forbidden = message => answer => answer(403, { message })

// ---- on every host ----

for (const kind of ['github', 'gitlab', 'gitea']) {
	test('created, kept, updated, resolved', kind, async (s, name) => {
		const say = what => `${kind}: ${name}: ${what}`
		let r = await s.run(bad())
		same(say('created'), [r.rc, s.ours().length, methods(s)], [0, 1, ['POST']])
		check(say('the verdict is told'), /### ❌ envgate check: 1 error introduced/.test(first(s).body), first(s).body)
		check(say('and printed'), /^envgate comment: created comment \d+ on (pull request #7|merge request !7)$/m.test(r.out), r.out + r.err)
		r = await s.run(bad())
		same(say('nothing new: no request'), [r.rc, methods(s)], [0, ['POST']])
		r = await s.run(bad({ findings: [finding({ message: "'scipy' has no version" })] }))
		same(say('updated in place'), [r.rc, s.ours().length, methods(s).at(-1), methods(s).length], [0, 1, kind === 'gitlab' ? 'PUT' : 'PATCH', 2])
		r = await s.run(good())
		same(say('resolved'), [r.rc, s.ours().length, /\*\*Resolved:\*\*/.test(first(s).body), /state=resolved/.test(first(s).body)], [0, 1, true, true])
		r = await s.run(good())
		same(say('stays resolved, without a request'), [r.rc, methods(s).length], [0, 3])
		r = await s.run(bad())
		same(say('fails again'), [r.rc, s.ours().length, /Resolved/.test(first(s).body)], [0, 1, false])
	})
	test('two jobs at once leave one comment', kind, async (s, name) => {
		// Both have looked before either writes.
		let waiting = 0
		for (let i = 0; i < 2; i++)
			s.host.on('GET', /comments|notes/, (answer, go) => {
				const all = go()
				waiting++
				const open = () => (waiting === 2 ? answer(...all) : setTimeout(open, 20))
				open()
			})
		const both = await Promise.all([s.run(bad()), s.run(bad())])
		same(`${kind}: ${name}`, [both.map(r => r.rc), s.ours().length, methods(s).filter(m => m === 'POST').length], [[0, 0], 1, 2])
	})
	test('behind 1,234 comments of others', kind, async (s, name) => {
		for (let i = 0; i < 1234; i++) s.host.say(`comment ${i}`, person)
		await s.run(bad())
		s.host.log.length = 0
		const r = await s.run(good())
		same(`${kind}: ${name}`, [r.rc, s.ours().length, s.host.state.comments.length], [0, 1, 1235])
	})
	test("somebody else's copy of our marker", kind, async (s, name) => {
		await s.run(bad())
		const copy = s.host.state.comments.pop().body
		s.host.say(copy, person)
		const r = await s.run(good())
		same(`${kind}: ${name}`, [r.rc, s.host.state.comments.map(c => c.user === person), s.host.state.comments[0].body === copy], [0, [true, false], true])
	})
	test('the head has moved on', kind, async (s, name) => {
		s.host.state.head = OTHER_SHA
		const r = await s.run(bad())
		check(`${kind}: ${name}`, r.rc === 0 && !r.writes && /not posted: .* has moved on to bbbbbbbbbbbb/.test(r.out), r.out + r.err)
	})
	test('the request is closed', kind, async (s, name) => {
		s.host.state.open = false
		const r = await s.run(bad())
		check(`${kind}: ${name}`, r.rc === 0 && !r.writes && /not open any more/.test(r.out), r.out)
	})
	test('deleted between the look and the update', kind, async (s, name) => {
		await s.run(bad())
		s.host.on('GET', /comments|notes/, (answer, go) => {
			const all = go()
			s.host.state.comments.length = 0
			answer(...all)
		})
		const r = await s.run(good())
		same(`${kind}: ${name}`, [r.rc, s.ours().length], [0, 1])
	})
	test('each --header has a comment of its own', kind, async (s, name) => {
		await s.run(bad())
		await s.run(bad(), '--header', 'gpu')
		const r = await s.run(good(), '--header=gpu')
		same(`${kind}: ${name}`, [r.rc, s.ours().map(c => /header=(\S+)/.exec(c.body)[1]), s.ours().map(c => /state=(\S+)/.exec(c.body)[1])],
			[0, ['envgate', 'gpu'], ['fail', 'resolved']])
	})
	test('a POST that arrived, though nobody heard of it', kind, async (s, name) => {
		s.host.on('POST', /comments|notes/, (answer, go) => { go(); answer.cut() })
		const r = await s.run(bad())
		same(`${kind}: ${name}`, [r.rc, s.ours().length, methods(s)], [0, 1, ['POST']])
	})
	test('a host that is down for a moment', kind, async (s, name) => {
		s.host.on('GET', /comments|notes/, answer => answer(502, 'bad gateway'))
		s.host.on('POST', /comments|notes/, answer => answer(429, { message: 'slow down' }, { 'retry-after': '1' }))
		const r = await s.run(bad())
		same(`${kind}: ${name}`, [r.rc, s.ours().length], [0, 1])
	})
	test('an answer that is no JSON', kind, async (s, name) => {
		s.host.on('GET', /comments|notes/, answer => answer(200, '<html>'), 99)
		const r = await s.run(bad())
		check(`${kind}: ${name}`, r.rc === 4 && r.writes === 0 && !/created|posted comment/.test(r.out), [r.rc, r.out, r.err])
	})
	test('a bad token', kind, async (s, name) => {
		s.env[{ github: 'GITHUB_TOKEN', gitlab: 'GITLAB_TOKEN', gitea: 'GITEA_TOKEN' }[kind]] = 'nonsense'
		const r = await s.run(bad())
		check(`${kind}: ${name}`, r.rc === 4 && !r.writes && /hint: /.test(r.err) && !r.err.includes('nonsense'), [r.rc, r.err])
	})
}

// ---- --on ----

test('--on failure', 'github', async (s, name) => {
	let r = await s.run(good(), '--on', 'failure')
	same(`${name}: nothing fails, no comment`, [r.rc, s.ours().length], [0, 0])
	await s.run(bad(), '--on', 'failure')
	same(`${name}: something fails`, s.ours().length, 1)
	await s.run(good({ changes: [change({ kind: 'raised' })] }), '--on', 'failure')
	same(`${name}: and is gone`, [s.ours().length, /Resolved/.test(first(s).body), /What changed/.test(first(s).body)], [1, true, false])
})
test('--on change', 'github', async (s, name) => {
	await s.run(good(), '--on=change')
	same(`${name}: no change, no comment`, s.ours().length, 0)
	await s.run(good({ changes: [change({ kind: 'raised', after: '=2' })] }), '--on=change')
	same(`${name}: a change`, [s.ours().length, /What changed/.test(first(s).body)], [1, true])
	await s.run(report({ findings: [finding({ state: 'fixed', fails: false })] }), '--on=change')
	same(`${name}: something fixed`, s.ours().length, 1)
	await s.run(good(), '--on=change')
	same(`${name}: all taken back`, [s.ours().length, /What changed|Resolved/.test(first(s).body)], [1, false])
})

// ---- hidden, twins, permissions ----

test('a hidden comment stays hidden while it fails', 'github', async (s, name) => {
	await s.run(bad())
	first(s).minimized = { reason: 'outdated' }
	const id = first(s).id
	await s.run(bad({ findings: [finding({ message: 'another' })] }))
	same(name, s.ours().map(c => [c.id, !!c.minimized]), [[id, true]])
})
test('a new failure does not hide in a hidden comment', 'github', async (s, name) => {
	await s.run(good())
	first(s).minimized = { reason: 'outdated' }
	const id = first(s).id
	await s.run(bad())
	same(name, [s.ours().length, first(s).id !== id, !!first(s).minimized], [1, true, false])
})
test('twins of an old race are cleared away', 'github', async (s, name) => {
	await s.run(bad())
	s.host.say(first(s).body)
	s.host.say(first(s).body)
	const id = first(s).id
	const r = await s.run(good())
	same(name, [r.rc, s.ours().map(c => c.id), /state=resolved/.test(first(s).body)], [0, [id], true])
})
test("another job's comment, older by a moment, wins and is brought up to date", 'github', async (s, name) => {
	s.host.on('POST', /comments/, (answer, go) => {
		s.host.say('<!-- envgate.comment/1 header=envgate request=7 head=' + SHA + ' run=76 state=pass text=00 -->\nold')
		answer(...go())
	})
	const r = await s.run(bad())
	same(name, [r.rc, s.ours().length, /run=77 state=fail/.test(first(s).body)], [0, 1, true])
})
test("a marker of another request is not ours here", 'github', async (s, name) => {
	s.host.say('<!-- envgate.comment/1 header=envgate request=8 head=' + SHA + ' run=76 state=pass text=00 -->\nold')
	await s.run(bad())
	same(name, [s.ours().length, s.ours()[0].body.endsWith('old')], [2, true])
})
const forked = { payload: pull({ pull_request: { number: 7, head: { sha: SHA, repo: { full_name: 'stranger/r' } } } }) }
test("a fork's token may only read", 'github', async (s, name) => {
	s.host.on('POST', /comments/, forbidden('Resource not accessible by integration'))
	const r = await s.run(bad())
	check(name, r.rc === 0 && /^::warning title=envgate comment::not posted: the token may only read/m.test(r.err) && s.ours().length === 0, [r.rc, r.err])
	check(`${name}: the summary has it`, /### ❌ envgate check/.test(s.summary()) && !s.summary().includes('<!--'), s.summary())
}, forked)
test("a fork's token sets no status either", 'github', async (s, name) => {
	s.host.on('POST', /comments|statuses|check-runs/, forbidden('Resource not accessible by integration'), 9)
	const r = await s.run(bad(), '--status', '--check-run')
	check(name, r.rc === 0 && r.err.match(/^::warning /gm).length === 3, [r.rc, r.err])
}, forked)
test("Dependabot's token may only read", 'github', async (s, name) => {
	s.host.on('POST', /comments/, forbidden('Resource not accessible by integration'))
	same(name, (await s.run(bad())).rc, 0)
}, { env: { GITHUB_ACTOR: 'dependabot[bot]' } })
test("a branch of one's own without the permission", 'github', async (s, name) => {
	s.host.on('POST', /comments/, forbidden('Resource not accessible by integration'))
	const r = await s.run(bad())
	check(name, r.rc === 4 && /pull-requests: write/.test(r.err) && !s.summary(), [r.rc, r.err])
})
test('a locked conversation', 'github', async (s, name) => {
	s.host.on('POST', /comments/, forbidden('Unable to create comment because issue is locked.'))
	const r = await s.run(bad())
	check(name, r.rc === 0 && /is locked/.test(r.err) && /envgate check/.test(s.summary()), [r.rc, r.err])
})
test('a permission that is missing', 'github', async (s, name) => {
	s.host.on('POST', /comments/, forbidden('Must have admin rights to Repository.'))
	const r = await s.run(bad())
	check(name, r.rc === 4 && /hint: /.test(r.err) && !s.summary(), [r.rc, r.err])
})
test('a project token that may not edit its own note', 'gitlab', async (s, name) => {
	await s.run(bad())
	s.host.state.editForbidden = true
	const r = await s.run(good())
	same(name, [r.rc, s.ours().length, /state=resolved/.test(first(s).body)], [0, 1, true])
})
test('--author says who we are', 'github', async (s, name) => {
	s.host.state.us = { login: 'lab-bot', type: 'User' }
	await s.run(bad(), '--author', 'lab-bot')
	const r = await s.run(good(), '--author', 'lab-bot')
	same(name, [r.rc, s.ours().length, s.host.log.some(l => l.path.endsWith('/graphql'))], [0, 1, false])
})

// ---- where there is nothing to post to, or nothing to post with ----

test('a push is about no request', 'github', async (s, name) => {
	const r = await s.run(bad({ pr: null }))
	check(name, r.rc === 0 && !s.host.log.length && /about no pull request/.test(r.out), [r.rc, r.out, r.err])
}, { env: { GITHUB_EVENT_NAME: 'push' }, payload: { ref: 'refs/heads/main' } })
test('a comment on a pull request has its number too', 'github', async (s, name) => {
	const r = await s.run(bad({ pr: null, sha: null, head: { kind: 'commit', name: 'head', oid: SHA } }))
	same(name, [r.rc, s.ours().length], [0, 1])
}, { env: { GITHUB_EVENT_NAME: 'issue_comment' }, payload: { issue: { number: 7, pull_request: {} } } })
test('no token', 'github', async (s, name) => {
	delete s.env.GITHUB_TOKEN
	const r = await s.run(bad())
	check(name, r.rc === 2 && /GITHUB_TOKEN holds no token/.test(r.err) && /hint: .*github\.token/.test(r.err) && !s.host.log.length, [r.rc, r.err])
})
test("no token in a fork's job", 'github', async (s, name) => {
	delete s.env.GITHUB_TOKEN
	const r = await s.run(bad())
	check(name, r.rc === 0 && /fork/.test(r.err) && !s.host.log.length, [r.rc, r.err])
}, forked)
test("no token in a fork's pipeline", 'gitlab', async (s, name) => {
	delete s.env.GITLAB_TOKEN
	const r = await s.run(bad())
	check(name, r.rc === 0 && /fork/.test(r.err) && !s.host.log.length, [r.rc, r.err])
}, { env: { CI_PROJECT_ID: '99' } })
test('outside of a job, by options', 'github', async (s, name) => {
	for (const k of Object.keys(s.env)) if (k !== 'GITHUB_TOKEN') delete s.env[k]
	let r = await s.run(bad())
	check(`${name}: nothing given`, r.rc === 2 && /--forge github/.test(r.err), r.err)
	r = await s.run(bad(), '--forge', 'github', '--repository', 'o/r', '--api-url', s.host.url)
	check(`${name}: no number`, r.rc === 2 && /hint: --pr N/.test(r.err), r.err)
	r = await s.run(bad(), '--forge', 'github', '--repository', 'o/r', '--api-url', s.host.url + '/', '--pr', '7')
	same(name, [r.rc, s.ours().length], [0, 1])
})
test('another repository by option does not take the number of the event', 'github', async (s, name) => {
	const r = await s.run(bad(), '--repository', 'o/other')
	check(name, r.rc === 2 && /--pr N/.test(r.err) && !s.host.log.length, [r.rc, r.err])
})
test('a report of another request', 'github', async (s, name) => {
	const r = await s.run(bad({ pr: 8 }))
	check(name, r.rc === 2 && /about pull request #8, not 7/.test(r.err) && !s.host.log.length, [r.rc, r.err])
})
test('reports of two commits', 'github', async (s, name) => {
	const r = await s.run(bad(), '--report', s.file('b.json', bad({ sha: OTHER_SHA })))
	check(name, r.rc === 2 && /one commit/.test(r.err) && !s.host.log.length, [r.rc, r.err])
})
test('a report that is none', 'github', async (s, name) => {
	const r = await s.run({ schema: 'envgate.report/1' })
	check(name, r.rc === 3 && /tool is missing/.test(r.err) && !s.host.log.length, [r.rc, r.err])
})

// ---- untrusted reports ----

test('what an untrusted job may say', 'github', async (s, name) => {
	let r = await s.run(good(), '--untrusted', s.file('v.json', verified({ pr: 99 })), s.file('p.json', probed))
	same(`${name}: verify and probe`, [r.rc, s.ours().length], [0, 1])
	same(`${name}: is marked so`, first(s)?.body.match(/reported by the untrusted job/g)?.length, 2)
	r = await s.run(good(), '--untrusted', s.file('v.json', probed), s.file('c.json', bad()))
	check(`${name}: not a check`, r.rc === 2 && /not taken from an untrusted job/.test(r.err), [r.rc, r.err])
	r = await s.run(null, '--untrusted', s.file('p.json', probed), '--status')
	check(`${name}: not a status`, r.rc === 2 && s.host.state.statuses.length === 0, [r.rc, r.err])
})

// ---- check runs and statuses ----

test('a check run and a status', 'github', async (s, name) => {
	const many = report({ findings: Array.from({ length: 60 }, (_, i) => finding({ line: i + 1, end_line: i + 1 })) })
	let r = await s.run(many, '--check-run', '--status')
	const run = s.host.state.runs[0], status = s.host.state.statuses[0]
	same(name, [r.rc, run?.conclusion, run?.head_sha, run?.annotations.length, status?.state, status?.sha, status?.description],
		[0, 'failure', SHA, 60, 'failure', SHA, '60 errors introduced'])
	await s.run(many, '--check-run')
	same(`${name}: once, whatever the retries`, [s.host.state.runs.length, s.host.state.runs[0].annotations.length], [1, 60])
	r = await s.run(good({ run: '76' }), '--check-run')
	check(`${name}: of another run`, r.rc === 2 && /not made by this run: its run_id is 76/.test(r.err) && s.host.state.runs.length === 1, [r.rc, r.err])
	r = await s.run(good({ run: null }), '--status')
	check(`${name}: of no run`, r.rc === 2 && /not set/.test(r.err) && s.host.state.statuses.length === 1, [r.rc, r.err])
})
test('a status where there is no request', 'github', async (s, name) => {
	const r = await s.run(good({ pr: null }), '--status')
	same(name, [r.rc, s.host.state.statuses.map(x => x.state), s.ours().length], [0, ['success'], 0])
}, { env: { GITHUB_EVENT_NAME: 'push' }, payload: {} })
test('a status on GitLab', 'gitlab', async (s, name) => {
	let r = await s.run(bad(), '--status')
	same(name, [r.rc, s.host.state.statuses.map(x => x.state)], [0, ['failed']])
	r = await s.run(bad(), '--check-run')
	check(`${name}: which has no check runs`, r.rc === 2 && /hint: --status/.test(r.err), r.err)
})

await all(rows)
finish()
