/* edits: see edits.h. */
#include "edit/edits.h"

#include "base/buf.h"
#include "base/sort.h"

static int by_place(const void *x, const void *y)
{
	const edit *a = x, *b = y;
	return a->beg != b->beg ? (a->beg < b->beg ? -1 : 1) : a->end != b->end ? (a->end < b->end ? -1 : 1) : 0;
}

/* Whether the next one, in order, begins before this one is over. */
static bool meets(const edit *x, const edit *next)
{
	return next->beg < x->end || (next->beg == x->beg && next->end == x->beg);
}

static const edit *in_order(arena *a, const edits *all)
{
	edit *sorted = NEW_N(a, edit, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++)
		sorted[i] = all->at[i];
	sort_runs(a, sorted, all->n, (ptrdiff_t)sizeof *sorted, by_place);
	return sorted;
}

str edits_apply(arena *a, str bytes, const edits *all)
{
	const edit *sorted = in_order(a, all);
	buf out = buf_sized(a, bytes.n + 1);
	ptrdiff_t done = 0;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const edit *e = &sorted[i];
		if (e->beg < done || e->end < e->beg || e->end > bytes.n || (i > 0 && meets(e - 1, e)))
			return (str){ 0 };
		buf_put(&out, str_head(str_from(bytes, done), e->beg - done));
		buf_put(&out, e->text);
		done = e->end;
	}
	buf_put(&out, str_from(bytes, done));
	return buf_str(&out);
}

ptrdiff_t edits_origin(arena *a, const edits *all, ptrdiff_t at)
{
	const edit *sorted = in_order(a, all);
	ptrdiff_t grown = 0; /* by which the text before the edit at hand became longer */
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const edit *e = &sorted[i];
		if (at < e->beg + grown)
			break;
		if (at < e->beg + grown + e->text.n)
			return e->beg;
		grown += e->text.n - (e->end - e->beg);
	}
	return at - grown;
}

line_span line_at(str bytes, ptrdiff_t at)
{
	line_span l = { at, at, 0 };
	while (l.beg > 0 && bytes.p[l.beg - 1] != '\n')
		l.beg--;
	while (l.end < bytes.n && bytes.p[l.end] != '\n')
		l.end++;
	l.next = l.end < bytes.n ? l.end + 1 : l.end;
	if (l.end > l.beg && bytes.p[l.end - 1] == '\r')
		l.end--;
	return l;
}

str line_end_of(str bytes)
{
	ptrdiff_t feed = str_find_byte(bytes, '\n');
	return feed > 0 && bytes.p[feed - 1] == '\r' ? S("\r\n") : S("\n");
}
