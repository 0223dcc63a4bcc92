/* family_declared: what all members of a family ask for together.
 *
 * conda-lock reads its sources in order and keeps one requirement for each platform, manager and name:
 * the last one (conda-lock 3, src_parser/aggregation.py, aggregate_lock_specs; 2.x does the same). It
 * does not intersect them, so "numpy <2" in a first file says nothing where a second one has "numpy".
 * Asking for more than conda-lock was asked for would be a finding about a healthy lock. The other
 * kinds of lock are made from one file, where every entry counts. What the rules about contradictions
 * look at are the members, where nothing is lost. */
#include "gate/family_in.h"

#include "base/sort.h"

typedef struct entry_of {
	const spec *spec;
	const file *file;
	ptrdiff_t at;       /* in order of members and files */
	unsigned platforms; /* where it still counts */
} entry_of;
typedef LIST(entry_of) entries_of;

static int by_name(const void *px, const void *py)
{
	const entry_of *x = px, *y = py;
	int c = (int)x->spec->manager - (int)y->spec->manager;
	return c ? c : str_cmp(x->spec->name, y->spec->name);
}

static int by_place(const void *px, const void *py)
{
	const entry_of *x = px, *y = py;
	return (x->at > y->at) - (x->at < y->at);
}

/* A marker may keep the later entry off a platform that the earlier one still counts for. */
static unsigned takes(const spec *s)
{
	return s->name.n == 0 || str_find_byte(s->canonical, ';') >= 0 ? 0 : s->platforms;
}

/* Of entries with one name the last one counts on each platform. */
static void drop_replaced(arena *a, entries_of *all)
{
	sort_runs(a, all->at, all->n, (ptrdiff_t)sizeof *all->at, by_name);
	unsigned taken = 0;
	for (ptrdiff_t i = all->n - 1; i >= 0; i--) {
		entry_of *e = &all->at[i];
		if (i + 1 == all->n || by_name(e, &all->at[i + 1]) != 0)
			taken = 0;
		e->platforms &= ~taken;
		taken |= takes(e->spec);
	}
	sort_runs(a, all->at, all->n, (ptrdiff_t)sizeof *all->at, by_place);
}

static bool is_conda_locked(const family *f)
{
	return f->locks.n > 0 && f->locks.at[0]->kind == FILE_CONDA_LOCK;
}

/* conda-lock adds an entry "pip" of its own behind a file's pip: list, which replaces the file's. */
static bool is_replaced_pip(const env *e, const spec *s)
{
	return e->has_pip_list && s->manager == MANAGER_CONDA && str_eq(s->name, S("pip"));
}

static void add_entries(arena *a, const family *f, const file *member, entries_of *all)
{
	const env *e = member->env;
	bool merged = is_conda_locked(f);
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		if ((!s->conda && !s->pip) || (merged && is_replaced_pip(e, s)))
			continue;
		*LIST_PUSH(a, all) = (entry_of){ s, member, all->n, s->platforms };
	}
}

static void add_channels(arena *a, const env *e, strs *seen, items *out)
{
	for (ptrdiff_t i = 0; i < e->channels.n; i++) {
		const item *c = &e->channels.at[i];
		if (strs_has(seen, c->text))
			continue;
		*LIST_PUSH(a, seen) = c->text;
		*LIST_PUSH(a, out) = *c;
	}
}

void family_declare(arena *a, family *f)
{
	entries_of all = { 0 };
	strs seen = { 0 };
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const file *m = f->members.at[i].file;
		if (!m->env)
			continue;
		add_entries(a, f, m, &all);
		add_channels(a, m->env, &seen, &f->channels);
	}
	if (is_conda_locked(f))
		drop_replaced(a, &all);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		const entry_of *e = &all.at[i];
		if (e->platforms == 0 && e->spec->platforms != 0)
			continue;
		spec *s = LIST_PUSH(a, &f->declared);
		*s = *e->spec;
		s->platforms = e->platforms;
		*LIST_PUSH(a, &f->declared_in) = e->file;
	}
}
