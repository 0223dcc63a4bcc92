/* arena: the only allocator. One per run; everything lives until it closes.
 *
 * Memory comes zeroed from blocks of 64 KiB (1 MiB once much is asked for), so NEW needs no
 * initialiser and no caller frees. A foreign handle (git_repository, yaml_parser_t, cJSON tree) is
 * registered with arena_defer on the line after it is born, and is closed, newest first, when the
 * arena closes. The budget is a bound on hostile input: when it is used up the arena prints one
 * line and leaves with exit 3, so no caller tests for NULL. Under AddressSanitizer an 8-byte redzone
 * after each piece makes an overrun of one byte inside the arena a report. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>

typedef struct arena arena;

/* A fresh arena that may hand out at most budget_bytes. Never NULL. */
arena *arena_open(ptrdiff_t budget_bytes);

/* Runs what was deferred, newest first, and gives all memory back. NULL is allowed. */
void arena_close(arena *a);

/* count * size zeroed bytes, aligned for any type. count and size must not be negative; zero bytes
 * give a valid pointer. Never NULL: over the budget the process leaves with exit 3. */
void *arena_alloc(arena *a, ptrdiff_t count, ptrdiff_t size);

/* fn(handle) runs when the arena closes. */
void arena_defer(arena *a, void (*fn)(void *handle), void *handle);

/* Bytes handed out so far, redzones and rounding included. */
ptrdiff_t arena_used(const arena *a);

/* Copies with a NUL behind the last byte, for libraries that want one. The absent str stays absent. */
str arena_str(arena *a, str s);
str arena_lower(arena *a, str s); /* ASCII letters lower-cased */
str arena_cat(arena *a, str x, str y);

/* printf into the arena; the result is NUL-ended too. */
str arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
str arena_vprintf(arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* One zeroed T; an array of n zeroed T. */
#define NEW(a, T) ((T *)arena_alloc((a), 1, (ptrdiff_t)sizeof(T)))
#define NEW_N(a, T, n) ((T *)arena_alloc((a), (n), (ptrdiff_t)sizeof(T)))

#endif
