/* load: gather for every command that looks at two sides: repository, range, plan, sources, parsing. */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "cmd/run.h"
#include "edge/range.h"
#include "gate/judge.h"

typedef struct loaded {
	repo *repo;
	range range;
	side base, head;       /* base.rev.kind REV_NONE: a whole state */
	const policy *policy;  /* in force */
	deltas changed;
	int candidates;        /* files that count; 0: nothing was there to judge */
	int skipped_files;
	notes notes;
	str date;
} loaded;

const err *load_sides(run *r, loaded *out) MUST_USE;

#endif
