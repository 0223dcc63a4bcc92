/* timeline_lock: when a lock stopped satisfying what is declared, and when it did again.
 *
 * Whether it does is what the rule lock/unsatisfied says about a side; nothing is decided anew here. A
 * commit broke what none of its parents had broken, and repaired what it has not and a parent had: so a
 * break that came in by a merge is blamed on the commit that made it. */
#include "gate/timeline.h"

#include "gate/judge.h"
#include "gate/satisfy.h"

#include <stdlib.h>

static int by_entry(const void *px, const void *py)
{
	const unsatisfied *x = px, *y = py;
	int c = str_cmp(x->lock, y->lock);
	if (c == 0)
		c = str_cmp(x->path, y->path);
	if (c == 0 && x->manager != y->manager)
		c = x->manager < y->manager ? -1 : 1;
	return c ? c : str_cmp(x->package, y->package);
}

static str detail_of(const finding *f, const char *key)
{
	for (ptrdiff_t i = 0; i < f->details.n; i++)
		if (str_eq(str_of(f->details.at[i].key), str_of(key)))
			return f->details.at[i].text;
	return S("");
}

static unsatisfied_list broken_in(arena *keep, arena *scratch, const side *s)
{
	policy only = *s->policy;
	side judged = *s;
	unsatisfied_list out = { 0 };
	for (int i = 0; i < RULE_COUNT; i++)
		only.of[i] = i == RULE_lock_unsatisfied ? ERROR : OFF;
	judged.policy = &only;
	findings found = judge_side(scratch, &judged);
	for (ptrdiff_t i = 0; i < found.n; i++) {
		const finding *f = &found.at[i];
		if (f->rule != RULE_lock_unsatisfied)
			continue;
		*LIST_PUSH(keep, &out) = (unsatisfied){
			.lock = arena_str(keep, detail_of(f, "lock")), .path = arena_str(keep, f->path),
			.package = arena_str(keep, f->subject), .manager = f->manager,
			.spec = arena_str(keep, f->spec_raw), .instead = arena_str(keep, detail_of(f, "locked")),
		};
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_entry);
	return out;
}

static int by_pin(const void *px, const void *py)
{
	const held *x = px, *y = py;
	int c = str_cmp(x->path, y->path);
	if (c == 0 && x->manager != y->manager)
		c = x->manager < y->manager ? -1 : 1;
	return c ? c : str_cmp(x->package, y->package);
}

/* The version on the first platform that has one. */
static void add_held(arena *keep, const family *f, lock_state *out)
{
	const satisfaction *known = f->satisfaction;
	for (ptrdiff_t i = 0, last = -1; known && i < known->rows.n; i++) {
		const satisfaction_row *row = &known->rows.at[i];
		const spec *s = &f->declared.at[row->spec];
		if (row->spec == last || !row->found || !row->found->version.p || !s->name.p)
			continue;
		last = row->spec;
		*LIST_PUSH(keep, &out->held) = (held){
			.path = arena_str(keep, f->declared_in.at[row->spec]->path), .package = arena_str(keep, s->name),
			.version = arena_str(keep, row->found->version), .manager = s->manager,
		};
	}
}

lock_state timeline_lock_state(arena *keep, arena *scratch, const side *s)
{
	lock_state out = { .broken = broken_in(keep, scratch, s) };
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		add_held(keep, &s->families.at[i], &out);
	if (out.held.n > 1)
		qsort(out.held.at, (size_t)out.held.n, sizeof *out.held.at, by_pin);
	return out;
}

static bool has(const unsatisfied_list *list, const unsatisfied *u)
{
	return list->n > 0 && bsearch(u, list->at, (size_t)list->n, sizeof *u, by_entry);
}

static bool any_has(const lock_state *states, ptrdiff_t n, const unsatisfied *u)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (has(&states[i].broken, u))
			return true;
	return false;
}

static unsatisfied key_of(const lock_break *b)
{
	return (unsatisfied){ .lock = b->lock, .path = b->path, .package = b->package, .manager = b->manager };
}

static bool is_wanted(const timeline *t, const unsatisfied *u)
{
	pin_key key = { u->path, u->package, u->manager };
	return timeline_wants(t, &key);
}

static void add_break(arena *a, timeline *t, const unsatisfied *u, ptrdiff_t at)
{
	*LIST_PUSH(a, &t->breaks) = (lock_break){
		.lock = arena_str(a, u->lock), .path = arena_str(a, u->path), .package = arena_str(a, u->package),
		.spec = arena_str(a, u->spec), .instead = arena_str(a, u->instead), .manager = u->manager,
		.broke = at, .repaired = -1,
	};
}

/* What is broken behind the end of the history, on each line that ends there; each once. */
static void add_older(arena *a, timeline *t, const unsatisfied_list *was)
{
	unsatisfied_list open = { 0 };
	for (ptrdiff_t i = 0; i < t->breaks.n; i++)
		if (t->breaks.at[i].repaired < 0)
			*LIST_PUSH(a, &open) = key_of(&t->breaks.at[i]);
	if (open.n > 1)
		qsort(open.at, (size_t)open.n, sizeof *open.at, by_entry);
	for (ptrdiff_t i = 0; i < was->n; i++)
		if (is_wanted(t, &was->at[i]) && !has(&open, &was->at[i]))
			add_break(a, t, &was->at[i], -1);
}

/* A locked version moved where it differs from every parent's. */
static bool has_moved(const held *h, const lock_state *was, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		const held *old = NULL;
		if (was[i].held.n > 0)
			old = bsearch(h, was[i].held.at, (size_t)was[i].held.n, sizeof *h, by_pin);
		if (!old || str_eq(old->version, h->version))
			return false;
	}
	return n > 0;
}

static void count_moves(timeline *t, const lock_state *now, const lock_state *was, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < now->held.n; i++) {
		const held *h = &now->held.at[i];
		pin_key key = { h->path, h->package, h->manager };
		pin_life *life = has_moved(h, was, n) ? timeline_life(t, &key) : NULL;
		if (life)
			life->lock_moved++;
	}
}

void timeline_breaks(arena *a, timeline *t, ptrdiff_t at, const lock_state *now, const lock_state *was,
                     ptrdiff_t n)
{
	const moment_parents *parents = at >= 0 ? &t->parents.at[at] : NULL;
	for (ptrdiff_t i = 0; i < n; i++)
		if (!parents || parents->all.at[i].is_cut)
			add_older(a, t, &was[i].broken);
	if (!parents)
		return;
	for (ptrdiff_t i = 0; i < t->breaks.n; i++) {
		lock_break *b = &t->breaks.at[i];
		unsatisfied key = key_of(b);
		if (b->repaired < 0 && !has(&now->broken, &key) && any_has(was, n, &key))
			b->repaired = at;
	}
	for (ptrdiff_t i = 0; i < now->broken.n; i++)
		if (is_wanted(t, &now->broken.at[i]) && !any_has(was, n, &now->broken.at[i]))
			add_break(a, t, &now->broken.at[i], at);
	count_moves(t, now, was, n);
}
