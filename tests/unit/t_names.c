/* names: conda <-> pip names and the groups that rules speak of. */
#include "rows.h"
#include "spec/names.h"

typedef struct {
	const char *name, *pip, *conda;
} row;

static const row maps[] = {
	{ "torch",                          "torch",                  "pytorch" },
	{ "the first row",                  "annoy",                  "python-annoy" },
	{ "the last row",                   "zope-interface",         "zope.interface" },
	{ "no row: the name itself",        "numpy",                  "numpy" },
	{ "any CUDA of cupy",               "cupy-cuda12x",           "cupy" },
	{ "a wheel of one CUDA",            "nvidia-cudnn-cu12",      "cudnn" },
	{ "a wheel of one CUDA, no row",    "cudf-cu12",              "cudf" },
	{ "cu is not everywhere an ending", "x-cub1",                 "x-cub1" },
	{ "nothing but an ending",          "-cu12",                  "-cu12" },
};

static void test_map(void **state)
{
	const row *r = *state;
	assert_str(names_conda_of_pip(str_of(r->pip)), r->conda);
}

typedef struct {
	const char *name;
	manager mx;
	const char *x;
	manager my;
	const char *y;
	bool same;
} same_row;

static const same_row sames[] = {
	{ "pytorch and torch",               MANAGER_CONDA, "pytorch",       MANAGER_PIP,   "torch",             1 },
	{ "the other way round",             MANAGER_PIP,   "torch",         MANAGER_CONDA, "pytorch",           1 },
	{ "a GPU variant",                   MANAGER_CONDA, "pytorch-gpu",   MANAGER_PIP,   "torch",             1 },
	{ "conda's torch is another thing",  MANAGER_CONDA, "torch",         MANAGER_PIP,   "torch",             0 },
	{ "one name, one manager",           MANAGER_CONDA, "numpy",         MANAGER_CONDA, "numpy",             1 },
	{ "parts of one library in conda",   MANAGER_CONDA, "matplotlib",    MANAGER_CONDA, "matplotlib-base",   0 },
	{ "a part in conda, all from pip",   MANAGER_CONDA, "matplotlib-base", MANAGER_PIP, "matplotlib",        1 },
	{ "separators do not count",         MANAGER_CONDA, "typing_extensions", MANAGER_PIP, "typing-extensions", 1 },
	{ "nor do dots",                     MANAGER_CONDA, "backports.zoneinfo", MANAGER_PIP, "backports-zoneinfo", 1 },
	{ "graphviz is the C library",       MANAGER_CONDA, "graphviz",      MANAGER_PIP,   "graphviz",          0 },
	{ "python-graphviz is the binding",  MANAGER_CONDA, "python-graphviz", MANAGER_PIP, "graphviz",          1 },
	{ "opencv",                          MANAGER_CONDA, "py-opencv",     MANAGER_PIP,   "opencv-python-headless", 1 },
	{ "dgl of one CUDA",                 MANAGER_CONDA, "dgl-cuda11.1",  MANAGER_PIP,   "dgl",               1 },
	{ "ffmpeg is the program",           MANAGER_CONDA, "ffmpeg",        MANAGER_PIP,   "ffmpeg",            0 },
	{ "redis is the server",             MANAGER_CONDA, "redis",         MANAGER_PIP,   "redis",             0 },
	{ "different libraries",             MANAGER_CONDA, "numpy",         MANAGER_PIP,   "scipy",             0 },
};

static void test_same(void **state)
{
	const same_row *r = *state;
	assert_int_equal(names_same(r->mx, str_of(r->x), r->my, str_of(r->y)), r->same);
}

typedef struct {
	const char *name;
	manager m;
	const char *package;
	bool core;
} core_row;

static const core_row cores[] = {
	{ "pytorch",                    MANAGER_CONDA, "pytorch",             1 },
	{ "pytorch-gpu",                MANAGER_CONDA, "pytorch-gpu",         1 },
	{ "torch",                      MANAGER_PIP,   "torch",               1 },
	{ "torch is no conda package",  MANAGER_CONDA, "torch",               0 },
	{ "tensorflow-gpu",             MANAGER_PIP,   "tensorflow-gpu",      1 },
	{ "tensorflow-cpu from conda",  MANAGER_CONDA, "tensorflow-cpu",      1 },
	{ "jaxlib",                     MANAGER_PIP,   "jaxlib",              1 },
	{ "cupy-cuda11x",               MANAGER_PIP,   "cupy-cuda11x",        1 },
	{ "cudatoolkit",                MANAGER_CONDA, "cudatoolkit",         1 },
	{ "cuda-version",               MANAGER_CONDA, "cuda-version",        1 },
	{ "nvidia-cudnn-cu12",          MANAGER_PIP,   "nvidia-cudnn-cu12",   1 },
	{ "nvidia-nccl-cu13",           MANAGER_PIP,   "nvidia-nccl-cu13",    1 },
	{ "CUDA 13's runtime wheel",    MANAGER_PIP,   "nvidia-cuda-runtime", 1 },
	{ "torchvision",                MANAGER_PIP,   "torchvision",         1 },
	{ "numpy",                      MANAGER_CONDA, "numpy",               0 },
	{ "pytorch-lightning",          MANAGER_PIP,   "pytorch-lightning",   0 },
};

static void test_core(void **state)
{
	const core_row *r = *state;
	assert_int_equal(names_is_core(r->m, str_of(r->package)), r->core);
}

/* The table is searched by halves: a row out of order would not be found. */
static void test_table_is_sorted(void **state)
{
	(void)state;
	ptrdiff_t n = 0;
	for (str last = S(""), name; (name = names_pip_row(n)).p; n++, last = name) {
		assert_true(str_cmp(last, name) < 0);
		assert_false(str_eq(names_conda_of_pip(name), name));
	}
	assert_true(n > 50);
}

static void test_groups(void **state)
{
	(void)state;
	assert_true(names_is_tool(S("pip")) && names_is_tool(S("setuptools")) && names_is_tool(S("wheel")));
	assert_false(names_is_tool(S("poetry")));
	assert_true(names_is_python(S("python")));
	assert_false(names_is_python(S("python-dateutil")));
}

int main(void)
{
	const struct CMUnitTest alone[] = { cmocka_unit_test(test_groups),
	                                    cmocka_unit_test(test_table_is_sorted) };
	return RUN_ROWS(test_map, maps) + RUN_ROWS(test_same, sames) + RUN_ROWS(test_core, cores) +
	       cmocka_run_group_tests(alone, NULL, NULL);
}
