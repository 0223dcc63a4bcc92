/* t_touch: the process that asks the kernel, and is left behind when it gets no answer. */
#define _DEFAULT_SOURCE /* syscall() */
#include "edge/touch.h"

#include "rows.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_touch(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	touches t = { 0 };
	*LIST_PUSH(a, &t) = (touch){ .kind = TOUCH_OPEN, .path = S("/dev/null") };
	*LIST_PUSH(a, &t) = (touch){ .kind = TOUCH_OPEN, .path = S("/nonexistent") };
	*LIST_PUSH(a, &t) = (touch){ .kind = TOUCH_READ, .path = S("/dev/null") };
	*LIST_PUSH(a, &t) = (touch){ .kind = TOUCH_READ, .path = S("/dev/zero") };
	*LIST_PUSH(a, &t) = (touch){ .kind = TOUCH_MEMFD };
	touch_all(a, &t);
	assert_int_equal(t.at[0].error, 0);
	assert_int_equal(t.at[1].error, ENOENT);
	assert_int_equal(t.at[2].error, 0);
	assert_int_equal(t.at[2].bytes.n, 0);
	assert_int_equal(t.at[3].bytes.n, TOUCH_BYTES);
	assert_int_equal(t.at[4].error, 0);
	arena_close(a);
}

/* memfd_create, held or killed by the kernel before the asker's eyes. */
typedef struct { const char *name; unsigned action; int want; } held_row;

static const held_row held[] = {
	{ "a call that never returns is left behind", SECCOMP_RET_USER_NOTIF, ETIMEDOUT },
	{ "a call that kills is a denial",            SECCOMP_RET_KILL_PROCESS, EPERM },
	{ "a call that is refused",                   SECCOMP_RET_ERRNO | EACCES, EACCES },
};

/* A filter for this process and what it forks; -1: seccomp cannot do that here. */
static int filter_memfd(unsigned action)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof code / sizeof code[0], code };
	unsigned flags = action == SECCOMP_RET_USER_NOTIF ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

enum { CANNOT_FILTER = 77, FIRST_FAILED = 78 };

static void test_held(void **state)
{
	const held_row *r = *state;
	pid_t child = fork();
	if (child == 0) {
		arena *a = arena_open(1 << 20);
		touches t = { 0 };
		if (filter_memfd(r->action) < 0)
			_exit(CANNOT_FILTER);
		*LIST_PUSH(a, &t) = (touch){ .kind = TOUCH_OPEN, .path = S("/dev/null") };
		*LIST_PUSH(a, &t) = (touch){ .kind = TOUCH_MEMFD };
		touch_all(a, &t);
		_exit(t.at[0].error ? FIRST_FAILED : t.at[1].error);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_FILTER)
		skip();
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), r->want);
}

int main(void)
{
	const struct CMUnitTest plain[] = { cmocka_unit_test(test_touch) };
	return RUN_ROWS(test_held, held) + cmocka_run_group_tests(plain, NULL, NULL);
}
