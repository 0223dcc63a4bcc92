/* satisfy: whether a lock is what the environment files declare, spec by spec and platform by platform,
 * without a solver. A conda spec is satisfied when conda's own MatchSpec.match accepts a locked
 * package; a pip requirement when its name and version fit (pre-releases allowed). */
#ifndef GATE_SATISFY_H
#define GATE_SATISFY_H

#include "model/side.h"
#include "spec/matchspec.h"
#include "spec/pep508.h"

typedef enum satisfied { SATISFIED, NOT_LOCKED, NOT_SATISFIED, NOT_ASKED } satisfied;

/* The packages of a lock for one platform (and pixi environment) in order of manager and name. */
typedef struct locked_list {
	const locked **at;
	ptrdiff_t n;
} locked_list;
locked_list satisfy_locked(arena *a, const lock *l, str platform, str environment);

/* The platform_bit of a subdir; 0: it has none. */
unsigned locked_bit(str platform);

/* The run of one manager's packages of one name in such a list. */
locked_list locked_named(const locked_list *all, manager m, str name);

/* What a lock holds for one platform (and pixi environment). */
typedef struct lock_view {
	const file *lock;
	str platform;        /* "" for an @EXPLICIT list that names none */
	str environment;     /* pixi; absent for the other kinds */
	unsigned on;         /* its platform_bit; 0: it has none */
	locked_list packages;
} lock_view;
typedef LIST(lock_view) lock_views;

/* One for each platform that the lock names, in its order, also for one without packages; in pixi.lock one
 * for each environment and platform that has packages. Where there is none (no platforms; an environment
 * without packages) one view of platform "" that holds nothing. f->lock must not be NULL. */
lock_views satisfy_views(arena *a, const file *f);

/* The answer for family.declared.at[spec] on one locked platform (and pixi environment). NOT_ASKED: a
 * selector or marker keeps the entry off this platform, it is a virtual package, or the lock is of a
 * kind that cannot hold it (pip in an @EXPLICIT list). */
typedef struct satisfaction_row {
	ptrdiff_t spec;       /* index into family.declared */
	str platform, environment;
	satisfied answer;
	const file *lock;     /* which of the family's locks has that platform */
	const locked *found;  /* the package that satisfies it, or the one of that name that does not; NULL */
} satisfaction_row;

/* An entry by its place in its file, and whether every platform satisfies it. */
typedef struct spec_cover {
	const file *file;
	ptrdiff_t beg;
	bool covered;
} spec_cover;

typedef struct satisfaction {
	LIST(satisfaction_row) rows; /* by spec, then platform in the lock's order */
	bool complete;               /* every lock and source was read to its end */
	bool locks_read;             /* every lock was, whatever became of the sources */
	bool names_known;            /* no entry is a guess that no lock has */
	lock_views views;            /* of all locks that were read to their end, as the rows go */
	LIST(spec_cover) covers;     /* of the declared entries, by file and place */
	struct reach *graphs;        /* one for each view: ask reach_of (gate/reach.h) */
	arena *a;                    /* which all of this lives in */
} satisfaction;

/* NULL when the family has no lock that was read to its end. */
const satisfaction *satisfy_family(arena *a, const family *f);

/* satisfy_names.c: entries of a pyproject.toml that conda-lock reads, under the names that the family's locks
 * have for them. What is found there is no guess any more; an entry of an extra that no lock has a package of
 * may miss. */
specs satisfy_names(arena *a, const specs *all, const family *f);

/* Whether a lock of a family that holds f satisfies the entry on every platform it is locked for. An
 * entry that no platform asks for is not covered. */
bool satisfy_covers(const side *s, const file *f, const spec *p);

/* Whether one of the packages satisfies a MatchSpec, or a requirement: by conda's match, by packaging's
 * specifier and, where both sides name one, by commit and address. *found (may be NULL) as in a row. */
satisfied satisfy_conda(arena *a, const matchspec *m, const locked_list *packages, const locked **found);
satisfied satisfy_pip(arena *a, const requirement *r, const locked_list *packages, const locked **found);

/* One entry against one view: selectors, markers, virtual packages, and a pip requirement that a conda
 * package of the same library fulfils, as conda-lock and pixi let it. */
satisfied satisfy_entry(arena *a, const spec *s, const lock_view *view, const locked **found);

/* The full commit id of a VCS address: behind the last '@' of the path, or the fragment, which is where pip,
 * conda-lock and pixi write it. Absent without one. */
str locked_commit(str text);

/* Whether an entry counts for the view's platform and environment at all, markers left aside. */
bool satisfy_counts(const spec *s, const lock_view *view);

#endif
