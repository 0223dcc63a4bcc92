/* commits: what is known of a judged range beside its two sides. */
#ifndef MODEL_COMMITS_H
#define MODEL_COMMITS_H

#include "model/source.h"

/* "Env-Change: numpy 1.26 -> 2.0 (why)" behind a commit's message, as git_message_trailers reads it. */
typedef struct trailer {
	str key, value;
} trailer;

/* A commit that the head has and the base has not; merges are left out. */
typedef struct commit {
	str oid, message;
	LIST(trailer) trailers;
} commit;
typedef LIST(commit) commits;

/* What is known of a range beside its two sides. */
typedef struct range_facts {
	commits commits;   /* newest first, more or less */
	bool has_commits;  /* they were read: false for the index and the work tree without --message */
	str date;          /* YYYY-MM-DD of the run */
	deltas gate_files; /* what changed of the files that may start the gate, by path; .envgate.yml is
	                    * not among them */
	strs sure;         /* those of them that the policy names, or whose text names envgate; sorted */
} range_facts;

#endif
