/* fuzz_payload: bytes -> what counts of a GitHub event's payload. Whatever a stranger put there, a refused
 * payload says why, and texts of one that was read lie in it whole; what counts as a branch's name or an
 * id can be no other revision syntax. */
#include "edge/event.h"

#include "base/limits.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)              \
	do {                     \
		if (!(claim))    \
			abort(); \
	} while (0)

static void look(str s)
{
	MUST(s.n >= 0 && (s.p || s.n == 0));
	if (event_is_zeros(s))
		MUST(event_is_id(s));
	if (event_is_id(s))
		MUST(s.n == 40 && str_find_byte(s, '^') < 0);
	if (event_is_branch(s))
		MUST(s.n > 0 && str_find(s, S("..")) < 0 && str_find_byte(s, '~') < 0 && str_find_byte(s, ':') < 0 &&
		     str_find_byte(s, '\0') < 0 && str_find_byte(s, '\n') < 0);
	MUST(event_number(s) >= 0);
	str branch = event_branch_of(s);
	MUST(branch.n < s.n || s.n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 256 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	github_payload p;
	const err *e = github_payload_read(a, (str){ (const char *)data, (ptrdiff_t)size }, &p);
	if (e)
		MUST(e->what.n > 0 && (e->code == ERR_FILE || e->code == ERR_LIMIT));
	const str texts[] = { p.head_sha,   p.base_sha,  p.base_ref, p.head_repository, p.queue_head,     p.queue_base,
		              p.queue_ref,  p.before,    p.after,    p.ref,             p.default_branch, p.ref_type };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		look(texts[i]);
	MUST(p.number >= 0);
	arena_close(a);
	return 0;
}
