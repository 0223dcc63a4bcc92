/* repo_list: names of a folder, or everything below it, on any side. Sorted by path. */
#include "edge/repo_inner.h"

#include <stdlib.h>

typedef struct lister {
	arena *a;
	entries *out;
} lister;

static const err *add_leaf(void *context, const item *leaf)
{
	lister *l = context;
	*LIST_PUSH(l->a, l->out) = item_entry(l->a, leaf, arena_str(l->a, leaf->path));
	return NULL;
}

/* The names of one tree. */
static const err *list_names(arena *a, repo *r, const git_oid *tree, str folder, entries *out)
{
	git_odb_object *object = NULL;
	TRY(tree_get(a, r, tree, &object));
	tree_cursor c = { .rest = tree_bytes(object) };
	while (tree_step(&c)) {
		item it = { .id = c.at.id, .mode = c.at.mode };
		*LIST_PUSH(a, out) = item_entry(a, &it, arena_cat(a, folder, c.at.name));
	}
	git_odb_object_free(object);
	return c.broken ? tree_broken(a, tree) : NULL;
}

static const err *list_commit(arena *a, repo *r, revision rev, str folder, bool deep, entries *out)
{
	item it;
	TRY(side_find(a, r, rev, str_head(folder, folder.n - 1), &it));
	if (!item_is_tree(it.mode))
		return NULL;
	if (!deep)
		return list_names(a, r, &it.id, folder, out);
	lister l = { a, out };
	return tree_leaves(a, r, &it.id, folder, add_leaf, &l);
}

/* One index entry below folder, cut to the name directly in it unless deep. */
static void add_entry(arena *a, const git_index_entry *e, str folder, bool deep, entries *out)
{
	str path = str_of(e->path);
	item it = { .id = e->id, .mode = e->mode };
	ptrdiff_t slash = str_find_byte(str_from(path, folder.n), '/');
	if (!deep && slash >= 0) {
		path = str_head(path, folder.n + slash);
		it = (item){ .mode = GIT_FILEMODE_TREE };
		if (out->n > 0 && str_eq(out->at[out->n - 1].path, path))
			return;
	}
	*LIST_PUSH(a, out) = item_entry(a, &it, arena_str(a, path));
}

/* only_absent: just what a sparse checkout left out of the work tree. */
static const err *list_index(arena *a, repo *r, str folder, bool deep, bool only_absent, entries *out)
{
	git_index *index;
	size_t at = 0;
	TRY(repo_index(a, r, &index));
	if (!only_absent)
		TRY(index_no_conflicts(a, index));
	if (folder.n > 0 && git_index_find_prefix(&at, index, arena_str(a, folder).p) < 0)
		return NULL;
	for (; at < git_index_entrycount(index); at++) {
		const git_index_entry *e = git_index_get_byindex(index, at);
		if (!str_starts(str_of(e->path), folder))
			break;
		bool left_out = e->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
		if (index_entry_counts(e) && (left_out || !only_absent))
			add_entry(a, e, folder, deep, out);
	}
	return NULL;
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const entry *)x)->path, ((const entry *)y)->path);
}

static void sort_unique(entries *list)
{
	if (list->n < 2)
		return;
	qsort(list->at, (size_t)list->n, sizeof *list->at, by_path);
	ptrdiff_t n = 1;
	for (ptrdiff_t i = 1; i < list->n; i++)
		if (!str_eq(list->at[i].path, list->at[n - 1].path))
			list->at[n++] = list->at[i];
	list->n = n;
}

static const err *list_worktree(arena *a, repo *r, str folder, bool deep, entries *out)
{
	items found = { 0 };
	scan how = { .folder = folder, .deep = deep, .tracked = true };
	TRY(worktree_scan(a, r, &how, &found));
	for (ptrdiff_t i = 0; i < found.n; i++)
		*LIST_PUSH(a, out) = item_entry(a, &found.at[i], found.at[i].path);
	return list_index(a, r, folder, deep, true, out);
}

const err *repo_list(arena *a, repo *r, revision rev, str folder, bool deep, entries *out)
{
	while (str_ends(folder, S("/")))
		folder.n--;
	if (folder.n > 0)
		folder = arena_cat(a, folder, S("/"));
	switch (rev.kind) {
	case REV_NONE:
	case REV_EMPTY:
	case REV_PREFIX:
		return NULL;
	case REV_COMMIT:
		TRY(list_commit(a, r, rev, folder, deep, out));
		break;
	case REV_INDEX:
		if (staged_open(r))
			staged_list(a, staged_open(r), folder, deep, out);
		else
			TRY(list_index(a, r, folder, deep, false, out));
		break;
	case REV_WORKTREE:
		TRY(list_worktree(a, r, folder, deep, out));
		break;
	}
	sort_unique(out);
	return NULL;
}
