/* family: which environment files belong together, and to which lock (product: section 1). Pure. */
#ifndef GATE_FAMILY_H
#define GATE_FAMILY_H

#include "model/side.h"

/* Fills families of both sides, after plan_classify and with files sorted: from the policy, from the
 * locks' own sources (the head's united with the base's, so that a head cannot drop one to escape),
 * else one family for each environment file. base may be NULL. Satisfaction is worked out here too. */
void families_build(arena *a, const policy *p, side *base, side *head);

/* The first family that holds the file, by side order, or NULL. A rule that speaks about one file's
 * text alone does so in this family only. */
const family *family_of(const side *s, const file *f);

/* What the family's kind of lock reads in a member: of a pyproject.toml conda-lock reads other tables than
 * pixi. NULL when nothing was read. */
const env *family_env(const family *f, const file *member);

/* A path that a source of a lock may mean. rank: how many components of the source it keeps; of several
 * that exist the highest rank counts, and two of that rank are a tie, which is never guessed. */
typedef struct source_path {
	str path;
	int rank;
} source_path;
typedef LIST(source_path) source_paths;

/* Relative: the one path from the lock's folder (none when it leaves the tree). Absolute (somebody's
 * machine): its suffixes below the lock's folder and the folders above it, longest first. */
source_paths family_source_paths(arena *a, str lock_path, str source);

/* Which file of a side a source means. NOWHERE: none of its paths is a file there, or it leaves the
 * tree. *out is set for SOURCE_FOUND; a link to a file that is judged itself is that file. */
typedef enum source_answer { SOURCE_FOUND, SOURCE_NOWHERE, SOURCE_TIE } source_answer;
source_answer family_source(arena *a, const side *s, str lock_path, str source, const file **out);

/* Whether a list has no family because the conda-lock.yml beside it is made from the same file. */
bool list_is_beside(arena *a, const side *s, const file *list);

#endif
