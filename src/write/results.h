/* results: what check, diff, verify and the probe found, in one shape, for the formats that other
 * programs read: sarif, gitlab, junit, github. A format is then written once, whichever command it is
 * about.
 *
 * Borrowed from the report it was made of. Text is as a stranger wrote it: the writer escapes. */
#ifndef WRITE_RESULTS_H
#define WRITE_RESULTS_H

#include "base/buf.h"
#include "model/report.h"
#include "write/parts.h"

typedef struct result {
	str rule;            /* "pin/missing", "gpu/no-driver" */
	int rule_at;         /* its index in results.rules */
	severity severity;   /* NOTE, WARNING or ERROR */
	finding_state state;
	bool fails, waived;
	str path;            /* from the repository's root; absent: about no file (a GPU) */
	str unit;            /* "GPU 0"; absent for findings about files */
	position beg, end;   /* end exclusive; line 0: the whole file, or no file. end.line may be 0 alone */
	str subject, message, hint; /* hint may be absent */
	str fingerprint;     /* 32 hex digits, stable across moved lines */
	int nth;             /* 1, 2, ... among the rows of the same fingerprint */
	strs also;           /* ids of the rules merged into this one */
	str waiver_reason;   /* with waived; may be absent */
	bool waiver_inline;  /* with waived: beside the entry, not in the policy */
	const finding *finding; /* NULL for the probe's */
} result;
typedef LIST(result) result_list;

/* What a rule is, for formats that carry a catalogue. help is Markdown-free text. */
typedef struct result_rule {
	str id, text, help;
	str why, fix;        /* parts of its page, in Markdown without links: by results_add_pages, else absent */
	str url;             /* of its page; absent where the build knows no address of the docs */
	severity severity;   /* in the standard profile; OFF: a policy has to ask for it */
} result_rule;
typedef LIST(result_rule) result_rules;

typedef struct results {
	str command;         /* "check", "diff", "verify", "probe"; absent: the command line named none */
	verdict verdict;     /* NOTHING: there was nothing to judge (exit 0), or no leave for that (6) */
	int exit;
	const err *error;    /* set with VERDICT_ERROR */
	str headline;        /* the verdict in one line, without colour: what the text format says last */
	bool compared;       /* against a base: "introduced" and "existing" mean something */
	result_list rows;    /* failing first; fixed ones are not among them */
	result_rules rules;  /* every rule the command knows, in the order of the registry */
	strs passed;         /* what was looked at without a finding: paths, or "GPU 0"; sorted */
	bool units;          /* passed are units, not paths */
	const notes *notes;  /* remarks that are no findings; NULL: none */
	str docs;            /* "https://host/docs/"; absent where the build knows no address of them */
} results;

results results_of_report(arena *a, const report *r);

/* Fills why and fix of all->rules in, for a format that shows them: it costs more than all the rest. */
void results_add_pages(arena *a, results *all);

/* The index of a rule in all->rules, -1 when it is not there. */
int results_rule(const results *all, str id);

/* The path as the formats want it: relative, without "./" and "../" in front. Where the finding is about
 * no file (a GPU, an installed package) it is a name that no repository has a file for, "envgate-probe",
 * "envgate-verify": code hosts want a path in every finding, and a real one would blame a file. */
str results_path(arena *a, const results *all, str path);

/* A failed run in a line: where, what, "(hint: what to type)". */
str results_error(arena *a, const err *e);

/* No verdict where one was asked for: an error, or nothing to judge and no leave for that. */
bool results_failed(const results *all);

/* That as a row, of a rule called envgate/error that is not among all->rules (rule_at is behind the
 * last): code hosts would take a report without entries for a pass. Only if results_failed. */
result results_failure(arena *a, const results *all);

/* Where docs/ is published, as given when configuring (ENVGATE_DOCS_URL). A link to a page that is not
 * there is worse than none, so without it there is none: absent. */
str results_docs(void);

/* Inner: gives equal fingerprints their nth. For the makers of results. */
void results_count_equal(arena *a, results *all);

#endif
