/* names_pip: the way from conda's names to pip's agrees with the way back, and guesses nothing. */
#include "rows.h"

#include "spec/names.h"

typedef struct {
	const char *name, *conda, *pip; /* pip NULL: not known */
} row;

static const row rows[] = {
	{ "another name",                        "pytorch",         "torch" },
	{ "a variant",                           "pytorch-gpu",     "torch" },
	{ "a part",                              "matplotlib-base", "matplotlib" },
	{ "the same name",                       "numpy",           "numpy" },
	{ "several projects: not known",         "opencv",          NULL },
	{ "one for each CUDA: not known",        "cupy",            NULL },
	{ "a program of a Python binding's name", "ffmpeg",         NULL },
	{ "a C library",                         "openssl",         NULL },
	{ "conda's brings more than pip's",      "dask",            NULL },
	{ "no name",                             "",                NULL },
};

static void a_row(void **state)
{
	const row *r = *state;
	str got = names_pip_of_conda(str_of(r->conda));
	assert_int_equal(got.p != NULL, r->pip != NULL);
	if (r->pip)
		assert_str(got, r->pip);
}

static void both_ways_agree(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	ptrdiff_t i = 0, lists = 1;
	for (; names_conda_row(i).p; i++) {
		str conda = names_conda_row(i), pip = names_pip_of_conda(conda);
		if (!names_same(MANAGER_CONDA, conda, MANAGER_PIP, pip))
			fail_msg("%.*s and %.*s are not the same library in names.c", SARG(conda), SARG(pip));
		assert_false(names_is_namesake(pip));
		lists += i > 0 && str_cmp(names_conda_row(i - 1), conda) > 0;
		for (ptrdiff_t k = 0; k < i; k++)
			assert_false(str_eq(names_conda_row(k), conda));
	}
	assert_true(i > 150);
	assert_int_equal(lists, 2); /* each in order */
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest parts[] = { cmocka_unit_test(both_ways_agree) };
	int bad = cmocka_run_group_tests(parts, NULL, NULL);
	return bad + RUN_ROWS(a_row, rows);
}
