/* reach: the packages of one platform of a lock as a graph, by the lock's own dependency lists, and what
 * of it the declared entries reach. A node is a name of one manager, with all its rows. */
#ifndef GATE_REACH_H
#define GATE_REACH_H

#include "gate/satisfy.h"

typedef struct reach_node {
	locked_list rows;   /* never empty */
	ptrdiff_t edges, edges_end; /* into reach.edge: row by row, one for each need */
	bool declared;      /* an entry asks for it, or something that one asks for needs it */
} reach_node;

typedef struct reach {
	const lock_view *view;
	reach_node *node;   /* in order of manager and name */
	ptrdiff_t n;
	ptrdiff_t *edge;    /* indexes into node; -1: that name is not locked */
	int *slot;          /* names by hash, so that most are found at once: index into node + 1; 0: free */
	ptrdiff_t slots;    /* a power of two; 0: there is no such table */
	bool lists_whole;   /* no package that an entry reaches has lost its list: see reach_build */
} reach;

/* The graph of a view, with what the family declares marked. lists_whole is false when a package that is
 * made of Python modules and is reached has an empty list: some versions of mamba lose lists (mamba issue
 * 4052, conda-lock issue 896), and then nobody knows what hangs below it. */
reach reach_build(arena *a, const lock_view *view, const family *f);

/* The graph of f->satisfaction->views.at[view], made when it is first asked for and kept with the views. */
const reach *reach_of(const family *f, ptrdiff_t view);

/* An undeclared name that no other undeclared one needs (of a circle: one of it), and how many undeclared
 * names hang below it that no top before it has counted. */
typedef struct reach_top {
	ptrdiff_t node;
	ptrdiff_t below;
} reach_top;
typedef LIST(reach_top) reach_tops;
reach_tops reach_undeclared(arena *a, const reach *r);

/* The node of a name, or NULL. */
const reach_node *reach_find(const reach *r, manager m, str name);

#endif
