/* results: what stays the same when lines move, what is counted apart, what becomes of paths; and the three
 * formats where a rule of theirs is finer than a schema. */
#include "write/formats.h"
#include "write/probe_results.h"
#include "write/rule_pages.h"
#include "write/write.h"

#include "rows.h"

/* ---- paths ---- */

typedef struct {
	const char *name, *path, *want;
} path_row;

static const path_row paths[] = {
	{ "a path of the repository stays",            "env/a.yml",         "env/a.yml" },
	{ "one from the current folder loses the dot", "./a.yml",           "a.yml" },
	{ "one from above is made relative",           "../../x/a.yml",     "x/a.yml" },
	{ "so is an absolute one",                     "/home/ann/a.yml",   "home/ann/a.yml" },
	{ "dots within stay",                          "a/../b.yml",        "a/../b.yml" },
	{ "no path at all is a name no file has",      "",                  "envgate-verify" },
	{ "the root itself is no file",                "..",                "envgate-verify" },
	{ "slashes alone are no file",                 "//",                "envgate-verify" },
};

static void test_path(void **state)
{
	const path_row *r = *state;
	arena *a = arena_open(1 << 20);
	results all = { .command = S("verify") };
	assert_str(results_path(a, &all, str_of(r->path)), r->want);
	arena_close(a);
}

/* ---- a report ---- */

static finding *add(arena *a, report *r, const char *path, const char *subject, int line)
{
	finding *f = LIST_PUSH(a, &r->findings);
	*f = (finding){ .rule = RULE_pin_missing, .path = str_of(path), .severity = ERROR, .fails = true,
		        .subject = str_of(subject), .evidence = str_of(subject), .message = S("no version"),
		        .at = { .line = line, .col = 3 } };
	return f;
}

static report started(void)
{
	return (report){ .command = S("check"), .verdict = VERDICT_FAIL, .exit = 1,
		         .base = { REV_COMMIT, S("a"), S("0000") }, .head = { REV_COMMIT, S("b"), S("1111") } };
}

static void test_moved_line(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	report before = started(), after = started();
	add(a, &before, "e.yml", "numpy", 4);
	add(a, &before, "e.yml", "scipy", 5);
	add(a, &after, "e.yml", "scipy", 2);
	add(a, &after, "e.yml", "numpy", 40);
	results x = results_of_report(a, &before), y = results_of_report(a, &after);
	assert_true(str_eq(x.rows.at[0].fingerprint, y.rows.at[1].fingerprint));
	assert_true(str_eq(x.rows.at[1].fingerprint, y.rows.at[0].fingerprint));
	assert_false(str_eq(x.rows.at[0].fingerprint, x.rows.at[1].fingerprint));
	assert_int_equal(y.rows.at[1].beg.line, 40);
	arena_close(a);
}

static void test_equal_rows(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	report r = started();
	const char *names[] = { "x", "y", "x", "x", "y" };
	const int nth[] = { 1, 1, 2, 3, 2 };
	for (int i = 0; i < 5; i++)
		add(a, &r, "e.yml", names[i], i + 1);
	results all = results_of_report(a, &r);
	for (int i = 0; i < 5; i++)
		assert_int_equal(all.rows.at[i].nth, nth[i]);
	arena_close(a);
}

static void test_what_is_in_it(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	report r = started();
	add(a, &r, "b.yml", "x", 1);
	add(a, &r, "gone.yml", "y", 1)->state = STATE_FIXED;
	const char *listed[] = { "a.yml", "b.yml", "c.yml", "gone.yml" };
	for (int i = 0; i < 4; i++)
		*LIST_PUSH(a, &r.files) = (report_file){ .path = str_of(listed[i]), .kind = FILE_ENVIRONMENT, .state = i == 3 ? "removed" : "modified" };
	*LIST_PUSH(a, &r.files) = (report_file){ .path = S("no.yml"), .kind = FILE_OTHER, .state = "modified" };
	results all = results_of_report(a, &r);
	assert_int_equal(all.rows.n, 1);
	assert_int_equal(all.passed.n, 2);
	assert_str(all.passed.at[0], "a.yml");
	assert_str(all.passed.at[1], "c.yml");
	assert_true(all.compared);
	assert_int_equal(all.rules.n, RULE_COUNT);
	assert_int_equal(results_rule(&all, S("pin/missing")), all.rows.at[0].rule_at);
	assert_int_equal(results_rule(&all, S("pin/nothing")), -1);
	r.base = (revision){ 0 };
	assert_false(results_of_report(a, &r).compared);
	arena_close(a);
}

/* Every rule has help, and no link in it: links lead to files beside its page. */
static void test_help(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	report r = started();
	results all = results_of_report(a, &r);
	results_add_pages(a, &all);
	for (ptrdiff_t i = 0; i < all.rules.n; i++) {
		assert_true(all.rules.at[i].why.n > 0 && all.rules.at[i].fix.n > 0);
		assert_true(str_find(all.rules.at[i].why, S("](")) < 0 && str_find(all.rules.at[i].fix, S("](")) < 0);
		assert_true(str_find(all.rules.at[i].why, S("## ")) < 0);
	}
	assert_str(rule_page_part(a, S("pin/missing"), S("No such heading")), NULL);
	assert_str(rule_page_part(a, S("pin/nothing"), S("How to fix it")), NULL);
	arena_close(a);
}

/* ---- formats ---- */

typedef struct {
	const char *name, *said; /* the message of the one finding */
	const char *sarif, *gitlab, *junit; /* a part that must stand there */
} said_row;

static const said_row said[] = {
	{ "a link is no link in SARIF",           "see [here](https://e.example/)", "see \\\\[here\\\\](https://e.example/)",
	  "see [here](https://e.example/)", "see [here](https://e.example/)" },
	{ "brackets alone stay",                  "numpy[version='>1']", "numpy[version='>1']", "numpy[version='>1']", "numpy[version=&#39;&gt;1&#39;]" },
	{ "an attachment of GitLab is broken up", "[[ATTACHMENT|/etc/passwd]]", "[[ATTACHMENT|", "[[ATTACHMENT|", "[\\x5bATTACHMENT|" },
	{ "three brackets too",                   "[[[A", "[[[A", "[[[A", "[\\x5b\\x5bA" },
	{ "a line break stays on the line",       "a\nb", "a\\\\nb", "a\\\\nb", "a\\nb" },
	{ "a tag is text",                        "<b>&</b>", "<b>&</b>", "<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;" },
	{ "what XML cannot hold is spelled",      "\x01\xEF\xBF\xBF", "\\\\x01\xEF\xBF\xBF", "\\\\x01", "\\x01\\u{ffff}" },
};

static void has(str text, const char *part)
{
	if (str_find(text, str_of(part)) < 0)
		print_error("\"%s\" is not in:\n%.*s\n", part, SARG(text));
	assert_true(str_find(text, str_of(part)) >= 0);
}

static void test_said(void **state)
{
	const said_row *row = *state;
	arena *a = arena_open(1 << 22);
	report r = started();
	add(a, &r, "e.yml", "x", 1)->message = str_of(row->said);
	results all = results_of_report(a, &r);
	buf sarif = buf_new(a), gitlab = buf_new(a), junit = buf_new(a);
	sarif_put(&sarif, &all);
	gitlab_put(&gitlab, &all);
	junit_put(&junit, &all);
	has(buf_str(&sarif), row->sarif);
	has(buf_str(&gitlab), row->gitlab);
	has(buf_str(&junit), row->junit);
	arena_close(a);
}

/* A stranger's subject cannot take the name of another test. */
static void test_junit_names(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	report r = started();
	add(a, &r, "e.yml", "x", 1);
	add(a, &r, "e.yml", "x", 2);
	add(a, &r, "e.yml", "x #2", 3);
	buf b = buf_new(a);
	look plain = { 0 };
	write_junit(&b, &r, &plain);
	has(buf_str(&b), "name=\"pin/missing x\"");
	has(buf_str(&b), "name=\"pin/missing x #2\"");
	has(buf_str(&b), "name=\"pin/missing x \\x232\"");
	arena_close(a);
}

/* ---- the probe's ---- */

static void test_probe(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	probe_facts f = { .declared = { .cuda = 12090, .source = S("a:b/environment.yml:12") } };
	probe_report r = { .facts = &f, .exit = 10 };
	*LIST_PUSH(a, &r.devices) = (probe_device){ .index = 4, .tried = true, .verdict = CAUSE_COUNT };
	*LIST_PUSH(a, &r.devices) = (probe_device){ .index = 7, .tried = true, .verdict = CAUSE_HANG };
	*LIST_PUSH(a, &r.failures) = (probe_finding){ .cause = CAUSE_DRIVER_TOO_OLD, .class = BY_ENVIRONMENT, .unit = -1, .message = S("old /home/ann/x") };
	*LIST_PUSH(a, &r.failures) = (probe_finding){ .cause = CAUSE_HANG, .class = BY_HANG, .unit = 1, .message = S("hang") };
	probe_look plain = { 0 }, veiled = { .redact = true };
	results all = results_of_probe(a, &r, &plain);
	assert_int_equal(all.verdict, VERDICT_FAIL);
	assert_str(all.rows.at[0].path, "a:b/environment.yml");
	assert_int_equal(all.rows.at[0].beg.line, 12);
	assert_str(all.rows.at[1].path, NULL);
	assert_str(all.rows.at[1].unit, "GPU 7");
	assert_int_equal(all.passed.n, 1);
	assert_str(all.passed.at[0], "GPU 4");
	assert_true(str_find(all.rows.at[0].message, S("ann")) >= 0);
	assert_true(str_find(results_of_probe(a, &r, &veiled).rows.at[0].message, S("ann")) < 0);
	f.declared.source = S("environment.yml:99999999999999999999");
	assert_str(results_of_probe(a, &r, &plain).rows.at[0].path, "environment.yml:99999999999999999999");
	r.skipped = true;
	all = results_of_probe(a, &r, &plain);
	assert_int_equal(all.verdict, VERDICT_NOTHING);
	assert_true(all.rows.at[0].waived && !all.rows.at[0].fails);
	arena_close(a);
}

/* `envgate probe` takes the words of --format and hands them on. */
static void test_same_formats(void **state)
{
	(void)state;
	assert_int_equal(WRITER_COUNT, PROBE_WRITER_COUNT);
	for (int i = 0; i < WRITER_COUNT; i++) {
		assert_true(str_eq(WRITERS[i].name, PROBE_WRITERS[i].name));
		assert_true(str_eq(WRITERS[i].ending, PROBE_WRITERS[i].ending));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moved_line),
		cmocka_unit_test(test_equal_rows),
		cmocka_unit_test(test_what_is_in_it),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_junit_names),
		cmocka_unit_test(test_probe),
		cmocka_unit_test(test_same_formats),
	};
	return RUN_ROWS(test_path, paths) + RUN_ROWS(test_said, said) + cmocka_run_group_tests(tests, NULL, NULL);
}
