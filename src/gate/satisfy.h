/* satisfy: whether a lock is what the environment files declare, spec by spec and platform by platform,
 * without a solver. A conda spec is satisfied when conda's own MatchSpec.match accepts a locked
 * package; a pip requirement when its name and version fit (pre-releases allowed). */
#ifndef GATE_SATISFY_H
#define GATE_SATISFY_H

#include "model/side.h"

typedef enum satisfied { SATISFIED, NOT_LOCKED, NOT_SATISFIED, NOT_ASKED } satisfied;

/* The answer for family.declared.at[spec] on one locked platform (and pixi environment). NOT_ASKED: a
 * selector or marker keeps the entry off this platform, or it is a virtual package. */
typedef struct satisfaction_row {
	ptrdiff_t spec;       /* index into family.declared */
	str platform, environment;
	satisfied answer;
	const file *lock;     /* which of the family's locks has that platform */
	const locked *found;  /* the package that satisfies it, or the one of that name that does not; NULL */
} satisfaction_row;

typedef struct satisfaction {
	LIST(satisfaction_row) rows; /* by spec, then platform in the lock's order */
	bool complete;               /* every lock and source was read to its end */
} satisfaction;

/* NULL when the family has no readable lock. */
const satisfaction *satisfy_family(arena *a, const family *f);

/* Whether a lock of a family that holds f satisfies the entry on every platform it is locked for. */
bool satisfy_covers(const side *s, const file *f, const spec *p);

/* The packages of a lock for one platform (and pixi environment) in order of manager and name. */
typedef struct locked_list {
	const locked **at;
	ptrdiff_t n;
} locked_list;
locked_list satisfy_locked(arena *a, const lock *l, str platform, str environment);

#endif
