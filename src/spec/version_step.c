/* version_step: see version_step.h. Numbers are stepped as decimal text, because they are
 * unbounded. The texts are conda's normalised ones: lower case, '_' for '-'. */
#include "spec/version_step.h"

/* The last run of digits. */
static bool last_number(str v, ptrdiff_t *beg, ptrdiff_t *end)
{
	*end = v.n;
	while (*end > 0 && !is_digit(v.p[*end - 1]))
		(*end)--;
	*beg = *end;
	while (*beg > 0 && is_digit(v.p[*beg - 1]))
		(*beg)--;
	return *end > *beg;
}

static str incremented(arena *a, str digits)
{
	str out = arena_cat(a, S("0"), digits);
	char *p = (char *)out.p;
	ptrdiff_t i = out.n - 1;
	while (p[i] == '9')
		p[i--] = '0';
	p[i]++;
	return p[0] == '0' ? str_from(out, 1) : out;
}

static bool is_zero(str digits)
{
	for (ptrdiff_t i = 0; i < digits.n; i++)
		if (digits.p[i] != '0')
			return false;
	return true;
}

static str decremented(arena *a, str digits)
{
	str out = arena_str(a, digits);
	char *p = (char *)out.p;
	ptrdiff_t i = out.n - 1;
	while (p[i] == '0')
		p[i--] = '9';
	p[i]--;
	return out.n > 1 && p[0] == '0' ? str_from(out, 1) : out;
}

str version_raised(arena *a, str v)
{
	ptrdiff_t beg, end;
	if (!last_number(v, &beg, &end))
		return (str){ 0 };
	return arena_cat(a, str_head(v, beg), incremented(a, str_sub(v, beg, end)));
}

str version_lowered(arena *a, str v)
{
	ptrdiff_t beg, end;
	if (!last_number(v, &beg, &end) || is_zero(str_sub(v, beg, end)))
		return (str){ 0 };
	return arena_cat(a, str_head(v, beg), decremented(a, str_sub(v, beg, end)));
}

static bool is_mark(char c)
{
	return c == '.' || c == '_' || c == '+' || c == '!';
}

str version_parent(str v)
{
	ptrdiff_t n = v.n - 1;
	bool digit = n >= 0 && is_digit(v.p[n]);
	while (n > 0 && !is_mark(v.p[n]) && is_digit(v.p[n]) == digit)
		n--;
	if (n > 0 && !is_mark(v.p[n]))
		n++;
	return n > 0 && v.p[n] != '!' ? str_head(v, n) : (str){ 0 };
}

str version_after_prefix(arena *a, str v)
{
	if (v.n == 0)
		return (str){ 0 };
	if (is_digit(v.p[v.n - 1]))
		return version_raised(a, v);
	/* Text comes before a number that is not there, "post" after all that could follow. */
	return str_ends(v, S("post")) ? version_raised(a, v) : version_parent(v);
}
