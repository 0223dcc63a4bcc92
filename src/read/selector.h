/* selector: the two ways to bind an entry to platforms, neither of which conda itself obeys. Private. */
#ifndef READ_SELECTOR_H
#define READ_SELECTOR_H

#include "model/spec.h"

/* conda-lock's comment selector on a physical line, from the entry's first byte to the line's end:
 * the platform_bit set it keeps the line for, and its word in *word (absent: none, and ON_ALL). */
unsigned selector_of_line(str line, str *word);

/* Whether a mapping key is micromamba's sel(...); its platforms and the word between the brackets.
 * An unknown word gives 0 platforms. */
bool selector_of_key(str key, unsigned *platforms, str *word);

/* The bit of a platform's name (linux-64), or 0. */
unsigned selector_platform(str name);

#endif
