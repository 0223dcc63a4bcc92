/* satisfy: every declared entry of a family against every platform of its locks.
 *
 * One row for each pair, so that rules fold as they like. The matchers ask for some memory with each
 * question, and 20,000 entries on five platforms are 100,000 questions; so questions are asked in an
 * arena of their own, which is thrown away each time it has grown. A noarch package is one file for all
 * platforms, so a question about the file that the last platform had gets the last answer. */
#include "gate/satisfy.h"

#include "gate/reach.h"

#include "base/limits.h"

#include <stdlib.h>

/* An arena for answers' working memory: a fresh one each SCRATCH_BYTES. */
typedef struct scratch {
	arena *a;
} scratch;
enum { SCRATCH_BYTES = 4 * 1024 * 1024 };

static arena *scratch_for_next(scratch *s)
{
	if (s->a && arena_used(s->a) < SCRATCH_BYTES)
		return s->a;
	arena_close(s->a);
	s->a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	return s->a;
}

/* Pattern names ("*", "py*") are asked about every package; a person writes none of them. */
enum { MAX_PATTERN_SPECS = 100 };

static bool is_same_file(const locked *x, const lock_view *view, const spec *s)
{
	if (!x || !x->url.p || s->manager != MANAGER_CONDA || !s->conda || !s->conda->plain)
		return false;
	locked_list same = locked_named(&view->packages, MANAGER_CONDA, x->name);
	return same.n == 1 && str_eq(same.at[0]->url, x->url) && str_eq(same.at[0]->version, x->version);
}

static satisfaction_row ask(scratch *room, const spec *s, const lock_view *view, const satisfaction_row *last)
{
	satisfaction_row row = { .platform = view->platform, .environment = view->environment,
		                 .lock = view->lock };
	if (last && last->found && satisfy_counts(s, view) && is_same_file(last->found, view, s)) {
		row.answer = last->answer;
		row.found = locked_named(&view->packages, MANAGER_CONDA, last->found->name).at[0];
		return row;
	}
	row.answer = satisfy_entry(scratch_for_next(room), s, view, &row.found);
	return row;
}

static bool is_pattern(const spec *s)
{
	return s->conda && !s->conda->plain &&
	       (str_find_byte(s->name, '*') >= 0 || str_starts(s->name, S("^")));
}

static int by_place(const void *px, const void *py)
{
	const spec_cover *x = px, *y = py;
	int c = str_cmp(x->file->path, y->file->path);
	return c ? c : (x->beg > y->beg) - (x->beg < y->beg);
}

/* Covered: asked somewhere, and nowhere refused. */
static bool is_covered(const satisfaction_row *rows, ptrdiff_t n)
{
	bool any = false;
	for (ptrdiff_t i = 0; i < n; i++) {
		if (rows[i].answer == NOT_LOCKED || rows[i].answer == NOT_SATISFIED)
			return false;
		any |= rows[i].answer == SATISFIED;
	}
	return any;
}

/* Where conda-lock may have another name for it, or may have been told to leave it out, nothing is missed. */
static void excuse(const spec *s, satisfaction_row *rows, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n && (s->is_guess || s->may_miss); i++)
		if (rows[i].answer == NOT_LOCKED)
			rows[i].answer = NOT_ASKED;
}

static void answer_all(arena *a, const family *f, satisfaction *out)
{
	scratch room = { 0 };
	ptrdiff_t patterns = 0;
	LIST_RESERVE(a, &out->rows, f->declared.n * out->views.n);
	LIST_RESERVE(a, &out->covers, f->declared.n);
	for (ptrdiff_t i = 0; i < f->declared.n; i++) {
		const spec *s = &f->declared.at[i];
		patterns += is_pattern(s);
		if (is_pattern(s) && patterns > MAX_PATTERN_SPECS)
			continue;
		ptrdiff_t first = out->rows.n;
		for (ptrdiff_t k = 0; k < out->views.n; k++) {
			satisfaction_row *last = k > 0 ? &out->rows.at[out->rows.n - 1] : NULL;
			satisfaction_row row = ask(&room, s, &out->views.at[k], last);
			row.spec = i;
			*LIST_PUSH(a, &out->rows) = row;
		}
		ptrdiff_t asked = out->rows.n - first;
		excuse(s, out->rows.at + first, asked);
		out->names_known &= !s->is_guess;
		*LIST_PUSH(a, &out->covers) = (spec_cover){
			f->declared_in.at[i], s->at.beg, asked > 0 && is_covered(out->rows.at + first, asked)
		};
	}
	arena_close(room.a);
	if (out->covers.n > 1)
		qsort(out->covers.at, (size_t)out->covers.n, sizeof *out->covers.at, by_place);
}

const satisfaction *satisfy_family(arena *a, const family *f)
{
	satisfaction *out = NEW(a, satisfaction);
	out->locks_read = out->names_known = true;
	for (ptrdiff_t i = 0; i < f->locks.n; i++) {
		const file *held = f->locks.at[i];
		if (!held->lock || !held->lock->complete) {
			out->locks_read = false; /* what is missing may be what is asked for */
			continue;
		}
		lock_views views = satisfy_views(a, held);
		for (ptrdiff_t k = 0; k < views.n; k++)
			*LIST_PUSH(a, &out->views) = views.at[k];
	}
	out->complete = f->complete && out->locks_read;
	if (out->views.n == 0)
		return NULL;
	answer_all(a, f, out);
	out->a = a;
	out->graphs = NEW_N(a, reach, out->views.n);
	return out;
}

static bool holds(const family *f, const file *member)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		if (f->members.at[i].file == member)
			return true;
	return false;
}

/* For an entry that a later source's entry of its name replaced when the lock was made. */
static bool covers_unlisted(const satisfaction *all, const spec *p)
{
	scratch room = { 0 };
	bool any = false, refused = false;
	for (ptrdiff_t i = 0; i < all->views.n && !refused; i++) {
		satisfied got = satisfy_entry(scratch_for_next(&room), p, &all->views.at[i], NULL);
		refused = got == NOT_LOCKED || got == NOT_SATISFIED;
		any |= got == SATISFIED;
	}
	arena_close(room.a);
	return any && !refused;
}

static bool covers(const satisfaction *all, const file *f, const spec *p)
{
	spec_cover key = { .file = f, .beg = p->at.beg };
	const spec_cover *at = all->covers.at, *found = NULL;
	if (all->covers.n)
		found = bsearch(&key, at, (size_t)all->covers.n, sizeof key, by_place);
	return found ? found->covered : covers_unlisted(all, p);
}

bool satisfy_covers(const side *s, const file *f, const spec *p)
{
	for (ptrdiff_t i = 0; i < s->families.n; i++) {
		const family *one = &s->families.at[i];
		const satisfaction *known = one->satisfaction;
		if (known && known->locks_read && holds(one, f) && covers(known, f, p))
			return true;
	}
	return false;
}
