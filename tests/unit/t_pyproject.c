/* t_pyproject: a pyproject.toml as conda-lock reads it, and Poetry's operators. */
#include "rows.h"

#include "base/buf.h"
#include "read/manifest.h"
#include "read/pyproject_version.h"

typedef struct row {
	const char *name;
	str text;
	const char *want;
} row;

#define LOCK "[tool.conda-lock]\nchannels = ['conda-forge', 'nodefaults']\nplatforms = ['linux-64', 'win-64']\n"
#define POETRY "[build-system]\nbuild-backend = 'poetry.core'\n[tool.poetry.dependencies]\n"

/* A guess ends in '?', what may miss in '!'. */
static const row rows[] = {
	{ "a project", S_INIT("[project]\ndependencies = ['A.b >= 1, <2', 'torch', 'x[y]~=1.4']\n" LOCK),
	  "conda-forge linux-64 win-64\n2 conda main a-b <2,>=1?\n2 conda main pytorch?\n2 conda main x ~=1.4?\n" },
	{ "extras", S_INIT("[project]\ndependencies = []\n[project.optional-dependencies]\ntest = ['a']\ndev = ['b']\ndoc = ['c']\n"),
	  "\n4 conda dev a?\n5 conda dev b?\n6 conda doc c?\n" },
	{ "markers", S_INIT("[project]\ndependencies = [\n'a>1;python_version<\"3.11\"',\n'b>1 ; sys_platform == \"darwin\"']\n"),
	  "\n3 conda main a >1?!\n4 conda main b?!\n" },
	{ "addresses are pip's", S_INIT("[project]\ndependencies = ['a @ https://e.org/a.whl']\n"), "\n2 pip main a?!\n" },
	{ "pip is the rule", S_INIT("[project]\ndependencies = ['torch===1']\n[tool.conda-lock]\ndefault-non-conda-source = 'pip'\n"),
	  "\n2 pip main torch==1?\n" },
	{ "what conda-lock is told", S_INIT("[project]\ndependencies = ['a>1', 'b']\n[tool.conda-lock.dependencies]\nc = '>=2'\na = { source = 'pypi' }\n"),
	  "\n2 pip main a>1?\n2 conda main b?\n4 conda main c >=2\n" },
	{ "nothing else", S_INIT("[project]\ndependencies = ['a']\n[tool.conda-lock]\nskip-non-conda-lock = true\n[tool.conda-lock.dependencies]\nc = '1'\n"),
	  "\n6 conda main c 1\n" },
	{ "dynamic", S_INIT("[project]\ndynamic = ['dependencies']\ndependencies = ['a']\n"), "\n" },
	{ "its own extra", S_INIT("[project]\nname = 'me'\ndependencies = ['a', 'me[x]']\n"), "incomplete \n3 conda main a?\n" },
	{ "poetry", S_INIT(POETRY "python = '^3.8'\na = '1.2'\nb = { version = '~1.2', extras = ['q'] }\nc = '*'\n"),
	  "\n4 conda main python >=3.8.0,<4.0.0\n5 conda main a 1.2?\n6 conda main b >=1.2.0,<1.3.0?\n7 conda main c?\n" },
	{ "poetry's other places",
	  S_INIT(POETRY "a = { git = 'https://e.org/a', rev = 'x' }\nb = { path = '../b' }\nc = { version = '^2', source = 'pypi' }\nd = { version = '1', markers = \"sys_platform == 'linux'\" }\n"),
	  "\n4 pip main a?!\n5 pip main b?!\n6 pip main c>=2.0.0,<3.0.0?\n7 conda main d?!\n" },
	{ "poetry's groups",
	  S_INIT(POETRY "a = { version = '1', optional = true }\n[tool.poetry.extras]\nx = ['a']\n[tool.poetry.dev-dependencies]\nb = '*'\n[tool.poetry.group.docs.dependencies]\nc = '*'\n"),
	  "\n4 conda x a 1?\n8 conda dev b?\n10 conda docs c?\n" },
	{ "what poetry alone understands", S_INIT(POETRY "a = [{ version = '1' }, { version = '2' }]\nb = {}\nc = '^1.0b1'\n"),
	  "incomplete \n5 pip main b?!\n6 conda main c?\n" },
	{ "flit", S_INIT("[build-system]\nbuild-backend = 'flit_core.buildapi'\n[tool.flit.metadata]\nrequires = ['a']\n[tool.flit.metadata.requires-extra]\ntest = ['b']\n"),
	  "\n4 conda main a?\n6 conda dev b?\n" },
	{ "pdm", S_INIT("[project]\ndependencies = ['a']\n[tool.pdm.dev-dependencies]\nlint = ['b']\n"), "\n2 conda main a?\n4 conda dev b?\n" },
};

static void put_spec(buf *b, const spec *s)
{
	buf_printf(b, "%d %s %.*s %.*s%s%s\n", s->at.line, manager_name(s->manager), SARG(s->environment), SARG(s->raw),
	           s->is_guess ? "?" : "", s->may_miss ? "!" : "");
}

static void test_read(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	source src = { .kind = ENTRY_BLOB, .path = S("pyproject.toml"), .bytes = r->text, .size_bytes = r->text.n };
	const env *e = NULL;
	assert_null(manifest_read_both(a, &src, &e));
	assert_non_null(e);
	buf b = buf_new(a);
	buf_put(&b, e->complete ? S("") : S("incomplete "));
	for (ptrdiff_t i = 0; i < e->channels.n; i++)
		buf_printf(&b, "%.*s", SARG(e->channels.at[i].text));
	for (ptrdiff_t i = 0; i < e->platforms.n; i++)
		buf_printf(&b, " %.*s", SARG(e->platforms.at[i]));
	buf_char(&b, '\n');
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		put_spec(&b, &e->specs.at[i]);
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

typedef struct version_row {
	const char *name; /* as written */
	const char *conda, *pip; /* "-": not understood */
} version_row;

/* The first ones are the examples of grayskull's own encode_poetry_version. */
static const version_row versions[] = {
	{ "~=1.1", "~=1.1", "~=1.1" }, { "1.*", "1.*", "==1.*" }, { ">=1,<2", ">=1,<2", ">=1,<2" },
	{ "==1.2.3", "==1.2.3", "==1.2.3" }, { "!=1.2.3", "!=1.2.3", "!=1.2.3" }, { "===1.2.3", "==1.2.3", "==1.2.3" },
	{ ">=1, <2", ">=1,<2", ">=1,<2" }, { "1.2.3", "1.2.3", "==1.2.3" }, { "=1.2.3", "=1.2.3", "==1.2.3" },
	{ "^0", ">=0.0.0,<1.0.0", ">=0.0.0,<1.0.0" }, { "^0.0", ">=0.0.0,<0.1.0", ">=0.0.0,<0.1.0" },
	{ "^0.0.3", ">=0.0.3,<0.0.4", ">=0.0.3,<0.0.4" }, { "^0.2.3", ">=0.2.3,<0.3.0", ">=0.2.3,<0.3.0" },
	{ "^1", ">=1.0.0,<2.0.0", ">=1.0.0,<2.0.0" }, { "^1.2", ">=1.2.0,<2.0.0", ">=1.2.0,<2.0.0" },
	{ "^1.2.3", ">=1.2.3,<2.0.0", ">=1.2.3,<2.0.0" }, { "~1", ">=1.0.0,<2.0.0", ">=1.0.0,<2.0.0" },
	{ "~1.2", ">=1.2.0,<1.3.0", ">=1.2.0,<1.3.0" }, { "~1.2.3", ">=1.2.3,<1.3.0", ">=1.2.3,<1.3.0" },
	{ "1.2.3|1.2.4", "1.2.3|1.2.4", "-" }, { "^5 || ^6", ">=5.0.0,<6.0.0|>=6.0.0,<7.0.0", "-" },
	{ "~1.2.3, ^2.3", ">=1.2.3,<1.3.0,>=2.3.0,<3.0.0", ">=1.2.3,<1.3.0,>=2.3.0,<3.0.0" },
	{ "*", "", "" }, { "", "", "" }, { "^1.0b1", "-", "-" }, { "^", "-", "-" }, { "^1.", "-", "-" }, { "~1..2", "-", "-" },
};

static void test_version(void **state)
{
	const version_row *r = *state;
	arena *a = arena_open(1 << 20);
	str conda = poetry_as_conda(a, str_of(r->name));
	assert_str(conda.p ? conda : S("-"), r->conda);
	str pip = conda.p ? poetry_as_pip(a, conda) : conda;
	assert_str(pip.p ? pip : S("-"), r->pip);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_read, rows) + RUN_ROWS(test_version, versions);
}
