/* env: files that belong together and say different things.
 *
 * Whether two constraints are the same set is asked of the exact matchers (spec/sets.h), because ">=0.49"
 * and ">=0.49.0" are one set, and people write both. A package that a file names several times (a matrix
 * of selectors) is left alone: there is no one pin to compare. */
#include "gate/meet.h"
#include "gate/policy_names.h"
#include "gate/rule.h"

#include "base/sort.h"
#include "spec/names.h"
#include "spec/pep508.h"

#include <stdlib.h>

/* An entry of a member. */
typedef struct entry_of {
	const spec *spec;
	const file *file;
	ptrdiff_t member;
} entry_of;
typedef LIST(entry_of) entries_of;

static int by_package(const void *px, const void *py)
{
	const entry_of *x = px, *y = py;
	int c = str_cmp(x->spec->name, y->spec->name);
	if (c == 0)
		c = (int)x->spec->manager - (int)y->spec->manager;
	return c ? c : (x->member > y->member) - (x->member < y->member);
}

static bool is_one_package(const entry_of *x, const entry_of *y)
{
	return x->spec->manager == y->spec->manager && str_eq(x->spec->name, y->spec->name);
}

static entries_of entries_of_members(arena *a, const family *f)
{
	entries_of out = { 0 };
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const env *e = f->members.at[i].file->env;
		for (ptrdiff_t k = 0; e && e->is_environment && k < e->specs.n; k++)
			if (meet_has_set(&e->specs.at[k]))
				*LIST_PUSH(a, &out) = (entry_of){ &e->specs.at[k], f->members.at[i].file, i };
	}
	sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_package);
	return out;
}

static bool may_differ(const visit *v, const spec *s)
{
	const strs *list = &v->family->policy->may_differ;
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (policy_same_library(v->policy, MANAGER_CONDA, list->at[i], s->manager, s->name) ||
		    str_eq_nocase(list->at[i], s->name))
			return true;
	return false;
}

static void tell_disagree(visit *v, const entry_of *first, const entry_of *other)
{
	const spec *x = first->spec, *y = other->spec;
	v->file = other->file;
	v->spec = y;
	str evidence = arena_printf(v->a, "%.*s %.*s: %.*s", SARG(y->version), SARG(first->file->path), SARG(x->version));
	finding *f = report_at(v, y->at, y->name, evidence, "'%.*s' is pinned differently than in %.*s, line %d (%.*s)",
	                       SARG(y->raw), SARG(first->file->path), x->at.line, SARG(x->raw));
	report_hint(v, f, "write '%.*s' in both, or let .envgate.yml say that they may differ: "
	                  "families: [{ name: %.*s, may-differ: [%.*s] }]",
	            SARG(x->raw), SARG(v->family->name), SARG(y->name));
}

/* All entries of one package in a family: the first member's is what the others are held against. */
static void compare_members(visit *v, const entry_of *at, ptrdiff_t n)
{
	for (ptrdiff_t i = 1; i < n; i++)
		if (at[i].member == at[i - 1].member)
			return;
	if (may_differ(v, at[0].spec))
		return;
	for (ptrdiff_t i = 1; i < n; i++)
		if ((at[0].spec->platforms & at[i].spec->platforms) && meet_relation(at[0].spec, at[i].spec) != SETS_EQUAL)
			tell_disagree(v, &at[0], &at[i]);
}

void rule_env_disagree(visit *v)
{
	if (v->family->kind != FAMILY_POLICY || v->family->members.n < 2)
		return;
	entries_of all = entries_of_members(v->a, v->family);
	for (ptrdiff_t beg = 0; beg < all.n;) {
		ptrdiff_t end = beg + 1;
		while (end < all.n && is_one_package(&all.at[beg], &all.at[end]))
			end++;
		compare_members(v, all.at + beg, end - beg);
		beg = end;
	}
}

/* ---- env/requirements ---- */

/* A conda constraint as a pip requirement, so that one matcher can be asked; NULL where PEP 440 has no
 * words for it. rule_version_set gives "1.2.*" for a prefix and a bare version for an exact one. */
static const spec *as_pip(arena *a, const spec *s)
{
	if (s->manager == MANAGER_PIP)
		return s;
	str set = rule_version_set(a, s), rest = set, part, text = S("x");
	if (set.n == 0 || str_find_byte(set, '|') >= 0 || str_find_byte(set, '(') >= 0)
		return NULL;
	while (str_next(&rest, ',', &part)) {
		bool bare = part.n > 0 && is_digit(part.p[0]);
		text = arena_printf(a, "%.*s%s%s%.*s", SARG(text), text.n > 1 ? "," : "", bare ? "==" : "", SARG(part));
	}
	refusal why;
	const requirement *r = requirement_parse(a, text, &why);
	if (!r)
		return NULL;
	spec *out = NEW(a, spec);
	*out = (spec){ .manager = MANAGER_PIP, .name = s->name, .version = r->specifier, .pip = r, .pin = s->pin };
	return out;
}

static bool can_meet(arena *a, const spec *x, const spec *y)
{
	const spec *both[] = { as_pip(a, x), as_pip(a, y) };
	if (!both[0] || !both[1])
		return true;
	return meet_all(both, 2);
}

/* A declared entry by its library's one name. */
typedef struct named {
	str library;
	const spec *spec;
	const file *file;
} named;
typedef LIST(named) nameds;

static str library_of(visit *v, const spec *s)
{
	str name = s->manager == MANAGER_PIP ? policy_conda_of_pip(v->policy, s->name) : s->name;
	return names_spelling(v->a, name);
}

static int by_library(const void *px, const void *py)
{
	return str_cmp(((const named *)px)->library, ((const named *)py)->library);
}

static void tell_requirement(visit *v, const file *list, const spec *wanted, const named *declared)
{
	const spec *d = declared->spec;
	v->file = list;
	v->spec = wanted;
	str evidence = arena_printf(v->a, "%.*s %.*s: %.*s", SARG(wanted->version), SARG(declared->file->path),
	                            SARG(d->version));
	finding *f = report_at(v, wanted->at, wanted->name, evidence,
	                       "'%.*s' cannot be met together with '%.*s' in %.*s, line %d", SARG(wanted->raw),
	                       SARG(d->raw), SARG(declared->file->path), d->at.line);
	report_hint(v, f, "let one of them name the other's version");
}

void rule_env_requirements(visit *v)
{
	const family *g = v->family;
	nameds all = { 0 };
	for (ptrdiff_t i = 0; g->requirements.n && i < g->declared.n; i++)
		if (meet_has_set(&g->declared.at[i]))
			*LIST_PUSH(v->a, &all) =
				(named){ library_of(v, &g->declared.at[i]), &g->declared.at[i], g->declared_in.at[i] };
	sort_runs(v->a, all.at, all.n, (ptrdiff_t)sizeof *all.at, by_library);
	for (ptrdiff_t i = 0; all.n && i < g->requirements.n; i++) {
		const env *e = g->requirements.at[i]->env;
		for (ptrdiff_t k = 0; e && k < e->specs.n; k++) {
			const spec *s = &e->specs.at[k];
			named key = { .library = meet_has_set(s) ? library_of(v, s) : S("") };
			const named *found = bsearch(&key, all.at, (size_t)all.n, sizeof key, by_library);
			if (found && !can_meet(v->a, s, found->spec))
				tell_requirement(v, g->requirements.at[i], s, found);
		}
	}
}
