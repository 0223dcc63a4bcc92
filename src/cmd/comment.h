/* comment: what the files of envgate-comment share. Inner header of the room. */
#ifndef CMD_COMMENT_H
#define CMD_COMMENT_H

#include "base/buf.h"
#include "cmd/comment_marker.h"
#include "cmd/comment_place.h"
#include "model/told.h"

typedef struct talk {
	arena *a;
	comment_opts opts;
	comment_place place;
	http_options how;   /* with the token */
	tolds reports;      /* trusted first */
	str head_sha;       /* what the trusted reports are about; absent: they do not say */
	forge *host;        /* NULL until asked for */
	buf out;            /* what was done, a line each */
	strs warnings;      /* printed at the end, also before an error */
} talk;

/* envgate-comment, from argv to exit status. */
int comment_main(int argc, char **argv);

/* comment_load.c: reads and checks the reports, and what of them has to agree. */
const err *comment_load(talk *t) MUST_USE;
const err *comment_check_run_ids(talk *t) MUST_USE; /* --check-run, --status: of this very run */

/* comment_text.c: the body with its marker; was: the state that our comment has now ("": there is none). */
typedef struct comment_text {
	marker marker;
	str line;  /* the marker's */
	str body;  /* whole */
	bool wanted; /* --on */
	bool fails;
} comment_text;
comment_text comment_make(talk *t, str was);

/* comment_post.c: keeps the one comment true. */
const err *comment_post(talk *t) MUST_USE;

/* What cannot be posted goes to the job's summary, if there is one; body is a comment_text's. */
const err *comment_to_summary(talk *t, str body) MUST_USE;

/* comment_status.c: --check-run and --status. */
const err *comment_statuses(talk *t) MUST_USE;

/* comment_find.c: --find, and the request of a workflow_run event. */
const err *comment_find(talk *t) MUST_USE;
const err *comment_find_number(talk *t) MUST_USE;

/* comment_run.c: opens the host once; says what was done ("created ..."). */
const err *comment_host(talk *t) MUST_USE;
void comment_say(talk *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Whether a token that may only read is how things are meant to be: a fork's job, or Dependabot's. */
bool comment_may_only_read(const talk *t);
void comment_warn(talk *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "pull request #12" */
str comment_request(talk *t);

#endif
