/* fuzz_requirements_file: bytes -> requirement lines, alone and as a file that can name itself. Lines
 * stay in order and inside the text; each is an option line, a requirement or refused with a reason. */
#include "fuzz_read.h"

#include "read/requirements.h"

#include "base/limits.h"

static void look(const requirement_line *l, ptrdiff_t n)
{
	MUST(l->at.beg >= 0 && l->at.beg <= l->at.end && l->at.end <= n && l->line > 0);
	MUST(l->name_at.beg >= 0 && l->name_at.beg <= l->name_at.end && l->name_at.end <= n);
	MUST(!l->refused || (l->why.why.n > 0 && l->why.at >= 0 && l->why.at <= n && !l->req));
	MUST(l->refused || l->req || !l->text.p);
	MUST(l->refused || (l->req != NULL) == (l->text.p != NULL));
	for (ptrdiff_t i = 0; i < l->options.n; i++)
		MUST(l->options.at[i].name.n > 2 && l->options.at[i].at.beg <= l->options.at[i].at.end && l->options.at[i].at.end <= n);
	if (l->req)
		MUST(l->req->specifier.p && (l->req->normalized.p || l->req->url.p));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 8 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	str text = size ? (str){ (const char *)data, (ptrdiff_t)size } : S("");
	static const struct variable set[] = { { S_INIT("A"), S_INIT("b") } };
	requirement_lines lines = requirement_lines_read(a, text, (variables){ 0 });
	int line = 0;
	for (ptrdiff_t i = 0; i < lines.n; i++) {
		look(&lines.at[i], text.n);
		MUST(lines.at[i].line > line);
		line = lines.at[i].line;
	}
	named_text file = { S("r.txt"), text };
	requirement_lines followed = { 0 };
	refusal why = { 0 };
	bool valid = requirements_read(a, &file, 1, file.name, (variables){ set, 1 }, &followed, &why);
	MUST(valid || why.why.n > 0);
	MUST(followed.n <= MAX_SPECS);
	arena_close(a);
	return 0;
}
