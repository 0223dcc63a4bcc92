// The github format, read as a runner reads it: it finds our annotations and nothing else.
//
//   node github.mjs RENDER FOLDER
//
// Control: the text format of the same hostile report holds commands that are not ours.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hostileNames } from './hostile.mjs'
import { command, commands } from './runner.mjs'

const [render, folder] = process.argv.slice(2)
const list = path.join(folder, 'hostile.txt')
const print = (who, kind, format) => execFileSync(render, [who, kind, format, list], { maxBuffer: 1 << 28 })

let bad = 0
const check = (good, what) => {
	if (!good) console.log(what)
	bad += !good
}

const rank = { error: 2, warning: 1, notice: 0 }
const keys = new Set(['file', 'line', 'endLine', 'col', 'endColumn', 'title'])
for (const [who, kind, least] of [['check', 'sample', 3], ['check', 'hostile', 10], ['check', 'many', 10], ['check', 'error', 1],
	['check', 'pass', 0], ['check', 'verify', 1], ['probe', 'sample', 3], ['probe', 'hostile', 10], ['probe', 'error', 1]]) {
	const name = `${who} ${kind}`
	const bytes = print(who, kind, 'github')
	const found = commands(bytes)
	const written = bytes.toString().split('\n').filter((l) => l.startsWith('::'))
	check(found.length >= least, `${name}: ${found.length} commands, at least ${least} expected`)
	check(found.length === written.length, `${name}: ${written.length} lines of ours, ${found.length} commands`)
	let last = 2
	for (const c of found) {
		check(c.name in rank && !c.old, `${name}: the command ${c.name}`)
		check(rank[c.name] <= last, `${name}: ${c.name} behind a milder one`)
		last = rank[c.name]
		check(Object.keys(c.properties).every((k) => keys.has(k)), `${name}: the property ${Object.keys(c.properties)}`)
		check(/^envgate([ :])/.test(c.properties.title), `${name}: the title ${c.properties.title}`)
		check(!c.properties.endColumn || c.properties.line, `${name}: a column without a line`)
		check(c.data.length <= 4096 || kind === 'hostile', `${name}: ${c.data.length} characters, which the runner cuts`)
		check(command(c.data) === null, `${name}: a command in an annotation: ${c.data}`)
	}
	for (const level of Object.keys(rank))
		check(found.filter((c) => c.name === level).length <= 10, `${name}: more than ten of ${level}`)
	check(kind !== 'many' || /: [0-9]+ more error/.test(bytes.toString()), `${name}: the rest is not counted`)
}

// Each name alone, so that none hides behind the ten.
const scratch = mkdtempSync(path.join(tmpdir(), 'envgate-github-'))
for (const line of readFileSync(list, 'utf8').split('\n').filter((l) => l && !l.startsWith('# ') && l !== '#')) {
	const file = path.join(scratch, 'name.txt')
	writeFileSync(file, (line + '\n').repeat(8))
	for (const who of ['check', 'probe']) {
		const bytes = execFileSync(render, [who, 'hostile', 'github', file])
		const found = commands(bytes)
		const written = bytes.toString().split('\n').filter((l) => l.startsWith('::'))
		check(found.length >= 1 && found.length === written.length, `${who} ${line}: ${found.length} commands of ${written.length}`)
		check(found.every((c) => c.name in rank && !c.old && /^envgate /.test(c.properties.title) &&
			Object.keys(c.properties).every((k) => keys.has(k))), `${who} ${line}: ${JSON.stringify(found)}`)
		check(who === 'probe' || found.every((c) => !/[\r\n]/.test(c.properties.file) && !/\n(?!hint: )/.test(c.data)),
			`${who} ${line}: lines in ${JSON.stringify(found)}`)
	}
}
rmSync(scratch, { recursive: true })

const one = commands(print('check', 'sample', 'github'))[0]
check(one.properties.file === 'environment.yml' && one.properties.line === '4' && one.properties.col === '5' &&
	one.properties.endColumn === '10', `the sample's first annotation: ${JSON.stringify(one)}`)
check(one.data === "'numpy' has no version, and no lock covers it\nhint: write the version you use: 'numpy=1.26'",
	`its message: ${JSON.stringify(one.data)}`)
const armed = hostileNames(list).map(String).filter((name) => name.split(/\r\n|\n|\r/).some(command))
check(armed.length >= 2, 'hostile.txt has no command in it')
const control = commands(print('check', 'hostile', 'text'))
check(control.length >= armed.length, `control: only ${control.length} commands in the text format`)

console.log(bad ? `${bad} faults` : 'only our own commands')
process.exit(bad ? 1 : 0)
