/* repo: the only file that knows libgit2. Two sides of a repository as blobs, never checked out.
 *
 * Everything git says wrong becomes an err with the cause and the line that cures it: no repository,
 * foreign owner, shallow or partial clone, SHA-256 objects, split or sparse index, corrupt objects. */
#ifndef EDGE_REPO_H
#define EDGE_REPO_H

#include "base/err.h"
#include "model/commits.h"
#include "model/source.h"

typedef struct repo repo;

typedef struct repo_options {
	str dir;         /* --repo; absent: GIT_DIR, else search upwards from here */
	bool trust_owner;
} repo_options;

/* Opens with GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY and
 * GIT_ALTERNATE_OBJECT_DIRECTORIES obeyed. *out closes itself with the arena. */
const err *repo_open(arena *a, repo_options how, repo **out) MUST_USE;

bool repo_is_bare(const repo *r);
str repo_workdir(const repo *r);  /* absent when bare */
bool repo_is_shallow(const repo *r);
bool repo_has_replace_refs(const repo *r); /* for the note; replace refs are never followed */

/* A commit by any revision syntax; name is kept as written. ERR_USAGE when nothing has that name,
 * ERR_SHALLOW or ERR_NO_BASE when the clone ends before it. */
const err *repo_commit(arena *a, repo *r, str name, revision *out) MUST_USE;
/* Whether name resolves to a commit; no error when it does not. */
bool repo_knows(repo *r, str name);
/* HEAD, or REV_EMPTY when it is unborn. */
const err *repo_head(arena *a, repo *r, revision *out) MUST_USE;
/* Parents of a commit, in order; none for a root. MERGE_HEAD's commits (none outside a merge). */
typedef LIST(revision) revisions;
const err *repo_parents(arena *a, repo *r, revision of, revisions *out) MUST_USE;
const err *repo_merge_heads(arena *a, repo *r, revisions *out) MUST_USE;
/* All merge bases; none when the histories share nothing. */
const err *repo_merge_bases(arena *a, repo *r, revision x, revision y, revisions *out) MUST_USE;
const err *repo_is_ancestor(arena *a, repo *r, revision old, revision young, bool *out) MUST_USE;

/* The commits that head has and base has not (REV_EMPTY: all of head's), merges left out, with their
 * trailers; newest first, more or less. ERR_SHALLOW when the clone ends among them, ERR_LIMIT beyond MAX_COMMITS. */
const err *repo_commits(arena *a, repo *r, revision base, revision head, commits *out) MUST_USE;
/* A message as a commit-msg hook finds it in its file: comment lines and what stands below the scissors
 * are dropped as git drops them. out->oid is absent. */
const err *repo_message(arena *a, repo *r, str text, commit *out) MUST_USE;

/* Every path that differs, sorted, renames paired (similarity >= 50 %, only among paths that
 * wanted() takes an interest in on either side). Subtrees with equal ids are never opened. A wanted
 * symlink has a delta as well when only its target differs; see repo_diff_links. */
typedef bool (*repo_wanted)(const void *context, str path);
const err *repo_diff(arena *a, repo *r, revision base, revision head, repo_wanted wanted,
                     const void *context, deltas *out) MUST_USE;

/* Adds to changed, which repo_diff filled, the links that it does not see between two commits: a
 * symlink that wanted() likes, in a folder that did not change, to a file that did. Opens every tree
 * of head, so it is for changes that give reason to. */
const err *repo_diff_links(arena *a, repo *r, revision head, repo_wanted wanted, const void *context,
                           deltas *changed) MUST_USE;

/* The names directly in folder ("" is the root), or with deep all paths below it that are no trees. */
const err *repo_list(arena *a, repo *r, revision rev, str folder, bool deep, entries *out) MUST_USE;

/* One path. Absent is an answer. Symlinks are followed once inside the tree. max_bytes bounds what is
 * loaded (ENTRY_TOO_LARGE beyond). The bytes live as long as a. */
const err *repo_read(arena *a, repo *r, revision rev, str path, ptrdiff_t max_bytes, source *out) MUST_USE;

/* ---- for envgate fix (repo_patch.c) ---- */

/* What changes, as git would print it; absent when nothing does. */
const err *repo_patch(arena *a, str path, str before, str after, str *out) MUST_USE;

/* Puts bytes in a staged file's place in the index, and writes the index. The only call that writes to a
 * repository. */
const err *repo_stage(arena *a, repo *r, str path, str bytes) MUST_USE;

#endif
