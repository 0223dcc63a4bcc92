/* utf8: see utf8.h. */
#include "base/utf8.h"

#include "base/buf.h"

uint32_t utf8_next(str s, ptrdiff_t *i)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = (unsigned char)s.p[(*i)++];
	if (first < 0x80)
		return first;
	int len = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
	if (!len || s.n - *i < len - 1)
		return UTF8_BAD;
	uint32_t code = first & (0xFFu >> (len + 1));
	for (int k = 0; k < len - 1; k++) {
		unsigned char c = (unsigned char)s.p[*i + k];
		if ((c & 0xC0) != 0x80)
			return UTF8_BAD;
		code = code << 6 | (c & 0x3Fu);
	}
	if (code < smallest[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return UTF8_BAD;
	*i += len - 1;
	return code;
}

bool utf8_valid(str s)
{
	for (ptrdiff_t i = 0; i < s.n;)
		if (utf8_next(s, &i) == UTF8_BAD)
			return false;
	return true;
}

ptrdiff_t utf8_count(str s)
{
	ptrdiff_t count = 0;
	for (ptrdiff_t i = 0; i < s.n; count++)
		(void)utf8_next(s, &i);
	return count;
}

str utf8_repair(arena *a, str s)
{
	if (utf8_valid(s))
		return s;
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t beg = i;
		bool bad = utf8_next(s, &i) == UTF8_BAD;
		buf_put(&b, bad ? S("\xEF\xBF\xBD") : str_sub(s, beg, i));
	}
	return buf_str(&b);
}

int utf8_encode(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	int len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char mark[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (int k = len - 1; k > 0; k--, c >>= 6)
		out[k] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(mark[len] | c);
	return len;
}

typedef struct {
	uint32_t first, last;
} range;

static bool in(const range *r, int n, uint32_t c)
{
	for (int i = 0; i < n; i++)
		if (c >= r[i].first && c <= r[i].last)
			return true;
	return false;
}

int utf8_width(uint32_t c)
{
	static const range none[] = { { 0x0300, 0x036F }, { 0x200B, 0x200F }, { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F } };
	static const range wide[] = { { 0x1100, 0x115F }, { 0x2E80, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1FAFF }, { 0x20000, 0x3FFFD } };
	if (in(none, (int)(sizeof none / sizeof none[0]), c))
		return 0;
	return in(wide, (int)(sizeof wide / sizeof wide[0]), c) ? 2 : 1;
}
