/* log_parts: see log_in.h. */
#include "write/log_in.h"

#include "write/escape.h"

#include <stdlib.h>

static str with_manager(arena *a, const pin_event *e, manager m, str text)
{
	if (e->was.manager == e->key.manager || !text.p)
		return log_constraint(text);
	return arena_printf(a, "%s %.*s", manager_name(m), SARG(log_constraint(text)));
}

str log_before(arena *a, const pin_event *e)
{
	return with_manager(a, e, e->was.manager, e->before);
}

str log_after(arena *a, const pin_event *e)
{
	return with_manager(a, e, e->key.manager, e->after);
}

ptrdiff_t log_file_end(const timeline *t, ptrdiff_t i)
{
	const pin_event *first = &t->events.at[i];
	while (i < t->events.n && t->events.at[i].at == first->at && str_eq(t->events.at[i].key.path, first->key.path))
		i++;
	return i;
}

str log_clip(arena *a, str text, ptrdiff_t columns)
{
	if (escape_columns(text) <= columns)
		return text;
	ptrdiff_t have = 0, end = 0;
	for (ptrdiff_t i = 0; i < text.n;) {
		cell c = escape_cell(text, &i);
		have += c.columns;
		if (have > columns - 3)
			break;
		end = i;
	}
	return arena_cat(a, str_head(text, end), S("..."));
}

str log_when(arena *a, const timeline *t, ptrdiff_t at)
{
	if (at < 0)
		return S("before the history begins");
	const moment *m = &t->moments.at[at];
	return arena_printf(a, "%.*s %.*s %.*s", SARG(m->date), SARG(str_head(m->oid, 7)), SARG(m->author));
}

static int by_looseness(const void *px, const void *py)
{
	const pin_life *x = *(const pin_life *const *)px, *y = *(const pin_life *const *)py;
	if (x->is_there != y->is_there)
		return x->is_there ? -1 : 1;
	if (x->loose_s != y->loose_s)
		return x->loose_s > y->loose_s ? -1 : 1;
	if (x->moved != y->moved)
		return y->moved - x->moved;
	int c = str_cmp(x->key.path, y->key.path);
	return c ? c : str_cmp(x->key.package, y->key.package);
}

life_list log_lives(arena *a, const timeline *t)
{
	life_list out = { 0 };
	for (ptrdiff_t i = 0; i < t->lives.n; i++) {
		const pin_life *p = &t->lives.at[i];
		if (p->is_there && (p->loose_s > 0 || p->moved > 0 || p->lock_moved > 0))
			*LIST_PUSH(a, &out) = p;
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_looseness);
	return out;
}
