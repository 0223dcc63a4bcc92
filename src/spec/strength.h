/* strength: how firmly a spec pins (product: exact > prefix > bounded > open > none, moving apart). */
#ifndef SPEC_STRENGTH_H
#define SPEC_STRENGTH_H

#include "spec/matchspec.h"
#include "spec/pep508.h"

#include "model/spec.h"

strength strength_conda(arena *a, const matchspec *m);
strength strength_pip(arena *a, const requirement *r);

/* Whether a build string came out of one platform's build, rather than naming a variant: a hash (h and seven
 * or more hexadecimal digits), pyNN, vcN, or only digits. A glob never did. */
bool build_is_platform(str build);

#endif
