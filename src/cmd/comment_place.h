/* comment_place: where the comment goes and which run this is: by the platform's variables and the
 * event's payload, or by options, which win. */
#ifndef CMD_COMMENT_PLACE_H
#define CMD_COMMENT_PLACE_H

#include "cmd/comment_opt.h"
#include "edge/forge.h"

typedef struct comment_place {
	forge_place forge;   /* number 0: this event has no request */
	str server, repository; /* of the pages people see: "https://github.com", "owner/name"; may be absent */
	str event;           /* "pull_request"; absent outside of a job */
	str head_sha;        /* the request's head as the event knows it; absent: it does not say */
	strs run_ids;        /* what a report of this run may call it; empty outside of a job */
	str run_url;         /* absent outside of a job */
	bool in_job;
	bool from_fork;      /* the request comes from another repository */
	bool is_second;      /* a workflow_run event: the request has to be found */
	find_wish wish;      /* with is_second */
} comment_place;

/* ERR_USAGE when neither tells enough; ERR_FILE for a payload that cannot be read. */
const err *comment_place_look(arena *a, const comment_opts *o, comment_place *out) MUST_USE;

#endif
