/* rule: what a rule function sees, and how it reports. A rule is a row in model/rules.def, a
 * function rule_NAME(visit *) in gate/rules/FAMILY.c, and a page docs/rules/ID.md. It never loops
 * over specs or changes: its scope says who loops. It has no state and cannot fail. */
#ifndef GATE_RULE_H
#define GATE_RULE_H

#include "model/finding.h"
#include "model/side.h"

typedef struct visit {
	arena *a;
	rule_id rule;
	const policy *policy;
	const side *side;          /* PER_SIDE, PER_FILE, PER_SPEC; the head for PER_CHANGE */
	const side *base;          /* PER_CHANGE; NULL otherwise */
	const file *file;          /* PER_FILE, PER_SPEC */
	const spec *spec;          /* PER_SPEC */
	const change *change;      /* PER_CHANGE */
	bool covered;              /* PER_SPEC, PER_CHANGE: a lock covers the spec */
	bool pinned_file;          /* PER_SPEC: see pin/missing */
	findings *out;
} visit;

/* Prototypes of every rule function. */
#define RULE(function, id, standard, strict, audit, scope, text) void rule_##function(visit *v);
#include "model/rules.def"
#undef RULE

/* A finding at the rule's own severity; NULL when the policy switches the rule off (then the caller
 * is done). at may be the zero span for the whole file. subject and evidence are canonical: no line
 * numbers, no order of unrelated entries. */
finding *report_at(visit *v, span at, str subject, str evidence, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Lowers a finding in the standard profile (and never raises it); strict, audit and a severity that
 * the policy sets for this rule are left alone. f may be NULL. */
void report_as(visit *v, finding *f, severity milder);

/* What the user can type. f may be NULL. */
void report_hint(visit *v, finding *f, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Adds to details. f may be NULL. key is a literal. */
void report_detail(visit *v, finding *f, const char *key, str text);

#endif
