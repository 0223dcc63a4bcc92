/* t_reach: graphs of a few letters. Whole locks are tests/cases/lock.case. */
#include "gate/reach.h"

#include "rows.h"

/* graph: "a>bc" is a package that needs b and c; "p:" in front of a pip one. asked: names of entries, "p:"
 * likewise. want: the tops, each with what hangs below it; "?" when a list was lost. */
typedef struct { const char *name, *graph, *asked, *want; } row;

/* More names of one slot of 64 than are looked for there (MAX_STEPS in reach.c). */
#define CROWD "afb afe agm agp ahz ana and aoo apz ava avd awo bda bel beo bfz blc bmk bmn bny"

static const row rows[] = {
	{ "nothing is declared, nothing locked", "", "", "" },
	{ "a chain from an entry", "a>b b>c c", "a", "" },
	{ "one package that nobody needs", "a b", "a", "b+0" },
	{ "a tree is its top", "a b>cd c>e d>e e", "a", "b+3" },
	{ "two tops share what hangs below: the first has it", "a b>d c>d d", "a", "b+1 c+0" },
	{ "what an entry needs as well does not hang", "a>d b>cd c d", "a", "b+1" },
	{ "a circle is one of it", "a b>c c>b", "a", "b+1" },
	{ "a circle that something needs is not a top", "a b>c c>b z>b", "a", "z+2" },
	{ "a circle below a circle", "a b>c c>bd d>e e>d", "a", "b+3" },
	{ "a circle that reaches a later name", "a b>c c>b d>b", "a", "d+2" },
	{ "a package that needs itself", "a b>b", "a", "b+0" },
	{ "a need that is not locked", "a>x", "a", "" },
	{ "an entry that is not locked", "a", "x", "a+0" },
	{ "Python brings its tools", "python pip setuptools wheel>x x", "python", "" },
	{ "without Python they are strays", "a pip", "a", "pip+0" },
	{ "pip needs conda's package", "p:a>b b", "p:a", "" },
	{ "conda does not need pip's", "a>b p:b", "a", "b+0" },
	{ "pip's entry and conda's package of the same library", "pytorch>b b", "p:torch", "" },
	{ "a name pattern", "abc abd b", "ab*", "b+0" },
	{ "names of one hash", CROWD, CROWD, "" },
	{ "names of one hash, and one that nobody asks for", CROWD " abc", CROWD, "abc+0" },
	{ "a list that mamba lost", "a! b", "a", "?" },
	{ "lost by a stray: the stray is still one", "a b!", "a", "b+0" },
};

static str take_name(str *text, manager *m)
{
	*m = str_starts(*text, S("p:")) ? MANAGER_PIP : MANAGER_CONDA;
	*text = *m == MANAGER_PIP ? str_from(*text, 2) : *text;
	ptrdiff_t n = 0;
	while (n < text->n && text->p[n] != '>' && text->p[n] != '!')
		n++;
	str name = str_head(*text, n);
	*text = str_from(*text, n);
	return name;
}

static lock *lock_of(arena *a, str graph)
{
	lock *l = NEW(a, lock);
	*LIST_PUSH(a, &l->platforms) = S("linux-64");
	str word;
	while (graph.n > 0 && str_next(&graph, ' ', &word)) {
		locked *p = LIST_PUSH(a, &l->packages);
		*p = (locked){ .platform = S("linux-64"), .version = S("1"), .has_needs = true, .build = S("h0_0") };
		p->name = take_name(&word, &p->manager);
		if (str_eq(word, S("!")))
			p->build = S("pyhd8ed1ab_0");
		need *needs = NEW_N(a, need, word.n);
		for (ptrdiff_t i = 1; i < word.n && word.p[0] == '>'; i++)
			needs[p->needs_n++].name = str_sub(word, i, i + 1);
		p->needs = needs;
	}
	return l;
}

static str say(arena *a, const reach *r)
{
	str out = S("");
	if (!r->lists_whole)
		return S("?");
	reach_tops tops = reach_undeclared(a, r);
	for (ptrdiff_t i = 0; i < tops.n; i++) {
		const locked *p = r->node[tops.at[i].node].rows.at[0];
		out = arena_printf(a, "%.*s%s%.*s+%td", SARG(out), i ? " " : "", SARG(p->name), tops.at[i].below);
	}
	return out;
}

static void test_tops(void **state)
{
	const row *r = *state;
	arena *a = arena_open(64 << 20);
	file f = { .kind = FILE_CONDA_LOCK, .lock = lock_of(a, str_of(r->graph)), .path = S("conda-lock.yml") };
	lock_views views = satisfy_views(a, &f);
	family fam = { .complete = true };
	str asked = str_of(r->asked), word;
	while (asked.n > 0 && str_next(&asked, ' ', &word)) {
		spec *s = LIST_PUSH(a, &fam.declared);
		s->platforms = ON_ALL;
		s->name = take_name(&word, &s->manager);
	}
	reach graph = reach_build(a, &views.at[0], &fam);
	assert_str(say(a, &graph), r->want);
	arena_close(a);
}

/* A chain as long as a lock may be: walked without recursion. */
static void test_long_chain(void **state)
{
	(void)state;
	enum { LINKS = 100000 };
	arena *a = arena_open(200 << 20);
	lock *l = NEW(a, lock);
	*LIST_PUSH(a, &l->platforms) = S("linux-64");
	for (int i = 0; i < LINKS; i++) {
		need *n = NEW(a, need);
		n->name = arena_printf(a, "n%06d", i + 1);
		*LIST_PUSH(a, &l->packages) = (locked){ .manager = MANAGER_CONDA, .platform = S("linux-64"),
			.name = arena_printf(a, "n%06d", i), .needs = n, .needs_n = 1, .has_needs = true };
	}
	file f = { .kind = FILE_CONDA_LOCK, .lock = l, .path = S("conda-lock.yml") };
	lock_views views = satisfy_views(a, &f);
	family fam = { .complete = true };
	reach graph = reach_build(a, &views.at[0], &fam);
	reach_tops tops = reach_undeclared(a, &graph);
	assert_int_equal(tops.n, 1);
	assert_int_equal(tops.at[0].below, LINKS - 1);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest whole[] = { cmocka_unit_test(test_long_chain) };
	return RUN_ROWS(test_tops, rows) + cmocka_run_group_tests(whole, NULL, NULL);
}
