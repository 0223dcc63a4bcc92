/* cuda_lock: what locked packages say about CUDA. */
#ifndef GATE_CUDA_LOCK_H
#define GATE_CUDA_LOCK_H

#include "model/declared.h"
#include "model/side.h"
#include "spec/cuda_framework.h"

/* One locked package. A selector's version (cuda-version, cudatoolkit), else its build, its name or a
 * wheel's local version. A noarch package has no CUDA code: its build names what it goes with, and
 * says nothing here; cuda-version, which is noarch too, counts. */
cuda_hint cuda_of_locked(const locked *p);

framework cuda_framework_of_locked(const locked *p);

/* Whether the lock's cuda-version says nothing, because the runtime beside it does: see
 * cuda_facts.c. */
bool cuda_version_is_idle(const lock *l);

/* The CUDA that a lock's selectors name for Linux; cuda 0 when none does. Where it has several
 * environments or platforms, the highest. */
declared_cuda cuda_declared_by_lock(arena *a, const lock *l);

/* The same, as the package; NULL when none does. */
const locked *cuda_selector_of_lock(const lock *l);

#endif
