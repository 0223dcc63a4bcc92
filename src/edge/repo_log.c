/* repo_log: the walk. Commits wait in a heap by date; of each only the tree, the parents and the number
 * of its state are kept (repo_log_state.c). A commit whose state one parent has leads to that parent
 * alone, so side branches that did not matter are never read. */
#include "edge/repo_log_commit.h"

#include <string.h>

/* Commits, as far as met. */
typedef struct node {
	git_oid id, tree;
	long long time_s;
	int first_parent, parents_n; /* in walk.edges; for a commit that is followed to one parent, that one */
	int state, generation;
	int step;        /* index into walk.steps; -1: no step */
	bool queued, popped, is_end, is_cut;
} node;

/* A step as nodes. */
typedef struct raw_step {
	int node;
	int first_edge, edges_n; /* in walk.followed */
	int state;
	int waits_for;           /* children that are not out yet, while sorting */
	int place;               /* in the result */
} raw_step;

/* A line from a step to a parent, with both sides' states. parent -1: a root's nothing. */
typedef struct edge {
	int parent, was;
	int older; /* the next step behind it, or -1 */
	bool is_cut;
	const entries *files;
	log_renames renames;
} edge;

typedef LIST(int) ints;

typedef struct walk {
	arena *a;
	repo *r;
	const log_options *how;
	log_result *out;
	states states;
	log_commit raw;
	LIST(node) nodes;
	int *by_id;            /* open addressing: node number + 1 */
	ptrdiff_t by_id_cap;
	ints parents;          /* of all nodes */
	ints heap;
	LIST(edge) followed;
	LIST(raw_step) steps;
	int searches;          /* for renames, so far */
} walk;

typedef bool (*heap_order)(const walk *w, int x, int y);

/* Each search compares two whole trees. A history that brings in more than this many files one by one is
 * followed further without asking where they came from. */
enum { MAX_RENAME_SEARCHES = 500 };

/* ---- commits by id ---- */

static int *place_of(const walk *w, const git_oid *id)
{
	size_t h;
	memcpy(&h, id->id, sizeof h);
	size_t i = h & (size_t)(w->by_id_cap - 1);
	while (w->by_id[i] && !git_oid_equal(&w->nodes.at[w->by_id[i] - 1].id, id))
		i = (i + 1) & (size_t)(w->by_id_cap - 1);
	return &w->by_id[i];
}

static void grow_ids(walk *w)
{
	w->by_id_cap = w->by_id_cap ? 2 * w->by_id_cap : 1024;
	w->by_id = NEW_N(w->a, int, w->by_id_cap);
	for (ptrdiff_t i = 0; i < w->nodes.n; i++)
		*place_of(w, &w->nodes.at[i].id) = (int)i + 1;
}

static int node_of(walk *w, const git_oid *id)
{
	if (2 * (w->nodes.n + 1) > w->by_id_cap)
		grow_ids(w);
	int *at = place_of(w, id);
	if (!*at) {
		*LIST_PUSH(w->a, &w->nodes) = (node){ .id = *id, .state = -1, .step = -1, .first_parent = -1 };
		*at = (int)w->nodes.n;
	}
	return *at - 1;
}

/* Reads a commit's own facts, once. */
static const err *load_node(walk *w, int n)
{
	if (w->nodes.at[n].first_parent >= 0)
		return NULL;
	git_oid id = w->nodes.at[n].id;
	TRY(log_commit_read(w->a, w->r, &id, &w->raw));
	int first = (int)w->parents.n, missing = 0;
	if (w->how->first_parent && w->raw.parents.n > 1)
		w->raw.parents.n = 1;
	for (ptrdiff_t i = 0; i < w->raw.parents.n; i++) {
		if (w->r->shallow && !git_odb_exists(w->r->odb, &w->raw.parents.at[i])) {
			missing++;
			continue;
		}
		int parent = node_of(w, &w->raw.parents.at[i]);
		*LIST_PUSH(w->a, &w->parents) = parent;
	}
	node *of = &w->nodes.at[n];
	of->tree = w->raw.tree;
	of->time_s = w->raw.time_s;
	of->first_parent = first;
	of->parents_n = (int)w->raw.parents.n - missing;
	of->is_end = missing > 0 && of->parents_n == 0;
	return NULL;
}

static const err *state_of(walk *w, int n, int *out)
{
	TRY(load_node(w, n));
	node *of = &w->nodes.at[n];
	if (of->state < 0 || of->generation != w->states.generation) {
		TRY(states_of(&w->states, &of->tree, &of->state));
		of->generation = w->states.generation;
	}
	*out = of->state;
	return NULL;
}

/* ---- heaps ---- */

/* Newest first, then first come. */
static bool is_newer(const walk *w, int x, int y)
{
	const node *nx = &w->nodes.at[x], *ny = &w->nodes.at[y];
	return nx->time_s != ny->time_s ? nx->time_s > ny->time_s : x < y;
}

static bool is_less(const walk *w, int x, int y)
{
	(void)w;
	return x < y;
}

static void swap(int *x, int *y)
{
	int keep = *x;
	*x = *y;
	*y = keep;
}

static void heap_push(walk *w, ints *heap, heap_order before, int n)
{
	*LIST_PUSH(w->a, heap) = n;
	for (ptrdiff_t i = heap->n - 1; i > 0 && before(w, heap->at[i], heap->at[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&heap->at[i], &heap->at[(i - 1) / 2]);
}

static int heap_pop(const walk *w, ints *heap, heap_order before)
{
	int first = heap->at[0];
	heap->at[0] = heap->at[--heap->n];
	for (ptrdiff_t i = 0;;) {
		ptrdiff_t best = i, left = 2 * i + 1;
		for (ptrdiff_t k = left; k <= left + 1 && k < heap->n; k++)
			if (before(w, heap->at[k], heap->at[best]))
				best = k;
		if (best == i)
			return first;
		swap(&heap->at[i], &heap->at[best]);
		i = best;
	}
}

static const err *push(walk *w, int n)
{
	if (w->nodes.at[n].queued)
		return NULL;
	TRY(load_node(w, n));
	w->nodes.at[n].queued = true;
	heap_push(w, &w->heap, is_newer, n);
	return NULL;
}

/* ---- renames ---- */

static revision as_revision(walk *w, int n)
{
	str hex = oid_hex(w->a, &w->nodes.at[n].id);
	return (revision){ REV_COMMIT, hex, hex };
}

/* Where the added files were before; their old paths are watched from here on. */
static const err *find_renames(walk *w, int child, edge *e, const entries *now)
{
	if (e->parent < 0 || !log_has_added(e->files, now) || w->searches++ >= MAX_RENAME_SEARCHES)
		return NULL;
	TRY(log_renames_find(w->a, w->r, as_revision(w, e->parent), as_revision(w, child), e->files, now, &e->renames));
	for (ptrdiff_t i = 0; i < e->renames.n; i++)
		states_watch(&w->states, (watch){ WATCH_FILE, e->renames.at[i].was });
	if (e->renames.n == 0)
		return NULL;
	TRY(state_of(w, e->parent, &e->was)); /* with the old paths in it */
	e->files = states_files(&w->states, e->was);
	return NULL;
}

/* ---- the walk ---- */

static bool is_too_old(const walk *w, int n)
{
	return w->how->has_since && w->nodes.at[n].time_s < w->how->since_s;
}

static const err *add_step(walk *w, int n, int state)
{
	node *of = &w->nodes.at[n];
	raw_step step = { .node = n, .state = state, .first_edge = (int)w->followed.n };
	int first = of->first_parent, count = of->parents_n;
	for (int i = 0; i < count || (count == 0 && i == 0); i++) {
		edge e = { .parent = count ? w->parents.at[first + i] : -1, .older = -1 };
		if (e.parent >= 0)
			TRY(state_of(w, e.parent, &e.was));
		e.files = states_files(&w->states, e.was);
		TRY(find_renames(w, n, &e, states_files(&w->states, state)));
		*LIST_PUSH(w->a, &w->followed) = e;
		if (e.parent >= 0)
			TRY(push(w, e.parent));
	}
	step.edges_n = (int)w->followed.n - step.first_edge;
	w->nodes.at[n].step = (int)w->steps.n;
	*LIST_PUSH(w->a, &w->steps) = step;
	return NULL;
}

static const err *visit(walk *w, int n)
{
	int state, was = 0;
	w->nodes.at[n].popped = true;
	if (is_too_old(w, n)) {
		w->nodes.at[n].is_cut = w->out->since_cut = true;
		return NULL;
	}
	w->out->visited++;
	TRY(state_of(w, n, &state));
	if (w->nodes.at[n].is_end) {
		w->nodes.at[n].is_cut = true;
		*LIST_PUSH(w->a, &w->out->ends) = oid_hex(w->a, &w->nodes.at[n].id);
		return NULL;
	}
	int first = w->nodes.at[n].first_parent, count = w->nodes.at[n].parents_n;
	for (int i = 0; i < count; i++) {
		int parent = w->parents.at[first + i];
		TRY(state_of(w, parent, &was));
		TRY(state_of(w, n, &state)); /* the parent may have come first under a new generation */
		if (was != state)
			continue;
		w->nodes.at[n].first_parent = first + i;
		w->nodes.at[n].parents_n = 1;
		return push(w, parent);
	}
	return count == 0 && state == 0 ? NULL : add_step(w, n, state);
}

/* ---- the result ---- */

/* The step that a commit's content comes from: itself, or the first behind it that is one. */
static int step_from(const walk *w, int n, bool *is_cut)
{
	*is_cut = false;
	while (n >= 0 && w->nodes.at[n].step < 0) {
		const node *of = &w->nodes.at[n];
		if (of->is_cut || !of->popped) {
			*is_cut = true;
			return -1;
		}
		n = of->parents_n ? w->parents.at[of->first_parent] : -1;
	}
	return n < 0 ? -1 : w->nodes.at[n].step;
}

/* Steps come by date; a clock that was wrong may have put a parent before its child. */
static ints sort_steps(walk *w)
{
	ints ready = { 0 }, order = { 0 };
	for (ptrdiff_t i = 0; i < w->followed.n; i++)
		if (w->followed.at[i].older >= 0)
			w->steps.at[w->followed.at[i].older].waits_for++;
	for (int i = 0; i < (int)w->steps.n; i++)
		if (w->steps.at[i].waits_for == 0)
			heap_push(w, &ready, is_less, i);
	while (ready.n > 0) {
		int next = heap_pop(w, &ready, is_less);
		const raw_step *s = &w->steps.at[next];
		w->steps.at[next].place = (int)order.n;
		*LIST_PUSH(w->a, &order) = next;
		for (int i = s->first_edge; i < s->first_edge + s->edges_n; i++) {
			int older = w->followed.at[i].older;
			if (older >= 0 && --w->steps.at[older].waits_for == 0)
				heap_push(w, &ready, is_less, older);
		}
	}
	return order;
}

static void link_edges(walk *w)
{
	for (ptrdiff_t i = 0; i < w->followed.n; i++) {
		edge *e = &w->followed.at[i];
		e->older = step_from(w, e->parent, &e->is_cut);
	}
}

static const err *tell_steps(walk *w)
{
	ints order = sort_steps(w);
	for (ptrdiff_t i = 0; i < order.n; i++) {
		const raw_step *s = &w->steps.at[order.at[i]];
		log_step *to = LIST_PUSH(w->a, &w->out->steps);
		TRY(log_commit_tell(w->a, w->r, &w->nodes.at[s->node].id, to));
		to->now = states_files(&w->states, s->state);
		for (int k = s->first_edge; k < s->first_edge + s->edges_n; k++) {
			const edge *e = &w->followed.at[k];
			log_parent *p = LIST_PUSH(w->a, &to->parents);
			*p = (log_parent){ .at = e->older, .is_cut = e->is_cut, .was = e->files, .renames = e->renames };
			if (e->older >= 0)
				p->at = w->steps.at[e->older].place;
		}
	}
	return NULL;
}

/* The walk reads each object once. Left alone, libgit2 would keep all of them (up to 256 MB) and hash each
 * one again; git log does neither. */
static void tune(bool walking)
{
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, walking ? 0 : 1);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, walking ? 0 : 1);
}

static const err *walk_all(walk *w)
{
	git_oid id;
	int state;
	TRY(commit_id(w->a, w->how->head, &id));
	int head = node_of(w, &id);
	TRY(push(w, head));
	while (w->heap.n > 0)
		TRY(visit(w, heap_pop(w, &w->heap, is_newer)));
	link_edges(w);
	TRY(tell_steps(w));
	TRY(state_of(w, head, &state));
	w->out->head = states_files(&w->states, state);
	w->out->head_at = step_from(w, head, &w->out->head_is_cut);
	if (w->out->head_at >= 0)
		w->out->head_at = w->steps.at[w->out->head_at].place;
	return NULL;
}

const err *repo_log(arena *a, repo *r, const log_options *how, log_result *out)
{
	*out = (log_result){ .head_at = -1, .head = NEW(a, entries) };
	if (how->head.kind == REV_EMPTY)
		return NULL;
	walk *w = NEW(a, walk);
	*w = (walk){ .a = a, .r = r, .how = how, .out = out };
	states_open(a, r, how, &w->states);
	tune(true);
	const err *failed = walk_all(w);
	tune(false);
	return failed;
}

const err *repo_blob(arena *a, repo *r, const entry *of, ptrdiff_t max_bytes, source *out)
{
	item it = { .path = of->path, .mode = GIT_FILEMODE_BLOB };
	*out = (source){ .kind = of->kind, .path = of->path, .oid = of->oid };
	if (of->kind != ENTRY_BLOB)
		return NULL;
	if (of->oid.n != HEX || git_oid_fromstrn(&it.id, of->oid.p, HEX) < 0)
		return err_new(a, ERR_GIT, "'%.*s' is no blob", SARG(of->oid));
	return side_bytes(a, r, &it, max_bytes, out);
}
