/* probe_github: the outputs of a step that probed. */
#ifndef WRITE_PROBE_GITHUB_H
#define WRITE_PROBE_GITHUB_H

#include "write/github.h"
#include "write/probe.h"

github_outputs probe_github_outputs(arena *a, const probe_report *r);

#endif
