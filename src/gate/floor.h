/* floor: an organisation's policy (--policy-floor) under a repository's own. The repository may be
 * stricter; where it would loosen, that is a problem, unless the floor lists the key under
 * may-override. What the repository leaves out is the floor's. Pure. */
#ifndef GATE_FLOOR_H
#define GATE_FLOOR_H

#include "model/policy.h"

/* The policy of both. own NULL: the repository has none, and the floor judges alone. Neither may be
 * broken. What would loosen goes to *told, with the place in own, in own's order of keys; the result is
 * then not to be used. The result shares lists with both. */
const policy *floor_merge(arena *a, const policy *own, const policy *floor, problems *told);

#endif
