/* envfile: environment.yml (and its siblings) from bytes to env. */
#ifndef READ_ENVFILE_H
#define READ_ENVFILE_H

#include "model/env.h"

/* Variables that ${X} may name. In the gate the table is empty and ${X} stays text; only the
 * conformance runner fills it. */
typedef struct variables {
	const struct variable { str name, value; } *at;
	ptrdiff_t n;
} variables;

/* Never fails: problems say what is wrong, and what conda or pip would refuse is no spec. src->bytes
 * must not be absent. *out lives in a. */
const env *envfile_read(arena *a, const source *src, variables vars);

/* The same, beside the file's other side, already read into an arena that lives as long as a: an
 * entry with the same text takes over what was parsed there. Changes nothing but the time. twin may
 * be NULL. */
const env *envfile_read_beside(arena *a, const source *src, const env *twin);

/* Whether text is an environment file by content: a mapping with a dependencies list. Cheap. */
bool envfile_is_environment(const env *e);

#endif
