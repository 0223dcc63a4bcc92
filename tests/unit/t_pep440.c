/* pep440: versions, specifier sets, their bounds and witnesses. The conformance vectors hold
 * thousands of cases; here stand the traps, by name. */
#include "rows.h"
#include "spec/pep440.h"

typedef struct {
	const char *name, *lower, *higher;
} order_row;

static const order_row orders[] = {
	{ "a dev release of a final comes before its alphas",   "1.0.dev9",     "1.0a1" },
	{ "a dev release of an alpha comes before the alpha",   "1.0a1.dev1",   "1.0a1" },
	{ "a candidate comes before the release",               "1.0rc9",       "1.0" },
	{ "a post-release of an alpha is still an alpha",       "1.0a1.post1",  "1.0a2.dev0" },
	{ "a dev of a post-release comes after the release",    "1.0",          "1.0.post1.dev1" },
	{ "a local part comes after the public version",        "1.0",          "1.0+abc" },
	{ "words of a local part come before numbers",          "1.0+zzz",      "1.0+1" },
	{ "a longer local part comes later",                    "1.0+a",        "1.0+a.1" },
	{ "a local part comes before the post-release",         "1.0+999",      "1.0.post0.dev0" },
	{ "an epoch wins over everything",                      "9999.9",       "1!0.1" },
	{ "numbers have no bound",                              "99999999999999999999998", "99999999999999999999999" },
	{ "numbers are no text",                                "1.9",          "1.10" },
};

static void test_order(void **state)
{
	const order_row *r = *state;
	arena *a = arena_open(1 << 20);
	const pep440_version *x = pep440_parse(a, str_of(r->lower), NULL);
	const pep440_version *y = pep440_parse(a, str_of(r->higher), NULL);
	assert_non_null(x);
	assert_non_null(y);
	assert_int_equal(pep440_cmp(x, y), -1);
	assert_int_equal(pep440_cmp(y, x), 1);
	assert_int_equal(pep440_cmp(x, x), 0);
	arena_close(a);
}

typedef struct {
	const char *name, *text, *normal; /* normal NULL: refused */
	ptrdiff_t at;                     /* where it is refused */
} text_row;

static const text_row texts[] = {
	{ "letters are shortened",                 "1.0-ALPHA.1",       "1.0a1",        0 },
	{ "c, pre and preview are candidates",     "1.0preview",        "1.0rc0",       0 },
	{ "a dash and a number is a post-release", "1.0-2",             "1.0.post2",    0 },
	{ "leading zeros go",                      "v01.002-r07",       "1.2.post7",    0 },
	{ "a separator may stand at the end",      "1.0a.",             "1.0a0",        0 },
	{ "local parts take three separators",     "1.0+Ab_01-c",       "1.0+ab.1.c",   0 },
	{ "white space around it goes",            " \t1.0\n",          "1.0",          0 },
	{ "a no-break space is white space",       "\xC2\xA0" "1.0",    "1.0",          0 },
	{ "an epoch of zero is not shown",         "0!1.0",             "1.0",          0 },
	{ "nothing is no version",                 "",                  NULL,           0 },
	{ "a word is no version",                  "latest",            NULL,           0 },
	{ "a glob is no version",                  "1.2.*",             NULL,           3 },
	{ "two dots",                              "1..2",              NULL,           1 },
	{ "a local part needs a letter or digit",  "1.0+",              NULL,           3 },
	{ "Arabic digits are no digits",           "1.\xD9\xA1",        NULL,           1 },
	{ "an empty epoch",                        "!1",                NULL,           0 },
};

static void test_text(void **state)
{
	const text_row *r = *state;
	arena *a = arena_open(1 << 20);
	refusal why = { .at = -1 };
	const pep440_version *v = pep440_parse(a, str_of(r->text), &why);
	assert_int_equal(v != NULL, r->normal != NULL);
	if (v)
		assert_str(pep440_str(v), r->normal);
	else
		assert_int_equal(why.at, r->at);
	arena_close(a);
}

typedef struct {
	const char *name, *set, *version;
	int with_pre, without_pre;
} has_row;

static const has_row matches[] = {
	{ "== takes any local part",                      "==1.0",        "1.0+cu118",       1, 1 },
	{ "== with a local part takes only that",         "==1.0+cu118",  "1.0+cu121",       0, 0 },
	{ "== with a local part refuses the plain one",   "==1.0+cu118",  "1.0",             0, 0 },
	{ "== pads with zeros",                           "==1.0",        "1.0.0.0",         1, 1 },
	{ "== refuses a longer version",                  "==1.0",        "1.0.1",           0, 0 },
	{ "a prefix takes its dev releases",              "==1.2.*",      "1.2.dev0",        1, 0 },
	{ "a prefix takes post-releases and local parts", "==1.2.*",      "1.2.post1+l",     1, 1 },
	{ "a prefix is no text prefix",                   "==1.2.*",      "1.20",            0, 0 },
	{ "!= with a prefix",                             "!=1.2.*",      "1.2.9",           0, 0 },
	{ "< leaves out pre-releases of its version",     "<1.2",         "1.2rc1",          0, 0 },
	{ "< of a pre-release takes earlier ones",        "<1.2rc2",      "1.2rc1",          1, 0 },
	{ "> leaves out post-releases of its version",    ">1.2",         "1.2.post1",       0, 0 },
	{ "> leaves out local parts of its version",      ">1.2",         "1.2+l",           0, 0 },
	{ "> of a post-release takes the next",           ">1.2.post1",   "1.2.post2.dev0",  1, 0 },
	{ ">= takes local parts",                         ">=1.2",        "1.2+l",           1, 1 },
	{ "<= takes local parts",                         "<=1.2",        "1.2+l",           1, 1 },
	{ "~= keeps all but the last number",             "~=1.4.2",      "1.5",             0, 0 },
	{ "~= leaves out dev releases of the next",       "~=1.4.2",      "1.5.dev0",        0, 0 },
	{ "~= takes later patches",                       "~=1.4.2",      "1.4.99",          1, 1 },
	{ "~= keeps trailing zeros",                      "~=1.4.0",      "1.5",             0, 0 },
	{ "an epoch is not skipped",                      ">=1.0,<2",     "1!1.5",           0, 0 },
	{ "=== compares texts",                           "===1.0",       "1.0.0",           0, 0 },
	{ "=== ignores case",                             "===1.0-RC1",   "1.0-rc1",         1, 0 },
	{ "=== takes what is no version",                 "===latest",    "Latest",          1, 1 },
	{ "no other operator takes what is no version",   ">=0",          "latest",          0, 0 },
	{ "the empty set of specifiers takes all",        "",             "latest",          1, 1 },
	{ "all must hold",                                ">=1,!=1.5,<2", "1.5",             0, 0 },
};

static void test_match(void **state)
{
	const has_row *r = *state;
	arena *a = arena_open(1 << 20);
	const pep440_set *s = pep440_set_parse(a, str_of(r->set), NULL);
	assert_non_null(s);
	assert_int_equal(pep440_set_has(a, s, str_of(r->version), true), r->with_pre);
	assert_int_equal(pep440_set_has(a, s, str_of(r->version), false), r->without_pre);
	arena_close(a);
}

typedef struct {
	const char *name, *set, *normal; /* normal NULL: refused */
	ptrdiff_t at;
} set_row;

static const set_row set_texts[] = {
	{ "sorted by text",                         ">=1, <2",        "<2,>=1",        0 },
	{ "blanks inside go",                       ">= 1.0",         ">=1.0",         0 },
	{ "one meaning is kept once",               ">=1.0,>=1.0.0",  ">=1.0",         0 },
	{ "for ~= trailing zeros are a meaning",    "~=1.0,~=1.0.0",  "~=1.0,~=1.0.0", 0 },
	{ "empty parts are skipped",                ",>=1,,",         ">=1",           0 },
	{ "a comma ends ===",                       "===a,>=1",       "===a,>=1",      0 },
	{ "a single = is conda's",                  ">=1,=2",         NULL,            4 },
	{ "~= needs two numbers",                   "~=1",            NULL,            0 },
	{ ".* only with == and !=",                 ">=1.*",          NULL,            0 },
	{ ".* not behind a pre-release",            "==1a1.*",        NULL,            0 },
	{ "local parts only with == and !=",        "<=1.0+l",        NULL,            0 },
	{ "a bare version",                         "1.0",            NULL,            0 },
};

static void test_set_text(void **state)
{
	const set_row *r = *state;
	arena *a = arena_open(1 << 20);
	refusal why = { .at = -1 };
	const pep440_set *s = pep440_set_parse(a, str_of(r->set), &why);
	assert_int_equal(s != NULL, r->normal != NULL);
	if (s)
		assert_str(pep440_set_str(s), r->normal);
	else
		assert_int_equal(why.at, r->at);
	arena_close(a);
}

typedef struct {
	const char *name, *set, *low, *high;
	bool low_in, high_in, exact, prefix, any;
} bounds_row;

static const bounds_row hulls[] = {
	{ "nothing bounds nothing",             "",                NULL,    NULL,  0, 0, 0, 0, 1 },
	{ "!= bounds nothing",                  "!=1.5",           NULL,    NULL,  0, 0, 0, 0, 0 },
	{ "two bounds",                         ">=1,<2",          "1",     "2",   1, 0, 0, 0, 0 },
	{ "the narrower of two",                ">=1,>1,<=3,<3",   "1",     "3",   0, 0, 0, 0, 0 },
	{ "exact",                              "==1.2.3",         "1.2.3", "1.2.3", 1, 1, 1, 0, 0 },
	{ "exact beside bounds",                "==1.2.3,<2,>=1",  "1.2.3", "1.2.3", 1, 1, 1, 0, 0 },
	{ "two bounds that meet",               ">=1.2,<=1.2.0",   "1.2",   "1.2.0", 1, 1, 1, 0, 0 },
	{ "identical",                          "===1.2-x",        "1.2-x", "1.2-x", 1, 1, 1, 0, 0 },
	{ "a prefix",                           "==1.2.*",         "1.2",   "1.3", 1, 0, 0, 1, 0 },
	{ "a prefix with a hole",               "==1.2.*,!=1.2.4", "1.2",   "1.3", 1, 0, 0, 1, 0 },
	{ "a prefix narrowed is none",          "==1.2.*,>=1.2.3", "1.2.3", "1.3", 1, 0, 0, 0, 0 },
	{ "compatible",                         "~=1.4.9",         "1.4.9", "1.5", 1, 0, 0, 0, 0 },
	{ "a carry in the next prefix",         "==1.99.*",        "1.99",  "1.100", 1, 0, 0, 1, 0 },
	{ "epochs stay",                        "~=2!1.4",         "2!1.4", "2!2", 1, 0, 0, 0, 0 },
};

static void test_bounds(void **state)
{
	const bounds_row *r = *state;
	arena *a = arena_open(1 << 20);
	bounds b = pep440_set_bounds(a, pep440_set_parse(a, str_of(r->set), NULL));
	assert_str(b.low.version, r->low);
	assert_str(b.high.version, r->high);
	assert_int_equal(b.low.included, r->low_in);
	assert_int_equal(b.high.included, r->high_in);
	assert_int_equal(b.exact, r->exact);
	assert_int_equal(b.prefix, r->prefix);
	assert_int_equal(b.any, r->any);
	arena_close(a);
}

/* 64 KiB of every shape that nests, repeats or backtracks; the test's own time limit is ctest's. */
static void test_long_texts(void **state)
{
	(void)state;
	static const char *const parts[] = { "1.", "1.0,", ">=1,", "==1.*,", "===a,", "9", "a.", "1!", " " };
	for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
		arena *a = arena_open(256 << 20);
		size_t piece = strlen(parts[k]), n = 65536 / piece;
		char *text = arena_alloc(a, (ptrdiff_t)(n * piece + 8), 1);
		memcpy(text, ">=1", 3);
		for (size_t i = 0; i < n; i++)
			memcpy(text + 3 + i * piece, parts[k], piece);
		str s = { text, (ptrdiff_t)(3 + n * piece) };
		(void)pep440_parse(a, str_from(s, 2), NULL);
		const pep440_set *set = pep440_set_parse(a, s, NULL);
		strs found = { 0 };
		if (set) {
			pep440_set_witnesses(a, set, &found);
			assert_true(found.n > 0);
			assert_int_equal(pep440_set_has(a, set, S("latest"), true), 0);
			(void)pep440_set_bounds(a, set);
		}
		arena_close(a);
	}
}

int main(void)
{
	const struct CMUnitTest alone[] = { cmocka_unit_test(test_long_texts) };
	return RUN_ROWS(test_order, orders) + RUN_ROWS(test_text, texts) +
	       RUN_ROWS(test_match, matches) + RUN_ROWS(test_set_text, set_texts) +
	       RUN_ROWS(test_bounds, hulls) + cmocka_run_group_tests(alone, NULL, NULL);
}
