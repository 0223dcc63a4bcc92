/* prefix_json: see prefix_json.h.
 *
 * read/json.c makes a tree: right for a reply of some kilobytes, but the records of one prefix are
 * tens of megabytes of file names, and the arena keeps what it once gave. Here the walk stops only at
 * what is asked for. Strings and brackets are checked (a cut-off file is seen), commas inside of what
 * is skipped are not: conda wrote the file, and the question is what it says, not whether it is
 * beautiful. */
#include "read/prefix_json.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

static void fail(skim *x)
{
	x->bad = true;
	x->i = x->text.n;
}

static char look(skim *x)
{
	while (x->i < x->text.n) {
		char c = x->text.p[x->i];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return c;
		x->i++;
	}
	return '\0';
}

static bool take(skim *x, char c)
{
	if (look(x) != c || c == '\0')
		return false;
	x->i++;
	return true;
}

/* The inside of a string whose opening quote is next; *escaped tells whether it holds a backslash. */
static str string(skim *x, bool *escaped)
{
	*escaped = false;
	ptrdiff_t beg = ++x->i;
	for (;;) {
		const char *p = x->text.p + x->i;
		const char *quote = memchr(p, '"', (size_t)(x->text.n - x->i));
		if (!quote) {
			fail(x);
			return S("");
		}
		const char *slash = memchr(p, '\\', (size_t)(quote - p));
		if (!slash) {
			x->i = quote - x->text.p + 1;
			return str_sub(x->text, beg, x->i - 1);
		}
		*escaped = true;
		x->i = slash - x->text.p + 2;
		if (x->i >= x->text.n) {
			fail(x);
			return S("");
		}
	}
}

static bool is_word_byte(char c)
{
	return is_alnum(c) || c == '-' || c == '+' || c == '.';
}

/* true, false, null or a number. */
static str word(skim *x)
{
	ptrdiff_t beg = x->i;
	while (x->i < x->text.n && is_word_byte(x->text.p[x->i]))
		x->i++;
	if (x->i == beg)
		fail(x);
	return str_sub(x->text, beg, x->i);
}

void skim_skip(skim *x)
{
	uint64_t kinds = 0; /* one bit for each open bracket: 1 is a map */
	int depth = 0;
	bool escaped;
	do {
		char c = look(x);
		if (c == '"') {
			(void)string(x, &escaped);
		} else if (c == '{' || c == '[') {
			kinds = kinds << 1 | (c == '{');
			x->i++;
			if (++depth >= MAX_JSON_DEPTH)
				fail(x);
		} else if (depth > 0 && (c == '}' || c == ']')) {
			if ((kinds & 1) != (c == '}'))
				fail(x);
			kinds >>= 1;
			depth--;
			x->i++;
		} else if (depth > 0 && (c == ',' || c == ':')) {
			x->i++;
		} else if (c == '\0') {
			fail(x);
		} else {
			(void)word(x);
		}
	} while (depth > 0 && !x->bad);
}

bool skim_enter(skim *x, char open)
{
	if (x->bad)
		return false;
	if (take(x, open))
		return true;
	skim_skip(x);
	return false;
}

bool skim_next(skim *x, char close)
{
	if (x->bad)
		return false;
	if (take(x, close))
		return false;
	/* Behind the opening bracket there is no comma; elsewhere one is passed. */
	(void)take(x, ',');
	if (look(x) != '\0' && look(x) != close)
		return true;
	fail(x);
	return false;
}

str skim_key(skim *x)
{
	bool escaped;
	if (x->bad || look(x) != '"') {
		fail(x);
		return S("");
	}
	str key = string(x, &escaped);
	if (!take(x, ':'))
		fail(x);
	return key;
}

static uint32_t hex4(str s, ptrdiff_t at)
{
	uint32_t code = 0;
	for (ptrdiff_t k = at; k < at + 4; k++) {
		char c = k < s.n ? to_lower(s.p[k]) : 'x';
		if (!is_hex(c))
			return UTF8_BAD;
		code = code * 16 + (uint32_t)(is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return code;
}

/* \uXXXX at s[*i], a pair of surrogates as one; what is none becomes U+FFFD. Moves *i behind it. */
static uint32_t code_point(str s, ptrdiff_t *i)
{
	uint32_t high = hex4(s, *i + 2);
	*i += 6;
	if (high < 0xD800 || high > 0xDFFF)
		return high == UTF8_BAD ? 0xFFFD : high;
	if (*i + 1 < s.n && s.p[*i] == '\\' && s.p[*i + 1] == 'u') {
		uint32_t low = hex4(s, *i + 2);
		if (high < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF) {
			*i += 6;
			return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
		}
	}
	return 0xFFFD;
}

static str decode(arena *a, str s)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	char *out = arena_alloc(a, s.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n;) {
		if (s.p[i] != '\\' || i + 1 >= s.n) {
			out[n++] = s.p[i++];
		} else if (s.p[i + 1] == 'u') {
			n += utf8_encode(code_point(s, &i), out + n); /* never longer than its escape */
		} else {
			const char *known = strchr(from, s.p[i + 1]);
			out[n++] = known && *known ? to[known - from] : s.p[i + 1];
			i += 2;
		}
	}
	return (str){ out, n };
}

str skim_text(skim *x, arena *a)
{
	bool escaped;
	char c = x->bad ? '\0' : look(x);
	if (c == '"') {
		str s = string(x, &escaped);
		return escaped && !x->bad ? decode(a, s) : s;
	}
	if (c == '-' || is_digit(c))
		return word(x);
	if (!x->bad)
		skim_skip(x);
	return (str){ 0 };
}

bool skim_truth(skim *x)
{
	if (x->bad)
		return false;
	(void)look(x);
	ptrdiff_t beg = x->i;
	skim_skip(x);
	return !x->bad && str_eq(str_sub(x->text, beg, x->i), S("true"));
}

bool skim_is_done(skim *x)
{
	return !x->bad && look(x) == '\0' && x->i >= x->text.n;
}
