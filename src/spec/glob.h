/* glob: two kinds of pattern, both linear in practice and without recursion on outside text. */
#ifndef SPEC_GLOB_H
#define SPEC_GLOB_H

#include "base/str.h"

/* '*' is any run of bytes, everything else is itself (conda's build and name globs). */
bool glob_match(str pattern, str text);

/* git's wildmatch with WM_PATHNAME: '*' and '?' stop at '/', '**' does not, [a-z] [!x] classes, \
 * escapes. A pattern without '/' matches the last path component, as in .gitignore. */
bool wildmatch(str pattern, str path);

#endif
