/* sort: that every arrangement comes out in order, and equal elements in the order they had. */
#include "base/sort.h"

#include "rows.h"

enum { MOST = 64 };

/* A row is sorted by its letters; where each one stood is carried along. */
typedef struct {
	const char *name, *letters, *want;
} sort_row;

static const sort_row rows[] = {
	{ "nothing",                           "",           "" },
	{ "one",                               "a",          "a" },
	{ "in order",                          "abcdef",     "abcdef" },
	{ "backwards",                         "fedcba",     "abcdef" },
	{ "two strays in front",               "yzabcdefgh", "abcdefghyz" },
	{ "a stray at the end",                "bcdefgha",   "abcdefgh" },
	{ "an odd number of stretches",        "cdabefaa",   "aaabcdef" },
	{ "all equal",                         "aaaaaaa",    "aaaaaaa" },
	{ "stretches that have all in common", "abcabcabc",  "aaabbbccc" },
};

typedef struct element {
	char letter;
	int place;
} element;

static int by_letter(const void *x, const void *y)
{
	return ((const element *)x)->letter - ((const element *)y)->letter;
}

static void test_sort(void **state)
{
	const sort_row *r = *state;
	element all[MOST];
	str letters = str_of(r->letters);
	for (int i = 0; i < letters.n; i++)
		all[i] = (element){ letters.p[i], i };
	arena *a = arena_open(1 << 20);
	sort_runs(a, all, letters.n, (ptrdiff_t)sizeof *all, by_letter);
	arena_close(a);
	for (int i = 0; i < letters.n; i++) {
		assert_int_equal(all[i].letter, r->want[i]);
		assert_int_equal(letters.p[all[i].place], all[i].letter);
		if (i > 0 && all[i - 1].letter == all[i].letter)
			assert_true(all[i - 1].place < all[i].place);
	}
}

static void test_many_arrangements(void **state)
{
	(void)state;
	enum { N = 7, COUNT = 823543 }; /* N to the N: repeats among them */
	arena *a = arena_open(256 << 20);
	for (int k = 0; k < COUNT; k += 11) {
		element all[N];
		for (int i = 0, rest = k; i < N; i++, rest /= N)
			all[i] = (element){ (char)(rest % N), i };
		sort_runs(a, all, N, (ptrdiff_t)sizeof *all, by_letter);
		for (int i = 1; i < N; i++) {
			int c = by_letter(&all[i - 1], &all[i]);
			assert_true(c < 0 || (c == 0 && all[i - 1].place < all[i].place));
		}
	}
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_arrangements),
	};
	return RUN_ROWS(test_sort, rows) + cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
