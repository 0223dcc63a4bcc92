/* formats: the formats that code hosts read, each written from results, whichever command they are of.
 * The rows of WRITERS and PROBE_WRITERS are thin calls of these. */
#ifndef WRITE_FORMATS_H
#define WRITE_FORMATS_H

#include "write/results.h"

/* SARIF 2.1.0, within GitHub's limits; docs/report.md says what is in it. */
void sarif_put(buf *out, const results *all);

/* GitLab's Code Quality: a JSON array. */
void gitlab_put(buf *out, const results *all);

/* JUnit's XML as GitLab, Jenkins and GitHub's reporters read it. */
void junit_put(buf *out, const results *all);

#endif
