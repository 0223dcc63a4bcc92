/* measure: median wall time and peak memory of short processes, several commands side by side.
 *
 *     measure REPEATS COMMAND [ARG...] [::: COMMAND [ARG...]]...
 *
 * Every round runs each command once, so that a machine that slows down slows all of them; the first
 * tenth of the rounds warms caches and is not counted. posix_spawn and wait4 without a shell between:
 * the processes last two milliseconds. Prints one line per command: median, lower quartile and
 * minimum in microseconds, largest resident set in KiB, exit status. A process inherits the peak of
 * its parent until exec, so this program stays small: it holds only the times. */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { MAX_COMMANDS = 16 };

typedef struct command {
	char **argv;
	long *took_us;
	long peak_kib;
	int status;
} command;

extern char **environ;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static long now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static long run_once(command *c, posix_spawn_file_actions_t *quiet)
{
	pid_t pid;
	long start = now_us();
	errno = posix_spawnp(&pid, c->argv[0], quiet, NULL, c->argv, environ);
	if (errno)
		die(c->argv[0]);
	struct rusage use;
	int status;
	if (wait4(pid, &status, 0, &use) < 0)
		die("wait4");
	long took = now_us() - start;
	c->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (use.ru_maxrss > c->peak_kib)
		c->peak_kib = use.ru_maxrss;
	return took;
}

static int by_size(const void *x, const void *y)
{
	long a = *(const long *)x, b = *(const long *)y;
	return (a > b) - (a < b);
}

/* Splits argv at ":::" in place. */
static int split(char **argv, command *out)
{
	int n = 0;
	for (char **p = argv; *p && n < MAX_COMMANDS; n++) {
		out[n] = (command){ .argv = p };
		while (*p && strcmp(*p, ":::") != 0)
			p++;
		if (*p)
			*p++ = NULL;
	}
	return n;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[1]) : 0;
	command commands[MAX_COMMANDS];
	int n = rounds > 0 ? split(argv + 2, commands) : 0;
	if (!n) {
		fputs("usage: measure REPEATS COMMAND [ARG...] [::: COMMAND [ARG...]]...\n", stderr);
		return 2;
	}
	posix_spawn_file_actions_t quiet;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
	int warm = rounds / 10 + 1;
	for (int i = 0; i < n; i++)
		if (!(commands[i].took_us = calloc((size_t)rounds, sizeof(long))))
			die("calloc");
	for (int round = -warm; round < rounds; round++)
		for (int i = 0; i < n; i++) {
			long took = run_once(&commands[i], &quiet);
			if (round >= 0)
				commands[i].took_us[round] = took;
		}
	for (int i = 0; i < n; i++) {
		long *t = commands[i].took_us;
		qsort(t, (size_t)rounds, sizeof *t, by_size);
		printf("%ld\t%ld\t%ld\t%ld\t%d\n", t[rounds / 2], t[rounds / 4], t[0],
		       commands[i].peak_kib, commands[i].status);
		free(t);
	}
	posix_spawn_file_actions_destroy(&quiet);
	return 0;
}
