/* timeline_apart: files of one folder that pinned a package alike, until somebody changed some of them.
 *
 * A pin that differs from the day it came is meant to differ; so only what once agreed can come apart. Sets
 * are compared by their canonical text, not by what they are spelled like. */
#include "gate/timeline.h"

#include "gate/path.h"

#include <stdlib.h>

/* One package of one manager in one file of a folder, over time. */
typedef struct share {
	str folder, package, path;
	manager manager;
	str set, text;   /* absent: not there now */
	ptrdiff_t group; /* index of the first share of the same package and folder */
	bool agreed;     /* of the group's first: two files or more had it, and alike */
	ptrdiff_t open;  /* of the group's first: its parting + 1; 0: none runs */
} share;
typedef LIST(share) shares;

static int by_group(const share *x, const share *y)
{
	int c = str_cmp(x->folder, y->folder);
	if (c == 0 && x->manager != y->manager)
		c = x->manager < y->manager ? -1 : 1;
	return c ? c : str_cmp(x->package, y->package);
}

static int by_share(const void *px, const void *py)
{
	const share *x = px, *y = py;
	int c = by_group(x, y);
	return c ? c : str_cmp(x->path, y->path);
}

static share share_of(str path, const pin_key *k)
{
	return (share){ .folder = path_folder(path), .package = k->package, .path = path, .manager = k->manager };
}

static share *find_share(const timeline *t, shares *all, const pin_key *k)
{
	share want = share_of(timeline_path_now(t, k->path), k);
	return bsearch(&want, all->at, (size_t)all->n, sizeof want, by_share);
}

static shares shares_of(arena *a, const timeline *t)
{
	shares out = { 0 };
	for (ptrdiff_t i = 0; i < t->lives.n; i++)
		*LIST_PUSH(a, &out) = share_of(t->lives.at[i].key.path, &t->lives.at[i].key);
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_share);
	for (ptrdiff_t i = 1; i < out.n; i++)
		out.at[i].group = by_group(&out.at[i - 1], &out.at[i]) == 0 ? out.at[i - 1].group : i;
	return out;
}

/* Pins that no event names stood there all the time. */
static void seed(const timeline *t, shares *all)
{
	for (ptrdiff_t i = 0; i < t->blame.n; i++)
		for (ptrdiff_t k = 0; k < t->blame.at[i].pins.n; k++) {
			const blamed *b = &t->blame.at[i].pins.at[k];
			share *s = b->at < 0 ? find_share(t, all, &b->key) : NULL;
			if (!s)
				continue;
			s->set = b->version_set;
			s->text = b->constraint;
		}
}

/* How many files of the group have the package, and whether they agree. */
static ptrdiff_t count_there(const shares *all, ptrdiff_t group, bool *agree)
{
	const share *first = NULL;
	ptrdiff_t there = 0;
	*agree = true;
	for (ptrdiff_t i = group; i < all->n && all->at[i].group == group; i++) {
		const share *s = &all->at[i];
		if (!s->set.p)
			continue;
		*agree = *agree && (!first || str_eq(first->set, s->set));
		first = first ? first : s;
		there++;
	}
	return there;
}

static void part(arena *a, timeline *t, shares *all, ptrdiff_t group, ptrdiff_t at)
{
	const share *g = &all->at[group];
	parting *p = LIST_PUSH(a, &t->partings);
	*p = (parting){ .package = g->package, .manager = g->manager, .from = at, .to = -1 };
	for (ptrdiff_t i = group; i < all->n && all->at[i].group == group; i++)
		if (all->at[i].set.p) {
			*LIST_PUSH(a, &p->files) = all->at[i].path;
			*LIST_PUSH(a, &p->sets) = all->at[i].text;
		}
	all->at[group].open = t->partings.n;
}

static void judge_group(arena *a, timeline *t, shares *all, ptrdiff_t group, ptrdiff_t at)
{
	share *g = &all->at[group];
	bool agree;
	ptrdiff_t there = count_there(all, group, &agree);
	if (g->open > 0 && (agree || there < 2)) {
		t->partings.at[g->open - 1].to = at;
		g->open = 0;
	} else if (g->open == 0 && g->agreed && there >= 2 && !agree) {
		part(a, t, all, group, at);
	}
	g->agreed = agree && there >= 2;
}

static void apply(const timeline *t, shares *all, const pin_event *e)
{
	share *was = find_share(t, all, &e->was), *now = find_share(t, all, &e->key);
	if (was && (was != now || e->kind == CHANGE_REMOVED))
		was->set = was->text = (str){ 0 };
	if (now && e->kind != CHANGE_REMOVED) {
		now->set = e->version_set.p ? e->version_set : S("");
		now->text = e->after.p ? e->after : S("");
	}
}

void timeline_partings(arena *a, timeline *t)
{
	shares all = shares_of(a, t);
	seed(t, &all);
	for (ptrdiff_t g = 0; g < all.n; g++) {
		bool agree;
		if (all.at[g].group == g)
			all.at[g].agreed = count_there(&all, g, &agree) >= 2 && agree;
	}
	for (ptrdiff_t end = t->events.n; end > 0;) {
		ptrdiff_t at = t->events.at[end - 1].at, beg = end;
		while (beg > 0 && t->events.at[beg - 1].at == at)
			apply(t, &all, &t->events.at[--beg]);
		for (ptrdiff_t i = beg; i < end; i++) {
			const share *s = find_share(t, &all, &t->events.at[i].key);
			if (s)
				judge_group(a, t, &all, s->group, at);
		}
		end = beg;
	}
}
