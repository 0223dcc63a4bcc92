/* diff: the semantic difference of two environment files. */
#ifndef GATE_DIFF_H
#define GATE_DIFF_H

#include "model/change.h"
#include "model/side.h"

/* base or head may be NULL (a new file, a removed file). Appends to *out. Entries are matched by
 * manager and name, then as a multiset by platforms and text; what stands under the other manager's
 * name for it is a move. */
void diff_env(arena *a, const file *base, const file *head, changes *out);

#endif
