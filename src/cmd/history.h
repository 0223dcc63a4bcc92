/* history: what is known of a range beside its two sides: commits, the day, files that start the gate. */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

#include "cmd/load.h"
#include "model/commits.h"

/* Fills *out for a loaded range. Commits are read only where change/undeclared is on: a walk may be
 * long, and a shallow clone cannot make it. ERR_USAGE for --message beside commits that have their
 * own; else as repo_commits. During a merge the
 * other parents learn their own_src, as far as change/policy needs it. */
const err *history_read(run *r, loaded *l, range_facts *out) MUST_USE;

/* Adds what the head's policy would let pass to change/policy's finding, where the change edits it. */
void history_loosened(run *r, const loaded *l, settle_input *in, const range_facts *facts);

#endif
