/* escape: what reaches a terminal or a JSON reader when the text is a stranger's. */
#include "write/escape.h"

#include "rows.h"

typedef struct {
	const char *name, *in, *terminal, *json;
	int columns;
} row;

static const row rows[] = {
	{ "plain text passes",                     "numpy=1.26",       "numpy=1.26",        "\"numpy=1.26\"",         10 },
	{ "an accent passes",                      "caf\xC3\xA9",      "caf\xC3\xA9",       "\"caf\xC3\xA9\"",         4 },
	{ "a wide letter takes two columns",       "\xE6\xBC\xA2",     "\xE6\xBC\xA2",      "\"\xE6\xBC\xA2\"",        2 },
	{ "a combining mark takes none",           "e\xCC\x81",        "e\xCC\x81",         "\"e\xCC\x81\"",           1 },
	{ "an escape sequence is spelled out",     "\x1b[2J",          "\\x1b[2J",          "\"\\u001b[2J\"",          7 },
	{ "line breaks and tabs stay on the line", "a\n\r\tb",         "a\\n\\r\\tb",       "\"a\\n\\r\\tb\"",         8 },
	{ "delete is a control byte",              "\x7f",             "\\x7f",            "\"\\u007f\"",            4 },
	{ "C1 controls are spelled out",           "\xC2\x9B",         "\\u{9b}",           "\"\xC2\x9B\"",            6 },
	{ "a direction override is spelled out",   "\xE2\x80\xAE",     "\\u{202e}",         "\"\xE2\x80\xAE\"",        8 },
	{ "a zero-width space is spelled out",     "a\xE2\x80\x8B",    "a\\u{200b}",        "\"a\xE2\x80\x8B\"",       9 },
	{ "a tag character is spelled out",        "\xF3\xA0\x81\xA1", "\\u{e0061}",        "\"\xF3\xA0\x81\xA1\"",    9 },
	{ "a broken byte becomes U+FFFD",          "a\xFFz",           "a\xEF\xBF\xBDz",    "\"a\xEF\xBF\xBDz\"",      3 },
	{ "quotes and backslashes",                "\"\\",             "\"\\",              "\"\\\"\\\\\"",            2 },
	{ "U+2028 breaks lines in JavaScript",     "\xE2\x80\xA8",     "\\u{2028}",         "\"\\u2028\"",             8 },
	{ "nothing is nothing",                    "",                 "",                  "\"\"",                    0 },
};

static void test_escape(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	buf terminal = buf_new(a), json = buf_new(a);
	escape_terminal(&terminal, str_of(r->in));
	escape_json(&json, str_of(r->in));
	assert_str(buf_str(&terminal), r->terminal);
	assert_str(buf_str(&json), r->json);
	assert_int_equal(escape_columns(str_of(r->in)), r->columns);
	arena_close(a);
}

static void test_nul(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf terminal = buf_new(a), json = buf_new(a);
	escape_terminal(&terminal, S("a\0b"));
	escape_json(&json, S("a\0b"));
	assert_str(buf_str(&terminal), "a\\x00b");
	assert_str(buf_str(&json), "\"a\\u0000b\"");
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_nul) };
	return RUN_ROWS(test_escape, rows) + cmocka_run_group_tests_name("nul", tests, NULL, NULL);
}
