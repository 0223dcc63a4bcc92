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
#include "gate/satisfy.h"

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

const env *family_env(const family *f, const file *member)
{
	return is_conda_locked(f) && member->kind == FILE_MANIFEST ? member->for_conda_lock : member->env;
}

/* conda-lock adds an entry "pip" of its own behind a file's pip: list, which replaces the file's. */
static bool is_replaced_pip(const env *e, const spec *s)
{
	return e->has_pip_list && s->manager == MANAGER_CONDA && str_eq(s->name, S("pip"));
}

static void add_entries(arena *a, const family *f, const file *member, entries_of *all)
{
	const env *e = family_env(f, member);
	specs list = e->specs;
	if (e == member->for_conda_lock)
		list = satisfy_names(a, &e->specs, f);
	LIST_RESERVE(a, all, list.n);
	bool merged = is_conda_locked(f);
	for (ptrdiff_t i = 0; i < list.n; i++) {
		const spec *s = &list.at[i];
		if ((!s->conda && !s->pip) || (merged && is_replaced_pip(e, s)))
			continue;
		*LIST_PUSH(a, all) = (entry_of){ s, member, all->n, s->platforms };
	}
}

typedef struct channel_of {
	const item *item;
	ptrdiff_t at; /* in order of members and files */
} channel_of;

static int by_text(const void *px, const void *py)
{
	const channel_of *x = px, *y = py;
	int c = str_cmp(x->item->text, y->item->text);
	return c ? c : (x->at > y->at) - (x->at < y->at);
}

static int by_turn(const void *px, const void *py)
{
	const channel_of *x = px, *y = py;
	return (x->at > y->at) - (x->at < y->at);
}

/* Each once, where it came first. */
static void add_channels(arena *a, family *f)
{
	LIST(channel_of) all = { 0 };
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const env *e = family_env(f, f->members.at[i].file);
		for (ptrdiff_t k = 0; e && k < e->channels.n; k++)
			*LIST_PUSH(a, &all) = (channel_of){ &e->channels.at[k], all.n };
	}
	sort_runs(a, all.at, all.n, (ptrdiff_t)sizeof *all.at, by_text);
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < all.n; i++)
		if (i == 0 || !str_eq(all.at[i].item->text, all.at[kept - 1].item->text))
			all.at[kept++] = all.at[i];
	sort_runs(a, all.at, kept, (ptrdiff_t)sizeof *all.at, by_turn);
	for (ptrdiff_t i = 0; i < kept; i++)
		*LIST_PUSH(a, &f->channels) = *all.at[i].item;
}

/* Where one file says everything its entries are the answer as they stand: ten thousand of them are not
 * copied for that. */
static bool declare_alone(arena *a, family *f)
{
	const file *m = f->members.n == 1 ? f->members.at[0].file : NULL;
	if (!m || !m->env || is_conda_locked(f))
		return false;
	const specs *all = &m->env->specs;
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (!all->at[i].conda && !all->at[i].pip)
			return false;
	f->declared = (specs){ .at = all->at, .n = all->n, .cap = all->n };
	LIST_RESERVE(a, &f->declared_in, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++)
		f->declared_in.at[f->declared_in.n++] = m;
	return true;
}

static void put_declared(arena *a, const entries_of *all, family *f)
{
	LIST_RESERVE(a, &f->declared, all->n);
	LIST_RESERVE(a, &f->declared_in, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const entry_of *e = &all->at[i];
		if (e->platforms == 0 && e->spec->platforms != 0)
			continue;
		spec *s = LIST_PUSH(a, &f->declared);
		*s = *e->spec;
		s->platforms = e->platforms;
		*LIST_PUSH(a, &f->declared_in) = e->file;
	}
}

void family_declare(arena *a, family *f)
{
	add_channels(a, f);
	if (declare_alone(a, f))
		return;
	entries_of all = { 0 };
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		if (family_env(f, f->members.at[i].file))
			add_entries(a, f, f->members.at[i].file, &all);
	if (is_conda_locked(f))
		drop_replaced(a, &all);
	put_declared(a, &all, f);
}
