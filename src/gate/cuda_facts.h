/* cuda_facts: what environment and requirements files say about CUDA, and which version they
 * declare. */
#ifndef GATE_CUDA_FACTS_H
#define GATE_CUDA_FACTS_H

#include "model/declared.h"
#include "model/side.h"
#include "spec/cuda_framework.h"

#include <stdint.h>

/* CUDA majors: bit n stands for CUDA n. */
typedef uint64_t cuda_majors;

/* One entry that says something. */
typedef struct cuda_fact {
	cuda_hint hint;
	bool pinned;      /* names that very version: "=12.9", "+cu118"; not ">=12.6" */
	cuda_majors majors; /* that it allows: ">=11.8,<13" 11 and 12; 0: any */
	unsigned platforms; /* platform_bit set */
	const spec *spec; /* NULL: a pip option or a channel */
	const file *file; /* as given by the caller of cuda_facts_add; else NULL */
	str name;         /* the package, the option's name, or the channel */
	bool is_channel;  /* where packages may come from, not one that is asked for */
	span at;
	str text;         /* the entry in one line, without what may be a password */
	int line;
} cuda_fact;
typedef LIST(cuda_fact) cuda_facts;

/* Entries for Linux, in file order. */
void cuda_facts_of(arena *a, const env *e, cuda_facts *out);

/* Appends entries of any of the platforms of a file that is an environment: packages, then pip's
 * options, then channels. */
void cuda_facts_add(arena *a, const file *f, unsigned platforms, cuda_facts *out);

/* The framework that an entry is about; cpuonly, pytorch-cuda and PyTorch's indexes are pytorch's. */
framework cuda_fact_framework(const cuda_fact *f);
framework cuda_framework_of(const spec *s);

/* Of the facts that name a version for Linux the one that the driver has to satisfy: the highest that
 * is named exactly, else the highest. NULL when none does. */
const cuda_fact *cuda_loudest(const cuda_facts *all);

/* The version a file declares; cuda 0 when it names none. Of several the loudest. */
declared_cuda cuda_declared_by(arena *a, str path, const env *e);

/* A side's: of the environment files that declare one, the shallowest, environment.yml before
 * others, then by path. *other, if not absent afterwards, is the place of the next one that
 * disagrees. */
declared_cuda cuda_declared(arena *a, const side *s, str *other);

/* Whether another entry of the file, cuda-version with major and minor, holds the version of s: every conda-forge
 * build of cudatoolkit and of cuda-* asks for that very cuda-version. */
bool cuda_version_holds(const env *e, const spec *s);

#endif
