/* refusal: why a text is no version, spec or requirement, and where in the text it goes wrong. */
#ifndef SPEC_REFUSAL_H
#define SPEC_REFUSAL_H

#include "base/str.h"

typedef struct refusal {
	str why;      /* one line, lower case, names the reference's own reason where there is one */
	ptrdiff_t at; /* byte offset into the text; its length when the end is missing something */
} refusal;

#endif
