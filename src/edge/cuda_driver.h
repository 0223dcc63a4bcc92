/* cuda_driver: S4 to S8 in a child: the driver API by dlopen, symbols and steps as rows. */
#ifndef EDGE_CUDA_DRIVER_H
#define EDGE_CUDA_DRIVER_H

#include "edge/child.h"

/* Loads libcuda, runs the kernel on device 0 of what this child may see, and verifies its result.
 * false: a step failed, and the reporter knows which. */
bool cuda_driver_child(arena *a, reporter *r, const task *t);

/* S10: version, init and count only, no context. */
bool cuda_recheck_child(arena *a, reporter *r, const task *t);

#endif
