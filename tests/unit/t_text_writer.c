/* text: a hand-made report as a person sees it; the excerpt row by row. */
#include "write/text.h"

#include "rows.h"

typedef struct {
	const char *name, *text, *mark; /* mark: what the carets stand below, within text */
	int width;
	const char *want;
} excerpt_row;

static const excerpt_row excerpts[] = {
	{ "carets stand below the word", "a:\n  - numpy\n", "numpy", 0,
	  "    2 |   - numpy\n      |     ^^^^^\n" },
	{ "the last line may lack its end", "- numpy", "numpy", 80,
	  "    1 | - numpy\n      |   ^^^^^\n" },
	{ "CRLF does not show", "- numpy\r\n- x\r\n", "numpy", 80,
	  "    1 | - numpy\n      |   ^^^^^\n" },
	{ "a tab goes to the next stop", "-\tnumpy", "numpy", 80,
	  "    1 | -   numpy\n      |     ^^^^^\n" },
	{ "wide letters take two columns", "\xE6\xBC\xA2\xE6\xBC\xA2 np", "np", 80,
	  "    1 | \xE6\xBC\xA2\xE6\xBC\xA2 np\n      |      ^^\n" },
	{ "a spelled-out control is wider", "a\x1b np", "np", 80,
	  "    1 | a\\x1b np\n      |       ^^\n" },
	{ "a mark over two lines stops at the first", "a: [b,\nc]\n", "[b,\nc]", 80,
	  "    1 | a: [b,\n      |    ^^^\n" },
	{ "a long line is cut behind the mark", "numpy 0123456789012345678901234567890123456789", "numpy", 40,
	  "    1 | numpy 01234567890123456789012...\n      | ^^^^^\n" },
	{ "and before it", "0123456789012345678901234567890123456789 numpy", "numpy", 40,
	  "    1 | ...78901234567890123456789 numpy\n      |                            ^^^^^\n" },
	{ "a long mark near the start keeps the start", "- abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz0123456789", 40,
	  "    1 | - abcdefghijklmnopqrstuvwxyz0...\n      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n" },
	{ "and on both sides",
	  "0123456789012345678901234567890123456789 numpy 0123456789012345678901234567890123456789", "numpy", 40,
	  "    1 | ...123456789 numpy 0123456789...\n      |              ^^^^^\n" },
};

static void test_excerpt(void **state)
{
	const excerpt_row *r = *state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	source src = { .kind = ENTRY_BLOB, .bytes = str_of(r->text) };
	ptrdiff_t beg = str_find(src.bytes, str_of(r->mark));
	span at = { .beg = beg, .end = beg + str_of(r->mark).n, .line = 1, .col = 1 };
	for (ptrdiff_t i = 0; i < beg; i++)
		at.line += r->text[i] == '\n';
	look plain = { .width = r->width };
	text_excerpt(&b, &src, at, PAINT_BAD, &plain);
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

/* One introduced error, one note, one existing warning; base and head are commits. */
static report sample(arena *a, const source *src, const policy *p)
{
	report r = {
		.command = S("check"), .policy = p, .verdict = VERDICT_FAIL, .exit = 1,
		.base = { REV_COMMIT, S("HEAD^1"), S("1a2b3c4000000000000000000000000000000000") },
		.head = { REV_COMMIT, S("HEAD"), S("5d6e7f8000000000000000000000000000000000") },
		.policy_rev = { REV_COMMIT, S("HEAD^1"), S("1a2b3c4000000000000000000000000000000000") },
		.counts = { .introduced = { [ERROR] = 1, [NOTE] = 1 }, .existing = { [WARNING] = 1 }, .fixed = 1 },
	};
	*LIST_PUSH(a, &r.findings) = (finding){
		.rule = RULE_pin_missing, .path = S("environment.yml"), .manager = MANAGER_CONDA, .severity = ERROR,
		.subject = S("numpy"), .evidence = S("numpy"), .fails = true, .src = src, .at = { 19, 24, 2, 5 },
		.message = S("'numpy' has no version, and no lock covers it"), .hint = S("numpy=1.26"),
	};
	*LIST_PUSH(a, &r.findings.at[0].also) = RULE_change_loosened;
	*LIST_PUSH(a, &r.findings) = (finding){ .rule = RULE_pin_open, .path = S("a\x1b.yml"), .severity = NOTE,
		                                .message = S("a note"), .subject = S("x"), .evidence = S("x>=1") };
	*LIST_PUSH(a, &r.findings) = (finding){ .rule = RULE_channel_none, .path = S("b.yml"), .severity = WARNING,
		                                .message = S("no channels"), .state = STATE_EXISTING };
	return r;
}

typedef struct {
	const char *name;
	look look;
	const char *want;
} report_row;

#define ERROR_BLOCK                                                                                        \
	"environment.yml:2:5: error pin/missing: 'numpy' has no version, and no lock covers it\n"          \
	"    2 |   - numpy\n"                                                                              \
	"      |     ^^^^^\n"                                                                              \
	"  hint: numpy=1.26\n"                                                                             \
	"  also: change/loosened\n\n"
#define COUNTS "envgate: FAIL  1 error, 1 note introduced (1 existing, 1 fixed"
#define STATES "base 1a2b3c4 (HEAD^1), head 5d6e7f8 (HEAD), policy built-in\n"

static const report_row reports[] = {
	{ "what fails stands in full, the rest is counted", { 0 },
	  ERROR_BLOCK COUNTS ", --verbose shows notes)  " STATES },
	{ "a narrow terminal gets a second line", { .width = 80 },
	  ERROR_BLOCK COUNTS ", --verbose shows notes)\n         " STATES },
	{ "--verbose shows the note, its path escaped", { .verbose = true },
	  ERROR_BLOCK "a\\x1b.yml: note pin/open: a note\n\n" COUNTS ")  " STATES },
	{ "--existing lists what was there before", { .list_existing = true },
	  ERROR_BLOCK "existing, not from this change:\n  b.yml: warning channel/none: no channels\n\n"
	  COUNTS ", --verbose shows notes)  " STATES },
	{ "--quiet is one line a failure", { .quiet = true },
	  "environment.yml:2:5: error pin/missing: 'numpy' has no version, and no lock covers it\n"
	  COUNTS ")  " STATES },
};

static void test_report(void **state)
{
	const report_row *row = *state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	source src = { .kind = ENTRY_BLOB, .bytes = S("dependencies: \n  - numpy\n") };
	policy p = { .from = POLICY_BUILT_IN };
	report r = sample(a, &src, &p);
	write_text(&b, &r, &row->look);
	assert_str(buf_str(&b), row->want);
	arena_close(a);
}

typedef struct {
	const char *name;
	change row;
	const char *want;
} change_row;

static const spec by_conda = { .manager = MANAGER_CONDA }, by_pip = { .manager = MANAGER_PIP };

#define CHANGE(...) { .path = S_INIT("e.yml"), .direct = true, __VA_ARGS__ }
static const change_row change_rows[] = {
	{ "a loosened pin shows both sides",
	  CHANGE(.topic = TOPIC_PACKAGE, .kind = CHANGE_LOOSENED, .package = S_INIT("numpy"), .manager = MANAGER_CONDA,
	         .before = S_INIT("=1.26"), .after = S_INIT(""), .was = &by_conda, .now = &by_conda),
	  "e.yml\n  conda\n    loosened   numpy  =1.26  ->  (any version)\n\n" },
	{ "a moved one names the managers",
	  CHANGE(.topic = TOPIC_PACKAGE, .kind = CHANGE_MOVED, .package = S_INIT("torch"), .manager = MANAGER_PIP,
	         .before = S_INIT("=2"), .after = S_INIT("==2.0"), .was = &by_conda, .now = &by_pip),
	  "e.yml\n  pip\n    moved      torch  conda =2  ->  pip ==2.0\n\n" },
	{ "an added one has no left side",
	  CHANGE(.topic = TOPIC_PACKAGE, .kind = CHANGE_ADDED, .package = S_INIT("x"), .manager = MANAGER_PIP,
	         .after = S_INIT("==1"), .now = &by_pip),
	  "e.yml\n  pip\n    added      x  ==1\n\n" },
	{ "a channel has no constraint, and its name is escaped",
	  CHANGE(.topic = TOPIC_CHANNEL, .kind = CHANGE_REMOVED, .package = S_INIT("\x1b[1m")),
	  "e.yml\n  channels\n    removed    \\x1b[1m\n\n" },
	{ "a moved channel shows its places",
	  CHANGE(.topic = TOPIC_CHANNEL, .kind = CHANGE_MOVED, .package = S_INIT("c"), .before = S_INIT("#1"), .after = S_INIT("#2")),
	  "e.yml\n  channels\n    moved      c  #1  ->  #2\n\n" },
	{ "a file's own row is in its heading", CHANGE(.topic = TOPIC_FILE, .kind = CHANGE_REMOVED), "e.yml  removed\n\n" },
};

static void test_change(void **state)
{
	const change_row *row = *state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	report r = { .command = S("diff") };
	*LIST_PUSH(a, &r.changes) = row->row;
	if (row->row.topic == TOPIC_FILE)
		*LIST_PUSH(a, &r.files) = (report_file){ .path = S("e.yml"), .state = "removed" };
	text_changes(&b, &r, &(look){ 0 });
	assert_str(buf_str(&b), row->want);
	arena_close(a);
}

static void test_error(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	const err *e = err_new(a, ERR_POLICY, "unknown key 'rulez\x1b'");
	e = err_hint(a, err_at(a, e, (place){ S(".envgate.yml"), 3, 1 }), "rules:");
	e = err_wrap(a, e, "reading the policy of %s", "main");
	text_error(&b, e, &(look){ 0 });
	assert_str(buf_str(&b), "envgate: .envgate.yml:3:1: reading the policy of main: unknown key 'rulez\\x1b'\n  hint: rules:\n");
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_error) };
	return RUN_ROWS(test_excerpt, excerpts) + RUN_ROWS(test_report, reports) + RUN_ROWS(test_change, change_rows) +
	       cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
