/* matchspec: the surprises a reader should know, places of refusals and names, channels, strength,
 * and long hostile texts. Fields and matches in breadth are in matchspec.jsonl. */
#include "spec/matchspec.h"

#include "spec/channel.h"
#include "spec/strength.h"

#include "rows.h"

#include <stdio.h>

typedef struct {
	const char *name, *in, *want, *name_text;
} canon_row;

static const canon_row canons[] = {
	{ "a bare name",                          "NumPy",               "numpy",          "NumPy" },
	{ "one equals sign is a prefix",          "numpy=1.26",          "numpy=1.26",     "numpy" },
	{ "a space makes it exact",               "numpy 1.26",          "numpy==1.26",    "numpy" },
	{ "a build makes it exact",               "numpy=1.26=py39_0",   "numpy==1.26=py39_0", "numpy" },
	{ "two equals signs",                     "numpy==1.26",         "numpy==1.26",    "numpy" },
	{ "two equals signs and a star",          "numpy==1.26.*",       "numpy=1.26",     "numpy" },
	{ "a range",                              "numpy >=1,<2",        "numpy[version='>=1,<2']", "numpy" },
	{ "a build glob",                         "pytorch=*=*cuda*",    "pytorch[build=*cuda*]", "pytorch" },
	{ "a channel",                            "conda-forge::numpy",  "conda-forge::numpy", "numpy" },
	{ "a channel and its subdir",             "conda-forge/linux-64::numpy", "conda-forge/linux-64::numpy", "numpy" },
	{ "a namespace is dropped",               "conda-forge:python:numpy", "conda-forge::numpy", "numpy" },
	{ "a main channel is defaults",           "pkgs/main::numpy",    "defaults::numpy", "numpy" },
	{ "brackets beat what is outside",        "numpy=1[version=2,build=b]", "numpy==2=b", "numpy" },
	{ "but for the name",                     "numpy[name=scipy]",   "numpy",          "numpy" },
	{ "brackets in front of the version",     "numpy[build=b] =1.2", "numpy=1.2[build=b]", "numpy" },
	{ "brackets without a pair are nothing",  "numpy[extra]",        "numpy",          "numpy" },
	{ "parentheses are nothing",              "numpy (>=2)",         "numpy",          "numpy" },
	{ "a comment is nothing",                 "numpy # why",         "numpy",          "numpy" },
	{ "a condition is nothing",               "numpy if linux",      "numpy",          "numpy" },
	{ "an operator alone vanishes",           "numpy<",              "numpy",          "numpy" },
	{ "a feature",                            "mkl@",                "*[track_features=mkl]", NULL },
	{ "a package's URL",
	  "https://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.0-py39_0.conda",
	  "conda-forge/linux-64::numpy==1.26.0=py39_0", "numpy" },
	{ "a Kelvin sign in a name",              "num\xe2\x84\xaay",   "numky",          "num\xe2\x84\xaay" },
	{ "nothing at all",                       "",                    "*",              NULL },
};

/* Canonical text, where the name stands, and that the canonical text is its own. */
static void test_canon(void **state)
{
	const canon_row *r = *state;
	arena *a = arena_open(1 << 22);
	str in = str_of(r->in);
	const matchspec *m = matchspec_parse(a, in, NULL);
	assert_non_null(m);
	assert_str(m->canonical, r->want);
	if (r->name_text)
		assert_str(str_sub(in, m->name_beg, m->name_end), r->name_text);
	const matchspec *again = matchspec_parse(a, m->canonical, NULL);
	assert_non_null(again);
	assert_str(again->canonical, r->want);
	arena_close(a);
}

typedef struct {
	const char *name, *in, *why;
	int at;
} refusal_row;

static const refusal_row refusals[] = {
	{ "no name",                         ">=1.0",            "no package name found", 0 },
	{ "a space in front",                " numpy",           "no package name found", 0 },
	{ "a character in the name",         "num?py",           "package name contains invalid characters", 3 },
	{ "behind a channel",                "conda-forge::num?py", "package name contains invalid characters", 16 },
	{ "two separators in the name",      "num--py",          "invalid package name", 0 },
	{ "a constraint that is cut off",    "numpy>=",          "invalid operator", 5 },
	{ "an operator that is none",        "numpy=>=1.0",      "invalid operator", 5 },
	{ "the second constraint",           "numpy >=1.0, =>2", "invalid operator", 13 },
	{ "a version's character",           "numpy=1.2?3",      "invalid character(s)", 9 },
	{ "behind spaces",                   "numpy >= 1.0 , < 2?",  "invalid character(s)", 18 },
	{ "in brackets",                     "numpy[version='>=1,<2?']", "invalid character(s)", 21 },
	{ "behind brackets",                 "numpy[build=b]=1?2", "invalid character(s)", 16 },
	{ "an unknown key",                  "numpy[colour=red]", "cannot match on field colour", 6 },
	{ "an empty value",                  "numpy[build=]",    "key-value mismatch in brackets", 6 },
	{ "two pairs of brackets",           "numpy [a=b][build=c]", "multiple brackets sections not allowed", 6 },
	{ "a build's regular expression",    "numpy[build='^(a$']", "invalid regular expression: missing closing parenthesis", 13 },
	{ "a file that is no package",
	  "https://conda.anaconda.org/conda-forge/linux-64/numpy.conda", "the file's name is not name-version-build", 48 },
	{ "a port that is none",             "https://a:b/c::numpy", "the channel is not a URL", 0 },
};

static void test_refusal(void **state)
{
	const refusal_row *r = *state;
	arena *a = arena_open(1 << 22);
	refusal why = { 0 };
	assert_null(matchspec_parse(a, str_of(r->in), &why));
	assert_str(why.why, r->why);
	assert_int_equal(why.at, r->at);
	arena_close(a);
}

typedef struct {
	const char *name, *in;
	strength want;
} strength_row;

static const strength_row strengths[] = {
	{ "a name",                          "numpy",                    PIN_NONE },
	{ "a star",                          "numpy *",                  PIN_NONE },
	{ "a build glob raises nothing",     "pytorch=*=*cuda*",         PIN_NONE },
	{ "a build glob beside a bound",     "jaxlib>=0.4=cuda12*",      PIN_OPEN },
	{ "a lower bound",                   "numpy>=1",                 PIN_OPEN },
	{ "anything but one",                "numpy!=1",                 PIN_OPEN },
	{ "a regular expression",            "numpy ^1.*$",              PIN_OPEN },
	{ "an upper bound",                  "numpy<2",                  PIN_BOUNDED },
	{ "a range",                         "numpy>=1,<2",              PIN_BOUNDED },
	{ "compatible",                      "numpy~=1.4.2",             PIN_BOUNDED },
	{ "two versions",                    "numpy 1.2|1.3",            PIN_BOUNDED },
	{ "a whole build",                   "blas=*=mkl",               PIN_BOUNDED },
	{ "a whole build beside a bound",    "numpy>=1=py39_0",          PIN_BOUNDED },
	{ "a prefix",                        "numpy=1.26",               PIN_PREFIX },
	{ "a prefix of one number",          "numpy=1",                  PIN_PREFIX },
	{ "a prefix less a version",         "numpy=1.26,!=1.26.3",      PIN_PREFIX },
	{ "exact",                           "numpy==1.26.4",            PIN_EXACT },
	{ "exact by a space",                "numpy 1.26.4",             PIN_EXACT },
	{ "exact by a build",                "numpy=1.26.4=py39_0",      PIN_EXACT },
	{ "a prefix and a whole build",      "numpy[version='=1.26',build=py39_0]", PIN_EXACT },
	{ "a hash",                          "numpy[md5=abc]",           PIN_EXACT },
	{ "a file",                          "https://example.com/x/linux-64/numpy-1.26.4-0.conda", PIN_EXACT },
};

static void test_strength(void **state)
{
	const strength_row *r = *state;
	arena *a = arena_open(1 << 22);
	const matchspec *m = matchspec_parse(a, str_of(r->in), NULL);
	assert_non_null(m);
	assert_int_equal(strength_conda(a, m), r->want);
	arena_close(a);
}

typedef struct {
	const char *name, *in, *want;
} channel_row;

static const channel_row channels[] = {
	{ "a name",                           "conda-forge",                        "conda-forge" },
	{ "its URL",                          "https://conda.anaconda.org/conda-forge", "conda-forge" },
	{ "its URL with a subdir",            "https://conda.anaconda.org/conda-forge/linux-64", "conda-forge" },
	{ "its URL with a token",             "https://conda.anaconda.org/t/tk-1/conda-forge", "conda-forge" },
	{ "a label",                          "conda-forge/label/dev",              "conda-forge/label/dev" },
	{ "defaults",                         "defaults",                           "defaults" },
	{ "a part of defaults",               "pkgs/main",                          "defaults" },
	{ "a part of defaults as a URL",      "https://repo.anaconda.com/pkgs/main", "https://repo.anaconda.com/pkgs/main" },
	{ "another server",                   "https://example.com/conda/ch/",      "https://example.com/conda/ch" },
	{ "user and password are left out",   "https://u:p@example.com/ch",         "https://example.com/ch" },
	{ "a port is kept",                   "https://example.com:8443/ch",        "https://example.com:8443/ch" },
	{ "a host in capitals",               "https://Example.COM/ch",             "https://example.com/ch" },
	{ "a path",                           "/opt/../srv/channel",                "file:///srv/channel" },
	{ "a home",                           "~/channel",                          "file:///home/user/channel" },
	{ "nothing",                          "",                                   "" },
};

static void test_channel(void **state)
{
	const channel_row *r = *state;
	arena *a = arena_open(1 << 22);
	assert_str(channel_canonical(a, str_of(r->in)), r->want);
	arena_close(a);
}

typedef struct {
	const char *name, *spec;
	match_result want;
} match_row;

/* Against numpy 1.26.4 py312h1_0, build number 3, conda-forge/linux-64, no licence. */
static const match_row matches[] = {
	{ "a name",                            "numpy",                         MATCH_YES },
	{ "another name",                      "numpy-base",                    MATCH_NO },
	{ "a name's glob",                     "num*",                          MATCH_YES },
	{ "a channel",                         "conda-forge::numpy",            MATCH_YES },
	{ "a channel on another server",       "https://example.com/conda-forge::numpy", MATCH_NO },
	{ "a subdir",                          "numpy[subdir=osx-64]",          MATCH_NO },
	{ "a build number",                    "numpy[build_number='>2']",      MATCH_YES },
	{ "a build number that is another",    "numpy[build_number=2]",         MATCH_NO },
	{ "a build number's expression raises", "numpy[build_number='^3$']",    MATCH_RAISES },
	{ "an unset licence reads None",       "numpy[license=none]",           MATCH_YES },
	{ "an unset hash reads None",          "numpy[md5=None]",               MATCH_YES },
	{ "the file name is made up",          "numpy[fn=numpy-1.26.4-py312h1_0]", MATCH_YES },
	{ "extras match no record",            "numpy[extras=a]",               MATCH_NO },
	{ "a condition is not asked",          "numpy[when=__win]",             MATCH_YES },
	{ "a version that raises",             "numpy~=1",                      MATCH_RAISES },
};

static void test_match(void **state)
{
	const match_row *r = *state;
	arena *a = arena_open(1 << 22);
	const package_record p = { .name = S("numpy"), .version = S("1.26.4"),
		.build = S("py312h1_0"), .build_number = 3, .channel = S("conda-forge"),
		.subdir = S("linux-64") };
	const matchspec *m = matchspec_parse(a, str_of(r->spec), NULL);
	assert_non_null(m);
	assert_int_equal(matchspec_match(a, m, &p), r->want);
	arena_close(a);
}

static void test_long_texts(void **state)
{
	(void)state;
	static const char *const units[] = { "[", "]", "[]", "[a=", "a=", "a='", "(", "()", ":", "::",
		"*", "num*", " ", "= ", ",", "=1,", " if ", "#", "@", "a.conda", "/", "../", "%41", "/t/",
		"/linux-64", "\xe2\x84\xaa", "https://", "a[b=c] ", "x-", "~", "^a$" };
	enum { LONG = 64 * 1024 };
	const package_record p = { .name = S("numpy"), .version = S("1.26.4"), .build = S("0"),
		.channel = S("conda-forge"), .subdir = S("linux-64") };
	for (size_t u = 0; u < sizeof units / sizeof units[0] * 4; u++) {
		arena *a = arena_open(256 << 20);
		static const char *const heads[] = { "", "numpy", "numpy[build=", "file:///" };
		str head = str_of(heads[u % 4]);
		const char *unit = units[u / 4];
		char *t = arena_alloc(a, LONG, 1);
		ptrdiff_t n = (ptrdiff_t)strlen(unit);
		for (ptrdiff_t i = 0; i < LONG; i++)
			t[i] = i < head.n ? head.p[i] : unit[(i - head.n) % n];
		refusal why = { 0 };
		const matchspec *m = matchspec_parse(a, (str){ t, LONG }, &why);
		assert_true(m || why.why.p);
		assert_in_range(why.at, 0, LONG);
		if (m)
			matchspec_match(a, m, &p);
		arena_close(a);
	}
}

int main(void)
{
	const struct CMUnitTest more[] = { cmocka_unit_test(test_long_texts) };
	return RUN_ROWS(test_canon, canons) + RUN_ROWS(test_refusal, refusals) +
	       RUN_ROWS(test_strength, strengths) + RUN_ROWS(test_channel, channels) +
	       RUN_ROWS(test_match, matches) + cmocka_run_group_tests(more, NULL, NULL);
}
