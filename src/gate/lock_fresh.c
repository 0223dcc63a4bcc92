/* lock_fresh: see lock_fresh.h. A change touches a few packages of thousands, and what a rule asks about
 * the others has been answered: nothing happened to them. Both locks are walked side by side in file order,
 * which tools keep; a package that is gone or new puts one of them a few steps ahead, so a few steps are
 * looked forward. */
#include "gate/lock_fresh.h"

enum { MAX_AHEAD = 64 };

static bool is_just_so(const locked *x, const locked *y)
{
	return str_eq(x->md5, y->md5) && str_eq(x->sha256, y->sha256) && str_eq(x->url, y->url) &&
	       str_eq(x->name, y->name) && x->needs_n == y->needs_n && x->manager == y->manager &&
	       x->is_virtual == y->is_virtual && x->is_source == y->is_source &&
	       str_eq(x->platform, y->platform) && str_eq(x->environment, y->environment);
}

locked_list lock_fresh(arena *a, const lock *now, const lock *base)
{
	locked_list out = { .at = NEW_N(a, const locked *, now->packages.n) };
	ptrdiff_t next = 0, base_n = base ? base->packages.n : 0;
	for (ptrdiff_t i = 0; i < now->packages.n; i++) {
		const locked *p = &now->packages.at[i];
		ptrdiff_t k = next, end = base_n - next < MAX_AHEAD ? base_n : next + MAX_AHEAD;
		while (k < end && !is_just_so(p, &base->packages.at[k]))
			k++;
		if (k < end)
			next = k + 1;
		else
			out.at[out.n++] = p;
	}
	return out;
}
