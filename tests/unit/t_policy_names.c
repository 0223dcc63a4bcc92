/* t_policy_names: names under a policy that adds to the built-in tables. */
#include "rows.h"

#include "gate/policy_names.h"

#define C MANAGER_CONDA
#define P MANAGER_PIP

/* As the reader leaves them: sorted by pip's name. */
static name_pair pairs[] = {
	{ S_INIT("our-lib"), S_INIT("python-our-lib") },
	{ S_INIT("our-torch"), S_INIT("pytorch") },
	{ S_INIT("tables"), S_INIT("our-tables") },
};
static str core[] = { S_INIT("flash-attn"), S_INIT("our_gpu"), S_INIT("our-lib") };
static const policy ours = { .names = { pairs, 3, 3 }, .core = { core, 3, 3 } };

typedef struct same_row {
	const char *name;
	manager mx;
	const char *x;
	manager my;
	const char *y;
	bool same;
} same_row;

static const same_row same_rows[] = {
	{ "a pair of the policy", P, "our-lib", C, "python-our-lib", true },
	{ "spelled otherwise", C, "Python_Our.Lib", P, "our-lib", true },
	{ "the pip name itself is no conda name then", P, "our-lib", C, "our-lib", false },
	{ "a pair that leads to a variant", P, "our-torch", C, "pytorch-gpu", true },
	{ "the policy is stronger than the table", P, "tables", C, "pytables", false },
	{ "a pair of the table", P, "torch", C, "pytorch", true },
	{ "one manager, two names", C, "our-lib", C, "python-our-lib", false },
};

static void compares(void **state)
{
	const same_row *r = *state;
	assert_int_equal(policy_same_library(&ours, r->mx, str_of(r->x), r->my, str_of(r->y)), r->same);
}

typedef struct core_row {
	const char *name;
	manager m;
	const char *package;
	bool core;
} core_row;

static const core_row core_rows[] = {
	{ "a name of the policy", C, "flash-attn", true },
	{ "under pip", P, "flash-attn", true },
	{ "spelled otherwise", P, "our-gpu", true },
	{ "a pip name of the policy, as conda calls it", C, "python-our-lib", true },
	{ "what a pair calls pytorch", P, "our-torch", true },
	{ "a built-in one", P, "torch", true },
	{ "none of them", C, "numpy", false },
	{ "a longer name", C, "flash-attn-extra", false },
};

static void knows_core(void **state)
{
	const core_row *r = *state;
	assert_int_equal(policy_is_core(&ours, r->m, str_of(r->package)), r->core);
}

static void finds_pairs(void **state)
{
	(void)state;
	assert_str(policy_conda_of_pip(&ours, S("our-lib")), "python-our-lib");
	assert_str(policy_conda_of_pip(&ours, S("tables")), "our-tables");
	assert_str(policy_conda_of_pip(&ours, S("cudf-cu12")), "cudf");
	assert_str(policy_conda_of_pip(&(policy){ 0 }, S("tables")), "pytables");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(finds_pairs) };
	return RUN_ROWS(compares, same_rows) + RUN_ROWS(knows_core, core_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
