/* glob: two kinds of pattern, both linear in practice and without recursion on outside text. */
#ifndef SPEC_GLOB_H
#define SPEC_GLOB_H

#include "base/str.h"

/* '*' is any run of bytes, everything else is itself (conda's build and name globs). */
bool glob_match(str pattern, str text);

/* A pattern on a path as in .gitignore: '*' and '?' stop at '/', a part that is '**' does not,
 * [a-z] [!x] classes, \ escapes. Without a '/' the pattern matches the last part of the path; a '/'
 * in front only anchors; one at the end means everything below. */
bool path_match(str pattern, str path);

#endif
