/* told: a report as another program reads it back: what a comment is made of. Values only; the text in
 * them is a stranger's, also where the report came from our own job. */
#ifndef MODEL_TOLD_H
#define MODEL_TOLD_H

#include "model/report.h"

/* What a reader of a probe's report wants to know; whole reports stay with their file. */
typedef struct told_device {
	int index;
	str name, uuid, compute_capability; /* "NVIDIA A100", "GPU-...", "8.0"; each may be absent */
	str verdict;         /* "ok", or a cause: "gpu/fabric-not-ready" */
} told_device;
typedef LIST(told_device) told_devices;

typedef struct told_probe {
	str verdict;         /* "ok", the first cause's id, or "no verdict": class is then the error's code */
	str class;           /* "environment", "runner", ...; absent when it passed */
	str message, fix;    /* of the verdict; absent when it passed */
	str driver, driver_cuda, declared_cuda; /* "580.95.05", "13.0", "12.4"; each may be absent */
	str declared_at;     /* "environment.yml:12"; absent */
	bool skipped;
	int exit, passed, required, devices_seen;
	told_devices devices;
} told_probe;

typedef enum told_kind { TOLD_REPORT, TOLD_PROBE } told_kind;

/* Where a finding ends, exclusive; line 0: not known. A report read back has no text to count in. */
typedef struct told_end {
	int line, col;
} told_end;

typedef struct told {
	told_kind kind;
	str file;            /* where it was read */
	str version;         /* of the envgate that wrote it; absent for a probe's */
	bool untrusted;      /* --untrusted: shown as reported by the untrusted job */
	report report;       /* TOLD_REPORT: check, diff or verify. Places have line and col, no text */
	LIST(told_end) ends; /* one for each of report.findings */
	int conda_packages, pip_packages; /* verify: how many; report.installed lists none */
	str fail_message, fail_hint; /* with VERDICT_ERROR: of "error" */
	told_probe probe;    /* TOLD_PROBE */
} told;
typedef LIST(told) tolds;

#endif
