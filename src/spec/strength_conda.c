/* strength_conda: how firmly a MatchSpec pins. A whole build or a hash names one package, so they
 * make a pin firmer; a build glob picks a flavour (cuda12*) and never does. */
#include "spec/strength.h"

static strength of_version(arena *a, const matchspec *m)
{
	if (!m->constraint)
		return PIN_NONE;
	bounds b = version_spec_bounds(a, m->constraint);
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
	if (m->md5.p || m->sha256.p || m->url.p || m->fn.p)
		return PIN_EXACT;
	if (has_whole_build(m))
		return pin >= PIN_PREFIX ? PIN_EXACT : PIN_BOUNDED;
	return pin;
}
