/* fuzz_split: bytes -> role files and a requirements file. What is checked is independent of edit/split_check.c: each file
 * is made of the old one's lines in their order, each line that is not empty stands in at least one of them, and
 * production's file has nothing left to move. Of the requirements: the same bytes twice, and no entry forgotten. */
#include "fuzz_read.h"

#include "edit/edits.h"
#include "edit/requirements_write.h"
#include "edit/split.h"
#include "read/envfile.h"

#include "base/limits.h"
#include "base/sort.h"

static void add_lines(arena *a, str text, strs *out)
{
	text = str_starts(text, S("\xef\xbb\xbf")) ? str_from(text, 3) : text;
	for (ptrdiff_t at = 0; at < text.n;) {
		line_span l = line_at(text, at);
		*LIST_PUSH(a, out) = str_sub(text, l.beg, l.end);
		at = l.next;
	}
}

/* A role's file opens with a comment of its own, and its name has an ending. */
static void must_follow(const strs *lines, const strs *old, bool is_role)
{
	ptrdiff_t k = 0, strange = 0;
	for (ptrdiff_t i = is_role; i < lines->n; i++) {
		ptrdiff_t from = k;
		while (k < old->n && !str_eq(lines->at[i], old->at[k]))
			k++;
		if (k < old->n) {
			k++;
			continue;
		}
		MUST(is_role && ++strange == 1);
		k = from;
	}
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static ptrdiff_t run_of(const strs *sorted, ptrdiff_t at)
{
	ptrdiff_t n = 1;
	while (at + n < sorted->n && str_eq(sorted->at[at], sorted->at[at + n]))
		n++;
	return n;
}

/* As often as it stood there, or more often. */
static void must_hold_all(arena *a, strs *old, strs *now)
{
	sort_runs(a, old->at, old->n, (ptrdiff_t)sizeof(str), by_text);
	sort_runs(a, now->at, now->n, (ptrdiff_t)sizeof(str), by_text);
	ptrdiff_t k = 0;
	for (ptrdiff_t i = 0; i < old->n; i += run_of(old, i)) {
		if (str_trim(old->at[i]).n == 0)
			continue;
		while (k < now->n && str_cmp(now->at[k], old->at[i]) < 0)
			k++;
		MUST(k < now->n && str_eq(now->at[k], old->at[i]) && run_of(now, k) >= run_of(old, i));
	}
}

static void try_split(arena *a, const source *src, unsigned how)
{
	split_wish w = { .roles = { true, how & 1, how & 2 } };
	split_made made = split_file(a, src, &w);
	strs old = { 0 }, now = { 0 };
	if (made.why || !made.moves.n)
		return;
	add_lines(a, src->bytes, &old);
	for (int r = 0; r < SPLIT_ROLES; r++) {
		strs mine = { 0 };
		if (!made.parts[r].path.p)
			continue;
		add_lines(a, made.parts[r].bytes, &mine);
		must_follow(&mine, &old, r != SPLIT_PROD);
		for (ptrdiff_t i = 0; i < mine.n; i++)
			*LIST_PUSH(a, &now) = mine.at[i];
	}
	must_hold_all(a, &old, &now);
	source again = *src;
	again.bytes = made.parts[SPLIT_PROD].bytes;
	MUST(split_file(a, &again, &w).moves.n == 0);
}

static void try_requirements(arena *a, const source *src)
{
	const env *e = envfile_read(a, src, (variables){ 0 });
	if (!e->complete || !e->is_environment)
		return;
	requirements_made made = requirements_write(a, e, S("requirements.txt"), NULL);
	MUST(made.bytes.p || made.why.n > 0);
	if (!made.bytes.p)
		return;
	MUST(requirements_is_made(made.bytes));
	MUST(made.n + made.left.n <= e->specs.n);
	MUST(e->specs.n == 0 || made.n + made.left.n > 0);
	MUST(str_eq(made.bytes, requirements_write(a, e, S("requirements.txt"), NULL).bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || size > 16 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = { (const char *)data, (ptrdiff_t)size } };
	for (unsigned how = 1; how < 4; how++)
		try_split(a, &src, how);
	try_requirements(a, &src);
	arena_close(a);
	return 0;
}
