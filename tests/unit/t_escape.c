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
	{ "a command of Azure's agent",            "##vso[a]b",        "##vso[a]b",         "\"\\u0023#vso[a]b\"",     9 },
	{ "a command of a GitHub runner",          "###[a]",           "###[a]",            "\"#\\u0023#[a]\"",        6 },
	{ "hashes of a heading",                   "## a[0] #[",       "## a[0] #[",        "\"## a[0] #[\"",         10 },
	{ "nothing is nothing",                    "",                 "",                  "\"\"",                    0 },
};

typedef struct {
	const char *name, *in, *uri, *xml;
} target_row;

static const target_row targets[] = {
	{ "a path",                        "env/a-b_c.~1.yml", "env/a-b_c.~1.yml",  "env/a-b_c.~1.yml" },
	{ "blanks and marks",              "a b:c?d#e%f",      "a%20b%3Ac%3Fd%23e%25f", "a b:c?d#e%f" },
	{ "a letter beyond ASCII",         "\xC3\xA9",         "%C3%A9",            "\xC3\xA9" },
	{ "a byte that is no UTF-8",       "\xFF",             "%FF",               "\xEF\xBF\xBD" },
	{ "references",                    "<&>\"'",           "%3C%26%3E%22%27",   "&lt;&amp;&gt;&quot;&#39;" },
	{ "what XML cannot hold",          "\x01\n",           "%01%0A",            "\\x01\\n" },
	{ "no character",                  "\xEF\xBF\xBE",     "%EF%BF%BE",         "\\u{fffe}" },
	{ "a bidirectional mark",          "\xE2\x80\xAE",     "%E2%80%AE",         "\\u{202e}" },
};

static void test_targets(void **state)
{
	const target_row *r = *state;
	arena *a = arena_open(1 << 20);
	buf uri = buf_new(a), xml = buf_new(a);
	escape_uri(&uri, str_of(r->in));
	escape_xml(&xml, str_of(r->in));
	assert_str(buf_str(&uri), r->uri);
	assert_str(buf_str(&xml), r->xml);
	arena_close(a);
}

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
	return RUN_ROWS(test_escape, rows) + RUN_ROWS(test_targets, targets) + cmocka_run_group_tests_name("nul", tests, NULL, NULL);
}
