// actions/install by each method: release from a server on this machine, with the archive that cpack makes of
// this build; conda and source with programs that write down how they were called; path.
//
//   node install.mjs ENVGATE BUILD        77: npm's packages are not installed
import { execFileSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { newJob, runSteps } from './run-composite.mjs'
import { check, finish, needs, same, sanitizer, scratch, top } from './tools.mjs'

needs([], ['openssl', 'curl', 'cpack', 'sha256sum', 'tar'])
const envgate = path.resolve(process.argv[2]), build = path.resolve(process.argv[3])
const version = execFileSync(path.join(top, 'packaging/version'), { encoding: 'utf8' }).trim()
const write = (file, text, mode = 0o755) => {
	fs.mkdirSync(path.dirname(file), { recursive: true })
	fs.writeFileSync(file, text, { mode })
	return file
}

// ---- a release, and a server for it ----

const packed = path.join(scratch, 'packed'), base = { ...process.env, ...sanitizer, SOURCE_DATE_EPOCH: '1772323200' }
execFileSync('cpack', ['-G', 'TGZ', '-B', packed], { cwd: build, env: base, stdio: 'pipe' })
const archive = fs.readdirSync(packed).find(f => /^envgate-.*-linux-.*\.tar\.gz$/.test(f))
const bytes = fs.readFileSync(path.join(packed, archive)), sha = b => crypto.createHash('sha256').update(b).digest('hex')
const key = path.join(scratch, 'key.pem'), cert = path.join(scratch, 'cert.pem')
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, '-days', '2',
	'-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'pipe' })
const spoilt = Buffer.from(bytes)
spoilt[spoilt.length >> 1] ^= 1
const asked = [], served = {
	[`/good/v${version}/${archive}`]: bytes, [`/good/v${version}/SHA256SUMS`]: `${'0'.repeat(64)}  other\n${sha(bytes)}  ${archive}\n`,
	[`/spoilt/v${version}/${archive}`]: spoilt, [`/spoilt/v${version}/SHA256SUMS`]: `${sha(bytes)}  ${archive}\n`,
	[`/unlisted/v${version}/${archive}`]: bytes, [`/unlisted/v${version}/SHA256SUMS`]: `${sha(bytes)}  other-${archive}\n`,
	[`/bare/v${version}/${archive}`]: bytes,
}
const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, (req, res) => {
	asked.push(req.url)
	const body = served[req.url]
	res.writeHead(body === undefined ? 404 : 200)
	res.end(body)
})
await new Promise(r => server.listen(0, '127.0.0.1', r))
const origin = `https://localhost:${server.address().port}`

// ---- one run of the step ----

let runs = 0
async function install(inputs, { machine = {}, folder = path.join(top, 'actions'), temp } = {}) {
	temp ??= path.join(scratch, `temp-${runs++}`)
	fs.mkdirSync(temp, { recursive: true })
	const job = newJob({
		workspace: temp, temp, github: { action_path: path.join(folder, 'check') },
		machine: { ...sanitizer, PATH: process.env.PATH, HOME: temp, NO_PROXY: '*', CURL_CA_BUNDLE: cert, ...machine },
	})
	const scope = { github: job.github, steps: {}, inputs: {} }
	const done = await runSteps([{ id: 'install', env: inputs, run: '"$GITHUB_ACTION_PATH/../install"' }], scope, job)
	return { status: done.status, log: done.steps[0].log, program: done.steps[0].outputs.program, paths: job.paths, temp }
}
const release = (where, more) => ({ METHOD: 'release', RELEASES: `${origin}/${where}`, ...more })
// An installed envgate judges; the other two programs are found beside it.
function works(what, done) {
	const say = (...args) => {
		try {
			return execFileSync(done.program, args, { env: { ...base, HOME: scratch }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
		} catch (e) {
			return e.stdout + e.stderr
		}
	}
	check(`${what}: the program`, done.status === 0 && say('version').includes(version), done.log)
	check(`${what}: the probe beside it`, /SKIPPED|PASS|passed|gpu\//.test(say('probe', '--allow-no-gpu', '--declared', 'none')), done.log)
	same(`${what}: on PATH`, done.paths, [path.dirname(done.program ?? '/')])
}
function refused(what, done, pattern) {
	same(`${what}: refused`, [done.status, done.program, done.paths], [3, undefined, []])
	check(`${what}: says why`, /^::error title=envgate::/m.test(done.log) && pattern.test(done.log), done.log)
	check(`${what}: nothing was unpacked`, !fs.existsSync(path.join(done.temp, 'envgate-program/bin')))
}

// Only what the script itself needs, so that no conda and no curl of this machine is found.
const slim = path.join(scratch, 'slim')
fs.mkdirSync(slim)
for (const tool of ['bash', 'env', 'dirname', 'basename', 'sed', 'cat', 'rm', 'mkdir', 'chmod', 'tail', 'awk', 'uname'])
	fs.symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), path.join(slim, tool))

// ---- release ----

const first = await install(release('good'))
works('release', first)
const before = asked.length
works('release, once more in the job', await install(release('good'), { temp: first.temp }))
same('it is not fetched twice', asked.length, before)
works('release with a checksum and no list', await install(release('bare', { CHECKSUM: sha(bytes) })))
refused('release, a changed archive', await install(release('spoilt')), /not what was released/)
refused('release, another checksum', await install(release('good', { CHECKSUM: 'f'.repeat(64) })), /not what was released/)
refused('release, a checksum that is none', await install(release('good', { CHECKSUM: 'abc' })), /no SHA-256/)
refused('release, the archive is not in the list', await install(release('unlisted')), /no SHA-256/)
refused('release, no list', await install(release('bare')), /cannot fetch .*SHA256SUMS/)
refused('release, nothing there', await install(release('nowhere')), /cannot fetch/)
refused('release, no such version', await install(release('good', { VERSION: '9.9.9' })), /cannot fetch .*9\.9\.9/)
refused('release, no address', await install({ METHOD: 'release', RELEASES: '' }), /releases-url/)
refused('release, no curl', await install(release('good'), { machine: { PATH: slim } }), /needs curl/)
refused('release, plain http', await install({ METHOD: 'release', RELEASES: origin.replace('https:', 'http:') + '/good' }), /cannot fetch/)
refused('release, a stranger\'s certificate', await install(release('good'), { machine: { CURL_CA_BUNDLE: '/etc/ssl/certs/ca-certificates.crt' } }), /cannot fetch/)
for (const text of ['../../x', '--version', 'a b', '1;touch pwned', 'x\n::error::y']) {
	const done = await install(release('good', { VERSION: text }))
	refused(`release, version ${JSON.stringify(text)}`, done, /not a plain word/)
}
const loud = await install({ METHOD: 'release', RELEASES: `${origin}/x\n::error::y` })
check('an input makes no command of its own', loud.status === 3 && !/^::error::y/m.test(loud.log), loud.log)

// ---- conda ----

const recorder = '#!/bin/bash\nprintf "%s\\n" "$(basename "$0")" "$@" > "$RUNNER_TEMP/called"\nfor ((i = 1; i <= $#; i++)); do [ "${!i}" != --prefix ] || { j=$((i + 1)); prefix=${!j}; }; done\n' +
	`mkdir -p "$prefix/bin" && printf '#!/bin/sh\\necho envgate ${version}\\n' > "$prefix/bin/envgate" && chmod +x "$prefix/bin/envgate"\n`
const fake = path.join(scratch, 'conda-bin')
write(path.join(fake, 'micromamba'), recorder)
const conda = await install({ METHOD: 'conda' }, { machine: { PATH: `${fake}:${slim}` } })
same('conda', [conda.status, fs.readFileSync(path.join(conda.temp, 'called'), 'utf8').trim().split('\n')], [0, ['micromamba', 'create', '--yes', '--quiet', '--prefix',
	path.join(conda.temp, 'envgate-program'), '--override-channels', '--channel', 'conda-forge', `envgate=${version}`]])
same('conda: the program', conda.program, path.join(conda.temp, 'envgate-program/bin/envgate'))
const channel = await install({ METHOD: 'conda', CHANNEL: 'our-channel', VERSION: '0.2.0' }, { machine: { PATH: `${fake}:${slim}` } })
check('conda: channel and version', /^our-channel\nenvgate=0\.2\.0$/m.test(fs.readFileSync(path.join(channel.temp, 'called'), 'utf8')))
refused('conda, a channel that is an option', await install({ METHOD: 'conda', CHANNEL: '--file=x' }, { machine: { PATH: `${fake}:${slim}` } }), /not a plain word/)
refused('conda, no conda', await install({ METHOD: 'conda' }, { machine: { PATH: slim } }), /needs micromamba, mamba or conda/)
write(path.join(scratch, 'conda-broken/mamba'), '#!/bin/sh\nexit 1\n')
refused('conda, it cannot be solved', await install({ METHOD: 'conda' }, { machine: { PATH: `${scratch}/conda-broken:${slim}` } }), /mamba cannot install/)

// ---- source: a tree with a build of its own, since envgate's takes minutes ----

const tree = path.join(scratch, 'tree')
for (const file of ['actions/install', 'packaging/version']) {
	fs.mkdirSync(path.dirname(path.join(tree, file)), { recursive: true })
	fs.copyFileSync(path.join(top, file), path.join(tree, file))
}
fs.mkdirSync(path.join(tree, 'actions/check'))
write(path.join(tree, 'dev'), '#!/bin/sh\necho "$@" > "$RUNNER_TEMP/deps"\n')
write(path.join(tree, 'envgate.in'), '#!/bin/sh\necho envgate built\n')
const cmake = 'cmake_minimum_required(VERSION 3.22)\nproject(envgate VERSION 0.1.0 LANGUAGES NONE)\nif(BUILD_TESTING)\nmessage(FATAL_ERROR tests)\nendif()\n'
write(path.join(tree, 'CMakeLists.txt'), `${cmake}configure_file(envgate.in envgate COPYONLY)\ninstall(PROGRAMS \${CMAKE_BINARY_DIR}/envgate DESTINATION bin)\n`)
const own = await install({ METHOD: 'source' }, { folder: path.join(tree, 'actions') })
check('source', own.status === 0 && own.log.includes('envgate built'), own.log)
write(path.join(tree, 'CMakeLists.txt'), `${cmake}message(FATAL_ERROR "no such library")\n`)
refused('source, the build fails', await install({ METHOD: 'source' }, { folder: path.join(tree, 'actions') }), /no such library[^]*building from source failed/)

// ---- path, and none of them ----

const bin = path.join(scratch, 'bin')
fs.mkdirSync(bin)
fs.symlinkSync(envgate, path.join(bin, 'envgate'))
works('path', await install({ METHOD: 'path' }, { machine: { PATH: `${bin}:${process.env.PATH}` } }))
refused('path, there is none', await install({ METHOD: 'path' }, { machine: { PATH: slim } }), /no envgate on PATH/)
refused('a method that is none', await install({ METHOD: 'guess' }), /release, conda, source or path/)
refused('a method that is a command', await install({ METHOD: 'x;touch pwned' }), /release, conda, source or path/)
server.close()
finish()
