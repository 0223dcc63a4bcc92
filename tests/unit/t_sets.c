/* sets: how the versions of two specs relate, for both managers. Each row is asked both ways round,
 * and sets_meet must agree. */
#include "rows.h"
#include "spec/matchspec.h"
#include "spec/pep508.h"
#include "spec/sets.h"

typedef struct {
	const char *name, *x, *y;
	set_relation relation;
} row;

static const row conda[] = {
	{ "equal texts",                            "numpy=1.26",       "numpy=1.26",        SETS_EQUAL },
	{ "= and .* are one prefix",                "numpy=1.26",       "numpy 1.26.*",      SETS_EQUAL },
	{ "trailing zeros do not count",            "numpy>=0.49",      "numpy>=0.49.0",     SETS_EQUAL },
	{ "nor do they in an exact version",        "numpy==1.26",      "numpy==1.26.0",     SETS_EQUAL },
	{ "no version and *",                       "numpy",            "numpy *",           SETS_EQUAL },
	{ "bounds in another order",                "numpy>=1,<2",      "numpy<2,>=1",       SETS_EQUAL },
	{ "a bound that says nothing",              "numpy>=1,>=0.5",   "numpy>=1",          SETS_EQUAL },
	{ "alternatives in another order",          "numpy 1.1.*|1.3.*", "numpy 1.3.*|1.1.*", SETS_EQUAL },
	{ "a build does not count",                 "numpy=1.26=py39_0", "numpy==1.26",      SETS_EQUAL },
	{ "a channel does not count",               "conda-forge::numpy=1.26", "numpy=1.26", SETS_EQUAL },
	{ "compatible is bounds and a prefix",      "numpy~=1.4.2",     "numpy>=1.4.2,1.4.*", SETS_EQUAL },
	{ "exact lies in its prefix",               "numpy==1.26.4",    "numpy=1.26",        SETS_SUBSET },
	{ "a longer prefix lies in a shorter",      "numpy=1.26.4",     "numpy=1.26",        SETS_SUBSET },
	{ "a prefix is no text prefix",             "numpy=1.2",        "numpy=1.20",        SETS_DISJOINT },
	{ "= takes local versions, == does not",    "pytorch==1.0",     "pytorch=1.0",       SETS_SUBSET },
	{ "anything is a superset",                 "numpy",            "numpy=1.26",        SETS_SUPERSET },
	{ "an upper bound narrows",                 "numpy>=1,<2",      "numpy>=1",          SETS_SUBSET },
	{ "an included bound is wider",             "numpy<=2",         "numpy<2",           SETS_SUPERSET },
	{ "a higher minimum",                       "numpy>=1.2",       "numpy>=1.1",        SETS_SUBSET },
	{ "a hole narrows",                         "numpy>=1,!=1.5",   "numpy>=1",          SETS_SUBSET },
	{ "a prefix hole is a wider hole",          "numpy!=1.5.*",     "numpy!=1.5",        SETS_SUBSET },
	{ "one of two alternatives",                "numpy 1.1.*",      "numpy 1.1.*|1.3.*", SETS_SUBSET },
	{ "an alternative in a gap",                "numpy 1.2.*",      "numpy 1.1.*|1.3.*", SETS_DISJOINT },
	{ "overlapping bounds",                     "numpy>=1,<3",      "numpy>=2,<4",       SETS_OVERLAP },
	{ "bounds that touch outside",              "numpy<2",          "numpy>=2",          SETS_DISJOINT },
	{ "bounds that touch inside",               "numpy<=2",         "numpy>=2",          SETS_OVERLAP },
	{ "two exact versions",                     "numpy==1.26.3",    "numpy==1.26.4",     SETS_DISJOINT },
	{ "an exact version in a hole",             "numpy==1.5",       "numpy!=1.5",        SETS_DISJOINT },
	{ "a prefix raised",                        "cudatoolkit=11.3", "cudatoolkit=11.8",  SETS_DISJOINT },
	{ "a prefix takes letters",                 "openssl=1.1.1a",   "openssl=1.1.1",     SETS_SUBSET },
	{ "1.1.2a lies below 1.1.2",                "openssl=1.1.1",    "openssl>=1.1.1a,<1.1.2", SETS_OVERLAP },
};

static const row pip[] = {
	{ "equal texts",                            "numpy==1.26",      "numpy==1.26",       SETS_EQUAL },
	{ "trailing zeros do not count",            "numpy>=0.49",      "numpy>=0.49.0",     SETS_EQUAL },
	{ "compatible is bounds and a prefix",      "numpy~=1.4.2",     "numpy>=1.4.2,==1.4.*", SETS_EQUAL },
	{ "a prefix as bounds",                     "numpy==1.4.*",     "numpy>=1.4.dev0,<1.5", SETS_EQUAL },
	{ "< leaves out its pre-releases",          "numpy<1.5",        "numpy<1.5.dev0",    SETS_EQUAL },
	{ "without dev releases it is no prefix",   "numpy==1.4.*",     "numpy>=1.4,<1.5",   SETS_SUPERSET },
	{ "epochs",                                 "numpy>=1",         "numpy>=1,<1!0",     SETS_SUPERSET },
	{ "a local version lies in the public one", "torch==2.0.1+cu118", "torch==2.0.1",    SETS_SUBSET },
	{ "two local versions",                     "torch==2.0.1+cu118", "torch==2.0.1+cu121", SETS_DISJOINT },
	{ "identical lies in equal",                "numpy===1.0",      "numpy==1.0",        SETS_SUBSET },
	{ "two spellings are not identical",        "numpy===1.0",      "numpy===1.0.0",     SETS_DISJOINT },
	{ "identical ignores case",                 "numpy===1.0RC1",   "numpy===1.0rc1",    SETS_EQUAL },
	{ "post-releases are not above",            "numpy>1.0",        "numpy>=1.0.post1",  SETS_SUBSET },
	{ "nor in the gap below the next number",   "numpy>1.0",        "numpy>=1.0.1",      SETS_SUPERSET },
	{ "a pre-release lies below",               "numpy>=1.0rc1",    "numpy>=1.0",        SETS_SUPERSET },
	{ "exact in its prefix",                    "numpy==1.26.4",    "numpy==1.26.*",     SETS_SUBSET },
	{ "exact is not its prefix",                "numpy==1.26",      "numpy==1.26.*",     SETS_SUBSET },
	{ "a hole",                                 "numpy!=1.5",       "numpy",             SETS_SUBSET },
	{ "a hole that the bound leaves out",       "numpy>=1.6,!=1.5", "numpy>=1.6",        SETS_EQUAL },
	{ "bounds that touch outside",              "numpy<2",          "numpy>=2",          SETS_DISJOINT },
	{ "bounds that touch inside",               "numpy<=2",         "numpy>=2",          SETS_OVERLAP },
	{ "bounds that contradict hold nothing",    "numpy>2,<1",       "numpy>=1",          SETS_DISJOINT },
	{ "two ways to hold nothing",               "numpy>2,<1",       "numpy==1,!=1",      SETS_EQUAL },
	{ "one URL",                                "x @ file:///a",    "x @ file:///a",     SETS_EQUAL },
	{ "two URLs say nothing",                   "x @ file:///a",    "x @ file:///b",     SETS_OVERLAP },
	{ "a URL and a version say nothing",        "x @ file:///a",    "x==1",              SETS_OVERLAP },
	{ "markers do not count",                   "x==1;os_name=='nt'", "x==1.0",          SETS_EQUAL },
};

static spec conda_spec(arena *a, const char *text)
{
	const matchspec *m = matchspec_parse(a, str_of(text), NULL);
	assert_non_null(m);
	return (spec){ .manager = MANAGER_CONDA, .conda = m, .version = m->version.p ? m->version : S("") };
}

static spec pip_spec(arena *a, const char *text)
{
	const requirement *r = requirement_parse(a, str_of(text), NULL);
	assert_non_null(r);
	return (spec){ .manager = MANAGER_PIP, .pip = r, .version = r->specifier };
}

static set_relation turned(set_relation r)
{
	return r == SETS_SUBSET ? SETS_SUPERSET : r == SETS_SUPERSET ? SETS_SUBSET : r;
}

static void check(arena *a, const row *r, const spec *x, const spec *y)
{
	assert_int_equal(sets_compare(a, x, y), r->relation);
	assert_int_equal(sets_compare(a, y, x), turned(r->relation));
	const spec *both[] = { x, y };
	if (r->relation != SETS_EQUAL)
		assert_int_equal(sets_meet(a, both, 2), r->relation != SETS_DISJOINT);
	assert_int_equal(sets_compare(a, x, x), SETS_EQUAL);
	arena_close(a);
}

static void test_conda(void **state)
{
	const row *r = *state;
	arena *a = arena_open(16 << 20);
	spec x = conda_spec(a, r->x), y = conda_spec(a, r->y);
	check(a, r, &x, &y);
}

static void test_pip(void **state)
{
	const row *r = *state;
	arena *a = arena_open(16 << 20);
	spec x = pip_spec(a, r->x), y = pip_spec(a, r->y);
	check(a, r, &x, &y);
}

typedef struct {
	const char *name;
	manager m;
	const char *texts[4]; /* up to the first NULL */
	bool meet;
} meet_row;

static const meet_row meets[] = {
	{ "one that can be satisfied",              MANAGER_CONDA, { "x>=1" }, 1 },
	{ "one that cannot",                        MANAGER_PIP,   { "x>2,<1" }, 0 },
	{ "no constraint at all",                   MANAGER_PIP,   { "x", "x" }, 1 },
	{ "three that meet in one version",         MANAGER_PIP,   { "x>=1.5", "x<=1.5", "x!=1.4" }, 1 },
	{ "pairs meet, all three do not",           MANAGER_PIP,   { "x>=1,<3", "x<2", "x!=1.*" }, 0 },
	{ "with conda 2a1 is left, which is below 2", MANAGER_CONDA, { "x>=1,<3", "x<2", "x!=1.*" }, 1 },
	{ "pairs meet in conda, all three do not",  MANAGER_CONDA, { "x>=1,<3", "x<1.9", "x!=1.*" }, 0 },
	{ "a gap between two alternatives",         MANAGER_CONDA, { "x 1.1.*|1.3.*", "x>=1.2,<1.2.9" }, 0 },
	{ "only a pre-release is left",             MANAGER_PIP,   { "x<1.0.1", "x>1.0.1.dev3,!=1.0.0" }, 0 },
	{ "a pre-release satisfies",                MANAGER_PIP,   { "x>=1.0rc1", "x<1.0.0.post1", "x!=1.0" }, 1 },
	{ "a URL does not contradict",              MANAGER_PIP,   { "x @ file:///a", "x==1", "x<2" }, 1 },
};

static void test_meet(void **state)
{
	const meet_row *r = *state;
	arena *a = arena_open(16 << 20);
	spec asked[4];
	const spec *all[4];
	ptrdiff_t n = 0;
	for (; n < 4 && r->texts[n]; n++) {
		asked[n] = r->m == MANAGER_PIP ? pip_spec(a, r->texts[n]) : conda_spec(a, r->texts[n]);
		all[n] = &asked[n];
	}
	assert_int_equal(sets_meet(a, all, n), r->meet);
	arena_close(a);
}

typedef struct {
	const char *name;
	manager m;
	const char *x, *y;
	int cmp;
} cmp_row;

static const cmp_row cmps[] = {
	{ "numbers in conda",                     MANAGER_CONDA, "1.9",     "1.10",    -1 },
	{ "numbers in pip",                       MANAGER_PIP,   "1.9",     "1.10",    -1 },
	{ "equal in another spelling",            MANAGER_PIP,   "1.0",     "1",        0 },
	{ "conda's local version with letters",   MANAGER_CONDA, "1.0+a",   "1.0",     -1 },
	{ "pip's local version with letters",     MANAGER_PIP,   "1.0+a",   "1.0",      1 },
	{ "a post-release of conda",              MANAGER_CONDA, "1.0post1", "1.0.1",   1 },
	{ "what is no version compares as bytes", MANAGER_PIP,   "latest",  "1.0",      1 },
};

static void test_cmp(void **state)
{
	const cmp_row *r = *state;
	arena *a = arena_open(1 << 20);
	assert_int_equal(sets_version_cmp(a, r->m, str_of(r->x), str_of(r->y)), r->cmp);
	assert_int_equal(sets_version_cmp(a, r->m, str_of(r->y), str_of(r->x)), -r->cmp);
	arena_close(a);
}

/* Too many operands to compare exactly: the careful answers, and soon. */
static void test_flood(void **state)
{
	(void)state;
	arena *a = arena_open(64 << 20);
	char *p = arena_alloc(a, 3000 * 8 + 1, 1);
	ptrdiff_t n = 0;
	p[n++] = 'x';
	for (int i = 0; i < 3000; i++) {
		str one = arena_printf(a, "%s!=%d", i ? "," : "", i);
		memcpy(p + n, one.p, (size_t)one.n);
		n += one.n;
	}
	const requirement *r = requirement_parse(a, (str){ p, n }, NULL);
	assert_non_null(r);
	spec x = { .manager = MANAGER_PIP, .pip = r, .version = r->specifier };
	spec y = pip_spec(a, "x>=1");
	const spec *both[] = { &x, &y };
	assert_int_equal(sets_compare(a, &x, &y), SETS_OVERLAP);
	assert_int_equal(sets_compare(a, &x, &x), SETS_EQUAL);
	assert_true(sets_meet(a, both, 2));
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest alone[] = { cmocka_unit_test(test_flood) };
	return RUN_ROWS(test_conda, conda) + RUN_ROWS(test_pip, pip) + RUN_ROWS(test_meet, meets) +
	       RUN_ROWS(test_cmp, cmps) + cmocka_run_group_tests(alone, NULL, NULL);
}
