/* fuzz_envfile: bytes -> env. Every spec has a name or a URL, a parsed form and places in the file; a
 * file that is not read to its end says why. */
#include "fuzz_read.h"

#include "read/envfile.h"

#include "base/limits.h"

static void look_at_spec(str bytes, const spec *s)
{
	MUST(s->at.beg >= 0 && s->at.beg <= s->at.end && s->at.end <= bytes.n && s->at.line > 0);
	MUST(s->name_at.beg >= 0 && s->name_at.beg <= s->name_at.end && s->name_at.end <= bytes.n);
	MUST(s->raw.p && s->version.p && s->canonical.p && s->platforms <= ON_ALL);
	MUST((s->manager == MANAGER_CONDA) == (s->conda != NULL));
	MUST((s->manager == MANAGER_PIP) == (s->pip != NULL));
	/* conda reads an empty name out of "https://.../-1.0-0.tar.bz2". */
	MUST(s->name.n || s->manager == MANAGER_PIP || s->pin == PIN_EXACT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 16 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .bytes = { (const char *)data, (ptrdiff_t)size } };
	if (!size)
		src.bytes = S("");
	const env *e = envfile_read(a, &src, (variables){ 0 });
	must_be_told(src.bytes, &e->problems);
	MUST(e->complete || e->problems.n > 0);
	MUST(e->specs.n <= MAX_SPECS);
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		look_at_spec(src.bytes, &e->specs.at[i]);
	for (ptrdiff_t i = 0; i < e->options.n; i++)
		MUST(e->options.at[i].name.n > 2 && e->options.at[i].at.end <= src.bytes.n);
	for (ptrdiff_t i = 0; i < e->channels.n; i++)
		must_lie_in(src.bytes, e->channels.at[i].at);
	arena_close(a);
	return 0;
}
