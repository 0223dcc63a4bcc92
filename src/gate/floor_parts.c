/* floor_parts: families, channels, runners, waivers and names of a repository above the floor's. Parts
 * are found by name in sorted tables, because a range's head, which anybody writes, is compared too. */
#include "gate/floor_in.h"

#include "base/sort.h"
#include "gate/where.h"
#include "spec/names.h"

#include <stdlib.h>

/* A part by its name. */
typedef struct named_part {
	str name;
	const void *part;
} named_part;
typedef LIST(named_part) named_parts;

static int by_name(const void *px, const void *py)
{
	return str_cmp(((const named_part *)px)->name, ((const named_part *)py)->name);
}

static const void *part_named(const named_parts *all, str name)
{
	named_part want = { .name = name };
	const named_part *found = NULL;
	if (all->n)
		found = bsearch(&want, all->at, (size_t)all->n, sizeof want, by_name);
	return found ? found->part : NULL;
}

static void add_part(floor_pass *f, named_parts *all, str name, const void *part)
{
	*LIST_PUSH(f->a, all) = (named_part){ name, part };
}

static void sort_parts(floor_pass *f, named_parts *all)
{
	sort_runs(f->a, all->at, all->n, (ptrdiff_t)sizeof *all->at, by_name);
}

/* ---- channels ------------------------------------------------------------------------------ */

static void merge_allow(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("channels.allow"));
	if (!k)
		return;
	f->out->allow = f->own->allow;
	if (!f->floor->allow.n || floor_may(f, k->name))
		return;
	if (!f->own->allow.n)
		floor_tell(f, k->name, k->at, S("'channels.allow: []' allows every channel"), S("leave the key out"));
	where_set allowed = where_set_of(f->a, WHERE_EXACT, &f->floor->allow, &f->floor->mirrors);
	for (ptrdiff_t i = 0; i < f->own->allow.n; i++)
		if (!where_set_has(f->a, &allowed, f->own->allow.at[i]))
			floor_tell_entry(f, k, f->own->allow.at[i], true);
}

static void merge_deny(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("channels.deny"));
	if (!k)
		return;
	f->out->deny = f->own->deny;
	where_set denied = where_set_of(f->a, WHERE_WIDE, &f->own->deny, NULL);
	for (ptrdiff_t i = 0; !floor_may(f, k->name) && i < f->floor->deny.n; i++) {
		str floors = f->floor->deny.at[i];
		/* defaults is several channels: shutting out one of them is not enough */
		str asked = str_eq(floors, S("defaults")) ? S("https://repo.anaconda.com/pkgs") : floors;
		if (!strs_has(&f->own->deny, floors) && !where_set_has(f->a, &denied, asked))
			floor_tell_entry(f, k, floors, false);
	}
}

static strs mirror_lines(arena *a, const mirrors *all)
{
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++)
		for (ptrdiff_t j = 0; j < all->at[i].urls.n; j++)
			*LIST_PUSH(a, &out) = arena_printf(a, "%.*s: %.*s", SARG(all->at[i].channel), SARG(all->at[i].urls.at[j]));
	return out;
}

static void merge_mirrors(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("channels.mirrors"));
	if (!k)
		return;
	f->out->mirrors = f->own->mirrors;
	strs ours = mirror_lines(f->a, &f->own->mirrors), floors = mirror_lines(f->a, &f->floor->mirrors);
	str more = floor_first_missing(f->a, &ours, &floors);
	if (more.p && !floor_may(f, k->name))
		floor_tell_entry(f, k, more, true);
}

/* ---- families ------------------------------------------------------------------------------ */

static strs member_paths(arena *a, const policy_family *p)
{
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < p->files.n; i++)
		*LIST_PUSH(a, &out) = p->files.at[i].path;
	return out;
}

static void tell_family(floor_pass *f, const policy_family *ours, str what, str want)
{
	floor_tell(f, S("families"), ours->at,
	           arena_printf(f->a, "family '%.*s' %.*s", SARG(ours->name), SARG(what)), want);
}

static void compare_family(floor_pass *f, const policy_family *ours, const policy_family *floors)
{
	strs our_files = member_paths(f->a, ours), floor_files = member_paths(f->a, floors);
	str gone = floor_first_missing(f->a, &floor_files, &our_files);
	if (gone.p)
		tell_family(f, ours, arena_printf(f->a, "drops the file '%.*s'", SARG(gone)), S("name it there as well"));
	gone = floor_first_missing(f->a, &floors->requirements, &ours->requirements);
	if (gone.p)
		tell_family(f, ours, arena_printf(f->a, "drops the requirements '%.*s'", SARG(gone)), S("name them there as well"));
	if (floors->lock.p && !str_eq(floors->lock, ours->lock))
		tell_family(f, ours, arena_printf(f->a, "has not the lock '%.*s'", SARG(floors->lock)),
		            arena_printf(f->a, "write lock: %.*s", SARG(floors->lock)));
	str more = floor_first_missing(f->a, &ours->may_differ, &floors->may_differ);
	if (more.p)
		tell_family(f, ours, arena_printf(f->a, "lets '%.*s' differ", SARG(more)), S("take it out of may-differ"));
	bool weaker = floors->gpu == GPU_REQUIRED ? ours->gpu != GPU_REQUIRED : floors->gpu != GPU_NONE && ours->gpu == GPU_NONE;
	if (weaker)
		tell_family(f, ours, arena_printf(f->a, "says gpu: %s", gpu_need_name(ours->gpu)),
		            arena_printf(f->a, "write gpu: %s", gpu_need_name(floors->gpu)));
}

static void merge_families(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("families"));
	if (!k)
		return;
	f->out->families = f->own->families;
	if (floor_may(f, k->name))
		return;
	named_parts ours = { 0 };
	for (ptrdiff_t i = 0; i < f->own->families.n; i++)
		add_part(f, &ours, f->own->families.at[i].name, &f->own->families.at[i]);
	sort_parts(f, &ours);
	for (ptrdiff_t i = 0; i < f->floor->families.n; i++) {
		const policy_family *floors = &f->floor->families.at[i], *found = part_named(&ours, floors->name);
		if (found)
			compare_family(f, found, floors);
		else
			floor_tell_entry(f, k, floors->name, false);
	}
}

/* ---- runners ------------------------------------------------------------------------------- */

/* Numbers with dots, as the reader has checked them; what is missing is 0. */
static int cmp_driver(str x, str y)
{
	while (x.n || y.n) {
		str px = S(""), py = S("");
		int nx = 0, ny = 0;
		(void)str_next(&x, '.', &px);
		(void)str_next(&y, '.', &py);
		for (ptrdiff_t i = 0; i < px.n; i++)
			nx = nx * 10 + (px.p[i] - '0');
		for (ptrdiff_t i = 0; i < py.n; i++)
			ny = ny * 10 + (py.p[i] - '0');
		if (nx != ny)
			return nx < ny ? -1 : 1;
	}
	return 0;
}

/* An older driver, and one more kind of GPU, ask for more; saying neither asks for nothing. */
static void compare_runner(floor_pass *f, const runner *ours, const runner *floors)
{
	bool newer = floors->driver.p && (!ours->driver.p || cmp_driver(ours->driver, floors->driver) > 0);
	if (newer)
		floor_tell(f, S("runners"), ours->at,
		           arena_printf(f->a, "runner '%.*s' says nothing of driver %.*s", SARG(ours->name), SARG(floors->driver)),
		           arena_printf(f->a, "write driver: \">=%.*s\"", SARG(floors->driver)));
	str gone = floor_first_missing(f->a, &floors->arch, &ours->arch);
	if (gone.p)
		floor_tell(f, S("runners"), ours->at,
		           arena_printf(f->a, "runner '%.*s' drops arch %.*s", SARG(ours->name), SARG(gone)),
		           arena_printf(f->a, "add \"%.*s\" to arch", SARG(gone)));
}

static void merge_runners(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("runners"));
	if (!k)
		return;
	f->out->runners = f->own->runners;
	if (floor_may(f, k->name))
		return;
	named_parts ours = { 0 };
	for (ptrdiff_t i = 0; i < f->own->runners.n; i++)
		add_part(f, &ours, f->own->runners.at[i].name, &f->own->runners.at[i]);
	sort_parts(f, &ours);
	for (ptrdiff_t i = 0; i < f->floor->runners.n; i++) {
		const runner *floors = &f->floor->runners.at[i], *found = part_named(&ours, floors->name);
		if (found)
			compare_runner(f, found, floors);
		else
			floor_tell_entry(f, k, floors->name, false);
	}
}

/* ---- waivers and names --------------------------------------------------------------------- */

static str waiver_key(arena *a, const suppression *s)
{
	return arena_printf(a, "%d\n%.*s\n%d\n%.*s\n%.*s\n%.*s", (int)s->rule, SARG(s->path), (int)s->manager,
	                    SARG(s->package), SARG(s->until), SARG(s->reason));
}

static void merge_waivers(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("waivers"));
	if (!k)
		return;
	f->out->waivers = f->own->waivers;
	if (floor_may(f, k->name))
		return;
	named_parts floors = { 0 };
	for (ptrdiff_t i = 0; i < f->floor->waivers.n; i++)
		add_part(f, &floors, waiver_key(f->a, &f->floor->waivers.at[i]), &f->floor->waivers.at[i]);
	sort_parts(f, &floors);
	for (ptrdiff_t i = 0; i < f->own->waivers.n; i++) {
		const suppression *w = &f->own->waivers.at[i];
		if (!part_named(&floors, waiver_key(f->a, w)))
			floor_tell(f, k->name, w->at,
			           arena_printf(f->a, "a waiver of %.*s that the floor has not", SARG(RULES[w->rule].id)),
			           S("delete the waiver"));
	}
}

static const name_pair *pair_of(const policy *p, str pip)
{
	for (ptrdiff_t low = 0, high = p->names.n; low < high;) {
		ptrdiff_t middle = low + (high - low) / 2;
		int c = str_cmp(p->names.at[middle].pip, pip);
		if (c == 0)
			return &p->names.at[middle];
		low = c < 0 ? middle + 1 : low;
		high = c < 0 ? high : middle;
	}
	return NULL;
}

/* A pair for a name that nobody has spoken of adds knowledge. One that says something else than the
 * floor, or than the built-in table, could hide a twin or a core package. */
static void merge_names(floor_pass *f)
{
	const policy_key *k = floor_said(f->own, S("names"));
	if (!k)
		return;
	f->out->names = f->own->names;
	if (floor_may(f, k->name))
		return;
	for (ptrdiff_t i = 0; i < f->floor->names.n; i++)
		if (!pair_of(f->own, f->floor->names.at[i].pip))
			floor_tell_entry(f, k, f->floor->names.at[i].pip, false);
	for (ptrdiff_t i = 0; i < f->own->names.n; i++) {
		const name_pair *ours = &f->own->names.at[i], *floors = pair_of(f->floor, ours->pip);
		str known = floors ? floors->conda : names_conda_of_pip(ours->pip);
		if (str_eq(known, ours->conda) || (!floors && str_eq(known, ours->pip)))
			continue;
		floor_tell(f, k->name, k->at,
		           arena_printf(f->a, "'names' calls %.*s '%.*s', which is '%.*s'", SARG(ours->pip), SARG(ours->conda),
		                        SARG(known)),
		           arena_printf(f->a, "write %.*s: %.*s, or leave the pair out", SARG(ours->pip), SARG(known)));
	}
}

void floor_parts(floor_pass *f)
{
	merge_allow(f);
	merge_deny(f);
	merge_mirrors(f);
	merge_families(f);
	merge_runners(f);
	floor_freezes(f);
	merge_waivers(f);
	merge_names(f);
}
