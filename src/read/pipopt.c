/* pipopt: the options of a requirements line, as pip 24.2 takes them apart: Python's shlex in POSIX
 * mode, then optparse, which allows unique abbreviations (--extra), values glued to short letters
 * (-rother.txt) and positional arguments in between, which pip then drops without a word. */
#include "read/pipline.h"

#include <string.h>

typedef struct token {
	str text;           /* unquoted */
	ptrdiff_t beg, end; /* as written */
} token;
typedef LIST(token) tokens;

typedef struct option {
	str name, canonical;
	char letter;
	bool flag;
} option;

static const option table[] = {
	{ S_INIT("--constraint"),      S_INIT("--constraint"),      'c', false },
	{ S_INIT("--requirement"),     S_INIT("--requirement"),     'r', false },
	{ S_INIT("--editable"),        S_INIT("--editable"),        'e', false },
	{ S_INIT("--index-url"),       S_INIT("--index-url"),       'i', false },
	{ S_INIT("--pypi-url"),        S_INIT("--index-url"),       0,   false },
	{ S_INIT("--extra-index-url"), S_INIT("--extra-index-url"), 0,   false },
	{ S_INIT("--no-index"),        S_INIT("--no-index"),        0,   true  },
	{ S_INIT("--find-links"),      S_INIT("--find-links"),      'f', false },
	{ S_INIT("--no-binary"),       S_INIT("--no-binary"),       0,   false },
	{ S_INIT("--only-binary"),     S_INIT("--only-binary"),     0,   false },
	{ S_INIT("--prefer-binary"),   S_INIT("--prefer-binary"),   0,   true  },
	{ S_INIT("--require-hashes"),  S_INIT("--require-hashes"),  0,   true  },
	{ S_INIT("--pre"),             S_INIT("--pre"),             0,   true  },
	{ S_INIT("--trusted-host"),    S_INIT("--trusted-host"),    0,   false },
	{ S_INIT("--use-feature"),     S_INIT("--use-feature"),     0,   false },
	{ S_INIT("--global-option"),   S_INIT("--global-option"),   0,   false },
	{ S_INIT("--hash"),            S_INIT("--hash"),            0,   false },
	{ S_INIT("--config-settings"), S_INIT("--config-settings"), 'C', false },
	{ S_INIT("--config-setting"),  S_INIT("--config-settings"), 0,   false },
};
enum { OPTIONS = sizeof table / sizeof table[0] };

bool pipopt_counts_on_requirement(str name)
{
	return str_eq(name, S("--global-option")) || str_eq(name, S("--config-settings"));
}

static bool refuse(refusal *why, str text, ptrdiff_t at)
{
	*why = (refusal){ text, at };
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One shlex token from text[*i]. False: a quotation or an escape without its end. */
static bool shlex_token(arena *a, str text, ptrdiff_t *i, token *out, refusal *why)
{
	char *p = arena_alloc(a, text.n - *i + 1, 1);
	ptrdiff_t n = 0;
	char quote = 0;
	*out = (token){ .beg = *i };
	for (; *i < text.n && (quote || !is_blank(text.p[*i])); (*i)++) {
		char c = text.p[*i];
		bool escapes = c == '\\' && quote != '\'';
		if (!escapes && !quote && (c == '"' || c == '\'')) {
			quote = c;
		} else if (!escapes && quote && c == quote) {
			quote = 0;
		} else if (escapes && *i + 1 >= text.n) {
			return refuse(why, S("a backslash with nothing behind it"), *i);
		} else if (escapes) {
			char next = text.p[++*i];
			if (quote && next != '"' && next != '\\')
				p[n++] = '\\';
			p[n++] = next;
		} else {
			p[n++] = c;
		}
	}
	if (quote)
		return refuse(why, S("a quotation without its end"), out->beg);
	out->end = *i;
	/* Nothing was unquoted: a slice, so that its place is known. */
	out->text = n == out->end - out->beg ? str_sub(text, out->beg, out->end) : (str){ p, n };
	return true;
}

static bool split(arena *a, str text, tokens *out, refusal *why)
{
	for (ptrdiff_t i = 0; i < text.n;) {
		if (is_blank(text.p[i])) {
			i++;
			continue;
		}
		token t;
		if (!shlex_token(a, text, &i, &t, why))
			return false;
		*LIST_PUSH(a, out) = t;
	}
	return true;
}

/* optparse's _match_abbrev: the exact name, else the only one that begins so. */
static const option *find_long(str name, bool *ambiguous)
{
	const option *found = NULL;
	*ambiguous = false;
	for (int i = 0; i < OPTIONS; i++) {
		if (str_eq(table[i].name, name))
			return &table[i];
		if (str_starts(table[i].name, name)) {
			*ambiguous = found != NULL || *ambiguous;
			found = &table[i];
		}
	}
	return *ambiguous ? NULL : found;
}

static const option *find_short(char letter)
{
	for (int i = 0; i < OPTIONS; i++)
		if (table[i].letter == letter)
			return &table[i];
	return NULL;
}

static bool known_feature(str value)
{
	return str_eq(value, S("fast-deps")) || str_eq(value, S("truststore")) ||
	       str_eq(value, S("no-binary-enable-wheel-cache"));
}

static bool good_hash(str value)
{
	ptrdiff_t colon = str_find_byte(value, ':');
	str kind = str_head(value, colon);
	return colon >= 0 && (str_eq(kind, S("sha256")) || str_eq(kind, S("sha384")) || str_eq(kind, S("sha512")));
}

/* What pip's option callbacks check about a value. */
static const char *bad_value(str name, str value)
{
	if (str_eq(name, S("--hash")) && !good_hash(value))
		return "--hash wants sha256:DIGEST, sha384:DIGEST or sha512:DIGEST";
	if (str_eq(name, S("--config-settings")) && str_find_byte(value, '=') < 0)
		return "--config-settings wants KEY=VALUE";
	if (str_eq(name, S("--use-feature")) && !known_feature(value))
		return "--use-feature names a feature that pip does not have";
	if ((str_eq(name, S("--no-binary")) || str_eq(name, S("--only-binary"))) && str_starts(value, S("-")))
		return "--no-binary and --only-binary want a package name, :all: or :none:";
	return NULL;
}

static bool store(arena *a, const option *o, str value, span at, pip_options_read *out, refusal *why)
{
	const char *bad = o->flag ? NULL : bad_value(o->canonical, value);
	if (bad)
		return refuse(why, str_of(bad), at.beg);
	if (str_eq(o->canonical, S("--hash"))) {
		*LIST_PUSH(a, &out->hashes) = value;
		return true;
	}
	if (str_eq(o->canonical, S("--editable")) && !out->editable.p)
		out->editable = value;
	out->refers = out->refers || str_eq(o->canonical, S("--requirement")) || str_eq(o->canonical, S("--constraint"));
	*LIST_PUSH(a, &out->options) = (pip_option){ .name = o->canonical, .value = o->flag ? (str){ 0 } : value, .at = at };
	return true;
}

typedef struct parser {
	arena *a;
	tokens all;
	ptrdiff_t i; /* the next token */
	pip_options_read *out;
	refusal *why;
} parser;

/* value.p is NULL when it stands in the next token. */
static bool take_value(parser *p, const option *o, str value, token t)
{
	span at = { t.beg, t.end, 0, 0 };
	if (o->flag)
		return store(p->a, o, value, at, p->out, p->why);
	if (!value.p) {
		if (p->i == p->all.n)
			return refuse(p->why, arena_printf(p->a, "%.*s wants a value", SARG(o->name)), t.beg);
		at.end = p->all.at[p->i].end;
		value = p->all.at[p->i++].text;
	}
	return store(p->a, o, value, at, p->out, p->why);
}

static bool take_long(parser *p, token t)
{
	ptrdiff_t equals = str_find_byte(t.text, '=');
	str name = equals < 0 ? t.text : str_head(t.text, equals);
	str value = equals < 0 ? (str){ 0 } : str_from(t.text, equals + 1);
	bool ambiguous;
	const option *o = find_long(name, &ambiguous);
	if (!o)
		return refuse(p->why, arena_printf(p->a, ambiguous ? "pip has several options that begin with '%.*s'"
		                                                   : "pip has no option '%.*s' in requirements", SARG(name)), t.beg);
	if (o->flag && value.p)
		return refuse(p->why, arena_printf(p->a, "%.*s takes no value", SARG(o->name)), t.beg);
	return take_value(p, o, value, t);
}

/* A cluster of letters; all of pip's take a value, so the first one takes the rest. */
static bool take_short(parser *p, token t)
{
	const option *o = t.text.p[1] ? find_short(t.text.p[1]) : NULL;
	if (!o)
		return refuse(p->why, arena_printf(p->a, "pip has no option '%.*s' in requirements", SARG(str_head(t.text, 2))), t.beg);
	return take_value(p, o, t.text.n > 2 ? str_from(t.text, 2) : (str){ 0 }, t);
}

bool pipopt_read(arena *a, str text, pip_options_read *out, refusal *why)
{
	*out = (pip_options_read){ 0 };
	parser p = { .a = a, .out = out, .why = why };
	if (!split(a, text, &p.all, why))
		return false;
	while (p.i < p.all.n) {
		token t = p.all.at[p.i++];
		if (str_eq(t.text, S("--")))
			return true;
		bool is_long = str_starts(t.text, S("--"));
		bool is_short = !is_long && t.text.n > 1 && t.text.p[0] == '-';
		if ((is_long && !take_long(&p, t)) || (is_short && !take_short(&p, t)))
			return false;
	}
	return true;
}
