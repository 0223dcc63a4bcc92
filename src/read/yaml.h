/* yaml: the only file that knows libyaml. Bytes become a tree of nodes with exact byte spans; every
 * scalar stays text, so 3.10 never becomes 3.1. Broken input gives problems, and the tree up to the
 * break. Bounds: base/limits.h. What is read differently from libyaml: docs/design/yaml.md. */
#ifndef READ_YAML_H
#define READ_YAML_H

#include "model/problem.h"

typedef enum yaml_kind { NODE_SCALAR, NODE_LIST, NODE_MAP } yaml_kind;

/* An alias is a copy of its anchor's node (with its own place, key and next) that shares the
 * anchor's children. */
typedef struct yaml_node {
	yaml_kind kind;
	bool plain;       /* NODE_SCALAR without quotes and without block style */
	bool old;         /* under %YAML 1.1, where yes and 1:30 are no texts */
	bool tagged, tagged_text; /* an explicit tag (a problem says so); it is !!str */
	span at;          /* the value itself; a scalar's span includes its quotes */
	str text;         /* NODE_SCALAR: decoded; points into src->bytes where the bytes are the text */
	struct yaml_node *key;   /* in a map: the key of this value */
	struct yaml_node *first, *next; /* children of lists and maps, in file order */
} yaml_node;

typedef struct yaml_doc {
	const yaml_node *root; /* NULL for an empty document */
	bool complete;         /* false after a syntax error or a bound */
	problems problems;     /* syntax, not-plain, duplicate-key, too-large, hidden-text */
} yaml_doc;

/* Parses src->bytes, which live as long as a; more than max_bytes are refused. Never fails: what is
 * wrong is in problems. */
yaml_doc yaml_read(arena *a, const source *src, ptrdiff_t max_bytes);

/* The same for a file whose bulk is one long list right under a key of the root. Where the file is
 * plain, take has each item as soon as it is read, and the item's nodes are gone afterwards (its texts
 * stay), so that a list of 500,000 needs the memory of one; the list itself is then empty in the tree.
 * Where it is not, restart is called (forget what was taken), and the list has its children. */
typedef struct yaml_items {
	str key;
	void (*take)(void *with, const yaml_node *item);
	void (*restart)(void *with);
	void *with;
} yaml_items;
yaml_doc yaml_read_items(arena *a, const source *src, ptrdiff_t max_bytes, const yaml_items *items);

/* The value under key in a map (the first one), or NULL. */
const yaml_node *yaml_get(const yaml_node *map, str key);

/* What a scalar is to a YAML 1.2 core reader (1.1 under that directive): for telling "- 3.10" and
 * "- null" apart from texts. TYPE_OTHER: a tag of its own, or the special plain << and =. */
typedef enum yaml_type {
	TYPE_TEXT, TYPE_NULL, TYPE_BOOL, TYPE_INT, TYPE_FLOAT, TYPE_DATE, TYPE_OTHER
} yaml_type;
yaml_type yaml_type_of(const yaml_node *scalar);
const char *yaml_type_name(yaml_type t); /* "a text", "a number", ... */

#endif
