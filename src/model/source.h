/* source: one file at one revision, and places in it. Floor 1 holds nouns: no behaviour. */
#ifndef MODEL_SOURCE_H
#define MODEL_SOURCE_H

#include "base/list.h"
#include "base/str.h"

/* What git has at a path. Only a BLOB (or one symlink hop that ends at a blob) has bytes. */
typedef enum entry_kind {
	ENTRY_ABSENT,    /* the tree has no such path: an answer, not an error */
	ENTRY_BLOB,
	ENTRY_TREE,
	ENTRY_SUBMODULE,
	ENTRY_BAD_LINK,  /* a symlink that is dangling, absolute, chained or leaves the tree */
	ENTRY_TOO_LARGE, /* more bytes than the bound for its kind; size_bytes says how many */
} entry_kind;

typedef struct source {
	entry_kind kind;
	str path;       /* as git has it, '/' between parts; UTF-8 is not promised */
	str oid;        /* 40 hex digits of the blob; for a work tree file what git would give it */
	str bytes;      /* absent unless kind is ENTRY_BLOB */
	str link_to;    /* set when path was a symlink: the target, relative to the tree's root if it was
	                 * followed, as written if it could not be (ENTRY_BAD_LINK) */
	str attribute;  /* "working-tree-encoding" or "ident" when .gitattributes sets it for this path */
	ptrdiff_t size_bytes;
} source;

/* Half open, in BYTES into source.bytes. line and col are 1-based, col counts code points; line 0
 * means the whole file. */
typedef struct span {
	ptrdiff_t beg, end;
	int line, col;
} span;

/* One name in a tree. */
typedef struct entry {
	str path, oid;
	entry_kind kind;
} entry;
typedef LIST(entry) entries;

/* One path that differs between two revisions. base or head has kind ENTRY_ABSENT when the path is
 * new or gone. was: the path it was renamed from (similarity at least 50 %), else absent; the old
 * path then has a delta of its own with head absent and now set. */
typedef struct delta {
	str path, was, now;
	entry base, head;
} delta;
typedef LIST(delta) deltas;

/* Which state of the repository a side is. */
/* PREFIX: no state of a repository, but an installed environment (verify); name is its folder. */
typedef enum revision_kind { REV_NONE, REV_COMMIT, REV_INDEX, REV_WORKTREE, REV_EMPTY, REV_PREFIX } revision_kind;

typedef struct revision {
	revision_kind kind;
	str name; /* as a person would say it: HEAD^1, v1.2, "index", "work tree" */
	str oid;  /* 40 hex digits for a commit, else absent */
} revision;

#endif
