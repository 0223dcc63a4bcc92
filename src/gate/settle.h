/* settle: the steps between findings and a report, one file each. Only settle.c calls them.
 *
 * A mark is a finding and what was decided about it. Findings themselves are never changed: the
 * same ones may be settled again against another side. Pointers are into settle_input's lists. */
#ifndef GATE_SETTLE_H
#define GATE_SETTLE_H

#include "gate/judge.h"

typedef struct mark {
	const finding *f;
	finding_state state;
	bool copied, fails;
	bool silenced;  /* a more specific finding speaks for it */
	bool waived;    /* a suppression excuses it: it does not fail */
	const suppression *waiver; /* that one, or the best of those without effect; NULL: none covers it */
	str more_hint;  /* why it has no effect; absent otherwise */
	str was;        /* evidence at base under the same identity; absent otherwise */
	rule_ids also;
} mark;
typedef LIST(mark) marks;

/* Whether path was asked for by the paths given after "--" (none: every path). */
bool settle_wants(const settle_input *in, str path);

/* Marks every head finding that counts, and appends to *fixed the base findings that are gone.
 * in->base must not be NULL. */
void ratchet(arena *a, const settle_input *in, marks *head, marks *fixed);

/* Ignores and waivers: sets waived, waiver and more_hint of every mark, the first n_side of which are
 * about a side and the others about the change; appends marks for promises that match nothing, and
 * notes. */
void waive(arena *a, const settle_input *in, marks *all, ptrdiff_t n_side, report *out);

/* One spec, one finding: sets silenced and also. Reorders nothing. */
void merge_marks(arena *a, marks *all);

/* Notes on what lay before the run and was not judged: locks, and requirements that pip options name. */
void tell_uncovered(arena *a, const settle_input *in, notes *out);

/* Rows for the report, in its order, more than ten of one kind folded into one. */
void fold(arena *a, const marks *all, findings *out);

#endif
