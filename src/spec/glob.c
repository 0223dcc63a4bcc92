/* glob: see glob.h. Both matchers remember one place to go back to, the last star, so a text of n
 * bytes and a pattern of m cost at most n * m steps and no stack. Regular expressions are pattern.c's;
 * fnmatch(3) was refused because it reads the locale and, in glibc, recurses on the pattern. */
#include "spec/glob.h"

bool glob_match(str pattern, str text)
{
	ptrdiff_t p = 0, t = 0, star = -1, from = 0;
	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			from = t;
		} else if (p < pattern.n && pattern.p[p] == text.p[t]) {
			p++;
			t++;
		} else if (star >= 0) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}
