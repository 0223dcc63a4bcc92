// Cuts GitHub's own description of its API down to the endpoints that envgate uses: github-api.json.
//
//   npm install --prefix /tmp/openapi --ignore-scripts @octokit/openapi@23.0.2      (390 MB, unpacked)
//   node tests/forge/cut-openapi.mjs /tmp/openapi/node_modules/@octokit/openapi/generated/api.github.com.json
//
// Left out: prose and examples. Kept: paths, parameters, bodies, answers and what they refer to. The
// vendor media type that GitHub recommends is added where the description names application/json only.
import fs from 'node:fs'

const wanted = [
	'get /repos/{owner}/{repo}/issues/{issue_number}/comments',
	'post /repos/{owner}/{repo}/issues/{issue_number}/comments',
	'patch /repos/{owner}/{repo}/issues/comments/{comment_id}',
	'delete /repos/{owner}/{repo}/issues/comments/{comment_id}',
	'get /repos/{owner}/{repo}/pulls',
	'get /repos/{owner}/{repo}/pulls/{pull_number}',
	'get /repos/{owner}/{repo}/commits/{ref}/check-runs',
	'post /repos/{owner}/{repo}/check-runs',
	'patch /repos/{owner}/{repo}/check-runs/{check_run_id}',
	'post /repos/{owner}/{repo}/statuses/{sha}',
]
const prose = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'x-github', 'x-octokit'])

// A property may be called "description" too: within properties, names are kept.
function bare(node, names = false) {
	if (Array.isArray(node)) return node.map(n => bare(n))
	if (!node || typeof node !== 'object') return node
	return Object.fromEntries(Object.entries(node).filter(([key]) => names || !prose.has(key))
		.map(([key, value]) => [key, bare(value, !names && (key === 'properties' || key === 'schemas'))]))
}

const [, , from] = process.argv
if (!from) throw Error('which description? See the head of this file')
const whole = JSON.parse(fs.readFileSync(from, 'utf8'))
const cut = {
	openapi: whole.openapi,
	info: {
		title: "Cut from GitHub's OpenAPI description by tests/forge/cut-openapi.mjs",
		version: whole.info.version,
		license: whole.info.license,
		contact: { name: 'Copyright GitHub and the Octokit contributors; see LICENSE.github-api beside this file' },
	},
	servers: [{ url: '/' }],
	paths: {},
	components: {},
}
const seen = new Set()
function follow(node) {
	if (!node || typeof node !== 'object') return
	if (typeof node.$ref === 'string' && !seen.has(node.$ref)) {
		seen.add(node.$ref)
		const [, , section, name] = node.$ref.split('/')
		const found = bare({ [section]: { [name]: whole.components[section][name] } })[section][name]
		;(cut.components[section] ??= {})[name] = found
		follow(found)
	}
	Object.values(node).forEach(follow)
}
for (const line of wanted) {
	const [method, path] = line.split(' ')
	const operation = whole.paths[path]?.[method]
	if (!operation) throw Error('not in the description: ' + line)
	;(cut.paths[path] ??= {})[method] = bare(operation)
	follow(cut.paths[path][method])
}
const answers = [
	...Object.values(cut.paths).flatMap(path => Object.values(path)).flatMap(operation => Object.values(operation.responses)),
	...Object.values(cut.components.responses ?? {}),
]
for (const { content } of answers)
	if (content?.['application/json']) content['application/vnd.github+json'] ??= content['application/json']
const to = new URL('github-api.json', import.meta.url)
fs.writeFileSync(to, JSON.stringify(cut) + '\n')
console.log(`${wanted.length} endpoints, ${seen.size} components, ${fs.statSync(to).size} bytes`)
