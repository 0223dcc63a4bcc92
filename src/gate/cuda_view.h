/* cuda_view: what a whole family says about CUDA, for the rules of cuda/. */
#ifndef GATE_CUDA_VIEW_H
#define GATE_CUDA_VIEW_H

#include "gate/cuda_facts.h"

typedef struct cuda_view {
	cuda_facts facts;    /* of all members, for every platform, in their order */
	const cuda_fact *says_cuda; /* the first that says CUDA; NULL: none does */
	gpu_need gpu;
	bool is_gpu;         /* a GPU is declared: gpu: required, or auto and says_cuda */
} cuda_view;

cuda_view cuda_view_of(arena *a, const family *f);

/* Whether a file's own text is spoken about in this family: a file may be a source of several locks,
 * and what is wrong with it is said once. */
bool cuda_is_home(const side *s, const family *f, const file *member);

#endif
