/* t_event: ids, names of branches and payloads, as strangers may write them. */
#include "edge/event.h"

#include "rows.h"

typedef struct { const char *name, *text; bool is_branch; } branch_row;

static const branch_row branches[] = {
	{ "a plain name",                       "main",                 true },
	{ "folders",                            "release/1.0",          true },
	{ "letters of any alphabet",            "f\xc3\xbcr-alle",      true },
	{ "what a shell would read",            "a;$(id)",              true },
	{ "an at sign",                         "user@host",            true },
	{ "nothing",                            "",                     false },
	{ "an ancestor",                        "main~1",               false },
	{ "a parent",                           "main^",                false },
	{ "a search",                           "main^{/fault}",        false },
	{ "a path",                             "main:environment.yml", false },
	{ "a range",                            "main..topic",          false },
	{ "an old value",                       "main@{1}",             false },
	{ "an option",                          "--all",                false },
	{ "a space",                            "a b",                  false },
	{ "a line break",                       "a\nb",                 false },
	{ "a delete character",                 "a\x7f",                false },
	{ "a glob",                             "ma*",                  false },
	{ "a class",                            "ma[in]",               false },
	{ "a backslash",                        "a\\b",                 false },
	{ "a slash at the start",               "/main",                false },
	{ "a slash at the end",                 "main/",                false },
	{ "two slashes",                        "a//b",                 false },
	{ "a dot at the end",                   "main.",                false },
	{ "a hidden name",                      ".main",                false },
	{ "a lock",                             "main.lock",            false },
};

static void test_branch(void **state)
{
	const branch_row *r = *state;
	assert_int_equal(event_is_branch(str_of(r->text)), r->is_branch);
}

typedef struct { const char *name, *text; bool is_id, is_zeros; long long number; } id_row;

static const id_row ids[] = {
	{ "an id",                   "0123456789abcdef0123456789abcdef01234567", true,  false, 0 },
	{ "an id in capitals",       "0123456789ABCDEF0123456789ABCDEF01234567", true,  false, 0 },
	{ "zeros",                   "0000000000000000000000000000000000000000", true,  true,  0 },
	{ "one digit too few",       "0123456789abcdef0123456789abcdef0123456",  false, false, 0 },
	{ "one digit too many",      "0123456789abcdef0123456789abcdef012345678", false, false, 0 },
	{ "39 zeros",                "000000000000000000000000000000000000000",  false, false, 0 },
	{ "an ancestor of an id",    "0123456789abcdef0123456789abcdef012345~1", false, false, 0 },
	{ "HEAD",                    "HEAD",                false, false, 0 },
	{ "a number",                "12",                  false, false, 12 },
	{ "18 digits",               "999999999999999999",  false, false, 999999999999999999 },
	{ "19 digits",               "9999999999999999999", false, false, 0 },
	{ "a negative number",       "-12",                 false, false, 0 },
	{ "nothing",                 "",                    false, false, 0 },
};

static void test_id(void **state)
{
	const id_row *r = *state;
	assert_int_equal(event_is_id(str_of(r->text)), r->is_id);
	assert_int_equal(event_is_zeros(str_of(r->text)), r->is_zeros);
	/* An id of digits alone is longer than any number. */
	assert_true(event_number(str_of(r->text)) == r->number);
}

typedef struct { const char *name, *text, *head, *ref, *branch; long long number; } payload_row;

static const payload_row payloads[] = {
	{ "a request", "{\"pull_request\":{\"number\":12,\"head\":{\"sha\":\"a\"},\"base\":{\"ref\":\"main\"}}}", "a", "main", NULL, 12 },
	{ "a number as text", "{\"pull_request\":{\"number\":\"12\",\"head\":{\"sha\":\"a\"}}}", "a", NULL, NULL, 0 },
	{ "a fraction", "{\"pull_request\":{\"number\":1.5}}", NULL, NULL, NULL, 0 },
	{ "other types", "{\"pull_request\":[],\"repository\":\"x\"}", NULL, NULL, NULL, 0 },
	{ "a text that holds a NUL keeps it", "{\"repository\":{\"default_branch\":\"\\u0000\"}}", NULL, NULL, "", 0 },
	{ "keys differ by case", "{\"Pull_Request\":{\"head\":{\"sha\":\"a\"}}}", NULL, NULL, NULL, 0 },
	{ "an empty object", "{}", NULL, NULL, NULL, 0 },
};

static void test_payload(void **state)
{
	const payload_row *r = *state;
	arena *a = arena_open(1 << 20);
	github_payload p;
	assert_null(github_payload_read(a, str_of(r->text), &p));
	assert_str(p.head_sha, r->head);
	assert_str(p.base_ref, r->ref);
	if (r->branch)
		assert_int_equal(p.default_branch.n, 1);
	else
		assert_str(p.default_branch, NULL);
	assert_false(event_is_branch(p.default_branch));
	assert_true(p.number == r->number);
	arena_close(a);
}

typedef struct { const char *name, *text; } refused_row;

static const refused_row refused[] = {
	{ "nothing",           "" },
	{ "a list",            "[]" },
	{ "a text",            "\"x\"" },
	{ "half an object",    "{\"ref\":" },
	{ "two values",        "{} {}" },
	{ "a key twice",       "{\"after\":\"a\",\"after\":\"b\"}" },
	{ "a byte of no text", "{\"after\":\"\xff\"}" },
};

static void test_refused(void **state)
{
	const refused_row *r = *state;
	arena *a = arena_open(1 << 20);
	github_payload p;
	const err *e = github_payload_read(a, str_of(r->text), &p);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_FILE);
	assert_true(e->what.n > 0);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_branch, branches) + RUN_ROWS(test_id, ids) + RUN_ROWS(test_payload, payloads) +
	       RUN_ROWS(test_refused, refused);
}
