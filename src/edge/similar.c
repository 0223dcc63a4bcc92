/* similar: how much of one text stands in another, the way git decides what is a rename.
 *
 * Lines (cut at 64 bytes, a CR before LF left out) are counted by hash and bytes; what both texts
 * have in common, divided by the larger size, is the similarity. libgit2's git_hashsig compares at
 * most 127 line hashes and disagrees with git on the short files environments are. */
#include "edge/repo_inner.h"

#include <stdlib.h>

enum { CHUNK_BYTES = 64 };

static int by_hash(const void *x, const void *y)
{
	uint64_t h = ((const line_count *)x)->hash, k = ((const line_count *)y)->hash;
	return (h > k) - (h < k);
}

/* FNV-1a: this only sorts lines; a collision makes two files look alike by a few bytes. */
static line_count take_line(str text, ptrdiff_t *i)
{
	line_count c = { .hash = 14695981039346656037u };
	for (char byte = 0; *i < text.n && c.bytes < CHUNK_BYTES && byte != '\n'; ++*i) {
		byte = text.p[*i];
		if (byte == '\r' && *i + 1 < text.n && text.p[*i + 1] == '\n')
			continue;
		c.hash = (c.hash ^ (unsigned char)byte) * 1099511628211u;
		c.bytes++;
	}
	return c;
}

lines lines_of(arena *a, str text)
{
	LIST(line_count) list = { 0 };
	for (ptrdiff_t i = 0; i < text.n;)
		*LIST_PUSH(a, &list) = take_line(text, &i);
	if (list.n > 1)
		qsort(list.at, (size_t)list.n, sizeof *list.at, by_hash);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < list.n; i++)
		if (n > 0 && list.at[n - 1].hash == list.at[i].hash)
			list.at[n - 1].bytes += list.at[i].bytes;
		else
			list.at[n++] = list.at[i];
	return (lines){ list.at, n, text.n };
}

int similarity_percent(const lines *x, const lines *y)
{
	ptrdiff_t larger = x->bytes > y->bytes ? x->bytes : y->bytes, shared = 0;
	for (ptrdiff_t i = 0, j = 0; i < x->n && j < y->n;) {
		const line_count *p = &x->at[i], *q = &y->at[j];
		if (p->hash == q->hash)
			shared += p->bytes < q->bytes ? p->bytes : q->bytes;
		i += p->hash <= q->hash;
		j += q->hash <= p->hash;
	}
	return larger ? (int)(shared * 100 / larger) : 100;
}
