/* policyfile: .envgate.yml from bytes to policy. */
#ifndef READ_POLICYFILE_H
#define READ_POLICYFILE_H

#include "model/policy.h"
#include "model/source.h"

/* The built-in policy of a profile. */
policy policy_built_in(profile p);

/* src with bytes. What is wrong is in problems (unknown keys with a suggestion, bad words, bad types,
 * repeats, paths and days that are none); such a policy is broken and must not be used. */
const policy *policyfile_read(arena *a, const source *src, policy_from from);

#endif
