/* target: the policy side's files, for the ignores and waivers that have to stand there too. */
#ifndef CMD_TARGET_H
#define CMD_TARGET_H

#include "cmd/load.h"

/* Before anything is judged: the day, which some promises end on, on every side. */
void target_date(run *r, loaded *l);

/* Once head and base were judged: fills what settle has to know of the policy side. Reads its files at
 * the head's paths, and judges them, only where somebody ignores or waives something and the policy
 * side is no side already read. */
const err *target_load(run *r, loaded *l, settle_input *in) MUST_USE;

#endif
