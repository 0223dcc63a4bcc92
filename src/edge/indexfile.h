/* indexfile: git's index, versions 2 to 4, read as it lies; knows no libgit2.
 *
 * Only for the staged side of a hook, where libgit2's reading (it copies every entry and hashes the whole
 * file) would cost ten times what git itself needs. What this reader does not know for certain it does not
 * touch: the caller then asks libgit2, which has the better words too. */
#ifndef EDGE_INDEXFILE_H
#define EDGE_INDEXFILE_H

#include "base/err.h"
#include "base/list.h"

#include <stdint.h>

enum { INDEX_ID_BYTES = 20 };

typedef struct indexfile {
	str bytes;
	const uint32_t *at;      /* where each entry begins in bytes */
	const str *paths;        /* version 4, where names are told by what they share; else NULL */
	ptrdiff_t n;
	int version;
	bool has_conflicts;      /* an entry of a stage above 0 */
	bool has_intents;        /* an entry that is only intended to be added */
	str cache_tree;          /* the extension TREE; absent without */
} indexfile;

typedef struct index_entry {
	str path;
	const unsigned char *id; /* INDEX_ID_BYTES of them */
	unsigned mode;           /* of a file, an executable, a link or a submodule */
	int stage;
	bool intent_to_add, skip_worktree;
} index_entry;

/* False: no index, a damaged one, or one with something unknown in it (split and sparse ones too). The
 * checksum at its end is not verified, as git does not either: it guards against a disk, not a person,
 * and costs more than all the rest. out points into bytes. */
bool indexfile_read(arena *a, str bytes, indexfile *out) MUST_USE;

index_entry indexfile_entry(const indexfile *x, ptrdiff_t i);
str indexfile_path(const indexfile *x, ptrdiff_t i);

/* The first entry at or behind path, in byte order; x->n when there is none. */
ptrdiff_t indexfile_seek(const indexfile *x, str path);

/* ---- the cache tree: which folders of the index are, as a whole, a tree that git has written ---- */

typedef struct cached_tree {
	str name;                /* of the folder in its parent; empty for the root */
	long entries;            /* entries of the index below it; -1: it has changed since */
	long folders;            /* cached trees directly in it; they follow */
	const unsigned char *id; /* NULL when entries is -1 */
	str inside;              /* where the folders begin; meaningless without any */
} cached_tree;

/* Takes one off *rest, without its folders. False at the end, and when it is broken. */
bool cached_tree_next(str *rest, cached_tree *out) MUST_USE;

/* Passes over the folders of t, and theirs; *rest is behind them. False when it is broken. */
bool cached_tree_skip(const cached_tree *t, str *rest) MUST_USE;

#endif
