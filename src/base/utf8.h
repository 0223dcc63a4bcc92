/* utf8: the few questions we ask of text from outside. Strict: no overlong forms, no surrogates,
 * nothing above U+10FFFF (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

/* Decodes the code point at s[*i] and moves *i behind it. A malformed byte gives UTF8_BAD and moves
 * *i by one, so a loop always ends. *i must be < s.n. */
#define UTF8_BAD 0xFFFFFFFFu
uint32_t utf8_next(str s, ptrdiff_t *i);

bool utf8_valid(str s);
ptrdiff_t utf8_count(str s); /* code points; a malformed byte counts as one */

/* s with each malformed byte replaced by U+FFFD; s itself if there is none. */
str utf8_repair(arena *a, str s);

/* Appends the encoding of a code point to out (at least 4 bytes); returns its length. */
int utf8_encode(uint32_t code_point, char *out);

/* Columns a terminal gives a code point: 0 for combining marks, 2 for wide East Asian, else 1.
 * Blocks, not the whole of UAX #11: good enough to put a caret under the right letter. */
int utf8_width(uint32_t code_point);

#endif
