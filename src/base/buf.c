/* buf: see buf.h. */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

buf buf_new(arena *a)
{
	return (buf){ .a = a };
}

buf buf_sized(arena *a, ptrdiff_t cap)
{
	return (buf){ .a = a, .p = arena_alloc(a, cap, 1), .cap = cap };
}

static void reserve(buf *b, ptrdiff_t more)
{
	if (b->cap - b->n >= more)
		return;
	ptrdiff_t cap = b->cap ? b->cap * 2 : 1024;
	while (cap - b->n < more)
		cap *= 2;
	char *p = arena_alloc(b->a, cap, 1);
	if (b->n)
		memcpy(p, b->p, (size_t)b->n);
	b->p = p;
	b->cap = cap;
}

void buf_put(buf *b, str s)
{
	if (s.n <= 0)
		return;
	reserve(b, s.n);
	memcpy(b->p + b->n, s.p, (size_t)s.n);
	b->n += s.n;
}

void buf_char(buf *b, char c)
{
	buf_put(b, (str){ &c, 1 });
}

void buf_repeat(buf *b, char c, ptrdiff_t times)
{
	for (ptrdiff_t i = 0; i < times; i++)
		buf_char(b, c);
}

void buf_printf(buf *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	assert(n >= 0);
	reserve(b, (ptrdiff_t)n + 1);
	vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
	va_end(args);
	b->n += n;
}

str buf_str(const buf *b)
{
	return b->p ? (str){ b->p, b->n } : S("");
}
