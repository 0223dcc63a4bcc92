/* sets: how the version sets of two specs relate, decided by asking the exact matchers about
 * witnesses (versions at, just below, just above and between every operand of both). No second
 * interval arithmetic that could disagree with the matchers. */
#ifndef SPEC_SETS_H
#define SPEC_SETS_H

#include "base/arena.h"
#include "model/spec.h"

typedef enum set_relation { SETS_EQUAL, SETS_SUBSET, SETS_SUPERSET, SETS_OVERLAP, SETS_DISJOINT } set_relation;

/* x compared with y, versions only (builds, channels and markers left out). Both must have the same
 * manager and parsed forms. SUBSET: every version of x is in y. A spec that no version satisfies is
 * DISJOINT from all but its like, which it is EQUAL to. Direct URLs are EQUAL or, as nobody knows
 * their versions, OVERLAP; so are specs with too many operands to compare. Pre-releases count. */
set_relation sets_compare(arena *a, const spec *x, const spec *y);

/* Whether one version satisfies all n specs (same manager). Direct URLs contradict nothing; true
 * when there are too many operands to tell. */
bool sets_meet(arena *a, const spec *const *all, ptrdiff_t n);

/* -1, 0, 1 for two versions in the manager's order; unparsable texts compare as bytes. */
int sets_version_cmp(arena *a, manager m, str x, str y);

#endif
