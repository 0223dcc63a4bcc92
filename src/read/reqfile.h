/* reqfile: a pip requirements file from bytes to the values of an environment file. */
#ifndef READ_REQFILE_H
#define READ_REQFILE_H

#include "model/env.h"

/* Never fails: specs and options of every line that pip accepts, by file order; is_environment is
 * false. What -r and -c name stays an option and is not followed. complete is false where pip would
 * not read on, and beyond the bounds. src->bytes must not be absent. *out lives in a. */
const env *reqfile_read(arena *a, const source *src);

#endif
