/* github: what a GitHub runner reads in a log: workflow commands, and what only looks like them. */
#ifndef WRITE_GITHUB_H
#define WRITE_GITHUB_H

#include "write/results.h"
#include "write/write.h"

/* Text for people, in which no line can be taken for a command: "::" at the start of a line, behind
 * blanks, and "##[" anywhere, or "##vso[" of Azure's agent, have one character spelled out. All other
 * bytes stay. */
void github_plain(buf *out, str text);

/* One command a finding that is worth an annotation, worst first, at most ten of each level: a step keeps
 * no more; a last line counts the rest. verbose: notes too. */
void github_commands(buf *out, const results *all, bool verbose);

/* What a step hands on to later ones (docs/report.md). Words, numbers and commit ids of ours: a value is
 * never a stranger's text, because it ends up in other people's scripts. */
typedef struct github_output {
	const char *name;
	str value;
} github_output;
typedef LIST(github_output) github_outputs;

github_outputs github_report_outputs(arena *a, const report *r);

#endif
