/* pip_twin: one library from both managers.
 *
 * conda installs its copy, then pip writes its own over it, file by file: what remains is a mix of
 * two, and conda still lists the first. Names are compared as libraries (torch is pytorch, and
 * matplotlib-base stands for matplotlib; gate/policy_names.h), sorted, so that a long file costs
 * n log n. A pip entry that points at a repository or a folder is an override that somebody meant,
 * and one that conda's copy satisfies already ("numpy=1.26.4" and "numpy==1.26.4", as conda env export
 * writes them at times) makes pip do nothing: notes. pip, setuptools and wheel are conda's own tools,
 * which pip upgrades all the time. */
#include "gate/policy_names.h"
#include "gate/rule.h"

#include "spec/matchspec.h"
#include "spec/names.h"
#include "spec/pep508.h"

#include <stdlib.h>

typedef struct keyed {
	str key; /* the library, with one spelling */
	const spec *spec;
} keyed;
typedef LIST(keyed) keyeds;

static int by_key(const void *px, const void *py)
{
	const keyed *x = px, *y = py;
	int c = str_cmp(x->key, y->key);
	return c ? c : (x->spec->at.beg > y->spec->at.beg) - (x->spec->at.beg < y->spec->at.beg);
}

/* The first of sorted whose key is not before. */
static ptrdiff_t find(const keyeds *sorted, str key)
{
	ptrdiff_t lo = 0, hi = sorted->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(sorted->at[mid].key, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* sys_platform == "win32" and the like: where the entry counts is not known. */
static bool has_marker(const spec *s)
{
	return s->pip && s->pip->marker_text.n > 0;
}

static bool is_override(const spec *s)
{
	return s->pip && (s->pip->vcs != VCS_NOT || s->pip->is_path || s->pip->editable ||
	                  str_starts(s->pip->url, S("file:")));
}

/* Whether pip finds conda's copy under the name that it asks for: a mapped name has another one. */
static bool is_seen_by_pip(const spec *conda, const spec *pip)
{
	str library = names_library(conda->name);
	return names_spelled_alike(library, pip->name) ||
	       (str_eq(library, S("pytorch")) && str_eq(pip->name, S("torch")));
}

static int dots_in(str version)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < version.n; i++)
		n += version.p[i] == '.';
	return n;
}

/* Whether whatever version conda installs is one that pip's entry accepts, so that pip says "already
 * satisfied". "=1.26" may become 1.26.4; "=1.26.4" is taken for 1.26.4. */
static bool is_satisfied(arena *a, const spec *conda, const spec *pip)
{
	const requirement *r = pip->pip;
	if (!r || !r->set || r->url.n > 0 || !is_seen_by_pip(conda, pip))
		return false;
	if (pep440_set_is_empty(r->set))
		return true;
	const version_spec *range = conda->conda ? matchspec_constraint(a, conda->conda) : NULL;
	bounds b = range ? version_spec_bounds(a, range) : (bounds){ 0 };
	str low = b.low.version;
	if (!low.p || !b.low.included || !pep440_set_has(a, r->set, low, true))
		return false;
	if (b.exact || (b.prefix && dots_in(low) > 1))
		return true;
	if (b.prefix)
		return pep440_set_has(a, r->set, arena_cat(a, low, S(".9999")), true);
	return !pep440_set_bounds(a, r->set).high.version.p;
}

static void report_twin(visit *v, const spec *conda, const spec *pip)
{
	v->spec = pip;
	/* Not the versions: raising one of two twins makes no new pair. */
	bool satisfied = is_satisfied(v->a, conda, pip);
	str evidence = arena_printf(v->a, "conda %.*s & pip %.*s%s", SARG(conda->name), SARG(pip->name),
	                            satisfied ? ", satisfied" : "");
	finding *f = report_at(v, pip->at, pip->name, evidence,
	                       "'%.*s' is conda's '%.*s' on line %d: %s", SARG(pip->name),
	                       SARG(conda->name), conda->at.line,
	                       satisfied ? "pip will find conda's copy and do nothing"
	                                 : "pip writes its copy over conda's");
	if (satisfied || is_override(pip))
		report_as(v, f, NOTE);
	report_hint(v, f, "keep one: delete '%.*s' on line %d, or this entry", SARG(conda->raw),
	            conda->at.line);
	v->spec = NULL;
}

/* How many entries of one library are looked at for a common platform. */
enum { LOOK_AT = 100 };

static const spec *twin_of(const keyeds *conda, str key, const spec *pip)
{
	ptrdiff_t i = find(conda, key);
	for (int k = 0; k < LOOK_AT && i < conda->n && str_eq(conda->at[i].key, key); k++, i++)
		if (conda->at[i].spec->platforms & pip->platforms)
			return conda->at[i].spec;
	return NULL;
}

static bool has_both(const entry_list *all)
{
	bool pip = false, conda = false;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		pip |= all->at[i]->manager == MANAGER_PIP;
		conda |= all->at[i]->manager == MANAGER_CONDA;
	}
	return pip && conda;
}

void rule_pip_twin(visit *v)
{
	keyeds conda = { 0 };
	if (!has_both(&v->by_name))
		return;
	for (ptrdiff_t i = 0; i < v->by_name.n; i++) {
		const spec *s = v->by_name.at[i];
		if (s->manager == MANAGER_CONDA && s->platforms)
			*LIST_PUSH(v->a, &conda) = (keyed){ policy_library(v->a, v->policy, s->manager, s->name), s };
	}
	if (conda.n > 1)
		qsort(conda.at, (size_t)conda.n, sizeof *conda.at, by_key);
	for (ptrdiff_t i = 0; i < v->by_name.n; i++) {
		const spec *s = v->by_name.at[i];
		if (s->manager != MANAGER_PIP || has_marker(s) || names_is_tool(s->name) ||
		    names_is_namesake(s->name))
			continue;
		const spec *other = twin_of(&conda, policy_library(v->a, v->policy, s->manager, s->name), s);
		if (other)
			report_twin(v, other, s);
	}
}
