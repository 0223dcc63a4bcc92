/* comment: see comment.h. The body is made whole, with less in it each time, until it fits: rows have
 * very different lengths, and a text that is made again has no half table to repair. Nine attempts over
 * capped tables cost less than one request. */
#include "write/comment.h"

#include "write/comment_in.h"
#include "write/markdown.h"
#include "write/parts.h"

#include <string.h>

/* What a reader misses least goes first: packages that only a lock names, then notes, then what changed,
 * then findings beyond the first. What to type for a stale lock stays to the end. */
static const comment_room rooms[] = {
	{ .findings = 200, .notes = 50, .changes = 200, .relocks = 20, .rest = true, .indirect = 200 },
	{ .findings = 200, .notes = 50, .changes = 200, .relocks = 20, .rest = true },
	{ .findings = 200, .changes = 100, .relocks = 20, .rest = true },
	{ .findings = 100, .changes = 30, .relocks = 20, .rest = true },
	{ .findings = 100, .relocks = 10, .rest = true },
	{ .findings = 30, .relocks = 10, .rest = true },
	{ .findings = 5, .relocks = 2, .rest = true },
	{ .rest = true },
	{ .rest = false }, /* headings of ours, whatever a report holds */
};
enum { ROOMS = sizeof rooms / sizeof rooms[0] };

static bool only(str s, const char *more)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !(s.p[i] && strchr(more, s.p[i])))
			return false;
	return s.n > 0;
}

static bool is_known_place(const comment_where *where)
{
	str host = str_from(where->server, str_starts(where->server, S("https://")) ? 8 : where->server.n);
	return only(host, ".-:/_") && only(where->repository, "-._/");
}

str comment_base(arena *a, const comment_where *where)
{
	if (!is_known_place(where) || !only(where->head_sha, "") || !where->blob.n)
		return (str){ 0 };
	return arena_printf(a, "%.*s/%.*s%.*s%.*s/", SARG(where->server), SARG(where->repository), SARG(where->blob),
	                    SARG(where->head_sha));
}

/* The run's page lies in the repository that is known; what else a report calls its run is text. */
static bool leads_home(arena *a, const comment_where *where)
{
	if (!is_known_place(where) || !where->run_url.n)
		return false;
	str home = arena_printf(a, "%.*s/%.*s/", SARG(where->server), SARG(where->repository));
	str rest = str_from(where->run_url, home.n);
	return str_starts(where->run_url, home) && only(rest, "-_/") && str_find(rest, S("//")) < 0;
}

/* ---- what the two questions of --on ask ---- */

bool comment_fails(const told *t)
{
	if (t->kind == TOLD_PROBE)
		return t->probe.exit != 0;
	return t->report.verdict == VERDICT_FAIL || t->report.verdict == VERDICT_ERROR;
}

bool comment_has_failure(const tolds *reports)
{
	for (ptrdiff_t i = 0; i < reports->n; i++)
		if (comment_fails(&reports->at[i]))
			return true;
	return false;
}

static bool has_change(const report *r)
{
	bool found = r->changes.n > 0;
	for (ptrdiff_t i = 0; i < r->findings.n && !found; i++)
		found = r->findings.at[i].state != STATE_EXISTING;
	return found;
}

bool comment_has_change(const tolds *reports)
{
	for (ptrdiff_t i = 0; i < reports->n; i++)
		if (comment_fails(&reports->at[i]) || has_change(&reports->at[i].report))
			return true;
	return false;
}

/* ---- the body ---- */

static void put_item(buf *out, ptrdiff_t n, const char *noun)
{
	if (!n)
		return;
	buf_put(out, out->n ? S(", ") : S(""));
	buf_put(out, count_words(out->a, n, noun));
}

static void put_left(buf *out, const comment_left *left)
{
	buf said = buf_new(out->a);
	put_item(&said, left->findings, "finding");
	put_item(&said, left->relocks, "relock command");
	put_item(&said, left->changes, "change");
	put_item(&said, left->notes, "note");
	put_item(&said, left->indirect, "transitive change");
	put_item(&said, left->rest, "description");
	if (said.n)
		buf_printf(out, "**Left out, so that this comment fits:** %.*s. The report has them all.\n\n",
		           SARG(buf_str(&said)));
}

static void put_foot(buf *out, const comment_where *where)
{
	if (leads_home(out->a, where))
		buf_printf(out, "<sub>[The run](%.*s)</sub>\n", SARG(where->run_url));
}

/* Trusted reports first: what the untrusted job says stands below what is known. */
static void put_reports(buf *out, const tolds *reports, const comment_where *where, const comment_room *room)
{
	comment_left left = { 0 };
	str base = comment_base(out->a, where);
	for (int untrusted = 0; untrusted < 2; untrusted++)
		for (ptrdiff_t i = 0; i < reports->n; i++) {
			const told *t = &reports->at[i];
			if (t->untrusted != (untrusted == 1))
				continue;
			comment_heading(out, t);
			if (where->brief)
				continue;
			if (t->kind == TOLD_PROBE && room->rest)
				comment_probe(out, t);
			else if (t->kind == TOLD_PROBE)
				left.rest++;
			else
				comment_report(out, t, t->untrusted ? (str){ 0 } : base, room, &left);
		}
	put_left(out, &left);
}

str comment_body(arena *a, const tolds *reports, const comment_where *where)
{
	buf out = buf_new(a);
	for (int i = 0; i < ROOMS; i++) {
		out.n = 0;
		if (where->resolved)
			buf_put(&out, S("**Resolved:** what this comment told of does not fail any more.\n\n"));
		put_reports(&out, reports, where, &rooms[i]);
		put_foot(&out, where);
		if (out.n <= where->max_bytes)
			break;
	}
	return buf_str(&out);
}
