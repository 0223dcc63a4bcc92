/* pattern: see pattern.h. conda's regular expressions are Python's. PCRE2 reads nearly the same
 * language; where the two differ the text is rewritten (\Z, \v, \u, {,n}, a '[' inside a class) or
 * refused, because Python refuses it too ((*VERB), \K, recursion, unknown escapes). regcomp(3) was
 * refused: glibc's dies on nested counted groups. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "spec/pattern.h"

#include "base/buf.h"
#include "base/limits.h"

#include <pcre2.h>

/* A pattern of 256 bytes on a version of 64 bytes needs a few hundred steps; these leave room for
 * honest patterns and end the catastrophic ones in about a millisecond. */
enum { MATCH_STEPS = 100000, MATCH_DEPTH = 2000, MATCH_KIB = 4096 };

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
};

typedef struct reader {
	str s;
	ptrdiff_t i;
	bool in_class;
	buf out;
	const char *wrong;
} reader;

static char peek(const reader *r, ptrdiff_t ahead)
{
	return r->i + ahead < r->s.n ? r->s.p[r->i + ahead] : '\0';
}

static void copy(reader *r, ptrdiff_t n)
{
	buf_put(&r->out, str_sub(r->s, r->i, r->i + n));
	r->i += n;
}

static void hex_escape(reader *r, ptrdiff_t digits)
{
	for (ptrdiff_t k = 0; k < digits; k++)
		if (!is_hex(peek(r, 2 + k)))
			r->wrong = "incomplete escape in the regular expression";
	buf_printf(&r->out, "\\x{%.*s}", SARG(str_sub(r->s, r->i + 2, r->i + 2 + digits)));
	r->i += 2 + digits;
}

static void escape(reader *r)
{
	char c = peek(r, 1);
	if (c == 'x' || c == 'u' || c == 'U') {
		hex_escape(r, c == 'x' ? 2 : c == 'u' ? 4 : 8);
	} else if (c == 'v' || (c == 'Z' && !r->in_class)) {
		buf_put(&r->out, c == 'v' ? S("\\x0b") : S("\\z"));
		r->i += 2;
	} else if (r->i + 1 >= r->s.n) {
		r->wrong = "the regular expression ends in a backslash";
	} else if (is_alpha(c) && str_find_byte(S("bdDsSwWafnrt"), c) < 0 &&
	           (r->in_class || (c != 'A' && c != 'B'))) {
		r->wrong = "unknown escape in the regular expression";
	} else {
		copy(r, 2);
	}
}

/* Behind "(?(": Python knows a group's number or name there, PCRE2 also R, DEFINE and assertions. */
static bool condition_ok(const reader *r)
{
	str rest = str_from(r->s, r->i + 3);
	str what = str_head(rest, str_find_byte(rest, ')'));
	if (what.n == 0 || what.p[0] == 'R' || str_eq(what, S("DEFINE")))
		return false;
	for (ptrdiff_t k = 0; k < what.n; k++)
		if (!is_alnum(what.p[k]) && what.p[k] != '_')
			return false;
	return true;
}

static bool flags_ok(const reader *r)
{
	ptrdiff_t k = 2;
	while (str_find_byte(S("imsx-"), peek(r, k)) >= 0)
		k++;
	return k > 2 && peek(r, k) == ':';
}

static void group(reader *r)
{
	char c = peek(r, 2), d = peek(r, 3);
	bool ok = true;
	if (peek(r, 1) == '*')
		ok = false;
	else if (peek(r, 1) == '?')
		ok = c == ':' || c == '=' || c == '!' || c == '>' || c == '#' ||
		     (c == '<' && (d == '=' || d == '!')) || (c == 'P' && (d == '<' || d == '=')) ||
		     (c == '(' && condition_ok(r)) || flags_ok(r);
	if (!ok)
		r->wrong = "unknown kind of group in the regular expression";
	copy(r, 1);
}

/* "{,n}" means {0,n} in Python and is plain text in PCRE2 before 10.43. */
static void brace(reader *r)
{
	ptrdiff_t k = 2;
	while (peek(r, 1) == ',' && is_digit(peek(r, k)))
		k++;
	if (peek(r, 1) == ',' && peek(r, k) == '}')
		buf_put(&r->out, S("{0"));
	else
		buf_char(&r->out, '{');
	r->i++;
}

static void open_class(reader *r)
{
	r->in_class = true;
	copy(r, 1);
	if (peek(r, 0) == '^')
		copy(r, 1);
	if (peek(r, 0) == ']')
		copy(r, 1);
}

static void one(reader *r)
{
	char c = peek(r, 0);
	if (c == '\\') {
		escape(r);
	} else if (r->in_class && c == '[') {
		buf_put(&r->out, S("\\["));
		r->i++;
	} else if (r->in_class) {
		r->in_class = c != ']';
		copy(r, 1);
	} else if (c == '[') {
		open_class(r);
	} else if (c == '(') {
		group(r);
	} else if (c == '{') {
		brace(r);
	} else {
		copy(r, 1);
	}
}

static const pattern *refuse(refusal *why, str reason, ptrdiff_t at)
{
	if (why)
		*why = (refusal){ reason, at };
	return NULL;
}

static void free_code(void *p) { pcre2_code_free(p); }
static void free_data(void *p) { pcre2_match_data_free(p); }
static void free_limits(void *p) { pcre2_match_context_free(p); }

static const pattern *finish(arena *a, pcre2_code *code)
{
	pattern *p = NEW(a, pattern);
	p->code = code;
	arena_defer(a, free_code, p->code);
	p->data = pcre2_match_data_create(1, NULL);
	arena_defer(a, free_data, p->data);
	p->limits = pcre2_match_context_create(NULL);
	arena_defer(a, free_limits, p->limits);
	if (!p->data || !p->limits)
		return NULL;
	pcre2_set_match_limit(p->limits, MATCH_STEPS);
	pcre2_set_depth_limit(p->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(p->limits, MATCH_KIB);
	return p;
}

const pattern *pattern_compile(arena *a, str text, refusal *why)
{
	if (text.n > MAX_PATTERN_BYTES)
		return refuse(why, arena_printf(a, "the regular expression is longer than %d bytes", MAX_PATTERN_BYTES), MAX_PATTERN_BYTES);
	reader r = { .s = text, .out = buf_new(a) };
	while (r.i < text.n && !r.wrong)
		one(&r);
	if (r.wrong)
		return refuse(why, str_of(r.wrong), r.i < text.n ? r.i : text.n);
	int code = 0;
	size_t at = 0;
	pcre2_compile_context *c = pcre2_compile_context_create(NULL);
	pcre2_code *compiled = NULL;
	if (c) {
		pcre2_set_newline(c, PCRE2_NEWLINE_LF);
		compiled = pcre2_compile((PCRE2_SPTR)r.out.p, (size_t)r.out.n,
		                         PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED |
		                                 PCRE2_NEVER_BACKSLASH_C,
		                         &code, &at, c);
	}
	pcre2_compile_context_free(c);
	if (compiled)
		return finish(a, compiled);
	PCRE2_UCHAR words[128] = "";
	pcre2_get_error_message(code, words, sizeof words);
	return refuse(why, arena_printf(a, "invalid regular expression: %s", (const char *)words), 0);
}

match_result pattern_match(const pattern *p, str text)
{
	int n = pcre2_match(p->code, (PCRE2_SPTR)(text.p ? text.p : ""), (size_t)text.n, 0, 0, p->data,
	                    p->limits);
	return n >= 0 ? MATCH_YES : n == PCRE2_ERROR_NOMATCH ? MATCH_NO : MATCH_RAISES;
}
