/* floor_in: what the two halves of floor share. Private to floor*.c. */
#ifndef GATE_FLOOR_IN_H
#define GATE_FLOOR_IN_H

#include "gate/floor.h"

typedef struct floor_pass {
	arena *a;
	const policy *own, *floor;
	policy *out;
	problems *told;
} floor_pass;

/* Where own says a key; NULL if it leaves it out. */
const policy_key *floor_said(const policy *p, str key);

/* Whether the floor lets a repository loosen the key. */
bool floor_may(const floor_pass *f, str key);

/* One loosening: what it is, and what the floor wants. */
void floor_tell(floor_pass *f, str key, span at, str what, str want);

/* An entry that own's list lacks, or (more) has beyond the floor's. */
void floor_tell_entry(floor_pass *f, const policy_key *k, str text, bool more);

/* The first of some that all have not, or absent. */
str floor_first_missing(arena *a, const strs *some, const strs *all);

/* floor_freeze.c: freezes. */
void floor_freezes(floor_pass *f);

/* floor_parts.c: families, channels, runners, waivers, names, as far as own says them. */
void floor_parts(floor_pass *f);

#endif
