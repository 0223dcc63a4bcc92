/* cuda_framework: the libraries that people want on the GPU, under all names their parts have. A
 * "_cpu" build of anything else (libarrow, OpenVINO's plugins) says nothing about an environment. */
#ifndef SPEC_CUDA_FRAMEWORK_H
#define SPEC_CUDA_FRAMEWORK_H

#include "spec/cuda_names.h"

typedef enum framework {
	FRAMEWORK_NONE,
	FRAMEWORK_PYTORCH, FRAMEWORK_TENSORFLOW, FRAMEWORK_JAX, FRAMEWORK_CUPY,
	FRAMEWORK_XGBOOST, FRAMEWORK_LIGHTGBM, FRAMEWORK_ONNXRUNTIME,
	FRAMEWORK_COUNT
} framework;

const char *framework_name(framework f); /* "pytorch"; "" for none */

/* False: no framework begins with these two letters. Here, because a check asks for each entry of each
 * file, and nearly all names end here. */
static inline bool framework_may_be(str name)
{
	char second = name.n > 2 ? name.p[1] : '\0';
	switch (name.n > 2 ? name.p[0] : '\0') {
	case 'c':
		return second == 'u';
	case 'j':
		return second == 'a';
	case 'l':
		return second == 'i';
	case 'o':
		return second == 'n';
	case 'p':
		return second == 'y';
	case 't':
		return second == 'e' || second == 'o';
	case 'x':
		return second == 'g';
	default:
		return false;
	}
}

/* By conda's name (lower case) and by pip's (normalised). A wrapper and its library are one. */
framework framework_of_conda(str name);
framework framework_of_pip(str name);

/* Is useless without a GPU build to most who ask for it, so that one without any word of CUDA is
 * worth a remark: pytorch, tensorflow, jax. Cupy has no other build; the rest are CPU libraries
 * first. */
bool framework_needs_cuda(framework f);

/* A name that is the CPU build: pytorch-cpu, tensorflow-cpu, py-xgboost-cpu. */
bool framework_is_cpu_name(str name);

#endif
