/* What --redact hides, and that a hostile driver's words reach no terminal as they are. */
#include "write/probe.h"

#include "write/probe_veil.h"
#include "rows.h"

typedef struct veil_row {
	const char *name, *in;
	const char *keeps, *hides; /* what must still stand there, what must not */
} veil_row;

static const veil_row veil_rows[] = {
	{ "a path",                       "stub: /home/ann/env/lib/stubs/libcuda.so.1", "stub: path-", "ann" },
	{ "a path in quotes",             "open \"/home/ann/x\": no",           "\": no",           "ann" },
	{ "a path behind an equals sign", "LD_LIBRARY_PATH=/home/ann/lib",      "LD_LIBRARY_PATH=", "ann" },
	{ "two paths with a colon",       "/home/ann/lib:/srv/bob/lib",         ":path-",           "bob" },
	{ "a UUID",                       "GPU-fa4e0000-1111 is lost",          " is lost",         "fa4e" },
	{ "a MIG UUID in brackets",       "(MIG-77aa88bb)",                     "(uuid-",           "77aa" },
	{ "what every machine has stays", "/dev/nvidia-uvm and /proc/driver",   "/dev/nvidia-uvm and /proc/driver", "path-" },
	{ "a slash in prose stays",       "and/or n/a",                         "and/or n/a",       "path-" },
	{ "a lone slash stays",           "/ is full",                          "/ is full",        "path-" },
	{ "a line of the loader",         "libcuda.so.1: /opt/secret/x.so: file too short", "file too short", "secret" },
};

static void test_veil(void **state)
{
	const veil_row *r = *state;
	arena *a = arena_open(1 << 20);
	str out = veil_text(a, true, str_of(r->in));
	assert_true(str_find(out, str_of(r->keeps)) >= 0);
	assert_true(str_find(out, str_of(r->hides)) < 0);
	assert_str(veil_text(a, false, str_of(r->in)), r->in);
	assert_true(str_eq(out, veil_text(a, true, str_of(r->in))));
	arena_close(a);
}

/* A machine whose driver says what it likes. */
static probe_report *hostile(arena *a)
{
	probe_facts *f = NEW(a, probe_facts);
	probe_report *r = NEW(a, probe_report);
	str bad = S("\x1b[2J\x1b]0;x\x07"
	            "PASS\r\n::error::\xff\xe2\x80\xae");
	f->host.kernel_driver = bad;
	*LIST_PUSH(a, &f->env) = (variable){ S("CUDA_VISIBLE_DEVICES"), bad };
	outcome *o = LIST_PUSH(a, &f->children);
	*o = (outcome){ .task = { .kind = TASK_DRIVER }, .ending = ENDED_FAILED, .log = bad };
	*LIST_PUSH(a, &o->steps) = (step){ .call = bad, .code_name = bad, .rc = 1 };
	*LIST_PUSH(a, &r->devices) = (probe_device){ .name = bad, .uuid = bad, .hash = S("00"), .steps = o->steps };
	*LIST_PUSH(a, &r->failures) = (probe_finding){ .message = bad, .fix = bad, .evidence = bad, .class = BY_RUNNER };
	*LIST_PUSH(a, &r->warnings) = (probe_finding){ .message = bad, .fix = bad };
	r->facts = f;
	return r;
}

static void test_hostile_text(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	probe_look l = { .look = { .verbose = true } };
	probe_text(&b, hostile(a), &l);
	str out = buf_str(&b);
	assert_true(out.n > 0);
	for (ptrdiff_t i = 0; i < out.n; i++)
		assert_true(out.p[i] == '\n' || (unsigned char)out.p[i] >= ' ');
	assert_true(str_find(out, S("\xe2\x80\xae")) < 0);
	arena_close(a);
}

static void test_hostile_json(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	probe_look l = { .redact = false };
	probe_json(&b, hostile(a), &l);
	str out = buf_str(&b);
	assert_true(str_starts(out, S("{\"schema\":\"envgate.probe/1\"")));
	for (ptrdiff_t i = 0; i < out.n; i++)
		assert_true(out.p[i] == '\n' || (unsigned char)out.p[i] >= ' ');
	assert_true(str_find(out, S("\xff")) < 0);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_hostile_json),
	};
	return RUN_ROWS(test_veil, veil_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
