/* run_cases FILE.case...          runs every case of the files
 * run_cases --pages FOLDER        runs the examples of every rule page of a folder
 *
 * Prints what fails and "N passed, N failed"; exit 1 when something failed, 2 when a file cannot be
 * read. No git, no process, no network: thousands of cases a second. */
#include "case.h"

#include "base/limits.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUDGET = 64 * 1024 * 1024 };

static void run_case(const char *path, const test_case *c, int *passed, int *failed)
{
	arena *a = arena_open(BUDGET);
	report r = { 0 };
	buf wrong = buf_new(a);
	case_judge(a, c, &r);
	bool ok = case_check(a, c, &r, &wrong);
	if (!ok)
		printf("%s:%d: %.*s\n%.*s", path, c->line, SARG(c->title), SARG(buf_str(&wrong)));
	*(ok ? passed : failed) += 1;
	arena_close(a);
}

static bool run_file(const char *path, int *passed, int *failed)
{
	arena *a = arena_open(BUDGET);
	str text = { 0 }, why = { 0 };
	test_cases all = { 0 };
	bool ok = text_of_file(a, path, &text);
	if (!ok)
		fprintf(stderr, "run_cases: cannot read %s\n", path);
	else if (!(ok = cases_parse(a, text, &all, &why)))
		fprintf(stderr, "%s:%.*s\n", path, SARG(why));
	for (ptrdiff_t i = 0; ok && i < all.n; i++)
		run_case(path, &all.at[i], passed, failed);
	arena_close(a);
	return ok;
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool run_pages(const char *folder, int *passed, int *failed)
{
	DIR *d = opendir(folder);
	if (!d) {
		fprintf(stderr, "run_cases: cannot read the folder %s\n", folder);
		return false;
	}
	arena *a = arena_open(BUDGET);
	strs pages = { 0 };
	for (const struct dirent *e; (e = readdir(d));)
		if (str_ends(str_of(e->d_name), S(".md")) && strcmp(e->d_name, "README.md") != 0)
			*LIST_PUSH(a, &pages) = arena_str(a, str_of(e->d_name));
	closedir(d);
	if (pages.n > 1)
		qsort(pages.at, (size_t)pages.n, sizeof *pages.at, by_text);
	bool ok = pages.n > 0;
	for (ptrdiff_t i = 0; i < pages.n; i++) {
		str text = { 0 }, path = arena_printf(a, "%s/%.*s", folder, SARG(pages.at[i]));
		ok = text_of_file(a, path.p, &text) && ok;
		page_run(pages.at[i], text, passed, failed);
	}
	arena_close(a);
	return ok;
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0;
	bool ok = argc > 1;
	if (argc == 3 && strcmp(argv[1], "--pages") == 0)
		ok = run_pages(argv[2], &passed, &failed);
	else
		for (int i = 1; i < argc; i++)
			ok = run_file(argv[i], &passed, &failed) && ok;
	printf("%d passed, %d failed\n", passed, failed);
	return !ok || passed + failed == 0 ? 2 : failed > 0;
}
