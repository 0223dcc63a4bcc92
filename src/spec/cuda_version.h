/* cuda_version: CUDA versions, drivers, PTX and architectures, by tables. A CUDA version is the
 * number cuDriverGetVersion uses: 1000 * major + 10 * minor; 0 is "unknown". No PCRE2, no
 * allocation. */
#ifndef SPEC_CUDA_VERSION_H
#define SPEC_CUDA_VERSION_H

#include "base/str.h"

enum { CUDA_HIGHEST = 99990 };

/* "12.9", "12.9.1" -> 12090, "12" -> 12000; 0 for anything else or outside 1000..CUDA_HIGHEST. */
int cuda_parse(str text);
int cuda_make(int major, int minor); /* 0 when out of range */

/* The toolkit's PTX ISA as 10 * major + minor: 88 for 12.9; 0 beyond the table (a newer CUDA). */
int cuda_ptx_isa(int cuda);

/* The CUDA version a kernel driver was released for: "580.95.05" -> 13000; the nearest older
 * branch of the table; 0 below it or when it is no version. */
int cuda_of_driver(str driver);

/* 580 of "580.95.05"; 0 when it is no version. */
int cuda_driver_major(str driver);

/* The oldest Linux driver that runs it ("525.60.13"), and the first it shipped with (a bare
 * branch, "615", where no more is known); absent: unknown. */
str cuda_min_driver(int cuda);
str cuda_own_driver(int cuda);

/* "12.9"; "?" for 0. The text lives in buffer. */
typedef struct cuda_text { char at[16]; } cuda_text;
cuda_text cuda_name(int cuda);

typedef enum cuda_fit {
	CUDA_FITS,      /* driver's CUDA >= declared */
	CUDA_FITS_MINOR,/* same major, 11 or later: minor version compatibility */
	CUDA_TOO_OLD,
	CUDA_UNKNOWN_FIT
} cuda_fit;

/* driver_cuda: what the driver reports (or cuda_of_driver of it). */
cuda_fit cuda_fits(int driver_cuda, int declared);

/* sm: 10 * major + minor (90, 121). Whether the toolkit of that CUDA compiles for it; of a
 * version or an sm beyond the table the answer is CUDA_ARCH_UNKNOWN. OLD: dropped before; NEW:
 * came later. */
typedef enum cuda_arch_fit {
	CUDA_ARCH_IN,
	CUDA_ARCH_OLD,
	CUDA_ARCH_NEW,
	CUDA_ARCH_UNKNOWN
} cuda_arch_fit;
cuda_arch_fit cuda_arch(int cuda, int sm);

/* The first CUDA that compiles for sm, and the last (0: still does). false: sm unknown. */
bool cuda_of_arch(int sm, int *first, int *last);

#endif
