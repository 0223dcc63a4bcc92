/* plan_forget: what was read only to learn that it does not matter.
 *
 * A verdict on a range is about the change. To find the locks of a changed file, others were opened; to
 * tell which file an @EXPLICIT list belongs to, its neighbours were. Those must not show up as judged
 * files, nor their old debts as existing findings. Unchanged environment files stay as context, because
 * how many there are tells whose a list is, and what they declare is what images are compared with. */
#include "gate/plan_in.h"

static bool is_there(const file *f)
{
	return f && f->src->kind != ENTRY_ABSENT;
}

static void keep_file(arena *a, const file *f, strs *keep)
{
	if (f)
		*LIST_PUSH(a, keep) = f->path;
}

/* The files that a lock of this side is made from. */
static void keep_sources(arena *a, const side *s, const file *f, strs *keep)
{
	ptrdiff_t n = f->lock ? f->lock->sources.n : 0;
	for (ptrdiff_t i = 0; i < n && i < MAX_SOURCES; i++) {
		const file *found = NULL;
		if (family_source(a, s, f->path, f->lock->sources.at[i].text, &found) == SOURCE_FOUND)
			keep_file(a, found, keep);
	}
	if (f->kind == FILE_EXPLICIT)
		keep_file(a, list_environment(a, s, f), keep);
}

static void look_at_locks(arena *a, const plan_input *in, const triggers *t, const side *s, strs *keep)
{
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (!file_kind_is_lock(f->kind) || !is_there(f) || !plan_concerns(a, in, t, f->path))
			continue;
		keep_file(a, f, keep);
		keep_sources(a, s, f, keep);
	}
}

static void keep_families(arena *a, const plan_input *in, strs *keep)
{
	for (ptrdiff_t i = 0; i < in->policy->families.n; i++) {
		const policy_family *f = &in->policy->families.at[i];
		if (!plan_touches(in, f))
			continue;
		for (ptrdiff_t k = 0; k < f->files.n; k++)
			*LIST_PUSH(a, keep) = f->files.at[k].path;
	}
}

/* other is the same path on the other side, or NULL. */
static bool is_idle(const file *f, const file *other, const strs *keep)
{
	if (file_kind_is_lock(f->kind) || (other && file_kind_is_lock(other->kind)))
		return !plan_holds(keep, f->path);
	return !is_there(f) && !is_there(other);
}

/* What happens to each file is settled before the first one moves: the lists are searched meanwhile. */
static bool *idle_ones(arena *a, const plan_input *in, side *s, const side *other, const strs *keep)
{
	bool *idle = NEW_N(a, bool, s->files.n);
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		file *f = &s->files.at[i];
		if (plan_has_changed(in, f->path))
			continue;
		idle[i] = is_idle(f, side_file(other, f->path), keep);
		f->context |= f->kind == FILE_ENVIRONMENT && !plan_holds(keep, f->path);
	}
	return idle;
}

static void drop(side *s, const bool *idle)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < s->files.n; i++)
		if (!idle[i])
			s->files.at[kept++] = s->files.at[i];
	s->files.n = kept;
}

void plan_forget(arena *a, const plan_input *in, side *base, side *head)
{
	strs keep = { 0 };
	plan unused = { 0 };
	triggers t = plan_triggers(a, in, &unused);
	look_at_locks(a, in, &t, base, &keep);
	look_at_locks(a, in, &t, head, &keep);
	keep_families(a, in, &keep);
	strs_sort_unique(&keep);
	bool *of_base = idle_ones(a, in, base, head, &keep);
	bool *of_head = idle_ones(a, in, head, base, &keep);
	drop(base, of_base);
	drop(head, of_head);
}
