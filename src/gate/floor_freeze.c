/* floor_freeze: whether a repository freezes at least what the floor freezes.
 *
 * Every freeze that names a package has to be satisfied, so the days on which it may change are those
 * that all of them leave open. They are compared day by day: windows may overlap, touch, and run over
 * new year, and a set of 366 bits needs no cases for that. */
#include "gate/floor_in.h"

#include "base/sort.h"

/* Bit d of month m: the package may change on that day. */
typedef struct open_days {
	unsigned month[12];
} open_days;

static open_days days_of(const freeze *f)
{
	open_days out = { { 0 } };
	for (ptrdiff_t i = 0; i < f->windows.n; i++) {
		window w = f->windows.at[i];
		for (int m = 1; m <= 12; m++)
			for (int d = 1; d <= 31; d++) {
				int day = 100 * m + d;
				bool inside = w.from <= w.to ? day >= w.from && day <= w.to : day >= w.from || day <= w.to;
				out.month[m - 1] |= inside ? 1u << d : 0;
			}
	}
	return out;
}

typedef struct frozen {
	str package;
	open_days days;
} frozen;
typedef LIST(frozen) frozens;

static int by_package(const void *px, const void *py)
{
	return str_cmp(((const frozen *)px)->package, ((const frozen *)py)->package);
}

/* Each package once, sorted. */
static frozens frozen_by(arena *a, const freezes *all)
{
	frozens out = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++) {
		open_days days = days_of(&all->at[i]);
		for (ptrdiff_t k = 0; k < all->at[i].packages.n; k++)
			*LIST_PUSH(a, &out) = (frozen){ all->at[i].packages.at[k], days };
	}
	sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_package);
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < out.n; i++) {
		if (kept == 0 || !str_eq(out.at[kept - 1].package, out.at[i].package)) {
			out.at[kept++] = out.at[i];
			continue;
		}
		for (int m = 0; m < 12; m++)
			out.at[kept - 1].days.month[m] &= out.at[i].days.month[m];
	}
	out.n = kept;
	return out;
}

void floor_freezes(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("freeze"));
	if (!k)
		return;
	f->out->freezes = f->own->freezes;
	if (floor_may(f, k->name))
		return;
	frozens ours = frozen_by(f->a, &f->own->freezes), floors = frozen_by(f->a, &f->floor->freezes);
	for (ptrdiff_t i = 0, j = 0; i < floors.n; i++) {
		while (j < ours.n && str_cmp(ours.at[j].package, floors.at[i].package) < 0)
			j++;
		if (j == ours.n || !str_eq(ours.at[j].package, floors.at[i].package)) {
			floor_tell_entry(f, k, floors.at[i].package, false);
			continue;
		}
		bool wider = false;
		for (int m = 0; m < 12; m++)
			wider = wider || (ours.at[j].days.month[m] & ~floors.at[i].days.month[m]);
		if (wider)
			floor_tell(f, k->name, k->at,
			           arena_printf(f->a, "'freeze' lets '%.*s' change on more days", SARG(floors.at[i].package)),
			           S("keep its windows inside the floor's"));
	}
}
