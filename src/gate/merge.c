/* merge: one spec, one finding.
 *
 * A pin that was dropped is at once change/loosened and pin/missing; a reader needs one row. Within
 * one path, manager and package the most specific rule speaks (families in the order below, then
 * the graver one, then the registry's order) and lists the others. It never speaks for one that is
 * graver, nor an existing one for an introduced one, nor a waived one for one that is not: then both
 * stand. Findings of one and the same
 * rule are two faults, not two names for one.
 *
 * Whether x may speak for y depends on rule, severity, state and waiver alone, so it is enough to ask the
 * first mark of each run of equal ones: no group is quadratic, however often a file names a
 * package. */
#include "gate/settle.h"

#include <stdlib.h>

static const str speaks_first[] = {
	S_INIT("change/"), S_INIT("lock/"), S_INIT("cuda/"), S_INIT("blas/"),
	S_INIT("env/"),    S_INIT("pip/"),  S_INIT("pin/"),
};
enum { FAMILIES = sizeof speaks_first / sizeof *speaks_first };

/* The others (file/, channel/, waiver/, image/ ...) are about something else than one entry. */
static int family_of(rule_id r)
{
	int i = 0;
	while (i < FAMILIES && !str_starts(RULES[r].id, speaks_first[i]))
		i++;
	return i;
}

/* These accuse the lock or the archive itself; no other finding may hide them, nor they another. */
static bool stands_alone(rule_id r)
{
	str id = RULES[r].id;
	return str_eq(id, S("lock/tampered")) || str_eq(id, S("lock/source")) ||
	       str_eq(id, S("change/rehashed"));
}

static int cmp_about(const mark *x, const mark *y)
{
	int c = str_cmp(x->f->path, y->f->path);
	if (c == 0 && x->f->manager != y->f->manager)
		c = x->f->manager < y->f->manager ? -1 : 1;
	return c ? c : str_cmp(x->f->package, y->f->package);
}

/* What decides who speaks, most specific first. */
static int cmp_rank(const mark *x, const mark *y)
{
	int family_x = family_of(x->f->rule), family_y = family_of(y->f->rule);
	if (family_x != family_y)
		return family_x < family_y ? -1 : 1;
	if (x->f->severity != y->f->severity)
		return x->f->severity > y->f->severity ? -1 : 1;
	if (x->f->rule != y->f->rule)
		return x->f->rule < y->f->rule ? -1 : 1;
	if (x->waived != y->waived)
		return x->waived ? 1 : -1;
	return (x->state > y->state) - (x->state < y->state);
}

static int by_rank(const void *px, const void *py)
{
	const mark *x = *(mark *const *)px, *y = *(mark *const *)py;
	int c = cmp_about(x, y);
	if (c == 0)
		c = cmp_rank(x, y);
	return c ? c : (x > y) - (x < y); /* one array, in order of position */
}

static bool may_silence(const mark *speaker, const mark *m)
{
	if (speaker->f->rule == m->f->rule || speaker->f->severity < m->f->severity)
		return false;
	if (speaker->waived && !m->waived)
		return false;
	return speaker->state == STATE_INTRODUCED || m->state == STATE_EXISTING;
}

static void add_also(arena *a, mark *speaker, rule_id r)
{
	for (ptrdiff_t i = 0; i < speaker->also.n; i++)
		if (speaker->also.at[i] == r)
			return;
	*LIST_PUSH(a, &speaker->also) = r;
}

typedef LIST(ptrdiff_t) starts;

/* One group, sorted by rank. runs is scratch: where each run of equal rank begins. */
static void merge_group(arena *a, mark **group, ptrdiff_t n, starts *runs)
{
	runs->n = 0;
	*LIST_PUSH(a, runs) = 0;
	for (ptrdiff_t i = 1; i < n; i++) {
		if (cmp_rank(group[i], group[runs->at[runs->n - 1]]) != 0)
			*LIST_PUSH(a, runs) = i;
		mark *speaker = NULL;
		for (ptrdiff_t r = 0; r < runs->n && !speaker; r++) {
			mark *x = group[runs->at[r]];
			speaker = !x->silenced && may_silence(x, group[i]) ? x : NULL;
		}
		if (!speaker)
			continue;
		group[i]->silenced = true;
		add_also(a, speaker, group[i]->f->rule);
	}
}

void merge_marks(arena *a, marks *all)
{
	mark **part = NEW_N(a, mark *, all->n);
	ptrdiff_t n = 0;
	starts runs = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++) {
		mark *m = &all->at[i];
		if (m->state == STATE_FIXED || m->f->package.n == 0 || stands_alone(m->f->rule))
			continue;
		if (family_of(m->f->rule) < FAMILIES)
			part[n++] = m;
	}
	if (n > 1)
		qsort(part, (size_t)n, sizeof *part, by_rank);
	for (ptrdiff_t beg = 0; beg < n;) {
		ptrdiff_t end = beg + 1;
		while (end < n && cmp_about(part[beg], part[end]) == 0)
			end++;
		merge_group(a, part + beg, end - beg, &runs);
		beg = end;
	}
}
