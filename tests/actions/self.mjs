// This repository gated by itself: the job of .github/workflows/envgate.yml, and the hook of
// .pre-commit-config.yaml with the real framework, on a copy in which docs/example/train is spoilt.
//
//   node self.mjs ENVGATE        77: npm's packages are not installed
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { newJob, runSteps } from './run-composite.mjs'
import { borrow, check, finish, needs, same, sanitizer, scratch, top } from './tools.mjs'

needs([], ['pre-commit', 'git'])
const envgate = path.resolve(process.argv[2]), repo = path.join(scratch, 'repo'), home = path.join(scratch, 'home'), bin = path.join(scratch, 'bin')
for (const folder of [repo, home, bin]) fs.mkdirSync(folder)
fs.symlinkSync(envgate, path.join(bin, 'envgate'))
const machine = {
	...sanitizer, PATH: `${bin}:${process.env.PATH}`, HOME: home, LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'Kim', GIT_AUTHOR_EMAIL: 'kim@example.org',
	GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@example.org', SOURCE_DATE_EPOCH: '1772323200', PRE_COMMIT_HOME: path.join(home, 'pre-commit'),
}
const git = (...args) => execFileSync('git', ['-C', repo, ...args], { env: machine, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
const commit = message => {
	git('add', '-A')
	git('commit', '-q', '--no-verify', '--allow-empty', '-m', message)
	return git('rev-parse', 'HEAD')
}

// ---- a copy of what the gate looks at and starts from ----

for (const name of ['.envgate.yml', '.pre-commit-config.yaml', '.github', 'environment.yml', 'docs/example', 'hooks', 'actions', 'packaging/version', 'CMakeLists.txt'])
	fs.cpSync(path.join(top, name), path.join(repo, name), { recursive: true })
git('init', '-q', '-b', 'main')
const base = commit('base'), file = path.join(repo, 'docs/example/train/environment.yml')
function branch(name, change) {
	git('switch', '-qc', name, base)
	change()
	const head = commit(name)
	git('switch', '-q', '--detach', base)
	git('merge', '-q', '--no-ff', '-m', 'merge', head)
	return { head, merge: git('rev-parse', 'HEAD') }
}
const spoil = () => {
	const text = fs.readFileSync(file, 'utf8'), spoilt = text.replace('torchvision=0.25', 'torchvision=0.26')
	check('the example can be spoilt', text !== spoilt)
	fs.writeFileSync(file, spoilt)
}
const bad = branch('bad', spoil), good = branch('good', () => fs.writeFileSync(path.join(repo, 'README'), 'x'))
// The change brings a gate that lets everything pass.
const sly = branch('sly', () => {
	spoil()
	fs.writeFileSync(path.join(repo, 'actions/check/check'), '#!/bin/sh\nexit 0\n')
	fs.writeFileSync(path.join(repo, '.envgate.yml'), 'version: 1\n')
})

// ---- the workflow ----

const workflow = borrow('yaml').parse(fs.readFileSync(path.join(top, '.github/workflows/envgate.yml'), 'utf8'))
const version = execFileSync(path.join(top, 'packaging/version'), { encoding: 'utf8' }).trim()
async function gate(name, { head, merge }) {
	const workspace = path.join(scratch, `work-${name}`), temp = path.join(scratch, `temp-${name}`), installed = path.join(temp, 'envgate-program/bin')
	fs.mkdirSync(installed, { recursive: true })
	// As if a step before had built it: building takes minutes.
	fs.symlinkSync(envgate, path.join(installed, 'envgate'))
	fs.writeFileSync(path.join(temp, 'envgate-program/wanted'), `source ${version}  https://github.com/envgate/envgate/releases/download conda-forge`)
	const event = { number: 3, pull_request: { number: 3, head: { sha: head, ref: name, repo: { full_name: 'k/r' } }, base: { sha: base, ref: 'main', repo: { full_name: 'envgate/envgate' } } }, repository: { default_branch: 'main' } }
	const event_path = path.join(temp, 'event.json')
	fs.writeFileSync(event_path, JSON.stringify(event))
	const checkout = (at, folder) => {
		execFileSync('git', ['clone', '-q', repo, folder], { env: machine, stdio: 'pipe' })
		execFileSync('git', ['-C', folder, 'checkout', '-q', '--detach', at], { env: machine, stdio: 'pipe' })
	}
	const uses = (_, given) => checkout(given.ref ?? merge, given.path ? path.join(workspace, given.path) : workspace)
	const job = newJob({
		workspace, temp, machine, uses, github: {
			event_name: 'pull_request', event, event_path, sha: merge, ref: 'refs/pull/3/merge', repository: 'envgate/envgate', run_id: '1', workspace, server_url: 'https://github.com',
		},
	})
	const done = await runSteps(workflow.jobs.gate.steps, { github: job.github, steps: {}, inputs: {} }, job)
	return { status: done.status, log: done.steps.map(s => s.log).join('') }
}
const b = await gate('bad', bad), g = await gate('good', good), s = await gate('sly', sly)
same('a good request passes', g.status, 0)
check('it was looked at', /envgate: pass|no environment file in this range/.test(g.log), g.log)
same('a bad one fails', b.status, 1)
check('by the rule', /docs\/example\/train\/environment\.yml:\d+:\d+: error lock\/unsatisfied/.test(b.log), b.log)
same('one that brings its own gate and policy fails too', s.status, 1)
check('by the same rule, and the edit is told', /error lock\/unsatisfied/.test(s.log) && /change\/policy/.test(s.log), s.log)
same('the request with another target is judged again', workflow.on.pull_request.types.includes('edited') && !workflow.on.pull_request.paths, true)

// ---- the hook ----

const hook = () => {
	const run = spawnSync('pre-commit', ['run', '--color', 'never'], { cwd: repo, env: machine, encoding: 'utf8' })
	return { status: run.status, log: run.stdout + run.stderr }
}
git('checkout', '-q', '--force', 'main')
git('clean', '-qfdx')
fs.writeFileSync(path.join(repo, 'README'), 'x')
git('add', 'README')
const fine = hook()
same('the hook passes', fine.status, 0)
check('the hook ran', /envgate\.+Passed/.test(fine.log), fine.log)
spoil()
git('add', '-A')
const refused = hook()
check('the hook refuses', refused.status === 1 && /error lock\/unsatisfied/.test(refused.log), refused.log)
git('rm', '-q', '--cached', 'docs/example/train/conda-lock.yml')
const gone = hook()
check('the hook sees a lock that is deleted', gone.status === 1 && /error change\/removed/.test(gone.log), gone.log)
finish()
