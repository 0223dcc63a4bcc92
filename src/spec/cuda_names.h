/* cuda_names: what the names, builds and addresses of packages say about CUDA. Plain matchers
 * over the forms seen in real files: tests/unit/t_cuda_names.c lists them. No allocation, no
 * PCRE2. */
#ifndef SPEC_CUDA_NAMES_H
#define SPEC_CUDA_NAMES_H

#include "spec/cuda_version.h"

typedef enum cuda_variant {
	VARIANT_NONE,  /* says nothing */
	VARIANT_CUDA,
	VARIANT_CPU,
	VARIANT_OTHER  /* ROCm, XPU: a GPU, but not CUDA */
} cuda_variant;

typedef struct cuda_hint {
	cuda_variant variant;
	int cuda;        /* 11080; 0: CUDA, but it does not say which */
	bool major_only; /* cuda is 12000 because only "12" stands there */
} cuda_hint;

/* Digits as package names have them: "118" 11.8, "1210" 12.10, "92" 9.2; "10" to "59" are a
 * major. */
cuda_hint cuda_digits(str digits);

/* A conda build string: "cuda129_mkl_py312_h2ff76c1_300", "cpu_py311hc0fb0b9_0",
 * "py3.10_cuda11.8_cudnn8_0". */
cuda_hint cuda_build(str build);

/* A build as a spec asks for it, with stars: "cuda12*", "*cuda112*", "*cpu*". Exact ones also. */
cuda_hint cuda_build_glob(str build);

/* A wheel's local version: "cu118", "cpu", "rocm6.2", "xpu", also with more behind it
 * ("cu121.post1") or torch's version before it ("pt113cu117"). */
cuda_hint cuda_local(str local);

/* A pip index, page of links or wheel address: ".../whl/cu118", ".../whl/nightly/cu132/",
 * ".../whl/torch-1.13.1+cu117.html", ".../torch-2.1.0%2Bcu118-...". */
cuda_hint cuda_address(str url);

/* A conda channel whose label is of one CUDA: "nvidia/label/cuda-11.8.0", "dglteam/label/th24_cu121". */
cuda_hint cuda_channel(str channel);

/* A container image: its name ("nvidia/cuda") and tag ("12.1.0-devel-ubuntu22.04",
 * "2.1.0-cuda12.1-cudnn8-runtime", "cu118-py310"). tag may be absent. */
cuda_hint cuda_image(str name, str tag);

/* A conda name that carries its CUDA: "dgl-cuda11.1", "magma-cuda118". */
cuda_hint cuda_conda_name(str name);

/* A pip name, normalised: "nvidia-cudnn-cu12", "cupy-cuda12x", "cupy-cuda110". */
cuda_hint cuda_pip_name(str name);

/* A pip extra, normalised, of that project: jax[cuda12], jax[cuda12-pip], tensorflow[and-cuda]. */
cuda_hint cuda_extra(str project, str extra);

/* What a conda or pip package's own version says about CUDA. */
typedef enum cuda_package {
	PACKAGE_OTHER,
	PACKAGE_SELECTOR, /* made to choose it: cuda-version, cudatoolkit, pytorch-cuda */
	PACKAGE_TOOLKIT, /* has the toolkit's number: cuda-nvcc, nvidia-cuda-runtime-cu12 */
	PACKAGE_GPU /* GPU for certain, the number is another's: cudnn, pytorch-gpu, cuda-python */
} cuda_package;

cuda_package cuda_conda_package(str name);

/* A conda package that is the runtime, or has exactly its version: pytorch-cuda, cuda-cudart. */
bool cuda_is_runtime(str name);
cuda_package cuda_pip_package(str name); /* normalised */

#endif
