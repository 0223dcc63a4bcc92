/* yaml_tree: see yaml_in.h. */
#include "read/yaml_in.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_AT_ONCE = 64, FEW_KEYS = 16 };

yaml_node *yaml_new(yaml_builder *b, yaml_kind kind)
{
	yaml_node *again = b->freed;
	if (again) {
		b->freed = again->next;
		*again = (yaml_node){ .kind = kind };
		return again;
	}
	if (!b->spares) {
		b->spare = NEW_N(b->a, yaml_node, NODES_AT_ONCE);
		b->spares = NODES_AT_ONCE;
	}
	yaml_node *n = b->spare++;
	b->spares--;
	n->kind = kind;
	return n;
}

void yaml_give_back(yaml_builder *b, yaml_node *n, int depth)
{
	if (!n || !depth)
		return;
	for (yaml_node *child = n->first, *next; child; child = next) {
		next = child->next;
		yaml_give_back(b, child, depth - 1);
	}
	yaml_give_back(b, n->key, depth - 1);
	n->next = b->freed;
	b->freed = n;
}

problem *yaml_problem(yaml_builder *b, problem_code code, span at, str subject)
{
	problem *p = LIST_PUSH(b->a, &b->doc.problems);
	*p = (problem){ .code = code, .at = at, .subject = subject, .evidence = subject };
	return p;
}

static int by_text(const void *x, const void *y)
{
	const yaml_node *k = *(yaml_node *const *)x, *l = *(yaml_node *const *)y;
	int c = str_cmp(k->text, l->text);
	return c ? c : (k->at.beg > l->at.beg) - (k->at.beg < l->at.beg);
}

static void duplicate(yaml_builder *b, const yaml_node *first, const yaml_node *again)
{
	problem *p = yaml_problem(b, PROBLEM_DUPLICATE_KEY, again->at, first->text);
	p->what = arena_printf(b->a, "the key '%.*s' stands here again, after line %d: readers keep one of them",
	                       SARG(first->text), first->at.line);
	p->hint = S("make them one");
}

/* Whether a few keys differ by their lengths and letters at both ends already, as nearly all do; a lock
 * has thousands of small maps, and sorting each would be felt. */
static bool differ_at_sight(const yaml_node *map)
{
	uint64_t seen[FEW_KEYS];
	int n = 0;
	for (const yaml_node *v = map->first; v; v = v->next) {
		str s = v->key->text;
		if (v->key->kind != NODE_SCALAR || s.n == 0)
			return false;
		uint64_t sight = (uint64_t)s.n << 24 | (uint64_t)(unsigned char)s.p[0] << 16 |
		                 (uint64_t)(unsigned char)s.p[s.n - 1] << 8 | (unsigned char)s.p[s.n / 2];
		for (int i = 0; i < n; i++)
			if (seen[i] == sight)
				return false;
		seen[n++] = sight;
	}
	return true;
}

/* Sorting keeps a map of many keys from costing their square. */
void yaml_check_keys(yaml_builder *b, const yaml_node *map, ptrdiff_t children)
{
	if (children < 2 || (children <= FEW_KEYS && differ_at_sight(map)))
		return;
	yaml_node *few[FEW_KEYS];
	yaml_node **keys = children <= FEW_KEYS ? few : NEW_N(b->a, yaml_node *, children);
	ptrdiff_t n = 0;
	for (const yaml_node *v = map->first; v; v = v->next)
		if (v->key->kind == NODE_SCALAR)
			keys[n++] = v->key;
	qsort(keys, (size_t)n, sizeof(yaml_node *), by_text);
	for (ptrdiff_t i = 1, first = 0; i < n; i++) {
		if (!str_eq(keys[i]->text, keys[first]->text))
			first = i;
		else if (i == first + 1)
			duplicate(b, keys[first], keys[i]);
	}
}

const yaml_node *yaml_get(const yaml_node *map, str key)
{
	if (!map || map->kind != NODE_MAP)
		return NULL;
	const yaml_node *v = map->first;
	while (v && !(v->key->kind == NODE_SCALAR && str_eq(v->key->text, key)))
		v = v->next;
	return v;
}
