/* fuzz_reportfile: bytes -> a report read back -> a comment. What is taken has everything a writer follows:
 * names in their tables, texts with bytes behind them, and one end for each finding; written again by
 * write_json and read once more it is taken too. The comment fits its bound, is UTF-8 without control
 * bytes, and no line of it begins with a slash. */
#include "read/reportfile.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/installed.h"
#include "write/comment.h"
#include "write/write.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)              \
	do {                     \
		if (!(claim))    \
			abort(); \
	} while (0)

static void look_at(const told *t)
{
	MUST(t->ends.n == t->report.findings.n);
	for (ptrdiff_t i = 0; i < t->report.findings.n; i++) {
		const finding *f = &t->report.findings.at[i];
		MUST(f->rule < RULE_COUNT && f->severity >= NOTE && f->severity <= ERROR && f->message.p && f->path.p);
		MUST(f->at.line >= 0 && f->at.beg <= f->at.end);
	}
	MUST((t->report.verdict == VERDICT_ERROR) == (t->report.error != NULL));
}

static void comment_on(arena *a, const told *t, ptrdiff_t most)
{
	tolds all = { 0 };
	*LIST_PUSH(a, &all) = *t;
	comment_where where = { .server = S("https://github.com"), .repository = S("o/r"), .blob = S("/blob/"), .head_sha = S("ab"),
		                .run_url = t->report.platform.run_url, .max_bytes = most };
	str body = comment_body(a, &all, &where), rest = body, line;
	MUST(body.n > 0 && body.n <= most && utf8_valid(body));
	while (str_next(&rest, '\n', &line))
		MUST(!str_starts(line, S("/")) && str_find_byte(line, '\0') < 0 && str_find_byte(line, '\r') < 0);
	MUST(comment_line(a, t).n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	told t, again;
	const err *e = report_read(a, (str){ (const char *)data, (ptrdiff_t)size }, S("r.json"), &t);
	MUST(!e || (e->what.n > 0 && e->hint.n > 0));
	if (!e && t.kind == TOLD_REPORT) {
		buf b = buf_new(a);
		look_at(&t);
		write_json(&b, &t.report, &(look){ 0 });
		MUST(!report_read(a, buf_str(&b), S("r.json"), &again));
		MUST(again.report.findings.n == t.report.findings.n && again.report.exit == t.report.exit);
	}
	if (!e && t.kind == TOLD_PROBE)
		MUST(t.probe.verdict.n > 0 && t.probe.devices_seen == (int)t.probe.devices.n);
	if (!e) {
		comment_on(a, &t, 65536);
		comment_on(a, &t, 1024);
	}
	arena_close(a);
	return 0;
}
