/* event: what the CI platform, or the hook framework, says about this run, as values.
 *
 * Only variables and the event's payload are read here, no repository: what an event means for base,
 * head and policy side is platform.h's business. Ids are checked to be ids and branches to be names a
 * branch can have, because much of both is shaped by whoever opened the pull request. */
#ifndef EDGE_EVENT_H
#define EDGE_EVENT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/platform.h"

typedef enum event_kind {
	EVENT_NONE,    /* a terminal, or CI that is not recognised */
	EVENT_REFUSED, /* a platform that does not say enough: see refused */
	EVENT_PULL,    /* a pull or merge request */
	EVENT_QUEUE,   /* a merge queue: base and head exactly as named */
	EVENT_PUSH,    /* a push to the default or to a protected branch: base is what was there before */
	EVENT_TOPIC,   /* any other branch: against the tip of the default branch */
	EVENT_STATE,   /* a tag, a schedule: a whole state */
	EVENT_DELETED, /* a branch or tag is gone */
	EVENT_STAGED,  /* pre-commit: the index */
	EVENT_UPDATE,  /* pre-commit before a push: two revisions by name */
} event_kind;

/* Whether HEAD is the merge that the platform made of target and source. */
typedef enum merge_rule { MERGE_NEVER, MERGE_MAYBE, MERGE_MUST } merge_rule;

typedef struct event {
	event_kind kind;
	platform platform;  /* kind always set */
	const err *refused; /* with EVENT_REFUSED */
	str words;          /* "pull request #12 into main", "push to main" */
	str number;         /* "#12", "!12"; absent without a pull request */
	str out, out_name;  /* the commit that the platform checks out, and the variable that says so */
	str head;           /* id of what is judged; for a pull request the source's. EVENT_UPDATE: any revision */
	str base;           /* id: before, base_sha, the request's own merge base; absent: see tip */
	str base_name;      /* what to call it; absent: "before the push" */
	str target;         /* id of the target's tip as the event knows it */
	str tip;            /* full name of the ref that holds the target's tip here; absent: target says it */
	str branch;         /* the target's name; absent: whatever the remote calls its default branch */
	str source;         /* where a fetch line gets that branch from: "origin" */
	merge_rule merge;
	bool forced;        /* the platform says that the push was no fast-forward */
	bool says_forced;   /* it would have said so */
	bool head_is_out;   /* HEAD has to be head: nothing else was asked for */
} event;

/* Never fails: what is wrong is EVENT_REFUSED, because a typed range needs no event. in_ci: CI is set. */
event event_look(arena *a, bool in_ci);

/* Whether this is some platform's job, CI set or not (Azure does not set it). */
bool event_is_job(const event *ev);

/* ---- for event_*.c ---- */

/* 40 hexadecimal digits; 40 zeros, which platforms write for "there was none". */
bool event_is_id(str s);
bool event_is_zeros(str s);
/* What git allows as a branch's name, which therefore cannot be any other revision syntax. */
bool event_is_branch(str s);
/* Decimal digits, or 0. */
long long event_number(str s);
/* The name of a branch without refs/heads/; absent when ref is of another kind. */
str event_branch_of(str ref);

/* No range by this event. hint absent: the options to give. */
void event_refuse(arena *a, event *ev, str what, str hint);
/* False, and refused, when id is no commit's; name is what the platform calls it. */
bool event_wants_id(arena *a, event *ev, str id, str name);
/* Compares with this branch of origin; false, and refused, when it is no branch's name. */
bool event_wants_target(arena *a, event *ev, str branch);
void event_words(arena *a, event *ev, str what, str into);

/* The platforms: each fills *ev from its variables. */
void event_github(arena *a, event *ev);
void event_gitlab(arena *a, event *ev);
void event_azure(arena *a, event *ev);
void event_jenkins(arena *a, event *ev);
void event_buildkite(arena *a, event *ev);
void event_circleci(arena *a, event *ev);
void event_precommit(arena *a, event *ev);

/* The parts of a GitHub payload that count; what is absent or of another type is absent. */
typedef struct github_payload {
	str head_sha, base_sha, base_ref, head_repository; /* pull_request */
	str queue_head, queue_base, queue_ref;             /* merge_group */
	str before, after, ref, default_branch, ref_type;
	long long number;
	bool forced, deleted;
} github_payload;

/* ERR_FILE with its place for what is no JSON object; bytes are hostile. */
const err *github_payload_read(arena *a, str bytes, github_payload *out) MUST_USE;

#endif
