// envgate comment --find, and posting from a workflow_run event: the pull request is the single open one
// that everything fits; else nothing is posted.
import { all, bad, check, finish, OTHER_SHA, same, SHA } from './lib.mjs'

const run = (more = {}) => ({
	workflow: { path: '.github/workflows/check.yml' },
	workflow_run: {
		event: 'pull_request', head_sha: SHA, head_branch: 'topic', path: '.github/workflows/check.yml@main',
		head_repository: { id: 99, full_name: 'stranger/r' }, repository: { full_name: 'o/r' }, pull_requests: [], ...more,
	},
})
const pull = (more = {}) => ({
	number: 7, state: 'open', head: { sha: SHA, ref: 'topic', repo: { id: 99, full_name: 'stranger/r' } },
	base: { sha: OTHER_SHA, ref: 'main', repo: { full_name: 'o/r' } }, ...more,
})
const second = (payload = run()) => ({ env: { GITHUB_EVENT_NAME: 'workflow_run' }, payload })
const rows = []
const test = (name, fn, options = second()) => rows.push([name, 'github', fn, options])

test('the ids, printed and handed on', async (s, name) => {
	s.host.state.pulls = [pull(), pull({ number: 8, state: 'closed' })]
	const r = await s.run(null, '--find')
	same(`${name}: printed`, [r.rc, r.out], [0, `pr=7\nhead=${SHA}\nbase=${OTHER_SHA}\npolicy_ref=${OTHER_SHA}\n`])
	const mark = /^pr<<(envgate_[0-9a-f]{40})$/m.exec(s.output())?.[1]
	same(`${name}: in $GITHUB_OUTPUT`, s.output(), ['pr', 'head', 'base', 'policy_ref'].map((k, i) =>
		`${k}<<${mark}\n${['7', SHA, OTHER_SHA, OTHER_SHA][i]}\n${mark}\n`).join(''))
	await s.run(null, '--find')
	check(`${name}: with another word each time`, new Set(s.output().match(/envgate_[0-9a-f]{40}/g)).size === 2, s.output())
})

const nothing = [
	['none', []],
	['two', [pull(), pull({ number: 8 })]],
	['another head', [pull({ head: { ...pull().head, sha: OTHER_SHA } })]],
	['another repository of that name', [pull({ head: { ...pull().head, repo: { id: 1, full_name: 'stranger/r' } } })]],
	['another branch', [pull({ head: { ...pull().head, ref: 'other' } })]],
	['another base repository', [pull({ base: { sha: OTHER_SHA, ref: 'main', repo: { full_name: 'x/y' } } })]],
	['a closed one', [pull({ state: 'closed' })]],
]
for (const [what, pulls] of nothing)
	test(`not exactly one: ${what}`, async (s, name) => {
		s.host.state.pulls = pulls
		let r = await s.run(null, '--find')
		same(name, [r.rc, r.out, s.output()], [4, '', ''])
		r = await s.run(bad({ pr: null, sha: null, head: { kind: 'commit', name: SHA, oid: SHA } }))
		same(`${name}: nothing posted`, [r.rc, r.writes], [4, 0])
	})

const wrong = [
	['another workflow file of that name', run({ path: '.github/workflows/evil.yml' })],
	['no workflow file', { ...run(), workflow: undefined }],
	['a push', run({ event: 'push' })],
	['a fork that is gone', run({ head_repository: null })],
	['a fork without an id', run({ head_repository: { full_name: 'stranger/r' } })],
	['another repository', run({ repository: { full_name: 'x/y' } })],
]
for (const [what, payload] of wrong)
	test(`the event is of ${what}`, async (s, name) => {
		s.host.state.pulls = [pull()]
		const r = await s.run(null, '--find')
		check(name, r.rc === 4 && !s.output() && !s.host.log.length && /hint: /.test(r.err), [r.rc, r.err])
	}, second(payload))

test('--workflow names the first stage', async (s, name) => {
	s.host.state.pulls = [pull()]
	let r = await s.run(null, '--find', '--workflow', '.github/workflows/check.yml')
	same(`${name}: it is`, r.rc, 0)
	r = await s.run(null, '--find', '--workflow=.github/workflows/other.yml')
	check(`${name}: it is not`, r.rc === 4 && /another workflow file/.test(r.err) && /hint: --workflow/.test(r.err), [r.rc, r.err])
})
test('posting from the second stage', async (s, name) => {
	s.host.state.pulls = [pull()]
	const report = bad({ pr: null, sha: null, head: { kind: 'commit', name: SHA, oid: SHA }, platform: { ...bad().platform, pr: null, head_sha: OTHER_SHA } })
	let r = await s.run(report)
	same(`${name}: found again`, [r.rc, s.ours().length, /request=7 head=a{40} /.test(s.ours()[0]?.body)], [0, 1, true])
	s.host.log.length = 0
	r = await s.run(report, '--pr', '7')
	same(`${name}: by number`, [r.rc, s.ours().length, s.host.log.some(l => /\/pulls\?/.test(l.path))], [0, 1, false])
})
test('--find in another event', async (s, name) => {
	const r = await s.run(null, '--find')
	check(name, r.rc === 2 && /workflow_run/.test(r.err) && !s.host.log.length, [r.rc, r.err])
}, {})
test('--find takes no reports', async (s, name) => {
	const r = await s.run(bad(), '--find')
	check(name, r.rc === 2 && !s.host.log.length, [r.rc, r.err])
})
test('a payload that is no JSON', async (s, name) => {
	s.env.GITHUB_EVENT_PATH = s.file('broken.json', '{"workflow_run":')
	const r = await s.run(null, '--find')
	check(name, r.rc === 3 && /GITHUB_EVENT_PATH/.test(r.err), [r.rc, r.err])
})

await all(rows)
finish()
