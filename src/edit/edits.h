/* edits: changes of a text by bytes, applied back to front, so that what is not named stays as it was:
 * comments, order, quoting, line ends, a missing last newline. */
#ifndef EDIT_EDITS_H
#define EDIT_EDITS_H

#include "base/arena.h"
#include "base/list.h"
#include "base/str.h"

/* The bytes from beg up to end become text; beg == end inserts. */
typedef struct edit {
	ptrdiff_t beg, end;
	str text;
} edit;
typedef LIST(edit) edits;

/* bytes with all edits made. Absent when two overlap or one lies outside: then nothing was changed.
 * Two insertions at one place are an overlap as well, since their order would be anybody's guess. */
str edits_apply(arena *a, str bytes, const edits *all);

/* Where a byte of the result stood before: all is what edits_apply was given. For a byte of a new text, where that
 * text was put. Linear in the edits. */
ptrdiff_t edits_origin(arena *a, const edits *all, ptrdiff_t at);

/* The bytes of the line that at stands in, without and with its line end. */
typedef struct line_span {
	ptrdiff_t beg, end, next;
} line_span;
line_span line_at(str bytes, ptrdiff_t at);

/* "\r\n" where the file's first line ends that way, else "\n". */
str line_end_of(str bytes);

#endif
