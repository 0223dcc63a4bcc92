/* utf8 and sha256, against the tables of RFC 3629 and FIPS 180-4. */
#include "base/sha256.h"
#include "base/utf8.h"
#include "rows.h"

#include <stdio.h>

typedef struct {
	const char *name, *bytes;
	int count;
	const char *repaired;
} utf8_row;

static const utf8_row rows[] = {
	{ "ASCII",                                "abc",              3, "abc" },
	{ "two, three and four bytes",            "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 3, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" },
	{ "an overlong slash is two bad bytes",   "\xC0\xAF",         2, "\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "an overlong three-byte form",          "\xE0\x80\xAF",     3, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "a surrogate is refused",               "\xED\xA0\x80",     3, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "beyond U+10FFFF is refused",           "\xF4\x90\x80\x80", 4, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "a sequence cut short",                 "a\xE2\x82",        3, "a\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "a lone continuation byte",             "\x80z",            2, "\xEF\xBF\xBDz" },
	{ "the last code point",                  "\xF4\x8F\xBF\xBF", 1, "\xF4\x8F\xBF\xBF" },
};

static void test_utf8(void **state)
{
	const utf8_row *r = *state;
	arena *a = arena_open(1 << 20);
	str s = str_of(r->bytes);
	assert_int_equal(utf8_count(s), r->count);
	assert_str(utf8_repair(a, s), r->repaired);
	assert_int_equal(utf8_valid(s), strcmp(r->bytes, r->repaired) == 0);
	arena_close(a);
}

static void test_every_code_point_comes_back(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		char bytes[4];
		ptrdiff_t i = 0;
		str s = { bytes, utf8_encode(c, bytes) };
		assert_int_equal(utf8_next(s, &i), c);
		assert_int_equal(i, s.n);
	}
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0x4E2D), 2);
	assert_int_equal(utf8_width(0x0301), 0);
}

typedef struct {
	const char *name;
	int repeat;
	const char *text, *hex;
} sha_row;

static const sha_row shas[] = {
	{ "the empty message", 0, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc",               1, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "two blocks",        1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "a million letters", 1000000, "a", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void test_sha256(void **state)
{
	const sha_row *r = *state;
	sha256 s;
	unsigned char digest[32];
	char hex[65];
	sha256_open(&s);
	for (int i = 0; i < r->repeat; i++)
		sha256_add(&s, str_of(r->text));
	sha256_close(&s, digest);
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, r->hex);
}

static void test_fields_do_not_run_together(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	str x = sha256_fields(a, (str[]){ S("ab"), S("c") }, 2, 32);
	str y = sha256_fields(a, (str[]){ S("a"), S("bc") }, 2, 32);
	str absent = sha256_fields(a, (str[]){ S("abc"), { 0 } }, 2, 32);
	str empty = sha256_fields(a, (str[]){ S("abc"), S("") }, 2, 32);
	assert_int_equal(x.n, 32);
	assert_false(str_eq(x, y));
	assert_false(str_eq(absent, empty));
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_code_point_comes_back),
		cmocka_unit_test(test_fields_do_not_run_together),
	};
	return RUN_ROWS(test_utf8, rows) + RUN_ROWS(test_sha256, shas) +
	       cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
