/* toml: a TOML text as a tree of plain structs. The one door to toml++, which is C++: nothing of it shows
 * here, and no exception comes through. Built without toml++ (ENVGATE_TOML), every text is refused. */
#ifndef READ_TOML_H
#define READ_TOML_H

#include "base/str.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toml_kind { TOML_TABLE, TOML_ARRAY, TOML_TEXT, TOML_BOOL, TOML_OTHER } toml_kind;

/* Places are 1-based, columns in code points; the end is behind the last one. A value's key begins where
 * key_line and key_col say; 0 in an array. */
typedef struct toml_node {
	toml_kind kind;
	bool truth;    /* TOML_BOOL */
	str key;       /* absent in an array */
	str text;      /* TOML_TEXT, decoded */
	int key_line, key_col, line, col, end_line, end_col;
	struct toml_node *first, *next; /* children; of a table sorted by key */
} toml_node;

/* Where nodes and texts live: take hands out zeroed bytes and never NULL. */
typedef struct toml_room {
	void *(*take)(void *with, ptrdiff_t bytes);
	void *with;
} toml_room;

/* The root table, or NULL for a text that toml++ refuses or that nests deeper than real ones do. The
 * caller bounds its length. */
const toml_node *toml_read(str text, const toml_room *room);

#ifdef __cplusplus
}
#endif

#endif
