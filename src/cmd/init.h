/* init: the parts of envgate init. */
#ifndef CMD_INIT_H
#define CMD_INIT_H

#include "cmd/run.h"

/* --hooks and --hooks --uninstall. What was done is in r->out. */
const err *init_hooks(run *r) MUST_USE;

#endif
