/* t_requirements_write: what of an environment file goes into a requirements file, in which words, and what is left. */
#include "rows.h"

#include "edit/requirements_write.h"
#include "read/envfile.h"

typedef struct {
	const char *name;
	const char *entries; /* of dependencies: */
	const char *lines;   /* behind the head; NULL: not done */
	const char *left;    /* a piece of the first reason; NULL: nothing is left out */
} row;

#define PIP "  - pip:\n"

static const row rows[] = {
	{ "a prefix",                        "  - numpy=1.26\n",                    "numpy==1.26.*\n",            NULL },
	{ "an exact version",                "  - numpy==1.26.4\n",                 "numpy==1.26.4\n",            NULL },
	{ "exact beside a build, which goes", "  - numpy=1.26.4=py311h64a7726_0\n", "numpy==1.26.4\n",            NULL },
	{ "a range",                         "  - numpy >=1.26,<2\n",               "numpy>=1.26,<2\n",           NULL },
	{ "a bound with a star",             "  - numpy>=1.26.*\n",                 "numpy>=1.26\n",              NULL },
	{ "not this one",                    "  - numpy>=1.26,!=1.26.3\n",          "numpy>=1.26,!=1.26.3\n",     NULL },
	{ "compatible",                      "  - numpy~=1.26.1\n",                 "numpy~=1.26.1\n",            NULL },
	{ "no version",                      "  - numpy\n",                         "numpy\n",                    NULL },
	{ "any version",                     "  - numpy=*\n",                       "numpy\n",                    NULL },
	{ "a star alone beside a build",     "  - pytorch=*=*cuda*\n",              "torch\n",                    NULL },
	{ "alternatives",                    "  - numpy=1.25|1.26\n",               "",                           "no words" },
	{ "a version pip cannot read",       "  - numpy=1.26x\n",                   "",                           "no words" },
	{ "another name, and the channel goes", "  - conda-forge::pytorch=2.4\n",   "torch==2.4.*\n",             NULL },
	{ "Python itself",                   "  - python=3.11\n",                   "",                           "does not install it" },
	{ "CUDA's selector",                 "  - cuda-version=12.4\n",             "",                           "bring CUDA along" },
	{ "a name for each CUDA",            "  - cupy=13\n",                        "",                           "each CUDA" },
	{ "several projects",                "  - opencv=4.9\n",                    "",                           "opencv-python, opencv-python-headless" },
	{ "nobody knows",                    "  - openssl=3\n",                     "",                           "no pip name is known" },
	{ "the policy knows",                "  - our-conda=1.2\n",                 "our-pip==1.2.*\n",           NULL },
	{ "the policy knows two",            "  - both=1.2\n",                      "",                           "two pip names" },

	{ "pip's own as it is written", PIP "    - \"Einops[jax] >=0.8 ; python_version < '3.13'\"\n", "Einops[jax] >=0.8 ; python_version < '3.13'\n",
	  NULL },
	{ "an address", PIP "    - tool @ git+https://github.com/o/tool.git@main\n", "tool @ git+https://github.com/o/tool.git@main\n", NULL },
	{ "editable", PIP "    - -e .\n", "-e .\n", NULL },
	{ "options come first", PIP "    - b==1\n    - --extra-index-url https://x.example/\n    - a==1\n",
	  "--extra-index-url https://x.example/\na==1\nb==1\n", NULL },
	{ "an option of one requirement stays on its line", PIP "    - a==1 --hash=sha256:0123456789012345678901234567890123456789012345678901234567890123\n",
	  "a==1 --hash=sha256:0123456789012345678901234567890123456789012345678901234567890123\n", NULL },
	{ "pip's own before conda's", "  - numpy=1.26\n" PIP "    - numpy==1.26.4\n", "numpy==1.26.4\n", "the pip part has it" },
	{ "the same twice is one", PIP "    - a==1\n    - a==1\n", "a==1\n", NULL },
	{ "sorted by name, whoever it is from", "  - scipy=1.13\n  - numpy=1.26\n" PIP "    - pandas==2.2\n", "numpy==1.26.*\npandas==2.2\nscipy==1.13.*\n",
	  NULL },

	{ "a selector becomes a marker", "  - numpy=1.26  # [linux]\n  - numpy=1.25  # [win]\n",
	  "numpy==1.25.* ; sys_platform == 'win32'\nnumpy==1.26.* ; sys_platform == 'linux'\n", NULL },
	{ "a selector that conda-lock drops", "  - numpy=1.26  # [not linux]\n", "", "leaves no platform" },
	{ "for sel() too", "  - sel(osx): numpy=1.26\n", "numpy==1.26.* ; sys_platform == 'darwin'\n", NULL },
	{ "beside a marker", PIP "    - a==1 ; python_version < '3.9' or extra == 'x'  # [win]\n",
	  "a==1 ; (python_version < \"3.9\" or extra == \"x\") and sys_platform == 'win32'\n", NULL },
	{ "an address with a selector is left", PIP "    - git+https://github.com/o/tool.git@main#egg=tool  # [win]\n", "", "given a marker" },

	{ "an entry that pip refuses", PIP "    - numpy=1.26\n", NULL, NULL },
	{ "its own file by -r", PIP "    - -r requirements.txt\n", NULL, NULL },
	{ "another file by -r", PIP "    - -r more.txt\n", "--requirement more.txt\n", NULL },
};

static requirements_made make(arena *a, const char *deps, str path)
{
	static name_pair pairs[] = { { S_INIT("both-a"), S_INIT("both") }, { S_INIT("both-b"), S_INIT("both") },
		                     { S_INIT("our-pip"), S_INIT("our-conda") } };
	name_pairs names = { .at = pairs, .n = 3, .cap = 3 };
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = arena_cat(a, S("dependencies:\n"), str_of(deps)) };
	return requirements_write(a, envfile_read(a, src, (variables){ 0 }), path, &names);
}

/* Behind the comments that open it. */
static str body(str bytes)
{
	while (str_starts(bytes, S("#")))
		bytes = str_from(bytes, str_find_byte(bytes, '\n') + 1);
	return bytes;
}

static void a_row(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	requirements_made m = make(a, r->entries, S("requirements.txt"));
	str got = m.bytes, why = m.left.n ? m.left.at[0].why : S("");
	if ((got.p != NULL) != (r->lines != NULL))
		fail_msg("why: %.*s", SARG(m.why));
	assert_int_equal(m.why.p != NULL, r->lines == NULL);
	if (r->lines && !str_eq(body(got), str_of(r->lines)))
		fail_msg("got:\n%.*s\nleft: %.*s", SARG(got), SARG(why));
	assert_int_equal(m.left.n > 0, r->left != NULL);
	if (r->left && str_find(why, str_of(r->left)) < 0)
		fail_msg("left because %.*s", SARG(why));
	arena_close(a);
}

static void the_head_says_how(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	requirements_made m = make(a, "  - python=3.11\n  - numpy=1.26\n", S("my reqs.txt"));
	assert_str(m.bytes, "# made by envgate fix --requirements from environment.yml: edit that file, not this one\n"
	                    "# renew it: envgate fix --requirements 'my reqs.txt' -- environment.yml\n# for Python 3.11.*\nnumpy==1.26.*\n");
	assert_true(requirements_is_made(m.bytes));
	assert_false(requirements_is_made(S("numpy==1.26\n")));
	arena_close(a);
}

static void what_is_named_beside_it_stays_there(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	assert_null(make(a, PIP "    - -e .\n", S("deploy/requirements.txt")).bytes.p);
	assert_null(make(a, PIP "    - -c limits.txt\n", S("deploy/requirements.txt")).bytes.p);
	assert_non_null(make(a, PIP "    - -f https://x.example/\n", S("deploy/requirements.txt")).bytes.p);
	assert_null(make(a, PIP "    - a==1\n", S("re\nquirements.txt")).bytes.p);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest parts[] = {
		cmocka_unit_test(the_head_says_how),
		cmocka_unit_test(what_is_named_beside_it_stays_there),
	};
	int bad = cmocka_run_group_tests(parts, NULL, NULL);
	return bad + RUN_ROWS(a_row, rows);
}
