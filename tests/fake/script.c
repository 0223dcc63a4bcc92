/* script: the variable, looked up by key, and the actions.
 *
 * Every way in which a driver is known to go wrong is an action here, so that any call of any library
 * can do it. What never comes back still ends by itself after HANG_LIMIT_S: a test that is cut off
 * leaves nothing behind for long. */
#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAX_VALUE = 512, MAX_COUNTED = 64, HANG_LIMIT_S = 60, NOISE_LINES = 2000, LAST_FD = 1024 };

static long long now_ms(void)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The value after "key=" in one variable, copied to a buffer of ours. */
static const char *look_up(const char *variable, const char *key)
{
	static char value[MAX_VALUE];
	const char *at = getenv(variable);
	size_t key_n = strlen(key);
	while (at && *at) {
		size_t n = strcspn(at, ";");
		if (n > key_n && !strncmp(at, key, key_n) && at[key_n] == '=') {
			size_t value_n = n - key_n - 1;
			if (value_n >= sizeof value)
				return NULL;
			memcpy(value, at + key_n + 1, value_n);
			value[value_n] = 0;
			return value;
		}
		at += n + (at[n] == ';');
	}
	return NULL;
}

const char *script_get(const char *key, int gpu)
{
	static const char *const variables[] = { FAKE_VARIABLE, "ENVGATE_FAKE_GPU" };
	for (int i = 0; i < 2; i++) {
		char full[80];
		snprintf(full, sizeof full, "%s@%d", key, gpu);
		const char *v = gpu >= 0 ? look_up(variables[i], full) : NULL;
		if (!v)
			v = look_up(variables[i], key);
		if (v)
			return v;
	}
	return NULL;
}

long script_number(const char *key, int gpu, long otherwise)
{
	const char *v = script_get(key, gpu);
	return v ? strtol(v, NULL, 10) : otherwise;
}

int script_version(const char *key, int gpu, int scale, int otherwise)
{
	const char *v = script_get(key, gpu);
	if (!v)
		return otherwise;
	char *rest = NULL;
	int major = (int)strtol(v, &rest, 10);
	int minor = *rest == '.' ? (int)strtol(rest + 1, NULL, 10) : 0;
	return major * scale + minor * (scale / 100 ? 10 : 1);
}

static void sleep_ms(long ms)
{
	long long end = now_ms() + ms;
	for (long long left = ms; left > 0; left = end - now_ms()) {
		struct timespec t = { .tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000 };
		nanosleep(&t, NULL);
	}
}

static void do_hang(long unused)
{
	(void)unused;
	sleep_ms(HANG_LIMIT_S * 1000L);
	_exit(97);
}

static void do_spin(long unused)
{
	(void)unused;
	for (long long end = now_ms() + HANG_LIMIT_S * 1000L; now_ms() < end;)
		;
	_exit(97);
}

static void do_stubborn(long unused)
{
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	signal(SIGTERM, SIG_IGN);
	do_hang(unused);
}

/* SIG_DFL first: a sanitizer's handler would make an exit status of it. */
static void die_of(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
	_exit(98);
}

static void do_segv(long unused)
{
	(void)unused;
	die_of(SIGSEGV);
}
static void do_abort(long unused)
{
	(void)unused;
	die_of(SIGABRT);
}
static void do_signal(long sig) { die_of((int)sig); }
static void do_exit(long status) { _exit((int)status); }
static void do_exit0(long unused)
{
	(void)unused;
	_exit(0);
}

static void do_noise(long unused)
{
	(void)unused;
	for (int i = 0; i < NOISE_LINES; i++) {
		printf("\033[31mfake driver: PASS ok 0 teardown end\033[0m %d\n", i);
		fprintf(stderr, "fake driver: error %d\r", i);
	}
	fflush(stdout);
}

/* As daemons do it, counting up. */
static void do_closefds(long last)
{
	for (int fd = 0; fd < (last ? last : LAST_FD); fd++)
		close(fd);
}

/* A process that outlives the call and holds every descriptor open, as a daemon that a driver starts. */
static void do_fork(long unused)
{
	if (fork() == 0) {
		signal(SIGTERM, SIG_IGN);
		do_hang(unused);
	}
}

/* The same, out of its process group. */
static void do_daemon(long unused)
{
	if (fork() == 0) {
		setsid();
		sleep_ms(3000);
		_exit(97);
	}
	(void)unused;
}

static void do_rubbish(long unused)
{
	(void)unused;
	unsigned char bytes[400];
	for (size_t size = 1; size <= sizeof bytes; size = size * 3 + 1) {
		for (size_t i = 0; i < size; i++)
			bytes[i] = (unsigned char)(i * 37 + size);
		for (int fd = 3; fd < LAST_FD; fd++) {
			struct stat st;
			if (fstat(fd, &st) || !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
				continue;
			if (write(fd, bytes, size) < 0 && errno != EAGAIN)
				break;
		}
	}
}

/* Takes what the other side said, and plays the last record again and again. */
static void do_replay(long unused)
{
	(void)unused;
	for (int fd = 3; fd < LAST_FD; fd++) {
		unsigned char bytes[4096] = { 0 };
		struct stat st;
		if (fstat(fd, &st) || !S_ISSOCK(st.st_mode))
			continue;
		ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
		for (int i = 0; i < 3; i++)
			if (send(fd, bytes, n > 0 ? (size_t)n : 64, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
				break;
	}
}

/* Calls of this name so far, this one included. */
static int count_call(const char *call)
{
	static struct {
		const char *call;
		int n;
	} seen[MAX_COUNTED];
	for (int i = 0; i < MAX_COUNTED; i++) {
		if (!seen[i].call)
			seen[i].call = call;
		if (!strcmp(seen[i].call, call))
			return ++seen[i].n;
	}
	return 0;
}

static const struct {
	const char *word;
	void (*run)(long);
} actions[] = {
	{ "hang", do_hang },       { "spin", do_spin },         { "stubborn", do_stubborn },
	{ "segv", do_segv },       { "abort", do_abort },       { "signal", do_signal },
	{ "exit0", do_exit0 },     { "exit", do_exit },         { "sleep", sleep_ms },
	{ "noise", do_noise },     { "closefds", do_closefds }, { "fork", do_fork },
	{ "daemon", do_daemon },   { "rubbish", do_rubbish },   { "replay", do_replay },
};

static void act(const char *word, size_t word_n, long number)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strlen(actions[i].word) == word_n && !memcmp(actions[i].word, word, word_n)) {
			actions[i].run(number);
			return;
		}
	/* A typing error in a script must not make a test pass. */
	fprintf(stderr, "fake: no action '%.*s'\n", (int)word_n, word);
	_exit(96);
}

int script_call(const char *call, int gpu)
{
	static int sticky;
	int nth = count_call(call);
#ifdef FAKE_STUB
	return 34;
#endif
	if (sticky)
		return sticky;
	char script[MAX_VALUE] = "";
	const char *v = script_get(call, gpu);
	snprintf(script, sizeof script, "%s", v ? v : "");
	for (const char *at = script; *at;) {
		size_t n = strcspn(at, ","), word_n = strcspn(at, ":,");
		long number = at[word_n] == ':' ? strtol(at + word_n + 1, NULL, 10) : 0;
		if (word_n == 2 && !memcmp(at, "rc", 2))
			return (int)number;
		if (word_n == 6 && !memcmp(at, "sticky", 6))
			return sticky = (int)number;
		if (word_n == 3 && !memcmp(at, "nth", 3)) {
			if (nth != number)
				return 0;
		} else {
			act(at, word_n, number);
		}
		at += n + (at[n] == ',');
	}
	return 0;
}

/* "load" and "unload" are calls too: dlopen runs the one, exit or dlclose the other. */
__attribute__((constructor)) static void on_load(void)
{
	(void)script_call("load", -1);
}

__attribute__((destructor)) static void on_unload(void)
{
	(void)script_call("unload", -1);
}
