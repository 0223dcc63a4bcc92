/* pep440: Python versions and specifier sets, as pypa/packaging has them. */
#ifndef SPEC_PEP440_H
#define SPEC_PEP440_H

#include "spec/bounds.h"
#include "spec/refusal.h"

#include "base/arena.h"

typedef struct pep440_version pep440_version; /* opaque, immutable */

const pep440_version *pep440_parse(arena *a, str text, refusal *why);
int pep440_cmp(const pep440_version *x, const pep440_version *y);
str pep440_str(const pep440_version *v); /* normalised text */

/* For reports and vectors. local is absent when there is none. */
typedef struct pep440_parts {
	str public_version, base_version, local;
	bool is_pre, is_post, is_dev;
} pep440_parts;
pep440_parts pep440_split(arena *a, const pep440_version *v);

typedef struct pep440_set pep440_set;

/* NULL when packaging refuses the text; "" is the set of all versions. */
const pep440_set *pep440_set_parse(arena *a, str text, refusal *why);
/* allow_pre: pre-releases satisfy, as pip asks of an installed or locked version. False is
 * packaging's prereleases=False. A text that is no version satisfies only "" and ===. */
bool pep440_set_has(arena *a, const pep440_set *s, str version, bool allow_pre);
str pep440_set_str(const pep440_set *s); /* packaging's sorted text */
bool pep440_set_names_pre(const pep440_set *s);
bool pep440_set_is_empty(const pep440_set *s); /* no specifier at all */
/* The hull; holes (!=) do not count. For ==1.2.* and ~=1.2.3 the high end is 1.3, not included. */
bounds pep440_set_bounds(arena *a, const pep440_set *s);
/* Adds versions that tell this set from others: the first one behind each point where the set
 * begins or ends. Two sets that agree on the witnesses of both are the same set. */
void pep440_set_witnesses(arena *a, const pep440_set *s, strs *out);

#endif
