/* conda_version: conda's VersionOrder. Rules and traps: docs/design/conda-specs.md; every case in
 * the conformance vectors version_order.jsonl. */
#ifndef SPEC_CONDA_VERSION_H
#define SPEC_CONDA_VERSION_H

#include "spec/refusal.h"

#include "base/arena.h"

typedef struct conda_version conda_version; /* opaque, parsed, immutable, lives in the arena */

/* NULL when conda refuses the text; *why then says the reason (why may be NULL). The bytes of text
 * are borrowed: they must live as long as the version. */
const conda_version *conda_version_parse(arena *a, str text, refusal *why);

/* -1, 0, 1. Equal under conda's order; the texts may differ. */
int conda_version_cmp(const conda_version *x, const conda_version *y);

/* conda's normalised text. */
str conda_version_str(const conda_version *v);

/* v starts with prefix, as "=" constraints compare (VersionOrder.startswith). */
bool conda_version_starts(const conda_version *v, const conda_version *prefix);

#endif
