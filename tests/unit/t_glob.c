/* glob: conda's one-star globs and the policy's path patterns. */
#include "spec/glob.h"

#include "rows.h"

typedef struct {
	const char *name, *pattern, *text;
	int want;
} row;

static const row globs[] = {
	{ "no star is the text itself",           "mkl",       "mkl",            1 },
	{ "and nothing longer",                   "mkl",       "mkl2",           0 },
	{ "a star takes nothing",                 "cuda*",     "cuda",           1 },
	{ "a star takes the rest",                "cuda12*",   "cuda129py312",   1 },
	{ "a star on both sides",                 "*cuda*",    "py312_cuda12_0", 1 },
	{ "the second try of a star",             "*ab",       "aab",            1 },
	{ "two stars, the later one moves",       "a*b*c",     "a1b2b3c",        1 },
	{ "the tail must be there",               "a*b*c",     "a1b2b3",         0 },
	{ "a dot is a dot",                       "1.2",       "1x2",            0 },
	{ "a question mark is itself",            "a?",        "ab",             0 },
	{ "the empty pattern is the empty text",  "",          "",               1 },
	{ "the empty pattern is nothing else",    "",          "a",              0 },
	{ "only stars",                           "***",       "anything",       1 },
	{ "many stars and no match stay cheap",   "*a*a*a*a*a*a*a*a*a*a*b",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0 },
};

static const row paths[] = {
	{ "a name matches in any folder",         "environment.yml",  "a/b/environment.yml", 1 },
	{ "a star in a name",                     "env*.yml",         "ci/env-dev.yml",      1 },
	{ "a star stops at a slash",              "ci/*.yml",         "ci/a/b.yml",          0 },
	{ "a question mark stops at a slash",     "a?b/c",            "a/b/c",               0 },
	{ "a question mark is one character",     "?.yml",            "ab.yml",              0 },
	{ "two stars in front",                   "**/env.yml",       "env.yml",             1 },
	{ "two stars in front, deep",             "**/env.yml",       "a/b/env.yml",         1 },
	{ "two stars do not split a name",        "**/env.yml",       "a/xenv.yml",          0 },
	{ "two stars in the middle take nothing", "a/**/b",           "a/b",                 1 },
	{ "two stars in the middle take parts",   "a/**/b",           "a/x/y/b",             1 },
	{ "two stars and the second b",           "a/**/b",           "a/b/c/b",             1 },
	{ "two stars at the end",                 "a/**",             "a/x/y",               1 },
	{ "two stars at the end need a slash",    "a/**",             "a",                   0 },
	{ "two stars inside a name are one",      "a**b/c",           "a/b/c",               0 },
	{ "two stars, then a star that moves",    "**/a*b/c",         "x/ab/ab/c",           1 },
	{ "a slash in front anchors",             "/env.yml",         "env.yml",             1 },
	{ "a slash in front anchors to the root", "/env.yml",         "a/env.yml",           0 },
	{ "a slash inside anchors as well",       "ci/env.yml",       "x/ci/env.yml",        0 },
	{ "a folder's name, anywhere",            "vendor/",          "a/vendor/x/env.yml",  1 },
	{ "a folder's name is no file's",         "vendor/",          "a/vendor",            0 },
	{ "a folder's path",                      "a/vendor/",        "a/vendor/env.yml",    1 },
	{ "a folder's path is not its beginning", "a/ven/",           "a/vendor/env.yml",    0 },
	{ "a folder found by a star",             "a/v*/",            "a/vendor/env.yml",    1 },
	{ "a class",                              "env[0-9].yml",     "env7.yml",            1 },
	{ "a class turned round",                 "env[!0-9].yml",    "env7.yml",            0 },
	{ "a bracket first in its class",         "[]a].yml",         "].yml",               1 },
	{ "a dash at the end of a class",         "[a-].yml",         "-.yml",               1 },
	{ "an escape in a class",                 "[\\]].yml",        "].yml",               1 },
	{ "a class that does not end",            "env[0-9.yml",      "env7.yml",            0 },
	{ "a class never takes a slash",          "a[!x]b/c",         "a/b/c",               0 },
	{ "an escaped star",                      "a\\*.yml",         "a*.yml",              1 },
	{ "an escaped star is no star",           "a\\*.yml",         "ab.yml",              0 },
	{ "an escaped bracket",                   "\\[a].yml",        "[a].yml",             1 },
	{ "a backslash at the end is itself",     "a\\",              "a\\",                 1 },
	{ "everything",                           "**",               "a/b/c",               1 },
	{ "bytes above ASCII in a class",         "[\x80-\xff]x",     "\xc3x",               1 },
};

static void test_glob(void **state)
{
	const row *r = *state;
	assert_int_equal(glob_match(str_of(r->pattern), str_of(r->text)), r->want);
}

static void test_path(void **state)
{
	const row *r = *state;
	assert_int_equal(path_match(str_of(r->pattern), str_of(r->text)), r->want);
}

int main(void)
{
	return RUN_ROWS(test_glob, globs) + RUN_ROWS(test_path, paths);
}
