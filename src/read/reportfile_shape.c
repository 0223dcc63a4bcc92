/* reportfile_shape: a JSON value held against rows that say what its keys may be.
 *
 * The rows are docs/report.schema.json and docs/probe.schema.json in C. A validator that reads those files
 * would be a second program to trust; rows beside the code that takes the values over cannot drift far,
 * and tests/unit/t_reportfile.c tries each key. */
#include "base/buf.h"
#include "read/reportfile_in.h"

#include <limits.h>

enum { MOST_DIGITS = 18, SHOWN_BYTES = 80 };

/* "findings[3].waiver.from" */
static str where(const taker *t, const char *key)
{
	buf b = buf_new(t->a);
	if (t->list)
		buf_printf(&b, "%s[%td]", t->list, t->index);
	if (t->inside)
		buf_printf(&b, "%s%s", b.n ? "." : "", t->inside);
	if (key)
		buf_printf(&b, "%s%s", b.n ? "." : "", key);
	return b.n ? buf_str(&b) : S("it");
}

bool shape_refuse(taker *t, const char *key, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	str what = arena_vprintf(t->a, format, args);
	va_end(args);
	if (t->wrong)
		return false;
	const err *e = err_new(t->a, ERR_FILE, "%.*s is no report that this version can show: %.*s %.*s",
	                       SARG(t->file), SARG(where(t, key)), SARG(what));
	t->wrong = err_hint(t->a, e, "write it with this version: envgate check --output json=FILE");
	return false;
}

/* ---- values ---- */

static bool is_whole(str s, bool negative)
{
	ptrdiff_t i = negative && s.n && s.p[0] == '-';
	bool good = s.n > i && s.n - i <= MOST_DIGITS;
	for (; good && i < s.n; i++)
		good = is_digit(s.p[i]);
	return good;
}

/* Of digits that is_whole took. */
static long long whole(str s)
{
	bool negative = s.p[0] == '-';
	long long n = 0;
	for (ptrdiff_t i = negative; i < s.n; i++)
		n = n * 10 + (s.p[i] - '0');
	return negative ? -n : n;
}

static bool is_int(str s, bool negative)
{
	return is_whole(s, negative) && whole(s) <= INT_MAX && whole(s) >= -INT_MAX;
}

static bool is_date(str s)
{
	bool good = s.n == 10;
	for (ptrdiff_t i = 0; good && i < s.n; i++)
		good = i == 4 || i == 7 ? s.p[i] == '-' : is_digit(s.p[i]);
	return good;
}

static bool is_hex_digits(str s)
{
	bool good = s.n > 0 && s.n <= 64;
	for (ptrdiff_t i = 0; good && i < s.n; i++)
		good = is_digit(s.p[i]) || (s.p[i] >= 'a' && s.p[i] <= 'f');
	return good;
}

static bool is_dotted(str s)
{
	ptrdiff_t dot = str_find_byte(s, '.');
	return dot > 0 && dot <= 4 && s.n - dot <= 4 && is_whole(str_head(s, dot), false) &&
	       is_whole(str_from(s, dot + 1), false);
}

static bool is_among(const char *words, str value)
{
	str rest = str_of(words), word;
	while (str_next(&rest, ' ', &word))
		if (str_eq(word, value))
			return true;
	return !words;
}

static bool text_fits(const shape *s, str text)
{
	if (s->kinds & IS_TEXT)
		return is_among(s->words, text);
	return ((s->kinds & IS_DATE) && is_date(text)) || ((s->kinds & IS_HEX) && is_hex_digits(text)) ||
	       ((s->kinds & IS_DOTTED) && is_dotted(text));
}

static bool fits(const shape *s, const json *v)
{
	switch (v->kind) {
	case JSON_NULL:
		return s->kinds & IS_NULL;
	case JSON_BOOL:
		return s->kinds & IS_BOOL;
	case JSON_MAP:
		return s->kinds & IS_MAP;
	case JSON_LIST:
		return s->kinds & IS_LIST;
	case JSON_TEXT:
		return text_fits(s, v->text);
	case JSON_NUMBER:
		return ((s->kinds & IS_INT) && is_int(v->text, true)) ||
		       ((s->kinds & IS_COUNT) && is_int(v->text, false)) ||
		       ((s->kinds & IS_LONG) && is_whole(v->text, false)) ||
		       ((s->kinds & IS_NUMBER) && v->text.p[0] != '-');
	}
	return false;
}

static bool refuse_value(taker *t, const shape *s, const json *v)
{
	if (v->kind != JSON_TEXT && v->kind != JSON_NUMBER)
		return shape_refuse(t, s->key, "is of another kind");
	return shape_refuse(t, s->key, "cannot be '%.*s'", SARG(str_head(v->text, SHOWN_BYTES)));
}

static const shape *row_of(const shape *rows, str key)
{
	while (rows->key && !str_eq(str_of(rows->key), key))
		rows++;
	return rows->key ? rows : NULL;
}

bool shape_holds(taker *t, const json *map, const shape *rows, bool closed)
{
	if (t->wrong)
		return false;
	if (!map || map->kind != JSON_MAP)
		return shape_refuse(t, NULL, "is no object");
	for (const json *v = map->first; v; v = v->next) {
		if (str_find_byte(v->key, '\0') >= 0)
			return shape_refuse(t, NULL, "has a key with a NUL byte");
		if (closed && !row_of(rows, v->key))
			return shape_refuse(t, NULL, "has a key that is not known: '%.*s'",
			                    SARG(str_head(v->key, SHOWN_BYTES)));
	}
	for (const shape *s = rows; s->key; s++) {
		const json *v = json_get(map, str_of(s->key));
		if (!v && !s->optional)
			return shape_refuse(t, s->key, "is missing");
		if (v && !fits(s, v))
			return refuse_value(t, s, v);
	}
	return true;
}

bool shape_inside(taker *t, const json *map, const char *key, const shape *rows, bool closed)
{
	const json *v = json_get(map, str_of(key));
	if (!v || v->kind == JSON_NULL)
		return !t->wrong;
	const char *was = t->inside;
	t->inside = was ? arena_printf(t->a, "%s.%s", was, key).p : key;
	bool good = shape_holds(t, v, rows, closed);
	t->inside = was;
	return good;
}

/* ---- taking over ---- */

str told_text(const json *map, const char *key)
{
	return json_text(map, str_of(key));
}

long long told_number(const json *map, const char *key, long long missing)
{
	const json *v = json_get(map, str_of(key));
	return v && v->kind == JSON_NUMBER ? whole(v->text) : missing;
}

err_code told_error(str name)
{
	int at = 0;
	while (at < ERR_COUNT && !str_eq(str_of(err_name((err_code)at)), name))
		at++;
	return (err_code)at;
}

bool told_integer(const json *v, long long *out)
{
	bool good = v->kind == JSON_NUMBER && is_whole(v->text, true);
	*out = good ? whole(v->text) : 0;
	return good;
}

bool told_truth(const json *map, const char *key)
{
	const json *v = json_get(map, str_of(key));
	return v && v->kind == JSON_BOOL && v->truth;
}

int told_word(const json *map, const char *key, const char *words)
{
	str text = told_text(map, key), rest = str_of(words), word;
	for (int i = 0; str_next(&rest, ' ', &word); i++)
		if (str_eq(word, text))
			return i;
	return -1;
}

void told_rows(taker *t, const json *map, const char *key, told *out, void (*fn)(taker *, const json *, told *))
{
	const json *list = json_get(map, str_of(key));
	t->list = key;
	t->index = 0;
	for (const json *v = list ? list->first : NULL; v && !t->wrong; v = v->next, t->index++)
		fn(t, v, out);
	t->list = NULL;
}
