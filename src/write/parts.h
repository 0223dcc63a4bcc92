/* parts: what several formats say the same way: where a finding ends, its fingerprint, a side's name,
 * a count with its noun. */
#ifndef WRITE_PARTS_H
#define WRITE_PARTS_H

#include "base/buf.h"
#include "model/report.h"

typedef struct position {
	int line, col; /* 1-based, columns in code points */
} position;

/* Where the span ends (exclusive) in the source's text. line 0: the span is the whole file, or there
 * is no text. */
position span_end(const source *src, span at);

/* 32 hex digits over identity and evidence. For printing and for other programs' memory only: whether
 * two findings are the same one is decided on the texts. */
str fingerprint(arena *a, const finding *f);

/* "1a2b3c4 (HEAD^1)", "index", "work tree", "nothing". why is added behind the name unless it says the
 * same; absent: none. */
str side_words(arena *a, revision rev, str why);

/* "1a2b3c4", "built-in", "ci/policy.yml". */
str policy_words(arena *a, const report *r);

/* "1 error", "3 errors". */
str count_words(arena *a, ptrdiff_t n, const char *noun);

#endif
