/* rows: a table of cases becomes a cmocka group, one test per row, named by the row.
 *
 *     typedef struct { const char *name, *in, *want; } row;
 *     static void test_trim(void **state) { const row *r = *state; ... }
 *     int main(void) { return RUN_ROWS(test_trim, trim_rows); }
 *
 * A row's first member must be its name, a sentence: it is what a failure prints. */
#ifndef TESTS_ROWS_H
#define TESTS_ROWS_H

#include "base/arena.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Runs fn once per row; the number of failures, which is a fine exit status. */
#define RUN_ROWS(fn, rows) run_rows(#fn, (fn), (rows), (ptrdiff_t)sizeof (rows)[0], (ptrdiff_t)(sizeof(rows) / sizeof(rows)[0]))

static inline int run_rows(const char *group, CMUnitTestFunction fn, const void *rows, ptrdiff_t size, ptrdiff_t n)
{
	struct CMUnitTest *tests = calloc((size_t)n, sizeof *tests);
	for (ptrdiff_t i = 0; i < n; i++) {
		const char *row = (const char *)rows + i * size;
		memcpy(&tests[i].name, row, sizeof tests[i].name);
		tests[i].test_func = fn;
		memcpy(&tests[i].initial_state, &row, sizeof row);
	}
	int failures = _cmocka_run_group_tests(group, tests, (size_t)n, NULL, NULL);
	free(tests);
	return failures;
}

/* Two texts, compared with their lengths; the message shows both. */
#define assert_str(got, want) assert_str_((got), (want), __FILE__, __LINE__)

static inline void assert_str_(str got, const char *want, const char *in_file, int on_line)
{
	str w = str_of(want);
	if (!got.p != !w.p || !str_eq(got, w)) {
		print_error("got  \"%.*s\"\nwant \"%s\"\n", SARG(got), want ? want : "(absent)");
		_fail(in_file, on_line);
	}
}

#endif
