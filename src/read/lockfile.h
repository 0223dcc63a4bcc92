/* lockfile: the three kinds of lock from bytes to one value. */
#ifndef READ_LOCKFILE_H
#define READ_LOCKFILE_H

#include "model/side.h"

/* kind is FILE_CONDA_LOCK, FILE_PIXI_LOCK or FILE_EXPLICIT, src->bytes not absent. Never fails:
 * problems say what is wrong, and complete is false where packages may be missing. Lives in a. */
const lock *lockfile_read(arena *a, const source *src, file_kind kind);

#endif
