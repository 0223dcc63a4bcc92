/* t_forge: when a request is sent again, and places that are none. What hosts answer is played by
 * tests/forge. */
#include "edge/forge_in.h"

#include "rows.h"

typedef struct { const char *name; http_answer x; const char *says; int tries; unsigned random; long long want; } wait_row;

#define ANSWER(number, ...) { .status = (number), __VA_ARGS__ }
static const wait_row waits[] = {
	{ "a failure that passes waits a second",     ANSWER(500, .now = 1), "", 0, 0, 1000 },
	{ "then two",                                 ANSWER(500, .now = 1), "", 1, 0, 2000 },
	{ "then four",                                ANSWER(503, .now = 1), "", 2, 0, 4000 },
	{ "chance takes off up to half",              ANSWER(500, .now = 1), "", 2, 511, 4000 - 511 * 4000 / 1024 },
	{ "never over thirty seconds",                ANSWER(500, .now = 1), "", 30, 0, 30000 },
	{ "not implemented stays so",                 ANSWER(501, .now = 1), "", 0, 0, -1 },
	{ "408 was not worked on",                    ANSWER(408, .now = 1), "", 0, 0, 1000 },
	{ "what the host asks for",                   ANSWER(429, .retry_after_s = 7), "", 3, 0, 7000 },
	{ "also with 503",                            ANSWER(503, .retry_after_s = 7), "", 3, 0, 7000 },
	{ "retry-after goes before the reset",        ANSWER(403, .retry_after_s = 7, .limit_reset = 500, .now = 1), "", 0, 0, 7000 },
	{ "nothing left: until the reset",            ANSWER(403, .limit_reset = 500, .now = 490), "", 0, 0, 11000 },
	{ "a reset that is over",                     ANSWER(403, .limit_reset = 480, .now = 490), "", 0, 0, 1000 },
	{ "a reset without the host's clock",         ANSWER(403, .limit_reset = 480), "", 0, 0, 60000 },
	{ "a secondary limit: a minute",              ANSWER(403, .now = 1), "a secondary rate limit", 0, 0, 60000 },
	{ "then two minutes",                         ANSWER(429, .now = 1), "a secondary rate limit", 1, 0, 120000 },
	{ "429 with nothing said",                    ANSWER(429, .now = 1), "", 0, 0, 1000 },
	{ "403 is a missing permission",              ANSWER(403, .now = 1), "Forbidden", 0, 0, -1 },
	{ "404 stays 404",                            ANSWER(404, .now = 1), "", 0, 0, -1 },
	{ "retry-after beside 404 means nothing",     ANSWER(404, .retry_after_s = 7), "", 0, 0, -1 },
	{ "no connection",                            { .fault = HTTP_UNSENT }, "", 0, 0, 1000 },
	{ "a bad certificate stays bad",              { .fault = HTTP_UNSENT, .hopeless = true }, "", 0, 0, -1 },
	{ "a cut answer",                             { .fault = HTTP_UNSURE }, "", 0, 0, 1000 },
	{ "a cut answer to a limit is no limit",      { .fault = HTTP_UNSURE, .status = 429, .retry_after_s = 9 }, "", 0, 0, 1000 },
	{ "an answer without end",                    { .fault = HTTP_UNSURE, .hopeless = true }, "", 0, 0, -1 },
	{ "what we refuse",                           { .fault = HTTP_REFUSED, .hopeless = true, .status = 307 }, "", 0, 0, -1 },
};

static void test_wait(void **state)
{
	const wait_row *r = *state;
	assert_int_equal(retry_wait_ms(&r->x, str_of(r->says), r->tries, r->random), r->want);
}

typedef struct { const char *name, *host, *api, *repository; bool good; } place_row;

static const place_row places[] = {
	{ "github.com",                        "github", "https://api.github.com", "o/r", true },
	{ "Enterprise",                        "github", "https://h/api/v3", "o/r.x_y-z", true },
	{ "GitLab with groups",                "gitlab", "https://h/api/v4", "g/sub/r", true },
	{ "GitLab by number",                  "gitlab", "https://h/api/v4", "12", true },
	{ "loopback over plain http",          "gitea",  "http://127.0.0.1:3000/api/v1", "o/r", true },
	{ "plain http elsewhere",              "gitea",  "http://h/api/v1", "o/r", false },
	{ "a slash at the end",                "github", "https://api.github.com/", "o/r", false },
	{ "a query",                           "github", "https://h/?x", "o/r", false },
	{ "a name without an owner",           "github", "https://h", "r", false },
	{ "three parts on GitHub",             "github", "https://h", "a/b/c", false },
	{ "a name alone on GitLab",            "gitlab", "https://h", "r", false },
	{ "dots that climb",                   "github", "https://h", "../r", false },
	{ "a question mark",                   "github", "https://h", "o/r?x", false },
	{ "an empty owner",                    "github", "https://h", "/r", false },
	{ "nothing",                           "github", "https://h", "", false },
};

static void test_place(void **state)
{
	const place_row *r = *state;
	arena *a = arena_open(4 << 20);
	forge_place where = { .row = forge_find(str_of(r->host)), .api_url = str_of(r->api), .repository = str_of(r->repository), .number = 1 };
	http_options how = { .allow_http = true };
	forge *f;
	const err *e = forge_open(a, &where, &how, &f);
	assert_int_equal(e == NULL, r->good);
	assert_true(!e || (e->code == ERR_USAGE && e->hint.n > 0));
	arena_close(a);
}

static void test_token(void **state)
{
	(void)state;
	arena *a = arena_open(4 << 20);
	http_options how = { .home = S("https://h"), .token = S("a\r\nX: y"), .token_header = S("Authorization: Bearer ") };
	http *h;
	const err *e = http_open(a, &how, &h);
	assert_true(e && e->code == ERR_USAGE);
	how.token = S("sesame-1");
	assert_null(http_open(a, &how, &h));
	assert_str(http_redact(a, h, S("a sesame-1 and a sesame-1")), "a *** and a ***");
	assert_str(http_redact(a, h, S("sesame")), "sesame");
	/* A URL elsewhere is refused before anything is sent. */
	http_answer x = http_send(a, h, &(http_request){ .method = "GET", .url = S("https://evil.invalid/") });
	assert_int_equal(x.fault, HTTP_REFUSED);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest plain[] = { cmocka_unit_test(test_token) };
	return RUN_ROWS(test_wait, waits) + RUN_ROWS(test_place, places) + cmocka_run_group_tests(plain, NULL, NULL);
}
