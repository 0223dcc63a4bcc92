/* inventory_in: what inventory's files share. */
#ifndef EDGE_INVENTORY_IN_H
#define EDGE_INVENTORY_IN_H

#include "edge/inventory.h"
#include "edge/libpath.h"

/* Every libcudart that a program here may meet, in the order of search, each real file once. */
void inventory_runtimes(arena *a, const library_search *where, const libpath *path,
                        libcudarts *out);

/* Whether one of a path's parts is exactly that. */
bool path_has_part(str path, str part);

/* "580.95.05" of ".../libcuda.so.580.95.05", "12" of "libcudart.so.12"; absent when there are no
 * numbers. */
str library_version(str real);

#endif
