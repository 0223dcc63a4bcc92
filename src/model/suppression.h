/* suppression: an ignore beside an entry, or a waiver in the policy (product: section 4a). */
#ifndef MODEL_SUPPRESSION_H
#define MODEL_SUPPRESSION_H

#include "model/problem.h"
#include "model/rule.h"

/* Identity: rule, path, manager, package, until, reason. Two with equal identity are one promise,
 * wherever they stand. */
typedef struct suppression {
	rule_id rule;
	str path;        /* inline: the file's own; waiver: git's wildmatch pattern */
	manager manager; /* MANAGER_NONE: any */
	str package;     /* absent: every package */
	str until;       /* YYYY-MM-DD, the last day it counts, UTC; absent: no end */
	str reason;      /* never empty for a waiver; absent for an ignore without one */
	bool is_inline;
	const source *src; /* where it is written */
	span at;
	int covers_line;   /* inline: the 1-based line it is about; 0 for a waiver */
	str beside;        /* inline: that line without its comment. Findings that name no package are tied
	                    * to it, so that moving the comment to another line is another promise */
} suppression;
typedef LIST(suppression) suppressions;

#endif
