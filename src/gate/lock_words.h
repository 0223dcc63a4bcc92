/* lock_words: the words that the rules about locks share: what to type, and where a package is locked. */
#ifndef GATE_LOCK_WORDS_H
#define GATE_LOCK_WORDS_H

#include "gate/satisfy.h"

/* The command that makes the family's lock anew from what its files say, paths from the root of the
 * repository, quoted for a shell where they need it. */
str lock_relock(arena *a, const family *f, const file *held);

/* "linux-64", or "linux-64 (test)" for a pixi environment; "its platform" for a list that names none. */
str lock_where(arena *a, str platform, str environment);

/* Texts with ", " between, as they are; more than max of them end in "and N more". */
str lock_join(arena *a, const strs *texts, ptrdiff_t max);

/* The paths of the family's locks ("a, b"), which is one for all kinds but @EXPLICIT lists. */
str lock_paths(arena *a, const family *f);

/* Sources that the lock is made from: the members that are there. */
strs lock_sources(arena *a, const family *f);

#endif
