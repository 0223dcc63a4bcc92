/* host: what only the operating system knows: environment variables, terminal, clock, our own path. */
#ifndef EDGE_HOST_H
#define EDGE_HOST_H

#include "base/arena.h"
#include "base/err.h"

typedef struct host {
	bool out_is_terminal, err_is_terminal;
	int width;        /* columns of the terminal behind stdout; 0 when there is none */
	bool no_color;    /* NO_COLOR is set and not empty, or TERM is dumb */
	bool in_ci;       /* CI is set to something other than "", "0" or "false" */
} host;

host host_look(void);

/* An environment variable, absent when unset or empty; the text lives as long as the process. */
str host_env(const char *name);

/* Today in UTC as YYYY-MM-DD; SOURCE_DATE_EPOCH wins over the clock. */
const err *host_today(arena *a, str *out) MUST_USE;

/* All of text to stdout (stderr), flushed; ERR_OUTPUT when it did not arrive. A reader that left
 * (EPIPE) is no error. */
const err *host_print(arena *a, str text) MUST_USE;
void host_complain(str text);

/* Handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT: one line, then exit status 70. */
void host_catch_crashes(void);

/* A progress line on stderr once the run took over a second and stderr is a terminal. */
void host_progress(const char *what, long long done, long long all);
void host_progress_end(void);

#endif
