/* fuzz_policy: bytes -> policy. A policy without problems has only values that the tables know, and
 * file/policy stays an error. */
#include "fuzz_read.h"

#include "read/policyfile.h"

#include "base/limits.h"

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
	arena_close(a);
	return 0;
}
