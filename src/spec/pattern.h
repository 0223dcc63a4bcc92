/* pattern: Python regular expressions from a spec, run by PCRE2 within bounds. A pattern comes from
 * a stranger's file, so its length (MAX_PATTERN_BYTES), the matcher's steps, depth and memory are
 * all limited. The only file that knows PCRE2 is pattern.c. */
#ifndef SPEC_PATTERN_H
#define SPEC_PATTERN_H

#include "spec/refusal.h"
#include "spec/version_spec.h"

typedef struct pattern pattern; /* compiled; lives as long as the arena */

/* NULL when Python would refuse the expression, or it is beyond our bounds; *why says which. */
const pattern *pattern_compile(arena *a, str text, refusal *why);

/* Python's re.match at the start of text. MATCH_RAISES: a limit was reached, or text is no UTF-8. */
match_result pattern_match(const pattern *p, str text);

#endif
