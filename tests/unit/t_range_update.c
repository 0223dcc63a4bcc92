/* t_range_update: the lines that git writes to a hook's stdin, and those that it never writes. */
#include "edge/range_update.h"

#include "base/buf.h"
#include "rows.h"

#define A "1111111111111111111111111111111111111111"
#define B "2222222222222222222222222222222222222222"
#define Z "0000000000000000000000000000000000000000"

typedef struct row {
	const char *name;
	update_hook hook;
	const char *in, *want; /* each update as "was is ref (name)" */
} row;

static const row rows[] = {
	{ "a branch moves", HOOK_PRE_RECEIVE, A " " B " refs/heads/main\n", A " " B " refs/heads/main (main)\n" },
	{ "a branch goes, a tag comes", HOOK_PRE_RECEIVE, A " " Z " refs/heads/a/b\n" Z " " B " refs/tags/v1\n",
	  A " " Z " refs/heads/a/b (a/b)\n" Z " " B " refs/tags/v1 (v1)\n" },
	{ "other refs keep their folder", HOOK_PRE_RECEIVE, A " " B " refs/notes/x\n", A " " B " refs/notes/x (notes/x)\n" },
	{ "before a push the order is another", HOOK_PRE_PUSH, "refs/heads/topic " A " refs/heads/main " B "\n",
	  B " " A " refs/heads/main (main)\n" },
	{ "a deletion names no local ref", HOOK_PRE_PUSH, "(delete) " Z " refs/heads/main " B "\n", B " " Z " refs/heads/main (main)\n" },
	{ "a local name of any syntax", HOOK_PRE_PUSH, "HEAD~3^{commit} " A " refs/heads/x " Z "\n", Z " " A " refs/heads/x (x)\n" },
	{ "no newline at the end", HOOK_PRE_RECEIVE, A " " B " refs/heads/main", A " " B " refs/heads/main (main)\n" },
	{ "nothing, and empty lines", HOOK_PRE_PUSH, "\n\n", "" },
	{ "an id too short", HOOK_PRE_RECEIVE, A " 22 refs/heads/main\n", "usage\n" },
	{ "an id that is none", HOOK_PRE_RECEIVE, A " 222222222222222222222222222222222222222g refs/heads/main\n", "usage\n" },
	{ "no ref", HOOK_PRE_RECEIVE, A " " B "\n", "usage\n" },
	{ "an empty ref", HOOK_PRE_RECEIVE, A " " B " \n", "usage\n" },
	{ "a word too many", HOOK_PRE_RECEIVE, A " " B " refs/heads/main more\n", "usage\n" },
	{ "the other hook's line", HOOK_PRE_PUSH, A " " B " refs/heads/main\n", "usage\n" },
	{ "two blanks", HOOK_PRE_RECEIVE, A "  " B " refs/heads/main\n", "usage\n" },
	{ "a good line and a bad one", HOOK_PRE_RECEIVE, A " " B " refs/heads/main\nx\n", "usage\n" },
};

static void test_row(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	ref_updates found = { 0 };
	buf b = buf_new(a);
	const err *e = updates_read(a, r->hook, str_of(r->in), &found);
	if (e)
		buf_printf(&b, "%s\n", err_name(e->code));
	for (ptrdiff_t i = 0; !e && i < found.n; i++) {
		const ref_update *u = &found.at[i];
		buf_printf(&b, "%.*s %.*s %.*s (%.*s)\n", SARG(u->was), SARG(u->is), SARG(u->ref), SARG(update_name(u)));
	}
	assert_string_equal(arena_str(a, buf_str(&b)).p, r->want);
	assert_true(!e || e->hint.n > 0);
	arena_close(a);
}

static void test_bound(void **state)
{
	(void)state;
	arena *a = arena_open(16 << 20);
	ref_updates found = { 0 };
	buf b = buf_new(a);
	for (int i = 0; i < MAX_UPDATES; i++)
		buf_printf(&b, A " " B " refs/heads/%d\n", i);
	assert_null(updates_read(a, HOOK_PRE_RECEIVE, buf_str(&b), &found));
	assert_int_equal(found.n, MAX_UPDATES);
	buf_put(&b, S(A " " B " refs/heads/x\n"));
	found = (ref_updates){ 0 };
	const err *e = updates_read(a, HOOK_PRE_RECEIVE, buf_str(&b), &found);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_LIMIT);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest more[] = { cmocka_unit_test(test_bound) };
	return RUN_ROWS(test_row, rows) + cmocka_run_group_tests_name("test_bound", more, NULL, NULL);
}
