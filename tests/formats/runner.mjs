// What a GitHub runner (2.336.0) makes of a line of a log, and of the files that a step writes. Made again
// from the rules of its source, strictly: what it would take for a command is one here.

const registered = new Set(['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask', 'add-matcher',
	'remove-matcher', 'echo', 'stop-commands', 'set-output', 'save-state', 'set-env', 'add-path'])

// .NET's Char.IsWhiteSpace
const blank = /^[\s\u0085]+/u
const data = (s) => s.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%')
const property = (s) => data(s.replace(/%3A/g, ':').replace(/%2C/g, ','))

function second(line) {
	const text = line.replace(blank, '')
	if (!text.startsWith('::')) return null
	const end = text.indexOf('::', 2)
	if (end < 0) return null
	const info = text.slice(2, end)
	const space = info.indexOf(' ')
	const name = (space < 0 ? info : info.slice(0, space)).toLowerCase()
	if (!registered.has(name)) return null
	const properties = {}
	if (space > 0)
		for (const pair of info.slice(space + 1).trim().split(',').filter((s) => s)) {
			const equals = pair.indexOf('=')
			if (equals >= 0) properties[pair.slice(0, equals)] = property(pair.slice(equals + 1))
		}
	return { name, properties, data: data(text.slice(end + 2)) }
}

// The old form, anywhere in a line.
function first(line) {
	const beg = line.indexOf('##[')
	const end = beg < 0 ? -1 : line.indexOf(']', beg)
	if (end < 0) return null
	const name = line.slice(beg + 3, end).split(' ')[0].toLowerCase()
	return registered.has(name) ? { name, old: true, data: line.slice(end + 1) } : null
}

export function command(line) {
	return second(line) ?? first(line)
}

// A process's output comes line by line; .NET ends a line at CR, LF or both.
export function commands(bytes) {
	return bytes.toString('utf8').split(/\r\n|\n|\r/).map(command).filter((c) => c)
}

// $GITHUB_OUTPUT: only LF ends a line. Throws where the step would fail.
export function outputs(text) {
	const found = {}
	const lines = text.split('\n')
	for (let i = 0; i < lines.length; i++) {
		const line = lines[i]
		if (line === '') continue
		const equals = line.indexOf('=')
		const here = line.indexOf('<<')
		if (equals >= 0 && (here < 0 || equals < here)) {
			found[line.slice(0, equals)] = line.slice(equals + 1)
			continue
		}
		if (here < 0) throw Error(`invalid format: ${line}`)
		const [name, word] = [line.slice(0, here), line.slice(here + 2)]
		if (!name || !word) throw Error(`invalid format: ${line}`)
		const value = []
		for (i++; ; i++) {
			if (i >= lines.length) throw Error(`matching delimiter not found: ${word}`)
			if (lines[i] === word) break
			value.push(lines[i])
		}
		found[name] = value.join('\n')
	}
	return found
}
