/* reach: see reach.h. Everything is linear in names and needs, but for the search of a name: by hash, and
 * where names of one hash crowd (a stranger may choose them so) by halves.
 *
 * Tops: walk from every undeclared name in order and remember where each walk began; a later beginning may
 * reach an earlier one, never the other way round, so walking again from the last beginning to the first
 * leaves one top for each part that nothing undeclared needs, circles included. Nothing here recurses: a
 * stranger's lock may be a chain of half a million names. */
#include "gate/reach.h"

#include "spec/glob.h"
#include "spec/names.h"

#include <stdint.h>
#include <string.h>

enum { MAX_STEPS = 16 }; /* from a name's own slot; a name that finds none free within them has none */

static size_t hash_of(manager m, str name)
{
	uint64_t h = (uint64_t)name.n * 0x9e3779b97f4a7c15u + (uint64_t)m;
	for (ptrdiff_t i = 0; i < name.n; i += 8) {
		uint64_t w = 0;
		memcpy(&w, name.p + i, (size_t)(name.n - i < 8 ? name.n - i : 8));
		h = (h ^ w) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return (size_t)h;
}

static bool is_called(const reach *r, ptrdiff_t i, manager m, str name)
{
	const locked *p = r->node[i].rows.at[0];
	return p->manager == m && p->name.n == name.n && str_eq(p->name, name);
}

static void add_slots(arena *a, reach *r)
{
	if (r->n > INT32_MAX / 4)
		return;
	r->slots = 8;
	while (r->slots < r->n * 2)
		r->slots *= 2;
	r->slot = NEW_N(a, int, r->slots);
	for (ptrdiff_t i = 0; i < r->n; i++) {
		const locked *p = r->node[i].rows.at[0];
		size_t at = hash_of(p->manager, p->name), mask = (size_t)r->slots - 1;
		for (int k = 0; k < MAX_STEPS; k++, at++) {
			if (r->slot[at & mask])
				continue;
			r->slot[at & mask] = (int)i + 1;
			break;
		}
	}
}

static ptrdiff_t find_by_halves(const reach *r, manager m, str name)
{
	ptrdiff_t lo = 0, hi = r->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		const locked *p = r->node[mid].rows.at[0];
		int c = p->manager != m ? (int)p->manager - (int)m : str_cmp(p->name, name);
		if (c == 0)
			return mid;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return -1;
}

/* A free slot on the way: the name would stand in it. */
static ptrdiff_t find(const reach *r, manager m, str name)
{
	size_t at = r->slots ? hash_of(m, name) : 0, mask = (size_t)r->slots - 1;
	for (int k = 0; r->slots && k < MAX_STEPS; k++, at++) {
		int i = r->slot[at & mask] - 1;
		if (i < 0)
			return -1;
		if (is_called(r, i, m, name))
			return i;
	}
	return find_by_halves(r, m, name);
}

const reach_node *reach_find(const reach *r, manager m, str name)
{
	ptrdiff_t i = find(r, m, name);
	return i < 0 ? NULL : &r->node[i];
}

/* A pip name may be fulfilled by conda's package of the same library, never the other way round. */
static ptrdiff_t find_target(const reach *r, manager m, str name)
{
	ptrdiff_t i = find(r, m, name);
	if (i < 0 && m == MANAGER_PIP)
		i = find(r, MANAGER_CONDA, names_conda_of_pip(name));
	if (i < 0 && m == MANAGER_PIP)
		i = find(r, MANAGER_CONDA, name);
	return i;
}

static void add_nodes(arena *a, reach *r)
{
	const locked_list *all = &r->view->packages;
	r->node = NEW_N(a, reach_node, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const locked *p = all->at[i], *last = i > 0 ? all->at[i - 1] : NULL;
		if (!last || last->manager != p->manager || !str_eq(last->name, p->name))
			r->node[r->n++].rows.at = all->at + i;
		r->node[r->n - 1].rows.n++;
	}
}

static ptrdiff_t count_needs(const locked_list *rows)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < rows->n; i++)
		n += rows->at[i]->needs_n;
	return n;
}

static void add_edges(arena *a, reach *r)
{
	r->edge = NEW_N(a, ptrdiff_t, count_needs(&r->view->packages));
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < r->n; i++) {
		reach_node *node = &r->node[i];
		node->edges = n;
		for (ptrdiff_t k = 0; k < node->rows.n; k++) {
			const locked *p = node->rows.at[k];
			for (ptrdiff_t j = 0; j < p->needs_n; j++)
				r->edge[n++] = find_target(r, p->manager, p->needs[j].name);
		}
		node->edges_end = n;
	}
}

/* One walk: marks what start reaches through names that are not marked yet; returns how many it marked.
 * room holds as many indexes as there are nodes. */
static ptrdiff_t walk(const reach *r, ptrdiff_t start, bool *marked, ptrdiff_t *room)
{
	ptrdiff_t depth = 0, count = 1;
	if (marked[start])
		return 0;
	marked[start] = true;
	room[depth++] = start;
	while (depth > 0) {
		const reach_node *node = &r->node[room[--depth]];
		for (ptrdiff_t e = node->edges; e < node->edges_end; e++) {
			ptrdiff_t to = r->edge[e];
			if (to < 0 || marked[to])
				continue;
			marked[to] = true;
			room[depth++] = to;
			count++;
		}
	}
	return count;
}

static bool is_pattern(str name)
{
	return str_find_byte(name, '*') >= 0 || str_starts(name, S("^"));
}

/* An entry whose name is a pattern asks for whatever fits; a regular expression for anything. */
static void walk_pattern(const reach *r, str pattern, bool *marked, ptrdiff_t *room)
{
	for (ptrdiff_t i = 0; i < r->n; i++)
		if (str_starts(pattern, S("^")) || glob_match(pattern, r->node[i].rows.at[0]->name))
			walk(r, i, marked, room);
}

static void walk_name(const reach *r, manager m, str name, bool *marked, ptrdiff_t *room)
{
	ptrdiff_t i = find_target(r, m, name);
	if (i >= 0)
		walk(r, i, marked, room);
}

/* conda's python brings pip; pip, setuptools and wheel come and go with Python's and conda-lock's version. */
static void walk_tools(const reach *r, bool *marked, ptrdiff_t *room)
{
	static const str tools[] = { S_INIT("pip"), S_INIT("setuptools"), S_INIT("wheel") };
	ptrdiff_t python = find(r, MANAGER_CONDA, S("python"));
	if (python < 0 || !marked[python])
		return;
	for (size_t k = 0; k < sizeof tools / sizeof tools[0]; k++) {
		walk_name(r, MANAGER_CONDA, tools[k], marked, room);
		walk_name(r, MANAGER_PIP, tools[k], marked, room);
	}
}

/* "pyhd8ed1ab_0", "py310h..._0", "cuda118py39h..._200": made of Python modules, so it needs Python. */
static bool needs_python(const locked *p)
{
	str rest = p->build;
	for (ptrdiff_t i = str_find(rest, S("py")); i >= 0; i = str_find(rest, S("py"))) {
		rest = str_from(rest, i + 2);
		if (rest.n > 0 && (is_digit(rest.p[0]) || str_starts(rest, S("hd"))))
			return true;
	}
	return false;
}

static bool has_lost_list(const reach_node *node)
{
	const locked *p = node->rows.at[0];
	return p->manager == MANAGER_CONDA && p->has_needs && count_needs(&node->rows) == 0 && needs_python(p);
}

reach reach_build(arena *a, const lock_view *view, const family *f)
{
	reach r = { .view = view, .lists_whole = true };
	add_nodes(a, &r);
	add_slots(a, &r);
	add_edges(a, &r);
	bool *marked = NEW_N(a, bool, r.n);
	ptrdiff_t *room = NEW_N(a, ptrdiff_t, r.n);
	enum { MAX_PATTERNS = 100 }; /* as in satisfy.c; one more could be anything */
	int patterns = 0;
	for (ptrdiff_t i = 0; i < f->declared.n; i++) {
		const spec *s = &f->declared.at[i];
		if (!satisfy_counts(s, view))
			continue;
		if (is_pattern(s->name) && patterns++ < MAX_PATTERNS)
			walk_pattern(&r, s->name, marked, room);
		else if (s->name.n > 0)
			walk_name(&r, s->manager, s->name, marked, room);
	}
	walk_tools(&r, marked, room);
	for (ptrdiff_t i = 0; i < r.n; i++) {
		reach_node *node = &r.node[i];
		node->declared = marked[i] || node->rows.at[0]->is_virtual;
		if (node->declared && has_lost_list(node))
			r.lists_whole = false;
	}
	return r;
}

const reach *reach_of(const family *f, ptrdiff_t view)
{
	const satisfaction *known = f->satisfaction;
	reach *r = &known->graphs[view];
	if (!r->view)
		*r = reach_build(known->a, &known->views.at[view], f);
	return r;
}

/* A fresh set of marks in which the declared names count as visited. */
static void forget(const reach *r, bool *marked)
{
	for (ptrdiff_t i = 0; i < r->n; i++)
		marked[i] = r->node[i].declared;
}

reach_tops reach_undeclared(arena *a, const reach *r)
{
	bool *marked = NEW_N(a, bool, r->n);
	bool *is_top = NEW_N(a, bool, r->n);
	ptrdiff_t *room = NEW_N(a, ptrdiff_t, r->n), *begun = NEW_N(a, ptrdiff_t, r->n), n = 0;
	forget(r, marked);
	for (ptrdiff_t i = 0; i < r->n; i++)
		if (walk(r, i, marked, room))
			begun[n++] = i;
	forget(r, marked);
	while (n-- > 0)
		is_top[begun[n]] = walk(r, begun[n], marked, room) > 0;
	reach_tops tops = { 0 };
	forget(r, marked);
	for (ptrdiff_t i = 0; i < r->n; i++)
		if (is_top[i])
			*LIST_PUSH(a, &tops) = (reach_top){ i, walk(r, i, marked, room) - 1 };
	return tops;
}
