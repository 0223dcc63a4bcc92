/* cuda_inner: what the parts of the fake libcuda share. Types are those of the driver's ABI, written
 * down again: CUdevice is an int, a CUcontext a pointer, a CUdeviceptr 64 bits. */
#ifndef FAKE_CUDA_INNER_H
#define FAKE_CUDA_INNER_H

#include "gpus.h"
#include "script.h"

#include <stddef.h>
#include <stdint.h>

enum {
	RC_INVALID_VALUE = 1, RC_OUT_OF_MEMORY = 2, RC_NOT_INITIALIZED = 3, RC_INVALID_DEVICE = 101,
	RC_INVALID_FUNCTION = 98, RC_INVALID_CONTEXT = 201, RC_INVALID_PTX = 218, RC_INVALID_HANDLE = 400,
	RC_NOT_FOUND = 500, RC_UNSUPPORTED_PTX = 222
};

typedef struct fake_module {
	char entry[64]; /* "" when the text has none */
} fake_module;

/* The GPU that a call is about when it names none: the current context's, else the first visible. */
int fake_gpu(void);
/* 0, or the code of a call that needs cuInit, or a current context. */
int fake_ready(void);
int fake_has_context(void);

/* Checks a PTX text and fills out. log is the error log as the driver writes it, log_n its room. */
int fake_ptx(const char *text, fake_module *out, char *log, size_t log_n);

#endif
