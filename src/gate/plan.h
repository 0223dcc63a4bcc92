/* plan: which paths a run has to read. Pure: names and parsed sources in, paths out; called until it
 * asks for nothing more, at most three rounds. */
#ifndef GATE_PLAN_H
#define GATE_PLAN_H

#include "model/side.h"

/* The names directly in a folder ("" is the root) on one side. */
typedef struct listing {
	str folder;
	entries names;
} listing;
typedef LIST(listing) listings;

typedef struct plan_input {
	const policy *policy;
	bool whole;             /* judge a whole state (--all): head_names holds every path of the tree */
	deltas changed;         /* for a range: every changed path, renames paired */
	entries head_names;     /* whole only */
	strs only;              /* paths given after --; empty: all */
	const side *base, *head;/* what was read so far; files of both may still be empty */
	listings base_folders;  /* answered so far */
} plan_input;

typedef struct plan {
	strs read;              /* paths to read and parse on both sides (one, when whole) */
	strs read_base;         /* context: siblings of new files, on the base only */
	strs folders;           /* folders of the base whose names are wanted */
	int skipped_files;      /* candidates passed over for their test or example folder */
	bool too_many;          /* more than MAX_FILES: the run cannot judge */
} plan;

plan plan_next(arena *a, const plan_input *in);

/* Why a path is looked at. NAMED: files.include or a rule's own list names it. */
typedef enum candidate { CANDIDATE_NO, CANDIDATE_SKIPPED, CANDIDATE_YES, CANDIDATE_NAMED } candidate;
candidate plan_candidate(const policy *p, str path);

/* exactly environment.yml or environment.yaml: an environment file whatever it holds. */
bool plan_is_environment_name(str path);

#endif
