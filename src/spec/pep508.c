/* pep508: one requirement, "name[extras] >=1,<2 ; marker" or "name @ url ; marker".
 *
 * Reads what packaging's tokenizer reads, no more: blanks are spaces and tabs only (a requirement
 * does not span lines), a comma may end the specifiers, parentheses may enclose them, and a URL
 * ends at the first blank, so that "@ url; marker" without one belongs to the URL. pip's own
 * additions (options, -e, paths) are the business of read/requirements.c. */
#include "spec/pep508.h"

#include "spec/marker.h"
#include "spec/pep440_impl.h"
#include "spec/pytext.h"

typedef struct reader {
	arena *a;
	str s;
	ptrdiff_t i;
	refusal why;
} reader;

static bool refuse(reader *r, str why)
{
	r->why = (refusal){ why, r->i };
	return false;
}

static char peek(const reader *r)
{
	return r->i < r->s.n ? r->s.p[r->i] : '\0';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(reader *r)
{
	while (is_blank(peek(r)))
		r->i++;
}

static bool take(reader *r, char c)
{
	if (r->i >= r->s.n || r->s.p[r->i] != c)
		return false;
	r->i++;
	return true;
}

/* Letters, digits and . _ - that begin with a letter or digit and end with one or with _. */
static bool take_identifier(reader *r, str *out)
{
	ptrdiff_t beg = r->i, end = beg;
	if (!is_alnum(peek(r)))
		return false;
	for (ptrdiff_t i = beg; i < r->s.n; i++) {
		char c = r->s.p[i];
		if (is_alnum(c) || c == '_')
			end = i + 1;
		else if (c != '.' && c != '-')
			break;
	}
	*out = str_sub(r->s, beg, end);
	r->i = end;
	return true;
}

str pep503_normalize(arena *a, str name)
{
	str lower = py_lower(a, name);
	char *p = arena_alloc(a, lower.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < lower.n; i++) {
		char c = lower.p[i];
		bool joint = c == '-' || c == '_' || c == '.';
		if (!joint)
			p[n++] = c;
		else if (n == 0 || p[n - 1] != '-')
			p[n++] = '-';
	}
	return (str){ p, n };
}

static bool read_extras(reader *r, requirement *q)
{
	skip_blanks(r);
	if (!take(r, '['))
		return true;
	skip_blanks(r);
	str extra;
	bool more = take_identifier(r, &extra);
	while (more) {
		*LIST_PUSH(r->a, &q->extras_as_written) = extra;
		*LIST_PUSH(r->a, &q->extras) = pep503_normalize(r->a, extra);
		skip_blanks(r);
		more = take(r, ',');
		skip_blanks(r);
		if (more && !take_identifier(r, &extra))
			return refuse(r, S("expected an extra's name after the comma"));
	}
	if (!take(r, ']'))
		return refuse(r, S("expected ']' or a comma after the extra's name"));
	strs_sort_unique(&q->extras);
	strs_sort_unique(&q->extras_as_written);
	return true;
}

/* Leaves r behind the last specifier or its comma. */
static void skip_specifiers(reader *r)
{
	for (ptrdiff_t end; (end = pep440_clause_end(r->s, r->i)) >= 0;) {
		r->i = end;
		skip_blanks(r);
		if (!take(r, ','))
			return;
		skip_blanks(r);
	}
}

static bool read_specifiers(reader *r, requirement *q)
{
	ptrdiff_t open = r->i;
	bool has_parens = take(r, '(');
	skip_blanks(r);
	ptrdiff_t beg = r->i;
	skip_specifiers(r);
	ptrdiff_t end = r->i;
	skip_blanks(r);
	if (has_parens && !take(r, ')')) {
		refuse(r, S("expected a version specifier or ')'"));
		r->why.at = end > beg ? r->i : open;
		return false;
	}
	refusal why = { 0 };
	q->set = pep440_set_parse(r->a, str_sub(r->s, beg, end), &why);
	if (!q->set)
		r->why = (refusal){ why.why, beg + why.at };
	return q->set != NULL;
}

static bool read_url(reader *r, requirement *q)
{
	skip_blanks(r);
	ptrdiff_t beg = r->i;
	while (r->i < r->s.n && !is_blank(r->s.p[r->i]))
		r->i++;
	if (r->i == beg)
		return refuse(r, S("expected a URL after '@'"));
	q->url = str_sub(r->s, beg, r->i);
	q->set = pep440_set_parse(r->a, S(""), NULL);
	return true;
}

static bool read_marker(reader *r, requirement *q)
{
	skip_blanks(r);
	if (r->i == r->s.n)
		return true;
	if (!take(r, ';'))
		return refuse(r, q->url.p ? S("expected ' ;' or the end after the URL")
		                          : S("expected a comma, ';' or the end"));
	q->marker = marker_parse(r->a, r->s, &r->i, &r->why);
	if (!q->marker)
		return false;
	q->marker_text = marker_str(r->a, q->marker);
	return r->i == r->s.n || refuse(r, S("expected 'and', 'or' or the end after the marker"));
}

const requirement *requirement_parse(arena *a, str text, refusal *why)
{
	reader r = { .a = a, .s = text.p ? text : S("") };
	requirement *q = NEW(a, requirement);
	skip_blanks(&r);
	q->name_beg = r.i;
	bool good = take_identifier(&r, &q->name) || refuse(&r, S("expected a package name"));
	q->name_end = r.i;
	if (good)
		good = read_extras(&r, q);
	skip_blanks(&r);
	if (good)
		good = take(&r, '@') ? read_url(&r, q) : read_specifiers(&r, q);
	if (!good || !read_marker(&r, q)) {
		if (why)
			*why = r.why;
		return NULL;
	}
	q->normalized = pep503_normalize(a, q->name);
	q->specifier = pep440_set_str(q->set);
	if (q->url.p)
		requirement_read_url(a, q);
	return q;
}
