// actions/probe on a machine without a GPU, with the real envgate-probe, and its inputs as somebody else chose them.
//
//   node probe.mjs ENVGATE        77: npm's packages are not installed
import fs from 'node:fs'
import path from 'node:path'
import { newJob, runAction } from './run-composite.mjs'
import { check, finish, same, sanitizer, scratch, top } from './tools.mjs'

const bin = path.join(scratch, 'bin'), spy = path.join(scratch, 'spy')
for (const folder of [bin, spy]) fs.mkdirSync(folder)
fs.symlinkSync(path.resolve(process.argv[2]), path.join(bin, 'envgate'))
fs.writeFileSync(path.join(spy, 'envgate'), '#!/bin/bash\n[ "$1" = version ] && exit\nfor a; do printf "%s:%s\\n" ${#a} "$a"; done > "$RUNNER_TEMP/arguments"\n', { mode: 0o755 })

let runs = 0
async function run(inputs, programs = bin) {
	const workspace = path.join(scratch, `work-${runs}`), temp = path.join(scratch, `temp-${runs++}`)
	for (const folder of [workspace, temp]) fs.mkdirSync(folder)
	const machine = { ...sanitizer, PATH: `${programs}:${process.env.PATH}`, HOME: temp, LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1' }
	const job = newJob({ workspace, temp, machine, github: { repository: 'o/r', server_url: 'https://github.com', event_name: 'push', workspace } })
	return { ...await runAction(path.join(top, 'actions/probe'), { install: 'path', ...inputs }, job), temp, workspace }
}

// A test machine with a GPU answers otherwise; what is tried here is the action.
const plain = await run({ declared: 'none', deadline: '20' }), gpu = plain.outputs.class !== 'no-gpu'
if (gpu) {
	console.log(`this machine has a GPU or a driver (${plain.outputs.cause}): the verdicts without one are not tried`)
} else {
	same('no GPU', [plain.status, plain.outputs.verdict, plain.outputs.exit, plain.outputs.passed], [60, 'fail', '60', '0'])
	check('no GPU: the cause', /^gpu\//.test(plain.outputs.cause), plain.outputs)
	check('no GPU: an annotation', /^::error .*no/m.test(plain.log), plain.log)
	check('no GPU: the summary', /GPU/.test(plain.summary), plain.summary)
	const skipped = await run({ declared: 'none', 'allow-no-gpu': 'true' })
	same('allow-no-gpu', [skipped.status, skipped.outputs.verdict, skipped.outputs.exit], [0, 'skipped', '0'])
	check('allow-no-gpu: loud', /no GPU was tested/.test(skipped.summary) && /SKIPPED  NO GPU WAS TESTED/.test(skipped.log), skipped.log + skipped.summary)
	same('the report', JSON.parse(fs.readFileSync(skipped.outputs.report, 'utf8')).schema, 'envgate.probe/1')
}
const wrong = await run({ cuda: 'twelve' })
same('a CUDA that is none', [wrong.status, wrong.outputs.verdict], [2, 'error'])

const options = { declared: '--declared', cuda: '--cuda', require: '--require', deadline: '--deadline' }
for (const text of ['--version', '$(touch pwned)', '"; touch pwned #', 'a b', 'x\ny=z', '*', '-']) {
	const done = await run(Object.fromEntries(Object.keys(options).map(k => [k, text])), spy)
	const seen = fs.readFileSync(path.join(done.temp, 'arguments'), 'utf8')
	for (const option of Object.values(options)) check(`${option} with ${JSON.stringify(text)} arrives whole`, seen.includes(`${option.length + 1 + text.length}:${option}=${text}\n`), seen)
	check(`${JSON.stringify(text)}: nothing ran`, !fs.existsSync(path.join(done.workspace, 'pwned')), done.log)
	for (const flag of ['allow-no-gpu', 'redact']) {
		const refused = await run({ [flag]: text }, spy)
		same(`${flag}: ${JSON.stringify(text)} is refused`, [refused.status, refused.outputs.verdict, fs.existsSync(path.join(refused.temp, 'arguments'))], [2, 'error', false])
	}
}

// The words that the action promises are the report's.
const words = JSON.parse(fs.readFileSync(path.join(top, 'docs/probe.schema.json'), 'utf8')).properties.class.enum.filter(w => !['pass', 'skipped', 'error'].includes(w))
const promised = fs.readFileSync(path.join(top, 'actions/probe/action.yml'), 'utf8').match(/Whose fault it is: ([^;]*);/)[1].split(/, | or /)
same('the classes', promised, words)
finish()
