/* waive: which findings are excused, and why not the others.
 *
 * In a judged range a promise takes effect only where a maintainer has seen it: it stands on the policy
 * side with equal identity, and what it covers there has equal identity and evidence. So a change can
 * remove a promise at once, and never add, widen or prolong one, nor slip another fault below it. As
 * in the ratchet one finding there excuses one here.
 *
 * A finding about a change has nothing on the policy side to be compared with: a promise that stands on
 * both sides covers it by identity alone. docs/design/waivers.md weighs that, and what else counts. */
#include "gate/waive.h"

#include "base/sort.h"
#include "spec/glob.h"

typedef struct key {
	str path;
	const finding *f;
	ptrdiff_t index; /* of the mark; -1: a finding of the policy side */
} key;

typedef struct keys {
	key *at;
	ptrdiff_t n;
} keys;

typedef struct matching {
	waiving *w;
	bool *has_twin;    /* per mark: the policy side has it too, with equal evidence */
	keys there;        /* the policy side's findings, by path, rule and package */
	str path;          /* the path that near is about */
	promises near;     /* waivers whose pattern takes it, under its present or its former name */
	bool *near_by_own; /* under the present one */
} matching;

static int cmp_rule(const finding *x, const finding *y)
{
	return (x->rule > y->rule) - (x->rule < y->rule);
}

static int cmp_fact(const key *x, const key *y)
{
	int c = str_cmp(x->path, y->path);
	if (c == 0)
		c = cmp_rule(x->f, y->f);
	if (c == 0)
		c = (x->f->manager > y->f->manager) - (x->f->manager < y->f->manager);
	if (c == 0)
		c = str_cmp(x->f->subject, y->f->subject);
	return c ? c : str_cmp(x->f->evidence, y->f->evidence);
}

static int by_fact(const void *x, const void *y)
{
	return cmp_fact(x, y);
}

static int cmp_package(const key *x, const key *y)
{
	int c = str_cmp(x->path, y->path);
	if (c == 0)
		c = cmp_rule(x->f, y->f);
	return c ? c : str_cmp(x->f->package, y->f->package);
}

static int by_package(const void *x, const void *y)
{
	return cmp_package(x, y);
}

static void learn_twins(matching *m, const marks *all, ptrdiff_t n_side)
{
	waiving *w = m->w;
	const findings *there = &w->in->target_findings;
	keys here = { .at = NEW_N(w->a, key, n_side), .n = n_side };
	m->there = (keys){ .at = NEW_N(w->a, key, there->n), .n = there->n };
	for (ptrdiff_t i = 0; i < n_side; i++)
		here.at[i] = (key){ all->at[i].f->path, all->at[i].f, i };
	for (ptrdiff_t i = 0; i < there->n; i++)
		m->there.at[i] = (key){ waive_carried(w, there->at[i].path), &there->at[i], -1 };
	sort_runs(w->a, here.at, here.n, (ptrdiff_t)sizeof *here.at, by_fact);
	sort_runs(w->a, m->there.at, m->there.n, (ptrdiff_t)sizeof *m->there.at, by_fact);
	for (ptrdiff_t i = 0, k = 0; i < here.n && k < m->there.n;) {
		int c = cmp_fact(&here.at[i], &m->there.at[k]);
		if (c == 0)
			m->has_twin[here.at[i].index] = true;
		i += c <= 0;
		k += c >= 0;
	}
	sort_runs(w->a, m->there.at, m->there.n, (ptrdiff_t)sizeof *m->there.at, by_package);
}

/* The file as the policy side has it was read to its end, or is known not to be there. */
static bool is_known_there(const waiving *w, str path)
{
	const file *f = w->in->target ? side_file(w->in->target, path) : NULL;
	return f && (f->src->kind == ENTRY_ABSENT || (f->env && f->env->complete));
}

static bool names_one_file(str pattern, str path)
{
	return str_eq(pattern, path) || (str_starts(pattern, S("/")) && str_eq(str_from(pattern, 1), path));
}

/* These accuse the archive itself. A maintainer may accept one that is there to be looked at, never
 * one that is still to come. */
static bool needs_a_look(rule_id r)
{
	return str_eq(RULES[r].id, S("lock/tampered")) || str_eq(RULES[r].id, S("lock/source"));
}

/* A waiver for one package of one file that covers nothing on the policy side was written in advance:
 * "once it is on the target branch" has to mean something. With a wildcard it would cover what nobody
 * has seen. */
static bool is_in_advance(const matching *m, const promise *p, const finding *f)
{
	if (!p->package.n || !names_one_file(p->s->path, f->path) || needs_a_look(f->rule) ||
	    !is_known_there(m->w, f->path))
		return false;
	key want = { .path = f->path, .f = f };
	ptrdiff_t lo = 0, hi = m->there.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (cmp_package(&m->there.at[mid], &want) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo == m->there.n || cmp_package(&m->there.at[lo], &want) != 0;
}

typedef enum answer { EFFECTIVE, OTHER_FACTS, NEW_PROMISE, ENDED } answer;

/* index: of the mark. */
static answer ask(const matching *m, const promise *p, const mark *of, ptrdiff_t index, bool is_change)
{
	bool by_line = p->s->is_inline && !of->f->package.n;
	if (p->ended)
		return ENDED;
	if (m->w->all_count)
		return EFFECTIVE;
	if (by_line ? p->fresh_line : p->fresh)
		return NEW_PROMISE;
	if (is_change || m->has_twin[index])
		return EFFECTIVE;
	return !p->s->is_inline && is_in_advance(m, p, of->f) ? EFFECTIVE : OTHER_FACTS;
}

static void gather_near(matching *m, str path)
{
	const file *f = side_file(m->w->in->head, path);
	const promises *all = &m->w->head.waivers;
	if (m->path.p && str_eq(m->path, path))
		return;
	m->path = path;
	m->near.n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		bool own = path_match(all->at[i]->s->path, path);
		if (!own && !(f && f->was.p && path_match(all->at[i]->s->path, f->was)))
			continue;
		m->near_by_own[m->near.n] = own;
		m->near.at[m->near.n++] = all->at[i];
	}
}

/* The best answer wins: an effective promise, else the one whose hint helps most. */
static void take(mark *to, answer *best, const promise *p, answer is)
{
	if (to->waiver && is >= *best)
		return;
	*best = is;
	to->waiver = p->s;
	to->waived = is == EFFECTIVE;
}

static str hint_of(arena *a, const mark *m, answer why)
{
	static const char when[] = "when a maintainer accepts it (`--accept-waivers`), or once it is on the target branch";
	switch (why) {
	case EFFECTIVE:
		break;
	case NEW_PROMISE:
		return arena_printf(a, "new waiver: takes effect %s", when);
	case OTHER_FACTS:
		return arena_printf(a, "the waiver stands for other facts than these: takes effect again %s", when);
	case ENDED:
		return arena_printf(a, "the waiver for it ended on %.*s", SARG(m->waiver->until));
	}
	return (str){ 0 };
}

static void waive_mark(matching *m, mark *to, ptrdiff_t index, bool is_change)
{
	promise *comments[3];
	answer best = ENDED;
	int n = book_comments(&m->w->head, to->f, to->f->path, comments);
	for (int i = 0; i < n; i++) {
		comments[i]->used = true;
		take(to, &best, comments[i], ask(m, comments[i], to, index, is_change));
	}
	gather_near(m, to->f->path);
	for (ptrdiff_t i = 0; i < m->near.n; i++) {
		promise *p = m->near.at[i];
		str path = m->near_by_own[i] ? to->f->path : side_file(m->w->in->head, to->f->path)->was;
		if (p->s->rule != to->f->rule || !waiver_covers(m->w->a, p, to->f, path))
			continue;
		p->used |= m->near_by_own[i];
		take(to, &best, p, ask(m, p, to, index, is_change));
	}
	if (to->waiver)
		to->more_hint = hint_of(m->w->a, to, best);
}

void waive(arena *a, const settle_input *in, marks *all, ptrdiff_t n_side, report *out)
{
	waiving w = { .a = a, .in = in, .all_count = in->waivers_stand || in->accept_waivers };
	book there = { 0 };
	book_open(&w, in->head, waive_waivers(a, in, in->head), &w.head);
	if (in->target)
		book_open(&w, in->target, (suppressions){ 0 }, &there);
	if (in->target || !in->waivers_stand) {
		book in_force = { 0 };
		book_open(&w, &(side){ 0 }, in->policy->waivers, &in_force);
		there.waivers = in_force.waivers;
		book_compare(a, &w.head, &there);
	}
	matching m = { .w = &w };
	if (w.head.comments.n + w.head.waivers.n > 0) {
		m.has_twin = NEW_N(a, bool, n_side);
		m.near.at = NEW_N(a, promise *, w.head.waivers.n);
		m.near_by_own = NEW_N(a, bool, w.head.waivers.n);
		learn_twins(&m, all, n_side);
		for (ptrdiff_t i = 0; i < all->n; i++)
			waive_mark(&m, &all->at[i], i, i >= n_side);
	}
	waive_tell(&w, all, out);
}
