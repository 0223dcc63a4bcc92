// A host that misbehaves in some forty ways. Each ends in time, with a sentence and exit 4, after the
// tries that make sense; no other host hears anything of us, above all not the token; and a fault that
// hits a POST makes neither a second comment nor a "posted" that is none.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import { check, drive, finish, PROXIED, same, SHA, TOKEN } from './lib.mjs'
import { startFake } from './fake.mjs'

try {
	execFileSync('openssl', ['version'], { stdio: 'pipe' })
} catch {
	console.error('SKIPPED: no openssl to make certificates with (./dev deps test)')
	process.exit(77)
}

const MARK = '<!-- envgate:v1 run=9 -->'
const JSON_TYPE = { 'content-type': 'application/json' }
const host = await startFake('github')

// Everybody else: whatever reaches them is written down.
const overheard = []
const other = http.createServer((req, res) => { overheard.push(req); res.writeHead(200, JSON_TYPE); res.end('[]') })
await new Promise(r => other.listen(0, '127.0.0.1', r))
const elsewhere = `http://127.0.0.1:${other.address().port}`

// ---- what goes wrong ----

const raw = (answer, text) => { answer.raw.socket.write(text); answer.raw.socket.end() }
const endless = (answer, chunk) => {
	const res = answer.raw
	res.writeHead(200, JSON_TYPE)
	const more = () => { while (!res.destroyed && res.write(chunk)); }
	res.on('drain', more)
	res.on('close', () => res.removeAllListeners('drain'))
	more()
}
const trickle = answer => {
	answer.raw.writeHead(200, JSON_TYPE)
	const timer = setInterval(() => answer.raw.write(' '), 50)
	answer.raw.on('close', () => clearInterval(timer))
}
const bomb = zlib.gzipSync(Buffer.alloc(100 * 1024 * 1024))
const slow = ['--total', '300']
const to = (status, location) => answer => answer(status, '', { location })

// name, what happens to each request, requests until it gives up, what it says, more options
const faults = [
	['500', a => a(500, {}), 5, /answers 500/],
	['502 with HTML', a => a(502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' }), 5, /answers 502/],
	['501, which will not pass', a => a(501, {}), 1, /answers 501/],
	['429 with seconds', a => a(429, {}, { 'retry-after': '2' }), 5, /answers 429/],
	['429 with nonsense', a => a(429, {}, { 'retry-after': '99999999999999999999' }), 5, /answers 429/],
	['429 with a negative number', a => a(429, {}, { 'retry-after': '-5' }), 5, /answers 429/],
	['403 without a limit', a => a(403, { message: 'no' }), 1, /answers 403, no/],
	['403 with control bytes in its text', a => a(403, { message: '\u001b[31mred\r\n::error::x\u202e' }), 1, /answers 403, \?\[31mred\?\?::error::x\?+$/m],
	['403 with the token in its text', a => a(403, { message: `your ${TOKEN} is bad` }), 1, /answers 403, your \*\*\* is bad/],
	['headers that never come', () => {}, 5, /the host is too slow/, slow],
	['a body that trickles', trickle, 5, /the host is too slow/, slow],
	['a body cut by its length', a => raw(a, 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"a":'), 5, /the answer was cut/],
	['a body cut in a chunk', a => raw(a, 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n{"a":'), 5, /the answer was cut|connection broke/],
	['a reset', a => a.raw.socket.resetAndDestroy(), 5, /the connection broke/],
	['an empty answer', a => a.raw.socket.end(), 5, /closed without an answer/],
	['an endless body', a => endless(a, Buffer.alloc(65536, '[')), 1, /longer than 8388608 bytes/],
	['a gzip bomb', a => { a.raw.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }); a.raw.end(bomb) }, 1, /compressed, which was not asked for/],
	['a header of 300 kB', a => raw(a, `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(300000)}\r\n\r\n{}`), 1, /headers are (too long|longer)/],
	['headers without end', a => raw(a, 'HTTP/1.1 200 OK\r\n' + 'X-Y: zzzzzzzz\r\n'.repeat(10000) + '\r\n{}'), 1, /headers are longer than 65536 bytes/],
	['interim answers without end', a => raw(a, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5000) + 'HTTP/1.1 200 OK\r\n\r\n{}'), 1, /headers are longer than 65536 bytes/],
	['a malformed status line', a => raw(a, 'HTTPS/9 what\r\n\r\n'), 1, /the answer is no HTTP/],
	['text that is no HTTP', a => raw(a, 'SSH-2.0-OpenSSH_9\r\n'), 1, /the answer is no HTTP/],
	['broken JSON', a => a(200, '{"head":{"sha":"'), 1, /not JSON/],
	['JSON nested 200,000 deep', a => a(200, '['.repeat(200000)), 1, /nested too deeply/],
	['a key given twice', a => a(200, `{"head":{"sha":"${SHA}"},"head":{"sha":"${SHA}"}}`), 1, /stands twice/],
	['a NUL in a text', a => a(200, `{"state":"open","id":1,"body":"\\u0000","head":{"sha":"${SHA}\\u0000"}}`), 1, /names no head commit|shows no comment/],
	['JSON that is not UTF-8', a => a(200, Buffer.from([0x22, 0xff, 0x22]).toString('latin1').replace('ÿ', '\\ud800')), 1, /surrogate/],
	['JSON of another shape', a => a(200, '[1,2]'), 1, /names no head commit|shows no comment/],
	['HTML with 200', a => a(200, '<title>Log in</title>', { 'content-type': 'text/html' }), 1, /the answer is text\/html, not JSON/],
	['no content type', a => { a.raw.writeHead(200); a.raw.end('{}') }, 1, /of no type, not JSON/],
	['304, never asked for', a => { a.raw.writeHead(304); a.raw.end() }, 1, /answers 304/],
	['a redirect to another port', to(307, elsewhere + '/x'), 1, /redirects to another one, http:\/\/127\.0\.0\.1:\d+/],
	['a redirect to another name for this host', (a, go, at) => a(307, '', { location: at.url.origin.replace('127.0.0.1', 'localhost') + '/x' }), 1, /redirects to another one/],
	['a redirect to https', (a, go, at) => a(308, '', { location: at.url.origin.replace('http:', 'https:') + '/x' }), 1, /redirects to another one/],
	['a redirect with a name before an @', (a, go, at) => a(307, '', { location: `${at.url.origin}@127.0.0.1:${other.address().port}/` }), 1, /no web address/],
	['a redirect with a backslash', a => a(307, '', { location: `http:\\\\127.0.0.1:${other.address().port}/` }), 1, /no web address/],
	['a redirect without a scheme', to(307, elsewhere.replace('http:', '') + '/x'), 1, /redirects to another one/],
	['a redirect to a file', to(307, 'file:///etc/passwd'), 1, /no web address/],
	['a redirect to gopher', to(302, 'gopher://127.0.0.1/'), 1, /no web address/],
	['a redirect to itself', (a, go, at) => a(307, '', { location: at.url.pathname }), 6, /more than 5 redirects/],
	['a redirect with the token in it', a => a(307, '', { location: `http://${TOKEN.replace(/_/g, '-')}.example.org/${TOKEN}` }), 1, /redirects to another one/],
]

// Most of the time goes by in waiting, so rows go side by side, each lane with a host of its own.
async function lanes(list, row) {
	const left = [...list]
	const lane = async () => {
		const own = await startFake('github')
		while (left.length) await row(own, ...left.shift())
		await own.close()
	}
	await Promise.all([lane(), lane(), lane(), lane()])
}

// ---- on reading ----

await lanes(faults, async (host, name, act, tries, says, more = []) => {
	host.on('GET', /pulls/, act, 99)
	const r = await drive('github', host.url, ...more, '--verbose', 'head')
	same(`GET, ${name}: exit 4 after ${tries} requests`, [r.rc, host.log.length], [4, tries])
	check(`GET, ${name}: says what`, says.test(r.err) && /^hint: ./m.test(r.err), r.err)
	check(`GET, ${name}: in time`, r.ms < 8000, r.ms)
	host.reset()
})

// ---- on writing ----

for (const worked of [false, true])
	await lanes(faults, async (host, name, act, tries, says, more = []) => {
		if (worked && /^[34]\d\d|redirect/.test(name)) return // a refusal that did the work anyway is no fault but a lie
		host.on('POST', /comments/, (answer, go, at) => { if (worked) go(); act(answer, go, at) }, 99)
		const r = await drive('github', host.url, ...more, 'create', MARK, 'text')
		const posted = /^posted \d+/m.test(r.out)
		same(`POST that ${worked ? 'worked' : 'failed'}, ${name}: says so, and once`, [r.rc, posted, host.state.comments.length], worked ? [0, true, 1] : [4, false, 0])
		host.reset()
	})

// ---- redirects that are followed ----

for (const status of [301, 302, 303, 307, 308]) {
	host.on('GET', /pulls\/7$/, to(status, '/moved'))
	host.on('GET', /moved$/, a => a(200, { state: 'open', head: { sha: SHA } }))
	let r = await drive('github', host.url, 'head')
	same(`GET, ${status} within the host is followed`, [r.rc, r.out.trim(), host.log.map(l => l.path)], [0, `head ${SHA} open`, ['/repos/o/r/pulls/7', '/moved']])
	host.reset()
	host.on('POST', /comments$/, to(status, '/moved'))
	host.on('POST', /moved$/, (a, go, at) => a(201, { id: 1, body: JSON.parse(at.text).body }))
	r = await drive('github', host.url, 'create', MARK, 'text')
	same(`POST, ${status} within the host ${status < 307 ? 'is refused' : 'keeps its body'}`, [r.rc, host.log.length, host.state.comments.length], status < 307 ? [4, 1, 0] : [0, 2, 0])
	host.reset()
}

// ---- lists ----

host.on('GET', /comments/, (a, go) => { const [s, b] = go(); a(s, b, { link: `<${elsewhere}/next>; rel="next"` }) })
let r = await drive('github', host.url, 'list')
same('a next page on another host is refused', [r.rc, /the next page would be on another host/.test(r.err)], [4, true])
host.reset()
host.on('GET', /comments/, (a, go, at) => { const [s, b] = go(); a(s, b, { link: `<${at.url}>; rel="next"` }) }, 99)
r = await drive('github', host.url, 'list')
same('pages without end', [r.rc, host.log.filter(l => /comments/.test(l.path)).length, /more than 30 pages/.test(r.err)], [4, 30, true])
host.reset()

// ---- TLS ----

const keys = fs.mkdtempSync(path.join(os.tmpdir(), 'envgate-tls-'))
process.on('exit', () => fs.rmSync(keys, { recursive: true }))
const openssl = (...args) => execFileSync('openssl', args, { cwd: keys, stdio: 'pipe' })
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test CA')
function certificate(name, san, ...days) {
	openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
	fs.writeFileSync(path.join(keys, 'san'), `subjectAltName=${san}`)
	openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${name}.pem`, '-extfile', 'san', ...days)
}
certificate('good', 'DNS:localhost,IP:127.0.0.1', '-days', '2')
certificate('wrong', 'DNS:example.org', '-days', '2')
openssl('req', '-x509', ...newKey, '-keyout', 'self.key', '-out', 'self.pem', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1')
const file = name => path.join(keys, name)
const secure = []
async function tls(name, more = {}) {
	const heard = []
	const server = https.createServer({ key: fs.readFileSync(file(`${name}.key`)), cert: fs.readFileSync(file(`${name}.pem`)), ...more }, (req, res) => {
		heard.push(req)
		res.writeHead(200, JSON_TYPE)
		res.end(JSON.stringify({ state: 'open', head: { sha: SHA } }))
	})
	await new Promise(r => server.listen(0, '127.0.0.1', r))
	secure.push(server)
	return { heard, url: `https://127.0.0.1:${server.address().port}` }
}
const good = await tls('good'), wrong = await tls('wrong'), self = await tls('self'), old = await tls('good', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
for (const [name, at, options, rc, heard, says, waits] of [
	['our own CA, named', good, ['--ca-file', file('ca.pem')], 0, 1, /^$/, 0],
	['our own CA, not named', good, [], 4, 0, /certificate is not valid for it/, 0],
	['a self-signed certificate', self, [], 4, 0, /certificate is not valid for it/, 0],
	['a self-signed certificate, another CA named', self, ['--ca-file', file('ca.pem')], 4, 0, /certificate is not valid for it/, 0],
	['the name of another host', wrong, ['--ca-file', file('ca.pem')], 4, 0, /certificate is not valid for it/, 0],
	['TLS 1.1', old, ['--ca-file', file('ca.pem')], 4, 0, /TLS could not be agreed on/, 4],
	['a CA file that is none', good, ['--ca-file', file('ca.key')], 4, 0, /CA file is no list|certificate/, 0],
	['a CA file that is absent', good, ['--ca-file', '/nonexistent/ca.pem'], 2, 0, /cannot be read/, 0],
]) {
	at.heard.length = 0
	r = await drive('github', at.url, ...options, 'head')
	same(`TLS, ${name}`, [r.rc, at.heard.length, r.waits.length], [rc, heard, waits])
	check(`TLS, ${name}: says what`, says.test(r.err), r.err)
}
check('TLS: the hint names --ca-file', /^hint: --ca-file/m.test((await drive('github', self.url, 'head')).err))

// ---- nobody there, proxies, plain http ----

const closed = net.createServer()
await new Promise(done => closed.listen(0, '127.0.0.1', done))
const gone = `http://127.0.0.1:${closed.address().port}`
await new Promise(done => closed.close(done))
r = await drive('github', gone, 'create', MARK, 'text')
same('nobody listens: five tries', [r.rc, r.waits.length, /no connection/.test(r.err)], [4, 4, true])
r = await drive('github', 'http://api.example.org', 'head')
same('plain http to another host is refused', [r.rc, /is not https/.test(r.err)], [2, true])
r = await drive('github', 'ftp://127.0.0.1', 'head')
same('another scheme is refused', r.rc, 2)
r = await drive('github', host.url + '@127.0.0.1', 'head')
same('a name before an @ is refused', r.rc, 2)
// A proxy that writes down what it sees, and passes it on or not.
let passes = true, through = ''
const proxy = http.createServer((req, res) => { through += req.method + ' ' + req.url; res.end('{}') })
proxy.on('connect', (req, socket) => {
	through += `${req.method} ${req.url} ${JSON.stringify(req.headers)}`
	if (!passes) return socket.end('HTTP/1.1 407 Who are you\r\n\r\n')
	const on = net.connect(+req.url.split(':')[1], '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
	socket.on('data', data => { through += data.toString('latin1'); on.write(data) })
	on.on('data', data => socket.write(data))
	for (const [x, y] of [[socket, on], [on, socket]]) x.on('close', () => y.destroy()).on('error', () => y.destroy())
})
await new Promise(done => proxy.listen(0, '127.0.0.1', done))
for (const [name, url, open, rc, heard, says] of [
	['plain http goes around the proxy', host.url, true, 0, /^$/, /^$/],
	['https goes through it, and it learns a host and a port', good.url, true, 0, /^CONNECT 127\.0\.0\.1:\d+ /, /^$/],
	['a proxy that refuses is told apart', good.url, false, 4, /^CONNECT/, /the proxy answers 407\nhint: is HTTPS_PROXY right/],
]) {
	passes = open
	through = ''
	process.env.http_proxy = process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.address().port}`
	r = await drive('github', url, PROXIED, '--ca-file', file('ca.pem'), 'head')
	same(`proxies: ${name}`, [r.rc, heard.test(through), says.test(r.err), r.waits.length], [rc, true, true, 0])
	check(`proxies: ${name}: never with the token`, !through.includes(TOKEN) && !/authorization/i.test(through), through.slice(0, 200))
	delete process.env.http_proxy
	delete process.env.HTTPS_PROXY
	host.reset()
}
proxy.close()

// ---- the token while we run ----

let seen = null
host.on('GET', /pulls/, answer => {
	const read = name => { try { return fs.readFileSync(`/proc/${drive.child.pid}/${name}`, 'latin1') } catch (e) { return e.code } }
	seen = { cmdline: read('cmdline'), environ: read('environ') }
	answer(200, { state: 'open', head: { sha: SHA } })
})
r = await drive('github', host.url, 'head')
check('while it runs, no token in its arguments', r.rc === 0 && seen.cmdline.includes('head') && !seen.cmdline.includes(TOKEN), seen)
check('nor in its environment', (seen.environ.includes('PATH=') || seen.environ === 'EACCES') && !seen.environ.includes(TOKEN), seen)
host.reset()
host.on('GET', /comments/, a => a(500, Buffer.alloc(30 << 20, ' ').toString()), 99)
r = await drive('github', host.url, 'list')
same('five refusals of 30 MB are no burden', [r.rc, r.waits.length], [4, 4])
host.reset()

// ---- time ----

host.on('GET', /pulls/, () => {}, 99)
r = await drive('github', host.url, '--total', '5000', '--patience', '700', 'head')
check('all tries together end in time', r.rc === 4 && r.ms < 2500, r)
host.reset()

// ---- nobody else heard anything ----

same('no other host heard of us', overheard.map(q => q.url), [])
other.closeAllConnections()
other.close()
for (const server of secure) server.close()
await host.close()
finish()
