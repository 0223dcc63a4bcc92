/* fold: the report's rows, in the report's order.
 *
 * A mass edit gives a hundred equal rows; more than ten of one rule, file, state and severity
 * become the first of them with the list of packages. This is the last step and only about rows:
 * counts and the exit status were taken before. Findings are copied only here, so that ten thousand
 * that fold into one never exist twice. */
#include "gate/settle.h"

#include <stdlib.h>

enum { FOLD_ABOVE = 10 };

static int cmp_place(const finding *x, const finding *y)
{
	if (x->at.beg != y->at.beg)
		return x->at.beg < y->at.beg ? -1 : 1;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	int c = str_cmp(x->subject, y->subject);
	if (c == 0)
		c = str_cmp(x->evidence, y->evidence);
	return c ? c : str_cmp(x->message, y->message);
}

/* Rows that different promises cover, or cover in different ways, stay apart. */
static int cmp_waiver(const mark *x, const mark *y)
{
	const suppression *s = x->waiver, *t = y->waiver;
	if (!s != !t)
		return s ? 1 : -1;
	if (x->waived != y->waived)
		return x->waived ? 1 : -1;
	if (s && s->at.beg != t->at.beg)
		return s->at.beg < t->at.beg ? -1 : 1;
	return s ? (s->is_inline > t->is_inline) - (s->is_inline < t->is_inline) : 0;
}

static int cmp_kind(const mark *x, const mark *y)
{
	int c = str_cmp(x->f->path, y->f->path);
	if (c)
		return c;
	if (x->f->rule != y->f->rule)
		return x->f->rule < y->f->rule ? -1 : 1;
	if (x->state != y->state)
		return x->state < y->state ? -1 : 1;
	if (x->f->severity != y->f->severity)
		return x->f->severity < y->f->severity ? -1 : 1;
	return cmp_waiver(x, y);
}

static int by_kind(const void *px, const void *py)
{
	const mark *x = *(const mark *const *)px, *y = *(const mark *const *)py;
	int c = cmp_kind(x, y);
	if (c == 0)
		c = cmp_place(x->f, y->f);
	return c ? c : (x > y) - (x < y); /* one array */
}

/* Failing first, then introduced, existing, fixed; the gravest first; then where they stand. */
static int by_weight(const void *px, const void *py)
{
	const finding *x = px, *y = py;
	if (x->fails != y->fails)
		return x->fails ? -1 : 1;
	if (x->state != y->state)
		return x->state < y->state ? -1 : 1;
	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	int c = str_cmp(x->path, y->path);
	return c ? c : cmp_place(x, y);
}

static finding row_of(arena *a, const mark *m)
{
	finding f = *m->f;
	f.state = m->state;
	f.fails = m->fails;
	f.copied = m->copied;
	f.also = m->also;
	f.waiver = m->waiver;
	f.waived = m->waived;
	if (m->more_hint.n && (m->fails || m->state == STATE_INTRODUCED))
		f.hint = f.hint.n ? arena_printf(a, "%.*s; %.*s", SARG(f.hint), SARG(m->more_hint)) : m->more_hint;
	if (m->was.p) {
		details own = { 0 }; /* the input's list is not ours to grow */
		for (ptrdiff_t i = 0; i < f.details.n; i++)
			*LIST_PUSH(a, &own) = f.details.at[i];
		*LIST_PUSH(a, &own) = (detail){ .key = "was", .kind = DETAIL_TEXT, .text = m->was };
		f.details = own;
	}
	return f;
}

static int by_id(const void *x, const void *y)
{
	const rule_id *r = x, *s = y;
	return (*r > *s) - (*r < *s);
}

static finding folded(arena *a, mark *const *group, ptrdiff_t n)
{
	finding f = row_of(a, group[0]);
	bool also[RULE_COUNT] = { false };
	detail list = { .key = "folded", .kind = DETAIL_LIST };
	for (ptrdiff_t i = 0; i < n; i++) {
		const mark *m = group[i];
		*LIST_PUSH(a, &list.list) = m->f->package.n > 0 ? m->f->package : m->f->subject;
		for (ptrdiff_t j = 0; j < m->also.n; j++)
			also[m->also.at[j]] = true;
	}
	f.also = (rule_ids){ 0 };
	for (int r = 0; r < RULE_COUNT; r++)
		if (also[r])
			*LIST_PUSH(a, &f.also) = (rule_id)r;
	details own = { 0 };
	*LIST_PUSH(a, &own) = list;
	f.details = own;
	f.message = arena_printf(a, "%.*s, and %td more like it in this file", SARG(f.message),
	                         n - 1);
	return f;
}

void fold(arena *a, const marks *all, findings *out)
{
	mark **rows = NEW_N(a, mark *, all->n);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (!all->at[i].silenced)
			rows[n++] = &all->at[i];
	if (n > 1)
		qsort(rows, (size_t)n, sizeof *rows, by_kind);
	for (ptrdiff_t beg = 0; beg < n;) {
		ptrdiff_t end = beg + 1;
		while (end < n && cmp_kind(rows[beg], rows[end]) == 0)
			end++;
		if (end - beg > FOLD_ABOVE) {
			*LIST_PUSH(a, out) = folded(a, rows + beg, end - beg);
			beg = end;
		}
		for (; beg < end; beg++)
			*LIST_PUSH(a, out) = row_of(a, rows[beg]);
	}
	for (ptrdiff_t i = 0; i < out->n; i++) {
		const rule_ids *also = &out->at[i].also;
		if (also->n > 1)
			qsort(also->at, (size_t)also->n, sizeof *also->at, by_id);
	}
	if (out->n > 1)
		qsort(out->at, (size_t)out->n, sizeof *out->at, by_weight);
}
