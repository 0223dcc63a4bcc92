/* comment: options as scripts write them, and the marker: what is read as ours and what never. */
#include "cmd/comment_marker.h"
#include "cmd/comment_opt.h"

#include "rows.h"

enum { MOST = 8 };

typedef struct {
	const char *name, *words[MOST];
	const char *want; /* what was stored, or "! error" */
} opt_case;

static const opt_case opt_cases[] = {
	{ "a report",                            { "--report", "a.json" },                              "report=a.json" },
	{ "a joined value",                      { "--report=a.json" },                                 "report=a.json" },
	{ "words up to the next option",         { "--report", "a", "b", "--untrusted", "c", "d", "-q" }, "report=a report=b untrusted=c untrusted=d" },
	{ "what follows a joined value is none", { "--untrusted=a", "b" },                              "! one argument too many: 'b'" },
	{ "a word of its own",                   { "a.json" },                                          "! one argument too many: 'a.json'" },
	{ "no report",                           { "-q" },                                              "! there is no report to make a comment of" },
	{ "a flag with a value",                 { "--report=a", "--status=yes" },                      "! --status takes no value" },
	{ "a value that is missing",             { "--report", "--status" },                            "! --report needs a value" },
	{ "an empty value",                      { "--report=" },                                       "! --report has an empty value" },
	{ "a word outside the list",             { "--report=a", "--on=never" },                        "! --on cannot be 'never'" },
	{ "an unknown option",                   { "--reports=a" },                                     "! unknown option '--reports=a'" },
	{ "one dash for a long option",          { "-report=a" },                                       "! unknown option '-report=a'" },
	{ "two dashes for a letter",             { "--q" },                                             "! unknown option '--q'" },
	{ "a number",                            { "--report=a", "--pr", "12" },                        "report=a pr=12" },
	{ "a number that is none",               { "--report=a", "--pr=12a" },                          "! --pr cannot be '12a'" },
	{ "the number nought",                   { "--report=a", "--pr=0" },                            "! --pr cannot be '0'" },
	{ "a header",                            { "--report=a", "--header=gpu-tests.1" },              "report=a" },
	{ "a header that ends the marker",       { "--report=a", "--header=-->" },                      "! --header cannot be '-->'" },
	{ "a header with a blank",               { "--report=a", "--header=a b" },                      "! --header cannot be 'a b'" },
	{ "a token where a name belongs",        { "--report=a", "--token-env=ghp-x" },                 "! --token-env is not the name of a variable" },
	{ "--find alone",                        { "--find" },                                          "" },
	{ "--find with a report",                { "--find", "--report=a" },                            "! --find takes no reports" },
};

static void test_opts(void **state)
{
	const opt_case *r = *state;
	arena *a = arena_open(1 << 20);
	strs words = { 0 };
	for (int i = 0; i < MOST && r->words[i]; i++)
		*LIST_PUSH(a, &words) = str_of(r->words[i]);
	comment_opts o;
	const err *e = comment_opts_read(a, &words, &o);
	buf b = buf_new(a);
	if (e)
		buf_printf(&b, "! %.*s", SARG(e->what));
	for (ptrdiff_t i = 0; !e && i < o.reports.n; i++)
		buf_printf(&b, "%sreport=%.*s", b.n ? " " : "", SARG(o.reports.at[i]));
	for (ptrdiff_t i = 0; !e && i < o.untrusted.n; i++)
		buf_printf(&b, "%suntrusted=%.*s", b.n ? " " : "", SARG(o.untrusted.at[i]));
	if (!e && o.pr)
		buf_printf(&b, " pr=%lld", o.pr);
	if (e)
		assert_int_equal(e->code, ERR_USAGE);
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

typedef struct {
	const char *name, *body;
	bool ours;
} marker_case;

#define PARTS "header=envgate request=12 head=ab run=77 state=fail text=0f"
static const marker_case marker_cases[] = {
	{ "the line and a text",        "<!-- envgate.comment/1 " PARTS " -->\n### text", true },
	{ "the line alone",             "<!-- envgate.comment/1 " PARTS " -->", true },
	{ "a line that ends in CRLF",   "<!-- envgate.comment/1 " PARTS " -->\r\ntext", true },
	{ "not at the beginning",       "text\n<!-- envgate.comment/1 " PARTS " -->\n", false },
	{ "behind a blank",             " <!-- envgate.comment/1 " PARTS " -->\n", false },
	{ "another schema",             "<!-- envgate.comment/2 " PARTS " -->\n", false },
	{ "a longer schema",            "<!-- envgate.comment/12 " PARTS " -->\n", false },
	{ "an open end",                "<!-- envgate.comment/1 " PARTS "\n-->", false },
	{ "a part that is missing",     "<!-- envgate.comment/1 header=envgate request=12 head=ab run=77 state=fail -->\n", false },
	{ "parts in another order",     "<!-- envgate.comment/1 request=12 header=envgate head=ab run=77 state=fail text=0f -->\n", false },
	{ "a part more",                "<!-- envgate.comment/1 " PARTS " x=y -->\n", false },
	{ "an empty part",              "<!-- envgate.comment/1 header= request=12 head=ab run=77 state=fail text=0f -->\n", false },
	{ "a part with other bytes",    "<!-- envgate.comment/1 header=a/b request=12 head=ab run=77 state=fail text=0f -->\n", false },
	{ "a number that is none",      "<!-- envgate.comment/1 header=envgate request=1x head=ab run=77 state=fail text=0f -->\n", false },
	{ "two blanks",                 "<!-- envgate.comment/1  " PARTS " -->\n", false },
	{ "nothing",                    "", false },
};

static void test_marker(void **state)
{
	const marker_case *r = *state;
	marker m = { 0 };
	assert_int_equal(marker_read(str_of(r->body), &m), r->ours);
	if (!r->ours)
		return;
	assert_str(m.header, "envgate");
	assert_int_equal(m.number, 12);
	assert_str(m.text, "0f");
}

/* What is written is read back, whatever the parts hold, and stays one line. */
static void test_marker_written(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	static const str hostile[] = { S_INIT("--> <b>"), S_INIT("a\nb"), S_INIT(""), S_INIT("a b"), S_INIT("a=b"), { 0 } };
	for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
		marker m = { .header = S("gpu"), .number = 7, .head = hostile[i], .run = hostile[i], .state = S("pass"), .text = S("ab") }, back;
		str line = marker_line(a, &m);
		assert_true(marker_read(line, &back) && str_find_byte(line, '\n') < 0);
		assert_str(back.head, "-");
		assert_true(marker_same_comment(&m, &back));
	}
	arena_close(a);
}

/* Equal text of another commit has to be sent; of another run it has not. */
static void test_marker_same(void **state)
{
	(void)state;
	marker m = { .header = S("e"), .number = 7, .head = S("a"), .run = S("1"), .state = S("pass"), .text = S("t") };
	marker run = m, head = m, state_ = m, text = m, number = m, header = m;
	run.run = S("2");
	head.head = S("b");
	state_.state = S("fail");
	text.text = S("u");
	number.number = 8;
	header.header = S("f");
	assert_true(marker_same_text(&m, &run));
	assert_true(!marker_same_text(&m, &head) && !marker_same_text(&m, &state_) && !marker_same_text(&m, &text));
	assert_true(!marker_same_comment(&m, &number) && !marker_same_comment(&m, &header));
}

int main(void)
{
	const struct CMUnitTest whole_tests[] = { cmocka_unit_test(test_marker_written), cmocka_unit_test(test_marker_same) };
	return cmocka_run_group_tests(whole_tests, NULL, NULL) + RUN_ROWS(test_opts, opt_cases) +
	       RUN_ROWS(test_marker, marker_cases);
}
