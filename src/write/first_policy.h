/* first_policy: a surveyed repository as a commented .envgate.yml. */
#ifndef WRITE_FIRST_POLICY_H
#define WRITE_FIRST_POLICY_H

#include "base/buf.h"
#include "model/survey.h"

/* Every key with what it does and its default; what was found as it is, what would find more today than is
 * found without it as a comment that says so. */
void first_policy_write(buf *out, const survey *s);

#endif
