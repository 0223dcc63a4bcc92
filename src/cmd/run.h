/* run: one run of the program, from argv to exit status. */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include "base/buf.h"
#include "base/err.h"
#include "cmd/opt.h"
#include "edge/host.h"
#include "model/report.h"
#include "write/write.h"

struct command;

typedef struct run {
	arena *a;
	host host;
	const struct command *command;
	opts opts;     /* parsed options of this command */
	strs args;     /* what is left: revisions, topics */
	strs paths;    /* behind -- */
	bool dashes;   /* -- stood there, so args are revisions for certain */
	report report; /* filled as a command learns things, so that an error can say how far it came */
	buf out;       /* what goes to stdout, written once at the end */
	int status;    /* the exit status of a command that worked */
} run;

typedef struct command {
	const char *name, *usage, *line; /* "check", "[RANGE | REV] [-- PATH...]", one line */
	const char *text;                /* a paragraph for help and manual */
	unsigned options;                /* opt_group set */
	int most_args;                   /* arguments it takes before -- */
	const err *(*fn)(run *);
} command;

extern const command COMMANDS[];
extern const int COMMAND_COUNT;

/* NULL when no command has that name. */
const command *command_find(str name);

/* How the run's own output should look. */
look run_look(const run *r, bool terminal);

/* Writes r->report to every --output file and, in the format asked for, to r->out. ERR_OUTPUT. */
const err *run_tell(run *r) MUST_USE;

/* The commands. */
const err *cmd_check(run *r) MUST_USE;
const err *cmd_diff(run *r) MUST_USE;
const err *cmd_log(run *r) MUST_USE;
const err *cmd_verify(run *r) MUST_USE;
const err *cmd_probe(run *r) MUST_USE;
const err *cmd_fix(run *r) MUST_USE;
const err *cmd_init(run *r) MUST_USE;
const err *cmd_comment(run *r) MUST_USE;
const err *cmd_explain(run *r) MUST_USE;
const err *cmd_rules(run *r) MUST_USE;
const err *cmd_help(run *r) MUST_USE;
const err *cmd_version(run *r) MUST_USE;

/* The whole program. Prints; returns the exit status. */
int run_main(int argc, char **argv);

#endif
