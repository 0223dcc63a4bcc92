/* t_http_parse: what hosts write into headers, and what must not be obeyed. */
#include "edge/http_parse.h"

#include "rows.h"

static arena *a;

/* ---- origins: "https host port rest", or "" ---- */

typedef struct { const char *name, *in, *want; } row;

static const row origins[] = {
	{ "the default port of https",              "https://api.github.com/repos",  "https api.github.com 443 /repos" },
	{ "the default port of http",               "http://127.0.0.1",              "http 127.0.0.1 80 " },
	{ "a port that is named",                   "https://h:8443/x?y#z",          "https h 8443 /x?y#z" },
	{ "a scheme in capitals",                   "HTTPS://Host/",                 "https Host 443 /" },
	{ "an IPv6 address",                        "http://[::1]:80/a",             "http [::1] 80 /a" },
	{ "a query without a path",                 "https://h?x",                   "https h 443 ?x" },
	{ "a name before an @ is refused",          "https://api.github.com@evil/",  "" },
	{ "a name and password are refused",        "https://u:p@h/",                "" },
	{ "a backslash is refused",                 "https:\\\\h\\x",                "" },
	{ "a backslash in the path is refused",     "https://h/\\evil",              "" },
	{ "a blank is refused",                     "https://h /x",                  "" },
	{ "a line break is refused",                "https://h/x\r\nX: y",           "" },
	{ "letters beyond ASCII are refused",       "https://h\xc3\xa9/",            "" },
	{ "no host",                                "https:///x",                    "" },
	{ "one slash",                              "https:/h/x",                    "" },
	{ "a port that is none",                    "https://h:x/",                  "" },
	{ "port 0",                                 "https://h:0/",                  "" },
	{ "port 65536",                             "https://h:65536/",              "" },
	{ "an empty port",                          "https://h:/",                   "" },
	{ "a percent sign in the host",             "https://h%2f.evil/",            "" },
	{ "an open bracket",                        "https://[::1/",                 "" },
	{ "another scheme",                         "file:///etc/passwd",            "" },
	{ "nothing",                                "",                              "" },
};

static void test_origin(void **state)
{
	const row *r = *state;
	origin o;
	bool ok = origin_of(str_of(r->in), &o);
	str got = arena_printf(a, "%s %.*s %d %.*s", o.https ? "https" : "http", SARG(o.host), o.port, SARG(o.rest));
	assert_str(ok ? got : S(""), r->want);
}

typedef struct { const char *name, *x, *y; bool want; } pair_row;
static const pair_row pairs[] = {
	{ "the port may be left out",      "https://h/a",  "https://H:443/b", true },
	{ "the scheme counts",             "https://h/",   "http://h/",       false },
	{ "the port counts",               "https://h/",   "https://h:444/",  false },
	{ "a suffix is another host",      "https://h.io", "https://h.io.evil", false },
	{ "what is no origin is no same",  "file:///x",    "file:///x",       false },
};

static void test_same(void **state)
{
	const pair_row *r = *state;
	origin x, y;
	bool both = origin_of(str_of(r->x), &x) & origin_of(str_of(r->y), &y);
	assert_int_equal(both && origin_same(&x, &y), r->want);
}

/* ---- references, from https://h:8/a/b?c ---- */

static const row references[] = {
	{ "a whole URL",                  "https://x/y",    "https://x/y" },
	{ "an absolute path",             "/y?z",           "https://h:8/y?z" },
	{ "another host by two slashes",  "//evil/y",       "https://evil/y" },
	{ "a name beside",                "y",              "https://h:8/a/y" },
	{ "a query",                      "?page=2",        "https://h:8/a/b?page=2" },
	{ "blanks around it",             " /y ",           "https://h:8/y" },
	{ "another scheme",               "javascript:1",   NULL },
	{ "a file",                       "file:///x",      NULL },
	{ "a backslash as a slash",       "\\\\evil\\y",    NULL },
	{ "a slash and a backslash",      "/\\evil",        NULL },
	{ "nothing",                      "",               NULL },
};

static void test_resolve(void **state)
{
	const row *r = *state;
	assert_str(url_resolve(a, S("https://h:8/a/b?c"), str_of(r->in)), r->want);
}

/* ---- Link ---- */

static const row links[] = {
	{ "GitHub's",                         "<https://h/p?page=2>; rel=\"next\", <https://h/p?page=9>; rel=\"last\"", "https://h/p?page=2" },
	{ "next in second place",             "<https://h/1>; rel=\"prev\", <https://h/3>; rel=\"next\"", "https://h/3" },
	{ "without quotes, other letters",    "<u>;REL=Next", "u" },
	{ "several relations",                "<u>; rel=\"last next\"", "u" },
	{ "other parameters first",           "<u>; title=\"a; rel=b, <v>\"; rel=\"next\"", "u" },
	{ "a comma in the target",            "<u,v>; rel=\"next\"", "u,v" },
	{ "the last page",                    "<https://h/1>; rel=\"first\"", NULL },
	{ "next in a quoted title",           "<u>; title=\"rel=next\"", NULL },
	{ "a relation that only begins so",   "<u>; rel=\"nextish\"", NULL },
	{ "a target without its end",         "<u; rel=\"next\"", NULL },
	{ "an open quote",                    "<u>; rel=\"next", NULL },
	{ "nothing",                          "", NULL },
};

static void test_link(void **state)
{
	const row *r = *state;
	assert_str(link_next_of(str_of(r->in)), r->want);
}

/* ---- times ---- */

typedef struct { const char *name, *in; long long want; } date_row;
static const date_row dates[] = {
	{ "RFC 9110's example",      "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
	{ "the first second",        "Thu, 01 Jan 1970 00:00:01 GMT", 1 },
	{ "a leap day",              "Thu, 29 Feb 2024 12:00:00 GMT", 1709208000 },
	{ "the last of a year",      "Thu, 31 Dec 2026 23:59:59 GMT", 1798761599 },
	{ "another zone",            "Sun, 06 Nov 1994 08:49:37 CET", 0 },
	{ "no such month",           "Sun, 06 Nox 1994 08:49:37 GMT", 0 },
	{ "a month out of step",     "Sun, 06 anF 1994 08:49:37 GMT", 0 },
	{ "no such hour",            "Sun, 06 Nov 1994 24:49:37 GMT", 0 },
	{ "the form of 1977",        "Sunday, 06-Nov-94 08:49:37 GMT", 0 },
	{ "before the epoch",        "Sun, 06 Nov 1960 08:49:37 GMT", 0 },
	{ "nothing",                 "", 0 },
};

static void test_date(void **state)
{
	const date_row *r = *state;
	assert_int_equal(http_date(str_of(r->in)), r->want);
}

enum { NOW = 784111777 };
typedef struct { const char *name, *in; long long now; int want; } retry_row;
static const retry_row retries[] = {
	{ "seconds",                        "120", 0, 120 },
	{ "blanks around",                  " 120 ", 0, 120 },
	{ "a date ahead",                   "Sun, 06 Nov 1994 08:49:47 GMT", NOW, 10 },
	{ "a date past",                    "Sun, 06 Nov 1994 08:49:27 GMT", NOW, 0 },
	{ "a date, and no clock",           "Sun, 06 Nov 1994 08:49:47 GMT", 0, 0 },
	{ "more than a day",                "86401", 0, 86400 },
	{ "more than a number holds",       "99999999999999999999", 0, 0 },
	{ "below zero",                     "-5", 0, 0 },
	{ "a fraction",                     "1.5", 0, 0 },
	{ "words",                          "soon", 0, 0 },
	{ "absent",                         NULL, 0, 0 },
};

static void test_retry(void **state)
{
	const retry_row *r = *state;
	assert_int_equal(retry_after_of(str_of(r->in), r->now), r->want);
}

/* ---- texts ---- */

static void test_texts(void **state)
{
	(void)state;
	assert_str(media_type_of(a, S("Application/JSON ; charset=utf-8")), "application/json");
	assert_str(media_type_of(a, S("")), "");
	assert_str(url_escape(a, S("g/sub r\xc3\xa9.~_-%")), "g%2Fsub%20r%C3%A9.~_-%25");
	assert_str(line_of(a, S("a\x1b[0m\r\nb\xe2\x80\x8b")), "a?[0m??b???");
	assert_int_equal(line_of(a, arena_printf(a, "%0400d", 1)).n, 303);
	assert_str(url_shown(a, S("https://host/api/v3")), "https://host/api/v3");
	assert_str(url_shown(a, S("https://me:word@host/api")), "https://***@host/api");
	assert_str(url_shown(a, S("me:wo@rd@host")), "***@host");
	assert_str(url_shown(a, S("https://host/api?private_token=word@x")), "https://host/api?***");
	assert_str(url_shown(a, S("@://")), "@://");
	assert_int_equal(digits_of(S("999999999999999999")), 999999999999999999);
	assert_int_equal(digits_of(S("1000000000000000000")), -1);
	assert_int_equal(digits_of(S("+1")), -1);
	assert_int_equal(digits_of(S("")), -1);
}

int main(void)
{
	const struct CMUnitTest plain[] = { cmocka_unit_test(test_texts) };
	a = arena_open(4 << 20);
	int failed = RUN_ROWS(test_origin, origins) + RUN_ROWS(test_same, pairs) + RUN_ROWS(test_resolve, references) +
	             RUN_ROWS(test_link, links) + RUN_ROWS(test_date, dates) + RUN_ROWS(test_retry, retries) +
	             cmocka_run_group_tests(plain, NULL, NULL);
	arena_close(a);
	return failed;
}
