/* sample: the reports that every format's test renders: one that has a bit of everything, one made of
 * hostile names, and the short ones. All made by hand, so that a format's golden does not change with
 * the rules. */
#ifndef TESTS_FORMATS_SAMPLE_H
#define TESTS_FORMATS_SAMPLE_H

#include "base/list.h"
#include "model/probe.h"
#include "model/report.h"

/* "sample": introduced, existing, waived, fixed, also, changes, files, notes. "pass": judged, nothing
 * found. "nothing": nothing to judge; "empty": no leave for that. "error": a usage error. "hostile": names in every place where a
 * stranger writes. "diff", "verify": the same with those commands. "many": 6,000 findings; "huge": 2,000 as long as can be. False: no such
 * report. */
bool sample_report(arena *a, str kind, const strs *names, report *out);

/* "sample": of two GPUs one fails, with warnings. "pass", "skipped", "error", "hostile". */
bool sample_probe(arena *a, str kind, const strs *names, probe_report *out);

#endif
