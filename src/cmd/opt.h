/* opt: the option table. One row per option carries letter, name, argument, help, where its value
 * goes and which commands take it; parsing, help, man page and completions all read the rows. */
#ifndef CMD_OPT_H
#define CMD_OPT_H

#include "base/err.h"
#include "base/list.h"

typedef struct opts {
	str format, fail_on, base, head, policy, policy_ref, date, repo, color;
	strs output;   /* FMT=FILE, repeatable */
	bool staged, all, existing, allow_empty, quiet, verbose, trust_owner, help, version;
} opts;

#endif
