/* comment: the text of the one comment on a pull or merge request, made of reports.
 *
 * What a reviewer wants, in this order: the verdict, what changed, what the change introduced with
 * links to the lines, what to type, what was fixed, the GPU, where the policy came from. It fits
 * max_bytes by leaving out whole parts, least important first, and says which. All text that is not
 * ours goes through write/markdown's strict code span, and no line begins with it (GitLab runs lines
 * that begin with a slash). The marker line before it is cmd/comment_marker's. */
#ifndef WRITE_COMMENT_H
#define WRITE_COMMENT_H

#include "base/buf.h"
#include "model/told.h"

typedef struct comment_where {
	str server, repository; /* "https://github.com", "owner/name"; links lead nowhere else */
	str blob;            /* "/blob/", "/-/blob/" */
	str head_sha;        /* of the links; absent: there are none */
	str run_url;         /* of the run that made the reports; shown as a link where it leads to repository */
	ptrdiff_t max_bytes;
	bool resolved;       /* an older text of this comment told of something that fails, and nothing does now */
	bool brief;          /* the verdicts only: there is nothing to tell any more */
} comment_where;

/* At most max_bytes, in valid UTF-8, cut at no row. The verdict lines are always there: max_bytes has
 * to leave room for half a KiB a report. */
str comment_body(arena *a, const tolds *reports, const comment_where *where);

/* One line without Markdown for a commit status: "2 errors introduced (3 existing)". */
str comment_line(arena *a, const told *t);

/* Whether this one fails, whether any does, and whether anything was found, fixed or changed at all:
 * what --on failure and --on change ask. */
bool comment_fails(const told *t);
bool comment_has_failure(const tolds *reports);
bool comment_has_change(const tolds *reports);

#endif
