/* satisfy_names: conda's name for what a pyproject.toml asks for.
 *
 * conda-lock looks a project's name up in a table of the network (regro's cf-graph), and takes the name as it
 * is where that has no row. The table is not here, and our own is short; so the lock is asked: a name that the
 * project is likely to have, and that a Python package of the lock has, is the one. Where none has, the table
 * knows a name that nobody guesses, or the lock is stale, and that cannot be told apart offline. */
#include "gate/satisfy.h"

#include "base/sort.h"
#include "spec/names.h"

/* What an entry may be called, the likeliest first. */
enum { LIKELY = 4 };
static str likely_name(arena *a, str name, int which)
{
	if (which == 0)
		return name;
	if (which == 3)
		return arena_cat(a, S("python-"), name);
	if (str_find_byte(name, '-') < 0)
		return (str){ 0 };
	str copy = arena_str(a, name);
	char *p = arena_alloc(a, copy.n, 1);
	for (ptrdiff_t i = 0; i < copy.n; i++)
		p[i] = copy.p[i] == '-' ? (which == 1 ? '_' : '.') : copy.p[i];
	return (str){ p, copy.n };
}

typedef struct likely {
	manager manager;
	str name;
	ptrdiff_t spec;
	int rank;
} likely;
typedef LIST(likely) likelies;

static int by_name(const void *px, const void *py)
{
	const likely *x = px, *y = py;
	return x->manager != y->manager ? (int)x->manager - (int)y->manager : str_cmp(x->name, y->name);
}

static void push(arena *a, likelies *out, const likely *one)
{
	if (one->name.p)
		*LIST_PUSH(a, out) = *one;
}

static likelies likely_names(arena *a, const specs *all)
{
	likelies out = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const spec *s = &all->at[i];
		bool namesake = s->conda && names_is_namesake(s->name);
		if (!s->is_guess || namesake)
			continue;
		if (s->pip) {
			push(a, &out, &(likely){ MANAGER_PIP, s->name, i, 0 });
			push(a, &out, &(likely){ MANAGER_CONDA, s->name, i, 0 });
			push(a, &out, &(likely){ MANAGER_CONDA, names_conda_of_pip(s->name), i, 0 });
		}
		for (int k = 0; s->conda && k < LIKELY; k++)
			push(a, &out, &(likely){ MANAGER_CONDA, likely_name(a, s->name, k), i, k });
	}
	if (out.n > 1)
		sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_name);
	return out;
}

/* conda has libraries in C of the same name (zstd, lz4). */
static bool is_of_python(const locked *p)
{
	bool yes = p->manager == MANAGER_PIP || str_find(p->build, S("py")) >= 0;
	for (ptrdiff_t i = 0; i < p->needs_n && !yes; i++)
		yes = str_eq(p->needs[i].name, S("python"));
	return yes;
}

/* The lowest rank of an entry's names that the lock has; LIKELY: none. */
static void rank_names(const lock *l, const likelies *names, int *rank)
{
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		const locked *p = &l->packages.at[i];
		likely key = { .manager = p->manager, .name = p->name };
		ptrdiff_t lo = 0, hi = names->n;
		while (lo < hi) {
			ptrdiff_t mid = lo + (hi - lo) / 2;
			if (by_name(&names->at[mid], &key) < 0)
				lo = mid + 1;
			else
				hi = mid;
		}
		/* Entries of one name are few in a file that a person keeps; a hostile one is cut short. */
		enum { MAX_EQUAL = 32 };
		for (int k = 0; k < MAX_EQUAL && lo < names->n && by_name(&names->at[lo], &key) == 0; k++, lo++)
			if (names->at[lo].rank < rank[names->at[lo].spec] && is_of_python(p))
				rank[names->at[lo].spec] = names->at[lo].rank;
	}
}

/* Locks have main, dev and a few extras; of very many the rest counts as left out. */
static strs categories_of(arena *a, const family *f)
{
	enum { MAX_CATEGORIES = 64 };
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < f->locks.n; i++) {
		const lock *l = f->locks.at[i]->lock;
		for (ptrdiff_t k = 0; l && k < l->packages.n && out.n < MAX_CATEGORIES; k++)
			if (!strs_has(&out, l->packages.at[k].category))
				*LIST_PUSH(a, &out) = l->packages.at[k].category;
	}
	return out;
}

static void rename_entry(arena *a, spec *s, int rank)
{
	str name = likely_name(a, s->name, rank);
	str text = arena_cat(a, name, str_from(s->raw, s->name.n));
	const matchspec *m = matchspec_parse(a, text, NULL);
	if (!m || !m->name.p)
		return;
	s->name = m->name;
	s->conda = m;
	s->canonical = m->canonical;
}

specs satisfy_names(arena *a, const specs *all, const family *f)
{
	specs out = { 0 };
	likelies names = likely_names(a, all);
	strs categories = categories_of(a, f);
	int *rank = NEW_N(a, int, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++)
		rank[i] = LIKELY;
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		if (f->locks.at[i]->lock)
			rank_names(f->locks.at[i]->lock, &names, rank);
	LIST_RESERVE(a, &out, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		spec *s = LIST_PUSH(a, &out);
		*s = all->at[i];
		if (s->conda && rank[i] > 0 && rank[i] < LIKELY)
			rename_entry(a, s, rank[i]);
		s->is_guess = s->is_guess && rank[i] == LIKELY;
		s->may_miss |= !strs_has(&categories, s->environment) && !str_eq(s->environment, S("main"));
	}
	return out;
}
