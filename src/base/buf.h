/* buf: a growing output buffer in an arena. Only for output; text that stays is a str.
 *
 * Writers fill one buf and the edge writes it once, so lines of two processes do not interleave and
 * a verdict is never half printed. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

typedef struct buf {
	arena *a;
	char *p;
	ptrdiff_t n, cap;
} buf;

/* An empty buffer whose bytes live in a. Growing leaves the older, smaller copy behind. */
buf buf_new(arena *a);

/* The same with room for cap bytes at once: for one of thousands of short texts, where the usual
 * first kilobyte would be most of what it costs. */
buf buf_sized(arena *a, ptrdiff_t cap);

void buf_put(buf *b, str s);
void buf_char(buf *b, char c);
void buf_repeat(buf *b, char c, ptrdiff_t times); /* times <= 0 writes nothing */
void buf_printf(buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was written so far; valid until the next write. */
str buf_str(const buf *b);

#endif
