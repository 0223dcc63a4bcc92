/* Which comments are ignores, what they are about, and what is said of those that cannot count. */
#include "rows.h"

#include "base/buf.h"
#include "base/limits.h"
#include "read/envfile.h"

static const env *parse(arena *a, str bytes)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = bytes };
	return envfile_read(a, src, (variables){ 0 });
}

static void put_optional(buf *b, const char *name, str text)
{
	if (text.p)
		buf_printf(b, " %s=%.*s", name, SARG(text));
}

/* "LINE:COL RULE [MANAGER PACKAGE] [until=..] [reason=..] for LINE"; then the problems. */
static str told(arena *a, const env *e)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < e->ignores.n; i++) {
		const suppression *s = &e->ignores.at[i];
		buf_printf(&b, "%s%d:%d %.*s", b.n ? "; " : "", s->at.line, s->at.col, SARG(RULES[s->rule].id));
		if (s->package.p)
			buf_printf(&b, " %s %.*s", manager_name(s->manager), SARG(s->package));
		else
			buf_printf(&b, " beside '%.*s'", SARG(s->beside));
		put_optional(&b, "until", s->until);
		put_optional(&b, "reason", s->reason);
		buf_printf(&b, " for %d", s->covers_line);
	}
	for (ptrdiff_t i = 0; i < e->problems.n; i++) {
		const problem *p = &e->problems.at[i];
		if (p->code == PROBLEM_IGNORE)
			buf_printf(&b, "%s%d:%d '%.*s' %.*s | %.*s", b.n ? "; " : "", p->at.line, p->at.col,
			           SARG(str_sub(e->src->bytes, p->at.beg, p->at.end)), SARG(p->what), SARG(p->hint));
	}
	return b.n ? buf_str(&b) : S("");
}

typedef struct row {
	const char *name, *in, *want;
} row;

#define D "dependencies:\n"
#define NONE "this ignore has no effect: "
static const row rows[] = {
	{ "at the end of an entry's line", D "  - numpy # envgate-ignore: pin/missing\n", "2:11 pin/missing conda numpy for 2" },
	{ "with a date and a reason", D "- numpy # envgate-ignore: pin/missing until=2026-12-31 upstream is late",
	  "2:9 pin/missing conda numpy until=2026-12-31 reason=upstream is late for 2" },
	{ "a reason alone", D "- numpy # envgate-ignore: pin/missing see #12\n", "2:9 pin/missing conda numpy reason=see #12 for 2" },
	{ "alone on the line above", D "# envgate-ignore: pin/missing\n- numpy\n", "2:1 pin/missing conda numpy for 3" },
	{ "several above one entry", D "# envgate-ignore: pin/missing\n  # a word\n# envgate-ignore: pin/open\n- numpy\n",
	  "2:1 pin/missing conda numpy for 5; 4:1 pin/open conda numpy for 5" },
	{ "two in one comment", D "- numpy # envgate-ignore: pin/missing a # envgate-ignore: pin/open b\n",
	  "2:9 pin/missing conda numpy reason=a for 2; 2:41 pin/open conda numpy reason=b for 2" },
	{ "a blank line is between", D "# envgate-ignore: pin/missing\n\n- numpy\n", "2:1 pin/missing beside '' for 3" },
	{ "the file's last line", D "- numpy=1\n# envgate-ignore: pin/missing", "3:1 pin/missing beside '' for 4" },
	{ "for an entry of pip", D "- pip:\n  - torch @ https://x/t.whl # envgate-ignore: pip/unhashed-url ours\n",
	  "3:29 pip/unhashed-url pip torch reason=ours for 3" },
	{ "all entries of the line", "dependencies: [numpy, scipy] # envgate-ignore: pin/missing\n",
	  "1:30 pin/missing conda numpy for 1; 1:30 pin/missing conda scipy for 1" },
	{ "a line without an entry", "channels: [conda-forge, defaults] # envgate-ignore: channel/mixed ours\n" D,
	  "1:35 channel/mixed beside 'channels: [conda-forge, defaults]' reason=ours for 1" },
	{ "an entry in quotes", D "- \"numpy\" # envgate-ignore: pin/missing\n", "2:11 pin/missing conda numpy for 2" },
	{ "tabs and no blank behind the sign", D "- numpy\t#envgate-ignore:\tpin/missing\tuntil=2028-02-29\n",
	  "2:9 pin/missing conda numpy until=2028-02-29 for 2" },
	{ "CRLF", D "- numpy # envgate-ignore: pin/missing why\r\n# envgate-ignore: pin/open\r\n- scipy\r\n",
	  "2:9 pin/missing conda numpy reason=why for 2; 3:1 pin/open conda scipy for 4" },
	{ "a byte order mark", "\xEF\xBB\xBF# envgate-ignore: pin/missing\ndependencies: [numpy]\n", "1:1 pin/missing conda numpy for 2" },
	{ "columns are code points", D "- numpy # \xC3\xBC # envgate-ignore: pin/missing\n", "2:13 pin/missing conda numpy for 2" },
	{ "behind a selector", D "- numpy # [linux] # envgate-ignore: pin/missing\n", "2:19 pin/missing conda numpy for 2" },

	{ "not in double quotes", D "- \"numpy # envgate-ignore: pin/missing\"\n", "" },
	{ "not in single quotes over two lines", "name: 'a\n  # envgate-ignore: pin/missing'\n" D "- numpy\n", "" },
	{ "not in a block", "name: |\n  # envgate-ignore: pin/missing\n" D "- numpy\n", "" },
	{ "not in the middle of a word", D "- numpy#envgate-ignore: pin/missing\n", "" },
	{ "words about ignores are none", D "- numpy # see envgate-ignore: pin/missing\n", "" },
	{ "nor is a longer word", D "- numpy # envgate-ignored: pin/missing\n", "" },
	{ "in a file that breaks nothing counts", "name: [\n" D "- numpy # envgate-ignore: pin/missing\n", "" },
	{ "a line with hidden characters is not believed", D "- a\r- numpy # envgate-ignore: pin/missing\n", "" },

	{ "no colon", D "- numpy # envgate-ignore pin/missing\n",
	  "2:9 '# envgate-ignore pin/missing' " NONE "a colon is missing behind 'envgate-ignore' | "
	  "write: # envgate-ignore: RULE until=2026-12-31 reason" },
	{ "no rule", D "- numpy # envgate-ignore:\n",
	  "2:9 '# envgate-ignore:' " NONE "it names no rule | write one rule in full: # envgate-ignore: pin/missing until=2026-12-31 reason" },
	{ "a misspelt rule", D "- numpy # envgate-ignore: pin/mising\n",
	  "2:9 '# envgate-ignore: pin/mising' " NONE "there is no rule 'pin/mising' | did you mean 'pin/missing'?" },
	{ "a bad date", D "- numpy # envgate-ignore: pin/missing until=2026-02-29\n",
	  "2:9 '# envgate-ignore: pin/missing until=2026-02-29' " NONE "'2026-02-29' is no date | "
	  "write the last day that it counts: until=2026-12-31" },
	{ "a month that is none", D "- numpy # envgate-ignore: pin/missing until=2026-13-01\n",
	  "2:9 '# envgate-ignore: pin/missing until=2026-13-01' " NONE "'2026-13-01' is no date | "
	  "write the last day that it counts: until=2026-12-31" },
	{ "a date behind the reason", D "- numpy # envgate-ignore: pin/missing late until=2026-01-01\n",
	  "2:9 '# envgate-ignore: pin/missing late until=2026-01-01' " NONE "its 'until=' does not stand right behind the rule | "
	  "write: # envgate-ignore: RULE until=2026-12-31 reason" },
	{ "square brackets", D "- numpy # envgate-ignore: pin/missing see [12]\n",
	  "2:9 '# envgate-ignore: pin/missing see [12]' " NONE
	  "in square brackets conda-lock reads a platform, and drops the entry | write the reason without brackets" },
	{ "round brackets behind a selector", D "- numpy # [linux] # envgate-ignore: pin/missing (late)\n",
	  "2:19 '# envgate-ignore: pin/missing (late)' " NONE
	  "round brackets behind a platform selector hide it from conda-lock | write the reason without brackets" },
	{ "round brackets alone", D "- numpy # envgate-ignore: pin/missing (late)\n", "2:9 pin/missing conda numpy reason=(late) for 2" },
	{ "what only the policy may waive", D "- numpy # envgate-ignore: file/syntax\n",
	  "2:9 '# envgate-ignore: file/syntax' " NONE "file/syntax can be waived in the policy only | "
	  "write it under 'waivers:' in .envgate.yml, with rule, path and reason" },
	{ "a gone file", D "- numpy # envgate-ignore: change/removed\n",
	  "2:9 '# envgate-ignore: change/removed' " NONE "change/removed can be waived in the policy only | "
	  "write it under 'waivers:' in .envgate.yml, with rule, path and reason" },
	{ "the policy itself", D "- numpy # envgate-ignore: file/policy\n",
	  "2:9 '# envgate-ignore: file/policy' " NONE "file/policy cannot be waived | delete this comment, and repair .envgate.yml" },
	{ "an ignore of ignores", D "- numpy # envgate-ignore: waiver/unused\n",
	  "2:9 '# envgate-ignore: waiver/unused' " NONE "waiver/unused is about ignores, and cannot be ignored | "
	  "correct or delete the comment that it is about" },
};

static void test_ignore(void **state)
{
	const row *r = *state;
	arena *a = arena_open(16 * 1024 * 1024);
	assert_str(told(a, parse(a, str_of(r->in))), r->want);
	arena_close(a);
}

/* Many comments above a line of many entries: as many rows as the bound allows, and a problem. */
static void test_bound(void **state)
{
	arena *a = arena_open(64 * 1024 * 1024);
	buf b = buf_new(a);
	for (int i = 0; i < 500; i++)
		buf_put(&b, S("# envgate-ignore: pin/missing\n"));
	buf_put(&b, S("dependencies: [a"));
	for (int i = 0; i < 500; i++)
		buf_printf(&b, ", a%d", i);
	buf_put(&b, S("]\n"));
	const env *e = parse(a, buf_str(&b));
	(void)state;
	assert_int_equal(e->ignores.n, MAX_SPECS);
	assert_false(e->complete);
	assert_int_equal(e->problems.n, 1);
	assert_int_equal(e->problems.at[0].code, PROBLEM_TOO_LARGE);
	arena_close(a);
}

/* Ten thousand comments above one entry are read in one pass, not each to the entry. */
static void test_tall_stack(void **state)
{
	arena *a = arena_open(128 * 1024 * 1024);
	buf b = buf_new(a);
	enum { TALL = 19000 };
	buf_put(&b, S("dependencies:\n"));
	for (int i = 0; i < TALL; i++)
		buf_put(&b, S("# envgate-ignore: pin/missing\n"));
	buf_put(&b, S("- numpy\n"));
	const env *e = parse(a, buf_str(&b));
	(void)state;
	assert_int_equal(e->ignores.n, TALL);
	assert_int_equal(e->ignores.at[0].covers_line, TALL + 2);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bound), cmocka_unit_test(test_tall_stack) };
	return RUN_ROWS(test_ignore, rows) + cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
