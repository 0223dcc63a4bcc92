/* t_file: whole files in and out, their bounds, devices and links. */
#include "edge/file.h"

#include "rows.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static str in_dir(arena *a, const char *name) { return arena_printf(a, "%s/%s", dir, name); }

typedef struct { const char *name, *text; ptrdiff_t max; int code; } read_row;

static const read_row reads[] = {
	{ "an empty file",          "",      10, -1 },
	{ "less than the bound",    "abc",   10, -1 },
	{ "the bound itself",       "abcde", 5,  -1 },
	{ "one more",               "abcdef", 5, ERR_LIMIT },
	{ "no file at all",         NULL,    5,  ERR_FILE },
};

static void test_read(void **state)
{
	const read_row *r = *state;
	arena *a = arena_open(1 << 20);
	str path = in_dir(a, "in"), got = { 0 };
	unlink(path.p);
	if (r->text)
		assert_null(file_write(a, path, str_of(r->text)));
	const err *e = file_read(a, path, r->max, &got);
	assert_int_equal(e ? (int)e->code : -1, r->code);
	if (!e)
		assert_str(got, r->text);
	arena_close(a);
}

static void test_no_bound_is_overrun(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	str got;
	const err *e = file_read(a, S("/dev/zero"), 100000, &got);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_LIMIT);
	e = file_read(a, str_of(dir), 100, &got);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_FILE);
	arena_close(a);
}

/* A mode survives, a link stays a link, nothing is left beside. */
static void test_write(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	struct stat st;
	str real = in_dir(a, "real"), link = in_dir(a, "link"), got;
	assert_null(file_write(a, real, S("one")));
	assert_int_equal(chmod(real.p, 0640), 0);
	assert_int_equal(symlink("real", link.p), 0);
	assert_null(file_write(a, link, S("two")));
	assert_int_equal(lstat(link.p, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(real.p, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_null(file_read(a, real, 10, &got));
	assert_str(got, "two");
	assert_null(file_write(a, S("/dev/null"), S("gone")));
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	arena_close(a);
}

static void test_write_fails(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	const err *e = file_write(a, in_dir(a, "no/such/folder"), S("x"));
	assert_non_null(e);
	assert_int_equal(e->code, ERR_OUTPUT);
	e = file_write(a, S("/dev/full"), S("x"));
	assert_non_null(e);
	assert_int_equal(e->code, ERR_OUTPUT);
	arena_close(a);
}

int main(void)
{
	strcpy(dir, "/tmp/envgate-t-XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(test_no_bound_is_overrun),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_write_fails),
	};
	int failures = RUN_ROWS(test_read, reads) + cmocka_run_group_tests(rest, NULL, NULL);
	static const char *const names[] = { "in", "real", "link" };
	arena *a = arena_open(1 << 20);
	for (int i = 0; i < 3; i++)
		unlink(in_dir(a, names[i]).p);
	failures += rmdir(dir) != 0; /* a temporary file left behind */
	arena_close(a);
	return failures;
}
