// Both ways of docs/comment-github.md with the real gate: a pull request's own job, and the trusted second
// stage of a workflow_run event, which finds the request, judges its commits and posts.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { all, check, finish, front, probed, repository, same, verified } from './lib.mjs'

function gate(s, repo, ...args) {
	try {
		execFileSync(front, ['check', '-C', repo, ...args], { env: { PATH: process.env.PATH, HOME: s.folder, CI: 'true', ASAN_OPTIONS: 'fast_unwind_on_malloc=0:detect_leaks=0', ...s.env }, encoding: 'utf8', stdio: 'pipe' })
		return 0
	} catch (e) {
		if (e.status !== 1) console.error(e.stderr)
		return e.status
	}
}

await all([
	['one stage', 'github', async (s, name) => {
		const r = repository(s.folder), report = path.join(s.folder, 'report.json')
		s.host.state.head = r.head
		s.env.GITHUB_SHA = r.merge
		s.env.GITHUB_EVENT_PATH = s.file('pull.json', {
			number: 7, pull_request: { number: 7, head: { sha: r.head, repo: { full_name: 'o/r' } }, base: { sha: r.tip, ref: 'main' } },
		})
		r.git('checkout', '-q', '--detach', r.merge)
		same(`${name}: the gate`, gate(s, r.repo, '--output', `json=${report}`), 1)
		let c = await s.run(null, '--report', report, '--check-run')
		same(`${name}: posted`, [c.rc, s.ours().length, s.host.state.runs[0]?.head_sha], [0, 1, r.head])
		check(`${name}: with links to the request's head`, s.ours()[0]?.body.includes(`(https://github.com/o/r/blob/${r.head}/environment.yml#L9)`), s.ours()[0]?.body)
		c = await s.run(null, '--report', report, '--check-run')
		same(`${name}: once`, [c.rc, s.ours().length, s.host.state.runs.length, c.err], [0, 1, 1, ''])
	}],
	['two stages', 'github', async (s, name) => {
		const r = repository(s.folder), report = path.join(s.folder, 'report.json')
		s.host.state.head = r.head
		s.host.state.pulls = [{
			number: 7, state: 'open', head: { sha: r.head, ref: 'topic', repo: { id: 99, full_name: 'stranger/r' } },
			base: { sha: r.tip, ref: 'main', repo: { full_name: 'o/r' } },
		}]
		s.env.GITHUB_SHA = r.tip
		s.env.GITHUB_EVENT_NAME = 'workflow_run'
		s.env.GITHUB_EVENT_PATH = s.file('run.json', {
			workflow: { path: '.github/workflows/check.yml' },
			workflow_run: {
				event: 'pull_request', head_sha: r.head, head_branch: 'topic', path: '.github/workflows/check.yml',
				head_repository: { id: 99, full_name: 'stranger/r' }, repository: { full_name: 'o/r' },
			},
		})
		let c = await s.run(null, '--find')
		same(`${name}: found`, [c.rc, c.out], [0, `pr=7\nhead=${r.head}\nbase=${r.tip}\npolicy_ref=${r.tip}\n`])
		const base = r.git('merge-base', r.tip, r.head)
		same(`${name}: the gate`, gate(s, r.repo, '--base', base, '--head', r.head, '--policy-ref', r.tip, '--output', `json=${report}`), 1)
		c = await s.run(null, '--report', report, '--untrusted', s.file('v.json', verified({ pr: 99 })), s.file('p.json', probed), '--status')
		same(`${name}: posted`, [c.rc, s.ours().length, s.host.state.statuses.map(x => [x.sha, x.state])], [0, 1, [[r.head, 'failure']]])
		check(`${name}: of the right commit`, s.ours()[0]?.body.includes(` head=${r.head} run=77 state=fail `), s.ours()[0]?.body)
		same(`${name}: marked`, s.ours()[0]?.body.match(/reported by the untrusted job/g)?.length, 2)
	}],
])
finish()
