/* run_scenarios: the real envgate-probe against every machine of scenarios.txt.
 *
 *     run_scenarios --probe FILE --fakes DIR --scratch DIR [--patience N] SCENARIOS [PART-OF-TITLE...]
 *     run_scenarios --page FILE SCENARIOS       FILE must be docs/causes.md as made from them; UPDATE=1
 *                                               in the environment writes it
 *     run_scenarios --covered SCENARIOS         each cause of causes.def has a scenario
 *
 * Some scenarios wait for a deadline, so several run at once. A probe that does not end in time is killed
 * and has failed: that it ends is the first thing promised. What is not as expected is run once more,
 * alone: deadlines of a second are promises about a machine that is not swamped. */
#include "scenario.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 8, LIMIT_MS = 40000, BUDGET = 512 << 20 };

typedef struct options {
	str probe, fakes, scratch, page, file;
	str patience; /* one digit or two: wait so many times as long, for a probe under valgrind */
	bool covered;
	strs parts;
} options;

static int complain(str what)
{
	fprintf(stderr, "run_scenarios: %.*s\n", SARG(what));
	return 2;
}

static bool wanted(const options *o, const scenario *s)
{
	if (s->is[LINE_UNIT].p)
		return false;
	for (ptrdiff_t i = 0; i < o->parts.n; i++)
		if (str_find(s->title, o->parts.at[i]) >= 0)
			return true;
	return o->parts.n == 0;
}

static bool report(arena *a, const run *r, bool last_try)
{
	buf why = buf_new(a);
	if (run_check(a, r, &why))
		return true;
	printf("%s line %d: %.*s (%.0f ms)\n%.*s", last_try ? "FAILED" : "once more:", r->s->line,
	       SARG(r->s->title), r->ms, SARG(buf_str(&why)));
	return false;
}

/* Waits until one of the running ends; its place is free then. */
static run *wait_for_one(run *runs)
{
	for (;;) {
		for (int i = 0; i < AT_ONCE; i++) {
			run *r = &runs[i];
			if (!r->pid)
				continue;
			if (waitpid(r->pid, &r->status, WNOHANG) == r->pid) {
				r->ms = (double)(now_ms() - r->began_ms);
				return r;
			}
			if (!r->timed_out && now_ms() - r->began_ms > (long long)LIMIT_MS * r->patience) {
				r->timed_out = true;
				kill(r->pid, SIGKILL);
			}
		}
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
}

static int running(const run *runs)
{
	int n = 0;
	for (int i = 0; i < AT_ONCE; i++)
		n += runs[i].pid != 0;
	return n;
}

static bool start(arena *a, const options *o, const scenario *s, run *runs)
{
	run *r = runs;
	while (r->pid)
		r++;
	*r = (run){ .s = s, .patience = o->patience.n ? (int)strtol(o->patience.p, NULL, 10) : 1 };
	str why, dir = arena_printf(a, "%.*s/%d", SARG(o->scratch), s->line);
	if (!fixture_make(a, s, dir, o->fakes, &r->at, &why)) {
		printf("cannot make line %d: %.*s\n  %.*s\n", s->line, SARG(s->title), SARG(why));
		return false;
	}
	return !run_start(a, o->probe, r);
}

typedef LIST(const scenario *) picks;

/* Runs all of them, at_once side by side; those not as expected are added to failed. */
static void run_picks(arena *a, const options *o, const picks *what, int at_once, picks *failed)
{
	run runs[AT_ONCE] = { { 0 } };
	for (ptrdiff_t next = 0; next < what->n || running(runs);) {
		if (next < what->n && running(runs) < at_once) {
			const scenario *s = what->at[next++];
			if (!start(a, o, s, runs))
				*LIST_PUSH(a, failed) = s;
			continue;
		}
		run *r = wait_for_one(runs);
		if (!report(a, r, at_once == 1))
			*LIST_PUSH(a, failed) = r->s;
		r->pid = 0;
	}
}

static int run_all(arena *a, const options *o, const scenarios *all)
{
	picks what = { 0 }, again = { 0 }, failed = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (wanted(o, &all->at[i]))
			*LIST_PUSH(a, &what) = &all->at[i];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	run_picks(a, o, &what, processors < 2 ? 2 : processors >= AT_ONCE ? AT_ONCE : (int)processors + 1, &again);
	run_picks(a, o, &again, 1, &failed);
	int good = (int)(what.n - failed.n), bad = (int)failed.n;
	printf("%d scenarios as expected, %d not\n", good, bad);
	return bad || !good;
}

static int covered(const scenarios *all)
{
	int missing = 0;
	for (int c = 0; c < CAUSE_COUNT; c++) {
		bool found = false;
		for (ptrdiff_t i = 0; i < all->n && !found; i++)
			found = str_eq(all->at[i].verdict, CAUSES[c].name) ||
			        (all->at[i].is[LINE_WARN].p && word_has(all->at[i].is[LINE_WARN], CAUSES[c].name.p));
		if (!found)
			printf("no scenario shows %.*s\n", SARG(CAUSES[c].name));
		missing += !found;
	}
	printf("%d of %d causes have a scenario\n", CAUSE_COUNT - missing, CAUSE_COUNT);
	return missing != 0;
}

static int page(arena *a, const options *o, const scenarios *all)
{
	buf want = buf_new(a);
	str have = { 0 };
	causes_page(all, &want);
	if (getenv("UPDATE")) {
		FILE *f = fopen(o->page.p, "w");
		if (!f || fwrite(want.p, 1, (size_t)want.n, f) != (size_t)want.n || fclose(f))
			return complain(arena_printf(a, "cannot write %s", o->page.p));
		return 0;
	}
	if (read_all(a, o->page, &have) && str_eq(have, buf_str(&want)))
		return 0;
	return complain(arena_printf(a, "%s is not what causes.def and scenarios.txt make; UPDATE=1 renews it",
	                             o->page.p));
}

static bool read_options(arena *a, int argc, char **argv, options *o)
{
	struct {
		const char *word;
		str *to;
	} taking[] = {
		{ "--probe", &o->probe }, { "--fakes", &o->fakes }, { "--scratch", &o->scratch }, { "--page", &o->page },
		{ "--patience", &o->patience },
	};
	for (int i = 1; i < argc; i++) {
		str *to = NULL;
		for (size_t k = 0; k < sizeof taking / sizeof *taking; k++)
			if (!strcmp(argv[i], taking[k].word))
				to = taking[k].to;
		if (to && i + 1 < argc)
			*to = str_of(argv[++i]);
		else if (!strcmp(argv[i], "--covered"))
			o->covered = true;
		else if (!o->file.p)
			o->file = str_of(argv[i]);
		else
			*LIST_PUSH(a, &o->parts) = str_of(argv[i]);
	}
	return o->file.p && (o->covered || o->page.p || (o->probe.p && o->fakes.p && o->scratch.p));
}

int main(int argc, char **argv)
{
	arena *a = arena_open(BUDGET);
	options o = { .covered = false };
	scenarios all = { 0 };
	str text, why;
	int status;
	/* A line at a time, so that a run that is cut off has said what it knew. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!read_options(a, argc, argv, &o))
		status = complain(S("which scenarios?"));
	else if (!read_all(a, o.file, &text))
		status = complain(arena_printf(a, "cannot read %s", o.file.p));
	else if (!scenarios_parse(a, text, &all, &why))
		status = complain(why);
	else if (o.covered)
		status = covered(&all);
	else if (o.page.p)
		status = page(a, &o, &all);
	else
		status = run_all(a, &o, &all);
	arena_close(a);
	return status;
}
