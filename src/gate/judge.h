/* judge: the pure core. Values in, values out; no file, clock, network or locale. */
#ifndef GATE_JUDGE_H
#define GATE_JUDGE_H

#include "model/commits.h"
#include "model/finding.h"
#include "model/report.h"
#include "model/side.h"

/* Everything wrong on one side, by the policy in force there (side->policy), sorted by path and
 * position. side->before gives facts of the base. */
findings judge_side(arena *a, const side *s);

typedef struct change_findings {
	findings findings;
	changes changes; /* sorted by path, then position on the head, removals by position on the base */
} change_findings;

/* Whether what was read of the base so far is enough to tell a host that the base did not use. If not,
 * all environment files of the base have to be read: a host is new to a repository, not to a file. */
bool judge_knows_hosts(arena *a, const side *base, const side *head);

/* What the change does, and what is wrong with it. */
change_findings judge_change(arena *a, const side *base, const side *head, const policy *p,
                             const range_facts *range);

typedef struct settle_input {
	const policy *policy;
	const side *base, *head; /* base NULL: a whole state */
	findings base_findings, head_findings;
	change_findings change;
	bool whole_introduced; /* --all: everything counts; else a whole state is existing */
	strs only;             /* paths given after -- */
	const side *target;    /* the policy side at the head's paths; NULL: it has none of them */
	findings target_findings;
	bool waivers_stand;    /* a whole state, the index, the work tree outside CI: suppressions of the head
	                        * count as they stand; target then tells which are new */
	bool accept_waivers;   /* --accept-waivers: the head's suppressions count */
	str date;              /* YYYY-MM-DD */
} settle_input;

/* Ratchet, merge, fold, order, verdict: fills findings, changes, files, counts, verdict, exit and
 * limits of *out; the caller fills what it knows (command, revisions, platform, date). */
void settle(arena *a, const settle_input *in, report *out);

#endif
