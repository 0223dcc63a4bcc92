/* fuzz_envfile: bytes -> env. Every spec has a name or a URL, a parsed form and places in the file; a
 * file that is not read to its end says why. */
#include "fuzz_read.h"

#include "read/envfile.h"
#include "read/ignore.h"

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

/* An ignore is a comment of one line, about a rule that may be named so, and has a package only where its
 * line has that entry. */
static void look_at_ignore(const env *e, const suppression *s)
{
	str text = str_sub(e->src->bytes, s->at.beg, s->at.end);
	must_lie_in(e->src->bytes, s->at);
	MUST(str_starts(text, S("#")) && str_find(text, S("envgate-ignore")) > 0 && str_find_byte(text, '\n') < 0);
	MUST(str_find_byte(text, '[') < 0 && str_find_byte(text, ']') < 0);
	MUST(s->is_inline && s->covers_line >= s->at.line && ignore_may_name(s->rule) && s->beside.p);
	MUST(!s->until.p || s->until.n == 10);
	bool found = !s->package.p;
	for (ptrdiff_t i = 0; i < e->specs.n && !found; i++)
		found = e->specs.at[i].manager == s->manager && str_eq(e->specs.at[i].name, s->package) &&
		        e->specs.at[i].at.line <= s->covers_line;
	MUST(found);
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
	for (ptrdiff_t i = 0; i < e->ignores.n; i++)
		look_at_ignore(e, &e->ignores.at[i]);
	arena_close(a);
	return 0;
}
