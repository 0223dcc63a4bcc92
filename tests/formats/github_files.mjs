// A step of a GitHub job: what envgate leaves in $GITHUB_OUTPUT and $GITHUB_STEP_SUMMARY, read by the runner's
// rules, and how it ends where those files are not what a runner makes.
//
//   node github_files.mjs ENVGATE ENVGATE-PROBE
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { commands, outputs } from './runner.mjs'

const [envgate, probe] = process.argv.slice(2)
const scratch = mkdtempSync(path.join(tmpdir(), 'envgate-step-'))
const repo = path.join(scratch, 'repo')
const output = path.join(scratch, 'output')
const summary = path.join(scratch, 'summary')

let bad = 0
const check = (good, what) => {
	if (!good) console.log(what)
	bad += !good
}

const clean = Object.fromEntries(Object.entries(process.env).filter(([k]) => !/^(GITHUB_|GITLAB_|CI$|CI_|GIT_|RUNNER_)/.test(k)))
const git = (...args) => execFileSync('git', ['-C', repo, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { env: clean })

// One step. files: what stands in both files before it, or null: they are not there.
function step(program, args, files, env = {}) {
	for (const file of [output, summary]) {
		rmSync(file, { force: true, recursive: true })
		if (files !== null) writeFileSync(file, files)
	}
	const ran = spawnSync(program, args, { cwd: repo, timeout: 20000, encoding: 'utf8',
		env: { ...clean, GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...env } })
	return { ...ran, told: existsSync(output) ? readFileSync(output, 'utf8') : '', page: existsSync(summary) ? readFileSync(summary, 'utf8') : '' }
}

const names = 'verdict exit introduced errors warnings notes existing fixed waived changes base head policy'.split(' ')
const id = /^[0-9a-f]{40}$/

mkdirSync(repo)
git('init', '-q', '-b', 'main')
const env = (...lines) => writeFileSync(path.join(repo, 'environment.yml'), `channels: [conda-forge]\ndependencies:\n${lines.map((l) => `  - ${l}\n`).join('')}`)
env('python=3.11', 'numpy=1.26', 'scipy=1.13', 'pandas=2.2', 'six=1.16', 'tqdm=4.66')
git('add', '.')
git('commit', '-qm', 'one')
env('python=3.11', 'numpy=1.26', 'scipy=1.13', 'pandas=2.2', 'six=1.16', '"##[add-mask]x"', '"evil<<EOF"')
git('commit', '-qam', 'two')

// A range that fails, behind a file whose last line is not ended.
let s = step(envgate, ['check', '--format', 'github', 'HEAD^..HEAD'], 'mine=1')
let told = outputs(s.told)
check(s.status === 1, `a failing range: exit ${s.status}\n${s.stderr}`)
check(JSON.stringify(Object.keys(told)) === JSON.stringify(['mine', ...names]), `outputs: ${Object.keys(told)}`)
check(told.mine === '1' && told.verdict === 'fail' && told.exit === '1' && Number(told.errors) >= 1 && id.test(told.base) && id.test(told.head),
	`their values: ${JSON.stringify(told)}`)
check(Number(told.introduced) === Number(told.errors) + Number(told.warnings) + Number(told.notes), `introduced: ${JSON.stringify(told)}`)
check(s.page.startsWith('mine=1\n## ❌ envgate check: '), `the summary: ${s.page.slice(0, 80)}`)
check(commands(Buffer.from(s.stdout)).every((c) => c.properties?.title?.startsWith('envgate ')), 'a command that is not ours')
const word = s.told.match(/<<(.*)/)[1]
check(/^envgate_[0-9a-f]{32,}$/.test(word), `the delimiter ${word}`)

// The same twice: each run its own word, both readable, the later one counts.
const again = step(envgate, ['check', '--format', 'github', 'HEAD..HEAD^'], s.told)
check(outputs(again.told).head === told.base && !again.told.slice(s.told.length).includes(word), 'the word came twice')

// A range that passes; no file variables at all; text on a runner.
s = step(envgate, ['check', '--format', 'github', 'HEAD^^{tree}..HEAD^', '--fail-on', 'never'].slice(0, 3).concat('HEAD^..HEAD', '--fail-on', 'never'), '')
check(s.status === 0 && outputs(s.told).verdict === 'pass' && /^## ✅/.test(s.page), `a passing range: exit ${s.status} ${s.told}`)
s = step(envgate, ['check', '--format', 'github', 'HEAD^..HEAD'], '', { GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '' })
check(s.status === 1 && s.told === '' && s.page === '', 'without variables nothing is written')
s = step(envgate, ['check', 'HEAD^..HEAD'], '')
check(s.status === 1 && s.told === '', 'the text format wrote outputs')
check(commands(Buffer.from(s.stdout + s.stderr)).length === 0 && !s.stdout.includes('##['), 'a command in the text format')

// No verdict is an output too, and its text on stderr starts no command.
s = step(envgate, ['check', '--format', 'github', '##[stop-commands]x..HEAD'], '')
told = outputs(s.told)
check(s.status >= 2 && told.verdict === 'error' && told.exit === String(s.status), `an error: exit ${s.status} ${JSON.stringify(told)}`)
check(/no verdict/.test(s.page), `its summary: ${s.page}`)
check(commands(Buffer.from(s.stdout)).length === 1 && commands(Buffer.from(s.stderr)).length === 0, `its commands: ${s.stdout}${s.stderr}`)

// Files that are not what a runner makes: exit 5, and no hang at a pipe that nobody reads.
const refused = (what, prepare, variable) => {
	const file = path.join(scratch, 'odd')
	rmSync(file, { force: true, recursive: true })
	prepare(file)
	const r = step(envgate, ['check', '--format', 'github', 'HEAD^..HEAD'], '', { [variable]: file })
	check(r.status === 5 && /hint: /.test(r.stderr), `${variable} is ${what}: exit ${r.status} ${r.stderr}`)
	return file
}
for (const variable of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
	refused('not there', () => {}, variable)
	refused('a folder', (file) => mkdirSync(file), variable)
	refused('a pipe', (file) => execFileSync('mkfifo', [file]), variable)
	writeFileSync(path.join(scratch, 'target'), '')
	refused('a link', (file) => symlinkSync(path.join(scratch, 'target'), file), variable)
	check(readFileSync(path.join(scratch, 'target'), 'utf8') === '', 'written through a link')
}

// The summary of one step has 1 MiB: parts are left out, and at the end all of it.
const limit = 1024 * 1024
const full = (left) => '#'.repeat(limit - left - 1) + '\n'
s = step(envgate, ['check', '--format', 'github', 'HEAD^..HEAD'], '')
const whole = s.page.length
for (const left of [whole - 100, 700, 100, 10, 0]) {
	rmSync(output, { force: true })
	writeFileSync(output, '')
	writeFileSync(summary, full(left))
	const r = spawnSync(envgate, ['check', '--format', 'github', 'HEAD^..HEAD'], { cwd: repo, encoding: 'utf8',
		env: { ...clean, GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary } })
	const page = readFileSync(summary, 'utf8').slice(limit - left)
	check(r.status === 1 && statSync(summary).size <= limit, `${left} bytes left: exit ${r.status}, ${statSync(summary).size} bytes`)
	check(left < 100 ? page === '' : /Left out|no room/.test(page), `${left} bytes left, and it says: ${page}`)
}

// The probe, which finds no GPU below an empty root, or whatever this machine has.
const root = path.join(scratch, 'root')
mkdirSync(root)
s = step(probe, ['--format', 'github', '--sysroot', root], '')
told = outputs(s.told)
check(JSON.stringify(Object.keys(told)) === JSON.stringify(['verdict', 'exit', 'cause', 'class', 'gpus', 'passed']), `the probe's outputs: ${s.told} ${s.stderr}`)
check(told.exit === String(s.status) && told.verdict === (s.status ? 'fail' : 'pass') && (s.status === 0 || /^gpu\//.test(told.cause)), `their values: ${JSON.stringify(told)}`)
check(/^## .* envgate probe: /.test(s.page) && commands(Buffer.from(s.stdout)).length >= (s.status ? 1 : 0), `its summary: ${s.page}`)
s = step(probe, ['--format', 'github', '--devices', '\n##[error]x', '--require', 'x'], '')
check(s.status === 2 && outputs(s.told).verdict === 'error' && commands(Buffer.from(s.stderr)).length === 0, `the probe's error: exit ${s.status} ${s.told}`)

rmSync(scratch, { recursive: true, force: true })
console.log(bad ? `${bad} faults` : 'outputs and summary as a runner reads them')
process.exit(bad ? 1 : 0)
