/* opt: command lines as people and scripts write them. */
#include "base/buf.h"
#include "cmd/opt.h"

#include "write/write.h"

#include "rows.h"

enum { MOST = 6 };

typedef struct {
	const char *name, *words[MOST];
	const char *want; /* what was stored, or "! error" */
} row;

static const row rows[] = {
	{ "a flag",                                     { "--staged" },                    "staged" },
	{ "a value behind a blank",                     { "--base", "main" },              "base=main" },
	{ "a value behind an equals sign",              { "--base=main" },                 "base=main" },
	{ "a value may hold equals signs",              { "--base=a=b" },                  "base=a=b" },
	{ "a letter with its value",                    { "-C", "dir" },                   "repo=dir" },
	{ "a letter joined to its value",               { "-Cdir" },                       "repo=dir" },
	{ "letters in one word",                        { "-qv" },                         "quiet verbose" },
	{ "the last of two values counts",              { "--base=a", "--base=b" },        "base=b" },
	{ "a list keeps all",                           { "--output=a=1", "--output", "b=2" }, "output=a=1 output=b=2" },
	{ "words may stand anywhere",                   { "A..B", "--staged", "x" },       "staged arg=A..B arg=x" },
	{ "two dashes end the options",                 { "A", "--", "--staged", "x" },    "arg=A path=--staged path=x" },
	{ "a lone dash is a word",                      { "-" },                           "arg=-" },
	{ "an option cannot be a value",                { "--base", "--staged" },          "staged ! --base needs a value" },
	{ "unless it is joined",                        { "--base=--staged" },             "base=--staged" },
	{ "a value is missing at the end",              { "--base" },                      "! --base needs a value" },
	{ "an empty value is none",                     { "--base=" },                     "! --base has an empty value" },
	{ "a flag takes no value",                      { "--staged=yes" },                "! --staged takes no value" },
	{ "a word outside the list",                    { "--color=red" },                 "! --color cannot be 'red'" },
	{ "an unknown option",                          { "--stagd" },                     "! unknown option '--stagd'" },
	{ "an unknown letter",                          { "-qx" },                         "quiet ! unknown option '-qx'" },
	{ "an option of another command",               { "--markdown" },                  "! this command does not take '--markdown'" },
	{ "no abbreviations: they break when one joins", { "--stag" },                     "! unknown option '--stag'" },
	{ "what is readable behind an error is kept",   { "--bogus", "--format=json" },    "format=json ! unknown option '--bogus'" },
};

static void put(buf *b, const char *key, str value)
{
	if (!value.p)
		return;
	buf_put(b, b->n ? S(" ") : S(""));
	buf_printf(b, "%s=%.*s", key, SARG(value));
}

static void put_flag(buf *b, const char *key, bool set)
{
	if (set)
		buf_printf(b, "%s%s", b->n ? " " : "", key);
}

static void put_all(buf *b, const char *key, const strs *list)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		put(b, key, list->at[i]);
}

static void test_parse(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	strs words = { 0 };
	for (int i = 0; i < MOST && r->words[i]; i++)
		*LIST_PUSH(a, &words) = str_of(r->words[i]);
	parsed p = { 0 };
	const err *e = opts_parse(a, &words, TAKES_COMMON | TAKES_RANGE | TAKES_JUDGE | TAKES_REPORT, &p);
	buf b = buf_new(a);
	put_flag(&b, "staged", p.opts.staged);
	put_flag(&b, "quiet", p.opts.quiet);
	put_flag(&b, "verbose", p.opts.verbose);
	put(&b, "base", p.opts.base);
	put(&b, "repo", p.opts.repo);
	put(&b, "format", p.opts.format);
	put(&b, "color", p.opts.color);
	put_all(&b, "output", &p.opts.output);
	put_all(&b, "arg", &p.args);
	put_all(&b, "path", &p.paths);
	if (e)
		buf_printf(&b, "%s! %.*s", b.n ? " " : "", SARG(e->what));
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

typedef struct {
	const char *name, *words[MOST];
	int first;
} first_row;

static const first_row firsts[] = {
	{ "the command comes first",                { "check", "--staged" },       0 },
	{ "options may stand before it",            { "-q", "check" },             1 },
	{ "a separate value is not the command",    { "-C", "dir", "check" },      2 },
	{ "nor is a long option's value",           { "--repo", "dir", "check" },  2 },
	{ "a joined value is one word",             { "--repo=dir", "check" },     1 },
	{ "behind -- there is no command",          { "--", "check" },             2 },
	{ "nothing is nothing",                     { NULL },                      0 },
};

static void test_first(void **state)
{
	const first_row *r = *state;
	arena *a = arena_open(1 << 20);
	strs words = { 0 };
	for (int i = 0; i < MOST && r->words[i]; i++)
		*LIST_PUSH(a, &words) = str_of(r->words[i]);
	assert_int_equal(opts_first_word(&words), r->first);
	arena_close(a);
}

/* A row that forgets a field would show only in somebody's help. */
static void test_table(void **state)
{
	(void)state;
	for (int i = 0; i < OPTION_COUNT; i++) {
		const opt_row *o = &OPTIONS[i];
		assert_non_null(o->help);
		assert_true(o->groups != 0);
		assert_int_equal(o->kind == OPT_FLAG, o->arg == NULL);
		assert_true(o->at >= 0 && o->at < (ptrdiff_t)sizeof(opts));
		for (int k = 0; k < i; k++)
			assert_false((OPTIONS[k].groups & o->groups) && !strcmp(OPTIONS[k].name, o->name));
	}
}

/* The words of --format are the formats there are. */
static void test_formats(void **state)
{
	(void)state;
	const char *words = NULL;
	for (int i = 0; i < OPTION_COUNT; i++)
		if (!strcmp(OPTIONS[i].name, "format") && (OPTIONS[i].groups & TAKES_REPORT))
			words = OPTIONS[i].words;
	assert_non_null(words);
	str rest = str_of(words), word;
	int n = 0;
	for (; str_next(&rest, ' ', &word); n++)
		assert_non_null(writer_find(word));
	assert_int_equal(n, WRITER_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_table), cmocka_unit_test(test_formats) };
	return RUN_ROWS(test_parse, rows) + RUN_ROWS(test_first, firsts) +
	       cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
