/* two_ways: whether the short way through a MatchSpec gives what the long way gives, for the
 * conformance runner (every vector) and the fuzzer (every input). */
#ifndef TESTS_TWO_WAYS_H
#define TESTS_TWO_WAYS_H

#include "spec/matchspec_in.h"
#include "spec/strength.h"

static inline bool is_same(str x, str y)
{
	return (x.p != NULL) == (y.p != NULL) && str_eq(x, y);
}

static inline bool says_nothing_rare(const matchspec_rare *r)
{
	return !r->channel.p && !r->subdir.p && !r->build_number.p && !r->track_features.n && !r->features.n && !r->extras.n &&
	       !r->flags.n && !r->url.p && !r->fn.p && !r->md5.p && !r->sha256.p && !r->license.p &&
	       !r->license_family.p && !r->when.p;
}

static inline bool is_same_constraint(const version_spec *x, const version_spec *y)
{
	if (!x || !y)
		return x == y;
	return is_same(version_spec_str(x), version_spec_str(y)) &&
	       version_spec_is_exact(x) == version_spec_is_exact(y);
}

/* True also for a text that is not plain. */
static inline bool is_same_two_ways(arena *a, str text, const package_record *record)
{
	const matchspec *x = matchspec_plain(a, text);
	const matchspec *y = x ? matchspec_parse_any(a, text, NULL) : NULL;
	if (!x || !y)
		return !x;
	bool texts = is_same(x->name, y->name) && is_same(x->version, y->version) &&
	             is_same(x->build, y->build) && is_same(x->canonical, y->canonical);
	bool places = x->name_beg == y->name_beg && x->name_end == y->name_end;
	return texts && places && says_nothing_rare(x->rare) && says_nothing_rare(y->rare) &&
	       strength_conda(a, x) == strength_conda(a, y) &&
	       is_same_constraint(matchspec_constraint(a, x), matchspec_constraint(a, y)) &&
	       matchspec_match(a, x, record) == matchspec_match(a, y, record);
}

#endif
