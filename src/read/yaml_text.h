/* yaml_text: the bytes of a text file before any grammar: is it text at all, where do its lines
 * begin, what in it can a reviewer not see. Private to this room. */
#ifndef READ_YAML_TEXT_H
#define READ_YAML_TEXT_H

#include "model/problem.h"

/* Where a line begins, in bytes and in code points (both from the file's start; a byte order mark
 * at the start counts as bytes but not as a code point, which is how libyaml counts). */
typedef struct text_line {
	int beg, points; /* a file is far smaller than 2 GB: base/limits.h */
} text_line;
typedef LIST(text_line) text_lines;

typedef struct text_map {
	str bytes;
	ptrdiff_t mark;     /* bytes of a UTF-8 byte order mark at the start: 0 or 3 */
	text_lines lines;   /* one per line; at[n] is where one more would begin */
	bool plain;         /* readable, and nothing but printable ASCII, spaces and '\n' */
	bool readable;      /* UTF-8 text within the bounds: a parser may have it */
	bool conflict;      /* merge-conflict markers stand in it (a problem says so) */
	ptrdiff_t line;     /* cursor of text_point and text_byte: the last answer's line ... */
	ptrdiff_t at_byte, at_point; /* ... and place, so that walking forward costs nothing */
} text_map;

/* Looks at all bytes once. Adds SYNTAX (binary, UTF-16, not UTF-8, merge conflict), TOO_LARGE (the
 * file, a line) and HIDDEN_TEXT problems. max_bytes is the bound for this kind of file. */
text_map text_scan(arena *a, str bytes, ptrdiff_t max_bytes, problems *out);

/* The place of a code point (libyaml's mark.index) or of a byte, as an empty span. Out of range:
 * the end of the file. */
span text_point(text_map *t, ptrdiff_t point);
span text_byte(text_map *t, ptrdiff_t byte);

/* A code point that cannot be seen or turns the text around: bidirectional, zero-width, control. */
bool text_is_hidden(unsigned code_point);

/* The first non-ASCII code point of s, or 0; *at is its byte. */
unsigned text_first_foreign(str s, ptrdiff_t *at);

#endif
