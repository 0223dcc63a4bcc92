/* meet: see meet.h. Each question has an arena of its own. */
#include "gate/meet.h"

#include "base/limits.h"
#include "spec/pep508.h"

static arena *scratch_open(void)
{
	return arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
}

set_relation meet_relation(const spec *x, const spec *y)
{
	if (x->manager == y->manager && str_eq(x->version, y->version))
		return SETS_EQUAL;
	arena *scratch = scratch_open();
	set_relation found = sets_compare(scratch, x, y);
	arena_close(scratch);
	return found;
}

bool meet_all(const spec *const *all, ptrdiff_t n)
{
	arena *scratch = scratch_open();
	bool yes = sets_meet(scratch, all, n);
	arena_close(scratch);
	return yes;
}

bool meet_has_set(const spec *s)
{
	bool url = s->pip && (s->pip->url.n > 0 || s->pip->is_path);
	return (s->conda || s->pip) && s->name.n > 0 && s->pin >= PIN_OPEN && !url;
}
