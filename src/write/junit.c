/* junit: JUnit's XML, which every CI shows somehow.
 *
 * One suite per file (or GPU), one test per finding, so that a reader sees where. What fails the gate is
 * a failure, what an ignore or waiver excuses is skipped, all else passes and says what it found in
 * system-out. A file without a finding has one passing test: an empty suite looks like a job that did not
 * run. No verdict is an error, nothing to judge is skipped, never a pass.
 *
 * GitLab drops later tests of the same name and compares runs by names, so names are unique and hold no
 * line number. They end in " #2" where two would be the same; a stranger's '#' is spelled out in them, so
 * no text can take the name of another test. "[[ATTACHMENT|path]]" would be a link to a file of the job:
 * no two brackets stand together. Readers cut at 30 MB (GitLab); so do we, behind a test that says it. */
#include "write/formats.h"

#include "base/sort.h"
#include "write/escape.h"

enum {
	MOST_BYTES = 25 * 1000 * 1000, /* GitLab reads 30 MB; what follows the last test is short */
	MESSAGE_BYTES = 2000,          /* our own bound, as in the other formats */
};

/* A test: escaped text, ready to be written. */
typedef struct test {
	str suite, name;
	const result *row; /* NULL: a file or GPU where nothing was found */
	bool is_file;      /* suite is a path, not "GPU 0" */
	int nth;           /* among tests of that suite and name, from 1 */
} test;
typedef LIST(test) tests;

typedef struct tally {
	int all, failures, errors, skipped;
} tally;

/* ---- text ---- */

/* Each byte that reads as more than itself in a name or a log: spelled as escape_terminal would. */
static str spelled(arena *a, str s, char mark)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool pair = mark != '[' || (i > 0 && s.p[i - 1] == '[');
		if (s.p[i] == mark && pair)
			buf_printf(&b, "\\x%02x", (unsigned)(unsigned char)mark);
		else
			buf_char(&b, s.p[i]);
	}
	return buf_str(&b);
}

static str xml(arena *a, str s)
{
	buf b = buf_new(a);
	str head = str_head(s, MESSAGE_BYTES);
	escape_xml(&b, spelled(a, head, '['));
	buf_put(&b, head.n < s.n ? S(" ...") : S(""));
	return buf_str(&b);
}

static str name_xml(arena *a, str s)
{
	return xml(a, spelled(a, s, '#'));
}

/* ---- which tests ---- */

static str suite_of(arena *a, const results *all, const result *r)
{
	return xml(a, r->unit.p ? r->unit : results_path(a, all, r->path));
}

static str test_name(arena *a, const result *r)
{
	str subject = r->subject.n && !r->unit.p ? arena_cat(a, S(" "), name_xml(a, r->subject)) : S("");
	return arena_cat(a, r->rule, subject);
}

static ptrdiff_t cost(const test *t)
{
	enum { FRAME = 300 }; /* tags, attributes' names, a type */
	const result *r = t->row;
	/* Six bytes for one at most: &quot;. The path stands in the suite, the test and what it says. */
	ptrdiff_t said = r ? str_head(r->message, MESSAGE_BYTES).n + str_head(r->hint, MESSAGE_BYTES).n : 0;
	return FRAME + t->suite.n * 4 + t->name.n + said * 6;
}

/* The tests that fit, failing ones first. */
static tests list_tests(arena *a, const results *all, ptrdiff_t *left_out)
{
	tests list = { 0 };
	ptrdiff_t bytes = 0, i = 0;
	for (; i < all->rows.n && bytes < MOST_BYTES; i++) {
		const result *r = &all->rows.at[i];
		*LIST_PUSH(a, &list) = (test){ .suite = suite_of(a, all, r), .name = test_name(a, r), .row = r, .is_file = r->path.n > 0 };
		bytes += cost(&list.at[list.n - 1]);
	}
	*left_out = all->rows.n - i;
	for (ptrdiff_t k = 0; k < all->passed.n && bytes < MOST_BYTES; k++) {
		*LIST_PUSH(a, &list) = (test){ .suite = xml(a, all->passed.at[k]), .name = all->units ? S("passed") : S("no findings"),
			                        .is_file = !all->units };
		bytes += cost(&list.at[list.n - 1]);
	}
	return list;
}

static int by_name(const void *x, const void *y)
{
	const test *p = x, *q = y;
	int c = str_cmp(p->suite, q->suite);
	return c ? c : str_cmp(p->name, q->name);
}

static void number_tests(arena *a, tests *list)
{
	sort_runs(a, list->at, list->n, (ptrdiff_t)sizeof *list->at, by_name);
	for (ptrdiff_t i = 0; i < list->n; i++)
		list->at[i].nth = i > 0 && by_name(&list->at[i], &list->at[i - 1]) == 0 ? list->at[i - 1].nth + 1 : 1;
}

/* ---- writing ---- */

static void put_counts(buf *out, tally n)
{
	buf_printf(out, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"0\">\n", n.all, n.failures,
	           n.errors, n.skipped);
}

static void put_case(buf *out, const test *t)
{
	buf_printf(out, "\t\t<testcase classname=\"%.*s\" name=\"%.*s", SARG(t->suite), SARG(t->name));
	if (t->nth > 1)
		buf_printf(out, " #%d", t->nth);
	if (t->is_file)
		buf_printf(out, "\" file=\"%.*s", SARG(t->suite));
	buf_put(out, S("\" time=\"0\""));
}

static str where(arena *a, const test *t)
{
	const position at = t->row->beg;
	str line = at.line ? arena_printf(a, ":%d:%d", at.line, at.col) : S("");
	return arena_cat(a, t->suite, line);
}

static void put_said(buf *out, const test *t)
{
	const result *r = t->row;
	str spot = where(out->a, t);
	buf_printf(out, "%.*s: %s %.*s: %.*s", SARG(spot), severity_name(r->severity), SARG(r->rule),
	           SARG(xml(out->a, r->message)));
	if (r->hint.p)
		buf_printf(out, "\nhint: %.*s", SARG(xml(out->a, r->hint)));
}

static void put_test(buf *out, const test *t)
{
	const result *r = t->row;
	put_case(out, t);
	if (!r) {
		buf_put(out, S("/>\n"));
		return;
	}
	buf_put(out, S(">\n\t\t\t"));
	if (r->fails) {
		buf_printf(out, "<failure type=\"%.*s\" message=\"%.*s\">", SARG(r->rule), SARG(xml(out->a, r->message)));
		put_said(out, t);
		buf_put(out, S("</failure>"));
	} else if (r->waived) {
		str reason = r->waiver_reason.p ? xml(out->a, r->waiver_reason) : S("no reason given");
		buf_printf(out, "<skipped message=\"%s%.*s\"/>", r->finding ? "waived: " : "", SARG(reason));
	} else {
		buf_put(out, S("<system-out>"));
		put_said(out, t);
		buf_put(out, S("</system-out>"));
	}
	buf_put(out, S("\n\t\t</testcase>\n"));
}

static void count_test(tally *n, const test *t)
{
	n->all++;
	n->failures += t->row && t->row->fails;
	n->skipped += t->row && t->row->waived && !t->row->fails;
}

static tally count_tests(const test *beg, const test *end)
{
	tally n = { 0 };
	for (const test *t = beg; t < end; t++)
		count_test(&n, t);
	return n;
}

static void put_suite(buf *out, const test *beg, const test *end)
{
	buf_printf(out, "\t<testsuite name=\"%.*s\"", SARG(beg->suite));
	put_counts(out, count_tests(beg, end));
	for (const test *t = beg; t < end; t++)
		put_test(out, t);
	buf_put(out, S("\t</testsuite>\n"));
}

/* What is to be said about the run as a whole; kind: "error", "skipped", "system-out", or NULL. */
typedef struct whole {
	const char *name, *kind;
	str text;
} whole;

static whole whole_of(arena *a, const results *all, ptrdiff_t tests_written, ptrdiff_t left_out)
{
	bool nothing = all->verdict == VERDICT_NOTHING;
	if (results_failed(all))
		return (whole){ "no verdict", "error", results_failure(a, all).message };
	if (left_out)
		return (whole){ "findings left out", all->verdict == VERDICT_FAIL ? "error" : "skipped",
			        arena_printf(a, "%td findings do not fit into this file", left_out) };
	if (nothing && !tests_written)
		return (whole){ "nothing to judge", "skipped", all->headline };
	return (whole){ tests_written ? NULL : "no findings", "system-out", all->headline };
}

static void put_whole(buf *out, const results *all, const whole *w)
{
	str command = all->command.p ? all->command : S("envgate");
	bool is_error = str_eq(str_of(w->kind), S("error")), skipped = str_eq(str_of(w->kind), S("skipped"));
	str text = xml(out->a, w->text);
	buf_printf(out, "\t<testsuite name=\"envgate\"");
	put_counts(out, (tally){ .all = 1, .errors = is_error, .skipped = skipped });
	buf_printf(out, "\t\t<testcase classname=\"envgate\" name=\"%.*s: %s\" time=\"0\">\n\t\t\t", SARG(command), w->name);
	if (is_error)
		buf_printf(out, "<error type=\"envgate\" message=\"%.*s\">%.*s</error>", SARG(text), SARG(text));
	else if (skipped)
		buf_printf(out, "<skipped message=\"%.*s\"/>", SARG(text));
	else
		buf_printf(out, "<system-out>%.*s</system-out>", SARG(text));
	buf_put(out, S("\n\t\t</testcase>\n\t</testsuite>\n"));
}

void junit_put(buf *out, const results *all)
{
	ptrdiff_t left_out = 0;
	tests list = list_tests(out->a, all, &left_out);
	whole w = whole_of(out->a, all, list.n, left_out);
	number_tests(out->a, &list);
	tally n = count_tests(list.at, list.at + list.n);
	if (w.name) {
		n.all++;
		n.errors += str_eq(str_of(w.kind), S("error"));
		n.skipped += str_eq(str_of(w.kind), S("skipped"));
	}
	buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"envgate%s%.*s\"",
	           all->command.n ? " " : "", SARG(all->command));
	put_counts(out, n);
	for (ptrdiff_t beg = 0, end = 0; beg < list.n; beg = end) {
		for (end = beg; end < list.n && str_eq(list.at[end].suite, list.at[beg].suite);)
			end++;
		put_suite(out, &list.at[beg], &list.at[end]);
	}
	if (w.name)
		put_whole(out, all, &w);
	buf_put(out, S("</testsuites>\n"));
}
