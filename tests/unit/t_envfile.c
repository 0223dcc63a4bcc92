/* t_envfile: what an environment file says, and what is said about what is wrong in it. */
#include "rows.h"

#include "read/envfile.h"
#include "spec/pep508.h"

#include "base/buf.h"
#include "base/limits.h"

static const env *parse(arena *a, str bytes)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = bytes };
	return envfile_read(a, src, (variables){ 0 });
}

/* "manager name version @col:name-bytes <platforms> strength", one spec to a line. */
static str specs_of(arena *a, const env *e)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		buf_printf(&b, "%s%s %.*s%s%.*s", i ? "; " : "", manager_name(s->manager), SARG(s->name), s->version.n ? " " : "",
		           SARG(s->version));
		if (s->platforms != ON_ALL)
			buf_printf(&b, " on %u", s->platforms);
		buf_printf(&b, " %d:%d '%.*s'", s->name_at.line, s->name_at.col,
		           SARG(str_sub(e->src->bytes, s->name_at.beg, s->name_at.end)));
	}
	return buf_str(&b);
}

static str problems_of(arena *a, const env *e)
{
	static const char *const codes[] = { "syntax", "sel", "not-plain", "duplicate", "unknown", "large", "hidden", "ignored" };
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < e->problems.n; i++) {
		const problem *p = &e->problems.at[i];
		buf_printf(&b, "%s%s %d:%d '%.*s' %.*s | %.*s", i ? "; " : "", codes[p->code], p->at.line, p->at.col,
		           SARG(str_sub(e->src->bytes, p->at.beg, p->at.end)), SARG(p->what), SARG(p->hint));
	}
	return buf_str(&b);
}

typedef struct spec_row {
	const char *name;
	str deps; /* what stands below "dependencies:\n" */
	const char *want;
} spec_row;

static const spec_row spec_rows[] = {
	{ "a bare name", S_INIT("- numpy\n"), "conda numpy 2:3 'numpy'" },
	{ "a name in capitals", S_INIT("- NumPy=1.26\n"), "conda numpy 1.26.* 2:3 'NumPy'" },
	{ "3.10 stays 3.10", S_INIT("- python=3.10\n"), "conda python 3.10.* 2:3 'python'" },
	{ "a channel in front", S_INIT("- conda-forge::numpy >=1,<2\n"), "conda numpy >=1,<2 2:16 'numpy'" },
	{ "quotes", S_INIT("- 'numpy>=1'\n"), "conda numpy >=1 2:4 'numpy'" },
	{ "an escaped text has its place as a whole", S_INIT("- \"num\\u0070y\"\n"), "conda numpy 2:3 '\"num\\u0070y\"'" },
	{ "accents before it move bytes and columns", S_INIT("- {\xC3\xA9: 1}\n- numpy # \xC3\xA9\n"), "conda numpy 3:3 'numpy'" },
	{ "a selector", S_INIT("- pywin32  # [win]\n"), "conda pywin32 on 32 2:3 'pywin32'" },
	{ "the last selector counts", S_INIT("- a # [linux] # [win]\n"), "conda a on 32 2:3 'a'" },
	{ "no selector before a round bracket", S_INIT("- a # [win] (note)\n- b # (note) [win]\n- c # [win] ( ]\n"), "conda a 2:3 'a'; conda b on 32 3:3 'b'; conda c 4:3 'c'" },
	{ "what conda-lock does not know is kept nowhere", S_INIT("- a # [not win]\n- b # [ linux ]\n"), "conda a on 0 2:3 'a'; conda b on 0 3:3 'b'" },
	{ "arm64 is the Mac's", S_INIT("- a # [arm64]\n- b # [aarch64]\n- c # [linux64]\n- d # [unix]\n"), "conda a on 16 2:3 'a'; conda b on 2 3:3 'b'; conda c on 1 4:3 'c'; conda d on 31 5:3 'd'" },
	{ "sel() of micromamba", S_INIT("- sel(linux): a\n- sel(osx): [b, c]\n"), "conda a on 7 2:15 'a'; conda b on 24 3:14 'b'; conda c on 24 3:17 'c'" },
	{ "a pip list", S_INIT("- pip:\n  - torch==2.1 ; python_version<'3.12'\n  - Foo_Bar[x]>=1\n"), "pip torch ==2.1 3:5 'torch'; pip foo-bar >=1 4:5 'Foo_Bar'" },
	{ "pip's selectors, the list's and the entry's", S_INIT("- pip:  # [unix]\n  - a  # [osx]\n  - b\n"), "pip a on 24 3:5 'a'; pip b on 31 4:5 'b'" },
	{ "pip URLs name their project where they can", S_INIT("- pip:\n  - git+https://x/y.git@main#egg=z\n  - -e .\n  - https://x/a-1.0-py3-none-any.whl\n"), "pip z 3:5 'git+https://x/y.git@main#egg=z'; pip  4:5 '-e .'; pip a ==1.0 5:5 'https://x/a-1.0-py3-none-any.whl'" },
	{ "several lines in one pip entry", S_INIT("- pip:\n  - |\n    a==1\n    b # c\n"), "pip a ==1 3:5 '|\n    a==1\n    b # c'; pip b 3:5 '|\n    a==1\n    b # c'" },
	{ "options are no specs", S_INIT("- pip:\n  - --extra-index-url https://x\n  - -r more.txt\n"), "" },
	{ "both pip lists count", S_INIT("- pip: [a]\n- pip: [b]\n"), "pip a 2:9 'a'; pip b 3:9 'b'" },
	{ "aliases", S_INIT("- &n numpy\n- *n\n"), "conda numpy 2:6 'numpy'; conda numpy 3:3 '*n'" },
};

static void reads_specs(void **state)
{
	const spec_row *r = *state;
	arena *a = arena_open(1 << 26);
	const env *e = parse(a, arena_cat(a, S("dependencies:\n"), r->deps));
	assert_true(e->is_environment && e->complete);
	assert_str(specs_of(a, e), r->want);
	arena_close(a);
}

typedef struct bad_row {
	const char *name;
	str text;
	const char *want;
} bad_row;

#define DEPS "dependencies:\n"

static const bad_row bad_rows[] = {
	{ "an empty file", S_INIT(""), "syntax 1:1 '' the file is empty | write 'dependencies:' and a list under it" },
	{ "only a comment", S_INIT("# x\n"), "syntax 1:1 '' the file is empty | write 'dependencies:' and a list under it" },
	{ "a list where a mapping belongs", S_INIT("- numpy\n"), "syntax 1:1 '- numpy' not an environment: a list where a mapping with 'dependencies' is due | write 'dependencies:' and a list under it" },
	{ "a number as a dependency", S_INIT(DEPS "  - 3.10\n"), "syntax 2:5 '3.10' a dependency has to be a text, and this is a number (3.10) | name the package too, as in python=3.10, or quote the text" },
	{ "null as a dependency", S_INIT(DEPS "  - null\n"), "syntax 2:5 'null' a dependency has to be a text, and this is nothing (null) | put it in quotes: 'null'" },
	{ "nothing as a dependency", S_INIT(DEPS "  -\n  - a\n"), "syntax 2:3 '' a dependency has to be a text, and this is empty | write the text, or delete the entry" },
	{ "a list as a dependency", S_INIT(DEPS "  - [a]\n"), "syntax 2:5 '[a]' a dependency has to be a text, and this is a list | write each package on a line of its own, after '- '" },
	{ "dependencies that are a text", S_INIT("dependencies: numpy\n"), "syntax 1:15 'numpy' 'dependencies' has to be a list, and this is a text (numpy) | write each dependency on a line of its own, after '- '" },
	{ "dependencies that are nothing", S_INIT("dependencies:\nname: a\n"), "syntax 1:1 'dependencies' 'dependencies' has to be a list, and this is empty | write each dependency on a line of its own, after '- '" },
	{ "a name that is a number", S_INIT("name: 1.10\n" DEPS "- a\n"), "syntax 1:7 '1.10' the name has to be a text, and this is a number (1.10) | put it in quotes: '1.10'" },
	{ "channels that are a text", S_INIT("channels: conda-forge\n" DEPS "- a\n"), "syntax 1:11 'conda-forge' 'channels' has to be a list, and this is a text (conda-forge) | write it as a list: channels: [conda-forge]" },
	{ "a colon behind a package", S_INIT(DEPS "- numpy: 1.19\n"), "syntax 2:3 'numpy' 'numpy:' is a mapping here, and conda takes its key for an installer that it does not have | write numpy=1.19, without the colon" },
	{ "two bounds without a comma", S_INIT(DEPS "- numpy >=1.19 <2\n"), NULL },
	{ "a pip line in the conda list", S_INIT(DEPS "- git+https://x/y\n"), NULL },
	{ "an unknown key", S_INIT("chanels: [a]\n" DEPS "- a\n"), "unknown 1:1 'chanels' unknown key 'chanels', which conda drops | did you mean 'channels'?" },
	{ "pip at the top", S_INIT(DEPS "- a\npip: [b]\n"), "unknown 3:1 'pip' unknown key 'pip', which conda drops | a pip: list belongs inside 'dependencies', as its last entry" },
	{ "known keys of other tools", S_INIT("platforms: [linux-64]\ncategory: dev\nallow-pypi-requests: false\npip-repositories: [x]\n" DEPS "- a\n"), "" },
	{ "a second pip list", S_INIT(DEPS "- pip: [a]\n- pip: [b]\n"), "duplicate 3:3 'pip' a second 'pip:' list, after line 2: conda keeps only the last one, micromamba runs them all | join the lists into one, as envgate fix file/duplicate-key does" },
	{ "a letter that only looks like one", S_INIT(DEPS "- \xD0\xB0iohttp\n"), "hidden 2:3 '\xD0\xB0' '\xD0\xB0' (U+0430) is no ASCII letter: it may only look like one | type the name again, with ASCII letters only" },
	{ "the same in a channel", S_INIT("channels: [cond\xC3\xA4]\n" DEPS "- a\n"), "hidden 1:16 '\xC3\xA4' '\xC3\xA4' (U+00E4) is no ASCII letter: it may only look like one | type the name again, with ASCII letters only" },
	{ "a character behind an escape that nobody would see", S_INIT(DEPS "- \"numpy\\u202E=1\"\n"), "hidden 2:3 '\"numpy\\u202E=1\"' 'numpy\xE2\x80\xAE=1' has U+202E behind an escape, a character that nobody can see | type the name again, with ASCII letters only" },
	{ "a line break of Unicode there, which conda takes for a space", S_INIT(DEPS "- \"pytorch\\x85\"\n"), "hidden 2:3 '\"pytorch\\x85\"' 'pytorch\xC2\x85' has U+0085 behind an escape, a character that nobody can see | type the name again, with ASCII letters only" },
	{ "one in a pip list", S_INIT(DEPS "- pip: [\"torch\\u200B==1\"]\n"), "hidden 2:9 '\"torch\\u200B==1\"' 'torch\xE2\x80\x8B==1' has U+200B behind an escape, a character that nobody can see | type the name again, with ASCII letters only" },
	{ "a terminal escape in a channel", S_INIT("channels: [\"a\\e[2J\"]\n" DEPS "- a\n"), "hidden 1:12 '\"a\\e[2J\"' 'a\x1B[2J' has U+001B behind an escape, a character that nobody can see | type the name again, with ASCII letters only" },
	{ "an entry over two lines and a tab are fine", S_INIT(DEPS "- \"a=1\\t\"\n- |\n  b=1\n- 'c\n  =1'\n"), "" },
	{ "accents in a comment and in the name are fine", S_INIT("name: caf\xC3\xA9 # \xE4\xB8\xAD\n" DEPS "- a # \xC3\xA9\n"), "" },
	{ "an option on a requirement's line", S_INIT(DEPS "- pip:\n  - torch --extra-index-url https://x\n"), "ignored 3:11 '--extra-index-url https://x' pip reads --extra-index-url on this line and ignores it | give it a line of its own: - --extra-index-url https://x" },
	{ "a hash is obeyed there", S_INIT(DEPS "- pip:\n  - a==1 --hash=sha256:aa --config-settings x=y\n"), "" },
	{ "one equals sign for pip", S_INIT(DEPS "- pip:\n  - numpy=1.0\n"), NULL },
	{ "an option pip does not have", S_INIT(DEPS "- pip:\n  - a --no-deps\n"), NULL },
	{ "sel() is a note", S_INIT(DEPS "- sel(win): a\n"), "sel 2:3 'sel(win)' 'sel(win)' is micromamba's: it takes the entry on win only, and conda stops here | " },
	{ "sel() of nothing known", S_INIT(DEPS "- sel(bsd): a\n"), "syntax 2:3 'sel(bsd)' 'sel(bsd)': micromamba knows sel(linux), sel(osx), sel(win) and sel(unix) | " },
};

static void tells(void **state)
{
	const bad_row *r = *state;
	arena *a = arena_open(1 << 26);
	const env *e = parse(a, r->text);
	if (r->want) {
		assert_str(problems_of(a, e), r->want);
	} else {
		/* The reason is conda's or pip's own and tested with them; here it must be there, with a place. */
		assert_int_equal(e->problems.n, 1);
		assert_int_equal(e->problems.at[0].code, PROBLEM_SYNTAX);
		assert_true(e->problems.at[0].at.line > 1 && e->problems.at[0].hint.n > 0);
		assert_int_equal(e->specs.n, 0);
	}
	arena_close(a);
}

static void reads_the_rest(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 26);
	const env *e = parse(a, S("name: x\nchannels:\n  - ${MY}/b\n  - nodefaults\nprefix: /opt/x\nplatforms: [linux-64, osx-64]\n"
	                          "dependencies:\n  - a\n  - pip:\n    - -i https://i --trusted-host h\n    - b --pre\n"));
	assert_str(e->name.text, "x");
	assert_str(e->prefix.text, "/opt/x");
	assert_int_equal(e->prefix.at.line, 5);
	assert_true(e->has_channels);
	assert_int_equal(e->channels.n, 2);
	assert_str(e->channels.at[0].text, "${MY}/b");
	assert_int_equal(e->platforms.n, 2);
	assert_true(e->has_pip_list);
	assert_int_equal(e->pip_at.line, 9);
	assert_int_equal(e->options.n, 3);
	assert_str(e->options.at[0].name, "--index-url");
	assert_str(e->options.at[0].value, "https://i");
	assert_str(e->options.at[1].name, "--trusted-host");
	assert_false(e->options.at[1].on_requirement);
	assert_str(e->options.at[2].name, "--pre");
	assert_null(e->options.at[2].value.p);
	assert_true(e->options.at[2].on_requirement);
	assert_str(e->options.at[2].requirement, "b");
	assert_str(str_sub(e->src->bytes, e->options.at[1].at.beg, e->options.at[1].at.end), "--trusted-host h");
	arena_close(a);
}

static void knows_a_broken_environment(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 26);
	assert_true(parse(a, S("name: [\ndependencies:\n- a\n"))->is_environment);
	assert_false(parse(a, S("name: [\n"))->is_environment);
	assert_false(parse(a, S("name: x\n"))->is_environment);
	assert_true(parse(a, S("dependencies: []\n"))->is_environment);
	const env *e = parse(a, S("dependencies:\n- a\n- b: [\n"));
	assert_true(e->is_environment && !e->complete);
	assert_int_equal(e->specs.n, 1);
	arena_close(a);
}

static void bounds_the_specs(void **state)
{
	(void)state;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB << 20);
	buf b = buf_new(a);
	buf_put(&b, S(DEPS));
	for (int i = 0; i < MAX_SPECS; i++)
		buf_put(&b, S("- a\n"));
	const env *e = parse(a, buf_str(&b));
	assert_true(e->complete && e->specs.n == MAX_SPECS && e->problems.n == 0);
	buf_put(&b, S("- b\n- c\n"));
	e = parse(a, buf_str(&b));
	assert_true(!e->complete && e->specs.n == MAX_SPECS && e->problems.n == 1);
	assert_int_equal(e->problems.at[0].code, PROBLEM_TOO_LARGE);
	assert_int_equal(e->problems.at[0].at.line, MAX_SPECS + 2);
	arena_close(a);
}

/* Every spec of e is as if it had been read alone. */
static void assert_same_specs(arena *a, const env *e, const env *alone)
{
	assert_str(specs_of(a, e), specs_of(a, alone).p);
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		assert_true(str_eq(e->specs.at[i].canonical, alone->specs.at[i].canonical));
		assert_int_equal(e->specs.at[i].pin, alone->specs.at[i].pin);
		assert_int_equal(e->specs.at[i].at.beg, alone->specs.at[i].at.beg);
	}
}

static void reads_beside_a_twin(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 26);
	const env *base = parse(a, S(DEPS "- a=1\n- b # [linux]\n- 'c>=2'\n- caf\xC3\xA9\n- pip:\n  - d\n- e\n"));
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .bytes = S("# x\n" DEPS "  - new\n  - a=1  # [win]\n  - \"c>=2\"\n  - b\n  - caf\xC3\xA9\n  - d\n  - a=1\n  - e\n") };
	const env *alone = envfile_read(a, src, (variables){ 0 });
	const env *beside = envfile_read_beside(a, src, base);
	assert_same_specs(a, beside, alone);
	assert_int_equal(beside->problems.n, alone->problems.n);
	assert_ptr_equal(beside->specs.at[1].conda, base->specs.at[0].conda);
	assert_int_equal(beside->specs.at[1].platforms, ON_WIN);
	assert_same_specs(a, envfile_read_beside(a, src, NULL), alone);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_beside_a_twin),
		cmocka_unit_test(reads_the_rest),
		cmocka_unit_test(knows_a_broken_environment),
		cmocka_unit_test(bounds_the_specs),
	};
	return RUN_ROWS(reads_specs, spec_rows) + RUN_ROWS(tells, bad_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
