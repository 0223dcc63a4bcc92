/* comment_marker: the hidden first line of our comment, by which a later run finds it. */
#ifndef CMD_COMMENT_MARKER_H
#define CMD_COMMENT_MARKER_H

#include "base/arena.h"
#include "base/err.h"

/* All parts hold letters, digits, '.', '_' and '-' only, so none can end the HTML comment. */
typedef struct marker {
	str header;       /* --header */
	long long number; /* of the request: a marker copied to another request is not ours there */
	str head;         /* the commit that the text is about; "-": unknown */
	str run;          /* the job that wrote it; "-": none */
	str state;        /* "fail", "pass", "resolved" */
	str text;         /* 32 hexadecimal digits of the text below: whether it has to be sent again */
} marker;

/* One line without its end. Parts that are absent or hold other bytes become "-". */
str marker_line(arena *a, const marker *m);

/* False when body does not begin with a marker of ours. */
bool marker_read(str body, marker *out);

/* Whether both are of the same comment; whether both say the same (whoever's run it was). */
bool marker_same_comment(const marker *x, const marker *y);
bool marker_same_text(const marker *x, const marker *y);

#endif
