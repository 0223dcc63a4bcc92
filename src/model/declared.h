/* declared: the CUDA that an environment asks for. Apart from probe.h, because the gate reads it from
 * files and the probe takes it from its command line; neither knows the other's nouns. */
#ifndef MODEL_DECLARED_H
#define MODEL_DECLARED_H

#include "base/str.h"

typedef struct declared_cuda {
	int cuda;          /* 12090; 0: nothing declared */
	str source, spec;  /* "environment.yml:12", "cuda-version=12.9"; absent */
} declared_cuda;

#endif
