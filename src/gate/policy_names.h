/* policy_names: what package names mean under the policy in force: spec/names.h with the policy's own
 * names: and core: on top. Rules ask here, never spec/names.h, so that a pair named in the policy
 * counts everywhere. */
#ifndef GATE_POLICY_NAMES_H
#define GATE_POLICY_NAMES_H

#include "base/arena.h"
#include "model/policy.h"

/* The conda name of a pip distribution (normalised): the policy's pair, else names_conda_of_pip. */
str policy_conda_of_pip(const policy *p, str pip_name);

/* What two names of one library have in common, whatever manager and spelling: conda's name without its
 * variant, lower case, '-' for '_' and '.'. */
str policy_library(arena *a, const policy *p, manager m, str name);

/* names_same with the policy's pairs. */
bool policy_same_library(const policy *p, manager mx, str x, manager my, str y);

/* names_is_core, and what core: adds, under either manager's name and spelling. */
bool policy_is_core(const policy *p, manager m, str name);

#endif
