/* markdown: parts of the Markdown format that the comment and the step summary share.
 *
 * Rule C for a stranger's text: one pair of backticks, printable ASCII but for backtick, pipe and
 * backslash as itself, every other code point as \u{HEX}, a blank at an end as \u{20}, nothing at all
 * as (empty). It stays one code span in every engine that was tried (docs/design/markdown.md), so no
 * link, mention, image, reference or HTML in a name can come to life. Messages of ours that hold
 * foreign names go through markdown_message, which sets all but plain words the same way. */
#ifndef WRITE_MARKDOWN_H
#define WRITE_MARKDOWN_H

#include "base/buf.h"
#include "model/report.h"
#include "write/write.h"

/* A stranger's text as a strict code span, at most most_bytes of it (0: 300), an ellipsis said. */
void markdown_code(buf *out, str s, ptrdiff_t most_bytes);

/* A finding's message or hint: our sentence, in which quoted parts may be a stranger's. Rendered so
 * that nothing in it is active. */
void markdown_message(buf *out, str s);

/* [`path:line`](link) when base is given, else the code span alone. base is
 * "https://github.com/o/r/blob/SHA/"; the path is percent-encoded behind it. */
void markdown_place(buf *out, str base, str path, int line);

/* The tables, each complete or not there at all. */
void markdown_findings(buf *out, const findings *all, finding_state state, str base, int most);
void markdown_changes(buf *out, const changes *all, int most);

/* The whole report, as write_markdown has it, in at most most_bytes (0: no bound) as far as the parts go:
 * of the findings the first rows, of the rest whole parts, and a line that names what did not fit. */
void markdown_within(buf *out, const report *r, const look *l, ptrdiff_t most_bytes);

#endif
