// A .gitlab-ci.yml as a page of documentation shows it, read by gitlab-ci-local: its schema, and what it includes.
// Components and files of envgate's own project are taken from this tree, and inputs have to be ones it has, which
// gitlab-ci-local 4.70.1 does not look at.
//
//   node pipeline.mjs [FILE]      stdin      77: npm's packages or rsync are not installed
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { borrow, folderOf, needs, scratch, top } from './tools.mjs'

needs(['gitlab-ci-local', 'yaml'], ['git'])
const yaml = borrow('yaml'), text = fs.readFileSync(process.argv[2] ?? 0, 'utf8'), pipeline = yaml.parse(text)
const known = yaml.parseAllDocuments(fs.readFileSync(path.join(top, 'templates/envgate.yml'), 'utf8'))[0].toJS().spec.inputs
const version = fs.readFileSync(path.join(top, 'CMakeLists.txt'), 'utf8').match(/VERSION (\d+\.\d+\.\d+)/)[1]
const wrong = []
for (const one of [pipeline.include ?? []].flat()) {
	const component = /^\$CI_SERVER_FQDN\/envgate\/envgate\/(\w+)@(.*)$/.exec(one.component ?? '')
	if (component) {
		for (const key of Object.keys(one.inputs ?? {})) if (!(key in known)) wrong.push(`the component has no input ${key}`)
		if (component[2] !== `v${version}`) wrong.push(`this is version v${version}, not ${component[2]}`)
		delete one.component
		one.local = `templates/${component[1]}.yml`
	} else if (one.project === 'envgate/envgate') {
		if (one.ref !== `v${version}`) wrong.push(`this is version v${version}, not ${one.ref}`)
		one.local = one.file
		delete one.project
		delete one.ref
		delete one.file
	} else wrong.push(`nobody here knows ${JSON.stringify(one)}`)
}
const repo = path.join(scratch, 'repo')
for (const folder of ['templates', 'actions/gitlab']) fs.cpSync(path.join(top, folder), path.join(repo, folder), { recursive: true })
fs.writeFileSync(path.join(repo, '.gitlab-ci.yml'), yaml.stringify(pipeline))
const env = { PATH: process.env.PATH, HOME: scratch, GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'k', GIT_AUTHOR_EMAIL: 'k@example.org', GIT_COMMITTER_NAME: 'k', GIT_COMMITTER_EMAIL: 'k@example.org' }
const run = (program, ...args) => spawnSync(program, args, { cwd: repo, env, encoding: 'utf8', timeout: 60000 })
for (const args of [['init', '-q', '-b', 'main'], ['add', '-A'], ['commit', '-qm', 'x'], ['remote', 'add', 'origin', 'https://gitlab.example/group/project.git']]) run('git', ...args)
if (!wrong.length) {
	const read = run(process.execPath, path.join(folderOf('gitlab-ci-local'), 'dist/index.js'), '--preview', '--no-color')
	if (read.status !== 0) wrong.push(read.stdout + read.stderr)
}
for (const line of wrong) console.log(line)
process.exit(wrong.length ? 1 : 0)
