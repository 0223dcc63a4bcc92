/* pep508: requirements, and what a direct reference says about itself; strength of pip pins. */
#include "rows.h"
#include "spec/pep508.h"
#include "spec/strength.h"

typedef struct {
	const char *name, *in, *project, *extras, *specifier, *url, *marker; /* project NULL: refused */
	ptrdiff_t at;
} row;

static const row rows[] = {
	{ "a bare name",                       "numpy",                     "numpy",  "",     "",        NULL, NULL, 0 },
	{ "a name is normalised",              "Foo__Bar.-baz",             "foo-bar-baz", "", "",       NULL, NULL, 0 },
	{ "extras are sorted and normalised",  "x[B_c, a]>=1",              "x",      "a b-c", ">=1",    NULL, NULL, 0 },
	{ "no extras in the brackets",         "x[]",                       "x",      "",     "",        NULL, NULL, 0 },
	{ "parentheses around the versions",   "x (>=1, <2)",               "x",      "",     "<2,>=1",  NULL, NULL, 0 },
	{ "a comma may end the versions",      "x>=1,",                     "x",      "",     ">=1",     NULL, NULL, 0 },
	{ "=== ends at ;",                     "x===foo;os_name=='nt'",     "x",      "",     "===foo",  NULL, "os_name == \"nt\"", 0 },
	{ "a URL and a marker",                "x @ https://h/f.whl ; os_name=='nt'", "x", "", "", "https://h/f.whl", "os_name == \"nt\"", 0 },
	{ "without a blank ; is the URL's",    "x @ https://h/f;os_name=='nt'", "x",  "",     "", "https://h/f;os_name=='nt'", NULL, 0 },
	{ "no blanks around @",                "x@file:///y",               "x",      "",     "", "file:///y", NULL, 0 },
	{ "nothing",                           "",                          NULL, NULL, NULL, NULL, NULL, 0 },
	{ "an option is no requirement",       "-e .",                      NULL, NULL, NULL, NULL, NULL, 0 },
	{ "conda's single =",                  "numpy=1.26",                NULL, NULL, NULL, NULL, NULL, 5 },
	{ "a version without an operator",     "numpy 1.26",                NULL, NULL, NULL, NULL, NULL, 6 },
	{ "two names",                         "numpy scipy",               NULL, NULL, NULL, NULL, NULL, 6 },
	{ "a comma missing between versions",  "x>=1 <2",                   NULL, NULL, NULL, NULL, NULL, 5 },
	{ "two commas",                        "x>=1,,<2",                  NULL, NULL, NULL, NULL, NULL, 5 },
	{ "an open bracket",                   "x[a",                       NULL, NULL, NULL, NULL, NULL, 3 },
	{ "an extra missing behind a comma",   "x[a,]",                     NULL, NULL, NULL, NULL, NULL, 4 },
	{ "an open parenthesis",               "x(>=1",                     NULL, NULL, NULL, NULL, NULL, 5 },
	{ "no URL behind @",                   "x @ ",                      NULL, NULL, NULL, NULL, NULL, 4 },
	{ "no marker behind ;",                "x ; ",                      NULL, NULL, NULL, NULL, NULL, 4 },
	{ "a broken marker",                   "x; os_name = 'nt'",         NULL, NULL, NULL, NULL, NULL, 11 },
	{ "text behind the marker",            "x; os_name=='nt' and",      NULL, NULL, NULL, NULL, NULL, 20 },
	{ "a second line",                     "x>=1\ny",                   NULL, NULL, NULL, NULL, NULL, 4 },
	{ "a name beyond ASCII",               "n\xC3\xBCmpy",              NULL, NULL, NULL, NULL, NULL, 1 },
};

static str joined(arena *a, const strs *list)
{
	str out = S("");
	for (ptrdiff_t i = 0; i < list->n; i++)
		out = arena_printf(a, "%.*s%s%.*s", SARG(out), i ? " " : "", SARG(list->at[i]));
	return out;
}

static void test_requirement(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	refusal why = { .at = -1 };
	const requirement *q = requirement_parse(a, str_of(r->in), &why);
	assert_int_equal(q != NULL, r->project != NULL);
	if (q) {
		assert_str(q->normalized, r->project);
		assert_str(joined(a, &q->extras), r->extras);
		assert_str(q->specifier, r->specifier);
		assert_str(q->url, r->url);
		assert_str(q->marker_text, r->marker);
		assert_true(str_eq(str_sub(str_of(r->in), q->name_beg, q->name_end), q->name));
	} else {
		assert_true(why.why.n > 0);
		assert_int_equal(why.at, r->at);
	}
	arena_close(a);
}

#define SHA "0123456789abcdef0123456789abcdef01234567"
#define SHA256 "sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct {
	const char *name, *url;
	vcs_pin vcs;
	const char *ref, *project;
	bool hashed;
	strength pin;
} url_row;

static const url_row urls[] = {
	{ "no reference",                   "git+https://h/o/r.git",                 VCS_MOVING, NULL,   NULL,  0, PIN_MOVING },
	{ "a branch",                       "git+https://h/o/r.git@main#egg=proj",   VCS_MOVING, "main", "proj", 0, PIN_MOVING },
	{ "a tag",                          "git+https://h/o/r@v1.2",                VCS_MOVING, "v1.2", NULL,  0, PIN_MOVING },
	{ "a full commit id",               "git+https://h/o/r@" SHA "#egg=My_P[x]", VCS_COMMIT, SHA,    "my-p", 0, PIN_EXACT },
	{ "an abbreviated commit id",       "git+https://h/o/r@0123abc",             VCS_SHORT,  "0123abc", NULL, 0, PIN_PREFIX },
	{ "six digits are a branch",        "git+https://h/o/r@0123ab",              VCS_MOVING, "0123ab", NULL, 0, PIN_MOVING },
	{ "41 digits are a branch",         "git+https://h/o/r@" SHA "0",            VCS_MOVING, SHA "0", NULL, 0, PIN_MOVING },
	{ "an id of a SHA-256 repository",  "git+https://h/r@" SHA "0123456789abcdef01234567", VCS_COMMIT, SHA "0123456789abcdef01234567", NULL, 0, PIN_EXACT },
	{ "a user is no reference",         "git+ssh://git@h/o/r.git",               VCS_MOVING, NULL,   NULL,  0, PIN_MOVING },
	{ "a user and a commit",            "git+ssh://git@h/o/r.git@" SHA,          VCS_COMMIT, SHA,    NULL,  0, PIN_EXACT },
	{ "a branch with a slash",          "git+https://h/o/r@feature/x",           VCS_MOVING, "feature/x", NULL, 0, PIN_MOVING },
	{ "egg is not the first key",       "git+https://h/r@main#subdirectory=p&egg=q", VCS_MOVING, "main", "q", 0, PIN_MOVING },
	{ "scheme in capitals",             "GIT+https://h/r@" SHA,                  VCS_COMMIT, SHA,    NULL,  0, PIN_EXACT },
	{ "a hash does not pin a branch",   "git+https://h/r@main#" SHA256,          VCS_MOVING, "main", NULL,  0, PIN_MOVING },
	{ "a Subversion revision",          "svn+https://h/r/trunk@1234",            VCS_COMMIT, "1234", NULL,  0, PIN_EXACT },
	{ "a Mercurial id",                 "hg+https://h/r@" SHA,                   VCS_COMMIT, SHA,    NULL,  0, PIN_EXACT },
	{ "a Bazaar revision",              "bzr+https://h/r@12",                    VCS_MOVING, "12",   NULL,  0, PIN_MOVING },
	{ "a wheel",                        "https://h/My_Proj-1.0-py3-none-any.whl", VCS_NOT,   NULL, "my-proj", 0, PIN_EXACT },
	{ "a wheel with a build and a hash", "https://h/p-1.0-2-py3-none-any.whl#" SHA256, VCS_NOT, NULL, "p", 1, PIN_EXACT },
	{ "a wheel of a local version",     "https://h/torch-2.0.1%2Bcu118-cp310-cp310-linux_x86_64.whl", VCS_NOT, NULL, "torch", 0, PIN_EXACT },
	{ "a source archive",               "https://h/a-b-1.0.post1.tar.gz?x=1#" SHA256, VCS_NOT, NULL, "a-b", 1, PIN_EXACT },
	{ "a version with a dash",          "https://h/foo-1.0-1.tar.gz",            VCS_NOT, NULL, "foo", 0, PIN_EXACT },
	{ "a branch's archive",             "https://h/o/r/archive/main.zip",        VCS_NOT, NULL, NULL,  0, PIN_EXACT },
	{ "egg names an archive",           "https://h/main.zip#egg=proj",           VCS_NOT, NULL, "proj", 0, PIN_EXACT },
	{ "a hash cut short is none",       "https://h/p-1.tar.gz#sha256=0123",      VCS_NOT, NULL, "p",   0, PIN_EXACT },
	{ "a path",                         "./wheels/p-1-py3-none-any.whl",         VCS_NOT, NULL, "p",   0, PIN_EXACT },
};

static void test_url(void **state)
{
	const url_row *r = *state;
	arena *a = arena_open(1 << 20);
	requirement q = { .url = str_of(r->url) };
	requirement_read_url(a, &q);
	assert_int_equal(q.vcs, r->vcs);
	assert_str(q.vcs_ref, r->ref);
	assert_str(q.normalized, r->project);
	assert_int_equal(q.url_hashed, r->hashed);
	assert_int_equal(strength_pip(a, &q), r->pin);
	arena_close(a);
}

typedef struct {
	const char *name, *in;
	strength pin;
} pin_row;

static const pin_row pins[] = {
	{ "nothing",                          "x",               PIN_NONE },
	{ "extras pin nothing",               "x[a]",            PIN_NONE },
	{ "a lower bound",                    "x>=1",            PIN_OPEN },
	{ "a hole",                           "x!=1",            PIN_OPEN },
	{ "a hole of a prefix",               "x!=1.*",          PIN_OPEN },
	{ "an upper bound",                   "x<2",             PIN_BOUNDED },
	{ "both bounds",                      "x>=1,<2",         PIN_BOUNDED },
	{ "compatible",                       "x~=1.4",          PIN_BOUNDED },
	{ "a prefix",                         "x==1.2.*",        PIN_PREFIX },
	{ "a prefix does not weaken narrowed", "x==1.2.*,>=1.2.3", PIN_PREFIX },
	{ "exact",                            "x==1.2.3",        PIN_EXACT },
	{ "exact with a local part",          "torch==2.0.1+cu118", PIN_EXACT },
	{ "identical",                        "x===abc",         PIN_EXACT },
	{ "two bounds at one version",        "x>=1.2,<=1.2",    PIN_EXACT },
	{ "a named branch",                   "x @ git+https://h/r@main", PIN_MOVING },
	{ "a named commit",                   "x @ git+https://h/r@" SHA, PIN_EXACT },
	{ "a marker changes nothing",         "x==1; os_name=='nt'", PIN_EXACT },
};

static void test_pin(void **state)
{
	const pin_row *r = *state;
	arena *a = arena_open(1 << 20);
	const requirement *q = requirement_parse(a, str_of(r->in), NULL);
	assert_non_null(q);
	assert_int_equal(strength_pip(a, q), r->pin);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_requirement, rows) + RUN_ROWS(test_url, urls) + RUN_ROWS(test_pin, pins);
}
