/* repo_log: the commits that changed some paths, as git log -- PATH finds them.
 *
 * History is simplified as git does it: a commit that has the same content at the watched paths as one
 * of its parents is no step, and only that parent is followed; a merge is a step where it differs from
 * all of them. What is compared are the ids in the trees: no file is opened and no diff is made. */
#ifndef EDGE_REPO_LOG_H
#define EDGE_REPO_LOG_H

#include "edge/repo.h"

typedef enum watch_kind {
	WATCH_FILE,  /* this path */
	WATCH_NAMES, /* what wanted() likes directly in this folder */
	WATCH_DEEP,  /* and in all folders below it */
} watch_kind;

typedef struct watch {
	watch_kind kind;
	str path; /* "" is the root */
} watch;

typedef struct log_options {
	revision head;
	LIST(watch) watches;
	repo_wanted wanted;
	const void *context;
	bool first_parent; /* what merges brought in is the merge's doing */
	bool has_since;
	long long since_s; /* commits older than this many seconds after 1970 are not visited */
} log_options;

/* A path that is new in a step, and the one that it was renamed from. */
typedef struct log_rename {
	str was, path;
} log_rename;
typedef LIST(log_rename) log_renames;

typedef struct log_parent {
	ptrdiff_t at;       /* the next older step on that line; -1: there is none */
	bool is_cut;        /* at is -1 because the clone ends there, or --since does: what stood before is known,
	                     * who wrote it is not */
	const entries *was; /* the watched files there, by path; empty for a root's nothing */
	log_renames renames; /* by path */
} log_parent;

typedef struct log_step {
	str oid, author, subject; /* UTF-8 is not promised */
	long long time_s;         /* when it was committed */
	const entries *now;       /* the watched files, by path */
	LIST(log_parent) parents; /* never empty */
} log_step;

typedef struct log_result {
	LIST(log_step) steps;   /* children before their parents, newer before older otherwise */
	const entries *head;    /* the watched files at the head */
	ptrdiff_t head_at;      /* the newest step; -1: none */
	bool head_is_cut;       /* as for a parent, where head_at is -1 */
	strs ends;              /* commits behind which a shallow clone has nothing */
	bool since_cut;         /* --since left something out */
	ptrdiff_t visited;      /* commits looked at */
} log_result;

/* how->head is a commit or REV_EMPTY. A clone that ends early is an answer: see ends. ERR_GIT for what
 * cannot be read. A watched file that was renamed is followed under its old name. */
const err *repo_log(arena *a, repo *r, const log_options *how, log_result *out) MUST_USE;

/* A blob by what a log_step's entry says; as repo_read does it. A symlink is not followed: ENTRY_BAD_LINK. */
const err *repo_blob(arena *a, repo *r, const entry *of, ptrdiff_t max_bytes, source *out) MUST_USE;

#endif
