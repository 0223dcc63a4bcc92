/* suggest: see suggest.h. Levenshtein distance with case and '_' for '-' forgiven: that is how keys
 * go wrong. */
#include "read/suggest.h"

enum { LONGEST = 40 };

static char folded(char c)
{
	return c == '_' ? '-' : to_lower(c);
}

static int smaller(int x, int y)
{
	return x < y ? x : y;
}

static int distance(str x, str y)
{
	int row[LONGEST + 1];
	for (int j = 0; j <= y.n; j++)
		row[j] = j;
	for (ptrdiff_t i = 0; i < x.n; i++) {
		int corner = row[0];
		row[0] = (int)i + 1;
		for (ptrdiff_t j = 0; j < y.n; j++) {
			int change = corner + (folded(x.p[i]) != folded(y.p[j]));
			corner = row[j + 1];
			row[j + 1] = smaller(change, smaller(row[j], row[j + 1]) + 1);
		}
	}
	return row[y.n];
}

str suggest_word(str given, const str *words, ptrdiff_t n)
{
	str best = { 0 };
	int least = given.n <= 3 ? 2 : given.n <= 6 ? 3 : 4; /* must be below */
	for (ptrdiff_t i = 0; given.n <= LONGEST && i < n; i++) {
		int d = distance(given, words[i]);
		if (d < least) {
			least = d;
			best = words[i];
		}
	}
	return best;
}

str suggest_hint(arena *a, str given, const str *words, ptrdiff_t n, str fallback)
{
	str word = suggest_word(given, words, n);
	return word.p ? arena_printf(a, "did you mean '%.*s'?", SARG(word)) : fallback;
}
