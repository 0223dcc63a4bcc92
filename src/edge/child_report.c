/* child_report: the child's side of child.h.
 *
 * From the first dlopen on, this process belongs to a library that may do anything. So: the socket moves
 * to a high descriptor, away from those that a library closes by counting up; send() refuses what is no
 * socket, so a record never lands in a device that took our number over; a process forked by the library
 * has another id, and says nothing. */
#include "edge/child.h"
#include "edge/child_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	HIGH_FD = 200,
	STATUS_GOOD = 0, STATUS_BAD = 1, STATUS_NO_REPORT = 4,
};

struct reporter {
	int fd;
	pid_t pid;
	uint64_t seq;
	unsigned char key[WIRE_KEY];
	uint64_t began_us;
};

static uint64_t now_us(void)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

long long child_now_ms(void)
{
	return (long long)(now_us() / 1000u);
}

/* The handlers that a sanitizer or a shell left behind would turn a crash into an exit. */
static void plain_signals(void)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM, SIGPIPE };
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		signal(fatal[i], SIG_DFL);
}

static ssize_t receive(int fd, void *into, size_t n)
{
	ssize_t got;
	do
		got = recv(fd, into, n, 0);
	while (got < 0 && errno == EINTR);
	return got;
}

reporter *child_open(arena *a, task *out)
{
	wire_task w;
	if (receive(WIRE_FD, &w, sizeof w) != (ssize_t)sizeof w || w.magic != WIRE_MAGIC)
		return NULL;
	if (w.kind < 0 || w.kind > TASK_RECHECK || w.library_n >= WIRE_PATH)
		return NULL;
	plain_signals();
	reporter *r = NEW(a, reporter);
	r->fd = fcntl(WIRE_FD, F_DUPFD_CLOEXEC, HIGH_FD);
	if (r->fd < 0)
		r->fd = fcntl(WIRE_FD, F_DUPFD_CLOEXEC, WIRE_FD + 1);
	if (r->fd < 0)
		return NULL;
	close(WIRE_FD);
	r->pid = getpid();
	memcpy(r->key, w.key, WIRE_KEY);
	*out = (task){ .kind = (task_kind)w.kind, .unit = -1, .declared = w.declared };
	if (w.library_n >= 0)
		out->library = arena_str(a, (str){ w.library, w.library_n });
	return r;
}

static void put_text(wire_record *w, str text)
{
	w->text_n = WIRE_ABSENT;
	if (!text.p)
		return;
	w->text_n = (uint16_t)(text.n < WIRE_TEXT ? text.n : WIRE_TEXT);
	memcpy(w->text, text.p, w->text_n);
}

static void report(reporter *r, wire_record *w)
{
	if (getpid() != r->pid)
		_exit(STATUS_NO_REPORT);
	w->seq = r->seq++;
	wire_mac(r->key, w, w->mac);
	ssize_t n;
	do
		n = send(r->fd, w, sizeof *w, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof *w)
		_exit(STATUS_NO_REPORT);
}

void child_begin(reporter *r, probe_stage s, probe_api api, const char *call, int device)
{
	wire_record w = { .kind = WIRE_BEGIN, .key = (uint16_t)s, .api = (uint16_t)api, .device = device };
	put_text(&w, str_of(call));
	report(r, &w);
	r->began_us = now_us();
}

static void end_as(reporter *r, wire_kind kind, int rc, str code_name)
{
	wire_record w = { .kind = (uint16_t)kind, .number = rc, .us = now_us() - r->began_us, .device = -1 };
	put_text(&w, code_name);
	report(r, &w);
}

void child_end(reporter *r, int rc, str code_name)
{
	end_as(r, WIRE_END, rc, code_name);
}

void child_end_tolerated(reporter *r, int rc, str code_name)
{
	end_as(r, WIRE_END_TOLERATED, rc, code_name);
}

void child_note(reporter *r, note_key key, int device, long long number, str text)
{
	wire_record w = { .kind = WIRE_NOTE, .key = (uint16_t)key, .device = device, .number = number };
	put_text(&w, text);
	report(r, &w);
}

void child_leave(reporter *r, bool good)
{
	child_begin(r, STAGE_TEARDOWN, API_NONE, WIRE_LAST_CALL, -1);
	child_end(r, good ? STATUS_GOOD : STATUS_BAD, (str){ 0 });
	_exit(good ? STATUS_GOOD : STATUS_BAD);
}
