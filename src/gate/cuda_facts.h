/* cuda_facts: what environment and requirements files say about CUDA, and which version they
 * declare. */
#ifndef GATE_CUDA_FACTS_H
#define GATE_CUDA_FACTS_H

#include "model/declared.h"
#include "model/side.h"
#include "spec/cuda_names.h"

/* One entry that says something. */
typedef struct cuda_fact {
	cuda_hint hint;
	bool pinned;      /* names that very version: "=12.9", "+cu118"; not ">=12.6" */
	const spec *spec; /* NULL: a pip option */
	str text;         /* the entry in one line, without what may be a password */
	int line;
} cuda_fact;
typedef LIST(cuda_fact) cuda_facts;

/* Entries for Linux, in file order. */
void cuda_facts_of(arena *a, const env *e, cuda_facts *out);

/* The version a file declares; cuda 0 when it names none. Of several the one that the driver has to
 * satisfy: the highest that is named exactly, else the highest. */
declared_cuda cuda_declared_by(arena *a, str path, const env *e);

/* A side's: of the environment files that declare one, the shallowest, environment.yml before
 * others, then by path. *other, if not absent afterwards, is the place of the next one that
 * disagrees. */
declared_cuda cuda_declared(arena *a, const side *s, str *other);

#endif
