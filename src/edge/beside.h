/* beside: programs of ours that lie beside this one: ../libexec/envgate/NAME, else NAME in our own
 * folder (a build tree). Never by PATH: what stands there may be anybody's. */
#ifndef EDGE_BESIDE_H
#define EDGE_BESIDE_H

#include "base/err.h"
#include "base/list.h"

/* Where the program is; ERR_FILE with the places that were looked at. */
const err *beside_find(arena *a, const char *name, str *out) MUST_USE;

/* Puts program in this process's place, with these arguments behind its name, and the
 * environment as it is. Comes back only with an err. */
const err *beside_exec(arena *a, str program, const strs *argv) MUST_USE;

#endif
