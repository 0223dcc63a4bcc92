// The publishing half of .github/workflows/release.yml: what its steps make of the packages of two runners, and that
// actions/install can use the list of hashes. `gh` is one that writes down how it was called.
//
//   node release.mjs        77: npm's packages are not installed
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { newJob, runSteps } from './run-composite.mjs'
import { borrow, check, finish, same, scratch, top } from './tools.mjs'

const workflow = borrow('yaml').parse(fs.readFileSync(path.join(top, '.github/workflows/release.yml'), 'utf8'))
const version = execFileSync(path.join(top, 'packaging/version'), { encoding: 'utf8' }).trim()
const bin = path.join(scratch, 'bin'), workspace = path.join(scratch, 'work')
for (const folder of [bin, workspace]) fs.mkdirSync(folder)
fs.writeFileSync(path.join(bin, 'gh'), '#!/bin/bash\nprintf "%s\\n" "$@" > "$RUNNER_TEMP/gh"\n', { mode: 0o755 })
const archive = machine => `envgate-${version}-linux-${machine}.tar.gz`
const uses = (ref, given) => {
	if (!ref.startsWith('actions/download-artifact@')) return
	for (const [runner, machine] of [['ubuntu-24.04', 'x86_64'], ['ubuntu-24.04-arm', 'aarch64']]) {
		const folder = path.join(workspace, given.path, `packages-${runner}`)
		fs.mkdirSync(folder, { recursive: true })
		for (const name of [archive(machine), `envgate_${version}-1_${machine}.deb`, `envgate-${version}-source.tar.gz`, 'recipe.yaml', 'sbom-portable.cdx.json', 'SHA256SUMS'])
			fs.writeFileSync(path.join(folder, name), name === 'SHA256SUMS' ? 'old' : `${name} of ${/source|recipe/.test(name) ? 'both' : runner}`)
	}
}
const github = { ref_name: `v${version}`, repository: 'envgate/envgate', workspace, token: 'none' }
const job = newJob({ workspace, temp: scratch, machine: { PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C.UTF-8' }, github, uses })
const done = await runSteps(workflow.jobs.publish.steps, { github, steps: {}, inputs: {} }, job)
check('every step is green', done.status === 0, done.steps.map(s => s.log).join(''))

const out = path.join(workspace, 'out'), list = fs.readFileSync(path.join(out, 'SHA256SUMS'), 'utf8').trim().split('\n').map(line => line.split('  '))
same('each file is listed once', list.map(([, name]) => name).sort(), fs.readdirSync(out).filter(f => f !== 'SHA256SUMS').sort())
check('the hashes are right', execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' }) === '')
for (const machine of ['x86_64', 'aarch64']) check(`actions/install finds the archive for ${machine}`, list.some(([hash, name]) => name === archive(machine) && /^[0-9a-f]{64}$/.test(hash)), list)
same('a bill of materials of each runner', list.filter(([, name]) => name.includes('sbom')).map(([, name]) => name), ['packages-ubuntu-24.04-arm-sbom-portable.cdx.json', 'packages-ubuntu-24.04-sbom-portable.cdx.json'])
const called = fs.readFileSync(path.join(scratch, 'gh'), 'utf8').trim().split('\n')
same('gh is asked for this tag, and for all files', [called.slice(0, 4), called.filter(a => a.startsWith('out/')).length], [['release', 'create', `v${version}`, '--verify-tag'], list.length + 1])

// ---- the tag is the version ----

const step = workflow.jobs.build.steps.find(s => s.env?.TAG)
for (const [tag, want] of [[`v${version}`, 0], ['v9.9.9', 1], ['v0.1.0; touch pwned', 1]]) {
	const at = { ...github, ref_name: tag }
	const tried = await runSteps([step], { github: at, steps: {}, inputs: {} }, newJob({ workspace: top, temp: scratch, machine: { PATH: process.env.PATH }, github: at }))
	same(`tag ${tag}`, tried.status, want)
}
check('nothing ran', !fs.existsSync(path.join(top, 'pwned')))
finish()
