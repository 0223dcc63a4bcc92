/* t_split: one environment file taken apart by role: which line lands where, byte by byte, and what is refused. */
#include "rows.h"

#include "edit/split.h"

typedef struct {
	const char *name;
	const char *before;
	const char *prod, *dev, *test; /* NULL: no such file; prod NULL: nothing moves */
	const char *why;               /* a piece of the reason; NULL: it is done */
} row;

#define DEV "# What development needs beyond environment.yml; the two belong together.\n"
#define TESTS "# What the tests need beyond environment.yml; the two belong together.\n"
#define DEPS "dependencies:\n"

static const row rows[] = {
	{ "an entry moves, python and the channels are repeated",
	  "name: x\nchannels:\n  - conda-forge\n" DEPS "  - python=3.11\n  - black=24\n  - numpy=1.26\n",
	  "name: x\nchannels:\n  - conda-forge\n" DEPS "  - python=3.11\n  - numpy=1.26\n",
	  DEV "name: x-dev\nchannels:\n  - conda-forge\n" DEPS "  - python=3.11\n  - black=24\n", NULL, NULL },
	{ "nothing to move", DEPS "  - python=3.11\n  - numpy=1.26\n", NULL, NULL, NULL, NULL },
	{ "comments go with the entry below them",
	  DEPS "  - a=1\n  # the one\n  # and only\n  - black=24\n  # of b\n  - b=1\n", DEPS "  - a=1\n  # of b\n  - b=1\n",
	  DEV DEPS "  # the one\n  # and only\n  - black=24\n", NULL, NULL },
	{ "a comment in the column of the one above goes with that",
	  DEPS "  - black=24  # one\n              # two\n  - b=1\n", DEPS "  - b=1\n", DEV DEPS "  - black=24  # one\n              # two\n",
	  NULL, NULL },
	{ "a comment apart from its entry stays", DEPS "  - a=1\n  # lonely\n\n  - black=24\n", DEPS "  - a=1\n  # lonely\n",
	  DEV DEPS "  - black=24\n", NULL, NULL },
	{ "of two empty lines one goes", DEPS "  - a=1\n\n  - black=24\n\n  - b=1\n", DEPS "  - a=1\n\n  - b=1\n", DEV DEPS "  - black=24\n", NULL,
	  NULL },
	{ "tests and development", DEPS "  - pytest=8\n  - ruff=0.4\n  - a=1\n", DEPS "  - a=1\n", DEV DEPS "  - ruff=0.4\n",
	  TESTS DEPS "  - pytest=8\n", NULL },
	{ "the pip list is taken apart",
	  DEPS "  - pip=24\n  - pip:\n    - einops==0.8\n    - pytest-cov==5\n", DEPS "  - pip=24\n  - pip:\n    - einops==0.8\n", NULL,
	  TESTS DEPS "  - pip=24\n  - pip:\n    - pytest-cov==5\n", NULL },
	{ "the pip list moves as a whole, with its comment", DEPS "  - a=1\n  - pip=24\n  # from PyPI\n  - pip:\n    - ruff==0.4\n",
	  DEPS "  - a=1\n  - pip=24\n", DEV DEPS "  - pip=24\n  # from PyPI\n  - pip:\n    - ruff==0.4\n", NULL, NULL },
	{ "pip's options are repeated", DEPS "  - pip=24\n  - pip:\n    - --index-url https://x.example/\n    - a==1\n    - ruff==0.4\n",
	  DEPS "  - pip=24\n  - pip:\n    - --index-url https://x.example/\n    - a==1\n",
	  DEV DEPS "  - pip=24\n  - pip:\n    - --index-url https://x.example/\n    - ruff==0.4\n", NULL, NULL },
	{ "an ignore moves with its entry",
	  DEPS "  - a=1\n  - black  # envgate-ignore: pin/missing until=2026-12-31 soon\n", DEPS "  - a=1\n",
	  DEV DEPS "  - black  # envgate-ignore: pin/missing until=2026-12-31 soon\n", NULL, NULL },
	{ "a prefix stays, other keys are repeated",
	  "name: 'x'\nplatforms: [linux-64,\n  osx-64]\nvariables:\n  A: b  # c\n" DEPS "  - a=1\n  - black=24\nprefix: /x\n",
	  "name: 'x'\nplatforms: [linux-64,\n  osx-64]\nvariables:\n  A: b  # c\n" DEPS "  - a=1\nprefix: /x\n",
	  DEV "name: 'x-dev'\nplatforms: [linux-64,\n  osx-64]\nvariables:\n  A: b  # c\n" DEPS "  - black=24\n", NULL, NULL },
	{ "Windows' line ends", DEPS "  - a=1\r\n  - black=24\r\n", DEPS "  - a=1\r\n", DEV DEPS "  - black=24\n", NULL, NULL },
	{ "Windows' line ends everywhere", "dependencies:\r\n  - a=1\r\n  - black=24\r\n", "dependencies:\r\n  - a=1\r\n",
	  "# What development needs beyond environment.yml; the two belong together.\r\ndependencies:\r\n  - black=24\r\n", NULL, NULL },
	{ "no line end at the end", DEPS "  - black=24\n  - a=1", DEPS "  - a=1", DEV DEPS "  - black=24\n", NULL, NULL },
	{ "no line end at the end, and that moves", DEPS "  - a=1\n  - black=24", DEPS "  - a=1\n", DEV DEPS "  - black=24\n", NULL, NULL },
	{ "a byte order mark stays where it is", "\xef\xbb\xbf" DEPS "  - a=1\n  - black=24\n", "\xef\xbb\xbf" DEPS "  - a=1\n",
	  DEV DEPS "  - black=24\n", NULL, NULL },
	{ "a document mark is repeated", "---\n" DEPS "  - a=1\n  - black=24\n", "---\n" DEPS "  - a=1\n", DEV "---\n" DEPS "  - black=24\n", NULL,
	  NULL },
	{ "sel() maps", DEPS "  - a=1\n  - sel(linux): gdb=14\n  - sel(osx): b=1\n", DEPS "  - a=1\n  - sel(osx): b=1\n",
	  DEV DEPS "  - sel(linux): gdb=14\n", NULL, NULL },
	{ "an entry over two lines", DEPS "  - a=1\n  - \"black\n    =24\"\n  - b=1\n", DEPS "  - a=1\n  - b=1\n",
	  DEV DEPS "  - \"black\n    =24\"\n", NULL, NULL },
	{ "an entry that cannot be read stays", DEPS "  - a=1\n  - 3.10\n  - black=24\n", DEPS "  - a=1\n  - 3.10\n", DEV DEPS "  - black=24\n",
	  NULL, NULL },

	{ "a flow list", "dependencies: [a=1, black=24]\n", NULL, NULL, NULL, "in brackets" },
	{ "a flow map", "{dependencies: [a=1, black=24]}\n", NULL, NULL, NULL, "as a block" },
	{ "a pip list in brackets with both", DEPS "  - pip=24\n  - pip: [einops==0.8, pytest==8]\n", NULL, NULL, NULL, NULL },
	{ "a pip list in brackets of one role", DEPS "  - a=1\n  - pip=24\n  - pip: [ruff==0.4, mypy==1.10]\n", DEPS "  - a=1\n  - pip=24\n",
	  DEV DEPS "  - pip=24\n  - pip: [ruff==0.4, mypy==1.10]\n", NULL, NULL },
	{ "an anchor", DEPS "  - a=1\n  - &x black=24\n", NULL, NULL, NULL, "behind a dash" },
	{ "an alias whose anchor stays behind", "x: &b black=24\n" DEPS "  - a=1\n  - *b\n", "x: &b black=24\n" DEPS "  - a=1\n",
	  DEV "x: &b black=24\n" DEPS "  - *b\n", NULL, NULL },
	{ "dashes on one line", DEPS "  - a=1\n  - - black=24\n", NULL, NULL, NULL, NULL },
	{ "only carriage returns", "dependencies:\r- a=1\r- black=24\r", NULL, NULL, NULL, "behind a dash" },
	{ "nothing left to run", DEPS "  - black=24\n", NULL, NULL, NULL, "nothing that can be installed" },
	{ "two pip lists", DEPS "  - pip=24\n  - pip:\n    - a==1\n  - pip:\n    - ruff==0.4\n", NULL, NULL, NULL, "stands there twice" },
	{ "a tab behind the dash", DEPS "  -\ta=1\n  -\tblack=24\n", NULL, NULL, NULL, "cannot be read" },
	{ "a key twice", DEPS "  - a=1\n" DEPS "  - black=24\n", NULL, NULL, NULL, "stands there twice" },
	{ "a broken file", DEPS "  - a=1\n  - [black\n", NULL, NULL, NULL, "cannot be read" },
	{ "a name that is folded", "name: x\n  y\n" DEPS "  - a=1\n  - black=24\n", NULL, NULL, NULL, "its name" },
};

static void check_part(const split_made *m, split_role r, const char *want)
{
	str got = m->parts[r].bytes;
	assert_int_equal(got.p != NULL, want != NULL);
	if (want && !str_eq(got, str_of(want)))
		fail_msg("%s:\n%.*s", split_role_name(r), SARG(got));
}

static void a_row(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	source src = { .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = str_of(r->before) };
	split_wish w = { .roles = { true, true, true } };
	split_made m = split_file(a, &src, &w);
	if ((m.why != NULL) != (r->why != NULL))
		fail_msg("why: %s", m.why ? m.why : "it was done");
	if (m.why && str_find(str_of(m.why), str_of(r->why)) < 0)
		fail_msg("because %s", m.why);
	assert_true(m.why || (m.moves.n > 0) == (r->prod != NULL));
	if (!m.why) {
		check_part(&m, SPLIT_PROD, r->prod);
		check_part(&m, SPLIT_DEV, r->dev);
		check_part(&m, SPLIT_TEST, r->test);
	}
	arena_close(a);
}

typedef struct {
	const char *name, *package;
	split_role role;
} name_row;

static const name_row names[] = {
	{ "a formatter",                     "black",            SPLIT_DEV },
	{ "a test runner",                   "pytest",           SPLIT_TEST },
	{ "its plugins",                     "pytest-xdist",     SPLIT_TEST },
	{ "with either spelling",            "pytest_mock",      SPLIT_TEST },
	{ "but a star wants something",      "pytest-",          SPLIT_PROD },
	{ "stubs, by their ending",          "pandas-stubs",     SPLIT_DEV },
	{ "a theme",                         "sphinx_rtd_theme", SPLIT_DEV },
	{ "PyTorch builds with it",          "ninja",            SPLIT_PROD },
	{ "plots are what programs make",    "matplotlib",       SPLIT_PROD },
	{ "a name that only begins alike",   "blackjax",         SPLIT_PROD },
	{ "no name",                         "",                 SPLIT_PROD },
};

static void a_name(void **state)
{
	const name_row *r = *state;
	assert_int_equal(split_role_of(str_of(r->package)), r->role);
}

int main(void)
{
	int bad = RUN_ROWS(a_row, rows);
	return bad + RUN_ROWS(a_name, names);
}
