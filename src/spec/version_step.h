/* version_step: neighbours of a version, made as text. For hulls and witnesses. */
#ifndef SPEC_VERSION_STEP_H
#define SPEC_VERSION_STEP_H

#include "base/arena.h"
#include "base/str.h"

/* The version with its last number raised or lowered by one and nothing behind it: 1.2a3 -> 1.2a4.
 * Absent when there is no number, or none below it. */
str version_raised(arena *a, str version);
str version_lowered(arena *a, str version);

/* Without its last part: 1.2.3 -> 1.2, 1.1a -> 1.1. Absent when one part is all there is. */
str version_parent(str version);

/* The lowest plain version above everything that starts with this one: 1.2 -> 1.3, 1.1a -> 1.1,
 * 1.0post -> 1.1. Absent when there is none. */
str version_after_prefix(arena *a, str version);

#endif
