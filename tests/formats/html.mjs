// The HTML report with hostile names, in Chromium: no element that is not ours, nothing that runs.
//
//   node html.mjs RENDER FOLDER            77: no Chromium
//
// What the browser built (--dump-dom) must have the tags of the file, one for one and in their order: a name
// that broke out would add one. Controls: the same page with its names unescaped grows elements and, without
// the content security policy, runs their script; with the policy it does not.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const [render, folder] = process.argv.slice(2)
const list = path.join(folder, 'hostile.txt')
const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => !spawnSync(name, ['--version']).error)
if (!browser) {
	console.log('skipped: no chromium (./dev deps test)')
	process.exit(77)
}

const scratch = mkdtempSync(path.join(tmpdir(), 'envgate-html-'))
let bad = 0
const check = (good, what) => {
	if (!good) console.log(what)
	bad += !good
}

function dom(html) {
	const file = path.join(scratch, 'page.html')
	writeFileSync(file, html)
	// --no-sandbox: only root needs it, and tests run as root in containers.
	return execFileSync(browser, ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${scratch}/profile`,
		'--dump-dom', `file://${file}`], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'], timeout: 60000 })
}

const allowed = new Set(`html head meta title style body header main footer section article div h1 h2 h3 p ul li dl dt dd pre code
	span b small a table thead tbody tr th td details summary`.split(/\s+/))
const tags = (html) => [...html.replace(/<style>[^]*?<\/style>/, '<style></style>').matchAll(/<([a-z][a-z0-9]*)((?:\s[^>]*)?)>/gi)]
const names = (html) => tags(html).map((m) => m[1].toLowerCase()).join(' ')
const title = (html) => html.match(/<title>([^]*?)<\/title>/)?.[1]

for (const [who, kind] of [['check', 'sample'], ['check', 'hostile'], ['check', 'error'], ['probe', 'sample'], ['probe', 'hostile']]) {
	const name = `${who} ${kind}`
	const html = execFileSync(render, [who, kind, 'html', list], { encoding: 'utf8', maxBuffer: 1 << 28 })
	const built = dom(html)
	check(title(built) === title(html) && /^envgate (check|probe): (fail|error)$/.test(title(built)), `${name}: the title is ${title(built)}`)
	check(names(built) === names(html), `${name}: the browser built other elements than were written`)
	for (const [tag, element, attributes] of tags(built)) {
		check(allowed.has(element), `${name}: ${tag}`)
		check(!/\son|javascript:|\ssrc=|\sstyle=/i.test(attributes), `${name}: ${tag}`)
		if (element === 'a') check(/^ href="https:\/\/github\.com\/o\/r\/blob\/[0-9a-f]+\/[\w.~%/-]+(#L\d+)?"$/.test(attributes), `${name}: ${tag}`)
	}
	const style = html.match(/<style>([^]*?)<\/style>/)[1]
	const hash = createHash('sha256').update(style).digest('base64')
	check(html.includes(`content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-${hash}'"`), `${name}: the policy`)
	check(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(html), `${name}: a hidden character`)
	if (name !== 'check hostile') continue
	const body = html.indexOf('<body>')
	const naked = html.slice(0, body) + html.slice(body).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#39;|&apos;/g, "'")
	const open = naked.replace(/<meta http-equiv[^>]*>\n/, '')
	const grown = dom(naked)
	check(names(grown) !== names(html) && /<script>|<img/.test(grown), 'control: unescaped names make no element')
	check(title(grown) === title(html), `control: the policy let a script run: ${title(grown)}`)
	check(title(dom(open)) === 'pwned', 'control: without escaping and policy nothing runs')
}
rmSync(scratch, { recursive: true, force: true })
console.log(bad ? `${bad} faults` : 'only our own elements')
process.exit(bad ? 1 : 0)
