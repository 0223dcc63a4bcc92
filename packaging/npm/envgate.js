#!/usr/bin/env node
// envgate for npm: finds the package that carries the programs for this machine and hands over to it.
//
// The programs come as an optional dependency, chosen by npm from os, cpu and libc. No script runs at
// installation: npm asks people not to allow that, and nothing here needs it.
"use strict";
const { spawn } = require("node:child_process");
const { dirname, join } = require("node:path");
const { constants } = require("node:os");

const name = `@envgate/${process.platform}-${process.arch}`;
let program;
try {
	program = join(dirname(require.resolve(`${name}/package.json`)), "bin", "envgate");
} catch {
	process.stderr.write(
		`envgate: the package ${name} is not installed\n` +
			"  hint: it is an optional dependency: install without --omit=optional; it exists for linux-x64 and linux-arm64\n",
	);
	process.exit(2);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
	process.stderr.write(`envgate: cannot start ${program}: ${error.message}\n  hint: npm install --force ${name}\n`);
	process.exit(3);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
	process.on(signal, () => child.kill(signal));
// Ended by a signal, a program has no status; 128 and its number is what a shell would say.
child.on("exit", (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
