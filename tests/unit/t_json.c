/* t_json: what json.c takes, what it refuses, and that texts and numbers arrive whole. */
#include "read/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void deep(char *out, int levels)
{
	memset(out, '[', (size_t)levels);
	memset(out + levels, ']', (size_t)levels);
	out[2 * levels] = '\0';
}

static void refused_texts(void **state)
{
	(void)state;
	char too_deep[200];
	deep(too_deep, 65);
	const struct { const char *name; str text; int line, col; } rows[] = {
		{ "nothing at all",                 S(""),                      1, 1 },
		{ "white space only",               S(" \n "),                  2, 2 },
		{ "text after the value",           S("{} x"),                  1, 4 },
		{ "a second value",                 S("{}\n[]"),                2, 1 },
		{ "a trailing comma",               S("[1,]"),                  1, 4 },
		{ "a leading zero",                 S("[01]"),                  1, 2 },
		{ "a bare minus",                   S("[-]"),                   1, 2 },
		{ "a point without digits",         S("1."),                    1, 1 },
		{ "an exponent without digits",     S("1e+"),                   1, 1 },
		{ "a plus",                         S("+1"),                    1, 1 },
		{ "NaN",                            S("NaN"),                   1, 1 },
		{ "bad UTF-8",                      S("\"\xC3\x28\""),          1, 2 },
		{ "an overlong NUL",                S("\"\xC0\x80\""),          1, 2 },
		{ "a raw control byte in a text",   S("\"a\x01\""),             1, 3 },
		{ "a raw NUL in a text",            S("\"a\0b\""),              1, 3 },
		{ "a raw NUL outside",              S("{}\0"),                  1, 3 },
		{ "a form feed as white space",     S("[\f1]"),                 1, 2 },
		{ "letters in a unicode escape",    S("\"\\u00zz\""),           1, 2 },
		{ "a short unicode escape",         S("\"\\u00"),               1, 2 },
		{ "an unknown escape",              S("\"\\x41\""),             1, 2 },
		{ "a lone high surrogate",          S("\"\\ud83d\""),           1, 2 },
		{ "a lone low surrogate",           S("\"\\ude00\""),           1, 2 },
		{ "a text without its end",         S("\"abc"),                 1, 5 },
		{ "a backslash at the end",         S("\"abc\\"),               1, 5 },
		{ "a byte order mark",              S("\xEF\xBB\xBF{}"),        1, 1 },
		{ "single quotes",                  S("{'a':1}"),               1, 2 },
		{ "a comment",                      S("{} // x"),               1, 4 },
		{ "a missing colon after a number", S("{\"a\" 1}"),             1, 6 },
		{ "65 levels",                      str_of(too_deep),           1, 65 },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		arena *a = arena_open(1 << 24);
		const json *out = NULL;
		const err *e = json_read(a, rows[r].text, &out);
		if (!e || out)
			fail_msg("%s: accepted", rows[r].name);
		if (e->at.line != rows[r].line || e->at.col != rows[r].col)
			fail_msg("%s: at %d:%d", rows[r].name, e->at.line, e->at.col);
		arena_close(a);
	}
}

static void refuses_a_key_given_twice(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	const json *out = NULL;
	assert_non_null(json_read(a, S("{\"x\":[{\"a\":1,\"b\":2,\"a\":3}]}"), &out));
	assert_non_null(json_read(a, S("{\"\\u0061\":1,\"a\":3}"), &out));
	assert_null(json_read(a, S("{\"a\":1,\"A\":3}"), &out));
	assert_string_equal("3", json_get(out, S("A"))->text.p);
	arena_close(a);
}

static void texts_and_numbers_arrive_whole(void **state)
{
	(void)state;
	const struct { const char *name; str text; json_kind kind; str want; } rows[] = {
		{ "a NUL inside",              S("\"a\\u0000b\""),     JSON_TEXT,   S("a\0b") },
		{ "the mark itself",           S("\"\\u0001n1\""),     JSON_TEXT,   S("\x01n1") },
		{ "mark, NUL, mark",           S("\"\\u0001\\u0000\\u0001\""), JSON_TEXT, S("\x01\0\x01") },
		{ "an escaped backslash u",    S("\"\\\\u0000\""),     JSON_TEXT,   S("\\u0000") },
		{ "a pair above U+FFFF",       S("\"\\ud83d\\ude00\""), JSON_TEXT,  S("\xF0\x9F\x98\x80") },
		{ "accents as they are",       S("\"\xC3\xA9\\u00e9\""), JSON_TEXT, S("\xC3\xA9\xC3\xA9") },
		{ "short escapes",             S("\"\\n\\/\\\"\\b\""), JSON_TEXT,   S("\n/\"\b") },
		{ "a number beyond 2^53",      S("9007199254740993"),  JSON_NUMBER, S("9007199254740993") },
		{ "a number beyond a double",  S("-1e400"),            JSON_NUMBER, S("-1e400") },
		{ "a version-like number",     S(" 3.10 "),            JSON_NUMBER, S("3.10") },
		{ "an empty text",             S("\"\""),              JSON_TEXT,   S("") },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		arena *a = arena_open(1 << 24);
		const json *out = NULL;
		const err *e = json_read(a, rows[r].text, &out);
		if (e || out->kind != rows[r].kind || !str_eq(out->text, rows[r].want))
			fail_msg("%s", rows[r].name);
		arena_close(a);
	}
}

static void reads_a_tree(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	const json *out = NULL;
	char edge[200];
	deep(edge, 64);
	assert_null(json_read(a, str_of(edge), &out));
	assert_null(json_read(a, S("{\"a\":[true,false,null,{\"k\\u0000\":\"v\"}],\"b\":\"x\"}"), &out));
	const json *list = json_get(out, S("a"));
	assert_int_equal(list->kind, JSON_LIST);
	assert_true(list->first->truth);
	assert_false(list->first->next->truth);
	assert_int_equal(list->first->next->kind, JSON_BOOL);
	assert_int_equal(list->first->next->next->kind, JSON_NULL);
	assert_true(str_eq(json_text(list->first->next->next->next, S("k\0")), S("v")));
	assert_true(str_eq(json_text(out, S("b")), S("x")));
	assert_null(json_text(out, S("a")).p);
	assert_null(json_get(NULL, S("a")));
	arena_close(a);
}

int main(void)
{
	json_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_texts),
		cmocka_unit_test(refuses_a_key_given_twice),
		cmocka_unit_test(texts_and_numbers_arrive_whole),
		cmocka_unit_test(reads_a_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
