/* repo_log_commit: raw commits for repo_log: only what a walk needs, without an allocation each. */
#ifndef EDGE_REPO_LOG_COMMIT_H
#define EDGE_REPO_LOG_COMMIT_H

#include "edge/repo_log_in.h"

typedef struct log_commit {
	git_oid tree;
	long long time_s;     /* the committer's; 0 where the line cannot be read */
	LIST(git_oid) parents; /* room is used again by the next reading */
} log_commit;

/* ERR_GIT for what is no commit. */
const err *log_commit_read(arena *a, repo *r, const git_oid *id, log_commit *out) MUST_USE;

/* Author, subject and time of a step. */
const err *log_commit_tell(arena *a, repo *r, const git_oid *id, log_step *out) MUST_USE;

#endif
