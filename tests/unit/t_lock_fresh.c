/* t_lock_fresh: which packages of a lock are not as the base has them. */
#include "gate/lock_fresh.h"

#include "rows.h"

/* A word is a package: its name, and behind ':' its hash. want: the fresh ones. */
typedef struct { const char *name, *base, *now, *want; } row;

#define TEN(x) x "0 " x "1 " x "2 " x "3 " x "4 " x "5 " x "6 " x "7 " x "8 " x "9"

static const row rows[] = {
	{ "nothing", "", "", "" },
	{ "no base", "", "a b", "a b" },
	{ "all is as it was", "a b c", "a b c", "" },
	{ "one is new", "a c", "a b c", "b" },
	{ "one is gone", "a b c", "a c", "" },
	{ "one has another hash", "a:1 b:1 c:1", "a:1 b:2 c:1", "b" },
	{ "one stands for one", "a b", "a a b", "a" },
	{ "what was moved forward is as it was, what it passed is not", "a b c", "c a b", "a b" },
	{ "many are gone", TEN("a") " " TEN("b") " c", "c", "" },
	{ "more are gone than are looked at",
	  TEN("a") " " TEN("b") " " TEN("c") " " TEN("d") " " TEN("e") " " TEN("f") " " TEN("g") " h", "h", "h" },
};

static const lock *lock_of(arena *a, const char *text)
{
	lock *l = NEW(a, lock);
	str rest = str_of(text), word;
	while (rest.n > 0 && str_next(&rest, ' ', &word)) {
		ptrdiff_t colon = str_find_byte(word, ':');
		*LIST_PUSH(a, &l->packages) = (locked){
			.manager = MANAGER_CONDA,
			.platform = S("linux-64"),
			.name = colon < 0 ? word : str_head(word, colon),
			.md5 = colon < 0 ? S("") : str_from(word, colon + 1),
		};
	}
	return l;
}

static void test_fresh(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	locked_list fresh = lock_fresh(a, lock_of(a, r->now), r->base[0] ? lock_of(a, r->base) : NULL);
	str out = S("");
	for (ptrdiff_t i = 0; i < fresh.n; i++)
		out = arena_printf(a, "%.*s%s%.*s", SARG(out), i ? " " : "", SARG(fresh.at[i]->name));
	assert_str(out, r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_fresh, rows);
}
