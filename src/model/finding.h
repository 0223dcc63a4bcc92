/* finding: the environment is wrong, here, and this is what to type. */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include "model/change.h"
#include "model/rule.h"
#include "model/suppression.h"

typedef enum finding_state { STATE_INTRODUCED, STATE_EXISTING, STATE_FIXED } finding_state;

/* One fact of details: a text, an integer or a list of texts. */
typedef enum detail_kind { DETAIL_TEXT, DETAIL_NUMBER, DETAIL_LIST } detail_kind;
typedef struct detail {
	const char *key;
	detail_kind kind;
	str text;
	long long number;
	strs list;
} detail;
typedef LIST(detail) details;
typedef LIST(rule_id) rule_ids;

typedef struct finding {
	/* identity */
	rule_id rule;
	str path;
	manager manager;
	str subject;
	/* evidence: canonical facts, no line numbers */
	str evidence;

	severity severity;
	finding_state state;
	bool fails;          /* set by settle */
	bool copied;         /* existing because a sibling file at base has the same entry */
	bool waived;         /* by waiver, so it does not fail; set by settle */
	const suppression *waiver; /* that covers it, in effect or not; NULL: none */
	const source *src;   /* for the excerpt; NULL when there is no text to show */
	span at;
	str package;         /* absent when the finding is about the file */
	str message, hint;   /* one line each; hint says what to type */
	rule_ids also;       /* rules merged into this one */
	details details;
	str spec_raw;        /* the entry's text, to recognise copies; absent for others */
	str version_set;     /* canonical version part, to recognise a moved manager; absent for others */
} finding;
typedef LIST(finding) findings;

const char *state_name(finding_state s);

#endif
