// Other people's tools, and what the tests of this folder share: GitHub's own expression evaluator and
// workflow parser, which are published as modules that Node 20 does not load, so esbuild bundles them.
import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export const top = path.resolve(import.meta.dirname, '../..')
// The folder that node_modules is in, or node_modules itself.
const npm = path.resolve((process.env.ENVGATE_NPM ?? path.join(top, 'build/npm')).replace(/\/node_modules\/?$/, ''))
const load = createRequire(path.join(npm, 'package.json'))

export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'envgate-actions-'))
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }))

// Ends the test as skipped, loudly, where npm's packages or a program are missing.
export function needs(packages, programs = []) {
	const missing = packages.filter(name => !fs.existsSync(path.join(npm, 'node_modules', name)))
	for (const name of programs) {
		try {
			execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
		} catch {
			missing.push(name)
		}
	}
	if (!missing.length) return
	console.log(`SKIPPED: ${missing.join(', ')} missing (./dev deps test); looked in ${npm}`)
	process.exit(77)
}

export const borrow = name => load(name)
export const folderOf = name => path.join(npm, 'node_modules', name)

// What `lines` import from npm's packages, as one file that this Node loads; kept beside the packages, since a test
// of a page starts a reader for each of its blocks. A new lock file of the packages is a new file here.
export function bundled(lines) {
	const lock = fs.readFileSync(path.join(npm, 'package-lock.json'))
	const name = crypto.createHash('sha256').update(lock).update(lines).digest('hex').slice(0, 20) + '.cjs'
	const file = path.join(npm, 'bundles', name)
	if (!fs.existsSync(file)) {
		const made = path.join(npm, 'bundles', `${process.pid}.${name}`)
		borrow('esbuild').buildSync({
			stdin: { contents: lines, resolveDir: npm }, bundle: true, platform: 'node', format: 'cjs', outfile: made, logLevel: 'error',
		})
		fs.renameSync(made, file)
	}
	return load(file)
}

// The marks of a platform that this test itself may be running on.
const marks = /^(CI|CI_.*|GITHUB_.*|GITLAB_.*|RUNNER_.*|GIT_.*|PRE_COMMIT.*|TF_BUILD|JENKINS_URL|BUILDKITE.*|CIRCLE.*|NO_COLOR)$/
for (const name of Object.keys(process.env)) if (marks.test(name)) delete process.env[name]

// Without the shallow lists that libgit2 loses; tests/lsan.supp says which.
export const sanitizer = {
	LSAN_OPTIONS: `suppressions=${path.join(top, 'tests/lsan.supp')}:print_suppressions=0`, ASAN_OPTIONS: 'fast_unwind_on_malloc=0',
}

let checks = 0
const failures = []
export function check(name, holds, shown = '') {
	checks++
	if (holds) return
	failures.push(name)
	console.log(`NOT OK  ${name}${shown === '' ? '' : '\n        ' + (typeof shown === 'string' ? shown : JSON.stringify(shown))}`)
}
export function same(name, got, want) {
	check(name, JSON.stringify(got) === JSON.stringify(want), `got  ${JSON.stringify(got)}\n        want ${JSON.stringify(want)}`)
}
export function finish() {
	console.log(`${checks} checks, ${failures.length} failed`)
	process.exit(failures.length || !checks ? 1 : 0)
}
