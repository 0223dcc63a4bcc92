/* t_cuda_names: builds, names, extras and addresses of real files; and none is both CUDA and CPU. */
#include "spec/cuda_framework.h"

#include "rows.h"

#include <stdio.h>

/* want: "cuda", "cuda 11.8", "cuda 12.x" (major only), "cpu", "other", "-". */
typedef struct { const char *name, *text, *want; } row;

static const row builds[] = {
	{ "conda-forge before 2023",        "cuda112py39h867d1ad_201",              "cuda 11.2" },
	{ "the same without python",        "cuda112h7a395e5_2",                    "cuda 11.2" },
	{ "conda-forge now",                "cuda129_mkl_py312_h2ff76c1_300",       "cuda 12.9" },
	{ "libtorch",                       "cuda129_mkl_hf5f578d_300",             "cuda 12.9" },
	{ "noarch",                         "cuda129_pyha75543c_0",                 "cuda 12.9" },
	{ "tensorflow",                     "cuda129py312ha3fd0c4_252",             "cuda 12.9" },
	{ "libarrow",                       "h2937f24_4_cuda",                      "cuda" },
	{ "pyarrow",                        "py312hc62261d_1_cuda",                 "cuda" },
	{ "pytorch channel",                "py3.10_cuda11.8_cudnn8_0",             "cuda 11.8" },
	{ "pytorch channel with patches",   "py3.7_cuda10.1.243_cudnn7.6.3_0",      "cuda 10.1" },
	{ "torchvision",                    "py38_cu118",                           "cuda 11.8" },
	{ "defaults",                       "gpu_py39h29c2da4_0",                   "cuda" },
	{ "rapids, major only",             "cuda13_cp311_abi3_a1b2c3d_0",          "cuda 13.x" },
	{ "old cudnn",                      "cuda10.1_0",                           "cuda 10.1" },
	{ "a mutex",                        "cuda",                                 "cuda" },
	{ "a numbered mutex",               "gpu_0",                                "cuda" },
	{ "cpu of conda-forge",             "cpu_py311hc0fb0b9_0",                  "cpu" },
	{ "cpu with mkl",                   "cpu_mkl_py312_h0_100",                 "cpu" },
	{ "cpu, generic",                   "cpu_generic_h0_0",                     "cpu" },
	{ "cpu of a library",               "cpu_h2ebb00f_0",                       "cpu" },
	{ "cpu of arrow",                   "h773bc41_4_cpu",                       "cpu" },
	{ "cpu of the pytorch channel",     "py3.9_cpu_0",                          "cpu" },
	{ "cpu of defaults",                "cpu_py38hab5cca8_0",                   "cpu" },
	{ "tensorflow with mkl",            "mkl_py39hb9fcb14_0",                   "cpu" },
	{ "tensorflow with eigen",          "eigen_py39h0123abc_0",                 "cpu" },
	{ "the cpu mutex",                  "cpu",                                  "cpu" },
	{ "cudatoolkit says nothing",       "h4ba93d1_13",                          "-" },
	{ "cudnn says nothing",             "hbcb9cd8_0",                           "-" },
	{ "cupy says nothing",              "py39h499daff_0",                       "-" },
	{ "old jaxlib says nothing",        "py38h578d9bd_0",                       "-" },
	{ "numpy built with mkl",           "mkl_py39h12_0",                        "-" },
	{ "openblas",                       "openblas",                             "-" },
	{ "letters behind cuda",            "cudann_0",                             "-" },
	{ "too many digits",                "cuda12345_0",                          "-" },
	{ "nothing",                        "",                                     "-" },
};

static const row globs[] = {
	{ "a major",                        "cuda12*",                              "cuda 12.x" },
	{ "a version in the middle",        "*cuda112*",                            "cuda 11.2" },
	{ "any",                            "*cuda*",                               "cuda" },
	{ "any at the front",               "cuda*",                                "cuda" },
	{ "any at the end",                 "*_cuda",                               "cuda" },
	{ "an open digit",                  "cuda1*",                               "cuda" },
	{ "dotted",                         "py3.10_cuda11.8*",                     "cuda 11.8" },
	{ "three digits",                   "cuda129*",                             "cuda 12.9" },
	{ "gpu",                            "gpu_*",                                "cuda" },
	{ "cpu",                            "*cpu*",                                "cpu" },
	{ "cpu at the front",               "cpu_*",                                "cpu" },
	{ "an exact build",                 "cuda112py39h867d1ad_201",              "cuda 11.2" },
	{ "mpi",                            "nompi_*",                              "-" },
	{ "any build",                      "*",                                    "-" },
};

static const row locals[] = {
	{ "built on torch 1.13",            "pt113cu117",                           "cuda 11.7" },
	{ "built on torch 2.8, dotted",     "pt28.cu129",                           "cuda 12.9" },
	{ "jaxlib",                         "cuda11.cudnn82",                       "cuda 11.x" },
	{ "flash-attn",                     "cu122torch2.3cxx11abifalse",           "cuda 12.2" },
	{ "built on torch without a GPU",   "pt113cpu",                             "cpu" },
	{ "torch",                          "cu118",                                "cuda 11.8" },
	{ "torch 12",                       "cu124",                                "cuda 12.4" },
	{ "old torch",                      "cu92",                                 "cuda 9.2" },
	{ "more behind it",                 "cu121.post1",                          "cuda 12.1" },
	{ "cpu",                            "cpu",                                  "cpu" },
	{ "rocm",                           "rocm6.2",                              "other" },
	{ "xpu",                            "xpu",                                  "other" },
	{ "a commit",                       "cuba1234",                             "-" },
	{ "other",                          "local",                                "-" },
	{ "digits and letters",             "cu12a",                                "-" },
};

static const row addresses[] = {
	{ "a page of links for torch",      "https://data.pyg.org/whl/torch-2.3.0+cu121.html", "cuda 12.1" },
	{ "the same, coded",                "https://h.org/whl/torch-1.13.1%2Bcu117.html", "cuda 11.7" },
	{ "a wheel built on torch",         "https://h.org/x/fvdb_core-0.3.0%2Bpt28.cu129-cp312-cp312-linux_x86_64.whl", "cuda 12.9" },
	{ "an index",                       "https://download.pytorch.org/whl/cu118",         "cuda 11.8" },
	{ "with a slash",                   "https://download.pytorch.org/whl/cu118/",        "cuda 11.8" },
	{ "test",                           "https://download.pytorch.org/whl/test/cu128",    "cuda 12.8" },
	{ "nightly",                        "https://download.pytorch.org/whl/nightly/cu132", "cuda 13.2" },
	{ "cpu",                            "https://download.pytorch.org/whl/cpu",           "cpu" },
	{ "rocm",                           "https://download.pytorch.org/whl/rocm6.2",       "other" },
	{ "a page of links",                "https://download.pytorch.org/whl/torch_stable.html", "-" },
	{ "a wheel",  "https://h.org/whl/cu118/torch-2.0.1%2Bcu118-cp310-cp310-linux_x86_64.whl", "cuda 11.8" },
	{ "a wheel elsewhere", "https://h.org/w/torch-2.0.1+cu124-cp310-cp310-linux_x86_64.whl", "cuda 12.4" },
	{ "a wheel with a hash", "https://h.org/w/torch-2.0.1%2bcu124-cp310-none-any.whl#sha256=00", "cuda 12.4" },
	{ "PyPI",                           "https://pypi.org/simple",                        "-" },
	{ "whl twice",                      "https://h.org/whl/x/whl/cu121",                  "cuda 12.1" },
	{ "whl at the end",                 "https://h.org/whl/",                             "-" },
};

static const row channels[] = {
	{ "nvidia's label",                 "nvidia/label/cuda-11.8.0",             "cuda 11.8" },
	{ "the same as an address",         "https://conda.anaconda.org/nvidia/label/cuda-12.1.1", "cuda 12.1" },
	{ "dgl's",                          "dglteam/label/cu118",                  "cuda 11.8" },
	{ "dgl's with torch's version",     "dglteam/label/th24_cu121",             "cuda 12.1" },
	{ "another label",                  "conda-forge/label/jaxlib_rc",          "-" },
	{ "no label",                       "nvidia",                               "-" },
	{ "a channel of that name",         "cuda-11.8",                            "-" },
};

static const row conda_names[] = {
	{ "dgl",                            "dgl-cuda11.1",                         "cuda 11.1" },
	{ "magma",                          "magma-cuda118",                        "cuda 11.8" },
	{ "the selector",                   "pytorch-cuda",                         "-" },
	{ "a part",                         "x-cuda-y",                             "-" },
	{ "the toolkit",                    "cuda-nvcc",                            "-" },
};

static const row images[] = {
	{ "nvidia/cuda",                    "nvidia/cuda 11.8.0-devel-ubuntu22.04", "cuda 11.8" },
	{ "in a registry",                  "nvcr.io/nvidia/cuda 12.4.1-base",      "cuda 12.4" },
	{ "pytorch",                        "pytorch/pytorch 2.1.0-cuda12.1-cudnn8-runtime", "cuda 12.1" },
	{ "short",                          "me/train cu118-py310",                 "cuda 11.8" },
	{ "NGC says no CUDA",               "nvcr.io/nvidia/pytorch 24.05-py3",     "-" },
	{ "python",                         "python 3.12-slim",                     "-" },
	{ "latest",                         "nvidia/cuda latest",                   "-" },
	{ "a word that starts alike",       "me/app cucumber-12",                   "-" },
};

static const row pip_names[] = {
	{ "runtime of 12",                  "nvidia-cuda-runtime-cu12",             "cuda 12.x" },
	{ "cudnn of 13",                    "nvidia-cudnn-cu13",                    "cuda 13.x" },
	{ "cupy for any 12",                "cupy-cuda12x",                         "cuda 12.x" },
	{ "cupy for 11.0",                  "cupy-cuda110",                         "cuda 11.0" },
	{ "cupy for 9.2",                   "cupy-cuda92",                          "cuda 9.2" },
	{ "rapids",                         "cudf-cu12",                            "cuda 12.x" },
	{ "runtime of 13 has no suffix",    "nvidia-cuda-runtime",                  "-" },
	{ "cupy itself",                    "cupy",                                 "-" },
	{ "a name that ends alike",         "tofu-cu",                              "-" },
	{ "copper",                         "atoms-cu2",                            "-" },
	{ "a version and an x",             "cupy-cuda110x",                        "-" },
};

static const row extras[] = {
	{ "jax for 12",                     "jax cuda12",                           "cuda 12.x" },
	{ "jax from pip",                   "jax cuda12-pip",                       "cuda 12.x" },
	{ "jax with a local toolkit",       "jax cuda13-local",                     "cuda 13.x" },
	{ "jax with a cudnn",               "jax cuda11-cudnn82",                   "cuda 11.x" },
	{ "jax, older",                     "jax cuda",                             "cuda" },
	{ "jax for a CPU",                  "jax cpu",                              "-" },
	{ "tensorflow",                     "tensorflow and-cuda",                  "cuda" },
	{ "another project",                "flax cuda12",                          "-" },
	{ "another extra",                  "jax cuda12-other",                     "-" },
};

static str said(cuda_hint h, char *buffer, size_t size)
{
	static const char *const words[] = { "-", "cuda", "cpu", "other" };
	if (!h.cuda)
		snprintf(buffer, size, "%s", words[h.variant]);
	else if (h.major_only)
		snprintf(buffer, size, "cuda %d.x", h.cuda / 1000);
	else
		snprintf(buffer, size, "cuda %s", cuda_name(h.cuda).at);
	return str_of(buffer);
}

#define TESTS_OF(fn, call)                                          \
	static void fn(void **state)                                \
	{                                                           \
		const row *r = *state;                              \
		char buffer[32];                                    \
		str text = str_of(r->text);                         \
		assert_str(said(call, buffer, sizeof buffer), r->want); \
	}

TESTS_OF(test_build, cuda_build(text))
TESTS_OF(test_glob, cuda_build_glob(text))
TESTS_OF(test_local, cuda_local(text))
TESTS_OF(test_address, cuda_address(text))
TESTS_OF(test_pip_name, cuda_pip_name(text))
TESTS_OF(test_extra, cuda_extra(str_head(text, str_find_byte(text, ' ')),
                                str_from(text, str_find_byte(text, ' ') + 1)))

TESTS_OF(test_channel, cuda_channel(text))
TESTS_OF(test_conda_name, cuda_conda_name(text))
TESTS_OF(test_image, cuda_image(str_head(text, str_find_byte(text, ' ')),
                                str_from(text, str_find_byte(text, ' ') + 1)))

typedef struct { const char *name, *text; bool pip; cuda_package want; } package_row;

static const package_row packages[] = {
	{ "cuda-version",                   "cuda-version",             false, PACKAGE_SELECTOR },
	{ "cudatoolkit",                    "cudatoolkit",              false, PACKAGE_SELECTOR },
	{ "pytorch-cuda",                   "pytorch-cuda",             false, PACKAGE_SELECTOR },
	{ "cuda-toolkit",                   "cuda-toolkit",             false, PACKAGE_TOOLKIT },
	{ "cuda-nvcc",                      "cuda-nvcc",                false, PACKAGE_TOOLKIT },
	{ "cudnn's number is its own",      "cudnn",                    false, PACKAGE_GPU },
	{ "pytorch",                        "pytorch",                  false, PACKAGE_OTHER },
	{ "pip runtime of 12",              "nvidia-cuda-runtime-cu12", true,  PACKAGE_TOOLKIT },
	{ "pip runtime of 13",              "nvidia-cuda-runtime",      true,  PACKAGE_TOOLKIT },
	{ "pip cudnn",                      "nvidia-cudnn-cu13",        true,  PACKAGE_GPU },
	{ "pip cuda-python",                "cuda-python",              true,  PACKAGE_OTHER },
};

static void test_package(void **state)
{
	const package_row *r = *state;
	str name = str_of(r->text);
	assert_int_equal(r->pip ? cuda_pip_package(name) : cuda_conda_package(name), r->want);
}

typedef struct { const char *name, *text; bool pip; framework want; } framework_row;

static const framework_row frameworks[] = {
	{ "pytorch",                        "pytorch",       false, FRAMEWORK_PYTORCH },
	{ "its library",                    "libtorch",      false, FRAMEWORK_PYTORCH },
	{ "conda's torch is another",       "torch",         false, FRAMEWORK_NONE },
	{ "pip's torch",                    "torch",         true,  FRAMEWORK_PYTORCH },
	{ "the first row",                  "cupy",          false, FRAMEWORK_CUPY },
	{ "the last row",                   "xgboost",       false, FRAMEWORK_XGBOOST },
	{ "cupy of one CUDA",               "cupy-cuda12x",  true,  FRAMEWORK_CUPY },
	{ "arrow is none",                  "libarrow",      false, FRAMEWORK_NONE },
	{ "the last row of pip",            "xgboost-cpu",   true,  FRAMEWORK_XGBOOST },
};

static void test_framework(void **state)
{
	const framework_row *r = *state;
	str name = str_of(r->text);
	assert_int_equal(r->pip ? framework_of_pip(name) : framework_of_conda(name), r->want);
}

int main(void)
{
	return RUN_ROWS(test_build, builds) + RUN_ROWS(test_glob, globs) + RUN_ROWS(test_local, locals) +
	       RUN_ROWS(test_address, addresses) + RUN_ROWS(test_pip_name, pip_names) +
	       RUN_ROWS(test_channel, channels) + RUN_ROWS(test_conda_name, conda_names) +
	       RUN_ROWS(test_image, images) + RUN_ROWS(test_framework, frameworks) +
	       RUN_ROWS(test_extra, extras) + RUN_ROWS(test_package, packages);
}
