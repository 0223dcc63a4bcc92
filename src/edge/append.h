/* append: the files into which a CI runner lets a step write ($GITHUB_OUTPUT and its like), and the random
 * bits that keep their entries apart. */
#ifndef EDGE_APPEND_H
#define EDGE_APPEND_H

#include "base/arena.h"
#include "base/err.h"

/* Adds bytes at the end of a file that is there, a line feed first where the last line has none. Only a
 * plain file by its own name: no link, pipe or device, which somebody else may have put there. ERR_OUTPUT. */
const err *append_file(arena *a, str path, str bytes) MUST_USE;

/* How many bytes it has; ERR_OUTPUT where append_file would refuse it. */
const err *append_size(arena *a, str path, long long *out) MUST_USE;

/* 2 * bytes hexadecimal digits from the system's source, bytes <= 32. ERR_OUTPUT without one. */
const err *append_random(arena *a, int bytes, str *out) MUST_USE;

#endif
