/* suggest: the word somebody may have meant: keys of a policy, options of a command line. */
#ifndef READ_SUGGEST_H
#define READ_SUGGEST_H

#include "base/arena.h"

/* The nearest of n words by letters to change, or absent when none is near enough to be meant. */
str suggest_word(str given, const str *words, ptrdiff_t n);

/* "did you mean 'x'?", or fallback when nothing is near. */
str suggest_hint(arena *a, str given, const str *words, ptrdiff_t n, str fallback);

#endif
