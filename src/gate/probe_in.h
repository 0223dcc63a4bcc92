/* probe_in: what probe_next, judge_probe and their tables share. Inner header of the room. */
#ifndef GATE_PROBE_IN_H
#define GATE_PROBE_IN_H

#include "gate/judge_probe.h"
#include "model/probe.h"

/* CUresult, and cudaError since CUDA 10.1, as far as they mean something to us. */
enum {
	CODE_OUT_OF_MEMORY = 2, CODE_NOT_INITIALIZED = 3, CODE_STUB = 34, CODE_DRIVER_TOO_OLD = 35,
	CODE_UNAVAILABLE = 46, CODE_NO_DEVICE = 100, CODE_INVALID_DEVICE = 101, CODE_NOT_LICENSED = 102,
	CODE_ECC = 214, CODE_NVLINK = 220, CODE_JIT_MISSING = 221, CODE_JIT_DISABLED = 223,
	CODE_CONTAINED = 226, CODE_OS_CALL = 304, CODE_ILLEGAL_ADDRESS = 700, CODE_LAUNCH_LAST = 720,
	CODE_NOT_READY = 802, CODE_SYSTEM_MISMATCH = 803, CODE_COMPAT_UNSUPPORTED = 804, CODE_MPS_FIRST = 805,
	CODE_MPS_LAST = 810, CODE_UNKNOWN = 999,
	/* nvmlReturn_t */
	NV_NO_PERMISSION = 4, NV_LOST = 15, NV_RESET = 16, NV_MISMATCH = 18, NV_UNKNOWN = 999,
};

/* The last outcome of a kind (and unit; -1: any); NULL. */
const outcome *last_outcome(const probe_facts *f, task_kind kind, int unit);

/* NVML's outcome if it knows GPUs; NULL. */
const outcome *nvml_outcome(const probe_facts *f);

/* NVML's index of the GPU that a unit is; -1: nobody knows. */
int nvml_index(arena *a, const probe_facts *f, int unit);

/* CUDA_VISIBLE_DEVICES taken apart: what it says before its first bad entry. */
typedef struct visible_list {
	bool set;
	str raw;
	strs entries;  /* well-formed ones, up to the first that is not */
	int bad;       /* 1-based index of the entry it ends at; 0: all are well-formed */
} visible_list;
visible_list visible_read(arena *a, const probe_facts *f);

/* A folder or file that the kernel or the mode keeps from us; NULL. */
const device_node *node_denied(const probe_facts *f, int with_errno);

/* One failure under judgement. */
typedef struct suspect {
	arena *a;
	const probe_facts *facts;
	const outcome *o;     /* the child that failed */
	const step *step;     /* where; NULL: before its first step */
	const outcome *nvml;  /* NULL: no help from there */
	int unit, index;      /* index: NVML's; -1 */
} suspect;

/* The cause of a child's failure, by the table of symptoms. CAUSE_COUNT for a child that ended well. */
cause_id probe_symptom(const suspect *s);

/* A finding of that cause for that child, with evidence. */
probe_finding suspect_found(const suspect *s, cause_id c);

/* Everything that does not fail but saves a day. */
void probe_warn(arena *a, const probe_report *r, probe_findings *out);

/* "PIDs 12, 34" with a leading text, of processes on NVML's GPU index that are not ours; "". */
str neighbours(arena *a, const probe_facts *f, int index);

#endif
