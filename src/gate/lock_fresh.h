/* lock_fresh: the packages of a lock that its base has not got just so. */
#ifndef GATE_LOCK_FRESH_H
#define GATE_LOCK_FRESH_H

#include "gate/satisfy.h"

/* In file order. A package is left out when the base has one of the same address, name, part, hashes and
 * number of needs near the same place. Where much was moved about, more are named than are new, and
 * never fewer. base may be NULL: all of them. */
locked_list lock_fresh(arena *a, const lock *now, const lock *base);

#endif
