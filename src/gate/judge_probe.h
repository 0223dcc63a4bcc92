/* judge_probe: facts -> causes, warnings, verdict, exit status. Pure. */
#ifndef GATE_JUDGE_PROBE_H
#define GATE_JUDGE_PROBE_H

#include "base/arena.h"
#include "model/probe.h"

/* facts outlives out. */
void judge_probe(arena *a, const probe_facts *facts, probe_report *out);

/* What a {word} of a cause stands for; several pairs, first match wins. */
typedef struct filler {
	const char *word;
	str value;
} filler;
typedef LIST(filler) fillers;

/* A finding of that cause, its message and fix filled in from what facts know and from more (may be
 * NULL). A word nobody fills stays as {word}. unit -1: about the machine. */
probe_finding probe_found(arena *a, const probe_facts *facts, cause_id c, int unit, const fillers *more);

/* S2, the static rule: declared CUDA against the driver's version and the GPUs' architectures. Appends
 * DRIVER_TOO_OLD, MINOR_VERSION, JIT_CEILING, ARCH_NOT_IN_BUILD as predicted; judge_probe drops a
 * prediction that the children disproved (a runtime that worked). gate/probe_static.c. */
void probe_static(arena *a, const probe_facts *facts, probe_findings *out);

#endif
