/* str: see str.h. Nothing here allocates, and nothing reads the locale. */
#include "base/str.h"

#include <string.h>

str str_of(const char *text)
{
	return text ? (str){ text, (ptrdiff_t)strlen(text) } : (str){ 0 };
}

int str_cmp(str a, str b)
{
	ptrdiff_t n = a.n < b.n ? a.n : b.n;
	int c = n > 0 ? memcmp(a.p, b.p, (size_t)n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, (size_t)a.n) == 0);
}

bool str_eq_nocase(str a, str b)
{
	if (a.n != b.n)
		return false;
	for (ptrdiff_t i = 0; i < a.n; i++)
		if (to_lower(a.p[i]) != to_lower(b.p[i]))
			return false;
	return true;
}

bool str_starts(str s, str head)
{
	return s.n >= head.n && str_eq(str_head(s, head.n), head);
}

bool str_ends(str s, str tail)
{
	return s.n >= tail.n && str_eq(str_from(s, s.n - tail.n), tail);
}

ptrdiff_t str_find(str s, str needle)
{
	if (needle.n == 0)
		return 0;
	for (ptrdiff_t i = 0; i + needle.n <= s.n; i++) {
		const char *hit = memchr(s.p + i, needle.p[0], (size_t)(s.n - needle.n - i + 1));
		if (!hit)
			return -1;
		i = hit - s.p;
		if (memcmp(hit, needle.p, (size_t)needle.n) == 0)
			return i;
	}
	return -1;
}

ptrdiff_t str_find_byte(str s, char c)
{
	const char *hit = s.n > 0 ? memchr(s.p, c, (size_t)s.n) : NULL;
	return hit ? hit - s.p : -1;
}

ptrdiff_t str_rfind_byte(str s, char c)
{
	ptrdiff_t i = s.n - 1;
	while (i >= 0 && s.p[i] != c)
		i--;
	return i;
}

static ptrdiff_t clamp(ptrdiff_t i, ptrdiff_t n)
{
	return i < 0 ? 0 : i > n ? n : i;
}

str str_sub(str s, ptrdiff_t beg, ptrdiff_t end)
{
	beg = clamp(beg, s.n);
	end = clamp(end, s.n);
	if (!s.p)
		return s;
	return (str){ s.p + beg, end > beg ? end - beg : 0 };
}

str str_head(str s, ptrdiff_t n)
{
	return str_sub(s, 0, n);
}

str str_from(str s, ptrdiff_t beg)
{
	return str_sub(s, beg, s.n);
}

str str_trim(str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = str_from(s, 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_next(str *rest, char sep, str *part)
{
	if (!rest->p)
		return false;
	ptrdiff_t i = str_find_byte(*rest, sep);
	*part = i < 0 ? *rest : str_head(*rest, i);
	*rest = i < 0 ? (str){ 0 } : str_from(*rest, i + 1);
	return true;
}
