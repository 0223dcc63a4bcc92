/* pyproject_version: see pyproject_version.h. As grayskull's encode_poetry_version, which conda-lock uses for
 * every version of a pyproject.toml (conda_lock/_vendor/grayskull/strategy/parse_poetry_version.py): only ^ and
 * ~ change, and "===" becomes "==". */
#include "read/pyproject_version.h"

#include "base/buf.h"

enum { MAX_NUMBERS = 16 };

typedef struct numbers {
	long long at[MAX_NUMBERS];
	int n;
} numbers;

/* "1.2.3". Poetry's floor keeps a pre-release, and conda orders those in its own way: no such version. */
static bool read_numbers(str text, numbers *out)
{
	*out = (numbers){ 0 };
	for (ptrdiff_t i = 0; i < text.n || out->n == 0; i++) {
		ptrdiff_t first = i;
		long long x = 0;
		for (; i < text.n && is_digit(text.p[i]) && i - first < 15; i++)
			x = x * 10 + (text.p[i] - '0');
		bool ends = i == text.n || (text.p[i] == '.' && i + 1 < text.n);
		if (i == first || !ends || out->n == MAX_NUMBERS)
			return false;
		out->at[out->n++] = x;
	}
	return true;
}

static void put_ceiling(buf *b, const numbers *v, bool caret)
{
	long long major = v->at[0], minor = v->at[1], micro = v->at[2];
	if (caret && (major > 0 || v->n == 1))
		buf_printf(b, "<%lld.0.0", major + 1);
	else if (caret && (minor > 0 || v->n == 2))
		buf_printf(b, "<0.%lld.0", minor + 1);
	else if (caret)
		buf_printf(b, "<0.0.%lld", micro + 1);
	else if (v->n == 2 || v->n == 3)
		buf_printf(b, "<%lld.%lld.0", major, minor + 1);
	else
		buf_printf(b, "<%lld.0.0", major + 1);
}

static bool put_clause(buf *b, str clause)
{
	bool caret = str_starts(clause, S("^")), tilde = str_starts(clause, S("~")) && !str_starts(clause, S("~="));
	if (!caret && !tilde) {
		bool thrice = str_starts(clause, S("==="));
		buf_put(b, thrice ? str_from(clause, 1) : clause);
		return true;
	}
	numbers v;
	if (!read_numbers(str_from(clause, 1), &v))
		return false;
	buf_printf(b, ">=%lld.%lld.%lld,", v.at[0], v.at[1], v.at[2]);
	put_ceiling(b, &v, caret);
	return true;
}

/* The clauses of one alternative. */
static bool put_clauses(buf *b, str text)
{
	for (bool first = true; text.n > 0; first = false) {
		ptrdiff_t comma = str_find_byte(text, ',');
		str clause = comma < 0 ? text : str_head(text, comma);
		text = comma < 0 ? S("") : str_from(text, comma + 1);
		if (!first)
			buf_char(b, ',');
		if (!put_clause(b, clause))
			return false;
	}
	return true;
}

str poetry_as_conda(arena *a, str text)
{
	buf plain = buf_new(a), out = buf_new(a);
	for (ptrdiff_t i = 0; i < text.n; i++)
		if (!is_space(text.p[i]))
			buf_char(&plain, text.p[i]);
	str rest = buf_str(&plain);
	if (str_eq(rest, S("*")))
		return S("");
	while (rest.n > 0) {
		ptrdiff_t bar = str_find_byte(rest, '|');
		str one = bar < 0 ? rest : str_head(rest, bar);
		rest = bar < 0 ? S("") : str_from(rest, bar + 1);
		if (one.n == 0)
			continue;
		if (buf_str(&out).n > 0)
			buf_char(&out, '|');
		if (!put_clauses(&out, one))
			return (str){ 0 };
	}
	return out.n ? buf_str(&out) : S("");
}

str poetry_as_pip(arena *a, str conda)
{
	buf out = buf_new(a);
	if (str_find_byte(conda, '|') >= 0)
		return (str){ 0 };
	for (str rest = conda; rest.n > 0;) {
		ptrdiff_t comma = str_find_byte(rest, ',');
		str clause = comma < 0 ? rest : str_head(rest, comma);
		rest = comma < 0 ? S("") : str_from(rest, comma + 1);
		bool single = str_starts(clause, S("=")) && !str_starts(clause, S("=="));
		if (clause.n == 0)
			continue;
		buf_printf(&out, "%s%s%.*s", out.n ? "," : "", single ? "=" : is_digit(clause.p[0]) ? "==" : "",
		           SARG(clause));
	}
	return out.n ? buf_str(&out) : S("");
}
