/* text_finding: one finding as a person reads it, top down: where, how grave, which rule, what is
 * wrong; the line itself; what to type. The first line keeps the shape file:line:col: severity rule:
 * message that editors and grep know, so it is never wrapped. */
#include "write/escape.h"
#include "write/text.h"

enum {
	WIDE_ENOUGH = 100, /* where there is no terminal to ask */
	INDENT = 7,        /* "  for: " */
	HINT_INDENT = 8,   /* "  hint: " */
	FOLDED_SHOWN = 60,
};

static void put_place(buf *out, const finding *f, const look *l)
{
	paint_on(out, l, PAINT_STRONG);
	escape_terminal(out, f->path);
	if (f->at.line)
		buf_printf(out, ":%d:%d", f->at.line, f->at.col);
	buf_char(out, ':');
	paint_off(out, l);
	buf_char(out, ' ');
}

void text_finding_line(buf *out, const finding *f, const look *l)
{
	put_place(out, f, l);
	paint_words(out, l, paint_of_severity(f->severity), str_of(severity_name(f->severity)));
	buf_char(out, ' ');
	buf_put(out, RULES[f->rule].id);
	buf_put(out, S(": "));
	escape_terminal(out, f->message);
	buf_char(out, '\n');
}

static void put_label(buf *out, const look *l, str label)
{
	buf_put(out, S("  "));
	paint_words(out, l, PAINT_NOTE, label);
	buf_put(out, S(": "));
}

/* Words that belong together: up to the next blank outside of a `command`. */
static ptrdiff_t next_break(str s)
{
	bool quoted = false;
	ptrdiff_t i = 0;
	for (; i < s.n && (quoted || s.p[i] != ' '); i++)
		quoted ^= s.p[i] == '`';
	return i;
}

/* With a hanging indent on a terminal; a pipe gets one line. A command is not broken: it is there to
 * be copied. */
static void put_wrapped(buf *out, str text, ptrdiff_t indent, const look *l)
{
	for (ptrdiff_t column = indent; text.n;) {
		str word = str_head(text, next_break(text));
		ptrdiff_t columns = escape_columns(word);
		bool first = column == indent;
		if (!first && l->width > 0 && column + 1 + columns > l->width) {
			buf_char(out, '\n');
			buf_repeat(out, ' ', indent);
			column = indent;
			first = true;
		}
		buf_put(out, first ? S("") : S(" "));
		escape_terminal(out, word);
		column += columns + !first;
		text = str_from(text, word.n + 1);
	}
	buf_char(out, '\n');
}

static const detail *detail_named(const finding *f, str key)
{
	for (ptrdiff_t i = 0; i < f->details.n; i++)
		if (str_eq(str_of(f->details.at[i].key), key))
			return &f->details.at[i];
	return NULL;
}

/* More than ten findings of one kind are one row, and details.folded names the packages. */
static void put_folded(buf *out, const finding *f, const look *l)
{
	const detail *folded = detail_named(f, S("folded"));
	if (!folded || folded->kind != DETAIL_LIST || folded->list.n == 0)
		return;
	ptrdiff_t shown = folded->list.n < FOLDED_SHOWN ? folded->list.n : FOLDED_SHOWN;
	ptrdiff_t width = l->width > 0 ? l->width : WIDE_ENOUGH, column = INDENT;
	put_label(out, l, S("for"));
	for (ptrdiff_t i = 0; i < shown; i++) {
		ptrdiff_t columns = escape_columns(folded->list.at[i]) + 2;
		if (i > 0 && column + columns > width) {
			buf_put(out, S(",\n"));
			buf_repeat(out, ' ', INDENT);
			column = INDENT;
		} else {
			buf_put(out, i > 0 ? S(", ") : S(""));
		}
		escape_terminal(out, folded->list.at[i]);
		column += columns;
	}
	if (shown < folded->list.n)
		buf_printf(out, " and %td more", folded->list.n - shown);
	buf_char(out, '\n');
}

void text_finding(buf *out, const finding *f, const look *l)
{
	text_finding_line(out, f, l);
	text_excerpt(out, f->src, f->at, paint_of_severity(f->severity), l);
	const detail *was = detail_named(f, S("was"));
	if (was && was->kind == DETAIL_TEXT && was->text.n) {
		put_label(out, l, S("was"));
		escape_terminal(out, was->text);
		buf_char(out, '\n');
	}
	put_folded(out, f, l);
	if (f->hint.n) {
		put_label(out, l, S("hint"));
		put_wrapped(out, f->hint, HINT_INDENT, l);
	}
	if (f->also.n) {
		put_label(out, l, S("also"));
		for (ptrdiff_t i = 0; i < f->also.n; i++) {
			buf_put(out, i ? S(", ") : S(""));
			buf_put(out, RULES[f->also.at[i]].id);
		}
		buf_char(out, '\n');
	}
}
