// run-composite itself: the facts of GitHub's runner that the other tests of this folder rest on.
//
//   node runner.mjs        77: npm's packages are not installed
import fs from 'node:fs'
import path from 'node:path'
import { expand, newJob, readPairs, runAction, runSteps } from './run-composite.mjs'
import { check, finish, same, scratch } from './tools.mjs'

const throws = fn => {
	try {
		fn()
		return false
	} catch {
		return true
	}
}

// ---- the files that a step writes ----

for (const [text, want] of [
	['a=b\n', { a: 'b' }], ['a=b=c', { a: 'b=c' }], ['a=\n\nb=1\n', { a: '', b: '1' }], ['a<<E\nx\n\ny=1\nE\nb=2\n', { a: 'x\n\ny=1', b: '2' }],
	['a=<<E\n', { a: '<<E' }], ['a<<b=c\nx\nb=c\n', { a: 'x' }], ['a<<E\nEOF\n E\nE\n', { a: 'EOF\n E' }], ['a=x\r\n', { a: 'x\r' }], ['a=1\na=2\n', { a: '2' }], ['', {}],
]) same(`pairs of ${JSON.stringify(text)}`, readPairs(text), want)
for (const text of ['a\n', 'a<<E\nx\n', 'a<<\nx\n', 'a<<E\nx\nE \n']) check(`refused: ${JSON.stringify(text)}`, throws(() => readPairs(text)))

// ---- expressions ----

const scope = { github: { event: { labels: [{ name: 'x' }, { name: "it's" }] }, ref: '' }, inputs: { 'a-b': '}}' }, steps: { s: { outputs: { n: '1' } } } }
for (const [text, want] of [
	['plain', 'plain'], ['${{ inputs.a-b }}', '}}'], ["${{ inputs['a-b'] == '}}' }}", 'true'], ['${{ steps.s.outputs.n }}${{ steps.t.outputs.n }}', '1'],
	["${{ contains(github.event.labels.*.name, 'it''s') }}", 'true'], ["${{ github.ref || 'none' }}", 'none'], ['${{ github.no.such.thing }}', ''], ['$(x) ${y}', '$(x) ${y}'],
]) same(text, expand(text, scope), want)
check('refused: an unknown context', throws(() => expand('${{ secret.x }}', scope)))
check('refused: an unknown function', throws(() => expand('${{ shell(1) }}', scope)))

// ---- steps ----

const fresh = () => newJob({ workspace: scratch, temp: scratch, machine: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' }, github: { ref: 'r' } })
const run = async (steps, job = fresh()) => ({ ...await runSteps(steps, { github: job.github, steps: {}, inputs: {}, runner: {} }, job), job })
const ran = r => r.steps.map(s => s.ran)
const order = await run([{ run: 'exit 3' }, { run: 'true' }, { if: 'failure()', run: 'true' }, { if: 'always()', run: 'true' }, { if: "${{ github.ref == 'r' }}", run: 'true' }])
same('after a failure', [order.status, ran(order)], [3, [true, false, true, true, false]])
const forgiven = await run([{ id: 'a', run: 'echo x=1 >> "$GITHUB_OUTPUT"; exit 3', 'continue-on-error': true }, { run: 'test "$X" = 1', env: { X: '${{ steps.a.outputs.x }}' } }, { if: "steps.a.outcome == 'failure'", run: 'true' }])
same('continue-on-error keeps the outputs', [forgiven.status, ran(forgiven)], [0, [true, true, true]])
same('a pipe that breaks', (await run([{ run: 'false | true' }])).status, 1)
same('a line that fails', (await run([{ run: 'false\ntrue' }])).status, 1)
same('an output file that cannot be read', (await run([{ run: 'echo broken >> "$GITHUB_OUTPUT"' }])).status, 1)
const kept = await run([{ run: 'echo A=b >> "$GITHUB_ENV"; mkdir -p tools; printf "#!/bin/sh\\necho found\\n" > tools/mine; chmod +x tools/mine; echo "$PWD/tools" >> "$GITHUB_PATH"' }, { run: 'test "$A" = b; mine' }])
same('variables and paths last', [kept.status, kept.steps[1].log], [0, 'found\n'])

// ---- a composite action ----

const folder = path.join(scratch, 'action')
fs.mkdirSync(folder)
fs.writeFileSync(path.join(folder, 'action.yml'), `
name: x
inputs: { said: { default: "\${{ github.ref }}" } }
outputs: { back: { value: "\${{ steps.s.outputs.back }}" } }
runs:
  using: composite
  steps:
    - { id: s, shell: bash, env: { SAID: "\${{ inputs.said }}" }, run: 'printf "back<<_E_\\n%s\\n_E_\\n" "$SAID" >> "$GITHUB_OUTPUT"; test -z "\${INPUT_SAID-}"; exit 4' }
`)
for (const said of ['abc"; echo pwn #', 'two\nEOF\nlines', "$(id) `id` ''"]) {
	const done = await runAction(folder, { said }, fresh())
	same(`${JSON.stringify(said)} arrives whole, and comes back from a step that failed`, [done.status, done.outputs.back], [4, said])
}
same('a default is an expression', (await runAction(folder, {}, fresh())).outputs.back, 'r')
check('an input that is none is refused', await runAction(folder, { sayd: 'x' }, fresh()).then(() => false, () => true))
finish()
