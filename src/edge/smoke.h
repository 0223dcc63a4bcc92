/* smoke: the kernel (data/smoke.ptx), what it must compute, and the comparison. No CUDA in here. */
#ifndef EDGE_SMOKE_H
#define EDGE_SMOKE_H

#include "base/arena.h"

#include <stdint.h>

enum {
	SMOKE_N = 1 << 20,        /* elements: 4 MiB a buffer */
	SMOKE_CANARY = 256,       /* words behind the last element that must stay as they were */
	SMOKE_BLOCKS = 256, SMOKE_THREADS = 256,
};
#define SMOKE_ENTRY "envgate_smoke"
#define SMOKE_PRESET 0xA5C35A3Cu
#define SMOKE_MUL 0x01000193u
#define SMOKE_SEED 0x5EED5EEDu

/* The body of the kernel, without .version and .target; made from data/smoke.ptx. */
extern const char SMOKE_PTX[];

/* The header lines to try, oldest first: 6.0 is the ISA of the oldest driver in scope (R384), sm_30 what
 * today's ptxas still takes; the others are for drivers that drop it. */
typedef struct smoke_header {
	const char *name, *lines; /* "6.0/sm_30" */
} smoke_header;
extern const smoke_header SMOKE_HEADERS[];
extern const int SMOKE_HEADER_COUNT;

/* NUL-ended PTX: header and body. */
str smoke_image(arena *a, const smoke_header *h);

/* An empty kernel of that PTX ISA (88 for 8.8) for the header's target. */
str smoke_empty(arena *a, const smoke_header *h, int isa);

/* The input, SMOKE_N words. */
void smoke_input(uint32_t *in);

/* What came back: SMOKE_N + SMOKE_CANARY words, two accumulators. */
typedef struct smoke_result {
	const uint32_t *in, *out;
	uint64_t sum, count;
} smoke_result;

/* 0, or a sum of these. */
enum {
	SMOKE_ELEMENTS = 1, SMOKE_SUM = 2, SMOKE_COUNT = 4, SMOKE_OVERRUN = 8, SMOKE_UNTOUCHED = 16,
	SMOKE_DIFFERS = 32 /* set by the caller: the second run gave other bits */
};
typedef struct smoke_verdict {
	int wrong;
	long long first;   /* first wrong element or canary word; -1 */
	uint32_t got, want;
	uint64_t hash;     /* FNV-1a over words and accumulators */
} smoke_verdict;
smoke_verdict smoke_check(const smoke_result *r);

/* "elements+sum". */
str smoke_words(arena *a, int wrong);

#endif
