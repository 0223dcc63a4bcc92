/* strength_conda: how firmly a MatchSpec pins. A whole build or a hash names one package, so they
 * make a pin firmer; a build glob picks a flavour (cuda12*) and never does. */
#include "spec/strength.h"

/* What the bounds of a plain spec would say, without making them. */
static strength of_plain_version(str version)
{
	if (!version.p)
		return PIN_NONE;
	if (str_ends(version, S(".*")))
		return PIN_PREFIX;
	if (is_digit(version.p[0]))
		return PIN_EXACT;
	return str_find_byte(version, '<') >= 0 ? PIN_BOUNDED : PIN_OPEN;
}

static strength of_version(arena *a, const matchspec *m)
{
	if (m->plain)
		return of_plain_version(m->version);
	const version_spec *constraint = matchspec_constraint(a, m);
	if (!constraint)
		return PIN_NONE;
	bounds b = version_spec_bounds(a, constraint);
	if (b.any)
		return PIN_NONE;
	if (b.exact)
		return PIN_EXACT;
	if (b.prefix)
		return PIN_PREFIX;
	return b.high.version.p ? PIN_BOUNDED : PIN_OPEN;
}

static bool has_whole_build(const matchspec *m)
{
	return m->build.n > 0 && str_find_byte(m->build, '*') < 0 && m->build.p[0] != '^';
}

/* A build belongs to one version, so together with a prefix it names one package; beside a range it
 * may exist for many versions, but it cannot move without somebody writing it anew. */
strength strength_conda(arena *a, const matchspec *m)
{
	strength pin = of_version(a, m);
	const matchspec_rare *r = m->rare;
	if (r->md5.p || r->sha256.p || r->url.p || r->fn.p)
		return PIN_EXACT;
	if (has_whole_build(m))
		return pin >= PIN_PREFIX ? PIN_EXACT : PIN_BOUNDED;
	return pin;
}
