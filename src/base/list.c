/* list: see list.h. */
#include "base/list.h"

#include <stdlib.h>
#include <string.h>

void *list_grow(arena *a, const void *old, ptrdiff_t n, ptrdiff_t *cap, ptrdiff_t size)
{
	ptrdiff_t bigger = *cap ? *cap * 2 : 8;
	void *p = arena_alloc(a, bigger, size);
	if (n)
		memcpy(p, old, (size_t)(n * size));
	*cap = bigger;
	return p;
}

void *list_reserve(arena *a, void *old, ptrdiff_t n, ptrdiff_t *cap, ptrdiff_t more, ptrdiff_t size)
{
	if (*cap - n >= more)
		return old;
	void *p = arena_alloc(a, n + more, size);
	if (n)
		memcpy(p, old, (size_t)(n * size));
	*cap = n + more;
	return p;
}

static int by_bytes(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

void strs_sort_unique(strs *list)
{
	if (list->n < 2)
		return;
	qsort(list->at, (size_t)list->n, sizeof *list->at, by_bytes);
	ptrdiff_t kept = 1;
	for (ptrdiff_t i = 1; i < list->n; i++)
		if (!str_eq(list->at[i], list->at[kept - 1]))
			list->at[kept++] = list->at[i];
	list->n = kept;
}

bool strs_has(const strs *list, str s)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}
