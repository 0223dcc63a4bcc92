/* launch: starts the probe for one scenario: its environment from scratch, its limits, its output into
 * files. Refusals by the kernel are made by the kernel: a seccomp filter, which needs no privilege. */
#define _GNU_SOURCE /* SYS_memfd_create and the filter's headers */
#include "scenario.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MAX_WORDS = 64 };

long long now_ms(void)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the filter ---- */

#define DENY(number, error)                                             \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)), \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),           \
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)(error))

static int install(struct sock_filter *filter, unsigned short n)
{
	struct sock_fprog program = { n, filter };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return errno;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? errno : 0;
}

static int deny_memfd(int error)
{
	struct sock_filter filter[] = {
		DENY(SYS_memfd_create, error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	return install(filter, sizeof filter / sizeof *filter);
}

/* A filter cannot see a path, but how a file is opened: the probe opens only device nodes for reading
 * and writing. */
static int deny_open(int error)
{
	unsigned flags_at = offsetof(struct seccomp_data, args) + 2 * sizeof(__u64);
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, flags_at),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, O_ACCMODE),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, O_RDWR, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	return install(filter, sizeof filter / sizeof *filter);
}

static int deny(str words)
{
	int memfd = atoi(word_value(words, "memfd_create", S("0")).p);
	int open_errno = atoi(word_value(words, "open", S("0")).p);
	int failed = memfd ? deny_memfd(memfd) : 0;
	return failed || !open_errno ? failed : deny_open(open_errno);
}

/* ---- environment and arguments ---- */

typedef struct words {
	char *at[MAX_WORDS + 1];
	int n;
} words;

static void add(words *w, str text)
{
	if (w->n < MAX_WORDS)
		w->at[w->n++] = (char *)(size_t)text.p; /* execve's types predate const */
}

/* @ stands for the scenario's folder. */
static str expand(arena *a, str word, str dir)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < word.n; i++) {
		if (word.p[i] == '@')
			buf_put(&b, dir);
		else
			buf_char(&b, word.p[i]);
	}
	return arena_str(a, buf_str(&b));
}

/* What a test run itself needs to have passed on: how sanitizers and valgrind are told what to do. */
static void add_own(arena *a, words *env)
{
	static const char *const kept[] = { "PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TMPDIR" };
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (getenv(kept[i]))
			add(env, arena_printf(a, "%s=%s", kept[i], getenv(kept[i])));
}

static void environment(arena *a, const run *r, words *env)
{
	static const struct {
		line_key key;
		const char *name;
	} scripts[] = {
		{ LINE_GPU, "ENVGATE_FAKE_GPU" }, { LINE_CUDA, "ENVGATE_FAKE_CUDA" },
		{ LINE_NVML, "ENVGATE_FAKE_NVML" }, { LINE_CUDART, "ENVGATE_FAKE_CUDART" },
	};
	add_own(a, env);
	for (int i = 0; i < 4; i++)
		if (r->s->is[scripts[i].key].p)
			add(env, arena_printf(a, "%s=%.*s", scripts[i].name, SARG(r->s->is[scripts[i].key])));
	if (r->at.libraries.p)
		add(env, arena_printf(a, "LD_LIBRARY_PATH=%.*s", SARG(r->at.libraries)));
	if (r->at.prefix.p)
		add(env, arena_printf(a, "CONDA_PREFIX=%.*s", SARG(r->at.prefix)));
	str rest = r->s->is[LINE_ENV], word;
	while (next_word(&rest, &word))
		add(env, expand(a, word, r->at.dir));
}

static void arguments(arena *a, str probe, const run *r, words *argv)
{
	add(argv, probe);
	add(argv, S("--sysroot"));
	add(argv, r->at.sysroot);
	add(argv, S("--format"));
	add(argv, r->s->is[LINE_SAYS].p ? S("text") : S("json"));
	str rest = r->s->is[LINE_OPTS], word;
	while (next_word(&rest, &word))
		add(argv, expand(a, word, r->at.dir));
}

static int output(arena *a, str dir, const char *name, int as)
{
	int fd = open(arena_printf(a, "%.*s/%s", SARG(dir), name).p, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	return fd < 0 || dup2(fd, as) < 0 || close(fd) ? errno : 0;
}

int run_start(arena *a, str probe, run *r)
{
	words env = { .n = 0 }, argv = { .n = 0 };
	environment(a, r, &env);
	arguments(a, probe, r, &argv);
	r->began_ms = now_ms();
	r->pid = fork();
	if (r->pid > 0)
		return 0;
	if (r->pid < 0) {
		r->pid = 0;
		return errno;
	}
	int failed = output(a, r->at.dir, "out", 1);
	if (!failed)
		failed = output(a, r->at.dir, "err", 2);
	if (!failed)
		failed = deny(r->s->is[LINE_DENY]);
	if (!failed)
		execve(probe.p, argv.at, env.at);
	fprintf(stderr, "run_scenarios: cannot start the probe: %d\n", failed ? failed : errno);
	_exit(127);
}
