/* gitlab: GitLab's Code Quality report.
 *
 * GitLab compares the report of a merge request with the one of its target branch, by fingerprint, and
 * shows the difference. So every finding of the head belongs in it, existing ones too: one that is left
 * out of the merge request's report would be shown as fixed. What an ignore or waiver excuses is left
 * out: there is no word for it, and excused is as good as fixed. A run that could not judge is one
 * entry: an empty report would show every finding as fixed. GitLab merges entries of equal fingerprint,
 * so each has its own. */
#include "write/formats.h"

#include "base/sha256.h"
#include "write/escape.h"
#include "write/jsonw.h"

enum {
	DESCRIPTION_BYTES = 2000,      /* our own bound: a row of the merge request's widget */
	MOST_BYTES = 25 * 1000 * 1000, /* our own bound: whoever opens the merge request waits for all of it */
};

static str description_of(arena *a, str message, str hint)
{
	buf b = buf_new(a);
	str head = str_head(message, DESCRIPTION_BYTES);
	escape_terminal(&b, head);
	buf_put(&b, head.n < message.n ? S(" ...") : S(""));
	if (hint.p) {
		buf_put(&b, S(" (hint: "));
		escape_terminal(&b, str_head(hint, DESCRIPTION_BYTES));
		buf_char(&b, ')');
	}
	return buf_str(&b);
}

/* What fails the gate stops the merge: GitLab's word for that is blocker. */
static str severity_of(const result *r)
{
	if (r->fails)
		return S("blocker");
	return r->severity == ERROR ? S("major") : r->severity == WARNING ? S("minor") : S("info");
}

/* The first of its fingerprint has the one of the JSON report, the next ones a hash of it and their
 * number. */
static str fingerprint_of(arena *a, const result *r)
{
	if (r->nth == 1)
		return r->fingerprint;
	str fields[] = { r->fingerprint, arena_printf(a, "%d", r->nth) };
	return sha256_fields(a, fields, 2, 32);
}

static void put_entry(jsonw *j, arena *a, const results *all, const result *r)
{
	jsonw_line(j, 1);
	jsonw_open(j, '{');
	jsonw_pair(j, "description", description_of(a, r->message, r->hint));
	jsonw_pair(j, "check_name", r->rule);
	jsonw_pair(j, "fingerprint", fingerprint_of(a, r));
	jsonw_pair(j, "severity", severity_of(r));
	jsonw_key(j, "location");
	jsonw_open(j, '{');
	jsonw_pair(j, "path", results_path(a, all, r->path));
	jsonw_key(j, "lines");
	jsonw_open(j, '{');
	jsonw_count(j, "begin", r->beg.line ? r->beg.line : 1);
	jsonw_count(j, "end", r->end.line ? r->end.line : r->beg.line ? r->beg.line : 1);
	jsonw_close(j, '}');
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static void put_left_out(jsonw *j, arena *a, const results *all, ptrdiff_t n)
{
	str rule = S("envgate/left-out");
	result r = {
		.rule = rule,
		.severity = NOTE,
		.message = arena_printf(a, "%td findings more, the mildest ones, do not fit into this file", n),
		.fingerprint = sha256_fields(a, &rule, 1, 32),
		.nth = 1,
	};
	put_entry(j, a, all, &r);
}

void gitlab_put(buf *out, const results *all)
{
	jsonw w = { .out = out }, *j = &w;
	jsonw_open(j, '[');
	if (results_failed(all)) {
		result failure = results_failure(out->a, all);
		put_entry(j, out->a, all, &failure);
	}
	ptrdiff_t i = 0, most = out->n + MOST_BYTES;
	for (; i < all->rows.n && out->n < most; i++)
		if (!all->rows.at[i].waived)
			put_entry(j, out->a, all, &all->rows.at[i]);
	if (i < all->rows.n)
		put_left_out(j, out->a, all, all->rows.n - i);
	jsonw_close(j, ']');
	buf_char(out, '\n');
}
