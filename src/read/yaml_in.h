/* yaml_in: what the two ways to read YAML share: nodes and duplicate keys. Private. */
#ifndef READ_YAML_IN_H
#define READ_YAML_IN_H

#include "read/yaml.h"
#include "read/yaml_text.h"

typedef struct yaml_builder {
	arena *a;
	yaml_doc doc;
	text_map text;
	yaml_node *spare; /* nodes allocated ahead */
	int spares;
	yaml_node *freed; /* given back, linked by next */
	const yaml_items *items; /* NULL: the whole tree is wanted */
} yaml_builder;

/* A zeroed node. */
yaml_node *yaml_new(yaml_builder *b, yaml_kind kind);

/* Gives a node and all below it back; nothing may point to them any more. depth bounds the recursion. */
void yaml_give_back(yaml_builder *b, yaml_node *n, int depth);

problem *yaml_problem(yaml_builder *b, problem_code code, span at, str subject);

/* A problem for each key that stands twice among a map's n children. */
void yaml_check_keys(yaml_builder *b, const yaml_node *map, ptrdiff_t n);

/* Reads a file of the simplest shape: ASCII, block lists and maps of one-line scalars. NULL when the
 * file is of any other shape, broken ones included; then libyaml decides. What it does read is
 * exactly what libyaml would give: tests/fuzz/fuzz_yaml.c compares. */
const yaml_node *yaml_plain(yaml_builder *b);

/* yaml_read without yaml_plain. */
yaml_doc yaml_read_events(arena *a, const source *src, ptrdiff_t max_bytes);

#endif
