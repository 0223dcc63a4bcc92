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
	package_folders folders; /* of the last addresses */
	str platform;          /* the last one asked for, and its bit */
	unsigned on;
	problems said;         /* about packages that were read before the head of the file was */
	struct pixi_reader *pixi;
} lock_reader;

/* A new problem with the subject as evidence; the caller sets what, hint and manager. */
problem *lock_problem(lock_reader *r, problem_code code, span at, str subject);

/* Adds what was said about packages to the problems of the file. */
void lock_said(lock_reader *r);

/* Room for one more package, or NULL (and, once, a problem) when MAX_LOCKED is reached. */
locked *lock_push(lock_reader *r);

/* Entries of the long list, more or less, so that room for them can be made at once: growing a list leaves
 * the smaller ones behind. */
ptrdiff_t lock_count_items(str bytes);

/* What the address says: channel, subdir, file, from_*; build and build_number for conda. */
void lock_read_url(lock_reader *r, locked *p);

/* ASCII lower case; the text itself where it has no capitals, which nearly none has. */
str lock_lower(arena *a, str s);

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
 * program that refuses ("conda-lock"). False: something is not as it has to be. map must be a
 * NODE_MAP. */
typedef struct shape_map {
	const shape_key *keys;
	int keys_n;
	const char *tool;
	const yaml_node *of; /* the package's entry, whose name@platform begins the problems' subjects; or NULL */
	const char *part;    /* "hash", "metadata": the mapping's own key; "" at the top */
} shape_map;

/* "numpy@linux-64.hash.md5": what a problem with a key of such a mapping is about. key "": the mapping. */
str shape_subject(lock_reader *r, const shape_map *m, const char *key);
bool shape_read(lock_reader *r, const yaml_node *map, const shape_map *m, const yaml_node **values);

/* "'X' has to be a list, and this is a number (3)". */
void shape_wrong(lock_reader *r, const yaml_node *n, str subject, const char *due);

/* Whether a scalar is a text; says so if it is not. */
bool shape_is_text(lock_reader *r, const yaml_node *n, str subject);

/* ---- the kinds: a package's record as soon as it is read, the rest when the file has been */
void condalock_take(void *reader, const yaml_node *item);
void condalock_read(lock_reader *r, const yaml_node *root);
void pixilock_take(void *reader, const yaml_node *item);
void pixilock_read(lock_reader *r, const yaml_node *root);
void explicit_read(lock_reader *r);

/* lockfile_read by libyaml alone: the same lock, slower and in more memory. For tests. */
const lock *lockfile_read_events(arena *a, const source *src, file_kind kind);

#endif
