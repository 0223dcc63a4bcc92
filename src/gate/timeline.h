/* timeline: pairs of files along a history to events, and what follows from them. Pure: repository,
 * readers and clock are the caller's. Texts are copied, so the pairs may be forgotten afterwards. */
#ifndef GATE_TIMELINE_H
#define GATE_TIMELINE_H

#include "model/side.h"
#include "model/timeline.h"

/* What one step did, seen from one of its parents. */
typedef struct timeline_line {
	descent down;    /* older, is_cut and renamed are filled */
	changes changes; /* of diff_env, all files together */
} timeline_line;

/* Adds a step: the moment stands last in t->moments. What a merge did is what differs from all of its
 * parents. Changes of the same meaning (reworded) and of channels are none. */
void timeline_add(arena *a, timeline *t, const timeline_line *lines, ptrdiff_t n);

/* Whether the event's pin was asked for, by name and by path. */
bool timeline_wants(const timeline *t, const pin_key *key);

/* One of the words of the command line: a name or glob, "conda:" or "pip:" in front. */
bool timeline_word_fits(str word, manager m, str package);

/* A path as the head calls it, through the renames that the history has. */
str timeline_path_now(const timeline *t, str path);

/* For each dependency of the head's files (those of FILE_ENVIRONMENT) the moment that gave it its meaning. */
void timeline_blame(arena *a, timeline *t, const files *head);

/* How long each pin stayed how firm. t->blame is filled. */
void timeline_lives(arena *a, timeline *t);

/* The life of a pin by any name its file had; NULL: none was asked for. */
pin_life *timeline_life(timeline *t, const pin_key *key);

/* Files of one folder that pinned a package alike and then did not. */
void timeline_partings(arena *a, timeline *t);

/* An entry that a lock does not satisfy at one moment; made from judge_side's lock/unsatisfied. */
typedef struct unsatisfied {
	str lock, path, package, spec, instead;
	manager manager;
} unsatisfied;
typedef LIST(unsatisfied) unsatisfied_list;

/* What a lock holds of a declared entry. */
typedef struct held {
	str path, package, version;
	manager manager;
} held;

typedef struct lock_state {
	unsatisfied_list broken; /* by lock, path, manager, package */
	LIST(held) held;         /* by path, manager, package */
} lock_state;

/* What the locks of a side, with its families built, do not satisfy (as the rule lock/unsatisfied decides)
 * and what they hold instead of what is declared. The texts live in keep; scratch is for the work. */
lock_state timeline_lock_state(arena *keep, arena *scratch, const side *s);

/* A moment's state beside those of its parents (as many as its lines): breaks and repairs, and moves within
 * the locks for t->lives, which is filled. Steps come oldest first. at -1: a history without steps, whose
 * one state is was[0]. */
void timeline_breaks(arena *a, timeline *t, ptrdiff_t at, const lock_state *now, const lock_state *was,
                     ptrdiff_t n);

/* What the policy's freezes ask of the head's core pins. t->blame and t->date are filled. */
void timeline_reviews(arena *a, timeline *t, const policy *p);

/* By path, manager, package. */
int pin_key_cmp(const pin_key *x, const pin_key *y);

#endif
