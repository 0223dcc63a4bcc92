/* sort: see sort.h. A natural merge sort: neighbouring stretches that are in order are merged, pair by
 * pair, until one is left. A merge moves only its left stretch out of the way. */
#include "base/sort.h"

#include "base/list.h"

#include <string.h>

typedef struct sorting {
	char *at, *spare; /* spare: room for the left stretch of a merge */
	ptrdiff_t size;
	int (*cmp)(const void *x, const void *y);
	LIST(ptrdiff_t) ends; /* of the stretches, in order */
} sorting;

static void find_stretches(sorting *s, arena *a, ptrdiff_t n)
{
	for (ptrdiff_t i = 1; i < n; i++)
		if (s->cmp(s->at + (i - 1) * s->size, s->at + i * s->size) > 0)
			*LIST_PUSH(a, &s->ends) = i;
	*LIST_PUSH(a, &s->ends) = n;
}

static void merge(sorting *s, ptrdiff_t beg, ptrdiff_t mid, ptrdiff_t end)
{
	size_t size = (size_t)s->size;
	size_t left_bytes = (size_t)(mid - beg) * size;
	memcpy(s->spare, s->at + beg * s->size, left_bytes);
	const char *left = s->spare, *left_end = left + left_bytes;
	const char *right = s->at + mid * s->size, *right_end = s->at + end * s->size;
	char *out = s->at + beg * s->size;
	while (left < left_end && right < right_end) {
		const char **from = s->cmp(left, right) <= 0 ? &left : &right;
		memcpy(out, *from, size);
		*from += size;
		out += size;
	}
	memcpy(out, left, (size_t)(left_end - left)); /* what is left of right is in place */
}

void sort_runs(arena *a, void *at, ptrdiff_t n, ptrdiff_t size, int (*cmp)(const void *x, const void *y))
{
	sorting s = { .at = at, .size = size, .cmp = cmp };
	if (n < 2)
		return;
	find_stretches(&s, a, n);
	if (s.ends.n > 1)
		s.spare = arena_alloc(a, n, size);
	while (s.ends.n > 1) {
		ptrdiff_t beg = 0, kept = 0;
		for (ptrdiff_t i = 0; i < s.ends.n; i += 2) {
			ptrdiff_t last = i + 1 < s.ends.n ? i + 1 : i;
			if (last > i)
				merge(&s, beg, s.ends.at[i], s.ends.at[last]);
			beg = s.ends.at[kept++] = s.ends.at[last];
		}
		s.ends.n = kept;
	}
}
