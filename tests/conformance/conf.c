/* conf: see conf.h. */
#include "conf.h"

#include <stdarg.h>

void conf_fail(conf_line *c, const char *format, ...)
{
	if (c->wrong.p)
		return;
	va_list args;
	va_start(args, format);
	c->wrong = arena_vprintf(c->a, format, args);
	va_end(args);
}

void conf_skip(conf_line *c, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	c->skip = arena_vprintf(c->a, format, args);
	va_end(args);
}

static str shown(conf_line *c, str s)
{
	return s.p ? arena_printf(c->a, "'%.*s'", SARG(s)) : S("nothing");
}

void conf_same_text(conf_line *c, const char *what, str want, str got)
{
	if ((want.p != NULL) != (got.p != NULL) || !str_eq(want, got))
		conf_fail(c, "%s is %.*s, got %.*s", what, SARG(shown(c, want)), SARG(shown(c, got)));
}

void conf_same_bool(conf_line *c, const char *what, bool want, bool got)
{
	static const char *const words[] = { "false", "true" };
	if (want != got)
		conf_fail(c, "%s is %s, got %s", what, words[want], words[got]);
}

void conf_same_texts(conf_line *c, const json *row, str key, const strs *got)
{
	const json *list = json_get(row, key);
	ptrdiff_t i = 0;
	for (const json *item = list ? list->first : NULL; item; item = item->next, i++) {
		str mine = i < got->n ? got->at[i] : (str){ 0 };
		if (!mine.p || !str_eq(item->text, mine))
			conf_fail(c, "%.*s[%td] is '%.*s', got %.*s", SARG(key), i, SARG(item->text),
			          SARG(shown(c, mine)));
	}
	if (i < got->n)
		conf_fail(c, "%.*s has %td, got %td", SARG(key), i, got->n);
}

bool conf_has(const json *row, str key)
{
	return json_get(row, key) != NULL;
}

bool conf_bool(const json *row, str key)
{
	const json *v = json_get(row, key);
	return v && v->kind == JSON_BOOL && v->truth;
}

bool conf_null(const json *row, str key)
{
	const json *v = json_get(row, key);
	return v && v->kind == JSON_NULL;
}
