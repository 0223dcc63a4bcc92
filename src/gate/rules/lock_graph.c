/* lock_graph: what is in a lock that no declared entry reaches through the lock's own dependency lists.
 *
 * One removed entry may leave a tree of thirty packages behind; the reader needs its top. So a finding
 * is a name that nothing undeclared needs, with the number of those that hang below it, and one for all
 * platforms. Where not everything that was declared is known (a source that is no file here, a line
 * without a name, lists that mamba has lost), nothing is said: a guess would blame a healthy lock. */
#include "gate/family.h"
#include "gate/lock_words.h"
#include "gate/reach.h"
#include "gate/rule.h"

#include "base/buf.h"

#include <stdlib.h>

/* A top on one platform. */
typedef struct stray {
	const locked *package;
	str where;
	ptrdiff_t order, below;
} stray;
typedef LIST(stray) strays;

static int by_name(const void *px, const void *py)
{
	const stray *x = px, *y = py;
	int c = (int)x->package->manager - (int)y->package->manager;
	if (c == 0)
		c = str_cmp(x->package->name, y->package->name);
	return c ? c : (x->order > y->order) - (x->order < y->order);
}

/* Whether every entry says which package it asks for. */
static bool names_all(const family *f, manager m)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const env *e = family_env(f, f->members.at[i].file);
		for (ptrdiff_t k = 0; e && k < e->specs.n; k++)
			if (e->specs.at[k].manager == m && e->specs.at[k].name.n == 0)
				return false;
		for (ptrdiff_t k = 0; e && m == MANAGER_PIP && k < e->options.n; k++)
			if (str_eq(e->options.at[k].name, S("--requirement")))
				return false; /* "-r more.txt": its lines are not read here */
	}
	return true;
}

/* Every package of the kind of lock comes with a list. */
static bool has_lists(const locked_list *all)
{
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (!all->at[i]->has_needs && !all->at[i]->is_source)
			return false;
	return true;
}

static strays find_strays(arena *a, const family *f)
{
	strays out = { 0 };
	bool conda = names_all(f, MANAGER_CONDA), pip = names_all(f, MANAGER_PIP);
	const lock_views *views = &f->satisfaction->views;
	for (ptrdiff_t i = 0; i < views->n; i++) {
		const lock_view *view = &views->at[i];
		if (view->lock->kind == FILE_EXPLICIT || !has_lists(&view->packages))
			continue;
		const reach *r = reach_of(f, i);
		if (!r->lists_whole)
			continue;
		reach_tops tops = reach_undeclared(a, r);
		for (ptrdiff_t k = 0; k < tops.n; k++) {
			const locked *p = r->node[tops.at[k].node].rows.at[0];
			if (p->manager == MANAGER_PIP ? !pip : !conda)
				continue;
			str where = lock_where(a, view->platform, view->environment);
			*LIST_PUSH(a, &out) = (stray){ p, where, out.n, tops.at[k].below };
		}
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_name);
	return out;
}

/* "1.2.3 (linux-64, osx-64)" for each version in turn. */
static str say_versions(arena *a, const stray *all, ptrdiff_t n)
{
	buf b = buf_sized(a, 64);
	for (ptrdiff_t i = 0; i < n; i++) {
		bool again = i > 0 && str_eq(all[i - 1].package->version, all[i].package->version);
		if (!again)
			buf_printf(&b, "%s%.*s (", i > 0 ? "), " : "", SARG(all[i].package->version));
		buf_printf(&b, "%s%.*s", again ? ", " : "", SARG(all[i].where));
	}
	buf_put(&b, S(")"));
	return buf_str(&b);
}

/* relock: how the lock is made anew, the same for all. */
static void report_stray(visit *v, str relock, const stray *all, ptrdiff_t n)
{
	const locked *p = all->package;
	ptrdiff_t below = 0;
	for (ptrdiff_t i = 0; i < n; i++)
		below = all[i].below > below ? all[i].below : below;
	str versions = say_versions(v->a, all, n);
	str more = S("");
	if (below > 0)
		more = arena_printf(v->a, "; %td more %s below it", below, below > 1 ? "packages hang" : "package hangs");
	finding *f = report_at(v, p->at, p->name, versions,
	                       "'%.*s' %.*s is locked, and no entry asks for it or for what needs it%.*s",
	                       SARG(p->name), SARG(versions), SARG(more));
	if (!f)
		return;
	f->manager = p->manager;
	f->package = p->name;
	if (p->manager == MANAGER_PIP)
		report_as(v, f, NOTE);
	str path = v->family->members.n ? v->family->members.at[0].file->path : S("the environment file");
	report_hint(v, f, "delete the lock and make it anew, so that nothing is kept: %.*s; or write '%.*s' into %.*s",
	            SARG(relock), SARG(p->name), SARG(path));
	detail number = { .key = "below", .kind = DETAIL_NUMBER, .number = below };
	*LIST_PUSH(v->a, &f->details) = number;
}

void rule_lock_undeclared(visit *v)
{
	const family *f = v->family;
	if (!f->satisfaction || !f->satisfaction->complete || !f->satisfaction->names_known || f->members.n == 0)
		return;
	strays all = find_strays(v->a, f);
	if (all.n == 0)
		return;
	v->file = f->locks.at[0];
	str relock = lock_relock(v->a, f, v->file);
	for (ptrdiff_t i = 0; i < all.n;) {
		const locked *first = all.at[i].package;
		ptrdiff_t end = i + 1;
		while (end < all.n && all.at[end].package->manager == first->manager &&
		       str_eq(all.at[end].package->name, first->name))
			end++;
		report_stray(v, relock, all.at + i, end - i);
		i = end;
	}
}
