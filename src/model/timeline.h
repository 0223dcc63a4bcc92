/* timeline: the life of every pin: which commit changed what an environment file means. Filled by
 * gate/timeline*.c from pairs of files, told by write/log_*.c. Texts are copies: nothing here points into
 * a parsed file. */
#ifndef MODEL_TIMELINE_H
#define MODEL_TIMELINE_H

#include "base/err.h"
#include "model/change.h"
#include "model/policy.h"

/* A dependency of a file. Names that a pip URL does not tell are the entry's text. */
typedef struct pin_key {
	str path, package;
	manager manager;
} pin_key;

/* A commit that changed watched files; newest first. */
typedef struct moment {
	str oid, date, author, subject; /* date: YYYY-MM-DD in UTC, when it was committed */
	long long time_s;
	bool is_merge;
} moment;

/* What one commit did to one pin. */
typedef struct pin_event {
	ptrdiff_t at;         /* index into moments */
	change_kind kind;
	pin_key key;          /* after it; before it where it was removed */
	pin_key was;          /* before it: another path after a rename, another manager after a move */
	str before, after;    /* the constraint; absent: not there */
	str platform;         /* a selector; absent: all */
	strength was_pin, pin; /* of what is there */
	str version_set;      /* after it, so that equal sets read alike; absent: not there */
	ptrdiff_t life, was_life; /* of key and was, in lives; set with them */
	bool new_file, gone_file; /* the whole file came or went */
	bool major, uncapped;
} pin_event;

/* A file that could not be read at a moment, and so is passed over. */
typedef struct gap {
	ptrdiff_t at;
	str path;
} gap;

/* A line of descent: which keys changed from the older moment to the newer one. */
typedef struct descent {
	ptrdiff_t older; /* moment; -1: none */
	bool is_cut;     /* -1 because the history that is there ends */
	ptrdiff_t first_event, events_n; /* in all_changes, by key */
	LIST(pin_key) renamed; /* path: new, package: old path; by path */
} descent;

typedef struct moment_parents {
	LIST(descent) all;
} moment_parents;

/* One dependency as the head has it. */
typedef struct blamed {
	pin_key key;
	str text, constraint, version_set;
	strength pin;
	int line;
	ptrdiff_t at;     /* moment; -1: before what is there of the history */
	str before;       /* what it was before that moment; absent: not there */
	change_kind kind; /* what that moment did */
} blamed;

/* One file of the head, for --blame. */
typedef struct blamed_file {
	const source *src; /* its text */
	LIST(blamed) pins; /* by line */
} blamed_file;

/* How long a pin was how firm. */
typedef struct pin_life {
	pin_key key;
	ptrdiff_t first, last;   /* events */
	long long alive_s, loose_s; /* loose: no upper bound (open, none, moving) */
	int moved;               /* how often its meaning changed while it stood there */
	int lock_moved;          /* how often its locked version did */
	bool is_there;           /* at the head */
	strength pin;            /* now, or at the end */
	str constraint;
} pin_life;

/* An entry that a lock does not satisfy, from one commit to another. */
typedef struct lock_break {
	str lock, path, package, spec, instead; /* "python=3.12", "3.10.14 on linux-64" */
	manager manager;
	ptrdiff_t broke;    /* moment; -1: before what is there of the history */
	ptrdiff_t repaired; /* moment; -1: not yet */
} lock_break;

/* Files of one folder or family that pinned a package alike, and then did not. */
typedef struct parting {
	str package;
	manager manager;
	strs files, sets;  /* who pins what at the parting, same index */
	ptrdiff_t from, to; /* moments; to -1: still apart */
} parting;

/* What the policy's freeze asks of one pin. */
typedef struct review {
	pin_key key;
	str constraint;
	strength pin;
	ptrdiff_t changed;  /* moment of its last change; -1: before the history */
	long long age_days; /* since then; -1: unknown */
	str last_review;    /* day of the last change inside a window; absent: never */
	str due_from, due_to; /* the window that waits for it: the last that began */
	bool is_due, is_open; /* no change in that window; it is still open */
	str next;           /* the day on which the next window opens; absent: no windows */
} review;

typedef struct timeline {
	str head_name, head_oid, date; /* date: of the run */
	strs paths, packages;     /* asked for; empty: all */
	str since;                /* absent: from the beginning */
	LIST(moment) moments;     /* newest first, children before parents */
	LIST(moment_parents) parents; /* same index */
	LIST(pin_event) events;   /* in order of moments, then path, manager, package */
	LIST(pin_event) all_changes; /* of every parent of a merge, for blame */
	LIST(pin_key) renames;    /* path: the new one, package: the old one; newest first */
	LIST(gap) gaps;
	strs ends;                /* commits behind which a shallow clone has nothing */
	strs notes;
	ptrdiff_t visited;        /* commits looked at */
	bool since_cut;           /* --since left something out */
	bool with_blame, with_drift, with_freeze; /* filled */
	bool show_blame, show_drift, show_freeze; /* asked for */
	LIST(blamed_file) blame;
	LIST(pin_life) lives;
	LIST(lock_break) breaks;
	LIST(parting) partings;
	LIST(review) reviews;
	LIST(window) windows;     /* the policy's, of all freezes */
	bool windows_assumed;     /* the policy has none: calendar quarters */
	bool has_locks;
	ptrdiff_t head_at;
	bool head_is_cut;
} timeline;

#endif
