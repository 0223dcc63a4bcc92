/* entries: see entries.h. A file is kept in order, more or less, so sorting it costs little more than one
 * comparison an entry; that no two of them share a name shows in their last letters. */
#include "gate/entries.h"

#include "base/sort.h"

int entries_order(const spec *s, const spec *t)
{
	int c = str_cmp(s->name, t->name);
	return c ? c : (int)s->manager - (int)t->manager;
}

static int by_name(const void *x, const void *y)
{
	return entries_order(*(const spec *const *)x, *(const spec *const *)y);
}

static bool is_same(const spec *s, const spec *t)
{
	return s->name.n == t->name.n && s->name.p[s->name.n - 1] == t->name.p[t->name.n - 1] &&
	       s->manager == t->manager && str_eq(s->name, t->name);
}

static void find_repeats(arena *a, entry_list *all)
{
	ptrdiff_t end;
	for (ptrdiff_t i = 0; i < all->n; i = end) {
		for (end = i + 1; end < all->n && is_same(all->at[i], all->at[end]);)
			end++;
		if (end - i > 1)
			*LIST_PUSH(a, &all->repeats) = (entry_group){ all->at + i, end - i };
	}
}

entry_list entries_by_name(arena *a, const env *e)
{
	entry_list out = { .at = NEW_N(a, const spec *, e->specs.n) };
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		if (s->name.n > 0 && (s->conda || s->pip))
			out.at[out.n++] = s;
	}
	sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_name); /* equal ones stay in file order */
	find_repeats(a, &out);
	return out;
}
