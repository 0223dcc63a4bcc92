/* comment: the body of the one comment on a pull or merge request, made of reports.
 *
 * What a reviewer wants, in this order: the verdict, what changed, what the change introduced with
 * links to the lines, what to type, what was fixed, the GPU, where the policy came from. It fits
 * max_bytes by leaving out whole parts, least important first, and says which. All text that is not
 * ours goes through write/markdown's strict code span, and no line begins with it (GitLab runs lines
 * that begin with a slash). */
#ifndef WRITE_COMMENT_H
#define WRITE_COMMENT_H

#include "base/buf.h"
#include "model/told.h"

typedef struct comment_where {
	str marker;          /* first line of the body, complete: made by cmd/comment */
	str server, repository; /* "https://github.com", "owner/name"; links lead nowhere else */
	str blob;            /* "/blob/", "/-/blob/" */
	str head_sha;        /* of the links; hexadecimal, checked by the caller */
	ptrdiff_t max_bytes;
} comment_where;

/* At most max_bytes, in valid UTF-8, cut at no row. */
str comment_body(arena *a, const tolds *reports, const comment_where *where);

/* Whether any of them has something that fails, and whether anything was found or changed at all:
 * what --on failure and --on change ask. */
bool comment_has_failure(const tolds *reports);
bool comment_has_change(const tolds *reports);

#endif
