/* installed_index: see installed_index.h. Sorted arrays and binary search, because a prefix may hold
 * 20,000 packages and 400,000 modules. */
#include "gate/installed_index.h"

#include "spec/pep508.h"

#include <stdlib.h>

static int by_name(const void *px, const void *py)
{
	const name_row *x = px, *y = py;
	int c = str_cmp(x->name, y->name);
	return c ? c : (x->package > y->package) - (x->package < y->package);
}

static void sort_rows(name_rows *rows)
{
	if (rows->n > 1)
		qsort(rows->at, (size_t)rows->n, sizeof *rows->at, by_name);
}

installed_index installed_index_of(arena *a, const installed *there)
{
	installed_index x = { .all = &there->packages };
	x.reached = NEW_N(a, bool, there->packages.n);
	x.needed = NEW_N(a, bool, there->packages.n);
	x.declared = NEW_N(a, bool, there->packages.n);
	for (ptrdiff_t i = 0; i < there->packages.n; i++) {
		const installed_package *p = &there->packages.at[i];
		for (ptrdiff_t k = 0; k < p->dists.n; k++)
			*LIST_PUSH(a, &x.dists) = (name_row){ p->dists.at[k], i };
		for (ptrdiff_t k = 0; k < p->modules.n; k++)
			*LIST_PUSH(a, &x.modules) = (name_row){ p->modules.at[k], i };
	}
	sort_rows(&x.dists);
	sort_rows(&x.modules);
	return x;
}

static int cmp_package(const installed_package *p, manager m, str name)
{
	return p->manager != m ? (int)p->manager - (int)m : str_cmp(p->name, name);
}

const installed_package *installed_find(const installed_index *x, manager m, str name)
{
	ptrdiff_t lo = 0, hi = x->all->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (cmp_package(&x->all->at[mid], m, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	bool hit = lo < x->all->n && cmp_package(&x->all->at[lo], m, name) == 0;
	return hit ? &x->all->at[lo] : NULL;
}

ptrdiff_t name_rows_find(const name_rows *rows, str name, ptrdiff_t *first)
{
	ptrdiff_t lo = 0, hi = rows->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(rows->at[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*first = lo;
	while (hi < rows->n && str_eq(rows->at[hi].name, name))
		hi++;
	return hi - lo;
}

const installed_package *installed_find_dist(const installed_index *x, str name)
{
	ptrdiff_t first;
	const installed_package *p = installed_find(x, MANAGER_PIP, name);
	if (p || name_rows_find(&x->dists, name, &first) == 0)
		return p;
	return &x->all->at[x->dists.at[first].package];
}

/* "numpy" of "numpy >=1.21,<3", "numpy[extra]>=1; python_version<'4'"; the channel in front left out. */
static str name_in(str text)
{
	ptrdiff_t colons = str_find(text, S("::")), n = 0;
	str s = str_trim(colons >= 0 ? str_from(text, colons + 2) : text);
	while (n < s.n && (is_alnum(s.p[n]) || s.p[n] == '-' || s.p[n] == '_' || s.p[n] == '.'))
		n++;
	return str_head(s, n);
}

static const installed_package *needed_by(arena *a, const installed_index *x, manager m, str text)
{
	str name = name_in(text);
	if (!name.n)
		return NULL;
	if (m == MANAGER_PIP)
		return installed_find_dist(x, pep503_normalize(a, name));
	return installed_find(x, MANAGER_CONDA, arena_lower(a, name));
}

typedef LIST(ptrdiff_t) indices;

/* What is needed by what, resolved once: the edges of package i are to[from[i] .. from[i + 1]). */
typedef struct edges {
	ptrdiff_t *from;
	indices to;
} edges;

static edges edges_of(arena *a, const installed_index *x)
{
	edges e = { .from = NEW_N(a, ptrdiff_t, x->all->n + 1) };
	for (ptrdiff_t i = 0; i < x->all->n; i++) {
		const installed_package *p = &x->all->at[i];
		e.from[i] = e.to.n;
		for (ptrdiff_t k = 0; k < p->needs.n; k++) {
			const installed_package *q = needed_by(a, x, p->manager, p->needs.at[k]);
			if (q && q != p)
				*LIST_PUSH(a, &e.to) = q - x->all->at;
		}
		if (p->over) /* what pip replaced is there because the same entry wants it */
			*LIST_PUSH(a, &e.to) = p->over - x->all->at;
	}
	e.from[x->all->n] = e.to.n;
	return e;
}

/* Marks in set what the packages in it lead to; with only_empty only through those without modules. */
static void spread(arena *a, const installed_index *x, const edges *e, bool *set, bool only_empty)
{
	indices todo = { 0 };
	for (ptrdiff_t i = 0; i < x->all->n; i++)
		if (set[i])
			*LIST_PUSH(a, &todo) = i;
	for (ptrdiff_t t = 0; t < todo.n; t++) {
		ptrdiff_t i = todo.at[t];
		if (only_empty && x->all->at[i].modules.n > 0)
			continue;
		for (ptrdiff_t k = e->from[i]; k < e->from[i + 1]; k++) {
			ptrdiff_t q = e->to.at[k];
			if (!set[q])
				*LIST_PUSH(a, &todo) = q;
			set[q] = true;
		}
	}
}

void installed_spread(arena *a, installed_index *x)
{
	edges e = edges_of(a, x);
	for (ptrdiff_t i = 0; i < x->all->n; i++)
		x->reached[i] = x->declared[i];
	for (ptrdiff_t k = 0; k < e.to.n; k++)
		x->needed[e.to.at[k]] = true;
	spread(a, x, &e, x->reached, false);
	spread(a, x, &e, x->declared, true);
}
