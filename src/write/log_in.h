/* log_in: parts that the files of log_*.c share. */
#ifndef WRITE_LOG_IN_H
#define WRITE_LOG_IN_H

#include "write/log.h"

/* The constraints of an event as they are shown: with the manager where that changed. */
str log_before(arena *a, const pin_event *e);
str log_after(arena *a, const pin_event *e);

/* The first event behind those of the same commit and file. */
ptrdiff_t log_file_end(const timeline *t, ptrdiff_t i);

/* At most columns of it, with "..." where it was cut. */
str log_clip(arena *a, str text, ptrdiff_t columns);

/* "2026-03-01 1a2b3c4 Kim"; "before the history begins" for -1. */
str log_when(arena *a, const timeline *t, ptrdiff_t at);

/* The lives that --drift lists: loose ones and those that moved, the loosest first. */
typedef LIST(const pin_life *) life_list;
life_list log_lives(arena *a, const timeline *t);

/* log_lanes.c: the picture, package by package. */
void log_lanes(buf *out, const timeline *t);

void log_text_drift(buf *out, const timeline *t, const look *l);
void log_text_freeze(buf *out, const timeline *t, const look *l);

#endif
