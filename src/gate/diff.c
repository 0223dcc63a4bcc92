/* diff: which entry of the head stands for which entry of the base.
 *
 * A file may name a package several times (selectors, several bounds), so a lookup by name is not
 * enough. Both sides are sorted by manager, name, platforms, strength and text; each group of one
 * name is then paired in three passes: same platforms and text (nothing changed), same platforms,
 * whatever is left. Strength decides before text, so that a pin split into two bounds is compared
 * with the firmer half. What has no partner under its own manager is tried under the other one
 * (a move). All of it is sorting and merging: 20,000 entries of one name stay cheap. */
#include "gate/diff.h"

#include "spec/names.h"
#include "spec/pep508.h"

#include <stdlib.h>

typedef struct row {
	const spec *spec;
	manager manager; /* to look under: the other one while looking for moves */
	str name;
	bool paired;
} row;
typedef LIST(row) rows;

typedef int (*row_cmp)(const row *x, const row *y);

/* What the two halves of a walk share. */
typedef struct walk {
	arena *a;
	change like; /* path, was_path, base, head of every change */
	changes *out;
} walk;

static str text_of(const spec *s)
{
	return s->canonical.p ? s->canonical : s->raw;
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

static void sort_rows(rows *r)
{
	if (r->n > 1)
		qsort(r->at, (size_t)r->n, sizeof *r->at, by_name_and_text);
}

static rows rows_of(arena *a, const env *e)
{
	rows out = { 0 };
	if (!e)
		return out;
	out.at = NEW_N(a, row, e->specs.n);
	out.cap = e->specs.n;
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		str name = s->name.p ? s->name : text_of(s);
		out.at[out.n++] = (row){ .spec = s, .manager = s->manager, .name = name };
	}
	sort_rows(&out);
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

/* The part of r from beg on that has one manager and name. */
static rows group_at(const rows *r, ptrdiff_t beg)
{
	rows g = { .at = r->at + beg, .n = 0 };
	while (beg + g.n < r->n && cmp_name(&g.at[0], &g.at[g.n]) == 0)
		g.n++;
	return g;
}

static void pair_names(walk *w, rows *base, rows *head)
{
	ptrdiff_t i = 0, j = 0;
	while (i < base->n && j < head->n) {
		int c = cmp_name(&base->at[i], &head->at[j]);
		rows b = { 0 }, h = { 0 };
		if (c <= 0)
			b = group_at(base, i);
		if (c >= 0)
			h = group_at(head, j);
		i += b.n;
		j += h.n;
		if (c != 0)
			continue;
		pair_up(w, &b, &h, cmp_same, false);
		pair_up(w, &b, &h, cmp_platforms, true);
		pair_up(w, &b, &h, cmp_any, true);
	}
}

/* What is unpaired, under the name that both managers share; flip looks under the other manager. */
static rows movable(arena *a, const rows *r, bool flip)
{
	rows out = { 0 };
	for (ptrdiff_t i = 0; i < r->n; i++) {
		const row *x = &r->at[i];
		if (x->paired || !x->spec->name.p || x->manager == MANAGER_NONE)
			continue;
		bool is_pip = x->manager == MANAGER_PIP;
		str shared = is_pip ? names_conda_of_pip(x->name) : x->name;
		row *to = LIST_PUSH(a, &out);
		*to = *x;
		to->name = pep503_normalize(a, shared);
		if (flip)
			to->manager = is_pip ? MANAGER_CONDA : MANAGER_PIP;
	}
	sort_rows(&out);
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
		const row *x = &all->at[i];
		if (x->paired)
			continue;
		const row *t = NULL;
		if (tried->n)
			t = bsearch(x, tried->at, (size_t)tried->n, sizeof *x, by_spec);
		if (t && t->paired)
			continue;
		emit(w, is_base ? x->spec : NULL, is_base ? NULL : x->spec);
	}
}

void diff_env(arena *a, const file *base, const file *head, changes *out)
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

	rows b = rows_of(a, was), h = rows_of(a, now);
	pair_names(&w, &b, &h);
	rows gone = movable(a, &b, true), fresh = movable(a, &h, false);
	pair_up(&w, &gone, &fresh, cmp_name, true);
	emit_alone(&w, &b, &gone, true);
	emit_alone(&w, &h, &fresh, false);
	diff_channels(a, was, now, &w.like, out);
}
