/* probe_results: the probe's report as results, for the formats that other programs read. Apart from
 * write/results, so that the gate's room does not depend on the probe's. */
#ifndef WRITE_PROBE_RESULTS_H
#define WRITE_PROBE_RESULTS_H

#include "write/probe.h"
#include "write/results.h"

/* Failures fail; warnings do not. A run that was skipped (--allow-no-gpu) is VERDICT_NOTHING, its
 * failures waived with that option as the reason. A GPU without a failure of its own that was tried and
 * passed is in passed. A failure of the environment stands where CUDA is declared, if that is known; all
 * others are about no file. Redacted as l says. */
results results_of_probe(arena *a, const probe_report *r, const probe_look *l);

#endif
