/* From findings to a verdict: merging, folding, order, counts, exit. */
#include "gate/judge.h"

#include "settle_rows.h"

#include <stdio.h>

static str rows_of_report(arena *a, const report *r)
{
	buf out = buf_new(a);
	for (ptrdiff_t i = 0; i < r->findings.n; i++) {
		const finding *f = &r->findings.at[i];
		buf_printf(&out, "%s%s%s %.*s %.*s", i ? "; " : "", f->fails ? "!" : "",
		           f->state == STATE_INTRODUCED ? "new" : state_name(f->state), SARG(RULES[f->rule].id),
		           SARG(f->subject));
		for (ptrdiff_t j = 0; j < f->also.n; j++)
			buf_printf(&out, "%s%.*s", j ? "," : " +", SARG(RULES[f->also.at[j]].id));
	}
	return buf_str(&out).p ? buf_str(&out) : S("");
}

/* change: findings of the change. fail_on OFF stands for the default, error. */
typedef struct settle_row {
	const char *name, *base, *head, *change;
	severity fail_on;
	bool existing_fails;
	const char *want;
} settle_row;

static const settle_row settle_rows[] = {
	{ "an introduced error fails", "", "pin/missing a conda x x", "", OFF, false, "!new pin/missing x" },
	{ "an existing error does not", "pin/missing a conda x x", "pin/missing a conda x x", "", OFF, false, "existing pin/missing x" },
	{ "existing: fail makes it fail", "pin/missing a conda x x", "pin/missing a conda x x", "", OFF, true, "!existing pin/missing x" },
	{ "a warning passes by default", "", "pin/build a conda x x", "", OFF, false, "new pin/build x" },
	{ "fail-on warning fails it", "", "pin/build a conda x x", "", WARNING, false, "!new pin/build x" },
	{ "fail-on note fails a note", "", "pin/open a conda x x", "", NOTE, false, "!new pin/open x" },
	{ "fail-on never fails nothing", "", "pin/missing a conda x x", "", NEVER, true, "new pin/missing x" },
	{ "what was fixed never fails", "pin/missing a conda x x", "", "", NOTE, true, "fixed pin/missing x" },
	{ "change findings are introduced", "", "", "change/removed a - file absent", OFF, false, "!new change/removed file" },

	{ "the change speaks for the pin", "", "pin/missing a conda x x", "change/loosened a conda x y->x", OFF, false,
	  "!new change/loosened x +pin/missing" },
	{ "several are listed in the registry's order", "", "pin/open a conda x x; pin/missing a conda x x",
	  "change/loosened a conda x y->x", OFF, false, "!new change/loosened x +pin/missing,pin/open" },
	{ "never silenced by a milder one", "", "pin/missing a conda x x", "change/uncapped a conda x y->x", OFF, false,
	  "!new pin/missing x; new change/uncapped x" },
	{ "never silenced by an existing one", "pip/moving-ref a conda x x", "pip/moving-ref a conda x x; pin/missing a conda x x", "",
	  OFF, false, "!new pin/missing x; existing pip/moving-ref x" },
	{ "two existing ones are one", "pip/moving-ref a pip x x; pin/missing a pip x x", "pip/moving-ref a pip x x; pin/missing a pip x x",
	  "", OFF, false, "existing pip/moving-ref x +pin/missing" },
	{ "the graver rule of one family speaks", "", "", "change/major a conda x y; change/lowered a conda x y", OFF, false,
	  "new change/lowered x +change/major" },
	{ "another package is not merged", "", "pin/missing a conda x x", "change/loosened a conda y z", OFF, false,
	  "!new pin/missing x; !new change/loosened y" },
	{ "another manager is not merged", "", "pin/missing a conda x x", "change/loosened a pip x z", OFF, false,
	  "!new pin/missing x; !new change/loosened x" },
	{ "file rules are never merged", "", "file/syntax a conda x x; pin/missing a conda x x", "change/loosened a conda x y", OFF, false,
	  "!new file/syntax x; !new change/loosened x +pin/missing" },
	{ "one rule twice is two faults", "", "pin/missing a conda x x; pin/missing a conda x x", "", OFF, false,
	  "!new pin/missing x; !new pin/missing x" },

	{ "failing first, then severity, existing, fixed", "pin/open a conda f f; pin/missing a conda e e",
	  "pin/missing a conda e e; pin/open a conda n n; pin/build a conda w w; pin/missing a conda b b", "", OFF, false,
	  "!new pin/missing b; new pin/build w; new pin/open n; existing pin/missing e; fixed pin/open f" },
};

static report settled(arena *a, const settle_row *r, policy *p)
{
	side base = side_of_text(a, "a", p), head = base;
	settle_input in = { .policy = p, .base = &base, .head = &head };
	in.base_findings = findings_of_text(a, r->base);
	in.head_findings = findings_of_text(a, r->head);
	in.change.findings = findings_of_text(a, r->change);
	report out = { 0 };
	settle(a, &in, &out);
	return out;
}

static void test_settle(void **state)
{
	const settle_row *r = *state;
	arena *a = arena_open(1 << 22);
	policy p = { .fail_on = r->fail_on ? r->fail_on : ERROR, .existing_fails = r->existing_fails };
	report out = settled(a, r, &p);
	assert_str(rows_of_report(a, &out), r->want);
	bool fails = strchr(r->want, '!') != NULL;
	assert_int_equal(out.verdict, fails ? VERDICT_FAIL : VERDICT_PASS);
	assert_int_equal(out.exit, fails ? 1 : 0);
	arena_close(a);
}

static const char *many(arena *a, int n)
{
	buf b = buf_new(a);
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%spin/missing a conda p%03d p%03d", i ? ";" : "", i, i);
	return arena_str(a, buf_str(&b)).p;
}

static void test_fold(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	policy p = { .fail_on = ERROR };
	settle_row ten = { .base = "", .head = many(a, 10), .change = "" };
	report out = settled(a, &ten, &p);
	assert_int_equal(out.findings.n, 10);

	settle_row eleven = { .base = "", .head = many(a, 11), .change = "" };
	out = settled(a, &eleven, &p);
	assert_int_equal(out.findings.n, 1);
	assert_int_equal(out.counts.introduced[ERROR], 11);
	assert_int_equal(out.exit, 1);
	const finding *f = &out.findings.at[0];
	assert_str(f->subject, "p000");
	assert_str(f->message, "p000, and 10 more like it in this file");
	assert_int_equal(f->details.n, 1);
	assert_string_equal(f->details.at[0].key, "folded");
	assert_int_equal(f->details.at[0].list.n, 11);
	assert_str(f->details.at[0].list.at[10], "p010");

	/* Existing and introduced ones do not mix, and what is folded still merges first. */
	settle_row mixed = { .base = many(a, 11), .head = many(a, 23), .change = "change/loosened a conda p012 x" };
	out = settled(a, &mixed, &p);
	assert_int_equal(out.findings.n, 3);
	assert_int_equal(out.counts.introduced[ERROR], 12);
	assert_int_equal(out.counts.existing[ERROR], 11);
	arena_close(a);
}

static void test_whole(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	policy p = { .fail_on = ERROR };
	side head = side_of_text(a, "a", &p);
	settle_input in = { .policy = &p, .head = &head, .head_findings = findings_of_text(a, "pin/missing a conda x x") };
	report event = { 0 }, all = { 0 }, nothing = { 0 };
	settle(a, &in, &event);
	assert_str(rows_of_report(a, &event), "existing pin/missing x");
	assert_int_equal(event.exit, 0);
	in.whole_introduced = true;
	settle(a, &in, &all);
	assert_str(rows_of_report(a, &all), "!new pin/missing x");
	assert_int_equal(all.exit, 1);
	side none = side_of_text(a, "", &p);
	settle_input empty = { .policy = &p, .head = &none };
	settle(a, &empty, &nothing);
	assert_int_equal(nothing.verdict, VERDICT_NOTHING);
	arena_close(a);
}

static void test_only(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	policy p = { .fail_on = ERROR };
	side s = side_of_text(a, "a d/b", &p);
	str only[] = { S("d/") };
	settle_input in = { .policy = &p, .base = &s, .head = &s, .only = { .at = only, .n = 1 } };
	in.base_findings = findings_of_text(a, "pin/open a conda f f; pin/open d/b conda g g");
	in.head_findings = findings_of_text(a, "pin/missing a conda x x; pin/missing d/b conda y y");
	in.change.findings = findings_of_text(a, "change/removed a - file absent");
	report out = { 0 };
	settle(a, &in, &out);
	assert_str(rows_of_report(a, &out), "!new pin/missing y; fixed pin/open g");
	assert_int_equal(out.files.n, 1);
	arena_close(a);
}

static void test_files(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	policy p = { .fail_on = ERROR };
	side base = side_of_text(a, "?ctx gone mod@1 old same", &p);
	side head = side_of_text(a, "mod@2 new same to<old", &p);
	settle_input in = { .policy = &p, .base = &base, .head = &head };
	report out = { 0 };
	settle(a, &in, &out);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < out.files.n; i++)
		buf_printf(&b, "%.*s %s %.*s;", SARG(out.files.at[i].path), out.files.at[i].state, SARG(out.files.at[i].was));
	assert_str(buf_str(&b), "gone removed ;mod modified ;new added ;same unchanged ;to renamed old;");
	assert_int_equal(out.notes.n, 1);
	assert_str(out.notes.at[0].code, "renamed");
	arena_close(a);
}

/* Ten thousand a side: a quadratic step would take minutes under the sanitizers. */
static void test_large(void **state)
{
	(void)state;
	enum { N = 10000 };
	arena *a = arena_open((ptrdiff_t)1 << 28);
	policy p = { .fail_on = ERROR };
	side s = side_of_text(a, "a", &p);
	settle_input in = { .policy = &p, .base = &s, .head = &s };
	for (int i = 0; i < N; i++) {
		str name = i % 2 ? S("numpy") : arena_printf(a, "p%d", i);
		finding f = { .rule = RULE_pin_missing, .path = S("a"), .manager = MANAGER_CONDA, .subject = name, .package = name,
			      .evidence = name, .severity = ERROR, .at = { .beg = i } };
		*LIST_PUSH(a, &in.base_findings) = f;
		f.at.beg = N - i;
		f.evidence = i % 4 == 1 ? arena_printf(a, "%d", i) : name;
		*LIST_PUSH(a, &in.head_findings) = f;
		f.rule = i % 3 ? RULE_pin_open : RULE_change_loosened;
		*LIST_PUSH(a, &in.change.findings) = f;
	}
	report out = { 0 };
	settle(a, &in, &out);
	assert_true(out.findings.n > 0);
	assert_int_equal(out.verdict, VERDICT_FAIL);
	arena_close(a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold), cmocka_unit_test(test_whole), cmocka_unit_test(test_only),
		cmocka_unit_test(test_files), cmocka_unit_test(test_large),
	};
	int failures = RUN_ROWS(test_settle, settle_rows);
	return failures + cmocka_run_group_tests(tests, NULL, NULL);
}
