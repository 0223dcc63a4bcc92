// The Markdown format with hostile names, read by three engines: nothing of a name comes to life, and every
// code span arrives as it was written.
//
//   node markdown.mjs RENDER FOLDER        77: an engine is not installed
//
// An engine's answer is HTML. In it every tag must be one of ours, every link lead to a file of the report,
// and the texts of <code> be those of the source, one for one: a row that broke would change them. Text
// beside code must hold nothing that a code host links on its own. Control: the same source with the
// backticks taken away must fail in each engine.
import { execFileSync, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import path from 'node:path'
import { hostileNames } from './hostile.mjs'

const [render, folder] = process.argv.slice(2)
const npm = process.env.ENVGATE_NPM ?? 'build/npm/node_modules'
const list = path.join(folder, 'hostile.txt')

async function load(name) {
	try {
		const file = createRequire(path.resolve(npm, 'x.js')).resolve(name)
		return await import(pathToFileURL(file))
	} catch {
		const found = path.resolve(npm, name, 'index.js')
		return await import(pathToFileURL(found))
	}
}

const skip = (why) => { console.log(`skipped: ${why}`); process.exit(77) }
if (spawnSync('cmark-gfm', ['--version']).error) skip('no cmark-gfm (./dev deps test)')
let unified, parse, gfm, toHast, sanitize, stringify, MarkdownIt
try {
	({ unified } = await load('unified'))
	parse = (await load('remark-parse')).default
	gfm = (await load('remark-gfm')).default
	toHast = (await load('remark-rehype')).default
	sanitize = (await load('rehype-sanitize')).default
	stringify = (await load('rehype-stringify')).default
	MarkdownIt = (await load('markdown-it')).default
} catch (e) {
	skip(`${e.message} (./dev deps test)`)
}

// raw: whether our own <details>, <sub> and <br> get through.
const engines = {
	'cmark-gfm': (text) => execFileSync('cmark-gfm',
		['--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'autolink', '-e', 'tagfilter', '-e', 'tasklist'],
		{ input: text, encoding: 'utf8', maxBuffer: 1 << 28 }),
	'remark-gfm': (text) => String(unified().use(parse).use(gfm).use(toHast).use(sanitize).use(stringify).processSync(text)),
	'markdown-it': (text) => new MarkdownIt({ html: true, linkify: true }).render(text),
}

const ours = new Set('h2 h3 p ul li table thead tbody tr th td code strong br details summary sub'.split(' '))
const link = /^https:\/\/github\.com\/o\/r\/blob\/[0-9a-f]+\/[A-Za-z0-9._~/%-]+(#L[0-9]+)?$/
const alone = [ // what code hosts link or run in text
	/@[A-Za-z0-9]/, /#[0-9]/, /GH-[0-9]/i, /\b[0-9a-f]{7,40}\b/i, /:[a-z_+-]+:/, /https?:\/\//i, /www\./i, /mailto:/i,
	/[A-Za-z0-9]@/, /![0-9]/, /[A-Z]+-[0-9]/, /\$[0-9]/, /<[a-z!/]/i, /[^\x20-\x7e\n…❌⚠️ℹ️✅]/u,
]

const named = { lt: '<', gt: '>', quot: '"', amp: '&' }
const decode = (s) => s.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|(lt|gt|quot|amp));/gi, (_, hex, ten, name) =>
	name ? named[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(ten)))
const spans = (text) => [...text.matchAll(/`([^`\n]*)`/g)].map((m) => m[1])

function faults(html, source) {
	const wrong = []
	for (const [tag, name] of html.matchAll(/<([a-zA-Z][a-zA-Z0-9-]*)[^>]*>/g)) {
		const href = tag.match(/^<a href="([^"]*)">$/)
		if (href ? !link.test(decode(href[1])) : !ours.has(name)) wrong.push(`a tag: ${tag}`)
		if (/\son[a-z]+\s*=/i.test(tag)) wrong.push(`a handler: ${tag}`)
		if (!href && !/^<\w+( align="right"| style="text-align:right")?( ?\/)?>$/.test(tag)) wrong.push(`an attribute: ${tag}`)
	}
	const codes = [...html.matchAll(/<code>([^]*?)<\/code>/g)].map((m) => decode(m[1]))
	const wanted = spans(source)
	for (let i = 0; i < Math.max(codes.length, wanted.length); i++)
		if (codes[i] !== wanted[i]) {
			wrong.push(`code span ${i}: ${codes[i]} and not ${wanted[i]}`)
			break
		}
	const text = decode(html.replace(/<code>[^]*?<\/code>/g, ' ').replace(/<[^>]*>/g, ' '))
	for (const pattern of alone) {
		const hit = text.match(pattern)
		if (hit) wrong.push(`text: ${pattern} finds ${JSON.stringify(text.slice(Math.max(0, hit.index - 30), hit.index + 30))}`)
	}
	return wrong
}

// Every row of a table has its header's number of cells: pipes outside of code.
function badRows(source) {
	const wrong = []
	let cells = 0
	for (const line of source.split('\n')) {
		if (!line.startsWith('|')) {
			cells = 0
			continue
		}
		const n = line.replace(/`[^`]*`/g, '').split('|').length
		cells ||= n
		if (n !== cells) wrong.push(`a row of ${n - 2} cells, not ${cells - 2}: ${line.slice(0, 80)}`)
	}
	return wrong
}

const rule = (bytes) => {
	const text = new TextDecoder('utf-8').decode(bytes)
	const points = [...text]
	return points.map((c, i) => /[!-~]/.test(c) && !'`|\\'.includes(c) || c === ' ' && i > 0 && i + 1 < points.length
		? c : `\\u{${c.codePointAt(0).toString(16)}}`).join('')
}
const unrule = (s) => s.replace(/\\u\{([0-9a-f]+)\}/g, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))

let bad = 0
const say = (what, wrong) => {
	for (const w of wrong.slice(0, 5)) console.log(`${what}: ${w}`)
	bad += wrong.length
}

for (const who of ['check', 'probe'])
	for (const kind of ['sample', 'hostile']) {
		const source = execFileSync(render, [who, kind, 'markdown', list], { encoding: 'utf8', maxBuffer: 1 << 28 })
		say(`${who} ${kind}`, badRows(source))
		for (const line of source.split('\n'))
			if (line && !/^(## |### |\| |- |\*\*File\*\* `|<details>|<\/details>|<sub>|… and |It could not )/.test(line))
				say(`${who} ${kind}`, [`a line that begins with what is not ours: ${line.slice(0, 60)}`])
		const had = new Set(spans(source))
		if (kind === 'hostile')
			for (const name of hostileNames(list))
				if (![...had].some((s) => s.includes(rule(name))))
					say(`${who} ${kind}`, [`${rule(name)} is nowhere`])
		for (const [engine, html] of Object.entries(engines)) {
			say(`${who} ${kind} ${engine}`, faults(html(source), source))
			if (kind !== 'hostile') continue
			const naked = source.replace(/`([^`\n]*)`/g, (_, s) => unrule(s))
			const found = faults(html(naked), naked).filter((w) => !w.startsWith('code span'))
			if (found.length < 10) say(`${who} ${engine} control`, [`only ${found.length} faults without escaping`])
		}
	}
console.log(bad ? `${bad} faults` : 'three engines, nothing came to life')
process.exit(bad ? 1 : 0)
