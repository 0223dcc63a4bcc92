/* escape: text from a stranger's pull request on its way into an output. Every writer goes through
 * here, every time, even where the text "cannot" be hostile. */
#ifndef WRITE_ESCAPE_H
#define WRITE_ESCAPE_H

#include "base/buf.h"

/* For a terminal: control bytes, C1 controls, bidirectional and zero-width characters, and
 * malformed UTF-8 become visible \x1b, \u{202e} or U+FFFD; a newline becomes \n in two characters.
 * Printable Unicode passes. */
void escape_terminal(buf *out, str s);

/* The visible form of one code point, and the columns it takes. For layouts that count columns. */
typedef struct cell {
	char text[16];
	int n;       /* bytes of text */
	int columns;
	bool whole;  /* the code point itself, not an escape */
} cell;

/* The cell of the code point at s[*i]; moves *i behind it. *i must be < s.n. */
cell escape_cell(str s, ptrdiff_t *i);

/* Columns that escape_terminal(s) will take. */
ptrdiff_t escape_columns(str s);

/* Whether "##", letters and "[" stand at: "##[error]" to GitHub's runner and "##vso[task.prependpath]" to
 * Azure's agent are commands anywhere in a line of the log. */
bool escape_is_command(str s, ptrdiff_t at);

/* A JSON string with its quotes: UTF-8 repaired; ", \ and controls escaped, also U+2028, U+2029 and what
 * looks like a command of a log. */
void escape_json(buf *out, str s);

/* A relative reference of RFC 3986 made of a path: slashes and unreserved characters as they are, every
 * other byte as %XX, also those that are no UTF-8: git does not promise any. */
void escape_uri(buf *out, str path);

/* XML text or an attribute's value: what escape_terminal shows, with & < > " ' as references. So also
 * what XML 1.0 cannot hold in any form (U+0001 to U+0008 and so on) is visible, and two texts that differ
 * stay different. */
void escape_xml(buf *out, str s);

#endif
