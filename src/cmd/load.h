/* load: gather for every command that looks at two sides: repository, range, policy, plan, sources,
 * parsing. Judges nothing; after it no file is read any more. */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "cmd/run.h"
#include "edge/range.h"
#include "gate/judge.h"

typedef LIST(side) sides;

typedef struct loaded {
	repo *repo;
	event event;          /* what the CI platform says about this run */
	range range;          /* deleted: nothing below is filled, and there is nothing to judge */
	bool range_given;     /* range was filled by the caller: a ref update, not the command line */
	side base, head;      /* base.rev.kind REV_NONE: a whole state */
	sides others;         /* the further parents during a merge, read at the head's paths */
	const policy *policy; /* in force */
	deltas changed;
	strs only;            /* paths behind --, from the root of the tree */
	int candidates;       /* files that count; 0: nothing was there to judge */
	bool whole;
} loaded;

/* Fills *out, and r->report as far as it comes: revisions, reasons, policy, date, notes, skipped
 * files. An err says why nothing can be judged. */
const err *load_sides(run *r, loaded *out) MUST_USE;

/* check.c: load_sides, then the verdict of check into r->report. Tells nothing. */
const err *check_sides(run *r, loaded *l) MUST_USE;

/* The parts of load_sides: policy.c reads the policy in force and each side's own, gather.c follows
 * the plan and reads the files it asks for. */
const err *load_policy(run *r, loaded *l) MUST_USE;
const err *load_files(run *r, loaded *l) MUST_USE;

/* paths.c: what stood on the command line, from the root of the tree ("sub/environment.yml" for
 * "environment.yml" typed in sub). ERR_USAGE for a path outside of it. */
const err *load_paths(run *r, repo *git, const strs *typed, strs *out) MUST_USE;

/* paths.c: ERR_USAGE for a typed path that is on neither side, neither as a file nor as a folder. */
const err *load_paths_exist(run *r, const loaded *l) MUST_USE;

/* paths.c: takes the revision off r->args into *rev (absent: none typed); what follows and is a file
 * joins r->paths. ERR_USAGE for a word that is both and for one that is neither. */
const err *load_words(run *r, repo *git, str *rev) MUST_USE;

/* A remark for the report. path may be absent. */
void load_note(run *r, const char *code, str path, str message);

#endif
