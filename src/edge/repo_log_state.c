/* repo_log_state: what of a tree is watched, as one number.
 *
 * A history of 44,000 commits has 44,000 root trees, of which a few hundred differ where somebody looks.
 * Each tree is read once, its watched entries are looked up among those seen before, and from there on a
 * commit is an int: comparing it with its parents costs nothing. A folder's tree is remembered by its id,
 * so that a folder nobody touched is not opened again. */
#include "edge/repo_log_in.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

static size_t hash_bytes(size_t h, const void *p, ptrdiff_t n)
{
	const unsigned char *b = p;
	for (ptrdiff_t i = 0; i < n; i++)
		h = (h ^ b[i]) * 1099511628211u; /* FNV-1a */
	return h;
}

static size_t hash_id(const git_oid *id)
{
	size_t h;
	memcpy(&h, id->id, sizeof h);
	return h;
}

/* ---- names ---- */

static watch_name *name_place(const watch_name *table, ptrdiff_t cap, int node, str name)
{
	size_t i = hash_bytes((size_t)node * 31, name.p, name.n) & (size_t)(cap - 1);
	while (table[i].node >= 0 && (table[i].node != node || !str_eq(table[i].name, name)))
		i = (i + 1) & (size_t)(cap - 1);
	return (watch_name *)(uintptr_t)&table[i];
}

static watch_name *new_names(arena *a, ptrdiff_t cap)
{
	watch_name *table = NEW_N(a, watch_name, cap);
	for (ptrdiff_t i = 0; i < cap; i++)
		table[i].node = -1;
	return table;
}

static void grow_names(states *s)
{
	ptrdiff_t cap = 2 * s->names_cap;
	watch_name *table = new_names(s->a, cap);
	for (ptrdiff_t i = 0; i < s->names_cap; i++)
		if (s->names[i].node >= 0)
			*name_place(table, cap, s->names[i].node, s->names[i].name) = s->names[i];
	s->names = table;
	s->names_cap = cap;
}

/* Most names of a folder are none of ours, and most differ from ours in this. */
static uint64_t name_bit(str name)
{
	unsigned char first = name.n > 0 ? (unsigned char)name.p[0] : 0;
	return (uint64_t)1 << ((first + 7u * (unsigned)name.n) & 63);
}

static int add_node(states *s, str path, bool names, bool deep)
{
	*LIST_PUSH(s->a, &s->nodes) = (watch_node){ .path = path, .names = names, .deep = deep };
	return (int)s->nodes.n - 1;
}

/* The row of a name, made on first sight. The pointer is good until the next call. */
static watch_name *name_of(states *s, int node, str name)
{
	watch_name *at = name_place(s->names, s->names_cap, node, name);
	if (at->node >= 0)
		return at;
	if (2 * ++s->names_n > s->names_cap) {
		grow_names(s);
		at = name_place(s->names, s->names_cap, node, name);
	}
	const watch_node *in = &s->nodes.at[node];
	*at = (watch_name){ .node = node, .name = arena_str(s->a, name), .child = -1 };
	if (in->names)
		at->wanted = s->wanted(s->context, arena_cat(s->a, in->path, name));
	return at;
}

/* ---- what is watched ---- */

static int child_of(states *s, int node, str name)
{
	s->nodes.at[node].known |= name_bit(name);
	watch_name *at = name_of(s, node, name);
	if (at->child < 0) {
		str path = arena_cat(s->a, arena_cat(s->a, s->nodes.at[node].path, name), S("/"));
		bool deep = s->nodes.at[node].deep;
		at->child = add_node(s, path, deep, deep);
	}
	return at->child;
}

static void forget_names(states *s, int node)
{
	for (ptrdiff_t i = 0; i < s->names_cap; i++)
		if (s->names[i].node == node)
			s->names[i].wanted |= s->wanted(s->context, arena_cat(s->a, s->nodes.at[node].path, s->names[i].name));
}

bool states_watch(states *s, watch what)
{
	int node = 0;
	bool fresh = false;
	str rest = what.path, name;
	while (rest.n > 0) {
		str_next(&rest, '/', &name);
		if (rest.n <= 0 && what.kind == WATCH_FILE) {
			s->nodes.at[node].known |= name_bit(name);
			watch_name *at = name_of(s, node, name);
			fresh = !at->wanted;
			at->wanted = true;
			break;
		}
		node = child_of(s, node, name);
	}
	watch_node *in = &s->nodes.at[node];
	if (what.kind != WATCH_FILE && (!in->names || (what.kind == WATCH_DEEP && !in->deep))) {
		fresh = in->names = true;
		in->deep |= what.kind == WATCH_DEEP;
		forget_names(s, node);
	}
	if (fresh) {
		s->generation++;
		for (ptrdiff_t i = 0; i < s->memo_cap; i++)
			s->memo[i].node = -1;
		s->memo_n = 0;
	}
	return fresh;
}

/* ---- states by content ---- */

static size_t hash_parts(int node, const state_part *parts, ptrdiff_t n)
{
	size_t h = (size_t)node + 14695981039346656037u;
	for (ptrdiff_t i = 0; i < n; i++) {
		h = hash_bytes(h, parts[i].name.p, parts[i].name.n);
		h = (h ^ (parts[i].sub >= 0 ? (size_t)parts[i].sub : hash_id(&parts[i].id))) * 1099511628211u;
	}
	return h;
}

static bool same_part(const state_part *x, const state_part *y)
{
	if (x->sub != y->sub || x->mode != y->mode || !str_eq(x->name, y->name))
		return false;
	return x->sub >= 0 || git_oid_equal(&x->id, &y->id);
}

static bool same_state(const watched_state *x, int node, const state_part *parts, ptrdiff_t n)
{
	if (x->node != node || x->n != n)
		return false;
	for (ptrdiff_t i = 0; i < n; i++)
		if (!same_part(&x->parts[i], &parts[i]))
			return false;
	return true;
}

static void grow_contents(states *s)
{
	ptrdiff_t cap = s->content_cap ? 2 * s->content_cap : FIRST_ROOM;
	int *table = NEW_N(s->a, int, cap);
	for (ptrdiff_t k = 0; k < s->all.n; k++) {
		const watched_state *old = &s->all.at[k];
		size_t i = hash_parts(old->node, old->parts, old->n) & (size_t)(cap - 1);
		while (table[i])
			i = (i + 1) & (size_t)(cap - 1);
		table[i] = (int)k + 1;
	}
	s->by_content = table;
	s->content_cap = cap;
}

/* Nothing watched is the same nothing in every folder. */
static int number_of(states *s, int node, const state_part *parts, ptrdiff_t n)
{
	if (n == 0)
		return 0;
	if (2 * (s->all.n + 1) > s->content_cap)
		grow_contents(s);
	size_t i = hash_parts(node, parts, n) & (size_t)(s->content_cap - 1);
	for (; s->by_content[i]; i = (i + 1) & (size_t)(s->content_cap - 1))
		if (same_state(&s->all.at[s->by_content[i] - 1], node, parts, n))
			return s->by_content[i] - 1;
	state_part *kept = NEW_N(s->a, state_part, n);
	memcpy(kept, parts, (size_t)n * sizeof *kept);
	*LIST_PUSH(s->a, &s->all) = (watched_state){ .node = node, .n = n, .parts = kept };
	s->by_content[i] = (int)s->all.n;
	return (int)s->all.n - 1;
}

/* ---- trees ---- */

static tree_memo *memo_place(const tree_memo *table, ptrdiff_t cap, int node, const git_oid *tree)
{
	size_t i = (hash_id(tree) + (size_t)node) & (size_t)(cap - 1);
	while (table[i].node >= 0 && (table[i].node != node || !git_oid_equal(&table[i].tree, tree)))
		i = (i + 1) & (size_t)(cap - 1);
	return (tree_memo *)(uintptr_t)&table[i];
}

static void grow_memo(states *s)
{
	ptrdiff_t cap = s->memo_cap ? 2 * s->memo_cap : FIRST_ROOM;
	tree_memo *table = NEW_N(s->a, tree_memo, cap);
	for (ptrdiff_t i = 0; i < cap; i++)
		table[i].node = -1;
	for (ptrdiff_t i = 0; i < s->memo_cap; i++)
		if (s->memo[i].node >= 0)
			*memo_place(table, cap, s->memo[i].node, &s->memo[i].tree) = s->memo[i];
	s->memo = table;
	s->memo_cap = cap;
}

static void remember(states *s, int node, const git_oid *tree, int number)
{
	if (2 * ++s->memo_n > s->memo_cap)
		grow_memo(s);
	*memo_place(s->memo, s->memo_cap, node, tree) = (tree_memo){ *tree, node, number };
}

static const err *folder_state(states *s, int node, const git_oid *tree, int depth, int *out);

static const err *add_part(states *s, int node, const tree_entry *e, int depth, state_parts *parts)
{
	const watch_node *in = &s->nodes.at[node];
	if (!in->names && !in->deep && !(in->known & name_bit(e->name)))
		return NULL;
	watch_name *at = name_of(s, node, e->name);
	state_part part = { .name = at->name, .id = e->id, .mode = e->mode, .sub = -1 };
	if (!item_is_tree(e->mode)) {
		if (at->wanted)
			*LIST_PUSH(s->a, parts) = part;
		return NULL;
	}
	int child = at->child < 0 && s->nodes.at[node].deep ? child_of(s, node, e->name) : at->child;
	if (child < 0)
		return NULL;
	TRY(folder_state(s, child, &e->id, depth + 1, &part.sub));
	if (part.sub > 0)
		*LIST_PUSH(s->a, parts) = part;
	return NULL;
}

static const err *read_tree(states *s, const git_oid *id, git_odb_object **out)
{
	int rc = git_odb_read(out, s->r->odb, id);
	if (rc < 0)
		return repo_says(s->a, s->r, rc, "reading the tree %.*s", SARG(oid_hex(s->a, id)));
	if (git_odb_object_type(*out) == GIT_OBJECT_TREE)
		return NULL;
	git_odb_object_free(*out);
	return tree_broken(s->a, id);
}

static const err *folder_state(states *s, int node, const git_oid *tree, int depth, int *out)
{
	if (s->memo_cap) {
		const tree_memo *known = memo_place(s->memo, s->memo_cap, node, tree);
		*out = known->state;
		if (known->node >= 0)
			return NULL;
	}
	if (depth > MAX_TREE_DEPTH)
		return err_new(s->a, ERR_LIMIT, "a path is deeper than %d folders", MAX_TREE_DEPTH);
	state_parts parts = { 0 };
	if (depth < ROOM_DEPTHS) {
		parts = s->room[depth];
		parts.n = 0;
	}
	git_odb_object *object = NULL;
	TRY(read_tree(s, tree, &object));
	tree_cursor c = { .rest = tree_bytes(object) };
	const err *failed = NULL;
	while (!failed && tree_step(&c))
		failed = add_part(s, node, &c.at, depth, &parts);
	git_odb_object_free(object);
	if (failed)
		return failed;
	if (c.broken)
		return tree_broken(s->a, tree);
	*out = number_of(s, node, parts.at, parts.n);
	if (depth < ROOM_DEPTHS)
		s->room[depth] = parts;
	remember(s, node, tree, *out);
	return NULL;
}

const err *states_of(states *s, const git_oid *root, int *out)
{
	return folder_state(s, 0, root, 0, out);
}

/* ---- files ---- */

/* One text for all states that have the file. */
static str path_of(states *s, int node, str name)
{
	watch_name *at = name_of(s, node, name);
	if (!at->path.p)
		at->path = arena_cat(s->a, s->nodes.at[node].path, name);
	return at->path;
}

static void collect(states *s, int number, int depth, entries *out)
{
	const watched_state *in = &s->all.at[number];
	LIST_RESERVE(s->a, out, in->n);
	for (ptrdiff_t i = 0; i < in->n; i++) {
		const state_part *part = &in->parts[i];
		if (part->sub >= 0) {
			if (depth < MAX_TREE_DEPTH)
				collect(s, part->sub, depth + 1, out);
			continue;
		}
		entry_kind kind = item_is_link(part->mode) ? ENTRY_BAD_LINK : item_kind(part->mode);
		*LIST_PUSH(s->a, out) = (entry){ path_of(s, in->node, part->name), oid_hex(s->a, &part->id), kind };
	}
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const entry *)x)->path, ((const entry *)y)->path);
}

const entries *states_files(states *s, int number)
{
	if (!s->all.at[number].files) {
		entries *files = NEW(s->a, entries);
		collect(s, number, 0, files);
		if (files->n > 1)
			qsort(files->at, (size_t)files->n, sizeof *files->at, by_path);
		s->all.at[number].files = files;
	}
	return s->all.at[number].files;
}

void states_open(arena *a, repo *r, const log_options *how, states *out)
{
	*out = (states){ .a = a, .r = r, .wanted = how->wanted, .context = how->context };
	out->names_cap = FIRST_ROOM;
	out->names = new_names(a, FIRST_ROOM);
	add_node(out, S(""), false, false);
	*LIST_PUSH(a, &out->all) = (watched_state){ .node = 0 };
	for (ptrdiff_t i = 0; i < how->watches.n; i++)
		states_watch(out, how->watches.at[i]);
}
