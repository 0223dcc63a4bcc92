/* Which promises count, in process: counts and verdict, rows that fold, and what a stranger can write in
 * bulk. What each promise is about in files stands in tests/cases/waiver.case. */
#include "gate/judge.h"

#include "settle_rows.h"

#include <stdio.h>
#include <time.h>

/* Comments: "RULE MANAGER PACKAGE [until=DATE] [REASON]; ..." in the one file "a", of conda or pip; with
 * MANAGER - PACKAGE is the text of a line, and the number of the comment is the line's. */
static void ignore_at(arena *a, side *s, str text, int number)
{
	env *e = (env *)s->files.at[0].env;
	str word[3], rest = str_trim(text);
	for (int i = 0; i < 3; i++)
		assert_true(str_next(&rest, ' ', &word[i]));
	suppression p = { .rule = rule_find(word[0]), .path = S("a"), .is_inline = true, .src = s->files.at[0].src,
		          .covers_line = number + 1, .at = { .beg = number * 10, .end = number * 10 + 3, .line = number + 1, .col = 1 } };
	p.manager = str_eq(word[1], S("conda")) ? MANAGER_CONDA : str_eq(word[1], S("pip")) ? MANAGER_PIP : MANAGER_NONE;
	if (p.manager == MANAGER_NONE)
		p.beside = word[2];
	else
		p.package = word[2];
	str until;
	if (str_starts(rest, S("until=")) && str_next(&rest, ' ', &until))
		p.until = str_from(until, 6);
	p.reason = rest.n ? rest : (str){ 0 };
	*LIST_PUSH(a, &e->ignores) = p;
}

static side side_with(arena *a, const char *ignores, const policy *p)
{
	side s = side_of_text(a, "a", p);
	str rest = str_of(ignores), part;
	for (int n = 0; rest.n > 0 && str_next(&rest, ';', &part); n++)
		ignore_at(a, &s, part, n);
	return s;
}

typedef struct row {
	const char *name, *there, *there_ignores, *here, *here_ignores, *change;
	bool stand, accept;
	const char *want; /* "waived N failing N", then the notes */
} row;

#define X "pin/missing a conda x x"
#define IX "pin/missing conda x"
static const row rows[] = {
	{ "on both sides it counts", X, IX, X, IX, "", false, false, "waived 1 failing 0" },
	{ "on the head only it does not", X, "", X, IX, "", false, false, "waived 0 failing 1" },
	{ "on the policy side only it does not", X, IX, X, "", "", false, false, "waived 0 failing 1" },
	{ "a fault that is new there is not what was promised", "", IX, X, IX, "", false, false, "waived 0 failing 1" },
	{ "nor one with other facts", "pin/missing a conda x y", IX, X, IX, "", false, false, "waived 0 failing 1" },
	{ "accepted, it counts", "", "", X, IX, "", false, true, "waived 1 failing 0; --accept-waivers: 1 new waiver accepted" },
	{ "where the head's word counts, it counts", "", "", X, IX, "", true, false,
	  "waived 1 failing 0; 1 new waiver: CI will ask for a maintainer" },
	{ "two new ones", "", "", X, IX "; pin/missing conda y", "", true, false,
	  "waived 1 failing 0; 2 new waivers: CI will ask for a maintainer" },
	{ "an old one is no news", X, IX, X, IX, "", true, false, "waived 1 failing 0" },
	{ "another manager", "pin/missing a pip x x", "pin/missing pip x", "pin/missing a pip x x", IX, "", false, false, "waived 0 failing 1" },
	{ "another reason", X, "pin/missing conda x one", X, "pin/missing conda x two", "", false, false, "waived 0 failing 1" },
	{ "a reason that was not there", X, IX, X, "pin/missing conda x why", "", false, false, "waived 0 failing 1" },
	{ "a later day", X, "pin/missing conda x until=2026-11-30", X, "pin/missing conda x until=2027-11-30", "", false, false,
	  "waived 0 failing 1" },
	{ "an earlier day is another promise too", X, "pin/missing conda x until=2026-12-30", X, "pin/missing conda x until=2026-11-30", "",
	  false, false, "waived 0 failing 1" },
	{ "the last day", X, "pin/missing conda x until=2026-11-23", X, "pin/missing conda x until=2026-11-23", "", false, false,
	  "waived 1 failing 0" },
	{ "the day after", X, "pin/missing conda x until=2026-11-22", X, "pin/missing conda x until=2026-11-22", "", false, false,
	  "waived 0 failing 1" },
	{ "accepted, but over", "", "", X, "pin/missing conda x until=2026-11-22", "", false, true,
	  "waived 0 failing 1; --accept-waivers: 0 new waivers accepted" },
	{ "a new one beside the old one hides nothing", X, IX, X, "pin/missing conda x new; " IX, "", false, false, "waived 1 failing 0" },
	{ "one there excuses one here", X, IX, X "; " X, IX, "", false, false, "waived 1 failing 1" },
	{ "two there excuse two here", X "; " X, IX, X "; " X, IX, "", false, false, "waived 2 failing 0" },
	{ "a change, by identity alone", "", "change/loosened conda x", "", "change/loosened conda x", "change/loosened a conda x y->x",
	  false, false, "waived 1 failing 0" },
	{ "a change, new", "", "", "", "change/loosened conda x", "change/loosened a conda x y->x", false, false, "waived 0 failing 1" },
	{ "a line keeps its promise", "pip/ignored-option a - pre x", "pip/ignored-option - line", "pip/ignored-option a - pre x",
	  "pip/ignored-option - line", "", false, false, "waived 1 failing 0" },
	{ "another line has none", "pip/ignored-option a - pre x", "pip/ignored-option - line", "pip/ignored-option a - pre x",
	  "pip/ignored-option - other", "", false, false, "waived 0 failing 1" },
	{ "a waived fault does not silence its neighbour", "", "change/loosened conda x", X, "change/loosened conda x",
	  "change/loosened a conda x y->x", false, false, "waived 1 failing 1" },
	{ "a fault that is not waived speaks for a waived one", X, IX, X, IX, "change/loosened a conda x y->x", false, false,
	  "waived 0 failing 1" },
};

static report settled(arena *a, const row *r, policy *p)
{
	side there = side_with(a, r->there_ignores, p), here = side_with(a, r->here_ignores, p), base = side_of_text(a, "a@other", p);
	settle_input in = { .policy = p, .base = &base, .head = &here, .target = &there, .date = S("2026-11-23"),
		            .waivers_stand = r->stand, .accept_waivers = r->accept };
	in.target_findings = findings_of_text(a, r->there);
	in.head_findings = findings_of_text(a, r->here);
	in.change.findings = findings_of_text(a, r->change);
	report out = { 0 };
	settle(a, &in, &out);
	return out;
}

static void test_row(void **state)
{
	const row *r = *state;
	arena *a = arena_open(16 << 20);
	policy p = { .fail_on = ERROR };
	report out = settled(a, r, &p);
	int failing = 0;
	for (ptrdiff_t i = 0; i < out.findings.n; i++)
		failing += out.findings.at[i].fails;
	buf b = buf_new(a);
	buf_printf(&b, "waived %d failing %d", out.counts.waived, failing);
	for (ptrdiff_t i = 0; i < out.notes.n; i++)
		buf_printf(&b, "; %.*s", SARG(out.notes.at[i].message));
	assert_str(buf_str(&b), r->want);
	assert_int_equal(out.exit, failing > 0);
	arena_close(a);
}

/* Twelve of one kind fold into one row, but not the waived ones with the others. */
static void test_fold(void **state)
{
	arena *a = arena_open(16 << 20);
	policy p = { .fail_on = ERROR };
	buf faults = buf_new(a), ignores = buf_new(a);
	for (int i = 0; i < 24; i++)
		buf_printf(&faults, "%spin/missing a conda x%d x", i ? "; " : "", i);
	for (int i = 0; i < 12; i++)
		buf_printf(&ignores, "%spin/missing conda x%d", i ? "; " : "", i);
	buf_char(&faults, '\0');
	buf_char(&ignores, '\0');
	row r = { .there = "", .there_ignores = "", .here = faults.p, .here_ignores = ignores.p, .change = "", .accept = true };
	(void)state;
	report out = settled(a, &r, &p);
	assert_int_equal(out.counts.waived, 12);
	assert_int_equal(out.counts.introduced[ERROR], 12);
	int rows_failing = 0, rows_waived = 0;
	for (ptrdiff_t i = 0; i < out.findings.n; i++) {
		rows_failing += out.findings.at[i].fails;
		rows_waived += out.findings.at[i].waived;
	}
	assert_int_equal(rows_failing, 1);
	assert_int_equal(rows_waived, 12); /* twelve promises, each with its reason */
	arena_close(a);
}

/* As many equal comments as a file may hold, above as many equal faults: seconds, not hours. */
static void test_bulk(void **state)
{
	enum { MANY = 20000, SECONDS = 20 };
	arena *a = arena_open(200 << 20);
	policy p = { .fail_on = ERROR };
	side head = side_with(a, "", &p), base = side_of_text(a, "a@other", &p);
	settle_input in = { .policy = &p, .base = &base, .head = &head, .target = &base, .date = S("2026-11-23") };
	finding fault = finding_of_text(S(X), 0);
	for (int i = 0; i < MANY; i++) {
		ignore_at(a, &head, S(IX), i);
		*LIST_PUSH(a, &in.head_findings) = fault;
	}
	report out = { 0 };
	clock_t begin = clock();
	(void)state;
	settle(a, &in, &out);
	assert_true(clock() - begin < (clock_t)SECONDS * CLOCKS_PER_SEC);
	assert_int_equal(out.counts.waived, 0);
	assert_int_equal(out.counts.introduced[ERROR], MANY);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fold), cmocka_unit_test(test_bulk) };
	return RUN_ROWS(test_row, rows) + cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}
