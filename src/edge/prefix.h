/* prefix: folders and files of an installed environment, as a stranger may have left them. Names come
 * sorted and bounded; only plain files are read, and never more than asked for; a pipe or a device in
 * a file's place is refused without waiting for it. Nothing is executed. */
#ifndef EDGE_PREFIX_H
#define EDGE_PREFIX_H

#include "base/err.h"
#include "base/list.h"

/* The names in a folder, sorted, without "." and "..". *there false: no such folder, which is an
 * answer. ERR_LIMIT beyond MAX_PREFIX_NAMES, ERR_FILE when it cannot be listed. */
const err *prefix_names(arena *a, str folder, strs *out, bool *there) MUST_USE;

/* A whole file; absent when nothing is there. ERR_FILE for what is no plain file or cannot be read,
 * ERR_LIMIT beyond max_bytes. */
const err *prefix_read(arena *a, str path, ptrdiff_t max_bytes, str *out) MUST_USE;

bool prefix_is_folder(arena *a, str path);

/* The *.py files at or below path, sorted; path itself may be one. Links, hidden folders, __pycache__,
 * node_modules and folders that are environments themselves are passed over. ERR_FILE when nothing is
 * there, ERR_LIMIT beyond MAX_PYTHON_FILES or MAX_WALK_DEPTH. */
const err *prefix_python_files(arena *a, str path, strs *out) MUST_USE;

/* folder/name. */
str prefix_join(arena *a, str folder, str name);

#endif
