/* plan_in: the parts of planning, one file each. Only plan*.c includes it. */
#ifndef GATE_PLAN_IN_H
#define GATE_PLAN_IN_H

#include "gate/family_in.h"
#include "gate/plan.h"

/* What a range changes, worked out anew in every round; all lists are sorted and without repeats. */
typedef struct triggers {
	strs paths;     /* changed texts that a lock may have been made from */
	strs new_in;    /* folders of new environment files */
	strs env_in;    /* folders of changed environment files and @EXPLICIT lists */
	strs pixi_in;   /* folders of changed manifests */
	strs wanted_in; /* folders whose locks may be made from what changed: its own and those above */
	ptrdiff_t gated; /* changed files that are gated by their names or read because of a lock */
} triggers;

/* plan_names.c */
bool plan_is_named(const policy *p, str path);    /* by a family of the policy */
bool plan_is_gated_name(const policy *p, str path); /* path may be absent */
bool plan_holds(const strs *sorted, str s);

/* plan_range.c: what was read already, on both sides. */
bool plan_was_read(const plan_input *in, str path);
bool plan_has_changed(const plan_input *in, str path);
void plan_want(arena *a, const plan_input *in, str path, plan *out); /* reads it unless it was; absent: nothing */
const listing *plan_listing(const plan_input *in, str folder);       /* NULL: not listed yet */
triggers plan_triggers(arena *a, const plan_input *in, plan *out);    /* adds what changed to *out */
void plan_range(arena *a, const plan_input *in, plan *out);

/* plan_locks.c: locks beside and above what changed, once the names in the folders there are listed; the
 * sources of those that were read. t is NULL for a whole state. */
void plan_list_beside(arena *a, const plan_input *in, const triggers *t, plan *out);
void plan_find_locks(arena *a, const plan_input *in, const triggers *t, plan *out);
void plan_sources(arena *a, const plan_input *in, const triggers *t, plan *out);

/* Whether a lock that was read has anything to do with what changed. */
bool plan_concerns(arena *a, const plan_input *in, const triggers *t, str path);

/* Whether any file of a family of the policy changed. */
bool plan_touches(const plan_input *in, const policy_family *f);

#endif
