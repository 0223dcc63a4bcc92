/* version_spec: what constraints mean, where they are refused, their hulls, and that witnesses tell
 * sets apart. Every combination of operator and version is in version_match.jsonl. */
#include "spec/version_spec.h"

#include "spec/pattern.h"

#include "rows.h"

#include <stdio.h>

typedef struct {
	const char *name, *spec, *version;
	match_result want;
} match_row;

static const match_row matches[] = {
	{ "one equals sign is a prefix",                 "=1.2",        "1.2.5",   MATCH_YES },
	{ "and not a number's prefix",                   "=1.2",        "1.20",    MATCH_NO },
	{ "a star without its dot means the same",       "1.2*",        "1.2a1",   MATCH_YES },
	{ "two equals signs drop the star",              "==1.2.*",     "1.2.5",   MATCH_NO },
	{ "at least, with a star",                       ">=1.2.*",     "1.2",     MATCH_YES },
	{ "not equal tests a prefix",                    "!=1.0.*",     "1.0.5",   MATCH_NO },
	{ "a local part below its version",              ">=1.0",       "1.0+cu118", MATCH_NO },
	{ "compatible",                                  "~=1.4.2",     "1.4.9",   MATCH_YES },
	{ "compatible ends with the family",             "~=1.4.2",     "1.5",     MATCH_NO },
	{ "compatible with one part raises",             "~=2024",      "2024.1",  MATCH_RAISES },
	{ "but only from there on",                      "~=2024",      "2023",    MATCH_NO },
	{ "and binds tighter than or",                   "<1|>2,<3",    "0.5",     MATCH_YES },
	{ "parentheses",                                 "(<1|>2),<3",  "3.5",     MATCH_NO },
	{ "what comes after a decision cannot raise",    "1.0|~=1",     "1.0",     MATCH_YES },
	{ "a star in the middle",                        "1.*.3",       "1.2.3",   MATCH_YES },
	{ "a star in the middle reads the raw text",     "1.*.3",       "1.2.3.0", MATCH_NO },
	{ "a regular expression",                        "^1\\.[01]$",  "1.1",     MATCH_YES },
	{ "a regular expression with a bar",             "^(1|2)$,<2",  "2",       MATCH_NO },
	{ "a text with @ is itself",                     "1@2",         "1@2",     MATCH_YES },
	{ "a version that is none raises",               ">=1",         "1..0",    MATCH_RAISES },
	{ "a star takes even that",                      "*",           "1..0",    MATCH_YES },
	{ "a piece behind a regular expression vanishes", "^1$2",       "1",       MATCH_YES },
	{ "steps run out",                               "^(a+)+b$",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-b",         MATCH_RAISES },
};

static void test_match(void **state)
{
	const match_row *r = *state;
	arena *a = arena_open(1 << 22);
	const version_spec *s = version_spec_parse(a, str_of(r->spec), NULL);
	assert_non_null(s);
	assert_int_equal(version_spec_match(a, s, str_of(r->version)), r->want);
	arena_close(a);
}

typedef struct {
	const char *name, *spec, *why;
	int at;
} refusal_row;

static const refusal_row refusals[] = {
	{ "nothing",                           "",             "empty version constraint", 0 },
	{ "a space behind the operator",       ">= 1.0",       "invalid operator", 0 },
	{ "three equals signs",                "===1.0",       "invalid operator", 0 },
	{ "the second part",                   ">=1.0,=>2",    "invalid operator", 6 },
	{ "a character in the second part",    ">=1.0, <2?0",  "invalid character(s)", 9 },
	{ "compatible with a star",            "~=1.0.*",      "invalid operator with '.*'", 5 },
	{ "half a regular expression",         "^1.0",         "regex specs must start with '^' and end with '$'", 0 },
	{ "a comma at the end",                ">=1,",         "cannot join single expression", 4 },
	{ "a parenthesis too many",            "1)",           "expression must start with '('", 2 },
	{ "a parenthesis too few",             "(1",           "unable to convert to expression tree", 2 },
	{ "nothing in parentheses",            "()",           "unable to determine version from spec", 0 },
	{ "a group that Python does not know", "^(?R)$",       "unknown kind of group in the regular expression", 2 },
	{ "a verb of PCRE2's",                 "^(*ACCEPT)$",  "unknown kind of group in the regular expression", 2 },
	{ "an escape that Python does not know", "^\\K1$",     "unknown escape in the regular expression", 1 },
};

static void test_refusal(void **state)
{
	const refusal_row *r = *state;
	arena *a = arena_open(1 << 22);
	refusal why = { 0 };
	assert_null(version_spec_parse(a, str_of(r->spec), &why));
	assert_str(why.why, r->why);
	assert_int_equal(why.at, r->at);
	arena_close(a);
}

typedef struct {
	const char *name, *spec, *want; /* "[low, high)" and flags */
} bounds_row;

static const bounds_row hulls[] = {
	{ "exact",                          "==1.2.3",       "[1.2.3, 1.2.3] exact" },
	{ "a prefix",                       "=1.2",          "[1.2, 1.3) prefix" },
	{ "a prefix that carries",          "1.9.*",         "[1.9, 1.10) prefix" },
	{ "a prefix of nines",              "=99",           "[99, 100) prefix" },
	{ "a prefix that ends in text",     "=1.1a",         "[1.1a, 1.1) prefix" },
	{ "a range",                        ">=1,<2",        "[1, 2)" },
	{ "half a range",                   ">1.5",          "(1.5, -)" },
	{ "only an upper bound",            "<2",            "(-, 2)" },
	{ "compatible",                     "~=1.4.2",       "[1.4.2, 1.5)" },
	{ "not equal bounds nothing",       "!=1.5",         "(-, -)" },
	{ "everything",                     "*",             "(-, -) any" },
	{ "the tighter end counts",         ">=1,>=1.5,<3,<2", "[1.5, 2)" },
	{ "excluded beats included",        ">=1,>1",        "(1, -)" },
	{ "alternatives take the outer ends", "1.2|>=2,<3",  "[1.2, 3)" },
	{ "an open alternative opens",      "<1|>2",         "(-, -)" },
	{ "a prefix less one version",      "=1.2,!=1.2.3",  "[1.2, 1.3) prefix" },
	{ "a star in the middle",           "1.*.3",         "[1, 2)" },
	{ "a local part",                   "=1.0+cu118",    "[1.0+cu118, 1.0+cu119) prefix" },
};

static str shown(arena *a, bounds b)
{
	str low = b.low.version.p ? b.low.version : S("-");
	str high = b.high.version.p ? b.high.version : S("-");
	return arena_printf(a, "%c%.*s, %.*s%c%s%s%s", b.low.included ? '[' : '(', SARG(low), SARG(high),
	                    b.high.included ? ']' : ')', b.exact ? " exact" : "",
	                    b.prefix ? " prefix" : "", b.any ? " any" : "");
}

static void test_bounds(void **state)
{
	const bounds_row *r = *state;
	arena *a = arena_open(1 << 22);
	const version_spec *s = version_spec_parse(a, str_of(r->spec), NULL);
	assert_non_null(s);
	assert_str(shown(a, version_spec_bounds(a, s)), r->want);
	arena_close(a);
}

typedef struct {
	const char *name, *x, *y;
	bool same;
} set_row;

static const set_row sets[] = {
	{ "two ways to write a prefix",         "=1.2",          "1.2.*",         true },
	{ "an order that does not matter",      "<2,>=1",        ">=1,<2",        true },
	{ "zeros that do not matter",           ">=1.0",         ">=1",           true },
	{ "a bound inside another",             ">=1,>=0.5",     ">=1",           true },
	{ "a prefix is not its range",          "=1.2",          ">=1.2,<1.3",    false },
	{ "a prefix is not its version",        "=1.2",          "==1.2",         false },
	{ "included and excluded",              ">=1.2",         ">1.2",          false },
	{ "above, included and excluded",       "<=1.2",         "<1.2",          false },
	{ "one hole",                           ">=1,!=1.5",     ">=1",           false },
	{ "a hole and a prefix of holes",       ">=1,!=1.5",     ">=1,!=1.5.*",   false },
	{ "a bound one release further",        ">=1,<2",        ">=1,<3",        false },
	{ "a bound with a pre-release",         "<2",            "<2a0",          false },
	{ "compatible, spelled out",            "~=1.4.2",       ">=1.4.2,=1.4",  true },
	{ "compatible is not a range",          "~=1.4.2",       ">=1.4.2,<1.5",  false },
	{ "two versions and one",               "1.2|1.3",       "1.2",           false },
	{ "text prefixes",                      "=1.1a",         "=1.1al",        false },
	{ "two close versions between",         ">=1.0.0.5",     ">1.0",          false },
	{ "post is beyond every number",        "<1.0post1",     "=1.0|<1",       false },
};

/* Same answers on the witnesses of both. */
static void test_witnesses(void **state)
{
	const set_row *r = *state;
	arena *a = arena_open(1 << 24);
	const version_spec *x = version_spec_parse(a, str_of(r->x), NULL);
	const version_spec *y = version_spec_parse(a, str_of(r->y), NULL);
	assert_non_null(x);
	assert_non_null(y);
	strs all = { 0 };
	version_spec_witnesses(a, x, &all);
	version_spec_witnesses(a, y, &all);
	bool same = true;
	for (ptrdiff_t i = 0; i < all.n; i++)
		same = same && version_spec_match(a, x, all.at[i]) == version_spec_match(a, y, all.at[i]);
	assert_int_equal(same, r->same);
	arena_close(a);
}

typedef struct {
	const char *name, *pattern, *text;
	match_result want;
} pattern_row;

static const pattern_row patterns[] = {
	{ "the end may be before a line end",   "^a$",            "a\n",   MATCH_YES },
	{ "\\Z is the very end",                "^a\\Z$",         "a\n",   MATCH_NO },
	{ "a dot takes no line end",            "^a.b$",          "a\nb",  MATCH_NO },
	{ "up to n times",                      "^a{,2}$",        "aa",    MATCH_YES },
	{ "no more than n times",               "^a{,2}$",        "aaa",   MATCH_NO },
	{ "a bracket in a class is itself",     "^[[:a]+$",       "[a:",   MATCH_YES },
	{ "\\u names a character",              "^\\u0041$",      "A",     MATCH_YES },
	{ "\\v is one character",               "^\\v$",          "\x0b",  MATCH_YES },
	{ "a named group",                      "^(?P<x>a)(?P=x)$", "aa",  MATCH_YES },
	{ "looking ahead",                      "^(?=a)ab$",      "ab",    MATCH_YES },
	{ "a match begins at the beginning",    "^a$|b$",         "xb",    MATCH_NO },
	{ "text that is no UTF-8 raises",       "^.$",            "\xff",  MATCH_RAISES },
};

static void test_pattern(void **state)
{
	const pattern_row *r = *state;
	arena *a = arena_open(1 << 20);
	const pattern *p = pattern_compile(a, str_of(r->pattern), NULL);
	assert_non_null(p);
	assert_int_equal(pattern_match(p, str_of(r->text)), r->want);
	arena_close(a);
}

static void test_long_texts(void **state)
{
	(void)state;
	static const char *const units[] = { "(", "1,", "1|", "(1|", "(1,(1|", ")", "*", "1*", "=", "^",
		"$", "^1$,", "~=1,", " ", "@" };
	enum { LONG = 64 * 1024 };
	for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
		arena *a = arena_open(256 << 20);
		char *p = arena_alloc(a, LONG, 1);
		ptrdiff_t n = (ptrdiff_t)strlen(units[u]);
		for (ptrdiff_t i = 0; i < LONG; i++)
			p[i] = units[u][i % n];
		refusal why = { 0 };
		const version_spec *s = version_spec_parse(a, (str){ p, LONG }, &why);
		assert_true(s || why.why.p);
		assert_in_range(why.at, 0, LONG);
		if (s)
			version_spec_match(a, s, S("1.2"));
		arena_close(a);
	}
}

/* A group inside a group at the bound, and one more. */
static void test_depth(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	str s = S("1");
	int depth = 0;
	for (; depth < 100 && version_spec_parse(a, s, NULL); depth++)
		s = arena_printf(a, depth % 2 ? "(%.*s)|2" : "(%.*s),1", SARG(s));
	assert_int_equal(depth, 33); /* 32 operators nest, the 33rd is refused */
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest more[] = { cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_depth) };
	return RUN_ROWS(test_match, matches) + RUN_ROWS(test_refusal, refusals) +
	       RUN_ROWS(test_bounds, hulls) + RUN_ROWS(test_witnesses, sets) +
	       RUN_ROWS(test_pattern, patterns) + cmocka_run_group_tests(more, NULL, NULL);
}
