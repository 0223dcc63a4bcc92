/* The probe's command line: what is taken, and what is refused with a hint. */
#include "cmd/probe_opt.h"

#include "rows.h"

typedef struct row {
	const char *name, *line;   /* words with one blank between them */
	const char *wrong;         /* what the error says; NULL: none */
	int require, deadline_ms, cuda, devices;
} row;

static const row rows[] = {
	{ "nothing",                          "",                         NULL, 1, 30000, 0, 0 },
	{ "a joined and a separate value",    "--require=2 --deadline 5", NULL, 2, 5000, 0, 0 },
	{ "seconds with a unit",              "--deadline=7s",            NULL, 1, 7000, 0, 0 },
	{ "tenths of a second",               "--deadline 2.5",           NULL, 1, 2500, 0, 0 },
	{ "milliseconds",                     "--deadline 100ms",         NULL, 1, 100, 0, 0 },
	{ "a CUDA version",                   "--cuda 12.9",              NULL, 1, 30000, 12090, 0 },
	{ "a CUDA major",                     "--cuda 13",                NULL, 1, 30000, 13000, 0 },
	{ "two devices",                      "--devices 0,GPU-1f2e",     NULL, 1, 30000, 0, 2 },
	{ "one option after another",         "-q -v --redact --format=json --color never", NULL, 1, 30000, 0, 0 },
	{ "no GPU at all is another option",  "--require 0",              "--require cannot be '0'", 0, 0, 0, 0 },
	{ "a huge number",                    "--require 99999999999",    "--require cannot be '99999999999'", 0, 0, 0, 0 },
	{ "no time at all",                   "--deadline 0",             "--deadline cannot be '0'", 0, 0, 0, 0 },
	{ "a day",                            "--deadline 86400",         "--deadline cannot be '86400'", 0, 0, 0, 0 },
	{ "two dots",                         "--deadline 1.2.3",         "--deadline cannot be '1.2.3'", 0, 0, 0, 0 },
	{ "a word for a CUDA version",        "--cuda new",               "--cuda cannot be 'new'", 0, 0, 0, 0 },
	{ "a CUDA version out of range",      "--cuda 100.0",             "--cuda cannot be '100.0'", 0, 0, 0, 0 },
	{ "a device twice",                   "--devices 1,1",            "--devices cannot be '1,1'", 0, 0, 0, 0 },
	{ "a device by another name",         "--devices all",            "--devices cannot be 'all'", 0, 0, 0, 0 },
	{ "a device list that ends early",    "--devices 0,",             "--devices cannot be '0,'", 0, 0, 0, 0 },
	{ "a format of programs, and files",  "--format sarif --output junit=a.xml --output json=a=b", NULL, 1, 30000, 0, 0 },
	{ "another format",                   "--format yaml",            "--format cannot be 'yaml'", 0, 0, 0, 0 },
	{ "a file without a format",          "--output report.xml",      "--output 'report.xml' is not FORMAT=FILE", 0, 0, 0, 0 },
	{ "a file of another format",         "--output yaml=a",          "--output 'yaml=a' is not FORMAT=FILE", 0, 0, 0, 0 },
	{ "a format without a file",          "--output json=",           "--output 'json=' is not FORMAT=FILE", 0, 0, 0, 0 },
	{ "a value forgotten at the end",     "--cuda",                   "--cuda needs a value", 0, 0, 0, 0 },
	{ "a value forgotten in between",     "--cuda --verbose",         "--cuda needs a value", 0, 0, 0, 0 },
	{ "an empty value",                   "--libcuda=",               "--libcuda has an empty value", 0, 0, 0, 0 },
	{ "a value too many",                 "--verbose=yes",            "--verbose takes no value", 0, 0, 0, 0 },
	{ "an unknown option",                "--fast",                   "unknown option '--fast'", 0, 0, 0, 0 },
	{ "an unknown letter",                "-x",                       "unknown option '-x'", 0, 0, 0, 0 },
	{ "a word",                           "gpu",                      "'gpu' is one argument too many", 0, 0, 0, 0 },
};

static void test_options(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	strs words = { 0 };
	str rest = str_of(r->line), word;
	while (rest.n && str_next(&rest, ' ', &word))
		*LIST_PUSH(a, &words) = word;
	probe_opts o;
	const err *e = probe_opts_read(a, &words, &o);
	if (r->wrong) {
		assert_non_null(e);
		assert_str(e->what, r->wrong);
		assert_int_equal(err_exit(e->code), 2);
	} else {
		assert_null(e);
		assert_int_equal(o.wish.require, r->require);
		assert_int_equal(o.wish.deadline_ms, r->deadline_ms);
		assert_int_equal(o.declared.cuda, r->cuda);
		assert_int_equal(o.wish.devices.n, r->devices);
		assert_true(o.wish.deep_runtime);
	}
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_options, rows);
}
