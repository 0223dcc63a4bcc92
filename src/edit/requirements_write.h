/* requirements_write: a pip requirements file from an environment file, for the image that is built without conda.
 *
 * The pip part goes over as it is written; of conda's entries those whose pip name is known (spec/names.h), with their
 * version in pip's words. What has none is left out and told: a name that is guessed installs a stranger's package. */
#ifndef EDIT_REQUIREMENTS_WRITE_H
#define EDIT_REQUIREMENTS_WRITE_H

#include "model/env.h"
#include "model/policy.h"

/* An entry that is not in the file. */
typedef struct requirements_left {
	str raw, why;
	int line;           /* in the environment file, 1-based */
} requirements_left;

typedef struct requirements_made {
	str bytes;          /* absent: not done */
	int n;              /* requirements in it */
	LIST(requirements_left) left; /* in file order */
	str why;            /* why it was not done; absent: it was */
} requirements_made;

/* e: read to its end, from a file at e->src->path. path: where the requirements file is going to lie; it may name files
 * of e's folder only if it lies in the same. names: the policy's pairs, before ours. Both paths are from the root of
 * the repository. */
requirements_made requirements_write(arena *a, const env *e, str path, const name_pairs *names);

/* Whether the bytes begin as those above do: only such a file may be written over. */
bool requirements_is_made(str bytes);

/* requirements_version.c: a conda entry's version in pip's words: "==1.26.*", "" for any. Absent where pip has none that
 * mean the same (alternatives, patterns). Pre-releases and post-releases do not count: conda and pip sort them apart. */
str requirements_version(arena *a, const spec *s);

#endif
