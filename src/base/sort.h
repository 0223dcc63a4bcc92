/* sort: for long arrays that a person keeps, and therefore keeps in order, more or less.
 *
 * Equal elements stay in their order. Costs n comparisons, and n more for each doubling of the number
 * of sorted stretches: "python, pip, then the rest by name" costs some 2 n, where qsort spends
 * n log n. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include "base/arena.h"

/* Sorts n elements of size bytes in place; needs as much room again where they are not in order. */
void sort_runs(arena *a, void *at, ptrdiff_t n, ptrdiff_t size, int (*cmp)(const void *x, const void *y));

#endif
