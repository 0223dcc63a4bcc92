/* pyyaml: see pyyaml.h. The patterns of yaml/resolver.py (PyYAML 6.0), each as a scan. */
#include "read/pyyaml.h"

#include <string.h>

/* Classes of bytes, one bit each: a lock asks about some hundred thousand of them. */
enum { DIGIT = 1, UNDERSCORE = 2, BINARY = 4, OCTAL = 8, HEX = 16, BLANK = 32 };

static const unsigned char class_of[256] = {
	['0'] = DIGIT | BINARY | OCTAL | HEX, ['1'] = DIGIT | BINARY | OCTAL | HEX,
	['2'] = DIGIT | OCTAL | HEX, ['3'] = DIGIT | OCTAL | HEX, ['4'] = DIGIT | OCTAL | HEX,
	['5'] = DIGIT | OCTAL | HEX, ['6'] = DIGIT | OCTAL | HEX, ['7'] = DIGIT | OCTAL | HEX,
	['8'] = DIGIT | HEX, ['9'] = DIGIT | HEX, ['_'] = UNDERSCORE, [' '] = BLANK, ['\t'] = BLANK,
	['a'] = HEX, ['b'] = HEX, ['c'] = HEX, ['d'] = HEX, ['e'] = HEX, ['f'] = HEX,
	['A'] = HEX, ['B'] = HEX, ['C'] = HEX, ['D'] = HEX, ['E'] = HEX, ['F'] = HEX,
};

/* Bytes from i on that are of one of the classes. */
static ptrdiff_t run_of(str s, ptrdiff_t i, unsigned classes)
{
	ptrdiff_t n = 0;
	while (i + n < s.n && class_of[(unsigned char)s.p[i + n]] & classes)
		n++;
	return n;
}

static bool one_of(str s, const str *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s.n == words[i].n && str_eq(s, words[i]))
			return true;
	return false;
}

#define ONE_OF(s, words) one_of((s), (words), sizeof(words) / sizeof(words)[0])

/* Groups of ":59" from i on; returns where they end. */
static ptrdiff_t sixties(str s, ptrdiff_t i)
{
	for (;;) {
		ptrdiff_t n = i < s.n && s.p[i] == ':' ? run_of(s, i + 1, DIGIT) : 0;
		if (n < 1 || n > 2 || (n == 2 && s.p[i + 1] > '5'))
			return i;
		i += n + 1;
	}
}

/* [eE][-+][0-9]+ or nothing, up to the end. */
static bool is_power_or_end(str s, ptrdiff_t i)
{
	if (i == s.n)
		return true;
	if (to_lower(s.p[i]) != 'e' || i + 2 >= s.n || (s.p[i + 1] != '-' && s.p[i + 1] != '+'))
		return false;
	return run_of(s, i + 2, DIGIT) == s.n - i - 2;
}

/* s is without its sign. */
static bool is_float(str s, bool has_sign)
{
	static const str inf[] = { S_INIT(".inf"), S_INIT(".Inf"), S_INIT(".INF") };
	static const str nan[] = { S_INIT(".nan"), S_INIT(".NaN"), S_INIT(".NAN") };
	if (s.p[0] == '.' && (ONE_OF(s, inf) || (!has_sign && ONE_OF(s, nan))))
		return true;
	if (s.p[0] == '.')
		return !has_sign && s.n > 1 && is_digit(s.p[1]) && is_power_or_end(s, 1 + run_of(s, 1, DIGIT | UNDERSCORE));
	ptrdiff_t i = run_of(s, 0, DIGIT | UNDERSCORE), end = sixties(s, i);
	if (!is_digit(s.p[0]) || end >= s.n || s.p[end] != '.')
		return false;
	ptrdiff_t behind = end + 1 + run_of(s, end + 1, DIGIT | UNDERSCORE);
	return end > i ? behind == s.n : is_power_or_end(s, behind);
}

static bool is_int(str s)
{
	if (!is_digit(s.p[0]))
		return false;
	if (s.p[0] != '0') {
		ptrdiff_t i = run_of(s, 0, DIGIT | UNDERSCORE);
		return sixties(s, i) == s.n;
	}
	if (s.n > 2 && (s.p[1] == 'b' || s.p[1] == 'x'))
		return run_of(s, 2, s.p[1] == 'b' ? BINARY | UNDERSCORE : HEX | UNDERSCORE) == s.n - 2;
	return run_of(s, 1, OCTAL | UNDERSCORE) == s.n - 1;
}

static bool is_time(str s, ptrdiff_t i)
{
	ptrdiff_t gap = i < s.n && to_lower(s.p[i]) == 't' ? 1 : run_of(s, i, BLANK);
	ptrdiff_t hour = run_of(s, i + gap, DIGIT), at = i + gap + hour;
	return gap && hour >= 1 && hour <= 2 && s.n - at >= 6 && s.p[at] == ':' && run_of(s, at + 1, DIGIT) == 2 &&
	       s.p[at + 3] == ':' && run_of(s, at + 4, DIGIT) >= 2;
}

static bool is_date(str s)
{
	ptrdiff_t month = run_of(s, 5, DIGIT), day = run_of(s, 6 + month, DIGIT);
	if (s.n < 8 || run_of(s, 0, DIGIT) != 4 || s.p[4] != '-' || month < 1 || month > 2 || 5 + month >= s.n ||
	    s.p[5 + month] != '-' || day < 1 || day > 2)
		return false;
	ptrdiff_t i = 6 + month + day;
	return i == s.n ? month == 2 && day == 2 : is_time(s, i);
}

/* A text that begins like no number: nearly all are told by their length or their first letter. */
static yaml_type word_type(str s)
{
	static const str nulls[] = { S_INIT("~"), S_INIT("null"), S_INIT("Null"), S_INIT("NULL") };
	static const str bools[] = { S_INIT("yes"), S_INIT("Yes"), S_INIT("YES"), S_INIT("no"), S_INIT("No"), S_INIT("NO"),
		S_INIT("true"), S_INIT("True"), S_INIT("TRUE"), S_INIT("false"), S_INIT("False"), S_INIT("FALSE"),
		S_INIT("on"), S_INIT("On"), S_INIT("ON"), S_INIT("off"), S_INIT("Off"), S_INIT("OFF") };
	if (s.n > 5 || !s.p[0] || !strchr("~nNyYtTfFoO<=", s.p[0]))
		return TYPE_TEXT;
	if (ONE_OF(s, nulls))
		return TYPE_NULL;
	if (ONE_OF(s, bools))
		return TYPE_BOOL;
	return str_eq(s, S("<<")) || str_eq(s, S("=")) ? TYPE_OTHER : TYPE_TEXT;
}

yaml_type pyyaml_type(str s)
{
	if (s.n == 0)
		return TYPE_NULL;
	if (!is_digit(s.p[0]) && s.p[0] != '+' && s.p[0] != '-' && s.p[0] != '.')
		return word_type(s);
	bool has_sign = s.p[0] == '-' || s.p[0] == '+';
	str bare = str_from(s, has_sign);
	if (bare.n == 0)
		return TYPE_TEXT;
	if (is_float(bare, has_sign))
		return TYPE_FLOAT;
	if (is_int(bare))
		return TYPE_INT;
	return is_date(s) ? TYPE_DATE : TYPE_TEXT;
}

yaml_type pyyaml_type_of(const yaml_node *n)
{
	if (n->kind != NODE_SCALAR)
		return TYPE_OTHER;
	if (n->tagged)
		return n->tagged_text ? TYPE_TEXT : TYPE_OTHER;
	return n->plain ? pyyaml_type(n->text) : TYPE_TEXT;
}
