/* sarif: SARIF 2.1.0, for code scanning and editors.
 *
 * What readers do decides what stands here. GitHub wants a location in a file and a region in every
 * result, keeps 5,000 results of a run (the first ones: failing findings come first) and ten megabytes, and
 * tells alerts apart by partialFingerprints; it takes text in brackets for a link, so a stranger's
 * brackets are escaped. A run that could not judge has a result saying so: an upload without results would
 * close every alert. No automationDetails: they would win over the `category` of the upload step, which
 * keeps the runs of several jobs apart. No clock: the same commits give the same bytes. */
#include "write/formats.h"

#include "write/escape.h"
#include "write/jsonw.h"
#include "write/sarif_rules.h"

enum {
	MOST_RESULTS = 5000,              /* GitHub keeps so many of a run */
	MOST_BYTES = 9 * 1000 * 1000,     /* GitHub: 10 MB, of the file compressed */
	MOST_NOTES = 100,                 /* our own bound: notes are remarks */
	MESSAGE_BYTES = 2000,             /* our own bound: one result is one alert, not a log */
};

/* ---- text ---- */

static void put_visible(buf *out, str s, bool brackets)
{
	for (ptrdiff_t i = 0; i < s.n;) {
		cell k = escape_cell(s, &i);
		bool mark = k.n == 1 && (k.text[0] == '[' || k.text[0] == ']' || k.text[0] == '\\');
		if (brackets && mark)
			buf_char(out, '\\');
		buf_put(out, (str){ k.text, k.n });
	}
}

/* What a message may hold: visible, cut, and no [text](target), which readers make a link of. */
static str message_text(arena *a, str s)
{
	buf b = buf_new(a);
	str head = str_head(s, MESSAGE_BYTES);
	put_visible(&b, head, str_find(head, S("](")) >= 0);
	buf_put(&b, head.n < s.n ? S(" ...") : S(""));
	return buf_str(&b);
}

static void put_message(jsonw *j, str text)
{
	jsonw_key(j, "message");
	jsonw_open(j, '{');
	jsonw_pair(j, "text", text);
	jsonw_close(j, '}');
}

static str level_of(severity s)
{
	return str_of(severity_name(s)); /* "note" "warning" "error" are SARIF's words too */
}

/* ---- places ---- */

static void put_region(jsonw *j, position beg, position end)
{
	/* The whole file, or no file at all, is shown at its beginning: GitHub shows nothing without. */
	if (!beg.line)
		beg = (position){ 1, 1 };
	if (!end.line)
		end = beg;
	jsonw_key(j, "region");
	jsonw_open(j, '{');
	jsonw_count(j, "startLine", beg.line);
	jsonw_count(j, "startColumn", beg.col);
	jsonw_count(j, "endLine", end.line);
	jsonw_count(j, "endColumn", end.col);
	jsonw_close(j, '}');
}

static void put_artifact(jsonw *j, arena *a, str path)
{
	buf uri = buf_new(a);
	escape_uri(&uri, path);
	jsonw_key(j, "artifactLocation");
	jsonw_open(j, '{');
	jsonw_pair(j, "uri", buf_str(&uri));
	jsonw_pair(j, "uriBaseId", S("SRCROOT"));
	jsonw_close(j, '}');
}

static void put_unit(jsonw *j, str unit)
{
	jsonw_key(j, "logicalLocations");
	jsonw_open(j, '[');
	jsonw_open(j, '{');
	jsonw_pair(j, "name", unit);
	jsonw_pair(j, "kind", S("resource"));
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

/* A place that a finding or a remark is about; unit may be absent. */
typedef struct spot {
	str path, unit;
	position beg, end;
} spot;

static void put_location(jsonw *j, arena *a, const results *all, spot at)
{
	jsonw_key(j, "locations");
	jsonw_open(j, '[');
	jsonw_open(j, '{');
	jsonw_key(j, "physicalLocation");
	jsonw_open(j, '{');
	put_artifact(j, a, results_path(a, all, at.path));
	put_region(j, at.beg, at.end);
	jsonw_close(j, '}');
	if (at.unit.p)
		put_unit(j, at.unit);
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

/* ---- results ---- */

static void put_suppressions(jsonw *j, arena *a, const result *r)
{
	jsonw_key(j, "suppressions");
	jsonw_open(j, '[');
	if (r->waived) {
		jsonw_open(j, '{');
		jsonw_pair(j, "kind", r->waiver_inline ? S("inSource") : S("external"));
		jsonw_pair(j, "status", S("accepted"));
		if (r->waiver_reason.p)
			jsonw_pair(j, "justification", message_text(a, r->waiver_reason));
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void put_fingerprint(jsonw *j, arena *a, const result *r)
{
	jsonw_key(j, "partialFingerprints");
	jsonw_open(j, '{');
	jsonw_pair(j, "envgateFinding/v1", arena_printf(a, "%.*s:%d", SARG(r->fingerprint), r->nth));
	jsonw_close(j, '}');
}

static void put_properties(jsonw *j, const result *r)
{
	jsonw_key(j, "properties");
	jsonw_open(j, '{');
	jsonw_key(j, "fails");
	jsonw_bool(j, r->fails);
	jsonw_pair(j, "subject", r->subject.p ? str_head(r->subject, MESSAGE_BYTES) : S(""));
	if (r->also.n) {
		jsonw_key(j, "also");
		jsonw_open(j, '[');
		for (ptrdiff_t i = 0; i < r->also.n; i++)
			jsonw_text(j, r->also.at[i]);
		jsonw_close(j, ']');
	}
	jsonw_close(j, '}');
}

static str said_of(arena *a, const result *r)
{
	str said = message_text(a, r->message);
	if (!r->hint.p)
		return said;
	return arena_cat(a, said, arena_cat(a, S("\nHint: "), message_text(a, r->hint)));
}

static void put_result(jsonw *j, arena *a, const results *all, const result *r)
{
	jsonw_open(j, '{');
	jsonw_pair(j, "ruleId", r->rule);
	if (r->rule_at >= 0)
		jsonw_count(j, "ruleIndex", r->rule_at);
	jsonw_pair(j, "level", level_of(r->severity));
	put_message(j, said_of(a, r));
	put_location(j, a, all, (spot){ r->path, r->unit, r->beg, r->end });
	put_fingerprint(j, a, r);
	if (all->compared)
		jsonw_pair(j, "baselineState", r->state == STATE_EXISTING ? S("unchanged") : S("new"));
	put_suppressions(j, a, r);
	put_properties(j, r);
	jsonw_close(j, '}');
}

/* How many were written: all that a reader keeps. */
static ptrdiff_t put_results(jsonw *j, arena *a, const results *all)
{
	ptrdiff_t n = 0, began = j->out->n;
	jsonw_line(j, 3);
	jsonw_key(j, "results");
	jsonw_open(j, '[');
	if (results_failed(all)) {
		result failure = results_failure(a, all);
		put_result(j, a, all, &failure);
	}
	ptrdiff_t most = began + MOST_BYTES;
	for (; n < all->rows.n && n < MOST_RESULTS && j->out->n < most; n++) {
		jsonw_line(j, 4);
		put_result(j, a, all, &all->rows.at[n]);
	}
	jsonw_close(j, ']');
	return n;
}

/* ---- the run ---- */

/* path absent: about the whole run. */
typedef struct remark {
	const char *level;
	str id, text, path;
} remark;

static void put_remark(jsonw *j, arena *a, const results *all, remark r)
{
	jsonw_line(j, 5);
	jsonw_open(j, '{');
	jsonw_pair(j, "level", str_of(r.level));
	put_message(j, message_text(a, r.text));
	jsonw_key(j, "descriptor");
	jsonw_open(j, '{');
	jsonw_pair(j, "id", r.id);
	jsonw_close(j, '}');
	if (r.path.n)
		put_location(j, a, all, (spot){ .path = r.path });
	jsonw_close(j, '}');
}

static str left_words(arena *a, const results *all, ptrdiff_t written)
{
	return arena_printf(a,
	                    "%td of %td findings are left out, the mildest ones: GitHub keeps %d of a run, "
	                    "and 10 MB",
	                    all->rows.n - written, all->rows.n, MOST_RESULTS);
}

static void put_remarks(jsonw *j, arena *a, const results *all, ptrdiff_t written)
{
	const err *e = all->error;
	ptrdiff_t said = all->notes ? all->notes->n : 0;
	jsonw_key(j, "toolExecutionNotifications");
	jsonw_open(j, '[');
	if (e)
		put_remark(j, a, all,
		           (remark){ .level = "error",
		                     .id = str_of(err_name(e->code)),
		                     .text = results_error(a, e) });
	if (written < all->rows.n)
		put_remark(j, a, all,
		           (remark){ .level = "warning",
		                     .id = S("left-out"),
		                     .text = left_words(a, all, written) });
	for (ptrdiff_t i = 0; i < said && i < MOST_NOTES; i++) {
		const note *n = &all->notes->at[i];
		put_remark(j, a, all, (remark){ "note", n->code, n->message, n->path });
	}
	if (said > MOST_NOTES)
		put_remark(j, a, all,
		           (remark){ .level = "note",
		                     .id = S("left-out"),
		                     .text = arena_printf(a, "%td more notes are left out", said - MOST_NOTES) });
	jsonw_close(j, ']');
}

static void put_invocation(jsonw *j, arena *a, const results *all, ptrdiff_t written)
{
	jsonw_line(j, 3);
	jsonw_key(j, "invocations");
	jsonw_open(j, '[');
	jsonw_open(j, '{');
	jsonw_key(j, "executionSuccessful");
	jsonw_bool(j, !results_failed(all));
	jsonw_count(j, "exitCode", all->exit);
	put_remarks(j, a, all, written);
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

static void put_roots(jsonw *j)
{
	jsonw_line(j, 3);
	jsonw_pair(j, "columnKind", S("unicodeCodePoints"));
	jsonw_key(j, "originalUriBaseIds");
	jsonw_open(j, '{');
	jsonw_key(j, "SRCROOT");
	jsonw_open(j, '{');
	jsonw_key(j, "description");
	jsonw_open(j, '{');
	jsonw_pair(j, "text", S("the root of the repository"));
	jsonw_close(j, '}');
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

void sarif_put(buf *out, const results *all)
{
	static const str schema = S_INIT("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
	                                 "sarif-schema-2.1.0.json");
	jsonw w = { .out = out }, *j = &w;
	jsonw_open(j, '{');
	jsonw_pair(j, "$schema", schema);
	jsonw_pair(j, "version", S("2.1.0"));
	jsonw_key(j, "runs");
	jsonw_open(j, '[');
	jsonw_line(j, 2);
	jsonw_open(j, '{');
	sarif_put_tool(j, out->a, all);
	put_roots(j);
	ptrdiff_t written = put_results(j, out->a, all);
	put_invocation(j, out->a, all, written);
	jsonw_line(j, 3);
	jsonw_key(j, "properties");
	jsonw_open(j, '{');
	jsonw_pair(j, "command", all->command);
	jsonw_pair(j, "headline", message_text(out->a, all->headline));
	jsonw_close(j, '}');
	jsonw_close(j, '}');
	jsonw_close(j, ']');
	jsonw_close(j, '}');
	buf_char(out, '\n');
}
