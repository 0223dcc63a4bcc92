/* pytext: see pytext.h. The tables are the Unicode properties that Python 3 uses (White_Space plus
 * the four information separators); casing is by range, because nothing beyond these scripts can
 * come through as part of a valid name. */
#include "spec/pytext.h"

#include "base/utf8.h"

#include <string.h>

static bool is_py_space(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f) || c == 0x85 ||
	       c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

ptrdiff_t py_space_at(str s, ptrdiff_t i)
{
	ptrdiff_t next = i;
	if (i >= s.n)
		return 0;
	unsigned char c = (unsigned char)s.p[i];
	if (c > ' ' && c < 0x80)
		return 0;
	return is_py_space(utf8_next(s, &next)) ? next - i : 0;
}

/* The start of the code point that ends before end. */
static ptrdiff_t back_one(str s, ptrdiff_t end)
{
	ptrdiff_t i = end - 1;
	while (i > 0 && end - i < 4 && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i--;
	return i;
}

str py_strip(str s)
{
	ptrdiff_t beg = 0, end = s.n;
	for (ptrdiff_t n = py_space_at(s, beg); n; n = py_space_at(s, beg))
		beg += n;
	while (end > beg && (s.p[end - 1] <= ' ' || (unsigned char)s.p[end - 1] >= 0x80)) {
		ptrdiff_t i = back_one(s, end);
		if (i + py_space_at(s, i) != end)
			break;
		end = i;
	}
	return str_sub(s, beg, end);
}

static uint32_t lower_of(uint32_t c)
{
	if (c < 0x80)
		return (uint32_t)(unsigned char)to_lower((char)c);
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	return c == 0x212a ? 'k' : c == 0x212b ? 0xe5 : c;
}

/* Whether every byte is ASCII and none a capital. */
static bool is_low_ascii(str s, bool *ascii)
{
	bool low = true;
	*ascii = true;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		*ascii = *ascii && (unsigned char)s.p[i] < 0x80;
		low = low && !(s.p[i] >= 'A' && s.p[i] <= 'Z');
	}
	return low && *ascii;
}

/* No lower-case form here is longer in UTF-8 than its capital. */
str py_lower(arena *a, str s)
{
	bool ascii;
	if (is_low_ascii(s, &ascii))
		return s;
	if (ascii)
		return arena_lower(a, s);
	char *out = arena_alloc(a, s.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t at = i;
		uint32_t c = utf8_next(s, &i), low = c == UTF8_BAD ? c : lower_of(c);
		if (low != c) {
			n += utf8_encode(low, out + n);
		} else {
			memcpy(out + n, s.p + at, (size_t)(i - at));
			n += i - at;
		}
	}
	return (str){ out, n };
}

static str take_out(arena *a, str s, str needle, bool all)
{
	ptrdiff_t hit = str_find(s, needle), n = 0, from = 0;
	if (hit < 0)
		return s;
	char *out = arena_alloc(a, s.n + 1, 1);
	while (hit >= 0) {
		memcpy(out + n, s.p + from, (size_t)hit);
		n += hit;
		from += hit + needle.n;
		hit = all ? str_find(str_from(s, from), needle) : -1;
	}
	if (s.n > from)
		memcpy(out + n, s.p + from, (size_t)(s.n - from));
	return (str){ out, n + s.n - from };
}

str py_remove(arena *a, str s, str needle)
{
	return take_out(a, s, needle, true);
}

str py_remove_first(arena *a, str s, str needle)
{
	return take_out(a, s, needle, false);
}
