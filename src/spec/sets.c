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

/* A spec's constraint in its manager's form; both NULL: every version. */
typedef struct asked {
	const pep440_set *pip;
	const version_spec *conda;
} asked;

static asked asked_of(arena *a, const spec *s)
{
	if (s->manager == MANAGER_PIP)
		return (asked){ .pip = s->pip ? s->pip->set : NULL };
	return (asked){ .conda = s->conda ? matchspec_constraint(a, s->conda) : NULL };
}

static bool has(arena *a, asked s, str version)
{
	if (s.pip)
		return pep440_set_has(a, s.pip, version, true);
	return !s.conda || version_spec_match(a, s.conda, version) == MATCH_YES;
}

static void add_witnesses(arena *a, asked s, strs *out)
{
	if (s.pip)
		pep440_set_witnesses(a, s.pip, out);
	else if (s.conda)
		version_spec_witnesses(a, s.conda, out);
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
	asked of_x = asked_of(a, x), of_y = asked_of(a, y);
	strs tries = { 0 };
	add_witnesses(a, of_x, &tries);
	add_witnesses(a, of_y, &tries);
	if (tries.n > MAX_WITNESSES)
		return SETS_OVERLAP;
	bool both = false, only_x = false, only_y = false;
	for (ptrdiff_t i = 0; i < tries.n; i++) {
		bool in_x = has(a, of_x, tries.at[i]), in_y = has(a, of_y, tries.at[i]);
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

static bool is_in_all(arena *a, const asked *all, ptrdiff_t n, str version)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (!has(a, all[i], version))
			return false;
	return true;
}

bool sets_meet(arena *a, const spec *const *all, ptrdiff_t n)
{
	strs tries = { 0 };
	asked *constraints = NEW_N(a, asked, n);
	for (ptrdiff_t i = 0; i < n && tries.n <= MAX_WITNESSES; i++) {
		if (url_of(all[i]).p)
			continue;
		constraints[i] = asked_of(a, all[i]);
		add_witnesses(a, constraints[i], &tries);
	}
	if (tries.n == 0 || tries.n > MAX_WITNESSES)
		return true;
	for (ptrdiff_t i = 0; i < tries.n; i++)
		if (is_in_all(a, constraints, n, tries.at[i]))
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
