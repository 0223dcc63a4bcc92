/* declared: the CUDA that this repository's environment declares, for the probe. */
#ifndef CMD_DECLARED_H
#define CMD_DECLARED_H

#include "cmd/run.h"
#include "model/declared.h"
#include "model/env.h"

/* By --declared: a file of that name, or "none"; else the environment files of HEAD, or of the
 * work tree before the first commit; cuda 0 outside a repository and where nothing is declared.
 * What was read only in part, or is in doubt, is said on stderr. Errs when a file that was named
 * cannot be read, and when there is a repository that cannot. */
const err *declared_read(run *r, declared_cuda *out) MUST_USE;

/* Why a file is no environment file: the first syntax problem of e, with its place in src. */
const err *declared_broken(run *r, const source *src, const env *e) MUST_USE;

#endif
