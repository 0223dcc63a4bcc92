/* text: the parts of the format for people: one finding, a table of changes, the last line. */
#ifndef WRITE_TEXT_H
#define WRITE_TEXT_H

#include "write/paint.h"

/* A finding in full: where and what, the source line with a run of carets, what to type. */
void text_finding(buf *out, const finding *f, const look *l);

/* The same in one line. */
void text_finding_line(buf *out, const finding *f, const look *l);

/* Whether a finding is only counted: notes unless they fail or --verbose asks; with --quiet all that
 * does not fail. */
bool text_holds_back(const finding *f, const look *l);

/* The source line that at stands in, clipped to the width around the carets. Nothing without text. */
void text_excerpt(buf *out, const source *src, span at, paint carets, const look *l);

/* The changes as a table, file by file. */
void text_changes(buf *out, const report *r, const look *l);

/* The verdict's parts, for every format that says it in a line. word is "FAIL" or "pass", empty where
 * nothing was judged; aside is empty or begins with a blank; states holds names of a stranger's. */
typedef struct verdict_words {
	str word, found, aside, states;
} verdict_words;
verdict_words verdict_say(arena *a, const report *r, const look *l);

/* What to type where nothing was there to judge and that is no answer; absent else. */
str verdict_hint(const report *r);

/* "envgate: FAIL  2 errors introduced (3 existing)  base ..., head ..., policy ...". */
void text_verdict(buf *out, const report *r, const look *l);

/* "envgate: what: cause" and its hint. */
void text_error(buf *out, const err *e, const look *l);

#endif
