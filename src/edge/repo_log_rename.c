/* repo_log_rename: where a file that is new in a commit was before.
 *
 * repo_diff finds renames among all that differs between two commits; here it is asked about a few paths
 * only, and only where one of them has come. */
#include "edge/repo_log_in.h"

static bool is_added(const void *context, str path)
{
	const strs *paths = context; /* sorted */
	ptrdiff_t lo = 0, hi = paths->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(paths->at[mid], path);
		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

/* Paths of now that was has not. Both are sorted by path. */
static strs added_between(arena *a, const entries *was, const entries *now)
{
	strs out = { 0 };
	ptrdiff_t i = 0;
	for (ptrdiff_t j = 0; j < now->n; j++) {
		while (i < was->n && str_cmp(was->at[i].path, now->at[j].path) < 0)
			i++;
		if (now->at[j].kind == ENTRY_BLOB && (i == was->n || !str_eq(was->at[i].path, now->at[j].path)))
			*LIST_PUSH(a, &out) = now->at[j].path;
	}
	return out;
}

bool log_has_added(const entries *was, const entries *now)
{
	ptrdiff_t i = 0;
	for (ptrdiff_t j = 0; j < now->n; j++) {
		while (i < was->n && str_cmp(was->at[i].path, now->at[j].path) < 0)
			i++;
		if (now->at[j].kind == ENTRY_BLOB && (i == was->n || !str_eq(was->at[i].path, now->at[j].path)))
			return true;
	}
	return false;
}

const err *log_renames_find(arena *a, repo *r, revision parent, revision child, const entries *was,
                            const entries *now, log_renames *out)
{
	strs added = added_between(a, was, now);
	deltas found = { 0 };
	TRY(repo_diff(a, r, parent, child, is_added, &added, &found));
	for (ptrdiff_t i = 0; i < found.n; i++) {
		const delta *d = &found.at[i];
		if (d->was.p && is_added(&added, d->path))
			*LIST_PUSH(a, out) = (log_rename){ d->was, d->path };
	}
	return NULL;
}
