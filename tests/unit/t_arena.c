/* arena, buf, err: what they promise, and that a used-up budget leaves with exit 3. */
#include "base/buf.h"
#include "base/err.h"
#include "rows.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void note_close(void *handle)
{
	char **next = *(char ***)handle;
	*(*next)++ = ((char *)handle)[sizeof(char **)];
}

static void test_defer_runs_newest_first(void **state)
{
	(void)state;
	char seen[4] = { 0 }, *next = seen;
	struct { char **next; char mark; } one = { &next, '1' }, two = { &next, '2' }, three = { &next, '3' };
	arena *a = arena_open(1 << 20);
	arena_defer(a, note_close, &one);
	arena_defer(a, note_close, &two);
	arena_defer(a, note_close, &three);
	arena_close(a);
	assert_string_equal(seen, "321");
}

static void test_memory_is_zeroed_and_aligned(void **state)
{
	(void)state;
	arena *a = arena_open(8 << 20);
	static const int sizes[] = { 0, 1, 7, 8, 64, 4000, 65536, 200000, 3 };
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		unsigned char *p = arena_alloc(a, sizes[k], 1);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (int i = 0; i < sizes[k]; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAB, (size_t)sizes[k]);
	}
	assert_true(arena_used(a) > 200000);
	arena_close(a);
}

static void test_text_has_a_nul_behind_it(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	str s = arena_str(a, str_head(S("numpy=1.26"), 5));
	assert_str(s, "numpy");
	assert_int_equal(s.p[s.n], 0);
	assert_null(arena_str(a, (str){ 0 }).p);
	assert_str(arena_lower(a, S("PyTorch-2")), "pytorch-2");
	assert_str(arena_cat(a, S("a"), S("bc")), "abc");
	assert_str(arena_printf(a, "%d-%s", 42, "x"), "42-x");
	arena_close(a);
}

/* The exit status of a child that asks the arena for count * size bytes. */
static int status_of_asking(ptrdiff_t count, ptrdiff_t size)
{
	pid_t child = fork();
	if (child == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(99);
		arena *a = arena_open(1 << 20);
		for (int i = 0; i < 100; i++)
			arena_alloc(a, count, size);
		_exit(0);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_a_used_up_budget_is_exit_3(void **state)
{
	(void)state;
	assert_int_equal(status_of_asking(100, 8), 0);
	assert_int_equal(status_of_asking(20000, 8), 3);
	assert_int_equal(status_of_asking(PTRDIFF_MAX, PTRDIFF_MAX), 3);
}

static void test_buf_grows(void **state)
{
	(void)state;
	arena *a = arena_open(4 << 20);
	buf b = buf_new(a);
	assert_str(buf_str(&b), "");
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "%d,", i % 10);
	assert_int_equal(buf_str(&b).n, 10000);
	buf_repeat(&b, '-', 3);
	buf_repeat(&b, '-', -3);
	buf_char(&b, '!');
	assert_str(str_from(buf_str(&b), 9998), "9,---!");
	arena_close(a);
}

static const err *fails(arena *a)
{
	return err_hint(a, err_new(a, ERR_SHALLOW, "parent of %s is absent", "1a2b3c4"), "git fetch --unshallow");
}

static const err *passes_up(arena *a)
{
	TRY(fails(a));
	return NULL;
}

static void test_an_error_keeps_code_and_hint(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	const err *e = err_wrap(a, passes_up(a), "reading the base");
	assert_int_equal(e->code, ERR_SHALLOW);
	assert_str(e->hint, "git fetch --unshallow");
	assert_str(err_text(a, e), "reading the base: parent of 1a2b3c4 is absent");
	e = err_at(a, e, (place){ S("x.yml"), 3, 1 });
	assert_int_equal(e->at.line, 3);
	assert_int_equal(err_exit(ERR_USAGE), 2);
	assert_int_equal(err_exit(ERR_NOTHING), 6);
	assert_int_equal(err_exit(ERR_BUG), 70);
	assert_string_equal(err_name(ERR_NO_REPO), "no-repository");
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defer_runs_newest_first),
		cmocka_unit_test(test_memory_is_zeroed_and_aligned),
		cmocka_unit_test(test_text_has_a_nul_behind_it),
		cmocka_unit_test(test_a_used_up_budget_is_exit_3),
		cmocka_unit_test(test_buf_grows),
		cmocka_unit_test(test_an_error_keeps_code_and_hint),
	};
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
