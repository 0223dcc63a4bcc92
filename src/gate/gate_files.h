/* gate_files: the files that start the gate. Who edits one of them decides whether it runs at all. */
#ifndef GATE_GATE_FILES_H
#define GATE_GATE_FILES_H

#include "model/policy.h"

/* .github/workflows, .gitlab-ci.yml, .pre-commit-config.yaml, and what files: { gate } adds. */
bool gate_file_is(const policy *p, str path);

/* Named by the policy itself. */
bool gate_file_is_named(const policy *p, str path);

/* Appends those of changed, which is sorted, to *out. */
void gate_files_changed(arena *a, const policy *p, const deltas *changed, deltas *out);

#endif
