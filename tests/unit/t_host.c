/* t_host: the environment, the date, printing to readers that leave or disks that are full, crashes. */
#include "edge/host.h"

#include "rows.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct { const char *name, *epoch, *want; } date_row;

static const date_row dates[] = {
	{ "the start",                     "0",             "1970-01-01" },
	{ "a leap day",                    "951782400",     "2000-02-29" },
	{ "the last second of a day",      "1795478399",    "2026-11-23" },
	{ "the last day with four digits", "253402300799",  "9999-12-31" },
	{ "one second later",              "253402300800",  NULL },
	{ "not a number",                  "tomorrow",      NULL },
	{ "negative",                      "-1",            NULL },
	{ "more digits than any number",   "99999999999999999999999", NULL },
};

static void test_date(void **state)
{
	const date_row *r = *state;
	arena *a = arena_open(1 << 20);
	str day = { 0 };
	setenv("SOURCE_DATE_EPOCH", r->epoch, 1);
	const err *e = host_today(a, &day);
	assert_int_equal(!e, r->want != NULL);
	if (e)
		assert_int_equal(e->code, ERR_USAGE);
	assert_str(day, r->want);
	unsetenv("SOURCE_DATE_EPOCH");
	assert_null(host_today(a, &day));
	assert_int_equal(day.n, 10);
	arena_close(a);
}

typedef struct { const char *name, *ci, *no_color, *term; bool in_ci, plain; } look_row;

static const look_row looks[] = {
	{ "nothing set",             NULL,    NULL, "xterm", false, false },
	{ "CI of a code host",       "true",  NULL, "xterm", true,  false },
	{ "CI switched off",         "false", NULL, "xterm", false, false },
	{ "CI switched off, loudly", "FALSE", NULL, "xterm", false, false },
	{ "CI as zero",              "0",     NULL, "xterm", false, false },
	{ "CI set to nothing",       "",      NULL, "xterm", false, false },
	{ "NO_COLOR",                NULL,    "1",  "xterm", false, true },
	{ "NO_COLOR set to nothing", NULL,    "",   "xterm", false, false },
	{ "a dumb terminal",         NULL,    NULL, "dumb",  false, true },
};

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void test_look(void **state)
{
	const look_row *r = *state;
	set("CI", r->ci);
	set("NO_COLOR", r->no_color);
	set("TERM", r->term);
	host h = host_look();
	assert_int_equal(h.in_ci, r->in_ci);
	assert_int_equal(h.no_color, r->plain);
	if (!h.out_is_terminal)
		assert_int_equal(h.width, 0);
}

typedef struct { const char *name, *to; bool fails; } print_row;

static const print_row prints[] = {
	{ "a file takes it",               "/dev/null", false },
	{ "a full disk is an error",       "/dev/full", true },
	{ "a reader that left is no error", NULL,       false },
};

/* In a child, so that the test's own output stays where it is. */
static void test_print(void **state)
{
	const print_row *r = *state;
	pid_t child = fork();
	if (child == 0) {
		int ends[2] = { -1, -1 };
		if (!r->to && pipe(ends) == 0)
			close(ends[0]);
		int fd = r->to ? open(r->to, O_WRONLY) : ends[1];
		dup2(fd, STDOUT_FILENO);
		arena *a = arena_open(1 << 20);
		const err *e = host_print(a, S("some text\n"));
		_exit(e ? err_exit(e->code) : 0);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), r->fails ? 5 : 0);
}

static void test_crash(void **state)
{
	(void)state;
	int ends[2];
	char line[200] = { 0 };
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		host_catch_crashes();
		raise(SIGABRT);
		_exit(1);
	}
	close(ends[1]);
	ssize_t n = read(ends[0], line, sizeof line - 1);
	close(ends[0]);
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 70);
	assert_true(n > 0);
	assert_non_null(strstr(line, "bug in envgate"));
}

int main(void)
{
	const struct CMUnitTest crash[] = { cmocka_unit_test(test_crash) };
	return RUN_ROWS(test_date, dates) + RUN_ROWS(test_look, looks) + RUN_ROWS(test_print, prints) +
	       cmocka_run_group_tests(crash, NULL, NULL);
}
