/* repo_inner: what the files of the module repo share. Nobody outside edge/repo_*.c includes it. */
#ifndef EDGE_REPO_INNER_H
#define EDGE_REPO_INNER_H

#include "base/limits.h"
#include "edge/repo.h"

#include <git2.h>
#include <stdint.h>

enum {
	TREE_SLOTS = 32,     /* trees kept open: two sides of a path's folders */
	COMMIT_SLOTS = 8,    /* commits whose tree and parents are known */
	MAX_TREE_DEPTH = 512, /* folders in folders; git itself stops at a path of 4,096 bytes */
	HEX = 40,
};

typedef struct commit_facts {
	git_oid id, tree;
	const git_oid *parents; /* as the object says, whatever .git/shallow or grafts pretend */
	ptrdiff_t parent_count;
} commit_facts;

struct repo {
	arena *a;
	git_repository *git;
	git_odb *odb;
	git_index *index;      /* NULL until first needed; see repo_index */
	str index_file;        /* GIT_INDEX_FILE; absent: the repository's own */
	str workdir;           /* with a slash at the end; absent when bare */
	str git_dir, common_dir; /* with a slash at the end */
	bool shallow;
	bool staged_looked;          /* staged_open has run, whatever came of it */
	struct indexfile *staged;    /* our own reading of the index; NULL: see staged_open */
	long long index_s, index_ns; /* when the index file was written */
	git_odb_object *trees[TREE_SLOTS];
	int next_tree;
	commit_facts commits[COMMIT_SLOTS];
	int next_commit;
};

/* One path on one side. mode 0: not there. */
typedef struct item {
	str path;
	git_oid id;
	unsigned mode;
	bool on_disk;  /* a work tree file whose bytes differ from what the index knows: read it there */
} item;
typedef LIST(item) items;

static inline bool item_is_tree(unsigned mode) { return mode == GIT_FILEMODE_TREE; }
static inline bool item_is_link(unsigned mode) { return mode == GIT_FILEMODE_LINK; }
static inline bool item_is_file(unsigned mode) { return (mode & 0170000) == 0100000; }

entry_kind item_kind(unsigned mode);
str oid_hex(arena *a, const git_oid *id);
entry item_entry(arena *a, const item *it, str path);

/* ---- repo_err.c ---- */

/* The last thing libgit2 said, as an err with its cause and cure, in front of it what we were doing.
 * r may be NULL while there is no repository. */
const err *repo_says(arena *a, const repo *r, int rc, const char *format, ...)
	__attribute__((format(printf, 4, 5), returns_nonnull));

/* ---- repo_commit.c ---- */

/* The facts of a commit object. The pointer is valid until COMMIT_SLOTS further calls. */
const err *commit_get(arena *a, repo *r, const git_oid *id, const commit_facts **out) MUST_USE;
const err *commit_root(arena *a, repo *r, revision rev, git_oid *tree) MUST_USE;
/* ERR_RANGE for what is no commit. */
const err *commit_id(arena *a, revision rev, git_oid *out) MUST_USE;
/* ERR_SHALLOW with the line that fetches the rest. */
const err *commit_ends_before(arena *a, str what) __attribute__((returns_nonnull));

/* ---- repo_tree.c ---- */

/* An entry of a raw tree object. name points into the object. */
typedef struct tree_entry {
	str name;
	unsigned mode;
	git_oid id;
} tree_entry;

typedef struct tree_cursor {
	str rest;
	tree_entry at;
	bool broken; /* not a tree git would write: garbage, a slash in a name, not in order */
} tree_cursor;

/* Steps to the next entry; false at the end and when broken. */
bool tree_step(tree_cursor *c);
/* git's order: a tree's name compares as if it ended in a slash. */
int tree_order(const tree_entry *x, const tree_entry *y);

/* The tree object; the caller gives it back with git_odb_object_free. */
const err *tree_get(arena *a, repo *r, const git_oid *id, git_odb_object **out) MUST_USE;
str tree_bytes(const git_odb_object *tree);
const err *tree_broken(arena *a, const git_oid *id) __attribute__((returns_nonnull));

/* One path below a root; out->mode 0 when absent. */
const err *tree_find(arena *a, repo *r, const git_oid *root, str path, item *out) MUST_USE;

/* Every path below root that is no tree, in byte order of the whole path. The path handed to leaf is
 * only lent. prefix: what stands in front of each path ("" or "folder/"). */
typedef const err *(*tree_leaf)(void *context, const item *leaf);
const err *tree_leaves(arena *a, repo *r, const git_oid *root, str prefix, tree_leaf leaf,
                       void *context) MUST_USE;

/* A path under construction while walking. */
typedef struct path_buf {
	char p[MAX_PATH_BYTES + 1];
	ptrdiff_t n;
} path_buf;
bool path_push(path_buf *b, str name, bool is_folder); /* false: longer than MAX_PATH_BYTES */
const err *path_too_long(arena *a, const path_buf *b) __attribute__((returns_nonnull));

/* ---- repo_index.c ---- */

/* The index, opened on first use; a missing file is an empty index. */
const err *repo_index(arena *a, repo *r, git_index **out) MUST_USE;
/* ERR_RANGE when there are unmerged entries. */
const err *index_no_conflicts(arena *a, git_index *index) MUST_USE;
/* A path of the index; mode 0 when absent, a mere intent to add, or unmerged. */
void index_find(git_index *index, str path, item *out, const git_index_entry **staged);
/* Whether anything below folder ("a/b/") is tracked. */
bool index_has_below(git_index *index, str folder);
bool index_entry_counts(const git_index_entry *e); /* stage 0 and no intent to add */

/* ---- repo_staged.c ---- */

/* The index as our own reader has it, for the staged side; NULL where libgit2 has to read it: conflicts,
 * a split, sparse, damaged or missing index. */
const struct indexfile *staged_open(repo *r);
/* A path; mode 0 when absent or only intended to be added, a tree's when something lies below it. */
void staged_find(const struct indexfile *x, str path, item *out);
/* The names directly in folder ("" or "a/b/"), or with deep every path below it. */
void staged_list(arena *a, const struct indexfile *x, str folder, bool deep, entries *out);
/* What differs from the tree base (NULL: none), in byte order, by folders that the index knows to be whole
 * trees. same_link: each link that is the same on both sides, if anything differs at all. */
typedef struct staged_seen {
	void *context;
	void (*differs)(void *context, str path, const item *base, const item *head); /* NULL: not there */
	void (*same_link)(void *context, str path, const item *link);
} staged_seen;
const err *staged_diff(arena *a, repo *r, const git_oid *base, const staged_seen *seen) MUST_USE;

/* ---- repo_worktree.c ---- */

/* What lies at path in the work tree, compared with its index entry (NULL: untracked) as git does.
 * Trusting stat data, bytes are read only when it differs. */
const err *worktree_look(arena *a, repo *r, str path, const git_index_entry *e, item *out) MUST_USE;
/* The same for any path, tracked or not; an untracked file counts unless it is ignored. */
const err *worktree_find(arena *a, repo *r, str path, item *out) MUST_USE;
/* The bytes git would store. ERR_LIMIT is not used: *too_large says it, *size how many. */
const err *worktree_bytes(arena *a, repo *r, const item *it, ptrdiff_t max_bytes, source *out) MUST_USE;

/* ---- repo_scan.c ---- */

typedef struct scan {
	str folder;          /* "" or "a/b/" */
	bool deep;
	bool tracked;        /* report tracked files too */
	repo_wanted wanted;  /* NULL: all */
	const void *context;
} scan;
/* Files on disk (and, when not deep, folders), sorted by path; ignored ones are left out. */
const err *worktree_scan(arena *a, repo *r, const scan *how, items *out) MUST_USE;

/* ---- repo_read.c ---- */

/* One path of any side, links not followed. */
const err *side_find(arena *a, repo *r, revision rev, str path, item *out) MUST_USE;
/* Its bytes into out->kind, bytes, size_bytes and oid. */
const err *side_bytes(arena *a, repo *r, const item *it, ptrdiff_t max_bytes, source *out) MUST_USE;

/* The text of a link, with its id, into *text, and the path of the tree it leads to: absent when it
 * is absolute or leaves the tree. */
const err *link_read(arena *a, repo *r, const item *link, source *text, str *target) MUST_USE;

/* ---- repo_diff.c ---- */

void deltas_sort(deltas *list); /* by path */

/* ---- repo_links.c ---- */

/* Adds a delta for each of links, the same on both sides and with paths that live as long as a, whose
 * target differs. all is sorted before and after. */
const err *add_linked(arena *a, repo *r, revision base, revision head, const items *links,
                      deltas *all) MUST_USE;

/* ---- repo_attr.c ---- */

/* "working-tree-encoding" or "ident" if rev's own .gitattributes sets it for path, else absent. */
const err *attr_of(arena *a, repo *r, revision rev, str path, str *out) MUST_USE;

/* ---- repo_rename.c ---- */

/* Pairs the added and removed paths of a finished, sorted list. */
const err *pair_renames(arena *a, repo *r, deltas *all, const items *added_on_disk, repo_wanted wanted,
                        const void *context) MUST_USE;

/* ---- similar.c ---- */

/* A text as its lines: for each different one a hash and how many bytes it has in all, by hash. */
typedef struct line_count {
	uint64_t hash;
	ptrdiff_t bytes;
} line_count;
typedef struct lines {
	const line_count *at;
	ptrdiff_t n, bytes;
} lines;
lines lines_of(arena *a, str text);

/* How many of 100 parts of the larger text stand in the other, counted as git does. */
int similarity_percent(const lines *x, const lines *y);

#endif
