/* repo_links: links that did not change, to files that did.
 *
 * A link is judged at its target, so it is a changed path when the target is one. The walk of two
 * trees opens the folders that hold a change and meets their links on the way, for nothing. A link in
 * a folder that did not change is met only by a walk of everything, ten times the price of the rest:
 * the caller asks for it (repo_diff_links) where it sees a reason. The two sides are equal there, so
 * the head alone is walked. The index is read whole anyhow. */
#include "edge/repo_inner.h"

static bool has_path(const delta *sorted, ptrdiff_t n, str path)
{
	ptrdiff_t lo = 0, hi = n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(sorted[mid].path, path);
		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

/* The diff looks only at wanted paths on disk, and a target has any name. Only files are followed. */
static const err *differs_on_disk(arena *a, repo *r, revision base, str path, bool *out)
{
	item was, now;
	TRY(side_find(a, r, base, path, &was));
	TRY(worktree_find(a, r, path, &now));
	*out = (item_is_file(was.mode) || item_is_file(now.mode)) &&
	       (was.mode != now.mode || !git_oid_equal(&was.id, &now.id));
	return NULL;
}

const err *add_linked(arena *a, repo *r, revision base, revision head, const items *links, deltas *all)
{
	ptrdiff_t sorted = all->n;
	for (ptrdiff_t i = 0; i < links->n; i++) {
		const item *link = &links->at[i];
		source text;
		str target;
		TRY(link_read(a, r, link, &text, &target));
		bool differs = target.p && has_path(all->at, sorted, target);
		if (target.p && head.kind == REV_WORKTREE)
			TRY(differs_on_disk(a, r, base, target, &differs));
		if (!differs)
			continue;
		entry same = item_entry(a, link, link->path);
		*LIST_PUSH(a, all) = (delta){ .path = link->path, .base = same, .head = same };
	}
	deltas_sort(all);
	return NULL;
}

typedef struct link_search {
	arena *a;
	repo_wanted wanted;
	const void *context;
	const deltas *known;
	items found;
} link_search;

static const err *look_at(void *context, const item *leaf)
{
	link_search *s = context;
	if (!item_is_link(leaf->mode) || !s->wanted(s->context, leaf->path) ||
	    has_path(s->known->at, s->known->n, leaf->path))
		return NULL;
	item *copy = LIST_PUSH(s->a, &s->found);
	*copy = *leaf;
	copy->path = arena_str(s->a, leaf->path);
	return NULL;
}

const err *repo_diff_links(arena *a, repo *r, revision head, repo_wanted wanted, const void *context,
                           deltas *changed)
{
	git_oid root;
	link_search s = { .a = a, .wanted = wanted, .context = context, .known = changed };
	if (head.kind != REV_COMMIT)
		return NULL; /* repo_diff has read every path of the index */
	TRY(commit_root(a, r, head, &root));
	TRY(tree_leaves(a, r, &root, S(""), look_at, &s));
	return add_linked(a, r, head, head, &s.found, changed);
}
