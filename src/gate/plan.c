/* plan: which paths are worth reading.
 *
 * A gate must cost as much as the change, not as the repository: a range looks only at changed
 * paths and what they touch (plan_range.c, plan_locks.c), a whole state at every candidate. Names
 * decide what is read, content decides what is judged: "env/ci.yml" with no dependencies list is
 * somebody's own YAML and is passed over in silence. */
#include "gate/plan_in.h"

#include "base/limits.h"

/* A lock above a folder that was asked for may hold what its files declare. */
static bool is_asked_for(const plan_input *in, str path)
{
	if (plan_is_asked_for(&in->only, path))
		return true;
	if (!file_kind_is_lock(plan_kind_in(in->policy, path)))
		return false;
	str folder = path_folder(path);
	for (ptrdiff_t i = 0; i < in->only.n; i++)
		if (folder.n == 0 || (str_starts(in->only.at[i], folder) && in->only.at[i].n > folder.n &&
		                      in->only.at[i].p[folder.n] == '/'))
			return true;
	return false;
}

static void plan_whole(arena *a, const plan_input *in, plan *out)
{
	ptrdiff_t gated = 0;
	for (ptrdiff_t i = 0; i < in->head_names.n; i++) {
		str path = in->head_names.at[i].path;
		candidate c = plan_candidate(in->policy, path);
		if (c == CANDIDATE_NO || !is_asked_for(in, path))
			continue;
		if (c == CANDIDATE_SKIPPED) {
			out->skipped_files++;
			continue;
		}
		gated++;
		if (!plan_was_read(in, path))
			*LIST_PUSH(a, &out->read) = path;
	}
	out->too_many = gated > MAX_FILES;
}

/* What read already holds need not be read a second time as context. Both lists are sorted. */
static void drop_common(strs *list, const strs *other)
{
	ptrdiff_t kept = 0, k = 0;
	for (ptrdiff_t i = 0; i < list->n; i++) {
		while (k < other->n && str_cmp(other->at[k], list->at[i]) < 0)
			k++;
		if (k == other->n || !str_eq(other->at[k], list->at[i]))
			list->at[kept++] = list->at[i];
	}
	list->n = kept;
}

bool plan_needs_links(const plan_input *in)
{
	for (ptrdiff_t i = 0; i < in->changed.n; i++) {
		str path = in->changed.at[i].path;
		ptrdiff_t dot = str_rfind_byte(path, '.');
		str ending = str_from(path, dot < 0 ? path.n : dot);
		if (!str_eq_nocase(ending, S(".yml")) && !str_eq_nocase(ending, S(".yaml")))
			continue;
		if (!plan_is_gated_name(in->policy, path) || !plan_is_asked_for(&in->only, path))
			return true;
	}
	return false;
}

plan plan_next(arena *a, const plan_input *in)
{
	plan out = { 0 };
	if (in->whole) {
		plan_whole(a, in, &out);
		plan_sources(a, in, NULL, &out);
	} else {
		plan_range(a, in, &out);
	}
	strs_sort_unique(&out.read);
	strs_sort_unique(&out.read_base);
	strs_sort_unique(&out.look);
	strs_sort_unique(&out.names);
	strs_sort_unique(&out.folders);
	drop_common(&out.read_base, &out.read);
	drop_common(&out.look, &out.read);
	/* Most paths that a lock may mean are nowhere, so they may be some times as many as files. */
	ptrdiff_t known = in->head ? in->head->files.n : 0;
	out.too_many |= out.read.n > 0 && known + out.read.n > 8 * (ptrdiff_t)MAX_FILES;
	return out;
}

bool plan_is_empty(const plan *p)
{
	return p->read.n == 0 && p->read_base.n == 0 && p->look.n == 0 && p->folders.n == 0 && !p->all_names;
}
