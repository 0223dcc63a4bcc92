/* comment_in: what the files of the comment share: how much of each part one attempt may show. */
#ifndef WRITE_COMMENT_IN_H
#define WRITE_COMMENT_IN_H

#include "write/comment.h"

/* Rows of each part; 0: the part is left out. */
typedef struct comment_room {
	int findings, notes, changes, indirect, relocks;
	bool rest;           /* what is about the whole report: its error, its states, the GPUs */
} comment_room;

/* What was left out whole, over all reports. */
typedef struct comment_left {
	ptrdiff_t findings, notes, changes, indirect, relocks, rest;
} comment_left;

/* Where a link to a file begins, or absent. */
str comment_base(arena *a, const comment_where *where);

/* One report's part of the text. */
void comment_report(buf *out, const told *t, str base, const comment_room *room, comment_left *left);
void comment_probe(buf *out, const told *t);

/* The verdict line alone, as a heading. */
void comment_heading(buf *out, const told *t);

#endif
