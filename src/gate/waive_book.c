/* waive_book: the suppressions of a side, and which of them stand on the policy side too.
 *
 * Everything is found by binary search: a stranger can write twenty thousand comments beside twenty
 * thousand entries. Of promises for one thing the one that counts comes first, so that a second, new
 * comment never hides the one that a maintainer has seen. */
#include "gate/waive.h"

#include "base/sort.h"
#include "spec/glob.h"
#include "spec/pep508.h"

#include <stdlib.h>

static bool is_there(const file *f)
{
	return f && f->src->kind != ENTRY_ABSENT;
}

suppressions waive_waivers(arena *a, const settle_input *in, const side *s)
{
	const policy *p = in->policy;
	suppressions out = { 0 };
	for (ptrdiff_t i = 0; i < p->waivers.n; i++)
		if (p->from == POLICY_FILE || (p->floor && p->waivers.at[i].src == p->floor))
			*LIST_PUSH(a, &out) = p->waivers.at[i];
	bool own = p->from != POLICY_FILE && s->own && s->own->problems.n == 0;
	for (ptrdiff_t i = 0; own && i < s->own->waivers.n; i++)
		*LIST_PUSH(a, &out) = s->own->waivers.at[i];
	return out;
}

static int by_old_path(const void *x, const void *y)
{
	return str_cmp(((const rename_row *)x)->old_path, ((const rename_row *)y)->old_path);
}

str waive_carried(const waiving *w, str path)
{
	rename_row want = { .old_path = path };
	size_t n = (size_t)w->renames.n;
	if (n == 0 || is_there(side_file(w->in->head, path)))
		return path;
	const rename_row *r = bsearch(&want, w->renames.at, n, sizeof want, by_old_path);
	return r ? r->new_path : path;
}

static void learn_renames(waiving *w)
{
	const files *all = &w->in->head->files;
	w->renames.n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (all->at[i].was.p && !all->at[i].context && is_there(&all->at[i]))
			*LIST_PUSH(w->a, &w->renames) = (rename_row){ all->at[i].was, all->at[i].path };
	if (w->renames.n > 1)
		qsort(w->renames.at, (size_t)w->renames.n, sizeof *w->renames.at, by_old_path);
}

static int by_number(int x, int y)
{
	return (x > y) - (x < y);
}

/* What counts comes first: the ones that a maintainer has seen, then new ones, then what is over. */
static int standing(const promise *p)
{
	return p->ended ? 2 : p->fresh;
}

static int cmp_package(const promise *x, const promise *y)
{
	int c = str_cmp(x->path, y->path);
	if (c == 0)
		c = by_number(x->s->rule, y->s->rule);
	if (c == 0)
		c = str_cmp(x->s->package, y->s->package);
	return c ? c : by_number(x->s->manager, y->s->manager);
}

static int cmp_line(const promise *x, const promise *y)
{
	int c = str_cmp(x->path, y->path);
	if (c == 0)
		c = by_number(x->s->rule, y->s->rule);
	return c ? c : by_number(x->s->covers_line, y->s->covers_line);
}

static int by_package(const void *px, const void *py)
{
	const promise *x = *(promise *const *)px, *y = *(promise *const *)py;
	int c = cmp_package(x, y);
	return c ? c : by_number(standing(x), standing(y));
}

static int by_line(const void *px, const void *py)
{
	const promise *x = *(promise *const *)px, *y = *(promise *const *)py;
	int c = cmp_line(x, y);
	return c ? c : by_number(standing(x), standing(y));
}

static void order(arena *a, book *b)
{
	sort_runs(a, b->by_package.at, b->by_package.n, (ptrdiff_t)sizeof *b->by_package.at, by_package);
	sort_runs(a, b->by_line.at, b->by_line.n, (ptrdiff_t)sizeof *b->by_line.at, by_line);
}

static bool is_judged(const file *f)
{
	bool kind = f->kind == FILE_ENVIRONMENT || f->kind == FILE_REQUIREMENTS || f->kind == FILE_MANIFEST;
	return kind && f->env && !f->context && is_there(f);
}

static promise *promise_of(waiving *w, const suppression *s)
{
	promise *p = NEW(w->a, promise);
	bool ended = s->until.p && w->in->date.p && str_cmp(s->until, w->in->date) < 0;
	*p = (promise){ .s = s, .path = waive_carried(w, s->path), .ended = ended };
	return p;
}

void book_open(waiving *w, const side *s, suppressions waivers, book *out)
{
	ptrdiff_t comments = 0, n = waivers.n;
	if (!w->renames.at)
		learn_renames(w);
	for (ptrdiff_t i = 0; i < s->files.n; i++)
		comments += is_judged(&s->files.at[i]) ? s->files.at[i].env->ignores.n : 0;
	*out = (book){ 0 };
	out->comments.at = NEW_N(w->a, promise *, comments);
	out->by_package.at = NEW_N(w->a, promise *, comments);
	out->by_line.at = NEW_N(w->a, promise *, comments);
	out->waivers.at = NEW_N(w->a, promise *, n);
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		for (ptrdiff_t k = 0; is_judged(f) && k < f->env->ignores.n; k++) {
			promise *p = promise_of(w, &f->env->ignores.at[k]);
			out->comments.at[out->comments.n++] = p;
			out->by_line.at[out->by_line.n++] = p;
			if (p->s->package.n)
				out->by_package.at[out->by_package.n++] = p;
		}
	}
	for (ptrdiff_t i = 0; i < n; i++) {
		promise *p = promise_of(w, &waivers.at[i]);
		p->package = p->s->package.n ? pep503_normalize(w->a, p->s->package) : (str){ 0 };
		out->waivers.at[out->waivers.n++] = p;
	}
	order(w->a, out);
}

/* Absent and empty are two things. */
static int cmp_optional(str x, str y)
{
	int c = by_number(x.p != NULL, y.p != NULL);
	return c ? c : str_cmp(x, y);
}

/* Identity (product: section 4a, point 0). */
static int cmp_identity(const promise *x, const promise *y)
{
	int c = cmp_package(x, y);
	if (c == 0)
		c = cmp_optional(x->s->until, y->s->until);
	return c ? c : cmp_optional(x->s->reason, y->s->reason);
}

static int by_identity(const void *px, const void *py)
{
	const promise *x = *(promise *const *)px, *y = *(promise *const *)py;
	int c = cmp_identity(x, y);
	return c ? c : str_cmp(x->s->beside, y->s->beside);
}

/* Whether sorted holds p; with the line that it stands beside, or whatever that is. */
static bool holds(const promises *sorted, const promise *p, bool beside)
{
	ptrdiff_t lo = 0, hi = sorted->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = beside ? by_identity(&sorted->at[mid], &p) : cmp_identity(sorted->at[mid], p);
		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static void compare(arena *a, const promises *one, const promises *other)
{
	promises sorted = { .at = NEW_N(a, promise *, other->n), .n = other->n };
	for (ptrdiff_t i = 0; i < other->n; i++)
		sorted.at[i] = other->at[i];
	sort_runs(a, sorted.at, sorted.n, (ptrdiff_t)sizeof *sorted.at, by_identity);
	for (ptrdiff_t i = 0; i < one->n; i++) {
		promise *p = one->at[i];
		p->fresh_line = !holds(&sorted, p, true);
		p->fresh = p->s->package.n || !p->s->is_inline ? !holds(&sorted, p, false) : p->fresh_line;
	}
}

void book_compare(arena *a, book *one, const book *other)
{
	compare(a, &one->comments, &other->comments);
	compare(a, &one->waivers, &other->waivers);
	order(a, one);
}

/* The first of a run that equals want, which is what counts; NULL: none. */
static promise *first(const promises *list, const promise *want, int (*cmp)(const promise *, const promise *))
{
	ptrdiff_t lo = 0, hi = list->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (cmp(list->at[mid], want) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < list->n && cmp(list->at[lo], want) == 0 ? list->at[lo] : NULL;
}

int book_comments(const book *b, const finding *f, str path, promise *out[3])
{
	static const manager managers[] = { MANAGER_CONDA, MANAGER_PIP };
	suppression s = { .rule = f->rule, .package = f->package, .covers_line = f->at.line };
	promise want = { .s = &s, .path = path }, *found;
	int n = 0;
	for (int i = 0; f->package.n && i < 2; i++) {
		s.manager = managers[i];
		if (f->manager != MANAGER_NONE && f->manager != managers[i])
			continue;
		if ((found = first(&b->by_package, &want, cmp_package)) != NULL)
			out[n++] = found;
	}
	if (!f->package.n && f->at.line > 0 && (found = first(&b->by_line, &want, cmp_line)) != NULL)
		out[n++] = found;
	return n;
}

bool waiver_covers(arena *a, const promise *p, const finding *f, str path)
{
	if (p->s->rule != f->rule || f->rule == RULE_file_policy)
		return false;
	if (p->s->manager != MANAGER_NONE && f->manager != MANAGER_NONE && p->s->manager != f->manager)
		return false;
	if (p->package.n) {
		bool same = str_eq_nocase(p->s->package, f->package);
		if (!same && f->manager == MANAGER_PIP)
			same = str_eq(p->package, pep503_normalize(a, f->package));
		if (!same)
			return false;
	}
	return path_match(p->s->path, path);
}
