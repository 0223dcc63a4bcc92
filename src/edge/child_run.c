/* child_run: the parent's side of child.h: start, listen, kill, reap with a bound.
 *
 * One loop over poll serves all children. A child is over when waitpid says so, not when its socket
 * closes: a process that the driver forked may keep the socket open. That is asked every few
 * milliseconds instead of by pidfd, which kernels before 5.3 lack. At a deadline SIGKILL goes to the
 * group at once; SIGTERM is no use to a process inside an ioctl. */
#include "edge/child.h"
#include "edge/child_start.h"
#include "edge/child_wire.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LOG_BYTES = 16 * 1024,
	REAP_MS = 500,     /* after SIGKILL: a healthy kernel needs far less */
	TICK_MS = 5,       /* how often waitpid is asked while nothing is heard */
	MOST_AT_ONCE = 16,
};

const child_os CHILD_OS = { kill, waitpid };

/* docs/probe.md lists them. Stages that only the parent runs have none. */
int child_budget_ms(probe_stage s)
{
	static const int budgets[STAGE_COUNT] = {
		[STAGE_NVML] = 10000,  [STAGE_DRIVER_INIT] = 15000, [STAGE_CONTEXT] = 5000,
		[STAGE_MODULE] = 5000, [STAGE_JIT_CEILING] = 1000,  [STAGE_RUN] = 3000,
		[STAGE_RUNTIME] = 15000, [STAGE_RECHECK] = 15000,   [STAGE_TEARDOWN] = 3000,
	};
	return budgets[s] ? budgets[s] : 1000;
}

typedef struct {
	child child;          /* child.pid 0: the slot is free */
	outcome *out;
	uint64_t seq;
	int records;
	probe_stage stage;
	long long stage_since, began, killed_at; /* killed_at 0: alive */
	bool disturbed, left_well, left;         /* left: the last record was an end of "leave" */
	char log[LOG_BYTES];
	int log_n;
} slot;

typedef struct {
	arena *a;
	const child_run *how;
	const tasks *what;
	outcomes *out;
	ptrdiff_t first, next; /* index in out of task 0; next task to start */
	slot *slots;
	int nslots;
} runner;

/* ---- records ---- */

static str text_of(arena *a, const wire_record *w)
{
	if (w->text_n == WIRE_ABSENT)
		return (str){ 0 };
	return arena_str(a, (str){ w->text, w->text_n < WIRE_TEXT ? w->text_n : WIRE_TEXT });
}

static void take_begin(runner *run, slot *s, const wire_record *w)
{
	probe_stage stage = w->key < STAGE_COUNT ? (probe_stage)w->key : STAGE_NONE;
	if (stage != s->stage) {
		s->stage = stage;
		s->stage_since = child_now_ms();
	}
	str call = text_of(run->a, w);
	s->left = str_eq(call, S(WIRE_LAST_CALL)) && stage == STAGE_TEARDOWN;
	if (!s->left)
		*LIST_PUSH(run->a, &s->out->steps) = (step){ .stage = stage, .call = call, .device = w->device,
			.api = w->api <= API_CHECK ? (probe_api)w->api : API_NONE, .open = true };
}

static void take_end(runner *run, slot *s, const wire_record *w)
{
	if (s->left) {
		s->left_well = w->number == 0;
		return;
	}
	step *last = s->out->steps.n ? &s->out->steps.at[s->out->steps.n - 1] : NULL;
	if (!last || !last->open) {
		s->disturbed = true;
		return;
	}
	last->open = false;
	last->rc = (int)w->number;
	last->ms = (double)w->us / 1000.0;
	last->code_name = text_of(run->a, w);
	last->tolerated = w->kind == WIRE_END_TOLERATED;
}

static void take_record(runner *run, slot *s, const wire_record *w, ssize_t n)
{
	unsigned char mac[WIRE_MAC];
	bool whole = n == (ssize_t)sizeof *w;
	if (whole)
		wire_mac(s->child.key, w, mac);
	bool open_step = s->out->steps.n && s->out->steps.at[s->out->steps.n - 1].open;
	if (!whole || memcmp(mac, w->mac, WIRE_MAC) || w->seq != s->seq++ || s->records++ >= WIRE_MAX_RECORDS ||
	    (s->left && w->kind != WIRE_END) || (open_step && w->kind == WIRE_BEGIN)) {
		s->disturbed = true;
		return;
	}
	if (w->kind == WIRE_BEGIN)
		take_begin(run, s, w);
	else if (w->kind == WIRE_NOTE && w->key < NOTE_COUNT_ALL)
		*LIST_PUSH(run->a, &s->out->notes) = (probe_note){ .key = (note_key)w->key, .device = w->device,
			.number = w->number, .text = text_of(run->a, w) };
	else
		take_end(run, s, w);
}

/* Everything that waits in the socket. */
static void listen_to(runner *run, slot *s)
{
	wire_record w;
	while (s->child.socket >= 0 && !s->disturbed) {
		ssize_t n = recv(s->child.socket, &w, sizeof w, MSG_DONTWAIT | MSG_TRUNC);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close(s->child.socket);
			s->child.socket = -1;
			return;
		}
		take_record(run, s, &w, n);
	}
}

/* What it printed: the first 16 KiB are kept, the rest is read and dropped, at most a little at a time so
 * that a flood cannot keep us here. */
static void read_log(slot *s)
{
	char spill[4096];
	for (int turns = 0; s->child.log >= 0 && turns < 64; turns++) {
		bool room = s->log_n < LOG_BYTES;
		ssize_t n = room ? read(s->child.log, s->log + s->log_n, (size_t)(LOG_BYTES - s->log_n))
		                 : read(s->child.log, spill, sizeof spill);
		if (n < 0 && errno != EINTR)
			return;
		if (n == 0) {
			close(s->child.log);
			s->child.log = -1;
			return;
		}
		if (n > 0 && room)
			s->log_n += (int)n;
	}
}

/* ---- the end of a child ---- */

static void finish(runner *run, slot *s)
{
	s->out->ms = (double)(child_now_ms() - s->began);
	s->out->log = arena_str(run->a, (str){ s->log, s->log_n });
	if (s->child.socket >= 0)
		close(s->child.socket);
	if (s->child.log >= 0)
		close(s->child.log);
	s->child.pid = 0;
}

static void reaped(runner *run, slot *s, int status)
{
	listen_to(run, s);
	read_log(s);
	/* What it forked goes with it. */
	run->how->os->kill(-s->child.pid, SIGKILL);
	outcome *o = s->out;
	bool exited = WIFEXITED(status);
	o->status = exited ? WEXITSTATUS(status) : WTERMSIG(status);
	if (s->disturbed)
		o->ending = ENDED_DISTURBED;
	else if (s->killed_at)
		o->ending = ENDED_DEADLINE;
	else if (!exited)
		o->ending = ENDED_SIGNAL;
	else if (s->left && o->status == 0 && s->left_well && !outcome_bad_step(o))
		o->ending = ENDED_WELL;
	else if (s->left && o->status == 1 && !s->left_well)
		o->ending = ENDED_FAILED;
	else
		o->ending = ENDED_EXIT;
	finish(run, s);
}

/* SIGKILL came, and it is still there. */
static void given_up(runner *run, slot *s)
{
	s->out->ending = ENDED_STUCK;
	child_state(run->a, run->how->sysroot, s->child.pid, &s->out->state, &s->out->wchan);
	finish(run, s);
}

static int stage_budget(const runner *run, const slot *s)
{
	int patience = run->how->patience > 1 ? run->how->patience : 1;
	return (child_budget_ms(s->stage) + s->out->task.budget_extra_ms) * patience;
}

static void watch(runner *run, slot *s)
{
	int status = 0;
	pid_t gone = run->how->os->waitpid(s->child.pid, &status, WNOHANG);
	if (gone == s->child.pid) {
		reaped(run, s, status);
		return;
	}
	long long now = child_now_ms();
	bool stage_over = now - s->stage_since >= stage_budget(run, s);
	bool over = stage_over || now >= run->how->deadline_at_ms || s->disturbed;
	if (!s->killed_at && over) {
		s->killed_at = now;
		s->out->budget_ms = stage_over ? stage_budget(run, s) : (int)(now - s->began);
		run->how->os->kill(-s->child.pid, SIGKILL);
		run->how->os->kill(s->child.pid, SIGKILL);
	} else if (s->killed_at && now - s->killed_at >= REAP_MS) {
		given_up(run, s);
	}
}

/* ---- start and loop ---- */

static probe_stage first_stage(task_kind k)
{
	static const probe_stage stages[] = { STAGE_NVML, STAGE_DRIVER_INIT, STAGE_RUNTIME, STAGE_RECHECK };
	return stages[k];
}

/* A task into a free slot; one that cannot start is over at once. */
static void start_next(runner *run, slot *s)
{
	outcome *o = &run->out->at[run->first + run->next++];
	*s = (slot){ .out = o, .began = child_now_ms(), .stage = first_stage(o->task.kind) };
	s->stage_since = s->began;
	int wrong = s->began >= run->how->deadline_at_ms ? ETIMEDOUT
	                                                  : child_start(run->a, run->how->program, &o->task, &s->child);
	o->pid = s->child.pid;
	if (wrong) {
		o->ending = ENDED_UNSTARTED;
		o->status = wrong;
		s->child.pid = 0;
	}
}

static int alive(const runner *run)
{
	int n = 0;
	for (int i = 0; i < run->nslots; i++)
		n += run->slots[i].child.pid > 0;
	return n;
}

/* Sleeps until somebody speaks, at most a tick. */
static void wait_a_tick(const runner *run)
{
	struct pollfd fds[2 * MOST_AT_ONCE];
	nfds_t n = 0;
	for (int i = 0; i < run->nslots; i++) {
		const child *c = &run->slots[i].child;
		if (c->pid > 0 && c->socket >= 0 && !run->slots[i].disturbed)
			fds[n++] = (struct pollfd){ .fd = c->socket, .events = POLLIN };
		if (c->pid > 0 && c->log >= 0)
			fds[n++] = (struct pollfd){ .fd = c->log, .events = POLLIN };
	}
	/* A closed socket means the end is near: ask again soon. */
	bool near = false;
	for (int i = 0; i < run->nslots; i++)
		near = near || (run->slots[i].child.pid > 0 && (run->slots[i].child.socket < 0 || run->slots[i].left));
	poll(fds, n, near ? 1 : TICK_MS);
}

void child_run_all(arena *a, const child_run *how, const tasks *what, int round, outcomes *out)
{
	int most = how->at_once < MOST_AT_ONCE ? how->at_once : MOST_AT_ONCE;
	runner run = { .a = a, .how = how, .what = what, .out = out, .first = out->n, .nslots = most };
	run.slots = NEW_N(a, slot, most);
	for (ptrdiff_t i = 0; i < what->n; i++)
		*LIST_PUSH(a, out) = (outcome){ .task = what->at[i], .round = round, .alone = what->n == 1 };
	while (run.next < what->n || alive(&run)) {
		for (int i = 0; i < most; i++)
			if (!run.slots[i].child.pid && run.next < what->n)
				start_next(&run, &run.slots[i]);
		if (alive(&run))
			wait_a_tick(&run);
		for (int i = 0; i < most; i++) {
			slot *s = &run.slots[i];
			if (s->child.pid > 0)
				listen_to(&run, s);
			if (s->child.pid > 0)
				read_log(s);
			if (s->child.pid > 0)
				watch(&run, s);
		}
	}
}
