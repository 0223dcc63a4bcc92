/* cuda_framework: see cuda_framework.h.
 *
 * Sorted tables, one for each manager, because a check asks for each entry of each file. The names
 * are those of conda-forge, defaults and the pytorch channel, and those on PyPI. */
#include "spec/cuda_framework.h"

typedef struct row {
	str name;
	framework is;
} row;

static const row conda[] = {
	{ S_INIT("cupy"),               FRAMEWORK_CUPY },
	{ S_INIT("cupy-core"),          FRAMEWORK_CUPY },
	{ S_INIT("jax"),                FRAMEWORK_JAX },
	{ S_INIT("jaxlib"),             FRAMEWORK_JAX },
	{ S_INIT("lib_lightgbm"),       FRAMEWORK_LIGHTGBM },
	{ S_INIT("liblightgbm"),        FRAMEWORK_LIGHTGBM },
	{ S_INIT("libtensorflow"),      FRAMEWORK_TENSORFLOW },
	{ S_INIT("libtensorflow_cc"),   FRAMEWORK_TENSORFLOW },
	{ S_INIT("libtorch"),           FRAMEWORK_PYTORCH },
	{ S_INIT("libxgboost"),         FRAMEWORK_XGBOOST },
	{ S_INIT("lightgbm"),           FRAMEWORK_LIGHTGBM },
	{ S_INIT("onnxruntime"),        FRAMEWORK_ONNXRUNTIME },
	{ S_INIT("onnxruntime-cpp"),    FRAMEWORK_ONNXRUNTIME },
	{ S_INIT("py-xgboost"),         FRAMEWORK_XGBOOST },
	{ S_INIT("py-xgboost-cpu"),     FRAMEWORK_XGBOOST },
	{ S_INIT("py-xgboost-gpu"),     FRAMEWORK_XGBOOST },
	{ S_INIT("pytorch"),            FRAMEWORK_PYTORCH },
	{ S_INIT("pytorch-cpu"),        FRAMEWORK_PYTORCH },
	{ S_INIT("pytorch-gpu"),        FRAMEWORK_PYTORCH },
	{ S_INIT("tensorflow"),         FRAMEWORK_TENSORFLOW },
	{ S_INIT("tensorflow-base"),    FRAMEWORK_TENSORFLOW },
	{ S_INIT("tensorflow-cpu"),     FRAMEWORK_TENSORFLOW },
	{ S_INIT("tensorflow-gpu"),     FRAMEWORK_TENSORFLOW },
	{ S_INIT("xgboost"),            FRAMEWORK_XGBOOST },
};

static const row pip[] = {
	{ S_INIT("cupy"),               FRAMEWORK_CUPY },
	{ S_INIT("jax"),                FRAMEWORK_JAX },
	{ S_INIT("jaxlib"),             FRAMEWORK_JAX },
	{ S_INIT("lightgbm"),           FRAMEWORK_LIGHTGBM },
	{ S_INIT("onnxruntime"),        FRAMEWORK_ONNXRUNTIME },
	{ S_INIT("onnxruntime-gpu"),    FRAMEWORK_ONNXRUNTIME },
	{ S_INIT("tensorflow"),         FRAMEWORK_TENSORFLOW },
	{ S_INIT("tensorflow-cpu"),     FRAMEWORK_TENSORFLOW },
	{ S_INIT("tensorflow-gpu"),     FRAMEWORK_TENSORFLOW },
	{ S_INIT("torch"),              FRAMEWORK_PYTORCH },
	{ S_INIT("xgboost"),            FRAMEWORK_XGBOOST },
	{ S_INIT("xgboost-cpu"),        FRAMEWORK_XGBOOST },
};

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static framework find(const row *rows, int n, str name)
{
	if (!framework_may_be(name))
		return FRAMEWORK_NONE;
	int low = 0, high = n;
	while (low < high) {
		int middle = low + (high - low) / 2;
		int c = str_cmp(rows[middle].name, name);
		if (c == 0)
			return rows[middle].is;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return FRAMEWORK_NONE;
}

framework framework_of_conda(str name)
{
	return find(conda, COUNT(conda), name);
}

framework framework_of_pip(str name)
{
	if (str_starts(name, S("cupy-cuda")))
		return FRAMEWORK_CUPY;
	return find(pip, COUNT(pip), name);
}

const char *framework_name(framework f)
{
	static const char *const names[FRAMEWORK_COUNT] = {
		[FRAMEWORK_NONE] = "",
		[FRAMEWORK_PYTORCH] = "pytorch",
		[FRAMEWORK_TENSORFLOW] = "tensorflow",
		[FRAMEWORK_JAX] = "jax",
		[FRAMEWORK_CUPY] = "cupy",
		[FRAMEWORK_XGBOOST] = "xgboost",
		[FRAMEWORK_LIGHTGBM] = "lightgbm",
		[FRAMEWORK_ONNXRUNTIME] = "onnxruntime",
	};
	return names[f];
}

bool framework_needs_cuda(framework f)
{
	return f == FRAMEWORK_PYTORCH || f == FRAMEWORK_TENSORFLOW || f == FRAMEWORK_JAX;
}

bool framework_is_cpu_name(str name)
{
	return str_ends(name, S("-cpu"));
}
