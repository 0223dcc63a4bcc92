/* fuzz_policy: bytes -> policy. A policy without problems has only values that the tables know, days that
 * are days and paths that stay in the repository, file/policy stays an error, each channel lies below
 * itself, and no policy is looser than itself. */
#include "fuzz_read.h"

#include "gate/floor.h"
#include "gate/where.h"
#include "read/policyfile.h"

#include "base/limits.h"

static void must_stay_inside(str path)
{
	MUST(path.n > 0 && path.n <= MAX_PATH_BYTES && path.p[0] != '/');
	for (str part; str_next(&path, '/', &part);)
		MUST(!str_eq(part, S("..")) && !str_eq(part, S(".")));
}

static void must_be_day(int day)
{
	MUST(day >= 101 && day <= 1231 && day % 100 >= 1 && day % 100 <= 31);
}

static void must_be_sound(arena *a, const policy *p)
{
	for (ptrdiff_t i = 0; i < p->families.n; i++) {
		const policy_family *f = &p->families.at[i];
		MUST(f->name.n > 0 && f->files.n > 0 && f->gpu <= GPU_NONE);
		for (ptrdiff_t k = 0; k < f->files.n; k++)
			must_stay_inside(f->files.at[k].path);
		if (f->lock.p)
			must_stay_inside(f->lock);
	}
	for (ptrdiff_t i = 0; i < p->freezes.n; i++) {
		MUST(p->freezes.at[i].packages.n > 0);
		for (ptrdiff_t k = 0; k < p->freezes.at[i].windows.n; k++) {
			must_be_day(p->freezes.at[i].windows.at[k].from);
			must_be_day(p->freezes.at[i].windows.at[k].to);
		}
	}
	for (ptrdiff_t i = 0; i < p->waivers.n; i++) {
		const suppression *s = &p->waivers.at[i];
		MUST(s->rule < RULE_COUNT && s->rule != RULE_file_policy && s->path.n && s->reason.n && s->src == p->src);
		MUST(!s->until.p || s->until.n == 10);
	}
	for (ptrdiff_t i = 1; i < p->names.n; i++)
		MUST(str_cmp(p->names.at[i - 1].pip, p->names.at[i].pip) < 0);
	for (ptrdiff_t i = 0; i < p->allow.n && i < 20; i++)
		MUST(where_is_below(a, p->allow.at[i], p->allow.at[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 16 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .path = S(".envgate.yml"), .bytes = { (const char *)data, (ptrdiff_t)size } };
	if (!size)
		src.bytes = S("");
	const policy *p = policyfile_read(a, &src, POLICY_TARGET);
	must_be_told(src.bytes, &p->problems);
	MUST(p->from == POLICY_TARGET && p->fail_on > OFF && p->fail_on <= NEVER);
	for (int i = 0; i < RULE_COUNT; i++)
		MUST(p->of[i] >= OFF && p->of[i] <= ERROR);
	MUST(p->of[RULE_file_policy] == ERROR);
	for (ptrdiff_t i = 0; i < p->include.n; i++)
		MUST(p->include.at[i].n > 0 && p->include.at[i].n <= MAX_PATTERN_BYTES);
	if (!p->problems.n) {
		problems told = { 0 };
		must_be_sound(a, p);
		floor_merge(a, p, p, &told);
		MUST(told.n == 0);
		policy standard = policy_built_in(PROFILE_STANDARD);
		const policy *both = floor_merge(a, p, &standard, &told);
		MUST(both->fail_on == p->fail_on);
		for (int i = 0; i < RULE_COUNT; i++)
			MUST(both->of[i] == p->of[i]);
	}
	arena_close(a);
	return 0;
}
