/* child: every way in which a process can end, and the one in which it does not.
 *
 * The program under test is this one: child_run_all execs /proc/self/exe with --child, and main then
 * plays the part that task.library names. A process that survives SIGKILL needs a broken kernel module;
 * here kill and waitpid are pretended (child_os). */
#include "edge/child.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- the child's side ---- */

static void step_good(reporter *r, probe_stage s, const char *call)
{
	child_begin(r, s, API_DRIVER, call, 0);
	child_end(r, 0, (str){ 0 });
}

/* The socket, wherever child_open has put it. */
static int wire(void)
{
	struct stat st;
	for (int fd = 3; fd < 1024; fd++)
		if (fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode))
			return fd;
	_exit(9);
}

static void rubbish(size_t n)
{
	char bytes[1024];
	memset(bytes, 0x5A, sizeof bytes);
	if (write(wire(), bytes, n) != (ssize_t)n)
		_exit(9);
}

static void wait_forever(void)
{
	for (int i = 0; i < 600; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	_exit(97);
}

static void fork_and(void (*then)(void))
{
	pid_t pid = fork();
	if (pid == 0)
		then();
}

static void claim_success(void)
{
	_exit(0);
}

static int play(void)
{
	arena *a = arena_open(1 << 20);
	task t = { .kind = TASK_DRIVER };
	reporter *r = child_open(a, &t);
	if (!r)
		return 5;
	str part = t.library;
	step_good(r, STAGE_DRIVER_INIT, "cuInit");
	child_note(r, NOTE_COUNT, -1, 2, S("two"));
	if (str_eq(part, S("failed"))) {
		child_begin(r, STAGE_CONTEXT, API_DRIVER, "cuDevicePrimaryCtxRetain", 0);
		child_end(r, 46, S("CUDA_ERROR_DEVICE_UNAVAILABLE"));
		child_leave(r, false);
	}
	if (str_eq(part, S("tolerated"))) {
		child_begin(r, STAGE_MODULE, API_DRIVER, "cuModuleLoadDataEx", 0);
		child_end_tolerated(r, 218, (str){ 0 });
	}
	if (str_eq(part, S("failed, but claims it was good"))) {
		child_begin(r, STAGE_CONTEXT, API_DRIVER, "cuDevicePrimaryCtxRetain", 0);
		child_end(r, 46, (str){ 0 });
	}
	if (str_eq(part, S("exit 0 at the end")))
		claim_success();
	child_begin(r, STAGE_RUN, API_DRIVER, "cuLaunchKernel", 0);
	if (str_eq(part, S("exit 0 in a call")))
		claim_success();
	if (str_eq(part, S("exit 3 in a call")))
		_exit(3);
	if (str_eq(part, S("crash"))) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	if (str_eq(part, S("hang")))
		wait_forever();
	if (str_eq(part, S("hang, SIGTERM ignored"))) {
		sigset_t all;
		sigfillset(&all);
		sigprocmask(SIG_BLOCK, &all, NULL);
		wait_forever();
	}
	if (str_eq(part, S("rubbish")))
		rubbish(100);
	if (str_eq(part, S("rubbish as long as a record")))
		rubbish(464);
	if (str_eq(part, S("socket closed")))
		close(wire());
	if (str_eq(part, S("a grandchild holds the socket")))
		fork_and(wait_forever);
	if (str_eq(part, S("a grandchild ends first")))
		fork_and(claim_success);
	if (str_eq(part, S("noise")))
		for (int i = 0; i < 20000; i++)
			printf("teardown end 0 PASS %d\n", i);
	fflush(stdout);
	child_end(r, 0, (str){ 0 });
	child_leave(r, true);
}

/* ---- the parent's side ---- */

typedef struct row {
	const char *part;
	ending ending;
	int status;
	const char *bad; /* the call of the first step that failed or is open; NULL: all good */
} row;

static const row rows[] = {
	{ "good",                            ENDED_WELL,      0,       NULL },
	{ "tolerated",                       ENDED_WELL,      0,       NULL },
	{ "failed",                          ENDED_FAILED,    1,       "cuDevicePrimaryCtxRetain" },
	{ "failed, but claims it was good",  ENDED_EXIT,      0,       "cuDevicePrimaryCtxRetain" },
	{ "exit 0 at the end",               ENDED_EXIT,      0,       NULL },
	{ "exit 0 in a call",                ENDED_EXIT,      0,       "cuLaunchKernel" },
	{ "exit 3 in a call",                ENDED_EXIT,      3,       "cuLaunchKernel" },
	{ "crash",                           ENDED_SIGNAL,    SIGSEGV, "cuLaunchKernel" },
	{ "hang",                            ENDED_DEADLINE,  SIGKILL, "cuLaunchKernel" },
	{ "hang, SIGTERM ignored",           ENDED_DEADLINE,  SIGKILL, "cuLaunchKernel" },
	{ "rubbish",                         ENDED_DISTURBED, 0,       NULL },
	{ "rubbish as long as a record",     ENDED_DISTURBED, 0,       NULL },
	{ "socket closed",                   ENDED_EXIT,      4,       "cuLaunchKernel" },
	{ "a grandchild holds the socket",   ENDED_WELL,      0,       NULL },
	{ "a grandchild ends first",         ENDED_WELL,      0,       NULL },
	{ "noise",                           ENDED_WELL,      0,       NULL },
};

static outcome run_part(arena *a, const char *part, const child_run *how)
{
	tasks what = { 0 };
	outcomes out = { 0 };
	*LIST_PUSH(a, &what) = (task){ .kind = TASK_DRIVER, .library = str_of(part) };
	child_run_all(a, how, &what, 1, &out);
	assert_int_equal(out.n, 1);
	return out.at[0];
}

static void test_endings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const row *w = &rows[i];
		arena *a = arena_open(8 << 20);
		bool hangs = w->ending == ENDED_DEADLINE;
		child_run how = { .os = &CHILD_OS, .sysroot = S(""), .at_once = 1,
			.deadline_at_ms = child_now_ms() + (hangs ? 400 : 20000) };
		outcome o = run_part(a, w->part, &how);
		const step *bad = outcome_bad_step(&o);
		/* A child that spoke rubbish is killed or leaves, whichever is first: no more to be said. */
		bool same = o.status == w->status && !bad == !w->bad && (!bad || str_eq(bad->call, str_of(w->bad)));
		if (o.ending != w->ending || (!same && w->ending != ENDED_DISTURBED))
			fail_msg("%s: %s, status %d, at %.*s", w->part, ending_name(o.ending), o.status,
				 bad ? (int)bad->call.n : 1, bad ? bad->call.p : "-");
		assert_int_equal(outcome_number(&o, NOTE_COUNT, -1, 0), 2);
		assert_true(o.log.n <= 16 * 1024);
		arena_close(a);
	}
}

/* Several at once, each with its own outcome, in the order of the tasks. */
static void test_order(void **state)
{
	(void)state;
	arena *a = arena_open(8 << 20);
	static const char *const parts[] = { "good", "crash", "failed", "good", "exit 3 in a call", "good" };
	static const ending want[] = { ENDED_WELL, ENDED_SIGNAL, ENDED_FAILED, ENDED_WELL, ENDED_EXIT, ENDED_WELL };
	tasks what = { 0 };
	outcomes out = { 0 };
	for (int i = 0; i < 6; i++)
		*LIST_PUSH(a, &what) = (task){ .kind = TASK_DRIVER, .unit = i, .library = str_of(parts[i]) };
	child_run how = { .os = &CHILD_OS, .sysroot = S(""), .at_once = 4 };
	how.deadline_at_ms = child_now_ms() + 20000;
	child_run_all(a, &how, &what, 3, &out);
	assert_int_equal(out.n, 6);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(out.at[i].ending, want[i]);
		assert_int_equal(out.at[i].task.unit, i);
		assert_int_equal(out.at[i].round, 3);
		assert_false(out.at[i].alone);
	}
	arena_close(a);
}

/* ---- a process that survives SIGKILL ---- */

static char sysroot[] = "/tmp/envgate-t-child-XXXXXX";
static pid_t stuck;

static void write_proc(pid_t pid, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/proc/%d/%s", sysroot, (int)pid, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* The signal arrives nowhere; from then on /proc says where the process is blocked. */
static int kill_in_vain(pid_t pid, int sig)
{
	char path[256], text[256];
	assert_int_equal(sig, SIGKILL);
	if (pid < 0)
		pid = -pid;
	stuck = pid;
	snprintf(path, sizeof path, "%s/proc", sysroot);
	mkdir(path, 0777);
	snprintf(path, sizeof path, "%s/proc/%d", sysroot, (int)pid);
	mkdir(path, 0777);
	snprintf(text, sizeof text, "%d (envgate ) probe) D 1 %d 0 0 -1\n", (int)pid, (int)pid);
	write_proc(pid, "stat", text);
	write_proc(pid, "wchan", "uvm_release");
	return 0;
}

static void clean_up(pid_t pid)
{
	static const char *const names[] = { "/proc/%d/stat", "/proc/%d/wchan", "/proc/%d", "/proc", "" };
	for (int i = 0; i < 5; i++) {
		char format[64], path[256];
		snprintf(format, sizeof format, "%s", names[i]);
		char *mark = strstr(format, "%d");
		if (mark)
			snprintf(path, sizeof path, "%s%.*s%d%s", sysroot, (int)(mark - format), format, (int)pid, mark + 2);
		else
			snprintf(path, sizeof path, "%s%s", sysroot, format);
		assert_int_equal(remove(path), 0);
	}
}

static void test_unkillable(void **state)
{
	(void)state;
	arena *a = arena_open(8 << 20);
	assert_non_null(mkdtemp(sysroot));
	child_os os = { kill_in_vain, waitpid };
	child_run how = { .os = &os, .sysroot = str_of(sysroot), .at_once = 2 };
	how.deadline_at_ms = child_now_ms() + 300;
	long long began = child_now_ms();
	outcome o = run_part(a, "hang", &how);
	long long took = child_now_ms() - began;
	assert_int_equal(o.ending, ENDED_STUCK);
	assert_int_equal(o.pid, stuck);
	assert_true(str_eq(o.state, S("D")));
	assert_true(str_eq(o.wchan, S("uvm_release")));
	assert_true(outcome_bad_step(&o) && outcome_bad_step(&o)->open);
	/* 300 ms, then 500 for reaping: never a wait for the process. */
	assert_true(took >= 700 && took < 5000);
	/* It was not really stuck, and must not outlive the test. */
	assert_int_equal(kill(stuck, SIGKILL), 0);
	assert_int_equal(waitpid(stuck, NULL, 0), stuck);
	clean_up(stuck);
	arena_close(a);
}

static void test_unstarted(void **state)
{
	(void)state;
	arena *a = arena_open(8 << 20);
	child_run how = { .os = &CHILD_OS, .sysroot = S(""), .at_once = 1 };
	how.deadline_at_ms = child_now_ms() - 1;
	outcome o = run_part(a, "good", &how);
	assert_int_equal(o.ending, ENDED_UNSTARTED);
	assert_true(o.status != 0);
	how.deadline_at_ms = child_now_ms() + 20000;
	how.program = S("/nonexistent/envgate-probe");
	assert_int_not_equal(run_part(a, "good", &how).ending, ENDED_WELL);
	arena_close(a);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--child"))
		return play();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endings), cmocka_unit_test(test_order), cmocka_unit_test(test_unkillable),
		cmocka_unit_test(test_unstarted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
