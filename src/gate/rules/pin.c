/* pin: rules about how firmly one entry holds its version. What several entries of one name say
 * together is in pin_pairs.c.
 *
 * The severity of a missing version is the heart of a quiet gate: five real projects have no version
 * on three entries of four, so a missing version is an error only for what breaks a GPU project, and
 * in a file whose other entries show that its people do write versions. */
#include "gate/cuda_facts.h"
#include "gate/policy_names.h"
#include "gate/rule.h"

#include "spec/matchspec.h"
#include "spec/names.h"
#include "spec/pep508.h"
#include "spec/strength.h"

/* What a version rule speaks about: a named package that a version could be written for. */
static bool has_version_slot(const spec *s)
{
	if (s->name.n == 0 || str_eq(s->name, S("*")) || str_starts(s->name, S("__")))
		return false; /* "__glibc" is a property of the machine */
	return !s->pip || (!s->pip->url.n && !s->pip->is_path);
}

static bool is_core(const visit *v, const spec *s)
{
	return policy_is_core(v->policy, s->manager, s->name);
}

static void hint_version(visit *v, finding *f)
{
	const spec *s = v->spec;
	if (s->manager == MANAGER_PIP)
		report_hint(v, f,
		            "write '%.*s==VERSION' with the version that `pip show %.*s` prints",
		            SARG(s->name), SARG(s->name));
	else if (s->build.n > 0)
		report_hint(
			v, f,
			"write '%.*s=VERSION=%.*s' with the version that `conda list '^%.*s$'` prints",
			SARG(s->name), SARG(s->build), SARG(s->name));
	else
		report_hint(
			v, f,
			"write '%.*s=VERSION' with the version that `conda list '^%.*s$'` prints",
			SARG(s->name), SARG(s->name));
}

/* Another entry of the same name that counts wherever this one counts and does hold a version: conda
 * and pip obey both, so the package is pinned (and pin/duplicate speaks of the two lines). */
static bool is_pinned_elsewhere(const visit *v, const spec *s)
{
	ptrdiff_t lo = 0, hi = v->by_name.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(v->by_name.at[mid]->name, s->name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	enum { LOOK_AT = 100 };
	for (int k = 0; k < LOOK_AT && lo < v->by_name.n; k++, lo++) {
		const spec *o = v->by_name.at[lo];
		if (!str_eq(o->name, s->name))
			return false;
		bool everywhere = (o->platforms & s->platforms) == s->platforms &&
		                  (!o->pip || !o->pip->marker);
		if (o->manager == s->manager && o->pin > PIN_OPEN && everywhere)
			return true;
	}
	return false;
}

void rule_pin_missing(visit *v)
{
	const spec *s = v->spec;
	if (s->pin != PIN_NONE || v->covered || !has_version_slot(s) || is_pinned_elsewhere(v, s))
		return;
	if (cuda_version_holds(v->file->env, s))
		return;
	finding *f =
		report_at(v, s->at, s->name, s->canonical, "'%.*s' has %s, and no lock covers it",
	                  SARG(s->name), s->build.n > 0 ? "a build but no version" : "no version");
	bool small = names_is_tool(s->name) || names_is_python(s->name);
	if (!is_core(v, s) && (small || !v->pinned_file))
		report_as(v, f, WARNING);
	hint_version(v, f);
}

/* The low end's first number plus one, as the usual cap; -1 where that makes no sense: calendar
 * versions, epochs, no low end. */
static int next_major(visit *v, const spec *s)
{
	bounds b = { 0 };
	const version_spec *constraint = s->conda ? matchspec_constraint(v->a, s->conda) : NULL;
	if (constraint)
		b = version_spec_bounds(v->a, constraint);
	else if (s->pip && s->pip->set)
		b = pep440_set_bounds(v->a, s->pip->set);
	str low = b.low.version;
	int major = 0;
	ptrdiff_t i = 0;
	while (i < low.n && i < 4 && is_digit(low.p[i]))
		major = major * 10 + (low.p[i++] - '0');
	return i == 0 || i == 4 || (i < low.n && low.p[i] != '.') ? -1 : major + 1;
}

void rule_pin_open(visit *v)
{
	const spec *s = v->spec;
	if (s->pin != PIN_OPEN || v->covered || !has_version_slot(s))
		return;
	finding *f = report_at(v, s->at, s->name, s->canonical,
	                       "'%.*s' has no upper bound, and no lock covers it", SARG(s->raw));
	int cap = f ? next_major(v, s) : -1;
	if (cap >= 0)
		report_hint(v, f,
		            "write '%.*s%.*s,<%d', or the first version that you have not tried",
		            SARG(s->name), SARG(s->version), cap);
	else
		report_hint(v, f, "add an upper bound: '%.*s%.*s,<VERSION'", SARG(s->name),
		            SARG(s->version));
}

void rule_pin_build(visit *v)
{
	const spec *s = v->spec;
	if (s->manager != MANAGER_CONDA || !build_is_platform(s->build))
		return;
	finding *f = report_at(v, s->at, s->name, s->build,
	                       "'%.*s' pins the build '%.*s', which exists on one platform only",
	                       SARG(s->name), SARG(s->build));
	report_hint(
		v, f,
		"drop the build: `conda env export --no-builds` writes the file without them; a variant can "
		"stay as a glob such as '*cuda*'");
}
