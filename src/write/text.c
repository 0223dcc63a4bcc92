/* text: the report for people. Failing findings first and in full, what was there before in one count,
 * the verdict last, where the eye is when a run ends. Nothing to say is one line. */
#include "write/text.h"

#include "write/escape.h"

/* A note interrupts nobody: it is counted, and shown on request or when the policy lets it fail. What is
 * waived is never held back: it has a list of its own. */
bool text_holds_back(const finding *f, const look *l)
{
	if (f->state != STATE_INTRODUCED || f->fails || f->waived)
		return false;
	return l->quiet || (f->severity == NOTE && !l->verbose);
}

static bool in_full(const finding *f, const look *l)
{
	if (f->fails)
		return true;
	return f->state == STATE_INTRODUCED && !f->waived && !text_holds_back(f, l);
}

static void put_findings(buf *out, const report *r, const look *l)
{
	for (ptrdiff_t i = 0; i < r->findings.n; i++) {
		const finding *f = &r->findings.at[i];
		if (!in_full(f, l))
			continue;
		if (l->quiet)
			text_finding_line(out, f, l);
		else
			text_finding(out, f, l);
		buf_put(out, l->quiet ? S("") : S("\n"));
	}
}

static bool is_existing(const finding *f)
{
	return f->state == STATE_EXISTING && !f->waived;
}

static bool is_fixed(const finding *f)
{
	return f->state == STATE_FIXED;
}

static bool is_waived(const finding *f)
{
	return f->waived;
}

/* One line each, under a heading, with a blank line behind the last. */
static void put_list(buf *out, const report *r, bool (*belongs)(const finding *), str heading, const look *l)
{
	bool any = false;
	for (ptrdiff_t i = 0; i < r->findings.n; i++) {
		const finding *f = &r->findings.at[i];
		if (!belongs(f) || f->fails)
			continue;
		if (!any)
			paint_words(out, l, PAINT_STRONG, heading);
		any = true;
		buf_put(out, S("  "));
		text_finding_line(out, f, l);
	}
	buf_put(out, any ? S("\n") : S(""));
}

static bool is_always_told(const note *n)
{
	return n->path.n == 0 || str_eq(n->code, S("unread")) || str_eq(n->code, S("not-covered")) ||
	       str_eq(n->code, S("untold")) || str_eq(n->code, S("tie"));
}

/* Remarks about the whole run always; about one file on request, but never a verdict or a diff
 * without what is missing from it. */
static void put_notes(buf *out, const report *r, const look *l)
{
	for (ptrdiff_t i = 0; i < r->notes.n; i++) {
		const note *n = &r->notes.at[i];
		if (!l->verbose && !is_always_told(n))
			continue;
		if (n->path.n)
			paint_foreign(out, l, PAINT_STRONG, n->path);
		else
			buf_put(out, S("envgate"));
		buf_put(out, S(": "));
		paint_words(out, l, PAINT_NOTE, S("note"));
		buf_put(out, S(": "));
		escape_terminal(out, n->message);
		buf_char(out, '\n');
	}
}

void write_text(buf *out, const report *r, const look *l)
{
	if (r->verdict == VERDICT_ERROR) {
		text_error(out, r->error, l);
		return;
	}
	bool diff = str_eq(r->command, S("diff"));
	if (diff)
		text_changes(out, r, l);
	else
		put_findings(out, r, l);
	if (!diff && l->list_existing)
		put_list(out, r, is_existing, S("existing, not from this change:\n"), l);
	if (!diff && (l->list_existing || l->verbose))
		put_list(out, r, is_waived, S("waived:\n"), l);
	if (!diff && l->verbose)
		put_list(out, r, is_fixed, S("fixed by this change:\n"), l);
	if (l->quiet && r->verdict != VERDICT_FAIL)
		return;
	if (!l->quiet)
		put_notes(out, r, l);
	text_verdict(out, r, l);
	str hint = verdict_hint(r);
	if (hint.n) {
		buf_put(out, S("  "));
		paint_words(out, l, PAINT_NOTE, S("hint"));
		buf_printf(out, ": %.*s\n", SARG(hint));
	}
}
