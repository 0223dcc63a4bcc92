/* gather: what gather.c and gather_read.c share. */
#ifndef CMD_GATHER_H
#define CMD_GATHER_H

#include "cmd/load.h"
#include "gate/plan.h"

/* Reads and parses one path. twin: the same path on the other side, already read, or NULL; an equal blob
 * is not parsed twice. */
const err *gather_file(run *r, loaded *l, revision rev, str path, const file *twin, file *out) MUST_USE;

/* Reads what the plan asks for into both sides and leaves them sorted. */
const err *gather_planned(run *r, loaded *l, const plan *p) MUST_USE;

void gather_sort(side *s);

#endif
