/* host: see host.h. Everything a run takes from the operating system besides git and files.
 *
 * Two statics live here, against the house rule, because the system leaves no other way: a signal
 * handler gets no argument, and a progress line is about the whole process. */
#include "edge/host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* TIOCGWINSZ hides behind _DEFAULT_SOURCE in some libcs; without it the width stays unknown. */
static int terminal_width(int fd)
{
#ifdef TIOCGWINSZ
	struct winsize size = { 0 };
	if (ioctl(fd, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
#else
	(void)fd;
#endif
	return 0;
}

str host_env(const char *name)
{
	const char *value = getenv(name);
	return value && *value ? str_of(value) : (str){ 0 };
}

host host_look(void)
{
	str ci = host_env("CI");
	host h = {
		.out_is_terminal = isatty(STDOUT_FILENO) == 1,
		.err_is_terminal = isatty(STDERR_FILENO) == 1,
		.no_color = host_env("NO_COLOR").p || str_eq(host_env("TERM"), S("dumb")),
		.in_ci = ci.p && !str_eq(ci, S("0")) && !str_eq_nocase(ci, S("false")),
	};
	if (h.out_is_terminal)
		h.width = terminal_width(STDOUT_FILENO);
	return h;
}

/* Seconds since 1970 as the reproducible-builds convention has them: digits only. The bound keeps
 * the year in four digits. */
static bool epoch_seconds(str text, time_t *out)
{
	const long long year_10000 = 253402300800LL;
	long long seconds = 0;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		if (!is_digit(text.p[i]))
			return false;
		seconds = seconds * 10 + (text.p[i] - '0');
		if (seconds >= year_10000)
			return false;
	}
	*out = (time_t)seconds;
	return text.n > 0;
}

const err *host_today(arena *a, str *out)
{
	str epoch = host_env("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	if (epoch.p && !epoch_seconds(epoch, &now))
		return err_hint(a, err_new(a, ERR_USAGE, "SOURCE_DATE_EPOCH is not a number of seconds"),
		                "unset it, or give --date YYYY-MM-DD");
	struct tm day;
	if (!gmtime_r(&now, &day))
		return err_new(a, ERR_USAGE, "the clock gives no date");
	*out = arena_printf(a, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
	return NULL;
}

/* write(2) until all is out; -1 leaves errno. A full pipe of a slow reader is waited for. */
static int write_all(int fd, str text)
{
	while (text.n > 0) {
		ssize_t n = write(fd, text.p, (size_t)text.n);
		if (n >= 0) {
			text = str_from(text, n);
		} else if (errno == EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLOUT };
			if (poll(&wait, 1, -1) < 0 && errno != EINTR)
				return -1;
		} else if (errno != EINTR) {
			return -1;
		}
	}
	return 0;
}

/* close() of a copy makes a network file system tell now what it would tell at exit. */
static int flush_to_disk(int fd)
{
	int copy = dup(fd);
	return copy < 0 ? 0 : close(copy);
}

const err *host_print(arena *a, str text)
{
	/* Without this a reader that left (`envgate ... | head`) would kill us before the verdict. */
	signal(SIGPIPE, SIG_IGN);
	if ((write_all(STDOUT_FILENO, text) < 0 || flush_to_disk(STDOUT_FILENO) < 0) && errno != EPIPE)
		return err_hint(a, err_new(a, ERR_OUTPUT, "standard output could not be written: %s", strerror(errno)),
		                "send it elsewhere: > FILE");
	return NULL;
}

void host_complain(str text)
{
	signal(SIGPIPE, SIG_IGN);
	(void)write_all(STDERR_FILENO, text); /* nobody is left to tell */
}

static void crashed(int signal_number)
{
	static const char line[] =
	        "\nenvgate: this is a bug in envgate (it crashed); please report it with the command you ran\n";
	ssize_t n = write(STDERR_FILENO, line, sizeof line - 1);
	(void)n;
	(void)signal_number;
	_exit(70); /* err_exit(ERR_BUG), but a handler calls nothing it need not */
}

void host_catch_crashes(void)
{
	/* A stack of its own: the commonest crash on hostile input is a stack that ran out. */
	static char room[64 * 1024];
	stack_t stack = { .ss_sp = room, .ss_size = sizeof room };
	struct sigaction act = { .sa_handler = crashed };
	act.sa_flags = sigaltstack(&stack, NULL) == 0 ? SA_ONSTACK : 0;
	sigemptyset(&act.sa_mask);
#if !defined(__SANITIZE_ADDRESS__)
	/* AddressSanitizer's own handlers for these say where it happened. */
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL };
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		sigaction(faults[i], &act, NULL);
#endif
	sigaction(SIGABRT, &act, NULL);
}

static struct {
	int64_t began_ms, shown_ms;
	bool is_terminal, shown;
} progress;

static int64_t now_ms(void)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void host_progress(const char *what, long long done, long long all)
{
	int64_t now = now_ms();
	if (progress.began_ms == 0) {
		progress.began_ms = now;
		progress.is_terminal = isatty(STDERR_FILENO) == 1;
	}
	/* Work under a second needs no line; ten a second are enough for the eye. */
	if (!progress.is_terminal || now - progress.began_ms < 1000 || now - progress.shown_ms < 100)
		return;
	progress.shown_ms = now;
	progress.shown = true;
	if (all > 0)
		fprintf(stderr, "\r\033[K%s %lld of %lld", what, done, all);
	else
		fprintf(stderr, "\r\033[K%s %lld", what, done);
	fflush(stderr);
}

void host_progress_end(void)
{
	if (progress.shown)
		host_complain(S("\r\033[K"));
	progress.shown = false;
}
