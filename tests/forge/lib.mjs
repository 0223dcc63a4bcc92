// What the tests of this folder share: running drive, and rows that say what they expect.
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

export const TOKEN = 'ghp_Zq7SecretSecretSecretSecret0123456789'
export const SHA = 'a'.repeat(40)
export const PROXIED = Symbol('proxied')
export const OTHER_SHA = 'b'.repeat(40)

const program = process.argv[2]
if (!program) throw Error('which drive?')

// rc, out, err and what it all took. The token must never be printed, whatever happens.
// Proxies are off, but for the tests about proxies.
export function drive(host, url, ...args) {
	const env = { ...process.env, DRIVE_TOKEN: TOKEN, NO_PROXY: '*', no_proxy: '*' }
	if (args[0] === PROXIED) {
		args.shift()
		delete env.NO_PROXY
		delete env.no_proxy
	}
	return new Promise(done => {
		const began = Date.now()
		drive.child = execFile(program, [host, url, ...args], { env, timeout: 20000, maxBuffer: 1 << 26 }, (error, out, err) => {
			const rc = error ? error.code ?? 'killed' : 0
			if ((out + err).includes(TOKEN)) wrong(`${args.join(' ')}: the token was printed`)
			done({ rc, out, err, ms: Date.now() - began, waits: [...out.matchAll(/^wait (\d+)$/gm)].map(w => +w[1]) })
		})
	})
}

let checks = 0
const failures = []
function wrong(what) {
	failures.push(what)
	console.error('NOT OK  ' + what)
}
export function check(name, holds, shown = '') {
	checks++
	if (!holds) wrong(`${name}${shown === '' ? '' : '\n        ' + (typeof shown === 'string' ? shown : JSON.stringify(shown))}`)
}
export function same(name, got, want) {
	check(name, JSON.stringify(got) === JSON.stringify(want), `got  ${JSON.stringify(got)}\n        want ${JSON.stringify(want)}`)
}
// For the proof that a check can fail: what was found wrong since, and it no longer counts.
export function takeFailures() {
	return failures.splice(0)
}
export function finish() {
	console.log(`${checks} checks, ${failures.length} failed`)
	process.exit(failures.length ? 1 : 0)
}

// Packages of npm that the tests borrow; without them the test says so and skips.
export async function borrow(name) {
	const root = process.env.ENVGATE_NPM ?? path.join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../build/npm')
	const folder = path.join(root, 'node_modules', name)
	if (!fs.existsSync(folder)) {
		console.error(`SKIPPED: ${name} is not in ${root}/node_modules (./dev test installs it)`)
		process.exit(77)
	}
	const { createRequire } = await import('node:module')
	return createRequire(path.join(root, 'package.json'))(name)
}
