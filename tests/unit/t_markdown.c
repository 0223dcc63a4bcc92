/* markdown: names and sentences in Markdown, byte by byte; tests/formats/markdown.mjs lets engines read
 * whole reports. And what a GitHub runner must not take for a command. */
#include "write/github.h"
#include "write/markdown.h"

#include "rows.h"

typedef struct {
	const char *name, *in, *out;
} row;

static const row codes[] = {
	{ "a plain name is itself",                    "numpy=1.26",      "`numpy=1.26`" },
	{ "nothing is said",                           "",                "`(empty)`" },
	{ "a backtick cannot end the span",            "a`b",             "`a\\u{60}b`" },
	{ "a pipe cannot end the cell",                "a|b",             "`a\\u{7c}b`" },
	{ "a backslash protects nothing",              "a\\|b",           "`a\\u{5c}\\u{7c}b`" },
	{ "a blank inside stays",                      "a b",             "`a b`" },
	{ "blanks at the ends are spelled",            " a ",             "`\\u{20}a\\u{20}`" },
	{ "a blank alone is spelled",                  " ",               "`\\u{20}`" },
	{ "a line break is spelled",                   "a\nb",            "`a\\u{a}b`" },
	{ "beyond ASCII is spelled",                   "caf\xC3\xA9",     "`caf\\u{e9}`" },
	{ "a direction override is spelled",           "\xE2\x80\xAE" "a", "`\\u{202e}a`" },
	{ "a byte that is no UTF-8 becomes U+FFFD",    "a\xFF",           "`a\\u{fffd}`" },
};

static void test_code(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	buf out = buf_new(a);
	markdown_code(&out, str_of(r->in), 0);
	assert_str(buf_str(&out), r->out);
	arena_close(a);
}

static const row sentences[] = {
	{ "a quoted name is code",                     "'numpy' has no version, and no lock covers it", "`numpy` has no version, and no lock covers it" },
	{ "a command is one span",                     "`git ls-remote x y` prints it", "`git ls-remote x y` prints it" },
	{ "what is no word is code",                   "needs python>=3.9 (now 3.8)", "needs `python>=3.9` (now `3.8`)" },
	{ "an apostrophe is part of a word",           "the user's settings", "the user's settings" },
	{ "a plural in brackets is plain",             "invalid character(s), here", "invalid character(s), here" },
	{ "a hyphen is part of a word",                "a non-existing file", "a non-existing file" },
	{ "a count is a word",                         "12 packages", "12 packages" },
	{ "a number with a point would begin a list",  "1. x", "`1`. x" },
	{ "a long number could be a commit",           "at 1234567 now", "at `1234567` now" },
	{ "so could seven letters",                    "defaced", "`defaced`" },
	{ "a mention is code",                         "by @octocat", "by `@octocat`" },
	{ "a reference is code",                       "see #12 and GH-12", "see `#12` and `GH-12`" },
	{ "a link is code",                            "[x](https://e.x)", "`[x](https://e.x`)" },
	{ "markup is code",                            "<b>x</b> & y", "`<b>x</b>` `&` y" },
	{ "a quote inside of a name does not end it",  "'a'b' is odd", "`a'b` is odd" },
	{ "a quote without an end is code",            "'a b", "`'a` b" },
	{ "spans never touch",                         "'a''b'", "`a''b`" },
	{ "blanks are one",                            "a  b ", "a b" },
	{ "a slash at the start is code",              "/merge", "`/merge`" },
	{ "a line break joins nothing",                "a\n/merge", "`a\\u{a}/merge`" },
	{ "nothing is nothing",                        "", "" },
};

static void test_sentence(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	buf out = buf_new(a);
	markdown_message(&out, str_of(r->in));
	assert_str(buf_str(&out), r->out);
	arena_close(a);
}

static const row logs[] = {
	{ "plain text stays",                          "a: b\n  c::d\n", "a: b\n  c::d\n" },
	{ "a command at the start is spelled",         "::error::x", "\\u{3a}:error::x" },
	{ "so is one behind blanks",                   "a\n \t::error::x", "a\n \t\\u{3a}:error::x" },
	{ "so is one behind a no-break space",         "\xC2\xA0::error::x", "\xC2\xA0\\u{3a}:error::x" },
	{ "so is one behind a carriage return",        "a\r::error::x", "a\r\\u{3a}:error::x" },
	{ "a single colon stays",                      ":x", ":x" },
	{ "the old form is spelled anywhere",          "- pip: ##[error]x", "- pip: #\\u{23}[error]x" },
	{ "hashes without a bracket stay",             "## x", "## x" },
	{ "three hashes too",                          "###[x]", "##\\u{23}[x]" },
};

static void test_log(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	buf out = buf_new(a);
	github_plain(&out, str_of(r->in));
	assert_str(buf_str(&out), r->out);
	arena_close(a);
}

static void test_places(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf out = buf_new(a);
	markdown_place(&out, S("https://h/o/r/blob/1/"), S("a b/(c).yml"), 3);
	assert_str(buf_str(&out), "[`a b/(c).yml:3`](https://h/o/r/blob/1/a%20b/%28c%29.yml#L3)");
	out = buf_new(a);
	markdown_place(&out, (str){ 0 }, S("a.yml"), 0);
	assert_str(buf_str(&out), "`a.yml`");
	out = buf_new(a);
	markdown_code(&out, S("a\xC3\xA9x"), 2); /* cut in front of the code point that does not fit */
	assert_str(buf_str(&out), "`a`\xE2\x80\xA6");
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_places) };
	return RUN_ROWS(test_code, codes) + RUN_ROWS(test_sentence, sentences) + RUN_ROWS(test_log, logs) +
	       cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
