/* log_html: the timeline as one page: what it says on top, the lanes of every pin (log_lanes.c), what
 * drifted, and every event as a table. No script, no address; the style is allowed by its hash. */
#include "write/log_in.h"

#include "write/html.h"

extern const char TIMELINE_CSS[]; /* made by cmake/embed_text.cmake */

enum { MOST_EVENTS = 5000 };

static const char *tone_of(change_kind k)
{
	switch (k) {
	case CHANGE_ADDED:
	case CHANGE_TIGHTENED:
		return "good";
	case CHANGE_REMOVED:
		return "bad";
	case CHANGE_LOWERED:
	case CHANGE_LOOSENED:
		return "warn";
	case CHANGE_RAISED:
	case CHANGE_REBUILT:
	case CHANGE_MOVED:
	case CHANGE_REWORDED:
		return "note";
	}
	return "plain";
}

static void put_band(buf *out, const timeline *t)
{
	arena *a = out->a;
	html_band(out, S("log"), "plain", (str){ 0 },
	          arena_printf(a, "%td %s in %td %s", t->events.n, t->events.n == 1 ? "change" : "changes", t->moments.n,
	                       t->moments.n == 1 ? "commit" : "commits"));
	html_fact(out, S("head"), t->head_oid.p ? str_head(t->head_oid, 7) : S("-"));
	html_fact(out, S("name"), t->head_name);
	for (ptrdiff_t i = 0; i < t->packages.n && i < 8; i++)
		html_fact(out, i ? S("") : S("package"), t->packages.at[i]);
	for (ptrdiff_t i = 0; i < t->paths.n && i < 8; i++)
		html_fact(out, i ? S("") : S("path"), t->paths.at[i]);
	if (t->moments.n > 0)
		html_fact(out, S("from"), t->moments.at[t->moments.n - 1].date);
	html_fact(out, S("to"), t->date);
	html_band_end(out);
}

static void cell(buf *out, const char *name, str text)
{
	buf_printf(out, "<td data-name=\"%s\">", name);
	html_code(out, text);
	buf_put(out, S("</td>"));
}

static void put_commit_cell(buf *out, const char *name, const timeline *t, ptrdiff_t at)
{
	buf_printf(out, "<td data-name=\"%s\">", name);
	if (at < 0) {
		buf_put(out, S("before</td>"));
		return;
	}
	const moment *m = &t->moments.at[at];
	html_text(out, m->date);
	buf_put(out, S(" <code title=\""));
	html_text(out, m->subject);
	buf_put(out, S("\">"));
	html_text(out, str_head(m->oid, 7));
	buf_put(out, S("</code> "));
	html_text(out, m->author);
	buf_put(out, S("</td>"));
}

static void put_event(buf *out, const timeline *t, const pin_event *e)
{
	buf_printf(out, "<tr class=\"%s\"><td class=\"kind\">%s</td>", tone_of(e->kind), change_kind_name(e->kind));
	cell(out, "package", log_pin_name(out->a, &e->key));
	cell(out, "from", log_before(out->a, e));
	cell(out, "to", log_after(out->a, e));
	buf_printf(out, "<td data-name=\"strength\">%s</td>", e->after.p ? strength_name(e->pin) : "");
	put_commit_cell(out, "commit", t, e->at);
	cell(out, "file", e->key.path);
	buf_put(out, S("</tr>\n"));
}

static void put_events(buf *out, const timeline *t)
{
	ptrdiff_t shown = t->events.n < MOST_EVENTS ? t->events.n : MOST_EVENTS;
	buf_printf(out, "<section>\n<details%s><summary>Every change <small>%td</small></summary>\n<table>\n<thead><tr>",
	           t->events.n <= 100 ? " open" : "", t->events.n);
	buf_put(out, S("<th>kind</th><th>package</th><th>from</th><th>to</th><th>strength</th><th>commit</th><th>file</th>"
	               "</tr></thead>\n<tbody>\n"));
	for (ptrdiff_t i = 0; i < shown; i++)
		put_event(out, t, &t->events.at[i]);
	buf_put(out, S("</tbody>\n</table>\n"));
	if (shown < t->events.n)
		buf_printf(out, "<p class=\"empty\">%td older ones are not listed; --format json has them.</p>\n", t->events.n - shown);
	buf_put(out, S("</details>\n</section>\n"));
}

static void put_breaks(buf *out, const timeline *t)
{
	if (!t->has_locks)
		return;
	buf_printf(out, "<section>\n<h2>Locks that stopped satisfying <small>%td</small></h2>\n<div class=\"card\">\n", t->breaks.n);
	if (t->breaks.n == 0) {
		buf_put(out, S("<p class=\"empty\">None: every commit's lock satisfied what is declared.</p>\n</div>\n</section>\n"));
		return;
	}
	buf_put(out, S("<table>\n<thead><tr><th>entry</th><th>lock</th><th>locked</th><th>broke</th><th>repaired</th></tr>"
	               "</thead>\n<tbody>\n"));
	for (ptrdiff_t i = t->breaks.n; i-- > 0;) {
		const lock_break *b = &t->breaks.at[i];
		buf_put(out, S("<tr>"));
		cell(out, "entry", b->spec);
		cell(out, "lock", b->lock);
		cell(out, "locked", b->instead);
		put_commit_cell(out, "broke", t, b->broke);
		if (b->repaired >= 0)
			put_commit_cell(out, "repaired", t, b->repaired);
		else
			buf_put(out, S("<td class=\"bad yet\" data-name=\"repaired\">not yet</td>"));
		buf_put(out, S("</tr>\n"));
	}
	buf_put(out, S("</tbody>\n</table>\n</div>\n</section>\n"));
}

static void put_remarks(buf *out, const timeline *t)
{
	strs all = log_remarks(out->a, t);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		buf_put(out, S("<p class=\"rest\">"));
		html_text(out, all.at[i]);
		buf_put(out, S("</p>\n"));
	}
}

void log_html(buf *out, const timeline *t)
{
	html_begin_styled(out, S("envgate log"), str_of(TIMELINE_CSS));
	put_band(out, t);
	log_lanes(out, t);
	put_breaks(out, t);
	put_events(out, t);
	put_remarks(out, t);
	html_end(out, t->date);
}
