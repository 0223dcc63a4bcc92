/* fuzz_fix: bytes -> repaired bytes. What is checked here is independent of edit/fix_check.c: line by line, that a
 * line without a step is the line it was, and that a line with steps differs by exactly what they say; that what
 * was repaired is found repaired; that a second run has nothing to do.
 *
 * The known versions are made from the file's own names, so that every entry has one; some are nonsense. */
#include "fuzz_read.h"

#include "edit/edits.h"
#include "edit/fix.h"
#include "read/envfile.h"

#include "base/limits.h"

#include <string.h>

static const char *const versions[] = { "1.2.3", "2024a", "1.2", "0.8.0+cu121", "7", "1!2.0.1rc1", "bad version", "1.0\n- x" };

static void know_all(arena *a, const env *e, fix_wish *w)
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		str version = str_of(versions[(s->name.n + i) % (ptrdiff_t)(sizeof versions / sizeof versions[0])]);
		*LIST_PUSH(a, &w->versions) = (fix_version){ s->manager, s->name, version, S("fuzz") };
		if (s->pip && s->name.n)
			*LIST_PUSH(a, &w->commits) = (fix_commit){ .name = s->name, .commit = S("0123456789012345678901234567890123456789"), .from = S("fuzz") };
	}
}

static str next_line(str text, ptrdiff_t *at)
{
	line_span l = line_at(text, *at);
	*at = l.next;
	return str_sub(text, l.beg, l.next);
}

/* The line that begins at beg, with every step's entry replaced. Steps stand in the order of their places; two of
 * one place are one entry, repaired twice. */
static str with_steps(arena *a, str line, ptrdiff_t beg, const fix_steps *steps)
{
	ptrdiff_t grown = 0, last = -1, end = beg + line.n;
	for (ptrdiff_t i = 0; i < steps->n; i++) {
		const fix_step *s = &steps->at[i];
		if (s->at < beg || s->at >= end)
			continue;
		if (s->at == last)
			grown -= steps->at[i - 1].after.n - steps->at[i - 1].before.n;
		ptrdiff_t at = s->at - beg + grown;
		at += line.p[at] == '"' || line.p[at] == '\'';
		MUST(str_starts(str_from(line, at), s->before));
		line = arena_cat(a, arena_cat(a, str_head(line, at), s->after), str_from(line, at + s->before.n));
		grown += s->after.n - s->before.n;
		last = s->at;
	}
	return line;
}

static bool drops(const fix_steps *steps, int number)
{
	for (ptrdiff_t i = 0; i < steps->n; i++)
		if (steps->at[i].kind == FIX_PREFIX && steps->at[i].line == number)
			return true;
	return false;
}

static void must_differ_as_told(arena *a, str before, const fixed *made)
{
	ptrdiff_t x = 0, y = 0;
	for (int line = 1; x < before.n; line++) {
		ptrdiff_t beg = x;
		str was = next_line(before, &x);
		if (drops(&made->done, line))
			continue;
		str want = with_steps(a, was, beg, &made->done), now = next_line(made->bytes, &y);
		MUST(str_eq(want, now));
	}
	MUST(y == made->bytes.n);
}

static void try_entries(arena *a, const source *src, const env *e, unsigned how)
{
	fix_wish w = { .style = how & 1 ? STYLE_EXACT : STYLE_MINOR };
	w.kinds[FIX_PREFIX] = true;
	w.kinds[FIX_BUILDS] = how & 2;
	w.kinds[FIX_PINS] = how & 4;
	w.kinds[FIX_REFS] = how & 8;
	know_all(a, e, &w);
	fixed made = fix_file(a, src, &w);
	MUST((made.done.n > 0) == !str_eq(src->bytes, made.bytes));
	must_differ_as_told(a, src->bytes, &made);
	source again = *src;
	again.bytes = made.bytes;
	MUST(fix_file(a, &again, &w).done.n == 0 || made.left.n > 0);
}

/* Joined lists: every line is still there but those that opened the second lists. */
static void try_keys(arena *a, const source *src)
{
	fix_wish w = { .kinds = { [FIX_KEYS] = true } };
	fixed made = fix_file(a, src, &w);
	ptrdiff_t lines = 0, left = 0;
	for (ptrdiff_t at = 0; at < src->bytes.n; lines++)
		(void)next_line(src->bytes, &at);
	for (ptrdiff_t at = 0; at < made.bytes.n; left++)
		(void)next_line(made.bytes, &at);
	MUST(left == lines - made.done.n);
	MUST((made.done.n > 0) == !str_eq(src->bytes, made.bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || size > 16 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = { (const char *)data, (ptrdiff_t)size } };
	const env *e = envfile_read(a, &src, (variables){ 0 });
	for (unsigned how = 2; how < 16; how = how * 2 + 1)
		try_entries(a, &src, e, how);
	try_keys(a, &src);
	arena_close(a);
	return 0;
}
