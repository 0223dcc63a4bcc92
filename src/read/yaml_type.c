/* yaml_type: what a plain scalar is to ruamel.yaml 0.17.21 in round-trip mode, conda's reader: YAML
 * 1.2 core with '_' in numbers, dates, and 1.1's words under %YAML 1.1. Only asked of few scalars,
 * and nearly all texts are told by their first letter. */
#include "read/yaml.h"

#include <string.h>

static bool one_of(str s, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(s, str_of(*words)))
			return true;
	return false;
}

/* Bytes of s from i on that are in set. */
static ptrdiff_t run_of(str s, ptrdiff_t i, const char *set)
{
	ptrdiff_t n = 0;
	while (i + n < s.n && s.p[i + n] && strchr(set, s.p[i + n]))
		n++;
	return n;
}

#define DIGITS "0123456789"

/* [0-9][0-9_]*\.[0-9_]*(e[-+]?[0-9]+)? | [0-9][0-9_]*e[-+]?[0-9]+ | \.[0-9_]+(e[-+][0-9]+)?, unsigned */
static bool is_float(str s)
{
	ptrdiff_t i = run_of(s, 0, DIGITS "_");
	bool whole = i > 0 && is_digit(s.p[0]), point = i < s.n && s.p[i] == '.';
	if (i > 0 && !whole)
		return false;
	ptrdiff_t fraction = point ? run_of(s, ++i, DIGITS "_") : 0;
	i += fraction;
	if (!whole && !fraction)
		return false;
	if (i == s.n)
		return point;
	if (to_lower(s.p[i]) != 'e')
		return false;
	bool sign = i + 1 < s.n && (s.p[i + 1] == '-' || s.p[i + 1] == '+');
	if (!whole && !sign)
		return false;
	i += 1 + sign;
	ptrdiff_t power = run_of(s, i, DIGITS);
	return power && i + power == s.n;
}

static bool is_int(str s, bool old)
{
	if (s.n > 2 && s.p[0] == '0') {
		const char *set = s.p[1] == 'b' ? "01_" : s.p[1] == 'o' ? "01234567_" : s.p[1] == 'x' ? DIGITS "abcdefABCDEF_" : "";
		if (run_of(s, 2, set) == s.n - 2)
			return true;
	}
	ptrdiff_t i = run_of(s, 0, DIGITS "_");
	if (i == s.n)
		return i > 0;
	/* 1.1 counts in sixties: 12:30:45 */
	bool sixties = old && i > 0 && s.p[0] != '0' && s.p[0] != '_';
	while (sixties && i < s.n) {
		ptrdiff_t n = s.p[i] == ':' ? run_of(s, i + 1, DIGITS) : 0;
		sixties = n == 1 || (n == 2 && s.p[i + 1] < '6');
		i += n + 1;
	}
	return sixties;
}

/* 2026-11-23, or the same with a time behind it. */
static bool is_date(str s)
{
	ptrdiff_t month = run_of(s, 5, DIGITS), day = run_of(s, 6 + month, DIGITS);
	if (s.n < 8 || run_of(s, 0, DIGITS) != 4 || s.p[4] != '-' || month < 1 || month > 2 || 5 + month >= s.n ||
	    s.p[5 + month] != '-' || day < 1 || day > 2)
		return false;
	ptrdiff_t i = 6 + month + day;
	if (i == s.n)
		return month == 2 && day == 2;
	ptrdiff_t gap = run_of(s, i, "Tt \t");
	ptrdiff_t hour = run_of(s, i + gap, DIGITS);
	i += gap + hour;
	return gap && hour >= 1 && hour <= 2 && s.n - i >= 6 && s.p[i] == ':' && s.p[i + 3] == ':' &&
	       run_of(s, i + 1, DIGITS) == 2 && run_of(s, i + 4, DIGITS) == 2;
}

static yaml_type number_type(str s, bool old)
{
	static const char *const odd[] = { ".inf", ".Inf", ".INF", NULL };
	static const char *const nan[] = { ".nan", ".NaN", ".NAN", NULL };
	if (is_date(s))
		return TYPE_DATE;
	if (one_of(s, nan))
		return TYPE_FLOAT;
	str bare = s.p[0] == '-' || s.p[0] == '+' ? str_from(s, 1) : s;
	if (is_float(bare) || one_of(bare, odd))
		return TYPE_FLOAT;
	return is_int(bare, old) ? TYPE_INT : TYPE_TEXT;
}

yaml_type yaml_type_of(const yaml_node *n)
{
	static const char *const nulls[] = { "~", "null", "Null", "NULL", NULL };
	static const char *const bools[] = { "true", "True", "TRUE", "false", "False", "FALSE", NULL };
	static const char *const old_bools[] = { "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO",
		                                 "on", "On", "ON", "off", "Off", "OFF", NULL };
	if (n->tagged)
		return n->tagged_text ? TYPE_TEXT : TYPE_OTHER;
	if (!n->plain)
		return TYPE_TEXT;
	str s = n->text;
	if (s.n == 0)
		return TYPE_NULL;
	if (is_digit(s.p[0]) || strchr("+-.", s.p[0]))
		return number_type(s, n->old);
	if (s.n > 5)
		return TYPE_TEXT;
	if (one_of(s, nulls))
		return TYPE_NULL;
	if (one_of(s, bools) || (n->old && one_of(s, old_bools)))
		return TYPE_BOOL;
	return str_eq(s, S("<<")) || str_eq(s, S("=")) ? TYPE_OTHER : TYPE_TEXT;
}

const char *yaml_type_name(yaml_type t)
{
	static const char *const words[] = { "a text", "nothing (null)", "true or false", "a number",
		                             "a number", "a date", "a value with a tag" };
	return words[t];
}
