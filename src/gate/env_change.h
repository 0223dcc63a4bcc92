/* env_change: the trailers by which commits name what they change in an environment.
 *
 *     Env-Change: [conda:|pip:]NAME [FROM -> TO] [(why)]
 *
 * NAME is a package, or the path of an environment file that is new. FROM and TO may each be left out,
 * not the arrow between; "none" is no entry, "any" an entry without a version. docs/rules/change-undeclared.md
 * is the whole grammar. */
#ifndef GATE_ENV_CHANGE_H
#define GATE_ENV_CHANGE_H

#include "model/change.h"
#include "model/commits.h"

typedef struct declaration {
	str key;         /* the name in the form that both managers' spellings share: the sort key */
	str name;        /* as written, without the manager */
	manager manager; /* MANAGER_NONE: either */
	str from, to;    /* absent where nothing is said */
	str text, oid;   /* the whole value on one line, and its commit (absent: the one to be) */
} declaration;

typedef struct declarations {
	LIST(declaration) named;  /* by key */
	const declaration *star;  /* one that names everything, which counts for nothing; NULL: none */
	const declaration *other; /* one that cannot be read; NULL: none */
} declarations;

/* A package's name as a trailer holds it: an entry without a name is named by its text, without blanks. */
str env_change_name(arena *a, str package);

/* All Env-Change trailers of the commits. */
declarations env_change_read(arena *a, const commits *of);

typedef enum env_change_answer {
	ENV_CHANGE_SAID,
	ENV_CHANGE_NOT_SAID,
	ENV_CHANGE_OTHERWISE, /* the package is named, with other versions: *with is one such trailer */
} env_change_answer;

env_change_answer env_change_find(arena *a, const declarations *all, const change *c,
                                  const declaration **with);

#endif
