/* probe_next: facts so far -> the next children to start, or none. Pure; a table of rows. */
#ifndef GATE_PROBE_NEXT_H
#define GATE_PROBE_NEXT_H

#include "base/arena.h"
#include "model/probe.h"

enum { PROBE_ROUNDS = 12 };

/* Empty when the verdict can be reached. Children of one answer may run side by side. Called at most
 * PROBE_ROUNDS times; each call sees the outcomes of the rounds before. */
tasks probe_next(arena *a, const probe_facts *facts);

/* The job's GPUs, one entry each: of --devices, else of CUDA_VISIBLE_DEVICES, else what device nodes and
 * NVML say. An absent entry: the child sees what the job sees. */
strs probe_units(arena *a, const probe_facts *facts);

#endif
