/* t_fix: repairs of environment files: what changes, byte by byte, and what is left alone and why. */
#include "rows.h"

#include "base/buf.h"
#include "edit/edits.h"
#include "edit/fix.h"
#include "read/envfile.h"

/* ---- edits ---- */

static void edits_are_made_back_to_front(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	edits all = { 0 };
	*LIST_PUSH(a, &all) = (edit){ 4, 5, S("XX") };
	*LIST_PUSH(a, &all) = (edit){ 0, 1, S("") };
	*LIST_PUSH(a, &all) = (edit){ 6, 6, S("!") };
	str made = edits_apply(a, S("abcdef"), &all);
	assert_true(str_eq(made, S("bcdXXf!")));
	*LIST_PUSH(a, &all) = (edit){ 4, 6, S("Y") };
	assert_null(edits_apply(a, S("abcdef"), &all).p);
	edits outside = { 0 };
	*LIST_PUSH(a, &outside) = (edit){ 3, 9, S("") };
	assert_null(edits_apply(a, S("abc"), &outside).p);
	edits twice = { 0 };
	*LIST_PUSH(a, &twice) = (edit){ 1, 1, S("x") };
	*LIST_PUSH(a, &twice) = (edit){ 1, 1, S("y") };
	assert_null(edits_apply(a, S("abc"), &twice).p);
	arena_close(a);
}

/* ---- whole files ---- */

typedef struct {
	const char *name;
	fix_kind kind;
	const char *before, *after; /* the file; after NULL: it stays as it is */
	const char *left;           /* a piece of the reason of what was left; NULL: nothing was left */
	pin_style style;
} row;

#define DEPS "channels: [conda-forge]\ndependencies:\n"

static const row rows[] = {
	{ "a prefix line goes with its line end", FIX_PREFIX, "name: x\n" DEPS "  - numpy=1.26\nprefix: /home/kim/x\n",
	  "name: x\n" DEPS "  - numpy=1.26\n", NULL, STYLE_MINOR },
	{ "a prefix line without a line end goes too", FIX_PREFIX, DEPS "  - numpy=1.26\nprefix: /home/kim/x", DEPS "  - numpy=1.26\n", NULL,
	  STYLE_MINOR },
	{ "a prefix in the middle, with Windows' line ends", FIX_PREFIX, "name: x\r\nprefix: C:\\x\r\ndependencies:\r\n  - numpy=1.26\r\n",
	  "name: x\r\ndependencies:\r\n  - numpy=1.26\r\n", NULL, STYLE_MINOR },
	{ "a prefix in a flow map is left", FIX_PREFIX, "{dependencies: [numpy=1.26], prefix: /x}\n", NULL, "line of its own", STYLE_MINOR },
	{ "a prefix that is folded over two lines is left", FIX_PREFIX, "prefix: /home/\n  kim\n" DEPS "  - a=1\n", NULL, "line of its own",
	  STYLE_MINOR },

	{ "a build string goes, the digits stay", FIX_BUILDS, DEPS "  - numpy=1.26.4=py311h64a7726_0  # why\n",
	  DEPS "  - numpy=1.26.4  # why\n", NULL, STYLE_MINOR },
	{ "an exact version stays exact", FIX_BUILDS, DEPS "  - \"numpy==1.26.4=py311h64a7726_0\"\n", DEPS "  - \"numpy==1.26.4\"\n", NULL,
	  STYLE_MINOR },
	{ "the form of three words", FIX_BUILDS, DEPS "  - numpy 1.26.4 py311h64a7726_0\n", DEPS "  - numpy 1.26.4\n", NULL, STYLE_MINOR },
	{ "a build in brackets", FIX_BUILDS, DEPS "  - 'numpy[version=1.26.4, build=py311h64a7726_0]'\n",
	  DEPS "  - 'numpy[version=1.26.4]'\n", NULL, STYLE_MINOR },
	{ "a build alone in brackets", FIX_BUILDS, DEPS "  - 'numpy=1.26[build=py311h64a7726_0]'\n", DEPS "  - 'numpy=1.26'\n", NULL,
	  STYLE_MINOR },
	{ "variants stay", FIX_BUILDS, DEPS "  - blas=*=mkl\n  - pytorch=2.4=*cuda*\n", NULL, NULL, STYLE_MINOR },
	{ "a channel stays before the name", FIX_BUILDS, DEPS "  - conda-forge::numpy=1.26.4=py311h64a7726_0\n",
	  DEPS "  - conda-forge::numpy=1.26.4\n", NULL, STYLE_MINOR },
	{ "a flow list is edited inside", FIX_BUILDS, "dependencies: [numpy=1.26.4=py311_0, scipy=1.13]\n",
	  "dependencies: [numpy=1.26.4, scipy=1.13]\n", NULL, STYLE_MINOR },

	{ "a bare name gets the locked minor version", FIX_PINS, DEPS "  - numpy\n", DEPS "  - numpy=1.26\n", NULL, STYLE_MINOR },
	{ "or the exact one", FIX_PINS, DEPS "  - numpy\n", DEPS "  - numpy==1.26.4\n", NULL, STYLE_EXACT },
	{ "an open bound is replaced", FIX_PINS, DEPS "  - numpy >=1.20  # [linux]\n", DEPS "  - numpy=1.26  # [linux]\n", NULL, STYLE_MINOR },
	{ "a pinned entry stays", FIX_PINS, DEPS "  - numpy=1.20\n  - scipy>=1,<2\n", NULL, NULL, STYLE_MINOR },
	{ "a variant stays behind the version", FIX_PINS, DEPS "  - pytorch=*=*cuda*\n", DEPS "  - pytorch=2.4.*=*cuda*\n", NULL, STYLE_MINOR },
	{ "a variant stays behind the exact version", FIX_PINS, DEPS "  - pytorch=*=*cuda*\n", DEPS "  - pytorch=2.4.1=*cuda*\n", NULL,
	  STYLE_EXACT },
	{ "pip gets a prefix of its own kind", FIX_PINS, DEPS "  - pip:\n    - einops\n", DEPS "  - pip:\n    - einops==0.8.*\n", NULL,
	  STYLE_MINOR },
	{ "extras and marker stay", FIX_PINS, DEPS "  - pip:\n    - \"einops[jax]>=0.1 ; python_version < '3.13'\"\n",
	  DEPS "  - pip:\n    - \"einops[jax]==0.8.0 ; python_version < '3.13'\"\n", NULL, STYLE_EXACT },
	{ "what nobody knows is left", FIX_PINS, DEPS "  - unheard-of\n", NULL, "no lock", STYLE_MINOR },
	{ "two platforms, two versions: left", FIX_PINS, DEPS "  - split\n", NULL, "another version on each", STYLE_MINOR },
	{ "a local version is shortened", FIX_PINS, DEPS "  - pip:\n    - torch\n", DEPS "  - pip:\n    - torch==2.4.*\n", NULL, STYLE_MINOR },
	{ "a version of one number is written whole", FIX_PINS, DEPS "  - tzdata\n", DEPS "  - tzdata==2024a\n", NULL, STYLE_MINOR },
	{ "an escaped entry is left", FIX_PINS, DEPS "  - \"nump\\x79\"\n", NULL, "escapes", STYLE_MINOR },
	{ "a file without a last line end keeps it so", FIX_PINS, "dependencies:\n- numpy", "dependencies:\n- numpy=1.26", NULL, STYLE_MINOR },
	{ "a version that is no version is never written", FIX_PINS, DEPS "  - evil\n", NULL, "for its author", STYLE_MINOR },

	{ "a branch becomes the commit", FIX_REFS, DEPS "  - pip:\n    - git+https://github.com/o/tool.git@main#egg=tool\n",
	  DEPS "  - pip:\n    - git+https://github.com/o/tool.git@0123456789012345678901234567890123456789#egg=tool\n", NULL, STYLE_MINOR },
	{ "no reference becomes the commit", FIX_REFS, DEPS "  - pip:\n    - tool @ git+https://github.com/o/tool\n",
	  DEPS "  - pip:\n    - tool @ git+https://github.com/o/tool@0123456789012345678901234567890123456789\n", NULL, STYLE_MINOR },
	{ "another repository's commit is not taken", FIX_REFS, DEPS "  - pip:\n    - git+https://github.com/evil/tool@main#egg=tool\n", NULL,
	  "--ref", STYLE_MINOR },

	{ "one lock, two commits: left", FIX_REFS, DEPS "  - pip:\n    - two @ git+https://github.com/o/two\n", NULL, "another commit on each", STYLE_MINOR },
	{ "two pip lists become one", FIX_KEYS,
	  DEPS "  - pip=24\n  - pip:\n      - wandb==0.17.0\n  - scipy=1.13\n  - pip:\n    # why\n    - einops==0.8.0\n  - zlib=1\n",
	  DEPS "  - pip=24\n  - pip:\n      - wandb==0.17.0\n      # why\n      - einops==0.8.0\n  - scipy=1.13\n  - zlib=1\n", NULL, STYLE_MINOR },
	{ "three pip lists become one", FIX_KEYS,
	  DEPS "  - pip:\n    - a==1\n  - pip:\n    - b==1\n  - pip:\n    - c==1\n",
	  DEPS "  - pip:\n    - a==1\n    - b==1\n    - c==1\n", NULL, STYLE_MINOR },
	{ "two lists of dependencies become one", FIX_KEYS, DEPS "  - python=3.11\nname: x\ndependencies:\n- numpy=1.26",
	  DEPS "  - python=3.11\n  - numpy=1.26\nname: x\n", NULL, STYLE_MINOR },
	{ "two names are left", FIX_KEYS, "name: a\nname: b\n" DEPS "  - numpy=1.26\n", NULL, "only its author", STYLE_MINOR },
	{ "flow lists are left", FIX_KEYS, "dependencies: [a=1]\ndependencies: [b=1]\n", NULL, "plain blocks", STYLE_MINOR },
	{ "what is said about a list goes with it", FIX_KEYS,
	  DEPS "  - pip:\n      - a==1  # one\n               # two\n      # - off==1\n  - scipy=1.13\n  # from PyPI\n  - pip:\n    - b==1\n    # - gone==1\n"
	  "  # the C library\n  - zlib=1\n",
	  DEPS "  - pip:\n      - a==1  # one\n               # two\n      # - off==1\n      # from PyPI\n      - b==1\n      # - gone==1\n  - scipy=1.13\n"
	  "  # the C library\n  - zlib=1\n", NULL, STYLE_MINOR },
	{ "a word about what follows stays there", FIX_KEYS, "dependencies:\n- a=1\n# the name\nname: x\n# more\ndependencies:\n- b=1\n# the end\n",
	  "dependencies:\n- a=1\n# more\n- b=1\n# the name\nname: x\n# the end\n", NULL, STYLE_MINOR },
	{ "two lists with Windows' line ends", FIX_KEYS, "dependencies:\r\n- a=1\r\nname: x\r\ndependencies:\r\n- b=1",
	  "dependencies:\r\n- a=1\r\n- b=1\r\nname: x\r\n", NULL, STYLE_MINOR },
	{ "a comment behind the second key is not lost", FIX_KEYS, "dependencies:\n- a=1\ndependencies: # more\n- b=1\n", NULL, "a comment stands behind",
	  STYLE_MINOR },
	{ "two lists of channels become one", FIX_KEYS, "channels:\n  - conda-forge\ndependencies:\n  - a=1\nchannels:\n  - bioconda # rare\n",
	  "channels:\n  - conda-forge\n  - bioconda # rare\ndependencies:\n  - a=1\n", NULL, STYLE_MINOR },
	{ "a first list that does not end its line", FIX_KEYS, "dependencies:\n- pip:\n  - a==1\n- pip:\n  - b==1", "dependencies:\n- pip:\n  - a==1\n  - b==1\n",
	  NULL, STYLE_MINOR },
	{ "a list with an anchor", FIX_KEYS, "dependencies: &d\n- a=1\ndependencies:\n- b=1\n", NULL, "plain blocks", STYLE_MINOR },
	{ "an entry that is an alias moves with its list", FIX_KEYS, "x: &b b=1\ndependencies:\n- a=1\ndependencies:\n- *b\n",
	  "x: &b b=1\ndependencies:\n- a=1\n- *b\n", NULL, STYLE_MINOR },
	{ "lists with carriage returns alone", FIX_KEYS, "dependencies:\r- a=1\rdependencies:\r- b=1\r", NULL, "plain blocks", STYLE_MINOR },

	{ "flow: the entry between brackets", FIX_PINS, "dependencies: [ numpy, 'scipy=1' ] # both\n", "dependencies: [ numpy=1.26, 'scipy=1' ] # both\n", NULL,
	  STYLE_MINOR },
	{ "flow: over several lines", FIX_PINS, "dependencies: [\n  numpy, # one\n  scipy=1 # two\n]\n", "dependencies: [\n  numpy=1.26, # one\n  scipy=1 # two\n]\n",
	  NULL, STYLE_MINOR },
	{ "flow: what would need quotes there is left", FIX_BUILDS, "dependencies: ['numpy[version=1.26.4, build=py311h64a7726_0]']\n",
	  "dependencies: ['numpy[version=1.26.4]']\n", NULL, STYLE_MINOR },
	{ "anchor: the entry behind it", FIX_PINS, DEPS "  - &n numpy\n  - scipy=1\n", DEPS "  - &n numpy=1.26\n  - scipy=1\n", NULL, STYLE_MINOR },
	{ "anchor: one that is used twice is left", FIX_PINS, "x: &n numpy\ndependencies:\n  - *n\n", NULL, "escapes", STYLE_MINOR },
	{ "Windows' line ends stay", FIX_PINS, "dependencies:\r\n  - numpy # a\r\n  - scipy=1\r\n", "dependencies:\r\n  - numpy=1.26 # a\r\n  - scipy=1\r\n", NULL,
	  STYLE_MINOR },
	{ "carriage returns alone stay", FIX_PINS, "dependencies:\r- numpy # a\r- scipy=1\r", "dependencies:\r- numpy=1.26 # a\r- scipy=1\r", NULL, STYLE_MINOR },
	{ "a prefix among carriage returns is left", FIX_PREFIX, "prefix: /x # a\rdependencies:\r- numpy=1\r", NULL, "another entry", STYLE_MINOR },
	{ "tabs before a comment stay", FIX_BUILDS, DEPS "  - numpy=1.26.4=py311_0\t# why\n", DEPS "  - numpy=1.26.4\t# why\n", NULL, STYLE_MINOR },
	{ "a byte order mark stays", FIX_PINS, "\xef\xbb\xbf" DEPS "  - numpy\n", "\xef\xbb\xbf" DEPS "  - numpy=1.26\n", NULL, STYLE_MINOR },
	{ "a prefix behind a byte order mark is left", FIX_PREFIX, "\xef\xbb\xbfprefix: /x\n" DEPS "  - a=1\n", NULL, "line of its own", STYLE_MINOR },
	{ "a folded entry is left", FIX_BUILDS, DEPS "  - >-\n    numpy=1.26.4=py311_0\n", NULL, "escapes", STYLE_MINOR },
	{ "letters of other alphabets in a comment", FIX_PINS, DEPS "  # \xc3\xa4\n  - numpy # \xc3\xb6\n", DEPS "  # \xc3\xa4\n  - numpy=1.26 # \xc3\xb6\n",
	  NULL, STYLE_MINOR },
	{ "pip blocks apart are both pinned", FIX_PINS, DEPS "  - pip:\n    - einops\n  - numpy\n  - pip:\n    - torch\n",
	  DEPS "  - pip:\n    - einops==0.8.*\n  - numpy=1.26\n  - pip:\n    - torch==2.4.*\n", NULL, STYLE_MINOR },

	{ "a file that cannot be read is left", FIX_PINS, "dependencies: [numpy\n", NULL, "read to its end", STYLE_MINOR },
};

static void add_version(arena *a, fix_wish *w, manager m, const char *name, const char *version)
{
	*LIST_PUSH(a, &w->versions) = (fix_version){ m, str_of(name), str_of(version), S("conda-lock.yml") };
}

static fix_wish wish_of(arena *a, const row *r)
{
	fix_wish w = { .style = r->style };
	w.kinds[r->kind] = true;
	add_version(a, &w, MANAGER_CONDA, "numpy", "1.26.4");
	add_version(a, &w, MANAGER_CONDA, "pytorch", "2.4.1");
	add_version(a, &w, MANAGER_CONDA, "split", "1.0");
	add_version(a, &w, MANAGER_CONDA, "split", "2.0");
	add_version(a, &w, MANAGER_CONDA, "tzdata", "2024a");
	add_version(a, &w, MANAGER_CONDA, "evil", "1\n  - worse");
	add_version(a, &w, MANAGER_PIP, "einops", "0.8.0");
	add_version(a, &w, MANAGER_PIP, "torch", "2.4.1+cu121");
	*LIST_PUSH(a, &w.commits) = (fix_commit){ S("tool"), S("https://github.com/o/tool"), S("0123456789012345678901234567890123456789"), S("x") };
	*LIST_PUSH(a, &w.commits) = (fix_commit){ S("two"), S("https://github.com/o/two"), S("0123456789012345678901234567890123456789"), S("x") };
	*LIST_PUSH(a, &w.commits) = (fix_commit){ S("two"), S("https://github.com/o/two"), S("9876543210987654321098765432109876543210"), S("x") };
	return w;
}

static void check_row(const row *r)
{
	arena *a = arena_open(1 << 22);
	source src = { .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = str_of(r->before) };
	fix_wish w = wish_of(a, r);
	fixed out = fix_file(a, &src, &w);
	str want = str_of(r->after ? r->after : r->before);
	if (!str_eq(out.bytes, want))
		fail_msg("got:\n%.*s\nleft: %.*s", SARG(out.bytes), SARG(out.left.n ? out.left.at[0].why : S("")));
	assert_int_equal(out.done.n > 0, r->after != NULL);
	assert_int_equal(out.left.n > 0, r->left != NULL);
	if (r->left && str_find(out.left.at[0].why, str_of(r->left)) < 0)
		fail_msg("left because %.*s", SARG(out.left.at[0].why));
	arena_close(a);
}

static void a_row(void **state)
{
	check_row(*state);
}

static void an_entry_is_copied_from_the_family(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	source from = { .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = S(DEPS "  - numpy=1.26\n  - scipy=1.13\n") };
	source to = { .kind = ENTRY_BLOB, .path = S("environment-dev.yml"), .bytes = S(DEPS "  - scipy # mine\n  - 'numpy>=1'\n") };
	fix_wish w = { .copy_from = envfile_read(a, &from, (variables){ 0 }) };
	w.kinds[FIX_COPY] = true;
	*LIST_PUSH(a, &w.only) = S("numpy");
	fixed out = fix_file(a, &to, &w);
	assert_true(str_eq(out.bytes, S(DEPS "  - scipy # mine\n  - 'numpy=1.26'\n")));
	assert_int_equal(out.done.n, 1);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest parts[] = {
		cmocka_unit_test(edits_are_made_back_to_front),
		cmocka_unit_test(an_entry_is_copied_from_the_family),
	};
	int bad = cmocka_run_group_tests(parts, NULL, NULL);
	return bad + RUN_ROWS(a_row, rows);
}
