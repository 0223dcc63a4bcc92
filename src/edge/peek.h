/* peek: small looks at files below a root, for facts that may be missing. Nothing here fails or
 * blocks: what cannot be read is absent. root is put in front of the path; "" for the machine
 * itself. */
#ifndef EDGE_PEEK_H
#define EDGE_PEEK_H

#include "base/arena.h"
#include "base/list.h"

/* The first max_bytes of a plain file; absent when there is none. Files of /proc have no size: this
 * reads to the end. */
str peek_read(arena *a, str root, str path, ptrdiff_t max_bytes);

bool peek_exists(arena *a, str root, str path);
bool peek_is_folder(arena *a, str root, str path);

/* The names in a folder that begin with head, sorted by bytes, at most max; none when it cannot be
 * listed. *ok, if not NULL, tells an empty folder from none. */
strs peek_names(arena *a, str root, str folder, str head, ptrdiff_t max, bool *ok);

/* folder/name. */
str peek_join(arena *a, str folder, str name);

#endif
