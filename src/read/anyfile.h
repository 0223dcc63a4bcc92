/* anyfile: the reader for each kind of file. */
#ifndef READ_ANYFILE_H
#define READ_ANYFILE_H

#include "model/side.h"

/* Fills env, lock or uses of a file whose src has bytes; other kinds stay as they are. twin: the same
 * path on the other side, already read into an arena that lives as long as a, or NULL: an equal blob
 * is not read twice, equal parts of another one neither. */
void anyfile_read(arena *a, file *f, file_kind kind, const file *twin);

#endif
