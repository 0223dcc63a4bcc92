/* bounds: the hull of a set of versions, and how two sets relate. Filled by version_spec and pep440. */
#ifndef SPEC_BOUNDS_H
#define SPEC_BOUNDS_H

#include "base/list.h"
#include "base/str.h"

/* One end. version absent: the set is open at this end. For =1.2 and 1.2.* the low end is 1.2,
 * included, and the high end is 1.3, not included. For alternatives (|) the hull of all of them. */
typedef struct bound {
	str version;
	bool included;
} bound;

typedef struct bounds {
	bound low, high;
	bool exact;   /* one version (== or ===): low and high are equal and included */
	bool prefix;  /* one prefix: =1.2, 1.2.*, ==1.2.* */
	bool any;     /* no constraint at all: "" or "*" */
} bounds;

#endif
