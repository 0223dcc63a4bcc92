/* contenthash: metadata.content_hash of a conda-lock.yml, computed from its environment files as
 * conda-lock 4.0.2 does (conda_lock/content_hash.py). Says whether the lock was made from these files;
 * for the report only, never a finding: comments do not count for it, and other things do that no
 * environment file holds (virtual packages, options of the command). */
#ifndef READ_CONTENTHASH_H
#define READ_CONTENTHASH_H

#include "model/lock.h"

/* The environment files of one lock in the order of its sources. merged: as a lock merges them, where a
 * later entry of one name takes the earlier one's place, also within one file; false leaves all
 * (conda-lock's parser alone). */
typedef struct hash_input {
	const env *const *of;
	ptrdiff_t n;
	bool merged;
} hash_input;

/* 64 hex digits for one platform. Absent when it cannot be known here: an entry that conda-lock refuses
 * or looks up elsewhere (paths, VCS references), a channel with variables, a platform without default
 * virtual packages, sources whose channels contradict each other. */
str content_hash_of(arena *a, hash_input in, str platform);

/* All platforms of a lock: "same", "differs", or absent when any of them cannot be known. */
str content_hash_word(arena *a, const lock *l, const env *const *sources, ptrdiff_t n);

#endif
