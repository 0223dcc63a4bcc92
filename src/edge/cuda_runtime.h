/* cuda_runtime: S9 in a child: the declared runtime's own view, through its own libcudart. */
#ifndef EDGE_CUDA_RUNTIME_H
#define EDGE_CUDA_RUNTIME_H

#include "edge/child.h"

/* t->library is the libcudart to load; absent: libcudart.so.MAJOR of t->declared by bare name. */
bool cuda_runtime_child(arena *a, reporter *r, const task *t);

#endif
