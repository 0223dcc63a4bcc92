/* pyproject_version: Poetry's operators in conda's words. Private to the readers of manifests. */
#ifndef READ_PYPROJECT_VERSION_H
#define READ_PYPROJECT_VERSION_H

#include "base/arena.h"

/* "^1.2, !=1.3" as ">=1.2.0,<2.0.0,!=1.3"; "" for none ("*"). Absent when a version behind ^ or ~ is more
 * than numbers. What conda-lock leaves as it is is left, in any words. */
str poetry_as_conda(arena *a, str text);

/* A conda version of that kind as a PEP 440 specifier, "1.2" as "==1.2"; absent for alternatives ('|'). */
str poetry_as_pip(arena *a, str conda);

#endif
