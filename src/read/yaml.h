/* yaml: the only file that knows libyaml. Bytes become a tree of nodes with exact byte spans; every
 * scalar stays text, so 3.10 never becomes 3.1. Broken input gives problems, and the tree up to the
 * break. Bounds: base/limits.h. */
#ifndef READ_YAML_H
#define READ_YAML_H

#include "model/problem.h"

typedef enum yaml_kind { NODE_SCALAR, NODE_LIST, NODE_MAP } yaml_kind;

typedef struct yaml_node {
	yaml_kind kind;
	span at;          /* the value itself; a scalar's span includes its quotes */
	str text;         /* NODE_SCALAR: decoded */
	bool plain;       /* NODE_SCALAR without quotes and without block style */
	str comment;      /* the comment on the line where the value ends, after '#', trimmed; or absent */
	struct yaml_node *key;   /* in a map: the key of this value */
	struct yaml_node *first, *next; /* children of lists and maps, in file order */
} yaml_node;

typedef struct yaml_doc {
	const yaml_node *root; /* NULL for an empty document */
	bool complete;         /* false after a syntax error or a bound */
	problems problems;     /* syntax, not-plain, duplicate-key, too-large, hidden-text */
} yaml_doc;

/* Parses src->bytes, which live as long as a. Never fails: what is wrong is in problems. */
yaml_doc yaml_read(arena *a, const source *src);

/* The value under key in a map (the first one), or NULL. */
const yaml_node *yaml_get(const yaml_node *map, str key);

/* What a plain scalar is to a YAML 1.1/1.2 core reader: for telling "- 3.10" and "- null" apart from
 * texts. */
typedef enum yaml_type { TYPE_TEXT, TYPE_NULL, TYPE_BOOL, TYPE_INT, TYPE_FLOAT, TYPE_DATE } yaml_type;
yaml_type yaml_type_of(const yaml_node *scalar);

#endif
