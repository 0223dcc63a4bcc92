/* t_satisfy: entries against lock rows made by hand; whole locks are tests/cases and the vectors. */
#include "gate/satisfy.h"

#include "base/limits.h"
#include "rows.h"
#include "spec/channel.h"
#include "spec/package_url.h"

/* packages: "manager name version url-or-dash", one a line. want: a letter for each entry, one entry a
 * line: s satisfied, l not locked, n not satisfied, - not asked. */
typedef struct { const char *name, *platform, *packages, *specs, *want; } row;

#define CF "https://conda.anaconda.org/conda-forge/linux-64/"
#define WIN "https://conda.anaconda.org/conda-forge/win-64/"
#define PYTHON "conda python 3.10.14 " CF "python-3.10.14-hd12c33a_0_cpython.conda\n"
#define NUMPY "conda numpy 1.26.4 " CF "numpy-1.26.4-py310hb13e2d6_0.conda\n"
#define SHA "0123456789abcdef0123456789abcdef01234567"

static const row rows[] = {
	{ "a name", "linux-64", NUMPY, "numpy", "s" },
	{ "a name that is not there", "linux-64", NUMPY, "scipy", "l" },
	{ "versions", "linux-64", NUMPY, "numpy=1.26\nnumpy=1.2\nnumpy>=1.26,<2\nnumpy==1.26.4\nnumpy<1.26", "snssn" },
	{ "build globs", "linux-64", NUMPY, "numpy=*=py310*\nnumpy=*=py311*\nnumpy=1.26.4=py310hb13e2d6_0", "sns" },
	{ "a build number", "linux-64", NUMPY, "numpy[build_number=0]\nnumpy[build_number='>0']", "sn" },
	{ "channels are conda's: any host will do", "linux-64", NUMPY,
	  "conda-forge::numpy\nnvidia::numpy\nhttps://conda.anaconda.org/conda-forge::numpy", "sns" },
	{ "a mirror bears the channel's name", "linux-64",
	  "conda numpy 1.26.4 https://example.com/conda-forge/linux-64/numpy-1.26.4-py310_0.conda\n",
	  "conda-forge::numpy\nhttps://conda.anaconda.org/conda-forge::numpy", "ss" },
	{ "a subdir", "linux-64", NUMPY, "conda-forge/linux-64::numpy\nconda-forge/noarch::numpy", "sn" },
	{ "a name in capitals", "linux-64", NUMPY, "NumPy", "s" },
	{ "virtual packages are not asked", "linux-64", NUMPY, "__glibc>=2.17\n__cuda", "--" },
	{ "a selector keeps an entry away", "win-64", "conda numpy 1.26.4 " WIN "numpy-1.26.4-py310_0.conda\n",
	  "[linux] scipy\n[win] numpy\n[unix] numpy", "-s-" },
	{ "a platform that selectors have no word for", "emscripten-wasm32", NUMPY, "[linux] numpy\nnumpy", "-s" },
	{ "a name pattern", "linux-64", NUMPY PYTHON, "num*\nrum*", "sl" },
	{ "pip by PEP 440", "linux-64", "pip torch 2.1.0 -\n", "pip torch==2.1\npip torch>2.1\npip Torch~=2.0", "sns" },
	{ "pip takes a pre-release", "linux-64", "pip torch 2.2.0rc1 -\n", "pip torch>=2.1", "s" },
	{ "a local version", "linux-64", "pip torch 2.1.0+cu118 -\n", "pip torch==2.1.0\npip torch==2.1.0+cu121", "sn" },
	{ "names by PEP 503", "linux-64", "pip ruamel-yaml 0.17 -\n", "pip ruamel.yaml\npip Ruamel_YAML>0.18", "sn" },
	{ "conda does not fulfil a conda entry from pip", "linux-64", "pip numpy 1.26.4 -\n", "numpy", "l" },
	{ "pip's library may come from conda", "linux-64",
	  "conda pytorch 2.1.0 " CF "pytorch-2.1.0-cpu_0.conda\n" NUMPY, "pip torch>=2\npip torch>=3\npip numpy", "sns" },
	{ "markers of the platform", "linux-64", PYTHON,
	  "pip colorama; sys_platform == 'win32'\npip uvloop; platform_system == 'Linux'", "-l" },
	{ "markers of the locked Python", "linux-64", PYTHON "pip tomli 2.0 -\n",
	  "pip tomli; python_version < '3.11'\npip tomli>2; python_full_version == '3.10.14'\n"
	  "pip tomli>2; python_version >= '3.11'", "sn-" },
	{ "no Python, no answer", "linux-64", NUMPY, "pip tomli; python_version < '3.11'", "-" },
	{ "a marker that nobody can answer", "linux-64", PYTHON, "pip tomli; platform_release > '5'", "-" },
	{ "an extra nobody asked for", "linux-64", PYTHON, "pip tomli; extra == 'toml'", "-" },
	{ "a commit on both sides", "linux-64", "pip mine 1.0 git+https://github.com/a/mine.git@" SHA "\n",
	  "pip mine @ git+https://github.com/a/mine@" SHA "\n"
	  "pip mine @ git+https://github.com/a/mine@89abcdef0123456789abcdef0123456701234567\n"
	  "pip mine @ git+https://github.com/a/mine@0123456\npip mine @ git+https://github.com/a/mine@main\n"
	  "pip mine @ git+https://github.com/b/mine@main", "snssn" },
	{ "the commit behind pixi's #", "linux-64", "pip mine 1.0 git+https://github.com/a/mine?tag=v1#" SHA "\n",
	  "pip mine @ git+https://github.com/a/mine@" SHA, "s" },
	{ "an archive at another address", "linux-64", "pip mine 1.0 https://h.org/mine-1.0.tar.gz\n",
	  "pip mine @ https://h.org/mine-1.0.tar.gz#sha256=0\npip mine @ https://evil.org/mine-1.0.tar.gz", "sn" },
	{ "a reference that names no project", "linux-64", NUMPY, "pip git+https://github.com/a/mine", "-" },
	{ "the second of one name", "linux-64", NUMPY "conda numpy 2.0.0 " CF "numpy-2.0.0-py310_0.conda\n", "numpy=2", "s" },
	{ "a package that is built from a path has no version", "linux-64", "conda mine - -\n", "mine>=3", "s" },
};

static str word_of(str *line)
{
	str word = { 0 };
	str_next(line, ' ', &word);
	return str_eq(word, S("-")) ? (str){ 0 } : word;
}

static lock *lock_of(arena *a, const row *r)
{
	lock *l = NEW(a, lock);
	l->complete = true;
	*LIST_PUSH(a, &l->platforms) = str_of(r->platform);
	str rest = str_of(r->packages), line;
	while (str_next(&rest, '\n', &line)) {
		if (line.n == 0)
			continue;
		locked *p = LIST_PUSH(a, &l->packages);
		p->manager = str_eq(word_of(&line), S("pip")) ? MANAGER_PIP : MANAGER_CONDA;
		p->name = word_of(&line);
		p->version = word_of(&line);
		p->url = word_of(&line);
		p->platform = str_of(r->platform);
		package_url u = { 0 };
		if (p->manager == MANAGER_CONDA && p->url.p && package_url_read(a, p->url, &u)) {
			p->build = u.build;
			p->build_number = u.build_number;
			p->channel = u.channel;
			p->subdir = u.subdir;
		}
	}
	return l;
}

static unsigned selected(str *text)
{
	static const struct { str word; unsigned on; } words[] = {
		{ S_INIT("[linux] "), ON_LINUX }, { S_INIT("[win] "), ON_WIN }, { S_INIT("[unix] "), ON_UNIX },
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_starts(*text, words[i].word)) {
			*text = str_from(*text, words[i].word.n);
			return words[i].on;
		}
	return ON_ALL;
}

static spec spec_of(arena *a, str text)
{
	spec s = { .platforms = selected(&text) };
	if (!str_starts(text, S("pip "))) {
		s.manager = MANAGER_CONDA;
		s.conda = matchspec_parse(a, text, NULL);
		assert_non_null(s.conda);
		s.name = s.conda->name;
		return s;
	}
	str line = str_from(text, 4);
	s.manager = MANAGER_PIP;
	if (str_starts(line, S("git+"))) {
		requirement *bare = NEW(a, requirement);
		bare->url = line;
		s.pip = bare;
		return s;
	}
	const requirement *parsed = requirement_parse(a, line, NULL);
	assert_non_null(parsed);
	requirement *r = NEW(a, requirement);
	*r = *parsed;
	if (r->url.n)
		requirement_read_url(a, r);
	s.pip = r;
	s.name = r->normalized;
	return s;
}

static void test_entry(void **state)
{
	const row *r = *state;
	arena *a = arena_open(64 << 20);
	file f = { .kind = FILE_CONDA_LOCK, .lock = lock_of(a, r), .path = S("conda-lock.yml") };
	lock_views views = satisfy_views(a, &f);
	assert_int_equal(views.n, 1);
	str rest = str_of(r->specs), line;
	str letters = S("");
	while (str_next(&rest, '\n', &line)) {
		spec s = spec_of(a, line);
		satisfied got = satisfy_entry(a, &s, &views.at[0], NULL);
		letters = arena_cat(a, letters, str_sub(S("sln-"), got, got + 1));
	}
	assert_str(letters, r->want);
	arena_close(a);
}

/* Two platforms, and what one family makes of them. */
static void test_family(void **state)
{
	(void)state;
	arena *a = arena_open(64 << 20);
	static const row linux = { "", "linux-64", NUMPY PYTHON, "", "" };
	static const row osx = { "", "osx-64",
		                 "conda numpy 1.25.0 https://conda.anaconda.org/conda-forge/osx-64/numpy-1.25.0-py310_0.conda\n",
		                 "", "" };
	lock *l = lock_of(a, &linux), *other = lock_of(a, &osx);
	*LIST_PUSH(a, &l->platforms) = S("osx-64");
	*LIST_PUSH(a, &l->packages) = other->packages.at[0];
	static const char *const texts[] = { "numpy>=1.25", "numpy=1.26", "[linux] python", "[win] python", "pip x" };
	file lock_file = { .kind = FILE_CONDA_LOCK, .lock = l, .path = S("conda-lock.yml") };
	env e = { .complete = true, .is_environment = true };
	file env_file = { .kind = FILE_ENVIRONMENT, .path = S("environment.yml") };
	family fam = { .complete = true };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		spec s = spec_of(a, str_of(texts[i]));
		s.at.beg = (ptrdiff_t)i;
		*LIST_PUSH(a, &e.specs) = s;
	}
	env_file.env = &e;
	*LIST_PUSH(a, &fam.members) = (family_member){ .file = &env_file };
	*LIST_PUSH(a, &fam.locks) = &lock_file;
	for (ptrdiff_t i = 1; i < e.specs.n; i++) { /* the first was replaced by a later source's */
		*LIST_PUSH(a, &fam.declared) = e.specs.at[i];
		*LIST_PUSH(a, &fam.declared_in) = &env_file;
	}
	fam.satisfaction = satisfy_family(a, &fam);
	assert_non_null(fam.satisfaction);
	assert_int_equal(fam.satisfaction->rows.n, 8);
	assert_true(fam.satisfaction->complete);
	const satisfaction_row *got = fam.satisfaction->rows.at;
	static const satisfied want[] = { SATISFIED, NOT_SATISFIED, SATISFIED, NOT_ASKED,
		                          NOT_ASKED, NOT_ASKED,     NOT_LOCKED, NOT_LOCKED };
	for (int i = 0; i < 8; i++)
		assert_int_equal(got[i].answer, want[i]);
	assert_str(got[1].found->version, "1.25.0");
	side s = { 0 };
	*LIST_PUSH(a, &s.families) = fam;
	static const bool covered[] = { true, false, true, false, false };
	for (int i = 0; i < 5; i++)
		assert_int_equal(satisfy_covers(&s, &env_file, &e.specs.at[i]), covered[i]);
	arena_close(a);
}

/* A lock for no platform locks nothing, and one that was cut short answers nothing. */
static void test_empty(void **state)
{
	(void)state;
	arena *a = arena_open(64 << 20);
	lock l = { .complete = true };
	file lock_file = { .kind = FILE_CONDA_LOCK, .lock = &l, .path = S("conda-lock.yml") };
	file env_file = { .kind = FILE_ENVIRONMENT, .path = S("environment.yml") };
	family fam = { .complete = true };
	*LIST_PUSH(a, &fam.locks) = &lock_file;
	*LIST_PUSH(a, &fam.declared) = spec_of(a, S("numpy"));
	*LIST_PUSH(a, &fam.declared_in) = &env_file;
	const satisfaction *got = satisfy_family(a, &fam);
	assert_non_null(got);
	assert_int_equal(got->rows.n, 1);
	assert_int_equal(got->rows.at[0].answer, NOT_LOCKED);
	l.complete = false;
	assert_null(satisfy_family(a, &fam));
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest whole[] = { cmocka_unit_test(test_family), cmocka_unit_test(test_empty) };
	return RUN_ROWS(test_entry, rows) + cmocka_run_group_tests(whole, NULL, NULL);
}
