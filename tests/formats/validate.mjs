// SARIF against its schema, Code Quality against ours, by ajv; and what a schema cannot say: indices that
// meet, unique fingerprints, limits of the code hosts, and that no hostile name breaks out.
//
//   node validate.mjs sarif|gitlab RENDER FOLDER      77: without npm's packages
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { hostileNames } from './hostile.mjs'

const [format, render, folder] = process.argv.slice(2)
const npm = process.env.ENVGATE_NPM
if (!npm || !existsSync(`${npm}/ajv`)) {
	console.log(`${format}: skipped, no ajv in ${npm} (./dev deps test)`)
	process.exit(77)
}
const require = createRequire(`${npm}/`)
const names = hostileNames(`${folder}/hostile.txt`)
const sarifSchema = `${npm}/@microsoft/sarif-multitool-linux/sarif-2.1.0.json`
if (format === 'sarif' && !existsSync(sarifSchema)) {
	console.log(`sarif: skipped, no ${sarifSchema}`)
	process.exit(77)
}
const kinds = { check: ['sample', 'pass', 'nothing', 'empty', 'error', 'diff', 'verify', 'hostile', 'many', 'huge'], probe: ['sample', 'pass', 'skipped', 'error', 'hostile'] }

let bad = 0
function must(truth, what) {
	if (truth) return
	bad++
	console.log(`not so: ${what}`)
}

function rendered(who, kind) {
	const run = spawnSync(render, [who, kind, format, `${folder}/hostile.txt`], { maxBuffer: 1 << 28 })
	must(run.status === 0, `${who} ${kind} renders: ${run.stderr}`)
	return run.stdout
}

const Ajv = require('ajv/dist/2020').default
const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
require('ajv-formats').default(ajv)
const schema = format === 'sarif' ? sarifSchema : `${folder}/codequality.schema.json`
const fits = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))

// ---- what each format must hold ----

const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/
const sameBytes = (uri, name) => Buffer.from(decodeBytes(uri)).equals(name)

function decodeBytes(uri) {
	const out = []
	for (let i = 0; i < uri.length; i++) {
		if (uri[i] === '%') {
			out.push(parseInt(uri.slice(i + 1, i + 3), 16))
			i += 2
		} else out.push(uri.charCodeAt(i))
	}
	return out
}

function lookAtSarif(who, kind, log, bytes) {
	const run = log.runs[0]
	const rules = run.tool.driver.rules
	const what = `${who} ${kind}`
	must(log.runs.length === 1 && run.columnKind === 'unicodeCodePoints', `${what}: one run, columns in code points`)
	must(run.results.length <= 5000 && rules.length <= 25000 && bytes.length < 10e6, `${what}: within GitHub's limits`)
	must(new Set(rules.map((r) => r.id)).size === rules.length, `${what}: each rule once`)
	for (const r of rules) must(r.help.text && r.help.markdown && r.properties.tags.length <= 10, `${what}: ${r.id} has help`)
	for (const r of run.results) {
		const place = r.locations[0].physicalLocation
		must(rules[r.ruleIndex].id === r.ruleId, `${what}: ${r.ruleId} is where its index says`)
		must(place.artifactLocation.uriBaseId === 'SRCROOT', `${what}: relative to the root`)
		must(/^[A-Za-z0-9/._~%-]+$/.test(place.artifactLocation.uri), `${what}: ${place.artifactLocation.uri} is encoded`)
		must(place.region.startLine >= 1, `${what}: a line`)
		must(!hidden.test(r.message.text) && !/[^\\]\]\(/.test(r.message.text), `${what}: ${JSON.stringify(r.message.text)} is plain`)
	}
	const prints = run.results.map((r) => r.partialFingerprints['envgateFinding/v1'])
	must(new Set(prints).size === prints.length, `${what}: fingerprints are unique`)
	const failed = kind === 'error' || kind === 'empty'
	must(run.invocations[0].executionSuccessful === !failed, `${what}: executionSuccessful`)
	must(!failed || (run.results[0].ruleId === 'envgate/error' && run.invocations[0].exitCode > 1), `${what}: no verdict is a result`)
}

function lookAtSarifKinds(logs) {
	const results = (key) => logs[key].runs[0].results
	must(results('check sample').filter((r) => r.suppressions.length === 1).every((r) => r.suppressions[0].kind === 'inSource'), 'an ignore is in the source')
	must(results('check sample').some((r) => r.baselineState === 'unchanged') && results('check sample').some((r) => r.baselineState === 'new'), 'both states')
	must(results('check verify').every((r) => r.baselineState === undefined), 'nothing compared, no state')
	must(results('check many').length === 5000 && results('check many').every((r) => r.properties.fails), '5,000 failing ones are kept')
	must(logs['check many'].runs[0].invocations[0].toolExecutionNotifications[0].message.text.startsWith('1000 of 6000'), 'what is left out is said')
	must(results('check huge').length > 100 && results('check huge').length < 2000, '10 MB are not passed')
	must(results('probe skipped')[0].suppressions[0].kind === 'external', 'a skipped probe is suppressed from outside')
	must(results('probe sample').some((r) => r.locations[0].physicalLocation.region.startLine === 12), "the environment's fault stands where CUDA is declared")
	must(results('probe sample').some((r) => r.locations[0].logicalLocations?.[0].name === 'GPU 1'), 'a GPU is a logical location')
	const uris = results('check hostile').map((r) => r.locations[0].physicalLocation.artifactLocation.uri)
	for (const name of names) {
		const plain = Buffer.from(name.toString('latin1').replace(/^(\.{0,2}\/)+/, ''), 'latin1')
		must(uris.some((uri) => sameBytes(uri, plain)), `${JSON.stringify(name.toString())} comes back from its URI`)
	}
}

function lookAtGitlab(who, kind, list) {
	const what = `${who} ${kind}`
	must(new Set(list.map((e) => e.fingerprint)).size === list.length, `${what}: fingerprints are unique`)
	for (const e of list) must(!hidden.test(e.description), `${what}: ${JSON.stringify(e.description)} is plain`)
	if (kind === 'pass' || kind === 'nothing' || kind === 'skipped' || kind === 'diff') must(list.length === 0, `${what}: empty`)
	if (kind === 'error' || kind === 'empty') must(list.length === 1 && list[0].severity === 'blocker', `${what}: no verdict is an entry`)
}

function lookAtGitlabKinds(lists) {
	const sample = lists['check sample']
	must(sample.length === 6, 'existing ones are in it, waived ones are not')
	must(sample.filter((e) => e.severity === 'blocker').length === 3, 'what fails is a blocker')
	must(lists['check many'].length === 6000, 'all of them')
	const huge = lists['check huge']
	must(huge.length < 2000 && huge.at(-1).check_name === 'envgate/left-out', 'what does not fit is said')
	const described = lists['check hostile'].map((e) => e.location.path)
	must(described.length >= names.length / 2, 'hostile names are in it')
}

// ---- the files, and the proof that a broken one is refused ----

const texts = {}
for (const [who, some] of Object.entries(kinds))
	for (const kind of some) {
		const bytes = rendered(who, kind)
		const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
		texts[`${who} ${kind}`] = value
		must(fits(value), `${who} ${kind} fits the schema: ${JSON.stringify(fits.errors?.slice(0, 3))}`)
		if (format === 'sarif') lookAtSarif(who, kind, value, bytes)
		else lookAtGitlab(who, kind, value)
	}
if (format === 'sarif') lookAtSarifKinds(texts)
else lookAtGitlabKinds(texts)

const broken = {
	sarif: [
		(log) => { log.runs[0].results[0].level = 'fatal' },
		(log) => { log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0 },
		(log) => { delete log.runs },
		(log) => { log.runs[0].tool.driver.rules[0].help = 'text' },
	],
	gitlab: [
		(list) => { list[0].severity = 'error' },
		(list) => { delete list[0].fingerprint },
		(list) => { list[0].location.path = './environment.yml' },
		(list) => { list[0].location.path = '../environment.yml' },
		(list) => { list[0].location.lines.begin = 0 },
	],
}
broken[format].forEach((harm, i) => {
	const copy = structuredClone(texts['check sample'])
	harm(copy)
	must(!fits(copy), `broken file ${i} is refused`)
})
console.log(`${format}: ${Object.keys(texts).length} reports, ${names.length} hostile names, ${broken[format].length} broken files, ${bad} complaints`)
process.exit(bad ? 1 : 0)
