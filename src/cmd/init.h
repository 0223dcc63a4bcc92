/* init: the parts of envgate init. */
#ifndef CMD_INIT_H
#define CMD_INIT_H

#include "cmd/run.h"
#include "edge/repo.h"

/* --hooks and --hooks --uninstall. What was done is in r->out. */
const err *init_hooks(run *r) MUST_USE;

/* Without a part by name: .envgate.yml, and what there is to repair today. */
const err *init_policy(run *r) MUST_USE;

/* --github, --gitlab: the file that runs envgate there. */
const err *init_github(run *r) MUST_USE;
const err *init_gitlab(run *r) MUST_USE;

/* A file of the work tree that envgate proposes. */
typedef struct init_file {
	str path;     /* from the root of the work tree */
	str bytes;
	const char *command; /* that prints it: "envgate init --github --print" */
} init_file;

typedef enum init_did { INIT_WROTE, INIT_SAME, INIT_LEFT } init_did;

/* The repository, which must have a work tree. */
const err *init_open(run *r, repo **out) MUST_USE;

/* Writes the file where nothing has its name, and says in r->out what was done. Never through a link. */
const err *init_offer(run *r, const repo *git, const init_file *f, init_did *out) MUST_USE;

#endif
