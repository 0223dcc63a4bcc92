/* fuzz_reportfile: bytes -> a report read back. What is taken has everything a writer follows: names in
 * their tables, texts with bytes behind them, and one end for each finding; written again by write_json
 * and read once more it is taken too. */
#include "read/reportfile.h"

#include "base/buf.h"
#include "base/limits.h"
#include "model/installed.h"
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
	arena_close(a);
	return 0;
}
