/* day: what is a date, and that days and dates are each other's inverse over ten thousand years. */
#include "base/day.h"

#include "rows.h"

typedef struct {
	const char *name, *date;
	bool is_date;
	long long day;
} day_row;

static const day_row rows[] = {
	{ "the first day",                        "1970-01-01",  true,  0 },
	{ "the day before",                       "1969-12-31",  true,  -1 },
	{ "the leap day of a year of 400",        "2000-02-29",  true,  11016 },
	{ "no leap day in a year of 100",         "1900-02-29",  false, 0 },
	{ "a leap day every four years",          "2024-02-29",  true,  19782 },
	{ "no leap day between",                  "2026-02-29",  false, 0 },
	{ "the first year",                       "0000-01-01",  true,  -719528 },
	{ "the last year",                        "9999-12-31",  true,  2932896 },
	{ "no month 13",                          "2026-13-01",  false, 0 },
	{ "no month 0",                           "2026-00-10",  false, 0 },
	{ "no day 0",                             "2026-01-00",  false, 0 },
	{ "thirty days hath November",            "2026-11-31",  false, 0 },
	{ "two digits each",                      "2026-1-01",   false, 0 },
	{ "nothing behind it",                    "2026-01-01T", false, 0 },
	{ "no letters",                           "2026-0a-01",  false, 0 },
	{ "nothing",                              "",            false, 0 },
};

static void test_parse(void **state)
{
	const day_row *r = *state;
	arena *a = arena_open(1 << 16);
	long long day = 0;
	assert_int_equal(day_parse(str_of(r->date), &day), r->is_date);
	if (r->is_date) {
		assert_int_equal(day, r->day);
		assert_true(str_eq(day_text(a, day), str_of(r->date)));
		assert_true(str_eq(day_of_seconds(a, day * 86400), str_of(r->date)));
		assert_true(str_eq(day_of_seconds(a, day * 86400 + 86399), str_of(r->date)));
	}
	arena_close(a);
}

/* Each date is greater than the one before, and reads back as its day. */
static void test_calendar(void **state)
{
	(void)state;
	char before[16] = "";
	for (long long day = -719528; day <= 2932896; day += 13) {
		arena *a = arena_open(1 << 16);
		long long back = 0;
		str text = day_text(a, day);
		assert_int_equal(text.n, 10);
		assert_true(strcmp(before, text.p) < 0);
		assert_true(day_parse(text, &back));
		assert_int_equal(back, day);
		memcpy(before, text.p, 11);
		arena_close(a);
	}
	arena *a = arena_open(1 << 16);
	assert_int_equal(day_text(a, 2932897).n, 0);
	assert_int_equal(day_text(a, -719529).n, 0);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest more[] = { cmocka_unit_test(test_calendar) };
	return RUN_ROWS(test_parse, rows) + cmocka_run_group_tests(more, NULL, NULL);
}
