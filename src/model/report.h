/* report: everything a writer needs, complete before writing starts. Field by field it is the JSON
 * of docs/report.md. */
#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H

#include "base/err.h"
#include "model/finding.h"
#include "model/platform.h"
#include "model/side.h"

typedef enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_NOTHING, VERDICT_ERROR } verdict;

typedef struct counts {
	int introduced[4], existing[4]; /* by severity: [NOTE] [WARNING] [ERROR] */
	int fixed, waived, copied, skipped_files;
} counts;

typedef struct report_file {
	str path, was, family;
	file_kind kind;
	const char *state; /* added modified removed renamed unchanged */
	str content_hash;  /* a conda-lock.yml's: "same", "differs"; absent: not known */
} report_file;
typedef LIST(report_file) report_files;

/* A remark that is no finding: code is a stable word, path may be absent. */
typedef struct note {
	str code, path, message;
} note;
typedef LIST(note) notes;

typedef struct report {
	str command;       /* "check", "diff" */
	str date;          /* YYYY-MM-DD, an input */
	platform platform;
	revision base, head, policy_rev; /* base.kind REV_NONE: a whole state */
	str range_reason, base_reason, policy_reason;
	const policy *policy; /* NULL when an error came before it was read */
	verdict verdict;
	int exit;
	counts counts;
	bool accept_waivers; /* --accept-waivers was given */
	findings findings; /* failing first, then by severity, path, position; existing and fixed last */
	changes changes;
	report_files files;
	notes notes;
	strs limits;       /* names of bounds reached */
	const struct installed *installed; /* verify: what was looked at (model/installed.h); else NULL */
	const err *error;  /* set with VERDICT_ERROR */
} report;

const char *verdict_name(verdict v);
const char *revision_kind_name(revision_kind k);

#endif
