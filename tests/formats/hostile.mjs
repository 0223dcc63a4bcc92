// The names of hostile.txt as bytes, for checks that are written in JavaScript.
import { readFileSync } from 'node:fs'

const escapes = { n: '\n', r: '\r', t: '\t', s: ' ' }

function unescaped(line) {
	const bytes = []
	for (let i = 0; i < line.length; i++) {
		const next = line[i] === '\\' ? line[i + 1] : undefined
		const digits = next === 'x' ? 2 : next === 'u' ? 4 : 0
		const code = parseInt(line.slice(i + 2, i + 2 + digits), 16)
		if (next === undefined) bytes.push(Buffer.from(line[i]))
		else if (next === 'x') bytes.push(Buffer.from([code]))
		else if (next === 'u') bytes.push(Buffer.from(String.fromCharCode(code)))
		else bytes.push(Buffer.from(escapes[next] ?? next))
		if (next !== undefined) i += 1 + digits
	}
	return Buffer.concat(bytes)
}

export function hostileNames(path) {
	return readFileSync(path, 'utf8').split('\n').filter((line) => line && line !== '#' && !line.startsWith('# ')).map(unescaped)
}
