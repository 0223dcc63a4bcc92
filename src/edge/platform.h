/* platform: what a platform's event means for this repository: base, head and policy side, verified.
 *
 * docs/ranges.md prints the table. The base is a commit that the platform put there and never the
 * author's choice; policy comes from the tip of the target. What cannot be verified is exit 3 with the
 * line that cures it. */
#ifndef EDGE_PLATFORM_H
#define EDGE_PLATFORM_H

#include "edge/event.h"
#include "edge/range.h"

/* Fills base, head, policy, their reasons, deleted and force_pushed. Not for EVENT_NONE and
 * EVENT_STAGED, which range.c knows. ERR_CI, ERR_RANGE, ERR_SHALLOW, ERR_NO_BASE, ERR_USAGE. */
const err *platform_resolve(arena *a, repo *r, const event *ev, range *out) MUST_USE;

/* Whether the index holds exactly what HEAD does. */
const err *platform_index_is_head(arena *a, repo *r, revision head, bool *out) MUST_USE;

#endif
