/* t_secret: a token leaves the environment, and nothing of it stays behind. */
#define _DEFAULT_SOURCE /* setenv stands there for some libcs */
#include "edge/secret.h"

#include "rows.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

typedef struct { const char *name, *value, *want; bool refused; } row;

static const row rows[] = {
	{ "a token",                          "ghp_abc",     "ghp_abc", false },
	{ "a line break behind it",           "ghp_abc\n",   "ghp_abc", false },
	{ "blanks around it",                 " ghp_abc\t ", "ghp_abc", false },
	{ "a line break inside",              "a\r\nX: y",   NULL, true },
	{ "a blank inside",                   "Bearer abc",  NULL, true },
	{ "letters beyond ASCII",             "abc\xc3\xa9", NULL, true },
	{ "an empty variable is none",        "",            NULL, false },
	{ "blanks alone are none",            "  ",          NULL, false },
	{ "an absent variable is none",       NULL,          NULL, false },
};

static void test_take(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	str token;
	unsetenv("T_SECRET");
	if (r->value)
		setenv("T_SECRET", r->value, 1);
	char *kept = getenv("T_SECRET");
	const err *e = secret_take(a, "T_SECRET", &token);
	assert_int_equal(e != NULL, r->refused);
	if (e) {
		assert_int_equal(e->code, ERR_USAGE);
		assert_int_equal(str_find(err_text(a, e), str_of(r->value)), -1);
	}
	assert_str(token, r->want);
	assert_null(getenv("T_SECRET"));
	/* setenv's own copy is still there to be looked at; only its bytes are gone. */
	for (size_t i = 0; r->value && i < strlen(r->value); i++)
		assert_int_equal(kept[i], 0);
	arena_close(a);
}

static void test_twice(void **state)
{
	char one[] = "T_SECRET=first", two[] = "T_SECRET=second", other[] = "T_SECRETS=kept";
	char *twice[] = { one, other, two, NULL }, **before = environ;
	(void)state;
	arena *a = arena_open(1 << 20);
	str token;
	environ = twice;
	const err *e = secret_take(a, "T_SECRET", &token);
	bool gone = getenv("T_SECRET") == NULL;
	environ = before;
	assert_null(e);
	assert_true(gone);
	assert_str(token, "first");
	assert_memory_equal(one, "T_SECRET=\0\0\0\0\0", 15);
	assert_memory_equal(two, "T_SECRET=\0\0\0\0\0\0", 16);
	assert_string_equal(other, "T_SECRETS=kept");
	arena_close(a);
}

static void test_wipe(void **state)
{
	char text[] = "secret";
	(void)state;
	secret_wipe(text, 3);
	assert_memory_equal(text, "\0\0\0ret", 7);
}

static void test_guard(void **state)
{
	struct rlimit core = { 1, 1 };
	(void)state;
	secret_guard();
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_cur, 0);
	assert_int_equal(core.rlim_max, 0);
}

int main(void)
{
	const struct CMUnitTest plain[] = { cmocka_unit_test(test_twice), cmocka_unit_test(test_wipe), cmocka_unit_test(test_guard) };
	return RUN_ROWS(test_take, rows) + cmocka_run_group_tests(plain, NULL, NULL);
}
