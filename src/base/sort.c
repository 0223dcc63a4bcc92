/* sort: see sort.h. A natural merge sort: neighbouring stretches that are in order are merged, pair by
 * pair, until one is left. A merge moves only its left stretch out of the way, and looks for the place
 * of each of its elements in growing steps. */
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

/* How many of the n sorted elements at p come before x: found in steps that double, then halve, so
 * that a long stretch before x costs few comparisons and a short one no more than a scan. */
static ptrdiff_t count_before(const sorting *s, const char *p, ptrdiff_t n, const void *x)
{
	ptrdiff_t lo = 0, hi = 1;
	while (hi <= n && s->cmp(p + (hi - 1) * s->size, x) < 0) {
		lo = hi;
		hi *= 2;
	}
	hi = hi <= n ? hi - 1 : n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (s->cmp(p + mid * s->size, x) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void merge(sorting *s, ptrdiff_t beg, ptrdiff_t mid, ptrdiff_t end)
{
	ptrdiff_t size = s->size, n = end - mid;
	char *out = s->at + beg * size, *right = s->at + mid * size;
	const char *left = s->spare, *left_end = left + (mid - beg) * size;
	memcpy(s->spare, out, (size_t)(left_end - left));
	for (; left < left_end; left += size, out += size) {
		ptrdiff_t before = count_before(s, right, n, left);
		memmove(out, right, (size_t)(before * size));
		out += before * size;
		right += before * size;
		n -= before;
		memcpy(out, left, (size_t)size);
	}
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
