/* prefix: conda's and pip's records of what is installed, and what is refused. */
#include "rows.h"
#include "base/buf.h"
#include "read/prefix.h"
#include "read/prefix_json.h"

/* ---- conda-meta/NAME.json ---- */

typedef struct {
	const char *name, *in, *want; /* want NULL: refused */
} record_row;

/* The text of a record around what a row is about. */
#define RECORD(more) "{\"name\": \"A\", \"version\": \"1.0\", " more "}"
#define SITE "lib/python3.11/site-packages/"

static const record_row records[] = {
	{ "name and version",              RECORD("\"build\": \"py_0\""),         "a 1.0 py_0" },
	{ "other keys are passed over",    RECORD("\"x\": {\"y\": [1, {\"z\": \"}\"}]}, \"build\": \"b\", \"n\": null"), "a 1.0 b" },
	{ "the channel comes from the URL", RECORD("\"url\": \"https://conda.anaconda.org/conda-forge/noarch/a-1.0-b.conda\", \"channel\": \"x\""), "a 1.0 @conda-forge" },
	{ "or from the channel",           RECORD("\"channel\": \"https://conda.anaconda.org/bioconda/linux-64\""), "a 1.0 @bioconda" },
	{ "depends",                       RECORD("\"depends\": [\"b >=1,<2\", \"__glibc >=2.17\"]"), "a 1.0 needs=b >=1,<2|__glibc >=2.17" },
	{ "a package with modules",        RECORD("\"files\": [\"" SITE "a/__init__.py\", \"" SITE "a/b.py\"]"), "a 1.0 modules=a" },
	{ "a module that is a file",       RECORD("\"files\": [\"" SITE "six.py\", \"" SITE "_x.abi3.so\", \"" SITE "y.pyc\"]"), "a 1.0 modules=_x|six" },
	{ "a namespace",                   RECORD("\"files\": [\"" SITE "g/c/s/__init__.py\", \"" SITE "g/c/s/t.py\", \"" SITE "g/u.py\"]"), "a 1.0 modules=g.c.s|g.u" },
	{ "what is before its __init__",   RECORD("\"files\": [\"" SITE "a/Z.py\", \"" SITE "a/__init__.py\"]"), "a 1.0 modules=a" },
	{ "what is no identifier",         RECORD("\"files\": [\"" SITE "a-b/c.py\", \"" SITE "1.py\", \"" SITE "__init__.py\"]"), "a 1.0" },
	{ "files elsewhere",               RECORD("\"files\": [\"bin/a.py\", \"share/site-packages/a.py\"]"), "a 1.0" },
	{ "a noarch path",                 RECORD("\"files\": [\"site-packages/a.py\"]"), "a 1.0 modules=a" },
	{ "distributions",                 RECORD("\"files\": [\"" SITE "Foo_Bar-1.0.dist-info/METADATA\", \"" SITE "Foo_Bar-1.0.dist-info/RECORD\", \"" SITE "x-2-py3.11.egg-info\"]"), "a 1.0 dists=foo-bar|x" },
	{ "what conda knows of INSTALLER", RECORD("\"files\": [\"" SITE "x-1.dist-info/INSTALLER\"], \"paths_data\": {\"paths_version\": 1, \"paths\": [{\"sha256\": \"aa\", \"_path\": \"" SITE "x-1.dist-info/INSTALLER\"}]}"), "a 1.0 dists=x installers=aa" },
	{ "the hash of the prefix first",  RECORD("\"files\": [\"" SITE "x-1.dist-info/INSTALLER\"], \"paths_data\": {\"paths\": [{\"_path\": \"" SITE "x-1.dist-info/INSTALLER\", \"sha256_in_prefix\": \"bb\", \"sha256\": \"aa\"}]}"), "a 1.0 dists=x installers=bb" },
	{ "escapes",                       RECORD("\"build\": \"\\u0061\\n\\ud83d\\ude00\\ud83d\\\"\""), "a 1.0 a\n\xF0\x9F\x98\x80\xEF\xBF\xBD\"" },
	{ "files that are no list",        RECORD("\"files\": {\"a\": 1}, \"build\": \"b\""), "a 1.0 b" },
	{ "an empty file",                 "",                                     NULL },
	{ "a list",                        "[1]",                                  NULL },
	{ "no name",                       "{\"version\": \"1\"}",                 NULL },
	{ "no version",                    "{\"name\": \"a\"}",                    NULL },
	{ "a name that is none",           "{\"name\": \"a; rm\", \"version\": \"1\"}", NULL },
	{ "cut off in a text",             "{\"name\": \"a\", \"version\": \"1",   NULL },
	{ "cut off in a list",             "{\"name\": \"a\", \"version\": \"1\", \"files\": [\"x\",", NULL },
	{ "cut off behind a backslash",    "{\"name\": \"a\", \"version\": \"1\\", NULL },
	{ "the wrong bracket",             "{\"name\": \"a\", \"version\": \"1\", \"x\": [1}}", NULL },
	{ "something behind it",           "{\"name\": \"a\", \"version\": \"1\"} x", NULL },
	{ "no colon",                      "{\"name\" \"a\"}",                     NULL },
};

static void put_list(buf *b, const char *key, const strs *list)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->at[i].n)
			buf_printf(b, "%s%s%.*s", i ? "|" : " ", i ? "" : key, SARG(list->at[i]));
}

static str tell(arena *a, const installed_package *p)
{
	buf b = buf_new(a);
	buf_printf(&b, "%.*s %.*s", SARG(p->name), SARG(p->version));
	if (p->build.n)
		buf_printf(&b, " %.*s", SARG(p->build));
	if (p->channel.n)
		buf_printf(&b, " @%.*s", SARG(p->channel));
	put_list(&b, "needs=", &p->needs);
	put_list(&b, "modules=", &p->modules);
	put_list(&b, "dists=", &p->dists);
	put_list(&b, "installers=", &p->installers);
	return buf_str(&b);
}

static void test_record(void **state)
{
	const record_row *r = *state;
	arena *a = arena_open(1 << 22), *scratch = arena_open(1 << 22);
	installed_package p;
	const err *e = prefix_record_read(a, scratch, S("conda-meta/a.json"), str_of(r->in), &p);
	arena_close(scratch); /* nothing of it may be left in p */
	assert_int_equal(e != NULL, r->want == NULL);
	if (r->want)
		assert_str(tell(a, &p), r->want);
	arena_close(a);
}

static void test_depth(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	buf b = buf_new(a);
	buf_put(&b, S("{\"name\": \"a\", \"version\": \"1\", \"x\": "));
	buf_repeat(&b, '[', 100000);
	installed_package p;
	assert_non_null(prefix_record_read(a, a, S("x"), buf_str(&b), &p));
	arena_close(a);
}

/* ---- history ---- */

typedef struct {
	const char *name, *in, *want;
} history_row;

static const history_row histories[] = {
	{ "what was asked for",           "==> x <==\n# cmd: conda create\n+a::b-1-0\n# update specs: ['python=3.11', 'numpy']\n", "numpy=numpy python=python=3.11" },
	{ "what was taken away",          "# update specs: ['a', 'b']\n# remove specs: ['a']\n",    "b=b" },
	{ "what came back",               "# update specs: ['a']\n# remove specs: ['a']\n# update specs: ['a=2']\n", "a=a=2" },
	{ "the last word counts",         "# update specs: ['a=1']\n# update specs: ['a=2']\n",     "a=a=2" },
	{ "neutered specs",               "# update specs: ['a=1']\n# neutered specs: ['a']\n",     "a=a" },
	{ "older words",                  "# install specs: ['a']\n# create specs: b,c >=1\n",      "a=a b=b c=c >=1" },
	{ "mamba's quotes",               "# update specs: [\"sam-2[version=\\\"=1.0\\\",build=\\\"cuda12*\\\"]\", \"b\"]\n", "b=b sam-2=sam-2[version=\"=1.0\",build=\"cuda12*\"]" },
	{ "a channel in front",           "# update specs: ['conda-forge::A', 'x/linux-64::b==1=0[md5=0]']\n", "a=conda-forge::A b=x/linux-64::b==1=0[md5=0]" },
	{ "a package's address",          "# update specs: ['https://x.org/c/linux-64/a-b-1.0-h0_0.conda#00']\n", "a-b=https://x.org/c/linux-64/a-b-1.0-h0_0.conda#00" },
	{ "features",                     "# update specs: ['mkl@', 'a']\n",                         "a=a" },
	{ "commas within a spec",         "# update specs: ['a >=1,<2', 'b']\n",                    "a=a >=1,<2 b=b" },
	{ "words we do not know",         "# frozen specs: ['a']\n# specs: x\n#\n",                  "" },
	{ "a list that does not end",     "# update specs: ['a', 'b\n",                              "a=a b=b" },
	{ "a backslash at the end",       "# update specs: ['a\\",                                  "a=a" },
	{ "nothing",                      "",                                                        "" },
};

static void test_history(void **state)
{
	const history_row *r = *state;
	arena *a = arena_open(1 << 20);
	asked_specs got = prefix_history_read(a, str_of(r->in));
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < got.n; i++)
		buf_printf(&b, "%s%.*s=%.*s", i ? " " : "", SARG(got.at[i].name), SARG(got.at[i].spec));
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

/* ---- dist-info ---- */

typedef struct {
	const char *name, *metadata, *record, *direct_url, *want; /* want NULL: refused */
} dist_row;

#define META "Metadata-Version: 2.1\nName: Foo.Bar\nVersion: 1.0\n"

static const dist_row dists[] = {
	{ "name and version",       META "\nName: other\n", "", "",                          "foo-bar 1.0" },
	{ "CRLF",                   "Name: a\r\nVersion: 1\r\n\r\nx", "", "",                "a 1" },
	{ "what it needs",          META "Requires-Dist: b>=1; extra == 'x'\nrequires-dist: c\n", "", "", "foo-bar 1.0 needs=b>=1; extra == 'x'|c" },
	{ "what it has",            META, "foo/__init__.py,sha256=x,1\nfoo/y.py,,\n../../../bin/z.py,,\n\"a,b.py\",,\n", "", "foo-bar 1.0 modules=foo" },
	{ "a repository",           META, "", "{\"url\": \"https://x/y.git\", \"vcs_info\": {\"vcs\": \"git\", \"requested_revision\": \"main\", \"commit_id\": \"abc\"}}", "foo-bar 1.0 https://x/y.git git main abc" },
	{ "an editable folder",     META, "", "{\"dir_info\": {\"editable\": true}, \"url\": \"file:///x\"}", "foo-bar 1.0 file:///x editable" },
	{ "no name",                "Version: 1\n", "", "",                                  NULL },
	{ "a name that is none",    "Name: a b\nVersion: 1\n", "", "",                       NULL },
	{ "no version",             "Name: a\n\nVersion: 1\n", "", "",                       NULL },
	{ "a broken address",       META, "", "{",                                           NULL },
};

static void test_dist(void **state)
{
	const dist_row *r = *state;
	arena *a = arena_open(1 << 22), *scratch = arena_open(1 << 22);
	installed_package p;
	dist_files files = { .folder = S("x.dist-info"), .metadata = str_of(r->metadata),
		             .record = str_of(r->record), .direct_url = str_of(r->direct_url) };
	const err *e = prefix_dist_read(a, scratch, &files, &p);
	arena_close(scratch);
	assert_int_equal(e != NULL, r->want == NULL);
	buf b = buf_new(a);
	buf_put(&b, e ? S("") : tell(a, &p));
	const str from[] = { p.from.url, p.from.vcs, p.from.requested, p.from.commit };
	for (size_t i = 0; i < sizeof from / sizeof *from; i++)
		if (from[i].n)
			buf_printf(&b, " %.*s", SARG(from[i]));
	buf_put(&b, p.from.is_editable ? S(" editable") : S(""));
	if (r->want)
		assert_str(buf_str(&b), r->want);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest depth[] = { cmocka_unit_test(test_depth) };
	return RUN_ROWS(test_record, records) + RUN_ROWS(test_history, histories) +
	       RUN_ROWS(test_dist, dists) + cmocka_run_group_tests_name("depth", depth, NULL, NULL);
}
