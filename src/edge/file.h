/* file: plain files outside git: a policy named on the command line, output files. */
#ifndef EDGE_FILE_H
#define EDGE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* The whole file, at most max_bytes (ERR_LIMIT beyond, ERR_FILE when it cannot be read). */
const err *file_read(arena *a, str path, ptrdiff_t max_bytes, str *out) MUST_USE;

/* Writes beside path and renames, so that a reader never sees half. ERR_OUTPUT. */
const err *file_write(arena *a, str path, str bytes) MUST_USE;

/* Whether something has that name, even a dangling link. */
bool file_exists(arena *a, str path);

/* The absolute path without links, dots and doubled slashes; absent when nothing is there. */
str file_real(arena *a, str path);

#endif
