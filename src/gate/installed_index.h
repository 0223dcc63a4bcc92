/* installed_index: look-ups in an installed environment. Private to gate/judge_installed.c and its
 * parts. Packages are known by their index into installed.packages. */
#ifndef GATE_INSTALLED_INDEX_H
#define GATE_INSTALLED_INDEX_H

#include "model/installed.h"

/* A name and the package it leads to, sorted by name. */
typedef struct name_row {
	str name;
	ptrdiff_t package;
} name_row;
typedef LIST(name_row) name_rows;

typedef struct installed_index {
	const installed_packages *all;
	name_rows dists;   /* pip's names of conda's packages */
	name_rows modules; /* what can be imported */
	bool *reached;     /* by index: something declared needs it */
	bool *needed;      /* some package needs it */
	bool *declared;    /* an entry names it, or a package without modules that an entry names needs it */
} installed_index;

installed_index installed_index_of(arena *a, const installed *there);

/* The package of a manager's name, or NULL. */
const installed_package *installed_find(const installed_index *x, manager m, str name);

/* What answers to a pip name: pip's own, else the conda package that brings it; NULL: none. */
const installed_package *installed_find_dist(const installed_index *x, str name);

/* Fills reached and needed, and spreads declared, whose entries' own packages the caller has marked. */
void installed_spread(arena *a, installed_index *x);

/* The rows of one name, from *first; how many. */
ptrdiff_t name_rows_find(const name_rows *rows, str name, ptrdiff_t *first);

#endif
