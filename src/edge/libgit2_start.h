/* libgit2_start: brings libgit2 up once a run, without the parts a gate does not need. */
#ifndef EDGE_LIBGIT2_START_H
#define EDGE_LIBGIT2_START_H

#include "base/err.h"

/* Started until the arena closes. Owner validation is on. ERR_GIT when the library refuses. */
const err *libgit2_start(arena *a) MUST_USE;

#endif
