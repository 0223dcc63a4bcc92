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

/* ---- fix.c, for the parts below ---- */

/* Whether a file of the head is an environment file that was asked for. */
bool fix_is_ours(const loaded *l, const file *f);
str fix_on_disk(run *r, const loaded *l, str path);
/* The bytes to repair: the staged ones, or those on disk, which are not always what git would store. */
const err *fix_source(run *r, const loaded *l, const file *f, source *out) MUST_USE;
/* A stranger's text into r->out. */
void fix_put(run *r, str text);
/* What would change, as git prints it. before absent: a new file. */
const err *fix_show_patch(run *r, str path, str before, str after) MUST_USE;

/* ---- fix_one.c: what makes files out of one ---- */

/* ERR_USAGE for --split or --requirements beside rules, or beside each other. */
const err *fix_one_thing(run *r, const strs *rules) MUST_USE;
/* The one environment file that was asked for; ERR_USAGE when there are several, ERR_NOTHING when there is none.
 * option: "--split dev,test", for the hint. */
const err *fix_one_file(run *r, const loaded *l, const char *option, const file **out) MUST_USE;

/* The same as fix_put, quoted for a shell where it needs to be. */
void fix_put_word(run *r, str word);

/* fix_split.c, fix_requirements.c */
const err *fix_split(run *r, const loaded *l) MUST_USE;
const err *fix_requirements(run *r, const loaded *l) MUST_USE;

#endif
