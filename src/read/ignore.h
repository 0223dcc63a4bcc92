/* ignore: the "# envgate-ignore: RULE until=YYYY-MM-DD reason" comments of an environment or
 * requirements file (product: section 4a). */
#ifndef READ_IGNORE_H
#define READ_IGNORE_H

#include "model/env.h"
#include "read/yaml.h"

/* Fills out->ignores from the comments of out->src, once out->specs is complete and in file order:
 * one row for each entry on the line that a comment is about, or one without a package when there is
 * none. root: the YAML text's, so that text in scalars is no comment; NULL for a requirements file.
 * A comment that cannot count is a PROBLEM_IGNORE that says why. Lives in a. */
void ignore_read(arena *a, const yaml_node *root, env *out);

/* The same where opaque[0] to opaque[n - 1] are the places in which a '#' begins no comment. They get
 * sorted. */
void ignore_read_beside(arena *a, span *opaque, ptrdiff_t n, env *out);

/* Whether an ignore beside an entry may name the rule; the others need a waiver in the policy, and
 * file/policy has none. */
bool ignore_may_name(rule_id rule);

#endif
