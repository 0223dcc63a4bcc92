/* problem: something a reader saw that is wrong with a file. Readers never judge: gate/rules/file.c
 * and pip.c turn problems into findings of the rule of the same name. */
#ifndef MODEL_PROBLEM_H
#define MODEL_PROBLEM_H

#include "model/spec.h"

typedef enum problem_code {
	PROBLEM_SYNTAX,         /* file/syntax */
	PROBLEM_SEL_MAP,        /* file/syntax as a note: sel() is micromamba's, conda refuses it */
	PROBLEM_NOT_PLAIN,      /* file/not-plain */
	PROBLEM_DUPLICATE_KEY,  /* file/duplicate-key */
	PROBLEM_UNKNOWN_KEY,    /* file/unknown-key */
	PROBLEM_TOO_LARGE,      /* file/too-large */
	PROBLEM_HIDDEN_TEXT,    /* file/hidden-text */
	PROBLEM_IGNORED_OPTION, /* pip/ignored-option */
	PROBLEM_IGNORE,         /* waiver/unused: an envgate-ignore comment that cannot count */
} problem_code;

typedef struct problem {
	problem_code code;
	manager manager;  /* of the entry concerned, else MANAGER_NONE */
	span at;
	str subject;  /* key, package or entry: part of the finding's identity */
	str evidence; /* the canonical fact, without line numbers */
	str what;     /* one line, lower case, no full stop: becomes the message */
	str hint;     /* what to type; absent when the rule's own hint will do */
} problem;
typedef LIST(problem) problems;

#endif
