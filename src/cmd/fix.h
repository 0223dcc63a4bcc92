/* fix: the parts of envgate fix. fix.c puts them in order. */
#ifndef CMD_FIX_H
#define CMD_FIX_H

#include "cmd/load.h"
#include "edit/fix.h"
#include "model/installed.h"

/* fix_known.c: the versions and commits at which the locks of the file's family satisfy it, for every platform. */
void fix_known_locked(run *r, const loaded *l, const file *f, fix_wish *out);

/* fix_known.c: --prefix read once; NULL without it. */
const err *fix_installed(run *r, const installed **out) MUST_USE;

/* fix_known.c: what is installed, where no lock says more; --ref NAME=COMMIT (ERR_USAGE). */
void fix_known_installed(run *r, const installed *there, fix_wish *out);
const err *fix_known_refs(run *r, fix_wish *out) MUST_USE;

#endif
