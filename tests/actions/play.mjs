// A pipeline of docs/other-ci.md, as far as it can be played without its platform: its own commands, in turn, with the
// variables and the checkout that the platform documents, on a request that is fine and on one that is not.
//
//   node play.mjs PLATFORM FILE ENVGATE        77: npm's packages are not installed
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { borrow, check, finish, needs, same, sanitizer, scratch } from './tools.mjs'

needs(['yaml'], ['git'])
const [platform, file, envgate] = process.argv.slice(2), text = fs.readFileSync(file, 'utf8')
const bin = path.join(scratch, 'bin'), server = path.join(scratch, 'server')
fs.mkdirSync(bin)
fs.symlinkSync(path.resolve(envgate), path.join(bin, 'envgate'))
const machine = {
	...sanitizer, PATH: `${bin}:${process.env.PATH}`, HOME: scratch, LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'Kim', GIT_AUTHOR_EMAIL: 'kim@example.org',
	GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@example.org',
}
const git = (folder, ...args) => execFileSync('git', ['-C', folder, ...args], { env: machine, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

// ---- the code host: main has moved on since good and bad left it ----

const environment = numpy => `name: train\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - ${numpy}\n`
const commit = (name, body) => {
	fs.writeFileSync(path.join(server, name), body)
	git(server, 'add', '-A')
	git(server, 'commit', '-qm', name)
	return git(server, 'rev-parse', 'HEAD')
}
fs.mkdirSync(server)
git(server, 'init', '-q', '-b', 'main')
const base = commit('environment.yml', environment('numpy=1.26')), heads = {}
for (const [name, numpy] of [['good', 'numpy=1.27'], ['bad', 'numpy']]) {
	git(server, 'switch', '-qc', name, base)
	heads[name] = commit('environment.yml', environment(numpy))
}
git(server, 'switch', '-q', 'main')
commit('README', 'x')
function merged(name) {
	git(server, 'switch', '-q', '--detach', 'main')
	git(server, 'merge', '-q', '--no-ff', '-m', 'merge', name)
	const merge = git(server, 'rev-parse', 'HEAD')
	git(server, 'update-ref', `refs/pull/${name}/merge`, merge)
	git(server, 'switch', '-q', 'main')
	return merge
}

// ---- what the platform runs, and what it says ----

const yaml = () => borrow('yaml').parse(text)
const groovy = () => {
	let depth = 0
	for (const c of text) depth += c === '{' ? 1 : c === '}' ? -1 : 0
	check('braces meet', depth === 0)
	return [...text.matchAll(/^\s*sh '([^']*)'$/gm)].map(m => m[1])
}
const platforms = {
	jenkins: { scripts: groovy, says: name => ({ CI: 'true', JENKINS_URL: 'https://ci.example.org/', BUILD_NUMBER: '7', CHANGE_ID: '12', CHANGE_TARGET: 'main', BRANCH_NAME: 'PR-12', GIT_COMMIT: heads[name] }) },
	'jenkins-probe': { scripts: groovy, says: () => ({ CI: 'true' }), probe: true },
	azure: {
		scripts: () => yaml().jobs[0].steps.flatMap(s => s.script ?? []), merge: true, says: (name, merge) => ({
			TF_BUILD: 'True', BUILD_REASON: 'PullRequest', BUILD_SOURCEVERSION: merge, BUILD_SOURCEBRANCH: 'refs/pull/12/merge', SYSTEM_PULLREQUEST_PULLREQUESTID: '12',
			SYSTEM_PULLREQUEST_SOURCECOMMITID: heads[name], SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
		}),
	},
	buildkite: {
		scripts: () => yaml().steps.flatMap(s => s.command), says: name => ({
			CI: 'true', BUILDKITE: 'true', BUILDKITE_PULL_REQUEST: '12', BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main', BUILDKITE_BRANCH: name,
			BUILDKITE_PIPELINE_DEFAULT_BRANCH: 'main', BUILDKITE_COMMIT: heads[name], BUILDKITE_SOURCE: 'webhook',
		}),
	},
	circleci: { scripts: () => yaml().jobs.envgate.steps.flatMap(s => s.run ?? []), says: name => ({ CI: 'true', CIRCLECI: 'true', CIRCLE_SHA1: heads[name], CIRCLE_BRANCH: name }) },
}

// A Jenkins or Buildkite agent has the one branch; Azure and CircleCI have all of them.
function run(name) {
	const { scripts, says, merge } = platforms[platform], folder = path.join(scratch, `clone-${name}`), id = merge ? merged(name) : heads[name]
	const narrow = ['jenkins', 'buildkite'].includes(platform) ? ['--single-branch', '-b', name] : []
	execFileSync('git', ['clone', '-q', ...narrow, `file://${server}`, folder], { env: machine, stdio: 'pipe' })
	git(folder, 'remote', 'set-head', 'origin', '--delete')
	if (merge) git(folder, 'fetch', '-q', 'origin', `+refs/pull/${name}/merge:refs/remotes/pull/merge`)
	git(folder, 'checkout', '-q', '--detach', id)
	let log = ''
	for (const script of scripts()) {
		const done = spawnSync('bash', ['-ec', script], { cwd: folder, env: { ...machine, ...says(name, id) }, encoding: 'utf8', timeout: 60000 })
		log += `$ ${script}\n${done.stdout}${done.stderr}`
		if (done.status) return { status: done.status, log, folder }
	}
	return { status: 0, log, folder }
}

check('there is something to run', platforms[platform]?.scripts().some(s => s.includes('envgate ')), text)
const good = run('good')
if (platforms[platform].probe) {
	check('the probe ran', /^envgate probe: /m.test(good.log), good.log)
	check('its report is there', fs.existsSync(path.join(good.folder, 'probe.xml')))
} else {
	const bad = run('bad')
	same('a good request', good.status, 0)
	same('a bad one', bad.status, 1)
	check('it was looked at', /envgate: pass .*base /.test(good.log), good.log)
	check('by the rule', /error change\/loosened/.test(bad.log), bad.log)
}
finish()
