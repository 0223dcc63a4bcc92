/* diff: which entry of the head stands for which entry of the base.
 *
 * A file may name a package several times (selectors, several bounds), so a lookup by name is not
 * enough. Both sides are sorted by manager and name. A name that stands once on each side, unchanged,
 * is all there is to nearly every file, and is passed over; any other group of one name is sorted by
 * platforms, strength and text and paired in three passes: same platforms and text (nothing
 * changed), same platforms, whatever is left. Strength decides before text, so that a pin split into
 * two bounds is compared with the firmer half. What has no partner under its own manager is tried
 * under the other one (a move). All of it is sorting and merging: 20,000 entries of one name stay
 * cheap. */
#include "gate/diff.h"

#include "base/sort.h"
#include "gate/policy_names.h"
#include "spec/pep508.h"

#include <stdlib.h>

typedef struct row {
	const spec *spec;
	str name;
	manager manager; /* to look under: the other one while looking for moves */
	bool paired;
} row;
typedef LIST(row) rows;

typedef int (*row_cmp)(const row *x, const row *y);

/* All entries of a side, by manager, name and place. */
typedef struct order {
	const spec **at;
	ptrdiff_t n;
} order;

/* What the steps of a walk share. */
typedef struct walk {
	arena *a;
	change like; /* path, was_path, base, head of every change */
	changes *out;
	rows gone, fresh; /* without a partner under their own manager and name, in that order */
} walk;

static str text_of(const spec *s)
{
	return s->canonical.p ? s->canonical : s->raw;
}

static str name_of(const spec *s)
{
	return s->name.p ? s->name : text_of(s);
}

static int by_name(const void *px, const void *py)
{
	const spec *x = *(const spec *const *)px, *y = *(const spec *const *)py;
	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	return str_cmp(name_of(x), name_of(y));
}

static order order_of(arena *a, const env *e)
{
	order out = { .n = e ? e->specs.n : 0 };
	out.at = NEW_N(a, const spec *, out.n);
	for (ptrdiff_t i = 0; i < out.n; i++)
		out.at[i] = &e->specs.at[i];
	sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_name);
	return out;
}

static int cmp_name(const row *x, const row *y)
{
	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	return str_cmp(x->name, y->name);
}

static int cmp_platforms(const row *x, const row *y)
{
	if (x->spec->platforms != y->spec->platforms)
		return x->spec->platforms < y->spec->platforms ? -1 : 1;
	return 0;
}

static int cmp_same(const row *x, const row *y)
{
	int c = cmp_platforms(x, y);
	if (c == 0 && x->spec->pin != y->spec->pin)
		c = x->spec->pin > y->spec->pin ? -1 : 1;
	return c ? c : str_cmp(text_of(x->spec), text_of(y->spec));
}

static int cmp_any(const row *x, const row *y)
{
	(void)x;
	(void)y;
	return 0;
}

static int by_name_and_text(const void *px, const void *py)
{
	const row *x = px, *y = py;
	int c = cmp_name(x, y);
	if (c == 0)
		c = cmp_same(x, y);
	if (c == 0 && x->spec->at.beg != y->spec->at.beg)
		c = x->spec->at.beg < y->spec->at.beg ? -1 : 1;
	return c;
}

static void sort_rows(arena *a, rows *r)
{
	sort_runs(a, r->at, r->n, (ptrdiff_t)sizeof *r->at, by_name_and_text);
}

static rows rows_of(arena *a, const spec *const *at, ptrdiff_t n)
{
	rows out = { .at = NEW_N(a, row, n), .n = n, .cap = n };
	for (ptrdiff_t i = 0; i < n; i++)
		out.at[i] = (row){ .spec = at[i], .manager = at[i]->manager, .name = name_of(at[i]) };
	sort_rows(a, &out);
	return out;
}

/* The constraint with its channel, for a row whose point is the channel. */
static str with_channel(arena *a, const spec *s, str constraint)
{
	if (!s->channel.p)
		return constraint;
	return arena_printf(a, "%.*s::%.*s", SARG(s->channel), SARG(constraint));
}

static void emit(walk *w, const spec *was, const spec *now)
{
	change *c = LIST_PUSH(w->a, w->out);
	const spec *shown = now ? now : was;
	*c = w->like;
	c->topic = TOPIC_PACKAGE;
	c->package = shown->name.p ? shown->name : shown->raw;
	c->manager = shown->manager;
	c->was = was;
	c->now = now;
	c->direct = true;
	c->platform = shown->selector;
	c->at = shown->name_at.line ? shown->name_at : shown->at;
	c->at.end = shown->at.end; /* the constraint belongs under the caret too */
	if (was)
		c->before = diff_constraint(w->a, was);
	if (now)
		c->after = diff_constraint(w->a, now);
	if (was && now)
		diff_classify(w->a, c);
	else
		c->kind = now ? CHANGE_ADDED : CHANGE_REMOVED;
	if (was && now && c->kind == CHANGE_MOVED && was->manager == now->manager) {
		c->before = with_channel(w->a, was, c->before);
		c->after = with_channel(w->a, now, c->after);
	}
}

/* Pairs what is equal under cmp and not yet paired, in order; both must be sorted by it. */
static void pair_up(walk *w, rows *base, rows *head, row_cmp cmp, bool tell)
{
	ptrdiff_t i = 0, j = 0;
	while (i < base->n && j < head->n) {
		row *b = &base->at[i], *h = &head->at[j];
		int c = b->paired ? -1 : h->paired ? 1 : cmp(b, h);
		if (c == 0) {
			b->paired = h->paired = true;
			if (tell)
				emit(w, b->spec, h->spec);
		}
		i += c <= 0;
		j += c >= 0;
	}
}

static void keep_unpaired(arena *a, const rows *from, rows *out)
{
	for (ptrdiff_t i = 0; i < from->n; i++)
		if (!from->at[i].paired)
			*LIST_PUSH(a, out) = from->at[i];
}

/* The entries of one manager and name; either side may have none. */
static void pair_group(walk *w, order base, order head)
{
	rows b = rows_of(w->a, base.at, base.n), h = rows_of(w->a, head.at, head.n);
	pair_up(w, &b, &h, cmp_same, false);
	pair_up(w, &b, &h, cmp_platforms, true);
	pair_up(w, &b, &h, cmp_any, true);
	keep_unpaired(w->a, &b, &w->gone);
	keep_unpaired(w->a, &h, &w->fresh);
}

/* Takes the entries of one manager and name off the front. */
static order next_group(order *rest)
{
	order g = { rest->at, 1 };
	while (g.n < rest->n && by_name(&g.at[0], &g.at[g.n]) == 0)
		g.n++;
	*rest = (order){ rest->at + g.n, rest->n - g.n };
	return g;
}

static bool is_unchanged(const spec *x, const spec *y)
{
	return x->platforms == y->platforms && x->pin == y->pin && str_eq(text_of(x), text_of(y));
}

static void pair_names(walk *w, order base, order head)
{
	while (base.n || head.n) {
		int c = !base.n ? 1 : !head.n ? -1 : by_name(base.at, head.at);
		order b = { 0 }, h = { 0 };
		if (c <= 0)
			b = next_group(&base);
		if (c >= 0)
			h = next_group(&head);
		if (b.n != 1 || h.n != 1 || !is_unchanged(b.at[0], h.at[0]))
			pair_group(w, b, h);
	}
}

/* Those of r that have a name, under the one that both managers share; flip looks under the other manager. */
static rows movable(arena *a, const policy *p, const rows *r, bool flip)
{
	rows out = { 0 };
	for (ptrdiff_t i = 0; i < r->n; i++) {
		const row *x = &r->at[i];
		if (!x->spec->name.p || x->manager == MANAGER_NONE)
			continue;
		bool is_pip = x->manager == MANAGER_PIP;
		str shared = is_pip ? policy_conda_of_pip(p, x->name) : x->name;
		row *to = LIST_PUSH(a, &out);
		*to = *x;
		to->name = pep503_normalize(a, shared);
		if (flip)
			to->manager = is_pip ? MANAGER_CONDA : MANAGER_PIP;
	}
	sort_rows(a, &out);
	return out;
}

static int by_spec(const void *px, const void *py)
{
	const spec *x = ((const row *)px)->spec, *y = ((const row *)py)->spec;
	return (x > y) - (x < y); /* both point into one array */
}

/* Tells what neither its own nor the other manager's list has, in order of names. */
static void emit_alone(walk *w, const rows *all, rows *tried, bool is_base)
{
	if (tried->n > 1)
		qsort(tried->at, (size_t)tried->n, sizeof *tried->at, by_spec);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const row *x = &all->at[i], *t = NULL;
		if (tried->n)
			t = bsearch(x, tried->at, (size_t)tried->n, sizeof *x, by_spec);
		if (!t || !t->paired)
			emit(w, is_base ? x->spec : NULL, is_base ? NULL : x->spec);
	}
}

void diff_env(arena *a, const policy *p, const file *base, const file *head, changes *out)
{
	const env *was = base ? base->env : NULL, *now = head ? head->env : NULL;
	const file *named = head ? head : base;
	if (!named)
		return;
	walk w = { .a = a, .out = out };
	w.like.path = named->path;
	w.like.base = base ? base->src : NULL;
	w.like.head = head ? head->src : NULL;
	if (base && head && !str_eq(base->path, head->path))
		w.like.was_path = base->path;

	pair_names(&w, order_of(a, was), order_of(a, now));
	rows gone = movable(a, p, &w.gone, true), fresh = movable(a, p, &w.fresh, false);
	pair_up(&w, &gone, &fresh, cmp_name, true);
	emit_alone(&w, &w.gone, &gone, true);
	emit_alone(&w, &w.fresh, &fresh, false);
	diff_channels(a, was, now, &w.like, out);
}
