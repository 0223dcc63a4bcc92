/* forge_in: what the files forge*.c share. Inner header. */
#ifndef EDGE_FORGE_IN_H
#define EDGE_FORGE_IN_H

#include "edge/forge.h"
#include "edge/http_parse.h"
#include "read/json.h"

#include "base/buf.h"

enum {
	MAX_PAGES = 30,                      /* of 100 rows */
	MAX_PAGE_BYTES = 32 * 1024 * 1024,   /* 100 comments of 64 KiB, escaped twice over, fit */
	MAX_REFUSAL_BYTES = 64 * 1024,       /* of a refusal that is looked into for its reason */
	PAGE_BUDGET_BYTES = 768 * 1024 * 1024, /* memory of one page, given back after it */
	MAX_TRIES = 5,
	PATIENCE_MS = 120 * 1000,
};

typedef enum forge_op { OP_WHOAMI, OP_HEAD, OP_LIST, OP_CREATE, OP_UPDATE, OP_DELETE, OP_CHECK, OP_STATUS, OP_FIND } forge_op;
enum { OP_COUNT = OP_FIND + 1 };

/* How a host wants to be asked. In paths {r} is the repository, {n} the request's number, {x} the rest. */
typedef struct forge_ways {
	const char *token_header, *accept, *extra; /* accept, extra: NULL for none */
	const char *request, *comments, *list, *comment, *status; /* list: the query of a list of comments */
	const char *edit;                          /* the method that changes a comment */
	const char *author, *login;                /* keys: "user" and "login" */
	const char *head_sha;                      /* key of the head commit, in "head" or (GitLab) at the top */
	const char *open;                          /* word of an open request */
	const char *job_authors[2];                /* who a job's own token writes as; NULL: unknown */
	bool slash_escaped;                        /* in {r} */
	int write_gap_ms;                          /* between two writes */
} forge_ways;

struct forge {
	arena *a;
	forge_place where;
	const forge_ways *ways;
	http *h;
	bool has_token, is_job_token, trace;
	bool knows_login;
	str login;              /* once asked; absent: a job's own */
	str host;               /* for messages */
	forge_refusal refusal;
	forge_clock clock;
	long long deadline_ms, patience_ms, wrote_at_ms;
};

/* One thing asked of the host. */
typedef struct ask {
	forge_op op;
	const char *method;
	str url, body;
	bool no_answer;         /* DELETE: a status and nothing else */
	ptrdiff_t max_body;     /* bytes of the answer; 0: http's own bound */
	/* Says whether an unsure request has arrived after all; NULL: it may simply be sent again. */
	const err *(*look)(forge *f, void *of, bool *there);
	void *of;
} ask;

/* forge.c */
const forge_ways *forge_ways_of(const forge_row *row);
str forge_url(forge *f, arena *a, const char *path, str x);
bool forge_is_commit_id(str s); /* 40 or 64 hexadecimal digits */

/* forge_send.c: sends, retries, and reads the JSON. answer is set whatever the end; body is NULL after
 * success where no_answer was asked for. Values live in a, errors in the forge's arena. */
typedef struct reply {
	http_answer answer;
	const json *body;
	bool found;             /* by look: there is no body */
} reply;
const err *forge_ask(forge *f, arena *a, const ask *q, reply *out) MUST_USE;

/* All pages of a list, each given to take and then forgotten. */
typedef const err *page_taker(forge *f, const json *page, void *of);
const err *forge_pages(forge *f, forge_op op, str url, page_taker *take, void *of) MUST_USE;

/* forge_retry.c: milliseconds until the next try, -1: never. message: what the host said. random: any. */
long long retry_wait_ms(const http_answer *x, str message, int tries, unsigned random);

/* forge_says.c: the host's refusal as a sentence and what to do; sets f->refusal. */
const err *forge_says(forge *f, forge_op op, const reply *r) __attribute__((returns_nonnull));
/* What the host itself says in its answer: "message" and its like, on one line; "" without. */
str forge_message(forge *f, const json *body);
/* The answer is none that we understand. */
const err *forge_odd(forge *f, forge_op op, const char *what) __attribute__((returns_nonnull));

/* forge.c: a number as the host wrote it, digits only; absent: it is none. */
str json_digits(const json *map, str key);

#endif
