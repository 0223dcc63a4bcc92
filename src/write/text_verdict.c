/* text_verdict: the last line, the one people read first: the verdict, what it counts, and which three
 * states it speaks of. One line; on a narrow terminal the states move to a second one. */
#include "write/escape.h"
#include "write/parts.h"
#include "write/text.h"

enum { PREFIX = 9 }; /* "envgate: " */

static void join(buf *b, str words)
{
	buf_put(b, b->n ? S(", ") : S(""));
	buf_put(b, words);
}

static void join_count(buf *b, int n, const char *words)
{
	if (n)
		join(b, arena_printf(b->a, "%d %s", n, words));
}

static int total(const int *by_severity)
{
	return by_severity[NOTE] + by_severity[WARNING] + by_severity[ERROR];
}

/* "2 errors, 1 warning introduced"; a whole state has nothing to be introduced against. */
static str found_words(arena *a, const report *r)
{
	bool whole = r->base.kind == REV_NONE;
	buf b = buf_new(a);
	for (severity s = ERROR; s >= NOTE; s--)
		if (r->counts.introduced[s])
			join(&b, count_words(a, r->counts.introduced[s], severity_name(s)));
	if (!b.n)
		return whole ? S("nothing found") : S("nothing introduced");
	buf_put(&b, whole ? S("") : S(" introduced"));
	return buf_str(&b);
}

static int failing_existing(const report *r)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < r->findings.n; i++)
		n += r->findings.at[i].fails && r->findings.at[i].state == STATE_EXISTING;
	return n;
}

/* "(3 existing, 1 fixed)", or "" when there is nothing to add. */
static str aside_words(arena *a, const report *r, const look *l)
{
	const counts *c = &r->counts;
	buf b = buf_new(a);
	int failing = failing_existing(r);
	if (failing)
		join(&b,
		     arena_printf(a, "%d existing, of which %d fail", total(c->existing), failing));
	else
		join_count(&b, total(c->existing), "existing");
	join_count(&b, c->copied, "copied");
	join_count(&b, c->fixed, "fixed");
	join_count(&b, c->waived, "waived");
	if (c->skipped_files)
		join(&b, arena_printf(a, "%.*s skipped",
		                      SARG(count_words(a, c->skipped_files, "test file"))));
	bool hidden = false;
	for (ptrdiff_t i = 0; i < r->findings.n; i++)
		hidden = hidden || (text_holds_back(&r->findings.at[i], l));
	if (hidden && !l->quiet)
		join(&b, S("--verbose shows notes"));
	return b.n ? arena_printf(a, " (%.*s)", SARG(buf_str(&b))) : S("");
}

static str states_words(arena *a, const report *r)
{
	buf b = buf_new(a);
	/* A ref that is gone has no head: the reason says which one it was. */
	if (r->head.kind == REV_NONE)
		return r->range_reason;
	if (r->base.kind != REV_NONE)
		join(&b,
		     arena_printf(a, "base %.*s", SARG(side_words(a, r->base, r->base_reason))));
	join(&b, arena_printf(a, "head %.*s", SARG(side_words(a, r->head, (str){ 0 }))));
	if (!str_eq(r->command, S("diff")))
		join(&b, arena_printf(a, "policy %.*s", SARG(policy_words(a, r))));
	return buf_str(&b);
}

static bool has_unread(const report *r)
{
	for (ptrdiff_t i = 0; i < r->notes.n; i++)
		if (str_eq(r->notes.at[i].code, S("unread")))
			return true;
	return false;
}

static str judged_words(arena *a, const report *r)
{
	if (r->verdict == VERDICT_NOTHING && r->head.kind == REV_NONE)
		return S("ref deleted, nothing to judge");
	if (r->verdict == VERDICT_NOTHING)
		return r->base.kind == REV_NONE ? S("no environment file anywhere")
		                                : S("no environment file in this range");
	if (!str_eq(r->command, S("diff")))
		return found_words(a, r);
	ptrdiff_t touched = 0;
	for (ptrdiff_t i = 0; i < r->changes.n; i++)
		touched += i == 0 || !str_eq(r->changes.at[i].path, r->changes.at[i - 1].path);
	if (!touched)
		return has_unread(r) ? S("nothing else changed") : S("no package or channel changed");
	return arena_printf(a, "%.*s in %.*s", SARG(count_words(a, r->changes.n, "change")),
	                    SARG(count_words(a, touched, "file")));
}

verdict_words verdict_say(arena *a, const report *r, const look *l)
{
	bool judged = !str_eq(r->command, S("diff")) && r->verdict != VERDICT_NOTHING;
	return (verdict_words){ .word = !judged ? S("") : r->verdict == VERDICT_FAIL ? S("FAIL") : S("pass"),
		                .found = judged_words(a, r),
		                .aside = aside_words(a, r, l),
		                .states = states_words(a, r) };
}

str verdict_hint(const report *r)
{
	if (r->verdict != VERDICT_NOTHING || r->exit == 0)
		return (str){ 0 };
	return S("--allow-empty accepts that; .envgate.yml can name files: files: { include: [PATTERN] }");
}

void text_verdict(buf *out, const report *r, const look *l)
{
	verdict_words w = verdict_say(out->a, r, l);
	buf_put(out, S("envgate: "));
	if (w.word.n) {
		paint_words(out, l, r->verdict == VERDICT_FAIL ? PAINT_BAD : PAINT_GOOD, w.word);
		buf_put(out, S("  "));
	}
	buf_put(out, w.found);
	paint_words(out, l, PAINT_FAINT, w.aside);
	ptrdiff_t columns = PREFIX + (w.word.n ? w.word.n + 2 : 0) + w.found.n + w.aside.n + 2 +
	                    escape_columns(w.states);
	if (l->width > 0 && columns > l->width) {
		buf_char(out, '\n');
		buf_repeat(out, ' ', PREFIX);
	} else {
		buf_put(out, S("  "));
	}
	paint_foreign(out, l, PAINT_FAINT, w.states);
	buf_char(out, '\n');
}

void text_error(buf *out, const err *e, const look *l)
{
	paint_words(out, l, PAINT_BAD, S("envgate:"));
	buf_char(out, ' ');
	if (e->at.file.n) {
		escape_terminal(out, e->at.file);
		if (e->at.line)
			buf_printf(out, ":%d:%d", e->at.line, e->at.col);
		buf_put(out, S(": "));
	}
	escape_terminal(out, err_text(out->a, e));
	buf_char(out, '\n');
	for (str rest = e->hint, line; str_next(&rest, '\n', &line);) {
		buf_put(out, S("  "));
		paint_words(out, l, PAINT_NOTE, S("hint"));
		buf_put(out, S(": "));
		escape_terminal(out, line);
		buf_char(out, '\n');
	}
}
