/* sets: see sets.h. Both managers' matchers are the only judges here; this file only collects the
 * witnesses and counts who accepts which.
 *
 * The price is one match per witness and spec. A text of tens of thousands of operands would make
 * that quadratic, so above MAX_WITNESSES the answer is the cautious one: overlapping unless the
 * canonical texts are equal, and "they meet" (no real environment file has more than a hundred). */
#include "spec/sets.h"

#include "spec/matchspec.h"
#include "spec/pep508.h"

enum { MAX_WITNESSES = 2000 };

static const version_spec *conda_set(const spec *s)
{
	return s->conda ? s->conda->constraint : NULL;
}

static bool has(arena *a, const spec *s, str version)
{
	const pep440_set *set = s->manager == MANAGER_PIP && s->pip ? s->pip->set : NULL;
	if (s->manager == MANAGER_PIP)
		return !set || pep440_set_has(a, set, version, true);
	const version_spec *c = conda_set(s);
	return !c || version_spec_match(a, c, version) == MATCH_YES;
}

static void add_witnesses(arena *a, const spec *s, strs *out)
{
	if (s->manager == MANAGER_PIP && s->pip && s->pip->set)
		pep440_set_witnesses(a, s->pip->set, out);
	else if (s->manager != MANAGER_PIP && conda_set(s))
		version_spec_witnesses(a, conda_set(s), out);
}

/* A direct reference has one version, which we do not know. */
static str url_of(const spec *s)
{
	return s->pip ? s->pip->url : (str){ 0 };
}

static set_relation compare_urls(const spec *x, const spec *y)
{
	return str_eq(url_of(x), url_of(y)) ? SETS_EQUAL : SETS_OVERLAP;
}

set_relation sets_compare(arena *a, const spec *x, const spec *y)
{
	if (url_of(x).p || url_of(y).p)
		return compare_urls(x, y);
	if (str_eq(x->version, y->version))
		return SETS_EQUAL;
	strs tries = { 0 };
	add_witnesses(a, x, &tries);
	add_witnesses(a, y, &tries);
	if (tries.n > MAX_WITNESSES)
		return SETS_OVERLAP;
	bool both = false, only_x = false, only_y = false;
	for (ptrdiff_t i = 0; i < tries.n; i++) {
		bool in_x = has(a, x, tries.at[i]), in_y = has(a, y, tries.at[i]);
		both |= in_x && in_y;
		only_x |= in_x && !in_y;
		only_y |= in_y && !in_x;
	}
	if (!only_x && !only_y)
		return SETS_EQUAL;
	if (!both)
		return SETS_DISJOINT;
	return only_x && only_y ? SETS_OVERLAP : only_x ? SETS_SUPERSET : SETS_SUBSET;
}

static bool is_in_all(arena *a, const spec *const *all, ptrdiff_t n, str version)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (!url_of(all[i]).p && !has(a, all[i], version))
			return false;
	return true;
}

bool sets_meet(arena *a, const spec *const *all, ptrdiff_t n)
{
	strs tries = { 0 };
	for (ptrdiff_t i = 0; i < n && tries.n <= MAX_WITNESSES; i++)
		if (!url_of(all[i]).p)
			add_witnesses(a, all[i], &tries);
	if (tries.n == 0 || tries.n > MAX_WITNESSES)
		return true;
	for (ptrdiff_t i = 0; i < tries.n; i++)
		if (is_in_all(a, all, n, tries.at[i]))
			return true;
	return false;
}

static int compare_bytes(str x, str y)
{
	int c = str_cmp(x, y);
	return (c > 0) - (c < 0);
}

int sets_version_cmp(arena *a, manager m, str x, str y)
{
	if (m == MANAGER_PIP) {
		const pep440_version *l = pep440_parse(a, x, NULL), *r = pep440_parse(a, y, NULL);
		return l && r ? pep440_cmp(l, r) : compare_bytes(x, y);
	}
	const conda_version *l = conda_version_parse(a, x, NULL);
	const conda_version *r = conda_version_parse(a, y, NULL);
	return l && r ? conda_version_cmp(l, r) : compare_bytes(x, y);
}
