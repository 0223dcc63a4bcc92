/* rule: what a rule function sees, and how it reports. A rule is a row in model/rules.def, a
 * function rule_NAME(visit *) in gate/rules/FAMILY.c, and a page docs/rules/ID.md. Its scope says
 * who loops: once per side, file, spec or change. It has no state and cannot fail. */
#ifndef GATE_RULE_H
#define GATE_RULE_H

#include "gate/entries.h"
#include "model/commits.h"
#include "model/finding.h"
#include "model/side.h"

typedef struct visit {
	arena *a;
	rule_id rule;
	const policy *policy;
	const side *side;     /* the head for PER_CHANGE and PER_RANGE */
	const side *base;     /* PER_CHANGE, PER_RANGE; NULL otherwise */
	const file *file;     /* PER_FILE, PER_SPEC, PER_LOCK, PER_LOCKED, PER_USE; other rules may set it
	                       * before report_at, which takes path and text from it */
	const spec *spec;     /* PER_SPEC; other rules may set it before report_at */
	const family *family; /* PER_FAMILY */
	const locked *locked; /* PER_LOCKED */
	const change *change; /* PER_CHANGE */
	const range_facts *range; /* PER_CHANGE, PER_RANGE */
	const changes *changes;   /* PER_RANGE: all of them */
	const struct installed_row *row; /* PER_INSTALLED, see gate/judge_installed.h */
	entry_list by_name;   /* PER_FILE, PER_SPEC */
	const entry_list *names; /* PER_FAMILY: by_name of every file of the side, in the order of its files */
	bool covered;         /* PER_SPEC, PER_CHANGE: a lock covers the spec */
	bool pinned_file;     /* PER_SPEC with no version: see pin/missing and judge.c */
	findings *out;
} visit;

/* Prototypes of every rule function. */
#define RULE(function, id, standard, strict, audit, scope, text) void rule_##function(visit *v);
#include "model/rules.def"
#undef RULE

/* The rules of one scope that a policy has not switched off. */
typedef struct rule_set {
	rule_id at[RULE_COUNT];
	int n;
} rule_set;
rule_set rules_in_force(const policy *p, scope where);

/* Runs them; sets v->rule on the way. */
void rule_run(visit *v, const rule_set *rules);

/* A finding at the rule's own severity; NULL when the policy switches the rule off (then the caller
 * is done). at may be the zero span for the whole file. subject and evidence are canonical: no line
 * numbers, no order of unrelated entries. Path and source come from v->file or v->change; package,
 * manager, spec_raw and version_set from v->spec (v->change for PER_CHANGE). The pointer is good
 * until the next report_at. */
finding *report_at(visit *v, span at, str subject, str evidence, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Lowers a finding in the standard profile (and never raises it); strict, audit and a severity that
 * the policy sets for this rule are left alone. f may be NULL. */
void report_as(visit *v, finding *f, severity milder);

/* What the user can type. f may be NULL. */
void report_hint(visit *v, finding *f, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Adds to details. f may be NULL. key is a literal. */
void report_detail(visit *v, finding *f, const char *key, str text);

/* The file's env, or NULL where the rules that read meaning have nothing to say: no bytes, a Git LFS
 * pointer, or no environment. The rules of family file look at v->file themselves. */
const env *rule_env(const visit *v);
bool rule_is_lfs_pointer(const source *src);

/* Whether a lock of the file's family satisfies the spec on every locked platform: satisfy_covers.
 * Every rule asks here, so that none has its own answer. */
bool rule_covered(const side *s, const file *f, const spec *p);

/* By path, position, rule, subject, evidence: the order of everything that is printed. */
void rule_sort(findings *all);

/* The version part of a spec so that equal sets written for conda and for pip read alike:
 * "==1.2" and "1.2" are "1.2", "=1.2", "1.2.*" and "==1.2.*" are "1.2.*", parts sorted. */
str rule_version_set(arena *a, const spec *s);

#endif
