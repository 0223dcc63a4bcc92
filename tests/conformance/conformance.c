/* conformance FOLDER [--strict]: runs every *.jsonl file of a folder against the library.
 *
 * The vectors hold inputs and what conda, packaging and pip made of them; their README names the
 * fields. Prints a line per file, up to ten failures of each, and "N passed, N failed". A file that
 * has no reader yet is named as skipped, which --strict takes for a failure: a folder with a new
 * kind of vector must not look green. Exit 0 when nothing failed, 1 when something did, 2 when the
 * folder cannot be read. */
#include "conf.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MAX_NAMED = 10, BUDGET = 512 * 1024 * 1024, LINE_BUDGET = 64 * 1024 * 1024 };

/* read == NULL: a later issue's file. */
static const struct {
	const char *file;
	conf_reader *read;
} readers[] = {
	{ "conda_lock_files.jsonl",   conf_conda_lock_files },
	{ "disagreements.jsonl",      conf_disagreements },
	{ "environment_files.jsonl",  conf_environment_files },
	{ "explicit_files.jsonl",     conf_explicit_files },
	{ "matchspec.jsonl",          conf_matchspec },
	{ "pep440_match.jsonl",       conf_pep440_match },
	{ "pep440_order.jsonl",       conf_pep440_order },
	{ "pep508.jsonl",             conf_pep508 },
	{ "requirements_files.jsonl", conf_requirements_files },
	{ "version_match.jsonl",      conf_version_match },
	{ "version_order.jsonl",      conf_version_order },
};
enum { READERS = sizeof readers / sizeof readers[0] };

typedef struct tally {
	long long passed, failed, skipped;
} tally;

static conf_reader *reader_of(str file)
{
	for (size_t i = 0; i < READERS; i++)
		if (str_eq(str_of(readers[i].file), file))
			return readers[i].read;
	return NULL;
}

static bool read_file(arena *a, const char *path, str *out)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	buf b = buf_new(a);
	char piece[16 * 1024];
	size_t n;
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_put(&b, (str){ piece, (ptrdiff_t)n });
	bool whole = !ferror(f);
	fclose(f);
	*out = b.n ? buf_str(&b) : S("");
	return whole;
}

/* Text of a failure on one terminal line: control bytes and backslashes would hide what differs. */
static void print_text(str s)
{
	for (ptrdiff_t i = 0; i < s.n && i < 400; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			printf("\\x%02x", (unsigned char)s.p[i]);
		else
			putchar(s.p[i]);
	if (s.n > 400)
		printf("...");
}

static void print_failure(long long line, str row, str wrong)
{
	printf("  line %lld: ", line);
	print_text(wrong);
	printf("\n    ");
	print_text(row);
	printf("\n");
}

/* One line in its own arena, so that 14,000 of them need the memory of the largest. */
static void run_line(conf_line *c, conf_reader *read, str text)
{
	const json *row = NULL;
	const err *e = json_read(c->a, text, &row);
	if (e)
		conf_fail(c, "not JSON: %.*s", SARG(err_text(c->a, e)));
	else
		read(c, row);
}

static tally run_text(arena *a, str text, conf_reader *read)
{
	tally t = { 0 };
	str rest = text, line;
	void *state = NULL;
	for (long long number = 1; str_next(&rest, '\n', &line); number++) {
		if (str_trim(line).n == 0)
			continue;
		conf_line c = { .a = arena_open(LINE_BUDGET), .file = a, .state = state };
		run_line(&c, read, line);
		state = c.state;
		if (c.wrong.p && t.failed++ < MAX_NAMED)
			print_failure(number, line, c.wrong);
		else if (!c.wrong.p && c.skip.p)
			t.skipped++;
		else if (!c.wrong.p)
			t.passed++;
		arena_close(c.a);
	}
	return t;
}

static tally run_file(const char *folder, str name, bool strict)
{
	conf_reader *read = reader_of(name);
	if (!read) {
		printf("skipped %.*s (not yet read)\n", SARG(name));
		return (tally){ .failed = strict };
	}
	arena *a = arena_open(BUDGET);
	str text;
	tally t = { .failed = 1 };
	if (read_file(a, arena_printf(a, "%s/%.*s", folder, SARG(name)).p, &text))
		t = run_text(a, text, read);
	else
		printf("  cannot read: %s\n", strerror(errno));
	printf("%.*s  %lld passed, %lld failed", SARG(name), t.passed, t.failed);
	if (t.skipped)
		printf(", %lld left out", t.skipped);
	printf("\n");
	arena_close(a);
	return t;
}

static bool list_files(arena *a, const char *folder, strs *names)
{
	DIR *d = opendir(folder);
	if (!d)
		return false;
	for (struct dirent *e = readdir(d); e; e = readdir(d))
		if (str_ends(str_of(e->d_name), S(".jsonl")))
			*LIST_PUSH(a, names) = arena_str(a, str_of(e->d_name));
	closedir(d);
	strs_sort_unique(names);
	return names->n > 0;
}

int main(int argc, char **argv)
{
	const char *folder = NULL;
	bool strict = false;
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--strict") == 0)
			strict = true;
		else if (!folder)
			folder = argv[i];
	if (!folder) {
		fprintf(stderr, "usage: conformance FOLDER [--strict]\n");
		return 2;
	}
	json_start();
	arena *a = arena_open(BUDGET);
	strs names = { 0 };
	if (!list_files(a, folder, &names)) {
		fprintf(stderr, "conformance: no *.jsonl file in %s\n", folder);
		return 2;
	}
	tally all = { 0 };
	for (ptrdiff_t i = 0; i < names.n; i++) {
		tally t = run_file(folder, names.at[i], strict);
		all.passed += t.passed;
		all.failed += t.failed;
	}
	printf("%lld passed, %lld failed\n", all.passed, all.failed);
	arena_close(a);
	return all.failed ? 1 : 0;
}
