/* lockfile_in: what the readers of locks share. Private. */
#ifndef READ_LOCKFILE_IN_H
#define READ_LOCKFILE_IN_H

#include "read/lockfile.h"
#include "read/yaml.h"
#include "spec/package_url.h"

typedef struct lock_reader {
	arena *a;
	const source *src;
	lock *out;
	const lock *twin;      /* the other side, or NULL */
	package_folder folder; /* of the last address */
	str platform;          /* the last one asked for, and its bit */
	unsigned on;
} lock_reader;

/* A new problem with the subject as evidence; the caller sets what, hint and manager. */
problem *lock_problem(lock_reader *r, problem_code code, span at, str subject);

/* Room for one more package, or NULL (and, once, a problem) when MAX_LOCKED is reached. */
locked *lock_push(lock_reader *r);

/* What the address says: channel, subdir, file, from_*; build and build_number for conda. */
void lock_read_url(lock_reader *r, locked *p);

/* Sets platform and on. */
void lock_set_platform(lock_reader *r, locked *p, str platform);

/* ---- values of a fixed shape (lockshape.c): each says what is wrong and answers whether it is right */

/* One key of a mapping: what conda-lock's or pixi's own model has there. */
typedef enum shape { SHAPE_ANY, SHAPE_TEXT, SHAPE_TEXT_OR_NULL, SHAPE_LIST, SHAPE_MAP, SHAPE_MAP_OR_NULL, SHAPE_BOOL } shape;
typedef struct shape_key {
	str name;
	shape shape;
	bool needed;
} shape_key;

/* Puts the value of keys[i] into values[i], NULL where it is absent or of another shape. tool is the
 * program that refuses ("conda-lock"); subject begins the problems' subjects. False: something is not
 * as it has to be. map must be a NODE_MAP. */
typedef struct shape_map {
	const shape_key *keys;
	int keys_n;
	const char *tool;
	str subject;
} shape_map;
bool shape_read(lock_reader *r, const yaml_node *map, const shape_map *m, const yaml_node **values);

/* "'X' has to be a list, and this is a number (3)". */
void shape_wrong(lock_reader *r, const yaml_node *n, str subject, const char *due);

/* Whether a scalar is a text; says so if it is not. */
bool shape_is_text(lock_reader *r, const yaml_node *n, str subject);

/* ---- the kinds */
void condalock_read(lock_reader *r, const yaml_node *root);
void pixilock_read(lock_reader *r, const yaml_node *root);
void explicit_read(lock_reader *r);

#endif
