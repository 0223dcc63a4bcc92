/* arena: see arena.h. The bookkeeping (blocks, defer list) is allocated with malloc beside the
 * blocks, so that AddressSanitizer's poison inside a block never covers it. */
#include "base/arena.h"

#include "base/err.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { REDZONE_BYTES = 8 };
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
enum { REDZONE_BYTES = 0 };
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { BLOCK_BYTES = 64 * 1024, LARGE_BLOCK_BYTES = 1024 * 1024, ALIGN = 16 };

typedef struct block {
	struct block *older;
	ptrdiff_t used, size;
	char *bytes;
} block;

typedef struct deferred {
	struct deferred *older;
	void (*fn)(void *);
	void *handle;
} deferred;

struct arena {
	block *blocks;
	deferred *defers;
	ptrdiff_t budget, handed_out;
};

/* The budget is a bound on what a stranger sends, so this is "cannot judge", not a crash. */
_Noreturn static void out_of_budget(ptrdiff_t budget)
{
	fprintf(stderr,
	        "envgate: the input needs more than %td MiB of memory, which is the limit\n"
	        "  hint: exclude the largest file with files.exclude in .envgate.yml\n",
	        budget / (1024 * 1024));
	fflush(stderr);
	_exit(err_exit(ERR_LIMIT));
}

static void *must_malloc(ptrdiff_t n, ptrdiff_t budget)
{
	void *p = malloc((size_t)n);
	if (!p)
		out_of_budget(budget);
	return p;
}

arena *arena_open(ptrdiff_t budget_bytes)
{
	arena *a = must_malloc((ptrdiff_t)sizeof *a, budget_bytes);
	*a = (arena){ .budget = budget_bytes };
	return a;
}

void arena_close(arena *a)
{
	if (!a)
		return;
	for (deferred *d = a->defers; d; d = a->defers) {
		a->defers = d->older;
		d->fn(d->handle);
		free(d);
	}
	for (block *b = a->blocks; b;) {
		block *older = b->older;
		UNPOISON(b->bytes, (size_t)b->size);
		free(b->bytes);
		free(b);
		b = older;
	}
	free(a);
}

static block *block_new(arena *a, ptrdiff_t need)
{
	block *b = must_malloc((ptrdiff_t)sizeof *b, a->budget);
	/* A small run takes little; a large one gets blocks that calloc maps and need not clear. */
	ptrdiff_t usual = a->handed_out < LARGE_BLOCK_BYTES ? BLOCK_BYTES : LARGE_BLOCK_BYTES;
	ptrdiff_t size = need > usual ? need : usual;
	*b = (block){ .size = size, .bytes = calloc(1, (size_t)size) };
	if (!b->bytes)
		out_of_budget(a->budget);
	POISON(b->bytes, (size_t)size);
	/* A piece larger than a block gets its own, placed behind the current one, which still has room. */
	if (need > usual && a->blocks) {
		b->older = a->blocks->older;
		a->blocks->older = b;
	} else {
		b->older = a->blocks;
		a->blocks = b;
	}
	return b;
}

void *arena_alloc(arena *a, ptrdiff_t count, ptrdiff_t size)
{
	assert(count >= 0 && size >= 0);
	if (size > 0 && count > (a->budget - REDZONE_BYTES - ALIGN) / size)
		out_of_budget(a->budget);
	ptrdiff_t need = (count * size + REDZONE_BYTES + ALIGN - 1) / ALIGN * ALIGN;
	if (need > a->budget - a->handed_out)
		out_of_budget(a->budget);
	block *b = a->blocks;
	if (!b || b->size - b->used < need)
		b = block_new(a, need);
	char *p = b->bytes + b->used;
	b->used += need;
	a->handed_out += need;
	UNPOISON(p, (size_t)(count * size));
	return p;
}

void arena_defer(arena *a, void (*fn)(void *handle), void *handle)
{
	deferred *d = must_malloc((ptrdiff_t)sizeof *d, a->budget);
	*d = (deferred){ .older = a->defers, .fn = fn, .handle = handle };
	a->defers = d;
}

ptrdiff_t arena_used(const arena *a)
{
	return a->handed_out;
}

str arena_str(arena *a, str s)
{
	if (!s.p)
		return s;
	return arena_cat(a, s, (str){ 0 });
}

str arena_lower(arena *a, str s)
{
	if (!s.p)
		return s;
	char *p = arena_alloc(a, s.n + 1, 1);
	for (ptrdiff_t i = 0; i < s.n; i++)
		p[i] = to_lower(s.p[i]);
	return (str){ p, s.n };
}

str arena_cat(arena *a, str x, str y)
{
	char *p = arena_alloc(a, x.n + y.n + 1, 1);
	if (x.n)
		memcpy(p, x.p, (size_t)x.n);
	if (y.n)
		memcpy(p + x.n, y.p, (size_t)y.n);
	return (str){ p, x.n + y.n };
}

str arena_vprintf(arena *a, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	assert(n >= 0);
	char *p = arena_alloc(a, (ptrdiff_t)n + 1, 1);
	vsnprintf(p, (size_t)n + 1, format, args);
	return (str){ p, n };
}

str arena_printf(arena *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	str s = arena_vprintf(a, format, args);
	va_end(args);
	return s;
}
