/* change: one semantic difference between two sides. Reordering and reformatting give none. */
#ifndef MODEL_CHANGE_H
#define MODEL_CHANGE_H

#include "model/env.h"
#include "model/lock.h"

typedef enum change_kind {
	CHANGE_ADDED, CHANGE_REMOVED, CHANGE_RAISED, CHANGE_LOWERED, CHANGE_TIGHTENED, CHANGE_LOOSENED,
	CHANGE_REBUILT,  /* build string only */
	CHANGE_MOVED,    /* manager or channel */
	CHANGE_REWORDED, /* same meaning */
} change_kind;

/* What the row is about: a package, a channel of the file, or the file as a whole. */
typedef enum change_topic { TOPIC_PACKAGE, TOPIC_CHANNEL, TOPIC_FILE } change_topic;

typedef struct change {
	change_topic topic;
	change_kind kind;
	str path, was_path;        /* was_path: set when the file was renamed */
	str package;               /* or the channel's name */
	manager manager;           /* of the head side, else of the base side */
	str before, after;         /* the constraint texts a person reads; absent: not there */
	const spec *was, *now;     /* NULL where not there */
	const locked *was_locked, *now_locked; /* a lock's packages; NULL where not there or not of a lock */
	const source *base, *head; /* the two files; NULL where absent */
	bool direct;               /* declared, not only locked */
	str platform;              /* "linux-64, osx-64"; absent: all */
	str variant;               /* a lock's: "cuda -> cpu", "mkl -> openblas"; absent: no such jump */
	int rest;                  /* a lock's first indirect row that was lowered: how many there are */
	int rest_major;            /* likewise of those with a major step */
	bool uncapped;             /* an upper bound is gone */
	bool major;                /* the major version moved */
	bool new_host;             /* TOPIC_CHANNEL: a host the base did not use */
	span at;                   /* where to point on the head (on the base for REMOVED) */
} change;
typedef LIST(change) changes;

const char *change_kind_name(change_kind k);

#endif
