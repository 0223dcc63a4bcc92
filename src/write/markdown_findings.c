/* markdown_findings: findings as a table: how grave and which rule, where, what is wrong and what to
 * type. One row a finding, so that a reader's eye can run down the places. */
#include "write/markdown_in.h"

enum { FOLDED_SHOWN = 30 };

static const detail *detail_named(const finding *f, str key)
{
	for (ptrdiff_t i = 0; i < f->details.n; i++)
		if (str_eq(str_of(f->details.at[i].key), key))
			return &f->details.at[i];
	return NULL;
}

/* More than ten findings of one kind are one row, and details.folded names the packages. */
static void put_folded(buf *out, const finding *f)
{
	const detail *folded = detail_named(f, S("folded"));
	if (!folded || folded->kind != DETAIL_LIST || folded->list.n == 0)
		return;
	ptrdiff_t shown = folded->list.n < FOLDED_SHOWN ? folded->list.n : FOLDED_SHOWN;
	buf_put(out, S(" <br>for "));
	for (ptrdiff_t i = 0; i < shown; i++) {
		buf_put(out, i ? S(", ") : S(""));
		markdown_code(out, folded->list.at[i], 0);
	}
	if (shown < folded->list.n)
		buf_printf(out, " and %td more", folded->list.n - shown);
}

static void put_also(buf *out, const finding *f)
{
	for (ptrdiff_t i = 0; i < f->also.n; i++) {
		buf_put(out, i ? S(", ") : S(" <br>also "));
		markdown_code(out, RULES[f->also.at[i]].id, 0);
	}
}

void markdown_cell(buf *out, const finding *f, bool hints)
{
	const detail *was = detail_named(f, S("was"));
	markdown_message(out, f->message);
	if (was && was->kind == DETAIL_TEXT && was->text.n) {
		buf_put(out, S(" <br>was "));
		markdown_code(out, was->text, 0);
	}
	put_folded(out, f);
	if (hints && f->hint.n) {
		buf_put(out, S(" <br>**hint:** "));
		markdown_message(out, f->hint);
	}
	put_also(out, f);
	if (f->waived && f->waiver && f->waiver->reason.n) {
		buf_put(out, S(" <br>waived: "));
		markdown_message(out, f->waiver->reason);
	}
}

static bool picks(markdown_pick pick, const finding *f)
{
	if (pick.fails_too && f->fails)
		return f->severity >= pick.least && f->severity <= pick.most;
	return f->state == pick.state && !f->waived && f->severity >= pick.least && f->severity <= pick.most;
}

ptrdiff_t markdown_count(const findings *all, markdown_pick pick)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		n += picks(pick, &all->at[i]);
	return n;
}

static str grade(const finding *f)
{
	if (f->severity >= ERROR)
		return S("\xE2\x9D\x8C error");
	return f->severity == WARNING ? S("\xE2\x9A\xA0\xEF\xB8\x8F warning") : S("\xE2\x84\xB9\xEF\xB8\x8F note");
}

void markdown_rows(buf *out, const findings *all, markdown_pick pick, str base, ptrdiff_t most)
{
	ptrdiff_t shown = 0, have = markdown_count(all, pick);
	if (have == 0 || most <= 0)
		return;
	buf_put(out, S("| | where | what |\n| --- | --- | --- |\n"));
	for (ptrdiff_t i = 0; i < all->n && shown < most; i++) {
		const finding *f = &all->at[i];
		if (!picks(pick, f))
			continue;
		/* A fixed finding stands in the base's text: the head has no such line. */
		bool gone = f->state == STATE_FIXED;
		buf_printf(out, "| %s<br>", grade(f).p);
		markdown_code(out, RULES[f->rule].id, 0);
		buf_put(out, S(" | "));
		markdown_place(out, gone ? (str){ 0 } : base, f->path, f->at.line);
		buf_put(out, S(" | "));
		markdown_cell(out, f, !gone);
		buf_put(out, S(" |\n"));
		shown++;
	}
	buf_char(out, '\n');
	if (shown < have)
		buf_printf(out, "… and %td more.\n\n", have - shown);
}

void markdown_findings(buf *out, const findings *all, finding_state state, str base, int most)
{
	markdown_pick pick = { .state = state, .least = OFF, .most = NEVER };
	markdown_rows(out, all, pick, base, most);
}
