/* loosened: what the policy that a change brings along would let pass. Pure, and only done for a change
 * that edits the policy: everything is judged a second time. */
#ifndef GATE_LOOSENED_H
#define GATE_LOOSENED_H

#include "gate/judge.h"

/* Whether change/policy found that the policy itself was edited. */
bool loosened_is_asked(const settle_input *in);

/* Completes that finding: its message names what fails by in->policy and would not by theirs (the
 * head's own policy, or the built-in one where the head has none that can be read); details.loosened
 * lists at most 20 of them, details.loosened_count is their number. Done before settle. */
void loosened_tell(arena *a, settle_input *in, const policy *theirs, const range_facts *range);

#endif
