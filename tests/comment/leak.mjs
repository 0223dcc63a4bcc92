// The token: in one variable on the way in, in one header on the way out, and nowhere else. Looked for in
// what is printed, in traces, in the process as the system shows it, in a core file, and at another host.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import { all, bad, check, finish, front, program, same, TOKEN } from './lib.mjs'

const rows = []
const test = (name, kind, fn, options) => rows.push([name, kind, fn, options])
const at = (pid, what) => {
	try {
		return fs.readFileSync(`/proc/${pid}/${what}`, 'latin1')
	} catch (e) {
		return e.code // not even the test may look
	}
}

// Holds the first answer until look has run.
function hold(s, look) {
	return new Promise(done => s.host.on('GET', /./, async (answer, go) => {
		const value = await look()
		answer(...go())
		done(value)
	}))
}

for (const kind of ['github', 'gitlab', 'gitea'])
	test('traces', kind, async (s, name) => {
		const r = await s.run(bad(), '--verbose')
		check(`${kind}: ${name}: each request has a line`, r.rc === 0 && r.err.split('\n').filter(l => /POST|GET/.test(l)).length >= 3, r.err)
		check(`${kind}: ${name}: the token is in none`, !(r.out + r.err).includes(TOKEN) && !(r.out + r.err).includes(TOKEN.slice(4, 20)), r.err)
		check(`${kind}: ${name}: and was sent`, s.host.log.every(l => l.auth?.includes(TOKEN)), s.host.log.map(l => l.auth))
	})

const seen = pid => ({ environ: at(pid, 'environ'), cmdline: at(pid, 'cmdline'), limits: at(pid, 'limits'), owner: fs.statSync(`/proc/${pid}/environ`).uid })
for (const way of ['program', 'front'])
	test(`the process, started as the ${way}`, 'github', async (s, name) => {
		let child
		const looked = hold(s, () => seen(child.pid))
		const run = way === 'front' ? s.startFront(bad()) : s.start(bad())
		child = run.child
		const p = await looked
		await run.done
		check(`${name}: environ`, !p.environ.includes(TOKEN) && !p.environ.includes('Secret'), p.environ)
		if (process.getuid() === 0) check(`${name}: which was readable`, p.environ.includes('GITHUB_REPOSITORY=o/r'), p.environ)
		check(`${name}: argv`, !p.cmdline.includes(TOKEN), p.cmdline)
		check(`${name}: no core file`, /Max core file size\s+0\s+0/.test(p.limits), p.limits)
	})

test('a crash leaves no core file', 'github', async (s, name) => {
	let child
	const looked = hold(s, () => {
		process.kill(child.pid, 'SIGABRT')
		return new Promise(r => setTimeout(r, 300))
	})
	const run = s.start(bad())
	child = run.child
	await looked
	const r = await run.done
	same(name, [r.rc, fs.readdirSync(s.folder).filter(f => /core/.test(f))], [70, []])
	check(`${name}: nor a word of it`, !(r.out + r.err).includes(TOKEN), r.err)
})

// PR_SET_DUMPABLE: what belongs to an ordinary user is shown as root's.
if (process.getuid() === 0)
	test('other processes of the same user', 'github', async (s, name) => {
		fs.chmodSync(s.folder, 0o755)
		fs.chmodSync(s.folder + '/..', 0o755)
		let child
		const looked = hold(s, () => fs.statSync(`/proc/${child.pid}/environ`).uid)
		const run = s.start(bad(), { uid: 65534 })
		child = run.child
		same(name, await looked, 0)
		await run.done
	})

test('another host', 'github', async (s, name) => {
	const log = []
	const other = http.createServer((q, r) => { log.push(q.headers); r.end('[]') })
	await new Promise(r => other.listen(0, '127.0.0.1', r))
	const elsewhere = `http://127.0.0.1:${other.address().port}`
	s.host.on('GET', /comments/, (answer, go) => {
		const [status, body] = go()
		answer(status, body, { link: `<${elsewhere}/next>; rel="next"` })
	})
	let r = await s.run(bad())
	same(`${name}: the next page`, [r.rc, log.length, r.writes], [4, 0, 0])
	for (const status of [301, 302, 307, 308]) {
		s.host.on('GET', /pulls/, answer => answer(status, '', { location: elsewhere + '/x' }))
		r = await s.run(bad())
		same(`${name}: a redirect with ${status}`, [r.rc, log.length, r.writes], [4, 0, 0])
	}
	s.host.on('POST', /comments/, answer => answer(307, '', { location: elsewhere + '/x' }))
	r = await s.run(bad())
	check(`${name}: a POST redirected`, r.rc === 4 && log.length === 0, [r.rc, log])
	other.close()
})

test('a token where the name of its variable belongs', 'github', async (s, name) => {
	const r = await s.run(bad(), '--token-env', TOKEN.replace('_', '-'))
	check(name, r.rc === 2 && !(r.out + r.err).includes(TOKEN.slice(4)), r.err)
})
test('another variable', 'github', async (s, name) => {
	s.env.BOT = TOKEN
	delete s.env.GITHUB_TOKEN
	const r = await s.run(bad(), '--token-env=BOT')
	same(name, [r.rc, s.ours().length], [0, 1])
})
test('the front passes everything on', 'github', async (s, name) => {
	const r = await s.front('-C', s.folder, '--report', s.file('a.json', bad()).split('/').pop(), '--header=front', '--quiet')
	same(name, [r.rc, r.out, r.err, s.ours().length, /header=front/.test(s.ours()[0]?.body)], [0, '', '', 1, true])
})
test('the gate loads no libcurl', 'github', async (s, name) => {
	const needs = path => execFileSync('readelf', ['-d', path], { encoding: 'utf8' }).match(/NEEDED.*libcurl/g)?.length ?? 0
	same(name, [needs(front), needs(program)], [0, 1])
	const r = await s.front('--help')
	same(`${name}: and prints its help by itself`, [r.rc, /usage: envgate comment/.test(r.out)], [0, true])
})

await all(rows)
finish()
