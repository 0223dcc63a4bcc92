/* forge: a code host, as far as a comment needs one. GitHub (and Enterprise Server), GitLab (and
 * self-managed), Gitea and Forgejo are rows of a table: adding one is a row and a fixture.
 *
 * Every call is bounded in time, pages and bytes, retries what may be retried, and turns what the host
 * refuses into a sentence that names the missing permission or setting. A POST is sent again only
 * after a look whether it already arrived. */
#ifndef EDGE_FORGE_H
#define EDGE_FORGE_H

#include "edge/http.h"
#include "base/list.h"

typedef struct forge forge;

typedef struct forge_row {
	const char *name;      /* "github", "gitlab", "gitea" */
	const char *token_env; /* GITHUB_TOKEN, GITLAB_TOKEN, GITEA_TOKEN */
	const char *blob;      /* between repository and commit of a link to a file: "/blob/", "/-/blob/", "/src/commit/" */
	const char *request_word; /* "pull request", "merge request" */
	const char *request_mark; /* "#", "!" */
	ptrdiff_t max_body;    /* bytes of a comment's body */
	bool has_checks, has_statuses, has_find;
} forge_row;

extern const forge_row FORGES[];
extern const int FORGE_COUNT;
const forge_row *forge_find(str name); /* NULL: no such host */

/* Which request on which host. */
typedef struct forge_place {
	const forge_row *row;
	str api_url;      /* "https://api.github.com", ends without '/' */
	str repository;   /* "owner/name"; GitLab: the project's id, or its path */
	long long number; /* of the pull or merge request */
	str author;       /* --author: the login whose comments are ours; absent: the host is asked */
	bool is_job_token; /* GitLab: the token is CI_JOB_TOKEN's. Those that begin with glcbt- are seen without */
} forge_place;

typedef struct remote_comment {
	str id;           /* digits, kept as text */
	str body;         /* its first 2,048 bytes (COMMENT_HEAD_BYTES): a marker, not a text */
	str author;       /* login; "github-actions[bot]" */
	bool is_bot;      /* the host says so: GitHub by the type, Gitea by an id below zero */
	bool is_hidden;   /* minimized by somebody */
	str node_id;      /* GitHub's; absent elsewhere */
} remote_comment;
enum { COMMENT_HEAD_BYTES = 2048 }; /* so that 3,000 comments of 64 KiB are no burden */
typedef LIST(remote_comment) remote_comments;

/* What the host refused, for the caller to decide whether that is a failure. */
typedef enum forge_refusal {
	REFUSED_NOTHING,
	REFUSED_READ_ONLY,  /* a token that may only read, as a fork's pull request gets */
	REFUSED_PERMISSION, /* another 401, 403 or 404 */
	REFUSED_LOCKED,     /* the conversation is locked, or issues are off: 403 locked, 410 */
} forge_refusal;

/* how->token_header and how->home are set here, by the host's custom. how->token may be absent (a dry
 * run). The handle's calls share how->patience_ms, waits for a limit included: then they give up.
 * ERR_USAGE when a part of where cannot be one. */
const err *forge_open(arena *a, const forge_place *where, const http_options *how, forge **out) MUST_USE;
forge_refusal forge_refused(const forge *f); /* of the last call; REFUSED_NOTHING when it worked */

/* Clock and chance behind pointers: a test waits an hour in no time. */
typedef struct forge_clock {
	void *of;
	long long (*now_ms)(void *of);
	void (*sleep_ms)(void *of, long long ms);
	unsigned (*random)(void *of);
} forge_clock;
void forge_set_clock(forge *f, const forge_clock *clock); /* right after forge_open */

/* The login that the token belongs to (or where->author); absent when the token is a job's own, which
 * cannot ask (GitHub: then comments of github-actions[bot] of type Bot are ours). */
const err *forge_whoami(forge *f, str *login) MUST_USE;

/* Whether we wrote it, going by forge_whoami's answer; ask that first. */
bool forge_is_ours(const forge *f, const remote_comment *c);

/* The request's head commit now, 40 or 64 hex digits, and whether it is still open. */
const err *forge_head(forge *f, str *head_sha, bool *is_open) MUST_USE;

/* All comments, oldest first, each once. ERR_NETWORK beyond the page cap: never a shortened list. */
const err *forge_comments(forge *f, remote_comments *out) MUST_USE;

/* marker: the first bytes of body, by which an unsure POST is looked for (among our own comments)
 * before it is repeated. Distinct for each run: an older comment with the same marker would pass for
 * this one. */
const err *forge_create(forge *f, str body, str marker, remote_comment *out) MUST_USE;
/* *gone: the comment was deleted meanwhile, or may not be edited by us: create a new one. */
const err *forge_update(forge *f, str id, str body, bool *gone) MUST_USE;
/* One that is gone already is deleted. */
const err *forge_delete(forge *f, str id) MUST_USE;

/* ---- check runs and statuses (GitHub; statuses GitLab and Gitea too) ---- */

typedef struct annotation {
	str path;
	int line, end_line; /* 1-based, both set */
	const char *level;  /* "notice", "warning", "failure" */
	str title, message;
} annotation;
typedef LIST(annotation) annotations;

typedef struct check_run {
	str name, head_sha, external_id, conclusion; /* "success", "failure", "neutral" */
	str title, summary, details_url;
	annotations notes;  /* any number: sent in batches of 50 */
} check_run;

/* Idempotent by name and external_id: an existing one is updated, and gets only the annotations that it
 * lacks (the host appends, and tells how many it has). So external_id must name the run and the report. */
const err *forge_check_run(forge *f, const check_run *c) MUST_USE;

typedef struct commit_status {
	str head_sha, context, state; /* "success", "failure", "error", "pending" */
	str description, target_url;  /* description at most 140 characters: cut by the callee at a code point */
} commit_status;
const err *forge_status(forge *f, const commit_status *s) MUST_USE;

/* ---- the two-stage comment: which pull request is a finished run about ---- */

typedef struct find_wish {
	str head_sha, head_repository_id, head_branch; /* of the workflow_run event */
	str head_repository;                           /* its full name, "stranger/name": whose branch to ask for */
	str base_repository, workflow_path;            /* a pull request names no workflow: the caller compares it */
} find_wish;

typedef struct found_request {
	long long number;
	str head_sha, base_sha, base_ref;
} found_request;

/* The single open pull request that all of wish fits. ERR_NETWORK when there is none, or more than
 * one, and *count says how many. where->number is not needed for this call. Asked by head branch: the list
 * of a commit's pull requests (/commits/SHA/pulls) is empty for a commit that only a fork has. */
const err *forge_find_request(forge *f, const find_wish *wish, found_request *out, int *count) MUST_USE;

#endif
