/* str and list: parts, searches, order. */
#include "base/list.h"
#include "rows.h"

typedef struct {
	const char *name, *text, *needle;
	int at;
} find_row;

static const find_row finds[] = {
	{ "the needle at the start is found",        "abc",    "a",    0 },
	{ "the needle at the end is found",          "abcab",  "cab",  2 },
	{ "a near miss goes on behind it",           "aaab",   "aab",  1 },
	{ "a longer needle is not found",            "ab",     "abc", -1 },
	{ "an empty needle is at the start",         "ab",     "",     0 },
	{ "nothing is found in an empty text",       "",       "a",   -1 },
};

static void test_find(void **state)
{
	const find_row *r = *state;
	assert_int_equal(str_find(str_of(r->text), str_of(r->needle)), r->at);
}

typedef struct {
	const char *name, *text, *parts[5];
} split_row;

static const split_row splits[] = {
	{ "one part without a separator",      "abc",  { "abc" } },
	{ "two parts",                         "a,b",  { "a", "b" } },
	{ "a trailing separator, a last empty", "a,",   { "a", "" } },
	{ "an empty text is one empty part",   "",     { "" } },
	{ "an absent text has no parts",       NULL,   { NULL } },
};

static void test_split(void **state)
{
	const split_row *r = *state;
	str rest = str_of(r->text), part;
	int i = 0;
	while (str_next(&rest, ',', &part))
		assert_str(part, r->parts[i++]);
	assert_null(r->parts[i]);
}

static void test_parts(void **state)
{
	(void)state;
	assert_str(str_trim(S(" \t a b\r\n")), "a b");
	assert_str(str_trim(S("   ")), "");
	assert_str(str_sub(S("abcdef"), -5, 3), "abc");
	assert_str(str_sub(S("abcdef"), 4, 99), "ef");
	assert_str(str_sub(S("abcdef"), 4, 2), "");
	assert_null(str_from((str){ 0 }, 3).p);
	assert_true(str_starts(S("conda-forge"), S("conda")));
	assert_false(str_starts(S("con"), S("conda")));
	assert_true(str_ends(S("a.yml"), S(".yml")));
	assert_true(str_eq_nocase(S("NumPy"), S("numpy")));
	assert_int_equal(str_rfind_byte(S("a/b/c"), '/'), 3);
	assert_true(str_cmp(S("ab"), S("abc")) < 0 && str_cmp(S("b"), S("abc")) > 0);
	assert_true(str_eq(S(""), (str){ 0 }));
}

static void test_sort(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	strs all = { 0 };
	const char *in[] = { "b", "a", "c", "a", "b", "a", "d", "aa", "b", "" };
	for (size_t i = 0; i < sizeof in / sizeof *in; i++)
		*LIST_PUSH(a, &all) = str_of(in[i]);
	strs_sort_unique(&all);
	const char *want[] = { "", "a", "aa", "b", "c", "d" };
	assert_int_equal(all.n, 6);
	for (int i = 0; i < 6; i++)
		assert_str(all.at[i], want[i]);
	assert_true(strs_has(&all, S("aa")));
	assert_false(strs_has(&all, S("e")));
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_parts), cmocka_unit_test(test_sort) };
	return RUN_ROWS(test_find, finds) + RUN_ROWS(test_split, splits) +
	       cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
