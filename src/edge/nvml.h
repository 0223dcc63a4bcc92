/* nvml: S3 in a child: what the management library knows of every GPU. */
#ifndef EDGE_NVML_H
#define EDGE_NVML_H

#include "edge/child.h"

/* A function that the library lacks (an old driver) is a MISSING note, not a failure. */
bool nvml_child(arena *a, reporter *r, const task *t);

#endif
