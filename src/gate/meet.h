/* meet: how the version sets of two entries relate, asked as often as a file has entries. */
#ifndef GATE_MEET_H
#define GATE_MEET_H

#include "spec/sets.h"

/* sets_compare without lasting memory: an answer costs some 20 KiB on the way, which 10,000 of them would
 * turn into the whole budget. Equal texts are EQUAL unasked. */
set_relation meet_relation(const spec *x, const spec *y);

/* sets_meet, likewise. */
bool meet_all(const spec *const *all, ptrdiff_t n);

/* Whether an entry has a version that can be compared: parsed, named, pinned at least on one side, and no
 * direct reference. */
bool meet_has_set(const spec *s);

#endif
