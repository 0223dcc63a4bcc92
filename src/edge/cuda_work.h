/* cuda_work: what one driver child holds. Inner header of cuda_driver.c and cuda_run.c. */
#ifndef EDGE_CUDA_WORK_H
#define EDGE_CUDA_WORK_H

#include "edge/child.h"
#include "edge/smoke.h"

typedef unsigned long long device_pointer; /* CUdeviceptr */

typedef struct driver {
	int (*driver_version)(int *);
	int (*init)(unsigned);
	int (*count)(int *);
	int (*get)(int *, int);
	int (*name)(char *, int, int);
	int (*uuid)(unsigned char *, int);
	int (*bus)(char *, int, int);
	int (*attribute)(int *, int, int);
	int (*retain)(void **, int);
	int (*release)(int);
	int (*set_current)(void *);
	int (*mem_info)(size_t *, size_t *);
	int (*load)(void **, const void *, unsigned, int *, void **);
	int (*function)(void **, void *, const char *);
	int (*unload)(void *);
	int (*alloc)(device_pointer *, size_t);
	int (*release_memory)(device_pointer);
	int (*to_device)(device_pointer, const void *, size_t);
	int (*to_host)(void *, device_pointer, size_t);
	int (*set_words)(device_pointer, unsigned, size_t);
	int (*launch)(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **);
	int (*synchronize)(void);
	int (*error_name)(int, const char **);
} driver;

typedef struct work {
	arena *a;
	reporter *r;
	const task *t;
	driver cu;
	int device, count;
	void *context, *module, *function;
	const smoke_header *header; /* the one that loaded */
	device_pointer in, out, acc;
	uint32_t *host_in, *host_out;
	uint64_t sums[2];
	uint64_t hash[2];
	int turn;                   /* 0, then 1: the kernel runs twice */
} work;

typedef struct row {
	probe_stage stage;
	const char *call;
	int (*run)(work *);
	probe_api api;
} row;

/* In order, up to the first that fails; as: the stage to report, STAGE_NONE: each row's own. */
bool cuda_rows(work *w, const row *rows, int n, probe_stage as);

/* S8: memory, two runs, comparison, and everything given back. */
bool cuda_run(work *w);

#define COUNT_OF(rows) (int)(sizeof(rows) / sizeof *(rows))

#endif
