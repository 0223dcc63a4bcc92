/* child: one unit of risk in a process of its own, with a deadline on every stage.
 *
 * The parent forks and execs itself (--child); it never loads a driver. Task and key go in, fixed-size
 * records come out, through one SOCK_SEQPACKET socket: a message is a record or it is rubbish, so
 * rubbish cannot shift what follows. Each record carries its number and a hash keyed by 16 random bytes
 * of this child. A library that prints, forks, closes descriptors or writes on ours gets its child
 * called ENDED_DISTURBED or ENDED_EXIT, never ENDED_WELL. It shares memory with the child, so a library
 * that means to forge records can; against that there is no defence in user space, and it would have to
 * be installed as the driver first.
 *
 * Reaping is bounded: a process blocked in the kernel outlives SIGKILL, and a blocking waitpid would
 * then be our own hang (libnvidia-container has one). */
#ifndef EDGE_CHILD_H
#define EDGE_CHILD_H

#include "base/err.h"
#include "model/probe.h"

#include <sys/types.h>

/* ---- parent ---- */

/* What cannot be made to fail without a kernel is behind pointers, for tests. */
typedef struct child_os {
	int (*kill)(pid_t, int);
	pid_t (*waitpid)(pid_t, int *, int);
} child_os;
extern const child_os CHILD_OS; /* the real ones */

typedef struct child_run {
	const child_os *os;
	str program;            /* what to exec; absent: ourselves (/proc/self/exe) */
	str sysroot;            /* below it, /proc/PID/stat and wchan of a stuck child; "" */
	long long deadline_at_ms; /* child_now_ms() at which everything ends */
	int at_once;            /* most children side by side */
	int patience;           /* stage budgets times this; 0 is 1. For valgrind */
} child_run;

/* Milliseconds of the monotonic clock. */
long long child_now_ms(void);

/* Runs all tasks, at_once of them side by side, and appends one outcome each, in the order of the
 * tasks, with round set. Returns when the last has ended or was given up. Never fails: a child that
 * cannot be started is an outcome. */
void child_run_all(arena *a, const child_run *how, const tasks *what, int round, outcomes *out);

/* Milliseconds a stage may take. */
int child_budget_ms(probe_stage s);

/* ---- child ---- */

typedef struct reporter reporter;

/* Takes the task from descriptor 3. NULL when there is none, or it is not one: not started by us. */
reporter *child_open(arena *a, task *out);

/* One call: begin, then end. device -1: none. */
void child_begin(reporter *r, probe_stage s, probe_api api, const char *call, int device);
void child_end(reporter *r, int rc, str code_name); /* of the last begun */
void child_end_tolerated(reporter *r, int rc, str code_name);

/* A text is cut at 400 bytes. */
void child_note(reporter *r, note_key key, int device, long long number, str text);

/* The last record, and leaves the process without running a library's exit handlers. good: all steps
 * were passed. */
_Noreturn void child_leave(reporter *r, bool good);

#endif
