/* split: one environment file taken apart by role: what a program needs to run, what its developers need, what its
 * tests need.
 *
 * Lines are dealt out, never written anew: an entry goes with its comments, what belongs to all files (channels,
 * python, pip) is repeated in each, everything else stays. All files are read again, and together they have to mean
 * exactly what the one meant. */
#ifndef EDIT_SPLIT_H
#define EDIT_SPLIT_H

#include "model/env.h"

/* PROD is the file itself, less what moved out of it. */
typedef enum split_role { SPLIT_PROD, SPLIT_DEV, SPLIT_TEST, SPLIT_ROLES } split_role;

const char *split_role_name(split_role r); /* "prod", "dev", "test": also the ending of the file's stem */

/* split_table.c: which role a package has by its name; SPLIT_PROD for what the table does not know. */
split_role split_role_of(str name);

/* An entry that moves. */
typedef struct split_move {
	split_role to;
	str raw;
	int line;           /* in the file as it was, 1-based */
} split_move;

typedef struct split_part {
	str path, bytes;    /* bytes absent: no such file */
	const env *env;     /* bytes as they were read again */
} split_part;

typedef struct split_made {
	split_part parts[SPLIT_ROLES];
	LIST(split_move) moves;  /* in file order; empty: nothing in the file has one of the roles */
	const char *why;         /* why it was not done; NULL: it was */
	int why_line;            /* where, 1-based; 0: nowhere in particular */
} split_made;

typedef struct split_wish {
	bool roles[SPLIT_ROLES]; /* without TEST, what tests need is for developers */
	strs only;               /* packages that may move; empty: all */
} split_wish;

/* src->bytes must be there. */
split_made split_file(arena *a, const source *src, const split_wish *wish);

#endif
