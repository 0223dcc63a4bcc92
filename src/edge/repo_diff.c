/* repo_diff: which paths differ between two sides.
 *
 * Two commits: both trees are walked side by side and a subtree whose id is the same is never opened,
 * so the cost follows the change, not the repository (git_diff costs a hundred times as much). A
 * commit and the index, or the work tree: the tree's paths and the index's are both in byte order and
 * are merged like two sorted lists; of the work tree only wanted paths are looked at. Wanted links
 * that are the same on both sides are kept aside: their targets decide (repo_links.c). */
#include "edge/repo_inner.h"

#include <stdlib.h>
#include <string.h>

typedef struct differ {
	arena *a;
	repo *r;
	deltas *out;
	path_buf path;       /* two commits: where the walk is */
	bool worktree;       /* the head is the work tree, else the index */
	repo_wanted wanted;
	const void *context;
	git_index *index;    /* the head, as a stream: what is left of the index ... */
	size_t at;
	items fresh;         /* ... and of the files it does not know */
	ptrdiff_t next_fresh;
	item head;           /* the stream's next; path absent at its end */
	items on_disk;       /* added or changed files whose bytes are not in the object database */
	items links;         /* wanted links that did not change */
} differ;

static void add_delta(differ *d, str path, const item *base, const item *head)
{
	const item none = { 0 };
	path = arena_str(d->a, path);
	*LIST_PUSH(d->a, d->out) = (delta){
		.path = path,
		.base = item_entry(d->a, base ? base : &none, path),
		.head = item_entry(d->a, head ? head : &none, path),
	};
	if (head && head->on_disk) {
		item *copy = LIST_PUSH(d->a, &d->on_disk);
		*copy = *head;
		copy->path = path;
	}
}

static void keep_link(differ *d, str path, const item *link)
{
	if (!d->wanted(d->context, path))
		return;
	item *copy = LIST_PUSH(d->a, &d->links);
	*copy = *link;
	copy->path = arena_str(d->a, path);
}

/* ---- two commits ---- */

static const err *walk(differ *d, const git_oid *base, const git_oid *head, int depth);

/* A name that is the same on both sides. A path too long for the buffer is nobody's wish. */
static void pass_over(differ *d, const tree_entry *same)
{
	ptrdiff_t n = d->path.n;
	if (!item_is_link(same->mode) || !path_push(&d->path, same->name, false))
		return;
	item link = { .id = same->id, .mode = same->mode };
	keep_link(d, (str){ d->path.p, d->path.n }, &link);
	d->path.n = n;
}

/* One name that stands on one side, on both with equal kinds (tree or not), or differs in kind: then
 * it comes twice, once for each side, because git orders "a" and "a/" apart. */
static const err *meet(differ *d, const tree_entry *base, const tree_entry *head, int depth)
{
	const tree_entry *any = base ? base : head;
	if (base && head && git_oid_equal(&base->id, &head->id) && base->mode == head->mode) {
		pass_over(d, head);
		return NULL;
	}
	ptrdiff_t n = d->path.n;
	bool is_folder = item_is_tree(any->mode);
	if (!path_push(&d->path, any->name, is_folder) || depth > MAX_TREE_DEPTH)
		return path_too_long(d->a, &d->path);
	const err *e = NULL;
	if (is_folder) {
		e = walk(d, base ? &base->id : NULL, head ? &head->id : NULL, depth + 1);
	} else {
		item was = { 0 }, now = { 0 };
		if (base)
			was = (item){ .id = base->id, .mode = base->mode };
		if (head)
			now = (item){ .id = head->id, .mode = head->mode };
		add_delta(d, (str){ d->path.p, d->path.n }, &was, &now);
	}
	d->path.n = n;
	return e;
}

static const err *walk_pair(differ *d, tree_cursor *base, tree_cursor *head, int depth)
{
	bool has_base = tree_step(base), has_head = tree_step(head);
	while (has_base || has_head) {
		int c = !has_base ? 1 : !has_head ? -1 : tree_order(&base->at, &head->at);
		TRY(meet(d, c <= 0 ? &base->at : NULL, c >= 0 ? &head->at : NULL, depth));
		if (c <= 0)
			has_base = tree_step(base);
		if (c >= 0)
			has_head = tree_step(head);
	}
	return NULL;
}

static const err *walk(differ *d, const git_oid *base, const git_oid *head, int depth)
{
	git_odb_object *x = NULL, *y = NULL;
	tree_cursor base_at = { 0 }, head_at = { 0 };
	const err *e = base ? tree_get(d->a, d->r, base, &x) : NULL;
	if (!e && head)
		e = tree_get(d->a, d->r, head, &y);
	if (!e && x)
		base_at.rest = tree_bytes(x);
	if (!e && y)
		head_at.rest = tree_bytes(y);
	if (!e)
		e = walk_pair(d, &base_at, &head_at, depth);
	git_odb_object_free(x);
	git_odb_object_free(y);
	if (!e && (base_at.broken || head_at.broken))
		e = tree_broken(d->a, base_at.broken ? base : head);
	return e;
}

static const err *diff_commits(differ *d, const git_oid *base, const git_oid *head)
{
	if (base && head && git_oid_equal(base, head))
		return NULL;
	return walk(d, base, head, 0);
}

/* ---- a commit and the index or the work tree ---- */

/* The index's next path that exists on the head. All stages of an unmerged path count as one, which
 * only the work tree can have here. */
static const err *next_of_index(differ *d, item *out)
{
	for (; d->at < git_index_entrycount(d->index); d->at++) {
		const git_index_entry *e = git_index_get_byindex(d->index, d->at);
		str path = str_of(e->path);
		bool counts = index_entry_counts(e), merged = git_index_entry_stage(e) == 0;
		*out = (item){ .path = path, .id = e->id, .mode = counts ? e->mode : 0 };
		if (!merged && d->at > 0 &&
		    strcmp(git_index_get_byindex(d->index, d->at - 1)->path, e->path) == 0)
			continue;
		/* Only intended to be added: on disk it is as new as an untracked file. */
		if (!counts && merged)
			continue;
		if (d->worktree && (!merged || d->wanted(d->context, path)))
			TRY(worktree_look(d->a, d->r, path, counts ? e : NULL, out));
		if (item_is_tree(out->mode))
			out->mode = 0; /* a folder took the file's place */
		if (!out->mode)
			continue;
		return NULL;
	}
	*out = (item){ 0 };
	return NULL;
}

/* Moves the stream on: whichever of index and untracked files has the smaller path. */
static const err *next_head(differ *d, item *from_index)
{
	const item *fresh = d->next_fresh < d->fresh.n ? &d->fresh.at[d->next_fresh] : NULL;
	if (fresh && (!from_index->path.p || str_cmp(fresh->path, from_index->path) < 0)) {
		d->next_fresh++;
		return worktree_look(d->a, d->r, fresh->path, NULL, &d->head);
	}
	d->head = *from_index;
	if (!from_index->path.p)
		return NULL;
	d->at++;
	return next_of_index(d, from_index);
}

typedef struct merger {
	differ *d;
	item from_index;
} merger;

/* The head's paths before limit (all that are left when it is NULL) are new. */
static const err *add_up_to(merger *m, const str *limit)
{
	differ *d = m->d;
	while (d->head.path.p && (!limit || str_cmp(d->head.path, *limit) < 0)) {
		if (d->head.mode)
			add_delta(d, d->head.path, NULL, &d->head);
		TRY(next_head(d, &m->from_index));
	}
	return NULL;
}

static const err *meet_leaf(void *context, const item *leaf)
{
	merger *m = context;
	differ *d = m->d;
	TRY(add_up_to(m, &leaf->path));
	if (!d->head.path.p || !str_eq(d->head.path, leaf->path)) {
		add_delta(d, leaf->path, leaf, NULL);
		return NULL;
	}
	if (!git_oid_equal(&d->head.id, &leaf->id) || d->head.mode != leaf->mode)
		add_delta(d, leaf->path, leaf, &d->head);
	else if (item_is_link(leaf->mode))
		keep_link(d, leaf->path, &d->head);
	return next_head(d, &m->from_index);
}

static void staged_differs(void *context, str path, const item *base, const item *head)
{
	add_delta(context, path, base, head);
}

static void staged_same_link(void *context, str path, const item *link) { keep_link(context, path, link); }

static const err *diff_index(differ *d, const git_oid *base)
{
	merger m = { .d = d };
	staged_seen seen = { d, staged_differs, staged_same_link };
	if (!d->worktree && staged_open(d->r))
		return staged_diff(d->a, d->r, base, &seen);
	TRY(repo_index(d->a, d->r, &d->index));
	if (!d->worktree) {
		TRY(index_no_conflicts(d->a, d->index));
	} else {
		scan how = { .folder = S(""), .deep = true, .wanted = d->wanted, .context = d->context };
		TRY(worktree_scan(d->a, d->r, &how, &d->fresh));
	}
	TRY(next_of_index(d, &m.from_index));
	TRY(next_head(d, &m.from_index));
	if (base)
		TRY(tree_leaves(d->a, d->r, base, S(""), meet_leaf, &m));
	return add_up_to(&m, NULL);
}

/* A tree's order of paths is byte order, but a broken index may not be sorted. */
static int by_path(const void *x, const void *y)
{
	return str_cmp(((const delta *)x)->path, ((const delta *)y)->path);
}

void deltas_sort(deltas *list)
{
	for (ptrdiff_t i = 1; i < list->n; i++)
		if (str_cmp(list->at[i - 1].path, list->at[i].path) > 0) {
			qsort(list->at, (size_t)list->n, sizeof *list->at, by_path);
			return;
		}
}

static bool wants_all(const void *context, str path)
{
	(void)context;
	(void)path;
	return true;
}

const err *repo_diff(arena *a, repo *r, revision base, revision head, repo_wanted wanted,
                     const void *context, deltas *out)
{
	git_oid base_root, head_root;
	differ *d = NEW(a, differ);
	*d = (differ){ .a = a, .r = r, .out = out, .wanted = wanted ? wanted : wants_all, .context = context,
		       .worktree = head.kind == REV_WORKTREE };
	bool base_is_tree = base.kind == REV_COMMIT || base.kind == REV_EMPTY;
	if (!base_is_tree || head.kind == REV_NONE)
		return err_new(a, ERR_RANGE, "%.*s and %.*s cannot be compared", SARG(base.name), SARG(head.name));
	if (base.kind == REV_COMMIT)
		TRY(commit_root(a, r, base, &base_root));
	if (head.kind == REV_COMMIT)
		TRY(commit_root(a, r, head, &head_root));
	const git_oid *base_tree = base.kind == REV_COMMIT ? &base_root : NULL;
	if (head.kind == REV_INDEX || head.kind == REV_WORKTREE)
		TRY(diff_index(d, base_tree));
	else
		TRY(diff_commits(d, base_tree, head.kind == REV_COMMIT ? &head_root : NULL));
	deltas_sort(out);
	TRY(add_linked(a, r, base, head, &d->links, out));
	return pair_renames(a, r, out, &d->on_disk, d->wanted, context);
}
