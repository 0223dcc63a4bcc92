/* fuzz_requirement: bytes -> requirement, marker, specifier set, and everything asked of them.
 *
 * Not only "no crash": what was read must read back to the same text, a set must equal itself and lie
 * inside the set of all versions, and its witnesses must be texts the matcher has an answer for. */
#include "spec/marker.h"
#include "spec/sets.h"
#include "spec/strength.h"

#include "base/limits.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)              \
	do {                     \
		if (!(claim))    \
			abort(); \
	} while (0)

static const marker_env LINUX = {
	.implementation_name = S_INIT("cpython"),
	.implementation_version = S_INIT("3.11.7"),
	.os_name = S_INIT("posix"),
	.platform_machine = S_INIT("x86_64"),
	.platform_python_implementation = S_INIT("CPython"),
	.platform_release = S_INIT("6.1.0"),
	.platform_system = S_INIT("Linux"),
	.platform_version = S_INIT("#1 SMP"),
	.python_full_version = S_INIT("3.11.7"),
	.python_version = S_INIT("3.11"),
	.sys_platform = S_INIT("linux"),
};

static void try_version(arena *a, str text)
{
	refusal why = { 0 };
	const pep440_version *v = pep440_parse(a, text, &why);
	if (!v) {
		MUST(why.why.n > 0 && why.at >= 0 && why.at <= text.n);
		return;
	}
	const pep440_version *again = pep440_parse(a, pep440_str(v), NULL);
	MUST(again && pep440_cmp(v, again) == 0 && str_eq(pep440_str(v), pep440_str(again)));
	(void)pep440_split(a, v);
}

static void try_marker(arena *a, const marker *m)
{
	ptrdiff_t i = 0;
	str text = marker_str(a, m), error = { 0 };
	const marker *again = marker_parse(a, text, &i, NULL);
	/* A backslash in a decoded text is printed bare, as packaging does, and may read back as an
	 * escape or not at all. */
	if (str_find_byte(text, '\\') < 0 && str_find_byte(text, '\n') < 0 &&
	    str_find_byte(text, '\r') < 0 && str_find_byte(text, '\0') < 0)
		MUST(again && i == text.n && str_eq(marker_str(a, again), text));
	int truth = marker_eval(a, m, &LINUX, &error);
	MUST((truth < 0) == (error.p != NULL));
}

static void try_set(arena *a, const requirement *r)
{
	static const str fixed[] = {
		S_INIT("0"), S_INIT("1.0"), S_INIT("1.0.dev0"), S_INIT("1.0+l"), S_INIT("latest"), S_INIT("2!1.2rc1"),
	};
	for (size_t k = 0; k < sizeof fixed / sizeof fixed[0]; k++) {
		int all = pep440_set_has(a, r->set, fixed[k], true);
		MUST(all >= pep440_set_has(a, r->set, fixed[k], false));
	}
	const pep440_set *again = pep440_set_parse(a, r->specifier, NULL);
	MUST(again && str_eq(pep440_set_str(again), r->specifier));
	strs tries = { 0 };
	pep440_set_witnesses(a, r->set, &tries);
	for (ptrdiff_t i = 0; i < tries.n && i < 64; i++)
		MUST(pep440_set_has(a, r->set, tries.at[i], true) ==
		     pep440_set_has(a, again, tries.at[i], true));
	bounds b = pep440_set_bounds(a, r->set);
	MUST(!b.exact || (b.low.version.p && b.high.version.p));
}

static void try_relations(arena *a, const requirement *r)
{
	requirement any = { .set = pep440_set_parse(a, S(""), NULL) };
	spec x = { .manager = MANAGER_PIP, .pip = r, .version = r->specifier };
	spec all = { .manager = MANAGER_PIP, .pip = &any, .version = S("") };
	MUST(sets_compare(a, &x, &x) == SETS_EQUAL);
	if (r->url.p || r->set == NULL || r->specifier.n > 4096)
		return;
	set_relation to_all = sets_compare(a, &x, &all);
	MUST(to_all == SETS_EQUAL || to_all == SETS_SUBSET || to_all == SETS_DISJOINT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > MAX_LINE_BYTES)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB << 20);
	str text = { (const char *)data, (ptrdiff_t)size };
	refusal why = { 0 };
	const requirement *r = requirement_parse(a, text, &why);
	try_version(a, text);
	(void)pep440_set_parse(a, text, NULL);
	requirement url = { .url = text };
	requirement_read_url(a, &url);
	(void)strength_pip(a, &url);
	if (r) {
		if (r->marker)
			try_marker(a, r->marker);
		try_set(a, r);
		try_relations(a, r);
		(void)strength_pip(a, r);
	} else {
		MUST(why.why.n > 0 && why.at >= 0 && why.at <= text.n);
	}
	arena_close(a);
	return 0;
}
