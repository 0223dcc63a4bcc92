/* touch: see touch.h. One process for all questions, one fixed-size answer each through a pipe.
 * Between fork and _exit it makes system calls only. */
#define _DEFAULT_SOURCE /* syscall() */
#include "edge/touch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct answer {
	int error, n;
	char bytes[TOUCH_BYTES];
} answer;

static int try_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int error = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	return error;
}

static int try_read(const char *path, answer *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno;
	while (out->n < TOUCH_BYTES) {
		ssize_t n = read(fd, out->bytes + out->n, (size_t)(TOUCH_BYTES - out->n));
		if (n <= 0)
			break;
		out->n += (int)n;
	}
	close(fd);
	return 0;
}

/* By number: glibc has the function from 2.27 on only. */
static int try_memfd(void)
{
#ifdef SYS_memfd_create
	long fd = syscall(SYS_memfd_create, "envgate", 1u /* MFD_CLOEXEC */);
	if (fd < 0)
		return errno;
	close((int)fd);
#endif
	return 0;
}

static _Noreturn void ask(const touches *what, int to)
{
	for (ptrdiff_t i = 0; i < what->n; i++) {
		answer one = { 0 };
		const touch *t = &what->at[i];
		if (t->kind == TOUCH_OPEN)
			one.error = try_open(t->path.p);
		else if (t->kind == TOUCH_READ)
			one.error = try_read(t->path.p, &one);
		else
			one.error = try_memfd();
		const char *p = (const char *)&one;
		for (size_t left = sizeof one; left > 0;) {
			ssize_t n = write(to, p, left);
			if (n <= 0)
				_exit(1);
			p += n;
			left -= (size_t)n;
		}
	}
	_exit(0);
}

static long long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* One whole answer. ETIMEDOUT at the deadline, EPIPE when the other end is gone. */
static int take_answer(int from, long long deadline, answer *out)
{
	char *p = (char *)out;
	for (size_t got = 0; got < sizeof *out;) {
		long long left = deadline - now_ms();
		struct pollfd ready = { .fd = from, .events = POLLIN };
		int n = left > 0 ? poll(&ready, 1, (int)left) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ETIMEDOUT;
		ssize_t more = read(from, p + got, sizeof *out - got);
		if (more < 0 && errno == EINTR)
			continue;
		if (more <= 0)
			return EPIPE;
		got += (size_t)more;
	}
	return 0;
}

/* At most 100 ms for a process that was killed; one that the kernel holds stays behind. */
static void leave_behind(pid_t child)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	kill(child, SIGKILL);
	for (int i = 0; i < 100 && waitpid(child, NULL, WNOHANG) == 0; i++)
		nanosleep(&nap, NULL);
}

static void collect(arena *a, touches *what, pid_t child, int from)
{
	long long deadline = now_ms() + TOUCH_MS;
	int stopped = 0;
	for (ptrdiff_t i = 0; i < what->n; i++) {
		touch *t = &what->at[i];
		answer one = { 0 };
		if (!stopped)
			stopped = take_answer(from, deadline, &one);
		/* Gone without an answer: killed at this question, by seccomp for instance. */
		t->error = stopped == EPIPE ? EPERM : stopped ? ETIMEDOUT : one.error;
		if (!t->error && t->kind == TOUCH_READ && one.n >= 0 && one.n <= TOUCH_BYTES)
			t->bytes = arena_str(a, (str){ one.bytes, one.n });
	}
	if (stopped)
		leave_behind(child);
	else
		waitpid(child, NULL, 0); /* it has written its last answer: only _exit is left */
}

void touch_all(arena *a, touches *what)
{
	int ends[2];
	pid_t child = -1;
	bool piped = pipe(ends) == 0;
	if (piped)
		child = fork();
	if (child == 0) {
		close(ends[0]);
		ask(what, ends[1]);
	}
	if (piped)
		close(ends[1]);
	for (ptrdiff_t i = 0; child < 0 && i < what->n; i++)
		what->at[i].error = EAGAIN;
	if (child > 0)
		collect(a, what, child, ends[0]);
	if (piped)
		close(ends[0]);
}
