/* updates: check --updates HOOK, the gate of a push. */
#ifndef CMD_UPDATES_H
#define CMD_UPDATES_H

#include "cmd/run.h"

/* Judges every ref update on stdin, in an arena of its own. One verdict for each in r->out; r->status is
 * the worst exit status, never 0 if one could not be judged. */
const err *updates_check(run *r) MUST_USE;

#endif
