/* log: a timeline in each of its formats. Names, constraints, authors and paths in it are a stranger's:
 * they go through escape.h, markdown_code or html_text, every time. */
#ifndef WRITE_LOG_H
#define WRITE_LOG_H

#include "model/timeline.h"
#include "write/write.h"

void log_text(buf *out, const timeline *t, const look *l);
void log_json(buf *out, const timeline *t);
void log_markdown(buf *out, const timeline *t, const look *l);

/* One page that asks for nothing: the lanes of every pin as inline SVG, then the same as a table. */
void log_html(buf *out, const timeline *t);

/* ---- what the formats say alike (log_words.c) ---- */

/* "1a2b3c4"; "before" for -1. */
str log_commit(const timeline *t, ptrdiff_t at);

/* "any" for an empty constraint, "-" for an absent one. */
str log_constraint(str text);

/* "3 days", "14 months", "2.3 years"; "" below zero. */
str log_span(arena *a, long long days);

/* "pip numpy" with a note where the manager is not conda, else the name. */
str log_pin_name(arena *a, const pin_key *k);

/* Sentences about what the history does not show: where a shallow clone or --since ends, files that could
 * not be read. */
strs log_remarks(arena *a, const timeline *t);

/* "due until 2026-01-14", "missed (2026-01-01 to 2026-01-14)", "reviewed 2026-01-05", "never reviewed, due ...". */
str log_review(arena *a, const review *r);

#endif
