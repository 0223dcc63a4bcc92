/* case: one test of the gate as text, and what the gate makes of it, in process and without git.
 *
 *     == a bound that vanishes is reported where the name stands
 *     -- base
 *     dependencies: [numpy=1.26]
 *     -- head
 *     dependencies: [numpy]
 *     -- expect
 *     1:16 error change/loosened (also pin/missing)
 *     ~ had an upper bound
 *
 * Blocks: base and head, each with an optional PATH (environment.yml) and a note in brackets; both (a
 * file that the change leaves as it is); side (one state judged whole, instead of base and head); beside PATH (a file of the base that the change
 * leaves alone, known only because a new file stands next to it); renamed OLD NEW; policy; date
 * YYYY-MM-DD; commits (their trailers, an empty line between two commits); expect; changes. Notes:
 * (escaped) \xNN \t \r \n in the text; (submodule) (large) (link TARGET) (ident).
 *
 * A line of expect is [existing|fixed|waived] [PATH:]LINE:COL SEVERITY RULE [(also RULE, RULE)]; a line
 * "~ TEXT" below it must stand in that finding's message or hint. An empty expect means: nothing. A
 * line of changes is KIND PACKAGE BEFORE -> AFTER, with - for nothing. */
#ifndef TESTS_CASE_H
#define TESTS_CASE_H

#include "base/buf.h"
#include "gate/judge.h"
#include "model/report.h"

typedef enum block_kind {
	BLOCK_BASE, BLOCK_HEAD, BLOCK_SIDE, BLOCK_BESIDE, BLOCK_RENAMED, BLOCK_POLICY, BLOCK_EXPECT, BLOCK_CHANGES,
	BLOCK_DATE, BLOCK_COMMITS, BLOCK_TARGET, BLOCK_ACCEPT, BLOCK_BOTH,
} block_kind;

typedef struct block {
	block_kind kind;
	int line;
	str path;  /* never absent for files; OLD for renamed */
	str other; /* NEW for renamed */
	str note;  /* what stands in the brackets */
	str text;
} block;
typedef LIST(block) blocks;

typedef struct test_case {
	str title;
	int line;
	blocks blocks;
} test_case;
typedef LIST(test_case) test_cases;

/* False when the text is no list of cases; *why then says the line and the reason. */
bool cases_parse(arena *a, str text, test_cases *out, str *why);

/* Runs the whole gate over the files of a case. */
void case_judge(arena *a, const test_case *c, report *out);

/* What stands beside its two sides. p is the policy in force. */
range_facts case_range(arena *a, const test_case *c, const policy *p);

/* What a head's own policy would let pass, told by change/policy. */
void case_loosened(arena *a, settle_input *in, const range_facts *facts);

/* Compares with the case's expect and changes blocks; writes what differs to *out. */
bool case_check(arena *a, const test_case *c, const report *r, buf *out);

/* What the rules of verify find where that text says what is installed (case_installed.c): a file of a
 * "side" that is called "installed". */
findings case_installed(arena *a, const side *head, str text);

/* A whole file; false when it cannot be read. */
bool text_of_file(arena *a, const char *path, str *out);

/* Runs the examples of one rule page; adds to the two counts and prints what fails. */
void page_run(str name, str text, int *passed, int *failed);

#endif
