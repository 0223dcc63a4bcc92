/* log: what log.c, log_read.c and log_drift.c share. */
#ifndef CMD_LOG_H
#define CMD_LOG_H

#include "cmd/load.h"
#include "edge/repo_log.h"
#include "gate/timeline.h"

/* Parsed files by blob, each in an arena of its own; the least recently used goes first. */
typedef struct log_cache log_cache;

typedef struct logging {
	run *r;
	repo *repo;
	const policy *policy;
	revision head;
	log_options how;
	log_result walk;
	timeline *t;
	log_cache *cache;
} logging;

/* log_read.c */
log_cache *log_cache_open(arena *a, repo *r, const policy *p);
/* The parsed file of an entry, good until log_release and 1,000 further files. Never NULL. */
const err *log_file(log_cache *c, const entry *e, const file **out) MUST_USE;
/* What was handed out before may be forgotten. */
void log_release(log_cache *c);

/* Fills t->moments, events, gaps from l->walk. */
const err *log_events(logging *l) MUST_USE;
/* The environment files of the head, parsed, for as long as the run. */
const err *log_head_files(logging *l, files *out) MUST_USE;

/* log_drift.c: fills t->breaks and what moved in the locks, from the states of l->walk. */
const err *log_breaks(logging *l) MUST_USE;

#endif
