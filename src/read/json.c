/* json: see json.h. cJSON 1.7.15 does the grammar and the tree; a first pass over the bytes makes it
 * strict, because cJSON itself takes bad UTF-8, raw control bytes, "\uZZZZ" and 01, treats every
 * byte up to 32 as white space, cuts a text at \u0000 and turns numbers into doubles (1e400 becomes
 * null, 9007199254740993 loses its last digit).
 *
 * The pass copies the bytes and rewrites what cJSON would spoil. U+0001 is free as a mark, because a
 * raw one is refused: \u0000 becomes \u0001 0, \u0001 becomes \u0001 1, and a number becomes the
 * text "\u0001n" followed by its digits. The walk over cJSON's tree turns them back. So every text
 * arrives whole and every number as written. */
#include "read/json.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/list.h"
#include "base/utf8.h"

#include <cjson/cJSON.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MARK '\x01'

typedef struct lexer {
	str in;
	ptrdiff_t i;
	buf out;
	int depth;
	ptrdiff_t values;
	const char *wrong; /* what is refused at i; NULL while all is well */
	bool limit;        /* it is a bound */
} lexer;

/* cJSON does not check every allocation, so none may fail. */
static void *malloc_or_stop(size_t n)
{
	void *p = malloc(n);
	if (!p)
		abort();
	return p;
}

void json_start(void)
{
	cJSON_Hooks hooks = { .malloc_fn = malloc_or_stop, .free_fn = free };
	cJSON_InitHooks(&hooks);
}

static char peek(const lexer *x, ptrdiff_t ahead)
{
	return x->i + ahead < x->in.n ? x->in.p[x->i + ahead] : '\0';
}

static bool refuse(lexer *x, const char *why)
{
	x->wrong = why;
	return false;
}

/* One code unit of \uXXXX at in[at], or -1. */
static long hex4(str in, ptrdiff_t at)
{
	long code = 0;
	if (in.n - at < 6 || in.p[at] != '\\' || in.p[at + 1] != 'u')
		return -1;
	for (ptrdiff_t k = at + 2; k < at + 6; k++) {
		char c = to_lower(in.p[k]);
		if (!is_hex(c))
			return -1;
		code = code * 16 + (is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return code;
}

static bool lex_escape(lexer *x)
{
	char c = peek(x, 1);
	if (c != 'u') {
		if (c == '\0' || !strchr("\"\\/bfnrt", c))
			return refuse(x, "no such escape");
		buf_put(&x->out, str_sub(x->in, x->i, x->i + 2));
		x->i += 2;
		return true;
	}
	long code = hex4(x->in, x->i);
	if (code < 0)
		return refuse(x, "\\u wants four hexadecimal digits");
	bool high = code >= 0xD800 && code < 0xDC00;
	long low = high ? hex4(x->in, x->i + 6) : -1;
	if ((high && (low < 0xDC00 || low > 0xDFFF)) || (code >= 0xDC00 && code < 0xE000))
		return refuse(x, "half of a surrogate pair");
	int length = high ? 12 : 6;
	if (code <= 1)
		buf_put(&x->out, code ? S("\\u00011") : S("\\u00010"));
	else
		buf_put(&x->out, str_sub(x->in, x->i, x->i + length));
	x->i += length;
	return true;
}

static bool lex_text(lexer *x)
{
	ptrdiff_t plain = x->i++;
	while (x->i < x->in.n && x->in.p[x->i] != '"') {
		unsigned char c = (unsigned char)x->in.p[x->i];
		ptrdiff_t next = x->i;
		if (c < 0x20)
			return refuse(x, "a control byte inside a text");
		if (c >= 0x80 && utf8_next(x->in, &next) == UTF8_BAD)
			return refuse(x, "not UTF-8");
		if (c != '\\') {
			x->i = c < 0x80 ? x->i + 1 : next;
			continue;
		}
		buf_put(&x->out, str_sub(x->in, plain, x->i));
		if (!lex_escape(x))
			return false;
		plain = x->i;
	}
	if (x->i >= x->in.n)
		return refuse(x, "a text without its closing quote");
	x->i++;
	buf_put(&x->out, str_sub(x->in, plain, x->i));
	return true;
}

static ptrdiff_t digits(const lexer *x, ptrdiff_t at)
{
	ptrdiff_t n = 0;
	while (is_digit(peek(x, at + n)))
		n++;
	return n;
}

/* RFC 8259's number: no plus, no leading zero, digits on both sides of the point. */
static bool lex_number(lexer *x)
{
	ptrdiff_t n = peek(x, 0) == '-';
	ptrdiff_t whole = digits(x, n);
	if (!whole || (whole > 1 && peek(x, n) == '0'))
		return refuse(x, "not a number");
	n += whole;
	if (peek(x, n) == '.') {
		ptrdiff_t fraction = digits(x, n + 1);
		if (!fraction)
			return refuse(x, "not a number");
		n += 1 + fraction;
	}
	if (to_lower(peek(x, n)) == 'e') {
		n += 1 + (peek(x, n + 1) == '-' || peek(x, n + 1) == '+');
		ptrdiff_t power = digits(x, n);
		if (!power)
			return refuse(x, "not a number");
		n += power;
	}
	buf_put(&x->out, S("\"\\u0001n"));
	buf_put(&x->out, str_sub(x->in, x->i, x->i + n));
	buf_char(&x->out, '"');
	x->i += n;
	return true;
}

static bool lex_other(lexer *x)
{
	static const char allowed[] = " \t\r\n{}[]:,truefalsn";
	char c = x->in.p[x->i];
	if (c == '\0' || !strchr(allowed, c))
		return refuse(x, (unsigned char)c == 0xEF ? "a byte order mark or another character outside a text"
		                                          : "unexpected character");
	x->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
	x->values += c == ',' || c == '{' || c == '[';
	if (x->depth > MAX_JSON_DEPTH || x->values > MAX_JSON_VALUES) {
		x->limit = true;
		return refuse(x, x->depth > MAX_JSON_DEPTH ? "nested too deeply" : "too many values");
	}
	buf_char(&x->out, c);
	x->i++;
	return true;
}

/* Copies and checks until the output has reached stop bytes. */
static void lex(lexer *x, ptrdiff_t stop)
{
	while (x->i < x->in.n && x->out.n < stop) {
		char c = x->in.p[x->i];
		bool ok = c == '"' ? lex_text(x) : c == '-' || is_digit(c) ? lex_number(x) : lex_other(x);
		if (!ok)
			return;
	}
}

static place place_in(str text, ptrdiff_t at)
{
	place here = { .line = 1, .col = 1 };
	for (ptrdiff_t i = 0; i < at && i < text.n; i++) {
		bool line = text.p[i] == '\n';
		here.line += line;
		here.col = line ? 1 : here.col + (((unsigned char)text.p[i] & 0xC0) != 0x80);
	}
	return here;
}

static const err *refused(arena *a, str text, ptrdiff_t at, err_code code, const char *why)
{
	return err_at(a, err_new(a, code, "not JSON: %s", why), place_in(text, at));
}

/* Takes the marks out of a text of cJSON's tree. */
static str unmark(arena *a, const char *text)
{
	str s = str_of(text);
	char *p = arena_alloc(a, s.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == MARK)
			c = s.p[++i] == '0' ? '\0' : MARK;
		p[n++] = c;
	}
	return (str){ p, n };
}

static int by_key(const void *x, const void *y)
{
	return str_cmp((*(json *const *)x)->key, (*(json *const *)y)->key);
}

/* A key that stands twice in a map, or NULL. Sorting keeps a map of many keys cheap. */
static const json *twice(arena *a, json *map, ptrdiff_t n)
{
	json **keys = NEW_N(a, json *, n);
	ptrdiff_t k = 0;
	for (const json *v = map->first; v; v = v->next)
		keys[k++] = (json *)v;
	qsort(keys, (size_t)n, sizeof(json *), by_key);
	for (k = 1; k < n; k++)
		if (str_eq(keys[k - 1]->key, keys[k]->key))
			return keys[k];
	return NULL;
}

typedef struct walk {
	arena *a;
	const json *twice; /* a duplicate key met on the way */
} walk;

/* depth is what may still be nested; the pass above has bounded it. */
static void convert(walk *w, const cJSON *from, json *to, int depth)
{
	static const struct { int type; json_kind kind; } kinds[] = {
		{ cJSON_NULL, JSON_NULL },   { cJSON_False, JSON_BOOL }, { cJSON_True, JSON_BOOL },
		{ cJSON_String, JSON_TEXT }, { cJSON_Array, JSON_LIST }, { cJSON_Object, JSON_MAP },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
		if ((from->type & 0xFF) == kinds[k].type)
			to->kind = kinds[k].kind;
	to->truth = (from->type & 0xFF) == cJSON_True;
	if (to->kind == JSON_TEXT) {
		bool number = from->valuestring[0] == MARK && from->valuestring[1] == 'n';
		to->kind = number ? JSON_NUMBER : JSON_TEXT;
		to->text = number ? arena_str(w->a, str_of(from->valuestring + 2)) : unmark(w->a, from->valuestring);
	}
	const json **link = &to->first;
	ptrdiff_t n = 0;
	for (const cJSON *child = depth ? from->child : NULL; child; child = child->next, n++) {
		json *value = NEW(w->a, json);
		if (child->string)
			value->key = unmark(w->a, child->string);
		convert(w, child, value, depth - 1);
		*link = value;
		link = &value->next;
	}
	if (to->kind == JSON_MAP && n > 1 && !w->twice)
		w->twice = twice(w->a, to, n);
}

const err *json_read(arena *a, str text, const json **out)
{
	*out = NULL;
	if (text.n > MAX_REPORT_BYTES)
		return err_new(a, ERR_LIMIT, "a JSON text of %td bytes, more than the limit of %d", text.n, MAX_REPORT_BYTES);
	lexer x = { .in = text, .out = buf_new(a) };
	lex(&x, PTRDIFF_MAX);
	if (x.wrong)
		return refused(a, text, x.i, x.limit ? ERR_LIMIT : ERR_FILE, x.wrong);
	str strict = buf_str(&x.out);
	buf_char(&x.out, '\0'); /* ParseWithLengthOpts looks for it at the end */
	const char *end = NULL;
	cJSON *tree = cJSON_ParseWithLengthOpts(x.out.p, (size_t)x.out.n, &end, 1);
	if (!tree) {
		/* The same pass, stopped early, tells where in the input that place of the output is. */
		lexer again = { .in = text, .out = buf_new(a) };
		lex(&again, end ? end - x.out.p : strict.n);
		return refused(a, text, again.i, ERR_FILE, strict.n ? "a value, ',' or a bracket is missing or too many" : "empty");
	}
	walk w = { .a = a };
	json *root = NEW(a, json);
	convert(&w, tree, root, MAX_JSON_DEPTH + 1);
	cJSON_Delete(tree); /* at once, not at the arena's end: nothing above can leave this function */
	if (w.twice)
		return err_new(a, ERR_FILE, "not strict JSON: the key '%.*s' stands twice in one object", SARG(w.twice->key));
	*out = root;
	return NULL;
}

const json *json_get(const json *map, str key)
{
	if (!map || map->kind != JSON_MAP)
		return NULL;
	const json *v = map->first;
	while (v && !str_eq(v->key, key))
		v = v->next;
	return v;
}

str json_text(const json *map, str key)
{
	const json *v = json_get(map, key);
	return v && v->kind == JSON_TEXT ? v->text : (str){ 0 };
}
