/* run: one run of the program, from argv to exit status. */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include "base/buf.h"
#include "base/err.h"
#include "cmd/opt.h"
#include "edge/host.h"

typedef struct run {
	arena *a;
	host host;
	opts opts;     /* parsed options of this command */
	strs args;     /* what is left: revisions and, behind --, paths */
	strs paths;    /* behind -- */
	buf out;       /* what goes to stdout, written once at the end */
	int status;    /* the exit status of a command that worked */
} run;

/* A command. needs_repo is obeyed by the command itself through load. */
typedef struct command {
	const char *name, *usage, *line; /* "check", "[RANGE|REV] [-- PATH...]", one line */
	unsigned options;                /* OPT_* groups it takes */
	const err *(*fn)(run *);
} command;

extern const command COMMANDS[];
extern const int COMMAND_COUNT;

/* The whole program. Prints; returns the exit status. */
int run_main(int argc, char **argv);

#endif
