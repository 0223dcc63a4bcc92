/* pyyaml: see pyyaml.h. The patterns of yaml/resolver.py (PyYAML 6.0), each as a scan. */
#include "read/pyyaml.h"

#include <string.h>

#define DIGITS "0123456789"

/* Bytes from i on that are in set. */
static ptrdiff_t run_of(str s, ptrdiff_t i, const char *set)
{
	ptrdiff_t n = 0;
	while (i + n < s.n && s.p[i + n] && strchr(set, s.p[i + n]))
		n++;
	return n;
}

static bool one_of(str s, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(s, str_of(*words)))
			return true;
	return false;
}

/* Groups of ":59" from i on; returns where they end. */
static ptrdiff_t sixties(str s, ptrdiff_t i)
{
	for (;;) {
		ptrdiff_t n = i < s.n && s.p[i] == ':' ? run_of(s, i + 1, DIGITS) : 0;
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
	return run_of(s, i + 2, DIGITS) == s.n - i - 2;
}

/* s is without its sign. */
static bool is_float(str s, bool has_sign)
{
	static const char *const inf[] = { ".inf", ".Inf", ".INF", NULL }, *const nan[] = { ".nan", ".NaN", ".NAN", NULL };
	if (one_of(s, inf) || (!has_sign && one_of(s, nan)))
		return true;
	if (s.p[0] == '.')
		return !has_sign && s.n > 1 && is_digit(s.p[1]) && is_power_or_end(s, 1 + run_of(s, 1, DIGITS "_"));
	ptrdiff_t i = run_of(s, 0, DIGITS "_"), end = sixties(s, i);
	if (!is_digit(s.p[0]) || end >= s.n || s.p[end] != '.')
		return false;
	ptrdiff_t behind = end + 1 + run_of(s, end + 1, DIGITS "_");
	return end > i ? behind == s.n : is_power_or_end(s, behind);
}

static bool is_int(str s)
{
	if (!is_digit(s.p[0]))
		return false;
	if (s.p[0] != '0') {
		ptrdiff_t i = run_of(s, 0, DIGITS "_");
		return sixties(s, i) == s.n;
	}
	if (s.n > 2 && (s.p[1] == 'b' || s.p[1] == 'x'))
		return run_of(s, 2, s.p[1] == 'b' ? "01_" : DIGITS "abcdefABCDEF_") == s.n - 2;
	return run_of(s, 1, "01234567_") == s.n - 1;
}

static bool is_time(str s, ptrdiff_t i)
{
	ptrdiff_t gap = i < s.n && to_lower(s.p[i]) == 't' ? 1 : run_of(s, i, " \t");
	ptrdiff_t hour = run_of(s, i + gap, DIGITS), at = i + gap + hour;
	return gap && hour >= 1 && hour <= 2 && s.n - at >= 6 && s.p[at] == ':' && run_of(s, at + 1, DIGITS) == 2 &&
	       s.p[at + 3] == ':' && run_of(s, at + 4, DIGITS) >= 2;
}

static bool is_date(str s)
{
	ptrdiff_t month = run_of(s, 5, DIGITS), day = run_of(s, 6 + month, DIGITS);
	if (s.n < 8 || run_of(s, 0, DIGITS) != 4 || s.p[4] != '-' || month < 1 || month > 2 || 5 + month >= s.n ||
	    s.p[5 + month] != '-' || day < 1 || day > 2)
		return false;
	ptrdiff_t i = 6 + month + day;
	return i == s.n ? month == 2 && day == 2 : is_time(s, i);
}

yaml_type pyyaml_type(str s)
{
	static const char *const nulls[] = { "~", "null", "Null", "NULL", NULL };
	static const char *const bools[] = { "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false",
		"False", "FALSE", "on", "On", "ON", "off", "Off", "OFF", NULL };
	if (s.n == 0)
		return TYPE_NULL;
	if (!is_digit(s.p[0]) && !strchr("+-.", s.p[0])) {
		if (s.n > 5)
			return TYPE_TEXT;
		if (one_of(s, nulls) || one_of(s, bools))
			return one_of(s, nulls) ? TYPE_NULL : TYPE_BOOL;
		return str_eq(s, S("<<")) || str_eq(s, S("=")) ? TYPE_OTHER : TYPE_TEXT;
	}
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
