/* markdown_in: what the files of the Markdown formats share. Inner header. */
#ifndef WRITE_MARKDOWN_IN_H
#define WRITE_MARKDOWN_IN_H

#include "write/markdown.h"

/* "https://github.com/o/r/blob/SHA/" of the head, when the platform is known and what it says is made of
 * nothing but what such a link is made of; absent else. */
str markdown_base(arena *a, const report *r);

/* "[base](...)" is as safe in the places of one table row: what a finding says in one cell, lines
 * joined by <br>. hints: with what to type. */
void markdown_cell(buf *out, const finding *f, bool hints);

/* Which findings a table lists. */
typedef struct markdown_pick {
	finding_state state;
	severity least, most; /* both inclusive */
	bool fails_too;       /* also what fails in another state */
} markdown_pick;

/* How many findings pick takes; and their table, at most most rows, the rest counted behind it. */
ptrdiff_t markdown_count(const findings *all, markdown_pick pick);
void markdown_rows(buf *out, const findings *all, markdown_pick pick, str base, ptrdiff_t most);

#endif
