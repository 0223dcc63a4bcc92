/* pytext: what Python's str methods do where C's habits differ. conda and packaging trim and
 * lower-case by Unicode, so a no-break space around a version vanishes and a Kelvin sign is a k. */
#ifndef SPEC_PYTEXT_H
#define SPEC_PYTEXT_H

#include "base/arena.h"
#include "base/str.h"

/* str.strip(): Unicode white space and the separators U+001C to U+001F off both ends. */
str py_strip(str s);
/* Bytes of the white space at s[i], as py_strip and the regular expression \s see it; 0 if none. */
ptrdiff_t py_space_at(str s, ptrdiff_t i);

/* str.lower() of ASCII, Latin-1, Greek, Cyrillic and the Kelvin and Angstrom signs; other letters
 * stay (names with them are refused or reported as hidden text). s itself when nothing changes. */
str py_lower(arena *a, str s);

/* Every needle in s taken out (str.replace(needle, "")), from the left; needle is not empty. */
str py_remove(arena *a, str s, str needle);
/* The same for the first one only. */
str py_remove_first(arena *a, str s, str needle);

#endif
