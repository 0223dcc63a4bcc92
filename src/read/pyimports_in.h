/* pyimports_in: Python's tokens as far as imports need them. Private to read/pyimports*.c. */
#ifndef READ_PYIMPORTS_IN_H
#define READ_PYIMPORTS_IN_H

#include "base/str.h"

typedef enum token_kind {
	TOKEN_END, TOKEN_LINE, /* the end of the file, of a logical line */
	TOKEN_NAME,            /* identifiers and keywords */
	TOKEN_MARK,            /* one byte of . , ; : * ( ) outside of strings */
	TOKEN_OTHER,           /* anything else: strings, numbers, operators */
} token_kind;

typedef struct py_lexer {
	str text;
	ptrdiff_t i;
	int depth;       /* open brackets: line ends inside of them are none */
	bool line_start; /* nothing of this logical line was seen yet */
	/* the newest token */
	token_kind kind;
	char mark;
	int outside;     /* open brackets around it, its own not counted */
	ptrdiff_t beg, end;
	int indent;      /* of the logical line it stands in; a tab goes to the next multiple of 8 */
} py_lexer;

void py_next(py_lexer *x);

#endif
