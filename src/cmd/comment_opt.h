/* comment_opt: the options of envgate-comment, one row each. A table of its own, not cmd/opt's:
 * envgate-comment is another program, and must not pull the gate's commands in. */
#ifndef CMD_COMMENT_OPT_H
#define CMD_COMMENT_OPT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/list.h"

typedef enum comment_on { ON_ALWAYS, ON_FAILURE, ON_CHANGE } comment_on;

typedef struct comment_opts {
	strs reports, untrusted; /* files */
	str header;              /* letters, digits, '.', '_', '-'; default "envgate" */
	str on_word, token_env, api_url, author, ca_file, forge, repository, pr_text, workflow;
	comment_on on;
	long long pr;            /* 0: not given */
	bool dry_run, check_run, status, find, quiet, verbose, help, version;
} comment_opts;

/* argv without the program's name. ERR_USAGE. */
const err *comment_opts_read(arena *a, const strs *argv, comment_opts *out) MUST_USE;

void comment_opts_help(buf *out);

#endif
