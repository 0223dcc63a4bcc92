/* split_table: what developers and tests need, by name.
 *
 * A name stands here when a program that runs in production has no use for it: test runners and their plugins,
 * formatters, linters, type checkers, generators of documentation, packaging tools, interactive shells, profilers. The
 * rows are what projects themselves keep in files of that role: conda-lock's dev-environment.yaml, mamba's
 * environment-dev-extra.yml, the groups test, develop and docs of cudf's dependencies.yaml, the extras test and docs of
 * dask and unidep, pandas' and scikit-learn's sections for tests, checks and documentation.
 *
 * Left out on purpose, because programs need them to run as well: compilers, cmake and ninja (PyTorch builds its
 * extensions with them at run time), setuptools (pkg_resources), cython (pyximport), matplotlib, tqdm, tensorboard,
 * wandb, faker. A row too few leaves a line where it was; a row too many takes a package out of production.
 *
 * To add one: the name in lower case, '-' for '_' and '.', with a star for what may follow or go before. */
#include "edit/split.h"

#include "spec/names.h"

static const struct { const char *name; split_role role; } table[] = {
	/* tests */
	{ "aioresponses",       SPLIT_TEST },
	{ "codecov",            SPLIT_TEST },
	{ "coverage",           SPLIT_TEST },
	{ "coveralls",          SPLIT_TEST },
	{ "factory-boy",        SPLIT_TEST },
	{ "flaky",              SPLIT_TEST },
	{ "freezegun",          SPLIT_TEST },
	{ "hypothesis",         SPLIT_TEST },
	{ "hypothesis-*",       SPLIT_TEST },
	{ "mock",               SPLIT_TEST },
	{ "moto",               SPLIT_TEST },
	{ "nbmake",             SPLIT_TEST },
	{ "nbval",              SPLIT_TEST },
	{ "nose",               SPLIT_TEST },
	{ "nose2",              SPLIT_TEST },
	{ "nox",                SPLIT_TEST },
	{ "parameterized",      SPLIT_TEST },
	{ "pyfakefs",           SPLIT_TEST },
	{ "pytest",             SPLIT_TEST },
	{ "pytest-*",           SPLIT_TEST },
	{ "requests-mock",      SPLIT_TEST },
	{ "responses",          SPLIT_TEST },
	{ "respx",              SPLIT_TEST },
	{ "testbook",           SPLIT_TEST },
	{ "testfixtures",       SPLIT_TEST },
	{ "time-machine",       SPLIT_TEST },
	{ "tox",                SPLIT_TEST },
	{ "tox-*",              SPLIT_TEST },
	{ "vcrpy",              SPLIT_TEST },
	{ "xdoctest",           SPLIT_TEST },
	/* formatters and linters */
	{ "autoflake",          SPLIT_DEV },
	{ "autopep8",           SPLIT_DEV },
	{ "bandit",             SPLIT_DEV },
	{ "black",              SPLIT_DEV },
	{ "check-manifest",     SPLIT_DEV },
	{ "clang-format",       SPLIT_DEV },
	{ "clang-tools",        SPLIT_DEV },
	{ "cmake-format",       SPLIT_DEV },
	{ "codespell",          SPLIT_DEV },
	{ "cpplint",            SPLIT_DEV },
	{ "docformatter",       SPLIT_DEV },
	{ "flake8",             SPLIT_DEV },
	{ "flake8-*",           SPLIT_DEV },
	{ "include-what-you-use", SPLIT_DEV },
	{ "isort",              SPLIT_DEV },
	{ "nbqa",               SPLIT_DEV },
	{ "nbstripout",         SPLIT_DEV },
	{ "pre-commit",         SPLIT_DEV },
	{ "pycodestyle",        SPLIT_DEV },
	{ "pydocstyle",         SPLIT_DEV },
	{ "pyflakes",           SPLIT_DEV },
	{ "pylint",             SPLIT_DEV },
	{ "pylint-*",           SPLIT_DEV },
	{ "pyupgrade",          SPLIT_DEV },
	{ "ruff",               SPLIT_DEV },
	{ "ruff-lsp",           SPLIT_DEV },
	{ "shellcheck",         SPLIT_DEV },
	{ "vulture",            SPLIT_DEV },
	{ "yamllint",           SPLIT_DEV },
	{ "yapf",               SPLIT_DEV },
	{ "zizmor",             SPLIT_DEV },
	/* types */
	{ "mypy",               SPLIT_DEV },
	{ "pyright",            SPLIT_DEV },
	{ "ty",                 SPLIT_DEV },
	{ "types-*",            SPLIT_DEV },
	{ "*-stubs",            SPLIT_DEV },
	/* documentation */
	{ "breathe",            SPLIT_DEV },
	{ "doxygen",            SPLIT_DEV },
	{ "furo",               SPLIT_DEV },
	{ "jupyter-book",       SPLIT_DEV },
	{ "mkdocs",             SPLIT_DEV },
	{ "mkdocs-*",           SPLIT_DEV },
	{ "mkdocstrings",       SPLIT_DEV },
	{ "mkdocstrings-*",     SPLIT_DEV },
	{ "myst-nb",            SPLIT_DEV },
	{ "myst-parser",        SPLIT_DEV },
	{ "nbsphinx",           SPLIT_DEV },
	{ "numpydoc",           SPLIT_DEV },
	{ "pdoc",               SPLIT_DEV },
	{ "pdoc3",              SPLIT_DEV },
	{ "pydata-sphinx-theme", SPLIT_DEV },
	{ "sphinx",             SPLIT_DEV },
	{ "sphinx-*",           SPLIT_DEV },
	{ "sphinxcontrib-*",    SPLIT_DEV },
	/* packaging */
	{ "bump2version",       SPLIT_DEV },
	{ "bumpversion",        SPLIT_DEV },
	{ "commitizen",         SPLIT_DEV },
	{ "conda-lock",         SPLIT_DEV },
	{ "grayskull",          SPLIT_DEV },
	{ "pip-tools",          SPLIT_DEV },
	{ "twine",              SPLIT_DEV },
	/* interactive work */
	{ "gh",                 SPLIT_DEV },
	{ "ipdb",               SPLIT_DEV },
	{ "ipykernel",          SPLIT_DEV },
	{ "ipython",            SPLIT_DEV },
	{ "jedi-language-server", SPLIT_DEV },
	{ "jupyter",            SPLIT_DEV },
	{ "jupyterlab",         SPLIT_DEV },
	{ "jupyterlab-*",       SPLIT_DEV },
	{ "jupytext",           SPLIT_DEV },
	{ "nb-conda-kernels",   SPLIT_DEV },
	{ "notebook",           SPLIT_DEV },
	{ "pdbpp",              SPLIT_DEV },
	{ "python-lsp-server",  SPLIT_DEV },
	{ "python-lsp-server-base", SPLIT_DEV },
	{ "spyder",             SPLIT_DEV },
	/* debuggers, profilers, benchmarks */
	{ "asv",                SPLIT_DEV },
	{ "gdb",                SPLIT_DEV },
	{ "line-profiler",      SPLIT_DEV },
	{ "lldb",               SPLIT_DEV },
	{ "memory-profiler",    SPLIT_DEV },
	{ "memray",             SPLIT_DEV },
	{ "py-spy",             SPLIT_DEV },
	{ "scalene",            SPLIT_DEV },
	{ "snakeviz",           SPLIT_DEV },
	{ "valgrind",           SPLIT_DEV },
};

static bool matches(str pattern, str name)
{
	if (str_starts(pattern, S("*")))
		return name.n > pattern.n - 1 && names_spelled_alike(str_from(name, name.n - (pattern.n - 1)), str_from(pattern, 1));
	if (str_ends(pattern, S("*")))
		return name.n > pattern.n - 1 && names_spelled_alike(str_head(name, pattern.n - 1), str_head(pattern, pattern.n - 1));
	return names_spelled_alike(pattern, name);
}

split_role split_role_of(str name)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (matches(str_of(table[i].name), name))
			return table[i].role;
	return SPLIT_PROD;
}

const char *split_role_name(split_role r)
{
	static const char *const names[SPLIT_ROLES] = { "prod", "dev", "test" };
	return names[r];
}
