/* html_in: what the files of the report's page share. Inner header. */
#ifndef WRITE_HTML_IN_H
#define WRITE_HTML_IN_H

#include "write/html.h"

/* A finding in full: a card with its source lines and what to type. base leads to the files at the
 * code host; absent: no links. */
void html_finding(buf *out, const finding *f, str base);

/* The same as one item of a list. */
void html_finding_row(buf *out, const finding *f, str base);

/* The changes, a card with tables for each file, at most most rows. */
void html_changes(buf *out, const report *r, ptrdiff_t most);

/* "path:line:col", a link where base leads. */
void html_place(buf *out, str base, str path, int line, int col);

#endif
