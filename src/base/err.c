/* err: see err.h. */
#include "base/err.h"

#include "base/buf.h"

static const struct {
	int status;
	const char *name;
} codes[ERR_COUNT] = {
#define ERR_AS_ROW(code, status, name) [code] = { status, name },
	ERR_CODES(ERR_AS_ROW)
#undef ERR_AS_ROW
};

const err *err_new(arena *a, err_code code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err *e = NEW(a, err);
	*e = (err){ .code = code, .what = arena_vprintf(a, format, args) };
	va_end(args);
	return e;
}

const err *err_hint(arena *a, const err *e, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err *copy = NEW(a, err);
	*copy = *e;
	copy->hint = arena_vprintf(a, format, args);
	va_end(args);
	return copy;
}

const err *err_at(arena *a, const err *e, place at)
{
	err *copy = NEW(a, err);
	*copy = *e;
	copy->at = at;
	return copy;
}

const err *err_wrap(arena *a, const err *cause, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err *e = NEW(a, err);
	*e = *cause;
	e->what = arena_vprintf(a, format, args);
	e->cause = cause;
	va_end(args);
	return e;
}

str err_text(arena *a, const err *e)
{
	buf b = buf_new(a);
	for (; e; e = e->cause) {
		buf_put(&b, e->what);
		if (e->cause)
			buf_put(&b, S(": "));
	}
	return buf_str(&b);
}

int err_exit(err_code code)
{
	return codes[code].status;
}

const char *err_name(err_code code)
{
	return codes[code].name;
}
