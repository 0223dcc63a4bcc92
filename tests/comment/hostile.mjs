// Hostile reports: the shared list of names (tests/formats/hostile.txt) in every place of a report where a
// stranger writes. Three engines read the comment, and nothing in it comes to life: no link but to files of
// the repository, no mention, no quick action, no marker, no broken table. And the text fits, whatever the
// report holds, without a table that is cut.
//
//   node hostile.mjs ENVGATE-COMMENT ENVGATE        77: an engine is not installed
import { execFileSync, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { hostileNames } from '../formats/hostile.mjs'
import { bad, change, check, finding, finish, probed, program, report, same, SHA, verified } from './lib.mjs'

const npm = process.env.ENVGATE_NPM ?? path.join(import.meta.dirname, '../../build/npm/node_modules')
const list = path.join(import.meta.dirname, '../formats/hostile.txt')
const skip = why => { console.log(`skipped: ${why} (./dev deps test)`); process.exit(77) }
const load = async name => {
	try {
		return await import(pathToFileURL(createRequire(path.resolve(npm, 'x.js')).resolve(name)))
	} catch {
		return import(pathToFileURL(path.resolve(npm, name, 'index.js')))
	}
}
if (spawnSync('cmark-gfm', ['--version']).error) skip('no cmark-gfm')
let engines
try {
	const { unified } = await load('unified')
	const [parse, gfm, hast, sanitize, stringify, MarkdownIt] = await Promise.all(
		['remark-parse', 'remark-gfm', 'remark-rehype', 'rehype-sanitize', 'rehype-stringify', 'markdown-it'].map(async n => (await load(n)).default))
	engines = {
		'cmark-gfm': text => execFileSync('cmark-gfm', ['--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'autolink', '-e', 'tagfilter', '-e', 'tasklist'],
			{ input: text, encoding: 'utf8', maxBuffer: 1 << 28 }),
		'remark-gfm': text => String(unified().use(parse).use(gfm).use(hast).use(sanitize).use(stringify).processSync(text)),
		'markdown-it': text => new MarkdownIt({ html: true, linkify: true }).render(text),
	}
} catch (e) {
	skip(e.message)
}

// ---- the reports ----

// JSON holds text; what is no UTF-8 arrives as U+FFFD, as write/json writes it.
const names = hostileNames(list).map(b => new TextDecoder().decode(b)).concat([
	'/close', '\n/merge\n', '--> <!-- envgate.comment/1 header=envgate request=7 head=- run=- state=pass text=- -->', '-->', '<!--',
	'**bold** _it_ ~~no~~', '| a | b |\n| --- | --- |', '</details></td></table>', 'o/r#7', 'GH-7', '!7', '$7', '%7', '~label', '&epic', '@group/sub',
])
const dressed = (x, more = {}) => ({ platform: { ...bad().platform, target_ref: x, run_url: x, server: 'https://evil.example', repository: 'x/y', head_repository: x }, ...more })

function hostile(wrap = x => x) {
	const findings = names.map((x, i) => finding({
		path: x, package: x, subject: x, message: `'${x}' ${x}`, hint: `type ${x} or '${x}'`, evidence: x, line: i + 1,
		rule: i % 2 ? 'lock/unsatisfied' : 'pin/missing', severity: ['error', 'warning', 'note'][i % 3],
		details: { relock: `conda-lock -f ${x}`, was: x, folded: [x, x] },
		waiver: i % 5 ? null : { from: 'policy', effective: false, reason: x, until: null, line: 1 },
	}))
	const changes = names.flatMap((x, i) => [
		change({ path: x, package: x, before: x, after: x, platform: x, variant: x, direct: i % 2 === 0 }),
		change({ path: names[0], package: x, manager: null, before: x, after: null, kind: 'removed' })])
	const x = names.join('')
	return wrap({
		...report({ findings, changes }), ...dressed(x), base: { kind: 'commit', name: x, oid: '1'.repeat(40) }, head: { kind: 'commit', name: x, oid: SHA },
		policy: { from: 'file', path: x, oid: null, profile: 'strict' }, range_reason: x,
		notes: names.map(n => ({ code: n, path: n, message: n })), files: names.map(n => ({ path: n, kind: 'environment', state: 'renamed', was: n, family: n, content_hash: null })),
	})
}
const one = names.join(' ')
const kinds = {
	check: [hostile()],
	verify: [verified({ findings: hostile().findings, ...dressed(one), head: { kind: 'prefix', name: one, oid: null } })],
	error: [report({ verdict: 'error', exit: 3, error: { code: 'git', message: one, hint: names.join('\n') }, command: null, ...dressed(one) })],
	'no probe': names.slice(0, 16).map(x => ({ ...probed, verdict: 'ERROR', rule: null, class: 'error', exit: 2, stage: null, failures: [], error: { code: 'usage', message: x, hint: x } })),
	probe: names.map(x => ({
		...probed, failures: [{ ...probed.failures[0], text: x, fix: x, evidence: x }], declared: { cuda: '12.9', source: x, spec: x, ptx_isa: null },
		host: { kind: 'host', container: x, kernel_driver: x, pci_nvidia: 1 },
		devices: [{
			index: 0, uuid: x, bus: x, name: x, cc: '9.0', mem_free_mib: 1, mem_total_mib: 1, mode: null, mig: null, persistence: null, ecc_uncorrected: null,
			remap_pending: null, fabric: null, ptx: null, result_hash: null, verdict: 'PASS', ms: 1, stages: [],
		}],
	})),
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'envgate-hostile-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))
fs.writeFileSync(path.join(folder, 'event.json'), JSON.stringify({ pull_request: { number: 7, head: { sha: SHA, repo: { full_name: 'o/r' } } } }))

function comment(reports, way = '--report', more = {}) {
	const files = reports.map((r, i) => {
		fs.writeFileSync(path.join(folder, `${i}.json`), JSON.stringify(r))
		return path.join(folder, `${i}.json`)
	})
	const run = spawnSync(program, ['--dry-run', way, ...files], {
		encoding: 'utf8', maxBuffer: 1 << 28, env: {
			PATH: process.env.PATH, ASAN_OPTIONS: 'detect_leaks=0', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REPOSITORY: 'o/r',
			GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '77', GITHUB_EVENT_PATH: path.join(folder, 'event.json'), ...more,
		},
	})
	check(`${way} of ${reports.length} reports`, run.status === 0, run.stderr)
	return run.stdout
}

// ---- what has to hold ----

const ours = new Set('h3 p ul li table thead tbody tr th td code strong br details summary sub'.split(' '))
const link = /^https:\/\/github\.com\/o\/r\/(blob\/[0-9a-f]{40}\/[A-Za-z0-9._~/%-]+(#L[0-9]+)?|actions\/runs\/77)$/
const starts = /^(### |\| |\*\*(File|What changed|What it introduces|What was found|The lock is stale|Left out|Resolved)\b|- |<details>|<\/details>|<sub>|… and |The job that wrote |The gate stays closed)/
const alone = [
	/@[A-Za-z0-9]/, /#[0-9]/, /GH-[0-9]/i, /\b[0-9a-f]{7,40}\b/i, /:[a-z_+-]+:/, /https?:\/\//i, /www\./i, /mailto:/i, /[A-Za-z0-9]@/, /![0-9]/,
	/[A-Z]+-[0-9]/, /\$[0-9]/, /%[0-9]/, /~[a-z]/, /&[a-z]/, /<[a-z!/]/i, /[^\x20-\x7e\n…❌⚠️ℹ️✅]/u,
]
const named = { lt: '<', gt: '>', quot: '"', amp: '&' }
const decode = s => s.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|(lt|gt|quot|amp));/gi, (_, hex, ten, name) =>
	name ? named[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : +ten))
const spans = text => [...text.matchAll(/`([^`\n]*)`/g)].map(m => m[1])

function faults(html, source) {
	const wrong = []
	for (const [tag, name] of html.matchAll(/<([a-zA-Z][a-zA-Z0-9-]*)[^>]*>/g)) {
		const href = /^<a href="([^"]*)">$/.exec(tag)
		if (href ? !link.test(decode(href[1])) : !ours.has(name) || !/^<\w+( ?\/)?>$/.test(tag)) wrong.push(`tag ${tag}`)
	}
	const codes = [...html.matchAll(/<code>([^]*?)<\/code>/g)].map(m => decode(m[1])), wanted = spans(source)
	const i = wanted.findIndex((w, k) => w !== codes[k])
	if (i >= 0 || codes.length !== wanted.length) wrong.push(`code span ${i}: ${codes[i]} and not ${wanted[i]}`)
	const text = decode(html.replace(/<code>[^]*?<\/code>/g, ' ').replace(/<[^>]*>/g, ' '))
	for (const pattern of alone) {
		const hit = pattern.exec(text)
		if (hit) wrong.push(`text: ${pattern} finds ${JSON.stringify(text.slice(Math.max(0, hit.index - 30), hit.index + 30))}`)
	}
	return wrong
}

function shape(source) {
	const wrong = []
	let cells = 0
	for (const line of source.split('\n')) {
		if (line && !starts.test(line) && !/^[A-Za-z`]/.test(line)) wrong.push(`begins with what is not ours: ${line.slice(0, 60)}`)
		if (/^[/]/.test(line)) wrong.push(`a quick action: ${line.slice(0, 60)}`)
		if (!line.startsWith('|')) {
			cells = 0
			continue
		}
		const n = line.replace(/`[^`]*`/g, '').split('|').length
		cells ||= n
		if (n !== cells) wrong.push(`a row of ${n - 2} cells, not ${cells - 2}: ${line.slice(0, 80)}`)
	}
	const bare = source.replace(/`[^`\n]*`/g, '')
	if (bare.includes('<!--')) wrong.push('an HTML comment')
	if ((bare.match(/<details>/g) ?? []).length !== (bare.match(/<\/details>/g) ?? []).length) wrong.push('a fold that stays open')
	return wrong
}

function inspect(name, body) {
	const [marker, ...rest] = body.split('\n'), source = rest.join('\n')
	check(`${name}: one marker, first`, /^<!-- envgate\.comment\/1 header=envgate request=7 head=[0-9a-f-]+ run=77 state=(fail|pass) text=[0-9a-f]{32} -->$/.test(marker), marker)
	same(`${name}: shape`, shape(source).slice(0, 3), [])
	for (const [engine, render] of Object.entries(engines)) same(`${name}: ${engine}`, faults(render(source), source).slice(0, 3), [])
	return source
}

const chunks = (all, n) => Array.from({ length: Math.ceil(all.length / n) }, (_, i) => all.slice(i * n, i * n + n))
for (const [kind, reports] of Object.entries(kinds))
	for (const some of chunks(reports, 16))
		for (const way of /^(check|error|no probe)$/.test(kind) ? ['--report'] : ['--report', '--untrusted']) inspect(`${kind} ${way}`, comment(some, way))

// The names do arrive: an empty comment would pass everything above.
{
	const source = inspect('one by one', comment([hostile()]))
	check('names are shown', spans(source).length > 3 * names.length, spans(source).length)
	// Control: without the backticks the same text comes to life in each engine.
	const naked = source.replace(/`([^`\n]*)`/g, (_, s) => s.replace(/\\u\{([0-9a-f]+)\}/g, (__, hex) => String.fromCodePoint(parseInt(hex, 16))))
	for (const [engine, render] of Object.entries(engines))
		check(`control: ${engine} finds faults`, faults(render(naked), naked).filter(w => !w.startsWith('code')).length >= 8)
}

// Links lead to the repository that is known, or nowhere.
for (const [what, more] of [['a server that is none', { GITHUB_SERVER_URL: 'https://x.example/"><b>' }], ['a plain server', { GITHUB_SERVER_URL: 'http://x.example' }], ['a repository that is none', { GITHUB_REPOSITORY: 'o/r)(' }]])
	check(`no link with ${what}`, !/\]\(/.test(comment([bad()], '--report', more)))

// ---- it fits ----

for (const n of [10, 100, 8000]) {
	const long = 'x'.repeat(200)
	const many = report({
		findings: Array.from({ length: n }, (_, i) => finding({ path: `${long}/${i}.yml`, message: `'${long}' has no version`, hint: long, line: i + 1 })),
		changes: Array.from({ length: n }, (_, i) => change({ package: long + i, before: long, after: long, direct: i % 2 === 0 })),
	})
	const body = comment([many, verified(), probed])
	const source = inspect(`${n} findings and changes`, body)
	check(`${n}: fits (${Buffer.byteLength(body)} bytes)`, Buffer.byteLength(body) <= 65536)
	if (n > 100) check(`${n}: and says what was left out`, /\*\*Left out, so that this comment fits:\*\* .*change/.test(source), source.slice(-300))
	check(`${n}: the verdicts stay`, (source.match(/^### /gm) ?? []).length === 3)
}
{
	const body = comment(Array(16).fill(hostile()))
	check(`16 hostile reports fit (${Buffer.byteLength(body)} bytes)`, Buffer.byteLength(body) <= 65536)
	same('16 hostile reports: shape', shape(body.slice(body.indexOf('\n') + 1)), [])
}
{
	const long = '\u202e'.repeat(100000)
	const body = comment([report({ verdict: 'error', exit: 3, error: { code: 'git', message: long, hint: Array(5000).fill(long.slice(0, 50)).join('\n') } }), ...Array(15).fill({ ...probed, failures: [{ ...probed.failures[0], text: long, fix: long }] })])
	check(`reports of one endless word fit (${Buffer.byteLength(body)} bytes)`, Buffer.byteLength(body) <= 65536)
	same('reports of one endless word: shape', shape(body.slice(body.indexOf('\n') + 1)), [])
	check('and say what was left out', /\*\*Left out, so that this comment fits:\*\* 16 descriptions/.test(body), body.slice(-300))
}
finish()
