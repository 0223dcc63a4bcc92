/* pipline: one logical line of a requirements file, from text to requirement and options. Private. */
#ifndef READ_PIPLINE_H
#define READ_PIPLINE_H

#include "read/requirements.h"

/* Reads line, which is not empty, into out (whose file, line and at the caller sets). Slices of
 * input get exact places; text that was put together gets out->at. */
void pipline_read(arena *a, str input, str line, requirement_line *out);

/* Splits and names the options in text, which begins with '-': shlex, then optparse with pip's
 * table. False: pip refuses the file; *why says so, why->at counts in text. editable: the first -e,
 * or absent. place tells where a slice of text stands in the input. */
typedef struct pip_options_read {
	pip_options options; /* names long, hashes left out; at counts in text */
	strs hashes;
	str editable;
	bool refers;         /* a -r or -c is among them */
} pip_options_read;
bool pipopt_read(arena *a, str text, pip_options_read *out, refusal *why);

/* Options that count on a requirement's line; pip ignores the others there. */
bool pipopt_counts_on_requirement(str name);

#endif
