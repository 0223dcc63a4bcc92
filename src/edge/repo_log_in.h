/* repo_log_in: what repo_log.c and repo_log_state.c share. */
#ifndef EDGE_REPO_LOG_IN_H
#define EDGE_REPO_LOG_IN_H

#include "edge/repo_inner.h"
#include "edge/repo_log.h"

enum { ROOM_DEPTHS = 16 };

/* A folder that something is watched in, or on the way to one. */
typedef struct watch_node {
	str path;    /* "" or "a/b/" */
	bool names, deep;
	uint64_t known; /* of a node with neither: a bit for each name that is of interest, see name_bit */
} watch_node;

/* What a name in a watched folder is to us. */
typedef struct watch_name {
	int node;    /* the folder; -1: a free place of the table */
	str name;
	str path;    /* from the root; absent until asked for */
	bool wanted; /* a blob of this name counts */
	int child;   /* a tree of this name is that node; -1: of no interest */
} watch_name;

/* A name in a state: a blob, or a folder with what is watched in it. */
typedef struct state_part {
	str name;
	git_oid id;
	unsigned mode;
	int sub; /* a tree: its state; -1: a blob */
} state_part;
typedef LIST(state_part) state_parts;

/* The watched content of one folder. Equal content has one number, so comparing is comparing those. */
typedef struct watched_state {
	int node;
	ptrdiff_t n;
	const state_part *parts;
	const entries *files; /* by path; NULL until asked for */
} watched_state;

/* Which state a folder's tree is. */
typedef struct tree_memo {
	git_oid tree;
	int node, state; /* node -1: a free place */
} tree_memo;

typedef struct states {
	arena *a;
	repo *r;
	repo_wanted wanted;
	const void *context;
	LIST(watch_node) nodes;
	watch_name *names;   /* open addressing */
	ptrdiff_t names_n, names_cap;
	LIST(watched_state) all;     /* 0 is the empty one */
	int *by_content;     /* open addressing: state number + 1, 0 is free */
	ptrdiff_t content_cap;
	tree_memo *memo;
	ptrdiff_t memo_n, memo_cap;
	state_parts room[ROOM_DEPTHS]; /* to collect a folder's parts in, by depth */
	int generation;      /* changes when something more is watched: states before that are outdated */
} states;

void states_open(arena *a, repo *r, const log_options *how, states *out);

/* Watches one more; what was worked out so far has to be asked for anew. False: it was watched already. */
bool states_watch(states *s, watch what);

/* The state of a root tree. */
const err *states_of(states *s, const git_oid *root, int *out) MUST_USE;

/* Its files by path; lives as long as the arena. */
const entries *states_files(states *s, int number);

/* ---- repo_log_rename.c ---- */

/* Whether now has a file that was has not. Both by path. */
bool log_has_added(const entries *was, const entries *now);

/* Where those were in parent, by their new path. */
const err *log_renames_find(arena *a, repo *r, revision parent, revision child, const entries *was,
                            const entries *now, log_renames *out) MUST_USE;

#endif
