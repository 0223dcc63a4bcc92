/* fix: mechanical repairs of an environment file that keep every other byte.
 *
 * Each repair promises a change of meaning. Afterwards the file is read again, and if it does not mean
 * exactly what was promised, the repair is not made: an editor that guesses wrong in a file that builds
 * people's environments is worse than none. What cannot be done is told with its reason. */
#ifndef EDIT_FIX_H
#define EDIT_FIX_H

#include "model/env.h"

typedef enum fix_kind {
	FIX_PREFIX,  /* file/prefix: the line goes */
	FIX_KEYS,    /* file/duplicate-key: the second list joins the first */
	FIX_BUILDS,  /* pin/build: a platform's build string goes, as conda env export --no-builds */
	FIX_PINS,    /* pin/missing, pin/open: the version that is locked or installed */
	FIX_REFS,    /* pip/moving-ref: the commit that is installed or given */
	FIX_COPY,    /* env/disagree: the entry as another file of the family has it */
	FIX_COUNT
} fix_kind;

/* FIX_COUNT when there is no repair for the rule. */
fix_kind fix_of_rule(str rule);
const char *fix_rules(fix_kind k); /* "pin/missing, pin/open" */

typedef enum pin_style {
	STYLE_MINOR, /* =X.Y, for pip ==X.Y.*: what may still change are bug fixes */
	STYLE_EXACT, /* ==X.Y.Z */
} pin_style;

/* A version that is known for a package, and from where, as a person would say it. */
typedef struct fix_version {
	manager manager;
	str name, version, from;
} fix_version;

/* A commit that is known for a VCS address (or for a package's name). */
typedef struct fix_commit {
	str name, url, commit, from; /* name PEP 503; url without "git+" and reference; either may be absent */
} fix_commit;

typedef struct fix_wish {
	bool kinds[FIX_COUNT];
	pin_style style;
	strs only;                      /* packages; empty: all */
	LIST(fix_version) versions;     /* sorted by manager and name by the callee */
	LIST(fix_commit) commits;
	const env *copy_from;           /* FIX_COPY: only's packages as they stand there */
} fix_wish;

/* One thing that was done, or was not. */
typedef struct fix_step {
	fix_kind kind;
	manager manager;
	str subject;        /* the package, or the key */
	str before, after;  /* the entry's text; absent: not there */
	str why;            /* of what was not done; absent: it was */
	str value, from;    /* the version or commit, and where it is from; absent without one */
	ptrdiff_t at;       /* where it begins, in bytes of the file as it was */
	int line;           /* the same as a line, 1-based */
} fix_step;
typedef LIST(fix_step) fix_steps;

typedef struct fixed {
	str bytes;          /* the whole file; equal to src->bytes when nothing was done */
	fix_steps done, left; /* by line */
} fixed;

/* src->bytes must be there. A file that cannot be read to its end is left alone, with one step in left. */
fixed fix_file(arena *a, const source *src, const fix_wish *wish);

#endif
