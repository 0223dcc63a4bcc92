/* github_files: a step's summary and outputs, in the files that a GitHub runner names by variables. */
#ifndef CMD_GITHUB_FILES_H
#define CMD_GITHUB_FILES_H

#include "base/err.h"
#include "write/github.h"

/* Appends summary to $GITHUB_STEP_SUMMARY and outputs to $GITHUB_OUTPUT; a variable that is not set is
 * passed over: no runner asked. An absent summary is none; one that does not fit is left out, and a line
 * says so. ERR_OUTPUT. */
const err *github_files_write(arena *a, str summary, const github_outputs *outputs) MUST_USE;

/* How many bytes the summary may have: 1 MiB less what the step wrote before. */
ptrdiff_t github_files_room(arena *a);

/* Text for people as it may be printed: as it is, or, where a GitHub runner or Azure's agent reads along,
 * with what looks like a command of theirs spelled out. They read stderr too. */
str github_files_plain(arena *a, str text);

#endif
