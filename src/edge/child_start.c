/* child_start: see child_start.h.
 *
 * fork, then exec of ourselves: no driver ever lives in the parent, and CUDA is never used after a bare
 * fork, which it does not survive. Between the two only async-signal-safe calls are made. */
#include "edge/child_start.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* ---- the child's environment ---- */

static bool names(const char *entry, const char *name)
{
	size_t n = strlen(name);
	return strncmp(entry, name, n) == 0 && entry[n] == '=';
}

typedef struct {
	const char *name;
	str value; /* absent: unset */
} setting;

/* What this task changes. No files in the home folder; errors at the call that causes them; no
 * libraries that init would load for others; the order in which NVML counts. */
static int settings_of(const task *t, setting out[8])
{
	int n = 0;
	if (t->how != VISIBLE_KEEP)
		out[n++] = (setting){ "CUDA_VISIBLE_DEVICES", t->how == VISIBLE_SET ? t->visible : (str){ 0 } };
	if (t->pci_order)
		out[n++] = (setting){ "CUDA_DEVICE_ORDER", S("PCI_BUS_ID") };
	if (t->kind != TASK_NVML)
		out[n++] = (setting){ "CUDA_CACHE_DISABLE", S("1") };
	if (t->kind == TASK_DRIVER || t->kind == TASK_RECHECK) {
		out[n++] = (setting){ "CUDA_MODULE_LOADING", S("EAGER") };
		out[n++] = (setting){ "CUDA_FORCE_PRELOAD_LIBRARIES", S("0") };
	}
	return n;
}

static char **environment_of(arena *a, const task *t)
{
	setting set[8];
	int nset = settings_of(t, set), n = 0, kept = 0;
	while (environ && environ[n])
		n++;
	char **out = NEW_N(a, char *, n + nset + 1);
	for (int i = 0; i < n; i++) {
		bool changed = false;
		for (int k = 0; k < nset; k++)
			changed = changed || names(environ[i], set[k].name);
		if (!changed)
			out[kept++] = environ[i];
	}
	for (int k = 0; k < nset; k++)
		if (set[k].value.p)
			out[kept++] = (char *)(size_t)arena_printf(a, "%s=%.*s", set[k].name, SARG(set[k].value)).p;
	return out;
}

/* ---- key and task ---- */

/* From /dev/urandom; where there is none, from what differs between two runs. Only rubbish has to miss
 * it, not a cryptanalyst. */
static void make_key(unsigned char key[WIRE_KEY])
{
	static uint64_t made;
	struct { struct timespec t; pid_t pid; uint64_t n; const void *where; unsigned char noise[WIRE_KEY]; } mix;
	memset(&mix, 0, sizeof mix);
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = read(fd, mix.noise, sizeof mix.noise);
		(void)n;
		close(fd);
	}
	clock_gettime(CLOCK_MONOTONIC, &mix.t);
	mix.pid = getpid();
	mix.n = ++made;
	mix.where = &mix;
	unsigned char digest[32];
	sha256 s;
	sha256_open(&s);
	sha256_add(&s, (str){ (const char *)&mix, (ptrdiff_t)sizeof mix });
	sha256_close(&s, digest);
	memcpy(key, digest, WIRE_KEY);
}

static int send_task(int fd, const task *t, const unsigned char key[WIRE_KEY])
{
	wire_task w = { .magic = WIRE_MAGIC, .kind = t->kind, .declared = t->declared, .library_n = -1 };
	memcpy(w.key, key, WIRE_KEY);
	if (t->library.p && t->library.n >= WIRE_PATH)
		return ENAMETOOLONG;
	if (t->library.p) {
		w.library_n = (int32_t)t->library.n;
		memcpy(w.library, t->library.p, (size_t)t->library.n);
	}
	return send(fd, &w, sizeof w, MSG_NOSIGNAL) == (ssize_t)sizeof w ? 0 : errno;
}

/* ---- start ---- */

/* Our own file. Not /proc/self/exe itself where its target can be named: valgrind answers readlink with
 * the program, but exec of the link would start valgrind. */
static str own_program(arena *a)
{
	char path[WIRE_PATH];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	str found = { path, n > 0 ? n : 0 };
	if (n <= 0 || str_ends(found, S(" (deleted)")))
		return S("/proc/self/exe");
	return arena_str(a, found);
}

/* In the child, until exec. Never returns. */
static void become(int socket, int log, pid_t parent, char *const argv[], char *const env[])
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(127); /* the parent died before the line above */
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	sigset_t empty;
	sigemptyset(&empty);
	sigprocmask(SIG_SETMASK, &empty, NULL);
	/* socket and log are above 3 (child_start), so no dup2 overwrites the other, and each copy is not
	 * close-on-exec. */
	int null = open("/dev/null", O_RDONLY);
	if (null > 0)
		dup2(null, 0);
	if (null > WIRE_FD)
		close(null);
	dup2(log, 1);
	dup2(log, 2);
	dup2(socket, WIRE_FD);
	execve(argv[0], argv, env);
	_exit(127);
}

/* Above the numbers that the child gives a meaning to, and closed on exec. */
static int move_up(int *fd)
{
	int up = fcntl(*fd, F_DUPFD_CLOEXEC, WIRE_FD + 1);
	close(*fd);
	*fd = up;
	return up < 0 ? errno : 0;
}

static int open_channels(int pair[2], int tube[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
		return errno;
	if (pipe(tube) < 0) {
		int wrong = errno;
		close(pair[0]);
		close(pair[1]);
		return wrong;
	}
	int wrong = move_up(&pair[0]);
	wrong = move_up(&pair[1]) ? EMFILE : wrong;
	wrong = move_up(&tube[0]) ? EMFILE : wrong;
	wrong = move_up(&tube[1]) ? EMFILE : wrong;
	if (!wrong && fcntl(tube[0], F_SETFL, O_NONBLOCK) < 0)
		wrong = errno;
	return wrong;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

int child_start(arena *a, str program, const task *t, child *out)
{
	static char option[] = "--child";
	str self = program.p ? arena_str(a, program) : own_program(a);
	char *argv[] = { (char *)(size_t)self.p, option, (char *)(size_t)task_name(t->kind), NULL };
	char **env = environment_of(a, t);
	int pair[2] = { -1, -1 }, tube[2] = { -1, -1 };
	int wrong = open_channels(pair, tube);
	make_key(out->key);
	if (!wrong)
		wrong = send_task(pair[0], t, out->key);
	pid_t parent = getpid(), pid = wrong ? -1 : fork();
	if (pid == 0)
		become(pair[1], tube[1], parent, argv, env);
	if (pid < 0 && !wrong)
		wrong = errno;
	close_if_open(pair[1]);
	close_if_open(tube[1]);
	if (wrong) {
		close_if_open(pair[0]);
		close_if_open(tube[0]);
		return wrong;
	}
	setpgid(pid, pid); /* both sides do it: whoever comes first */
	out->pid = pid;
	out->socket = pair[0];
	out->log = tube[0];
	return 0;
}

/* ---- /proc of a stuck child ---- */

static str read_line(arena *a, str path)
{
	char line[512];
	int fd = open(path.p, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return (str){ 0 };
	ssize_t n = read(fd, line, sizeof line);
	close(fd);
	return n > 0 ? arena_str(a, (str){ line, n }) : (str){ 0 };
}

void child_state(arena *a, str sysroot, pid_t pid, str *state, str *wchan)
{
	/* "123 (name) D 1 ...": the name may hold blanks and brackets, so from the last bracket on. */
	str stat = read_line(a, arena_printf(a, "%.*s/proc/%d/stat", SARG(sysroot), (int)pid));
	ptrdiff_t close_at = str_rfind_byte(stat, ')');
	if (close_at >= 0 && close_at + 2 < stat.n)
		*state = str_sub(stat, close_at + 2, close_at + 3);
	*wchan = str_trim(read_line(a, arena_printf(a, "%.*s/proc/%d/wchan", SARG(sysroot), (int)pid)));
	if (!wchan->n || str_eq(*wchan, S("0")))
		*wchan = (str){ 0 };
}
