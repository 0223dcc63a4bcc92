/* conda_version: what a reader should know about conda's order; the whole of it is in the
 * conformance vectors (version_order.jsonl). */
#include "spec/conda_version.h"

#include "rows.h"

#include <stdio.h>

typedef struct {
	const char *name, *a, *b;
	int want;
} order_row;

static const order_row orders[] = {
	{ "numbers compare as numbers",            "1.10",     "1.9",      1 },
	{ "trailing zeros do not matter",          "1.0.0",    "1",        0 },
	{ "letters come before nothing",           "1.0a1",    "1.0",      -1 },
	{ "dev comes first",                       "1.0dev1",  "1.0a1",    -1 },
	{ "post comes last",                       "1.0.1",    "1.0post1", -1 },
	{ "a part that begins with letters has a 0", "1.1.a1", "1.1.0a1",  0 },
	{ "develop is plain letters",              "1.0develop", "1.0dev", 1 },
	{ "the openssl underscore",                "1.0.1_",   "1.0.1a",   -1 },
	{ "a local part with letters sorts low",   "1.0+a",    "1.0",      -1 },
	{ "a local part with a number sorts high", "1.0+1",    "1.0",      1 },
	{ "an epoch beats everything",             "1!0.1",    "2024.1",   1 },
	{ "case does not matter",                  "1.0RC1",   "1.0rc1",   0 },
	{ "a dash is an underscore",               "1-2",      "1_2",      0 },
	{ "numbers have no size",
	  "1.99999999999999999999999999999999", "1.100000000000000000000000000000000", -1 },
	{ "leading zeros do not count",            "1.007",    "1.7",      0 },
	{ "stars come before dev",                 "1.0*",     "1.0dev",   -1 },
};

static void test_order(void **state)
{
	const order_row *r = *state;
	arena *m = arena_open(1 << 20);
	const conda_version *x = conda_version_parse(m, str_of(r->a), NULL);
	const conda_version *y = conda_version_parse(m, str_of(r->b), NULL);
	assert_non_null(x);
	assert_non_null(y);
	assert_int_equal(conda_version_cmp(x, y), r->want);
	assert_int_equal(conda_version_cmp(y, x), -r->want);
	arena_close(m);
}

typedef struct {
	const char *name, *version, *prefix;
	int want;
} starts_row;

static const starts_row starts[] = {
	{ "the version itself",                     "1.2",      "1.2",   1 },
	{ "something longer",                       "1.2.5",    "1.2",   1 },
	{ "a pre-release of it",                    "1.2a1",    "1.2",   1 },
	{ "not a longer number",                    "1.20",     "1.2",   0 },
	{ "text is a prefix of text",               "1.1alpha", "1.1a",  1 },
	{ "a number is no prefix of a number",      "1.1a10",   "1.1a1", 0 },
	{ "a shorter version ends in zeros",        "1",        "1.0",   1 },
	{ "a local part is beyond the prefix",      "1.0+cu118", "1.0",  1 },
	{ "a local part in the prefix must match",  "1.0+cu118", "1.0+cu11", 0 },
	{ "an epoch is part of it",                 "1!1.2",    "1.2",   0 },
};

static void test_starts(void **state)
{
	const starts_row *r = *state;
	arena *m = arena_open(1 << 20);
	const conda_version *x = conda_version_parse(m, str_of(r->version), NULL);
	const conda_version *y = conda_version_parse(m, str_of(r->prefix), NULL);
	assert_int_equal(conda_version_starts(x, y), r->want);
	arena_close(m);
}

typedef struct {
	const char *name, *text;
	const char *str, *why; /* one of the two */
	int at;
} parse_row;

static const parse_row parses[] = {
	{ "lower case and underscores",        " 1.0-RC1 ", "1.0_rc1", NULL, 0 },
	{ "a no-break space is space",         "1.0\xc2\xa0", "1.0", NULL, 0 },
	{ "a Kelvin sign is a k",              "1.0\xe2\x84\xaa", "1.0k", NULL, 0 },
	{ "nothing",                           "  ",     NULL, "empty version string", 0 },
	{ "a space inside",                    "1 .0",   NULL, "invalid character(s)", 1 },
	{ "a dash beside an underscore",       "1_0-1",  NULL, "invalid character(s)", 3 },
	{ "an empty component",                "1..0",   NULL, "empty version component", 2 },
	{ "a dot at the end",                  "1.0.",   NULL, "empty version component", 4 },
	{ "an empty local part",               "1.0+",   NULL, "empty version component", 4 },
	{ "an epoch of letters",               "a!1.0",  NULL, "epoch must be an integer", 1 },
	{ "two epochs",                        "1!2!3",  NULL, "duplicated epoch separator '!'", 1 },
	{ "two local parts",                   "1+2+3",  NULL, "duplicated local version separator '+'", 1 },
	{ "a local part alone",                "+1",     NULL, "missing version before local version separator '+'", 0 },
};

static void test_parse(void **state)
{
	const parse_row *r = *state;
	arena *m = arena_open(1 << 20);
	refusal why = { 0 };
	const conda_version *v = conda_version_parse(m, str_of(r->text), &why);
	if (r->str) {
		assert_non_null(v);
		assert_str(conda_version_str(v), r->str);
	} else {
		assert_null(v);
		assert_str(why.why, r->why);
		assert_int_equal(why.at, r->at);
	}
	arena_close(m);
}

/* 64 KiB of each: the longest line there is. No expectation but an end and an order. */
static void test_long_texts(void **state)
{
	(void)state;
	static const char *const units[] = { "1", "1.", "a1", "1_", ".", "+1", "*", "1!", "dev" };
	enum { LONG = 64 * 1024 };
	arena *m = arena_open(256 << 20);
	char *p = arena_alloc(m, LONG, 1);
	for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
		ptrdiff_t n = (ptrdiff_t)strlen(units[u]);
		for (ptrdiff_t i = 0; i < LONG; i++)
			p[i] = units[u][i % n];
		const conda_version *v = conda_version_parse(m, (str){ p, LONG - 1 }, NULL);
		if (v) {
			assert_int_equal(conda_version_cmp(v, v), 0);
			assert_true(conda_version_starts(v, v));
		}
	}
	arena_close(m);
}

int main(void)
{
	const struct CMUnitTest more[] = { cmocka_unit_test(test_long_texts) };
	return RUN_ROWS(test_order, orders) + RUN_ROWS(test_starts, starts) +
	       RUN_ROWS(test_parse, parses) + cmocka_run_group_tests(more, NULL, NULL);
}
