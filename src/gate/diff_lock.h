/* diff_lock: the semantic difference of two locks: which packages rose, fell, were rebuilt or changed
 * their channel, on which platforms, and which of them somebody asked for. */
#ifndef GATE_DIFF_LOCK_H
#define GATE_DIFF_LOCK_H

#include "model/change.h"
#include "model/side.h"

/* What is compared. base or head may be NULL (a new lock, one that is gone); families say what is
 * declared, and so direct, on each side (NULL: nothing is known, and nothing counts as direct). */
typedef struct lock_pair {
	const file *base, *head;
	const family *base_family, *head_family;
} lock_pair;

/* Appends to *out: one row for what happened to a package, with the platforms it happened on (absent:
 * all that the lock has). The first indirect row of each of CHANGE_LOWERED and of a major step carries in
 * rest how many there are. */
void diff_locks(arena *a, const lock_pair *pair, changes *out);

#endif
