/* escape: see escape.h.
 *
 * A pull request can put an escape sequence into a package name and so repaint a maintainer's
 * terminal, or turn the reading direction round so that a line shows other letters than it holds.
 * So nothing invisible leaves here as itself: it is spelled out, and the reader sees that something
 * was there. The list of invisible characters follows Unicode's Default_Ignorable_Code_Point and
 * Bidi_Control, without variation selectors, which only choose a glyph. */
#include "write/escape.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

typedef struct {
	uint32_t first, last;
} block;

static const block hidden[] = {
	{ 0x007F, 0x009F },   { 0x00AD, 0x00AD },   { 0x034F, 0x034F },   { 0x061C, 0x061C },
	{ 0x115F, 0x1160 },   { 0x17B4, 0x17B5 },   { 0x180B, 0x180F },   { 0x200B, 0x200F },
	{ 0x2028, 0x202E },   { 0x2060, 0x206F },   { 0x3164, 0x3164 },   { 0xFEFF, 0xFEFF },
	{ 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFFB },   { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A },
	{ 0xE0000, 0xE0FFF },
};

static bool is_hidden(uint32_t c)
{
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return true;
	return false;
}

static int spell(uint32_t c, char *out, size_t room)
{
	if (c == '\n' || c == '\t' || c == '\r')
		return snprintf(out, room, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
	if (c < 0x80)
		return snprintf(out, room, "\\x%02x", (unsigned)c);
	return snprintf(out, room, "\\u{%x}", (unsigned)c);
}

cell escape_cell(str s, ptrdiff_t *i)
{
	cell k = { 0 };
	uint32_t c = utf8_next(s, i);
	if (c == UTF8_BAD)
		c = 0xFFFD;
	if (c < 0x20 || is_hidden(c)) {
		k.n = spell(c, k.text, sizeof k.text);
		k.columns = k.n;
		return k;
	}
	k.n = utf8_encode(c, k.text);
	k.columns = utf8_width(c);
	k.whole = true;
	return k;
}

void escape_terminal(buf *out, str s)
{
	for (ptrdiff_t i = 0; i < s.n;) {
		cell k = escape_cell(s, &i);
		buf_put(out, (str){ k.text, k.n });
	}
}

ptrdiff_t escape_columns(str s)
{
	ptrdiff_t columns = 0;
	for (ptrdiff_t i = 0; i < s.n;)
		columns += escape_cell(s, &i).columns;
	return columns;
}

static void escape_json_one(buf *out, uint32_t c)
{
	char text[8];
	if (c == '"' || c == '\\')
		buf_char(out, '\\');
	if (c == '\n')
		buf_put(out, S("\\n"));
	else if (c == '\t')
		buf_put(out, S("\\t"));
	else if (c == '\r')
		buf_put(out, S("\\r"));
	else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029)
		buf_printf(out, "\\u%04x", (unsigned)c);
	else
		buf_put(out, (str){ text, utf8_encode(c, text) });
}

bool escape_is_command(str s, ptrdiff_t at)
{
	ptrdiff_t end = at + 2;
	if (!str_starts(str_from(s, at), S("##")))
		return false;
	while (end < s.n && is_alpha(s.p[end]))
		end++;
	return end < s.n && s.p[end] == '[';
}

void escape_json(buf *out, str s)
{
	buf_char(out, '"');
	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t at = i;
		uint32_t c = utf8_next(s, &i);
		if (c == '#' && escape_is_command(s, at))
			buf_put(out, S("\\u0023"));
		else
			escape_json_one(out, c == UTF8_BAD ? 0xFFFD : c);
	}
	buf_char(out, '"');
}

void escape_uri(buf *out, str path)
{
	for (ptrdiff_t i = 0; i < path.n; i++) {
		char c = path.p[i];
		bool itself = is_alnum(c) || c == '/' || c == '-' || c == '.' || c == '_' || c == '~';
		if (itself)
			buf_char(out, c);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static str xml_reference(char c)
{
	switch (c) {
	case '&':
		return S("&amp;");
	case '<':
		return S("&lt;");
	case '>':
		return S("&gt;");
	case '"':
		return S("&quot;");
	case '\'':
		return S("&#39;");
	default:
		return (str){ 0 };
	}
}

/* U+FFFE and U+FFFF are code points of UTF-8, and no characters of XML. */
static bool is_no_character(str text)
{
	return str_eq(text, S("\xEF\xBF\xBE")) || str_eq(text, S("\xEF\xBF\xBF"));
}

void escape_xml(buf *out, str s)
{
	for (ptrdiff_t i = 0; i < s.n;) {
		cell k = escape_cell(s, &i);
		str text = { k.text, k.n };
		str reference = k.n == 1 ? xml_reference(k.text[0]) : (str){ 0 };
		if (is_no_character(text))
			buf_printf(out, "\\u{fff%c}", k.text[2] == '\xBE' ? 'e' : 'f');
		else
			buf_put(out, reference.p ? reference : text);
	}
}
