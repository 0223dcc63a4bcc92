/* pep440: Python versions, compared as pypa/packaging 26 compares them.
 *
 * The grammar is a regular expression in packaging; here it is one forward scan into pieces, shared
 * by versions and by the specifiers of pep440_set.c. It may be greedy: every part behind the
 * release is optional, begins with its own letter or sign, and never gives back what it took.
 * Numbers stay digits, because Python's have no bound and 64-bit ones would compare wrongly.
 * docs/design/pip-specs.md has the rules in words. */
#include "spec/pep440.h"

#include "spec/pep440_impl.h"
#include "spec/pytext.h"

#include "base/buf.h"

#include <string.h>

static const str ZERO = S_INIT("0");

static char char_at(str s, ptrdiff_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static ptrdiff_t is_sep(str s, ptrdiff_t i)
{
	char c = char_at(s, i);
	return c == '.' || c == '_' || c == '-';
}

static ptrdiff_t digits_end(str s, ptrdiff_t i)
{
	while (is_digit(char_at(s, i)))
		i++;
	return i;
}

typedef struct word {
	str text;
	pre_kind pre;
} word;

/* Longer words before their own beginnings. */
static const word PRE_WORDS[] = {
	{ S_INIT("alpha"),   PRE_A },
	{ S_INIT("beta"),    PRE_B },
	{ S_INIT("preview"), PRE_RC },
	{ S_INIT("pre"),     PRE_RC },
	{ S_INIT("a"),       PRE_A },
	{ S_INIT("b"),       PRE_B },
	{ S_INIT("c"),       PRE_RC },
	{ S_INIT("rc"),      PRE_RC },
};
static const word POST_WORDS[] = {
	{ S_INIT("post"), PRE_NONE },
	{ S_INIT("rev"),  PRE_NONE },
	{ S_INIT("r"),    PRE_NONE },
};
static const word DEV_WORDS[] = { { S_INIT("dev"), PRE_NONE } };

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* [sep] word [sep] [digits]. NULL, and *i untouched, when no word stands there. */
static const word *scan_part(str s, ptrdiff_t *i, const word *words, int n, str *number)
{
	ptrdiff_t beg = *i + is_sep(s, *i);
	for (int w = 0; w < n; w++) {
		ptrdiff_t end = beg + words[w].text.n;
		if (end > s.n || !str_eq_nocase(str_sub(s, beg, end), words[w].text))
			continue;
		end += is_sep(s, end);
		*i = digits_end(s, end);
		*number = str_sub(s, end, *i);
		return &words[w];
	}
	return NULL;
}

static void scan_post(str s, ptrdiff_t *i, pep440_pieces *out)
{
	ptrdiff_t end = digits_end(s, *i + 1);
	if (char_at(s, *i) == '-' && end > *i + 1) {
		out->post_n = str_sub(s, *i + 1, end);
		out->has_post = true;
		*i = end;
	} else {
		const word *post = scan_part(s, i, POST_WORDS, COUNT(POST_WORDS), &out->post_n);
		out->has_post = post != NULL;
	}
}

static void scan_local(str s, ptrdiff_t *i, pep440_pieces *out)
{
	ptrdiff_t end = *i + 1;
	if (char_at(s, *i) != '+' || !is_alnum(char_at(s, end)))
		return;
	while (is_alnum(char_at(s, end)) || (is_sep(s, end) && is_alnum(char_at(s, end + 1))))
		end++;
	out->local = str_sub(s, *i + 1, end);
	out->has_local = true;
	*i = end;
}

bool pep440_scan(str s, ptrdiff_t i, unsigned allow, pep440_pieces *out)
{
	*out = (pep440_pieces){ 0 };
	if (char_at(s, i) == 'v' || char_at(s, i) == 'V')
		i++;
	ptrdiff_t end = digits_end(s, i);
	if (end > i && char_at(s, end) == '!') {
		out->epoch = str_sub(s, i, end);
		i = end + 1;
		end = digits_end(s, i);
	}
	if (end == i)
		return false;
	while (char_at(s, end) == '.' && is_digit(char_at(s, end + 1)))
		end = digits_end(s, end + 1);
	out->release = str_sub(s, i, end);
	i = end;
	if ((allow & SCAN_WILDCARD) && char_at(s, i) == '.' && char_at(s, i + 1) == '*') {
		out->wildcard = true;
		out->end = i + 2;
		return true;
	}
	const word *pre = scan_part(s, &i, PRE_WORDS, COUNT(PRE_WORDS), &out->pre_n);
	out->pre = pre ? pre->pre : PRE_NONE;
	scan_post(s, &i, out);
	out->has_dev = scan_part(s, &i, DEV_WORDS, COUNT(DEV_WORDS), &out->dev_n) != NULL;
	if (allow & SCAN_LOCAL)
		scan_local(s, &i, out);
	out->end = i;
	return true;
}

/* No digits at all mean 0 (1.0a is 1.0a0). */
static str number(str digits)
{
	while (digits.n > 1 && digits.p[0] == '0')
		digits = str_from(digits, 1);
	return digits.n > 0 ? digits : ZERO;
}

static ptrdiff_t count_parts(str s, bool any_sep)
{
	ptrdiff_t n = 1;
	for (ptrdiff_t i = 0; i < s.n; i++)
		n += any_sep ? is_sep(s, i) : s.p[i] == '.';
	return n;
}

static void build_local(arena *a, pep440_version *v, str local)
{
	v->nlocal = count_parts(local, true);
	v->local = NEW_N(a, local_part, v->nlocal);
	str lower = arena_lower(a, local);
	ptrdiff_t beg = 0;
	for (ptrdiff_t k = 0; k < v->nlocal; k++) {
		ptrdiff_t end = beg;
		while (end < lower.n && !is_sep(lower, end))
			end++;
		str part = str_sub(lower, beg, end);
		v->local[k].is_number = digits_end(part, 0) == part.n;
		v->local[k].text = v->local[k].is_number ? number(part) : part;
		beg = end + 1;
	}
}

const pep440_version *pep440_build(arena *a, const pep440_pieces *p)
{
	pep440_version *v = NEW(a, pep440_version);
	v->epoch = number(p->epoch);
	v->nrelease = count_parts(p->release, false);
	v->release = NEW_N(a, str, v->nrelease);
	str rest = p->release, part;
	for (ptrdiff_t k = 0; str_next(&rest, '.', &part); k++)
		v->release[k] = number(part);
	v->pre = p->pre;
	v->pre_n = number(p->pre_n);
	v->has_post = p->has_post;
	v->post_n = number(p->post_n);
	v->has_dev = p->has_dev;
	v->dev_n = number(p->dev_n);
	if (p->has_local)
		build_local(a, v, p->local);
	pep440_finish(a, v);
	return v;
}

const pep440_version *pep440_parse(arena *a, str text, refusal *why)
{
	str s = py_strip(text);
	pep440_pieces p;
	bool found = pep440_scan(s, 0, SCAN_LOCAL, &p);
	if (found && p.end == s.n)
		return pep440_build(a, &p);
	ptrdiff_t at = found ? (s.p - text.p) + p.end : 0;
	if (why)
		*why = (refusal){ S("not a version (PEP 440)"), at };
	return NULL;
}

static void put_release(buf *b, const pep440_version *v)
{
	if (!str_eq(v->epoch, ZERO)) {
		buf_put(b, v->epoch);
		buf_char(b, '!');
	}
	for (ptrdiff_t i = 0; i < v->nrelease; i++) {
		if (i > 0)
			buf_char(b, '.');
		buf_put(b, v->release[i]);
	}
}

static void put_local(buf *b, const pep440_version *v)
{
	for (ptrdiff_t i = 0; i < v->nlocal; i++) {
		if (i > 0)
			buf_char(b, '.');
		buf_put(b, v->local[i].text);
	}
}

static void put_public(buf *b, const pep440_version *v)
{
	static const str letters[] = { S_INIT(""), S_INIT("a"), S_INIT("b"), S_INIT("rc") };
	put_release(b, v);
	if (v->pre != PRE_NONE) {
		buf_put(b, letters[v->pre]);
		buf_put(b, v->pre_n);
	}
	if (v->has_post) {
		buf_put(b, S(".post"));
		buf_put(b, v->post_n);
	}
	if (v->has_dev) {
		buf_put(b, S(".dev"));
		buf_put(b, v->dev_n);
	}
}

void pep440_finish(arena *a, pep440_version *v)
{
	buf b = buf_new(a);
	put_public(&b, v);
	if (v->nlocal > 0) {
		buf_char(&b, '+');
		put_local(&b, v);
	}
	v->text = arena_str(a, buf_str(&b));
}

str pep440_str(const pep440_version *v)
{
	return v->text;
}

pep440_parts pep440_split(arena *a, const pep440_version *v)
{
	buf base = buf_new(a), public_version = buf_new(a), local = buf_new(a);
	put_release(&base, v);
	put_public(&public_version, v);
	put_local(&local, v);
	return (pep440_parts){
		.public_version = buf_str(&public_version),
		.base_version = buf_str(&base),
		.local = v->nlocal > 0 ? buf_str(&local) : (str){ 0 },
		.is_pre = pep440_is_pre(v),
		.is_post = v->has_post,
		.is_dev = v->has_dev,
	};
}
