/* declared_broken: what is said of a file that --declared names and that declares nothing, by verify and
 * for the probe. */
#include "cmd/declared.h"

const err *declared_broken(run *r, const source *src, const env *e)
{
	const err *why = err_new(r->a, ERR_FILE, "no environment file: it has no list of dependencies");
	place at = { .file = src->path };
	for (ptrdiff_t i = 0; i < e->problems.n && !at.line; i++) {
		const problem *p = &e->problems.at[i];
		if (p->code != PROBLEM_SYNTAX)
			continue;
		why = err_new(r->a, ERR_FILE, "%.*s", SARG(p->what));
		at.line = p->at.line;
		at.col = p->at.col;
	}
	return err_at(r->a, why, at);
}
