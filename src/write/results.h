/* results: what check, verify and the probe found, in one shape, for the formats that other programs
 * read: sarif, gitlab, junit, github. A format is then written once, whichever command it is about.
 *
 * Borrowed from the report it was made of. Text is as a stranger wrote it: the writer escapes. */
#ifndef WRITE_RESULTS_H
#define WRITE_RESULTS_H

#include "base/buf.h"
#include "model/report.h"
#include "write/parts.h"

typedef struct result {
	str rule;            /* "pin/missing", "gpu/no-driver" */
	severity severity;   /* NOTE, WARNING or ERROR */
	finding_state state;
	bool fails, waived;
	str path;            /* from the repository's root; absent: about no file (a GPU, a package installed) */
	position beg, end;   /* end exclusive; line 0: the whole file, or no file */
	str subject, message, hint;
	str fingerprint;     /* 32 hex digits, stable across moved lines */
	strs also;           /* ids of the rules merged into this one */
	str waiver_reason;   /* with waived; may be absent */
	const finding *finding; /* NULL for the probe's */
} result;
typedef LIST(result) result_list;

/* What a rule is, for formats that carry a catalogue. help is Markdown-free text. */
typedef struct result_rule {
	str id, text, help, url;
	severity severity;   /* in the standard profile */
} result_rule;
typedef LIST(result_rule) result_rules;

typedef struct results {
	str command;         /* "check", "diff", "verify", "probe" */
	verdict verdict;
	int exit;
	const err *error;    /* set with VERDICT_ERROR */
	str headline;        /* the verdict in one line, without colour: what the text format says last */
	result_list rows;    /* failing first; fixed ones are not among them */
	result_rules rules;  /* every rule the command knows, in the order of the registry; sorted ids */
} results;

results results_of_report(arena *a, const report *r);

/* The index of a rule in all->rules, -1 when it is not there. */
int results_rule(const results *all, str id);

#endif
