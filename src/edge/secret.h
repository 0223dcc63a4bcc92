/* secret: a token on its way from an environment variable to a request, and nowhere else.
 *
 * It is never an argument, never in a child's environment, never in a core file. libcurl keeps a copy
 * inside a request that nobody can wipe; it is freed with the handle, and secret_guard keeps the
 * process's memory from files and debuggers meanwhile. */
#ifndef EDGE_SECRET_H
#define EDGE_SECRET_H

#include "base/err.h"

/* The variable's value without white space around it (a secret pasted with its line break is the
 * commonest broken token), copied into memory that is wiped when a closes. The environment's own copy
 * is overwritten and the variable removed, so no child inherits it and /proc/PID/environ does not show
 * it. Absent when the variable is unset or empty. ERR_USAGE when the value holds white space, control
 * bytes or non-ASCII: then it is no token, and would break a header. */
const err *secret_take(arena *a, const char *name, str *out) MUST_USE;

/* No core file, no file of TLS keys, and (Linux) no debugger or /proc/PID/mem of the same user. Call
 * before secret_take. What the system refuses is refused silently: a container may forbid it. */
void secret_guard(void);

/* Overwrites n bytes in a way that the compiler may not leave out. */
void secret_wipe(void *p, ptrdiff_t n);

#endif
