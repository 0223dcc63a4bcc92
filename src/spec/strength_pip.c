/* strength_pip: how firmly a pip requirement pins.
 *
 * Decisions. A direct URL or a path is exact: it names one file, and that its bytes may change is
 * what pip/unhashed-url says, not a missing version. An abbreviated commit id is as good as a
 * prefix: nobody moves it by pushing, so it is not PIN_MOVING, but a second commit may come to
 * begin with the same digits, so it is not exact either (pip/moving-ref warns). ~=1.4.2 is bounded,
 * as the pair of bounds it stands for; ==1.4.* names a prefix, whatever else narrows it. */
#include "spec/strength.h"

#include "spec/pep440_impl.h"

static strength strength_url(const requirement *r)
{
	switch (r->vcs) {
	case VCS_COMMIT:
		return PIN_EXACT;
	case VCS_SHORT:
		return PIN_PREFIX;
	case VCS_MOVING:
		return PIN_MOVING;
	case VCS_NOT:
		break;
	}
	return PIN_EXACT;
}

static bool has_prefix(const pep440_set *s)
{
	for (ptrdiff_t i = 0; i < s->n; i++)
		if (s->at[i].op == OP_EQ_PREFIX)
			return true;
	return false;
}

strength strength_pip(arena *a, const requirement *r)
{
	if (r->url.p || r->is_path)
		return strength_url(r);
	if (!r->set || pep440_set_is_empty(r->set))
		return PIN_NONE;
	bounds b = pep440_set_bounds(a, r->set);
	if (b.exact)
		return PIN_EXACT;
	if (has_prefix(r->set))
		return PIN_PREFIX;
	return b.high.version.p ? PIN_BOUNDED : PIN_OPEN;
}
