/* marker: text, truth and errors of environment markers; nesting and long texts. */
#include "rows.h"
#include "spec/marker.h"

static const marker_env LINUX = {
	.implementation_name = S_INIT("cpython"),
	.implementation_version = S_INIT("3.11.7"),
	.os_name = S_INIT("posix"),
	.platform_machine = S_INIT("x86_64"),
	.platform_python_implementation = S_INIT("CPython"),
	.platform_release = S_INIT("6.1.0-13-amd64"),
	.platform_system = S_INIT("Linux"),
	.platform_version = S_INIT("#1 SMP"),
	.python_full_version = S_INIT("3.11.7+"),
	.python_version = S_INIT("3.11"),
	.sys_platform = S_INIT("linux"),
	.extra = S_INIT("My_Extra"),
};

typedef struct {
	const char *name, *in, *text; /* text NULL: refused */
	int truth;                    /* -1: raises error */
	const char *error;
} row;

#define NO_NAME "UndefinedEnvironmentName"
#define NO_COMPARISON "UndefinedComparison"

static const row rows[] = {
	{ "versions are no texts",                "python_version>='3.9'", "python_version >= \"3.9\"", 1, NULL },
	{ "either side may be the variable",      "'3.9' <= python_version", "\"3.9\" <= python_version", 1, NULL },
	{ "a dot for an underscore",              "os.name == 'posix'", "os_name == \"posix\"", 1, NULL },
	{ "the short name of an implementation",  "python_implementation=='CPython'", "platform_python_implementation == \"CPython\"", 1, NULL },
	{ "in looks for a part",                  "'nu' in sys_platform", "\"nu\" in sys_platform", 1, NULL },
	{ "not in",                               "sys_platform not  in 'win32 darwin'", "sys_platform not in \"win32 darwin\"", 1, NULL },
	{ "< of texts is false",                  "sys_platform < 'zzz'", "sys_platform < \"zzz\"", 0, NULL },
	{ "<= of texts is equality",              "sys_platform <= 'linux'", "sys_platform <= \"linux\"", 1, NULL },
	{ "extras compare normalised",            "extra == 'MY.extra'", "extra == \"my-extra\"", 1, NULL },
	{ "an untagged Python is a local version", "python_full_version == '3.11.7+local'", "python_full_version == \"3.11.7+local\"", 1, NULL },
	{ "a release that is no version",         "platform_release >= '6'", "platform_release >= \"6\"", 0, NULL },
	{ "a version that is none compares as text", "python_version == '3.11,'", "python_version == \"3.11,\"", 0, NULL },
	{ "operator and text make one specifier", "python_version == '=3.11'", "python_version == \"=3.11\"", 1, NULL },
	{ "and binds tighter than or",            "os_name=='nt' and os_name=='nt' or os_name=='posix'", "os_name == \"nt\" and os_name == \"nt\" or os_name == \"posix\"", 1, NULL },
	{ "parentheses group",                    "os_name=='nt' and (os_name=='nt' or os_name=='posix')", "os_name == \"nt\" and (os_name == \"nt\" or os_name == \"posix\")", 0, NULL },
	{ "needless parentheses go",              "((os_name=='posix'))", "os_name == \"posix\"", 1, NULL },
	{ "a double quote inside",                "os_name != 'a\"b'", "os_name != 'a\"b'", 1, NULL },
	{ "both quotes inside",                   "os_name != 'a\"\\x27b'", "os_name != \"a\\x22'b\"", 1, NULL },
	{ "escapes are Python's",                 "'\\x4c\\151nu\\u0078\\q' != platform_system", "\"Linux\\q\" != platform_system", 1, NULL },
	{ "two variables compare with the name",  "os_name == sys_platform", "os_name == sys_platform", 0, NULL },
	{ "two texts look up the right one",      "'posix' == 'os_name'", "\"posix\" == \"os_name\"", 1, NULL },
	{ "two texts and no such variable",       "'a' == 'a'", "\"a\" == \"a\"", -1, NO_NAME },
	{ "extras exist only in lock files",      "'x' in extras", "\"x\" in extras", -1, NO_NAME },
	{ "~= of texts",                          "os_name ~= 'posix'", "os_name ~= \"posix\"", -1, NO_COMPARISON },
	{ "=== of texts",                         "os_name === 'posix'", "os_name === \"posix\"", -1, NO_COMPARISON },
	{ "an error behind a false and",          "os_name=='nt' and 'a'=='a'", "os_name == \"nt\" and \"a\" == \"a\"", -1, NO_NAME },
	{ "an error behind a true or",            "os_name=='posix' or os_name ~= 'a'", "os_name == \"posix\" or os_name ~= \"a\"", -1, NO_COMPARISON },
	{ "an unknown variable",                  "python == '3'", NULL, 0, NULL },
	{ "a longer name",                        "os_name_x == '3'", NULL, 0, NULL },
	{ "a single =",                           "os_name = 'nt'", NULL, 0, NULL },
	{ "an open quote",                        "os_name == 'nt", NULL, 0, NULL },
	{ "a backslash takes the quote",          "os_name == 'C:\\'", NULL, 0, NULL },
	{ "a bad escape",                         "os_name == '\\xg1'", NULL, 0, NULL },
	{ "a newline in a text",                  "os_name == 'a\nb'", NULL, 0, NULL },
	{ "an open parenthesis",                  "(os_name == 'nt'", NULL, 0, NULL },
	{ "not without in",                       "os_name not 'nt'", NULL, 0, NULL },
	{ "nothing behind and",                   "os_name == 'nt' and", NULL, 0, NULL },
	{ "nothing",                              "", NULL, 0, NULL },
};

static void test_marker(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	ptrdiff_t i = 0;
	refusal why = { 0 };
	const marker *m = marker_parse(a, str_of(r->in), &i, &why);
	assert_int_equal(m != NULL, r->text != NULL);
	if (m) {
		str error = { 0 }, text = marker_str(a, m);
		assert_str(text, r->text);
		assert_int_equal(marker_eval(a, m, &LINUX, &error), r->truth);
		assert_str(error, r->error);
		i = 0;
		m = marker_parse(a, text, &i, NULL);
		assert_non_null(m);
		assert_str(marker_str(a, m), r->text);
	} else {
		assert_true(why.why.n > 0 && why.at <= str_of(r->in).n);
	}
	arena_close(a);
}

static str repeat(arena *a, str part, ptrdiff_t times, str end)
{
	char *p = arena_alloc(a, part.n * times + end.n + 1, 1);
	for (ptrdiff_t i = 0; i < times; i++)
		memcpy(p + i * part.n, part.p, (size_t)part.n);
	memcpy(p + part.n * times, end.p, (size_t)end.n);
	return (str){ p, part.n * times + end.n };
}

static bool is_read(arena *a, str text)
{
	ptrdiff_t i = 0;
	const marker *m = marker_parse(a, text, &i, NULL);
	return m && marker_str(a, m).n > 0 && marker_eval(a, m, &LINUX, NULL) == 1;
}

static void test_depth_is_bounded(void **state)
{
	(void)state;
	arena *a = arena_open(64 << 20);
	str test = S("os_name=='posix'");
	assert_true(is_read(a, arena_cat(a, repeat(a, S("("), 100, test), repeat(a, S(")"), 100, S("")))));
	assert_false(is_read(a, arena_cat(a, repeat(a, S("("), 101, test), repeat(a, S(")"), 101, S("")))));
	assert_false(is_read(a, repeat(a, S("("), 65536, test)));
	assert_true(is_read(a, repeat(a, S("os_name=='posix' and "), 3000, test)));
	assert_false(is_read(a, repeat(a, S("os_name=='\\' or "), 4000, test)));
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest alone[] = { cmocka_unit_test(test_depth_is_bounded) };
	return RUN_ROWS(test_marker, rows) + cmocka_run_group_tests(alone, NULL, NULL);
}
