/* help: everything about the command line that a person or a shell can ask for, printed from the rows
 * of COMMANDS and OPTIONS. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "cmd/run.h"

void help_overview(buf *out);
void help_command(buf *out, const command *c);

/* "-C, --repo DIR", or "    --staged": what stands in front of an option's text. */
str help_option_head(arena *a, const opt_row *row);

/* Exit statuses and their meaning, one row each. */
typedef struct exit_row {
	int status;
	const char *text;
} exit_row;
extern const exit_row EXITS[];
extern const int EXIT_COUNT;

/* manual.c: the manual page in mdoc, and the reference part of docs/manual.md. */
void help_man(buf *out);
void help_markdown(buf *out);

/* complete.c: the completion script of a shell: bash, zsh or fish. */
void help_complete(buf *out, str shell);

#endif
