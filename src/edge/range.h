/* range: which three states a run is about: base, head and policy side (product: section 3a). */
#ifndef EDGE_RANGE_H
#define EDGE_RANGE_H

#include "edge/event.h"
#include "edge/repo.h"

typedef struct range_options {
	str rev;                        /* RANGE or REV typed; absent: none */
	bool staged, all;
	str base, head, policy_ref;     /* --base, --head, --policy-ref */
	bool in_ci;
	const event *event;             /* as event_look saw it; NULL: no platform is asked */
} range_options;

typedef struct range {
	revision base;   /* REV_NONE: a whole state; REV_EMPTY: before the first commit */
	revision head;
	revision policy; /* REV_NONE: built-in policy */
	str reason;      /* "HEAD~3..HEAD as typed", for the verdict line and range_reason */
	str base_why, policy_why; /* short: "HEAD^1", "merge base of main and topic" */
	revisions also_bases; /* further parents during a merge: existing if in any */
	platform platform;    /* where the run takes place, as far as the platform says */
	bool deleted;         /* the event deleted a ref: nothing to judge, exit 0; reason says which */
	bool force_pushed;    /* the base is the merge base of the old and the new tip */
	str advice;      /* "you probably want A...B"; absent without */
} range;

/* What was typed wins; then the platform's event (platform.h); then, at a terminal, the work tree. CI set
 * and nothing recognised is ERR_CI with the options to give. */
const err *range_resolve(arena *a, repo *r, const range_options *opt, range *out) MUST_USE;

#endif
