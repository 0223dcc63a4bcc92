/* html_finding: one finding as a card: how grave, which rule, where; what is wrong; the lines it stands
 * among, with carets; what to type. The excerpt is the text format's own, so that both point at the
 * same columns and cut long lines alike. */
#include "write/html_in.h"

#include "write/escape.h"
#include "write/text.h"

enum {
	EXCERPT_WIDTH = 108, /* columns of the excerpt, its gutter included */
	GUTTER = 5,          /* digits of a line's number, as text_excerpt draws them */
	CONTEXT = 1,         /* lines before and behind */
	FOLDED_SHOWN = 100,
};

static const detail *detail_named(const finding *f, str key)
{
	for (ptrdiff_t i = 0; i < f->details.n; i++)
		if (str_eq(str_of(f->details.at[i].key), key))
			return &f->details.at[i];
	return NULL;
}

void html_place(buf *out, str base, str path, int line, int col)
{
	bool leads = base.n > 0 && path.n > 0 && path.p[0] != '/';
	if (leads) {
		buf_put(out, S("<a href=\""));
		html_text(out, base);
		escape_uri(out, path);
		if (line)
			buf_printf(out, "#L%d", line);
		buf_put(out, S("\">"));
	}
	html_text(out, path);
	if (line)
		buf_printf(out, ":%d", line);
	if (line && col)
		buf_printf(out, ":%d", col);
	buf_put(out, leads ? S("</a>") : S(""));
}

/* ---- the excerpt ---- */

/* A neighbour of the finding's line, cut at the width. text is the line without its end. */
static void put_context(buf *out, int number, str text)
{
	ptrdiff_t columns = 0;
	buf b = buf_new(out->a);
	for (ptrdiff_t i = 0; i < text.n && columns < EXCERPT_WIDTH - GUTTER - 3;) {
		if (text.p[i] == '\t') {
			buf_repeat(&b, ' ', 4 - columns % 4);
			columns += 4 - columns % 4;
			i++;
			continue;
		}
		cell k = escape_cell(text, &i);
		buf_put(&b, (str){ k.text, k.n });
		columns += k.columns;
	}
	buf_printf(out, "<span class=\"aside\">%*d | ", GUTTER, number);
	html_text(out, buf_str(&b));
	buf_put(out, S("</span>\n"));
}

/* The line that ends in front of beg, or begins at beg; absent when there is none. */
static str line_before(str bytes, ptrdiff_t beg)
{
	if (beg == 0)
		return (str){ 0 };
	ptrdiff_t end = beg - 1, from = end;
	while (from > 0 && bytes.p[from - 1] != '\n')
		from--;
	return str_trim(str_sub(bytes, from, end)).n ? str_sub(bytes, from, end) : (str){ 0 };
}

static str line_at(str bytes, ptrdiff_t beg)
{
	if (beg >= bytes.n)
		return (str){ 0 };
	str rest = str_from(bytes, beg);
	ptrdiff_t end = str_find_byte(rest, '\n');
	str line = str_head(rest, end < 0 ? rest.n : end);
	return str_trim(line).n ? line : (str){ 0 };
}

static void put_excerpt(buf *out, const finding *f)
{
	const source *src = f->src;
	if (!src || !src->bytes.p || f->at.line == 0 || f->at.beg > src->bytes.n)
		return;
	look plain = { .width = EXCERPT_WIDTH };
	buf b = buf_new(out->a);
	text_excerpt(&b, src, f->at, PAINT_BAD, &plain);
	str rest = buf_str(&b), line;
	ptrdiff_t beg = f->at.beg, end = f->at.beg;
	while (beg > 0 && src->bytes.p[beg - 1] != '\n')
		beg--;
	while (end < src->bytes.n && src->bytes.p[end] != '\n')
		end++;
	str before = line_before(src->bytes, beg), behind = line_at(src->bytes, end + 1);

	buf_put(out, S("<pre>"));
	if (before.p)
		put_context(out, f->at.line - CONTEXT, before);
	if (str_next(&rest, '\n', &line)) {
		html_text(out, line);
		buf_char(out, '\n');
	}
	if (str_next(&rest, '\n', &line)) {
		buf_printf(out, "<span class=\"aside\">%*s |</span><span class=\"carets\">", GUTTER, "");
		html_text(out, str_from(line, GUTTER + 2));
		buf_put(out, S("</span>\n"));
	}
	if (behind.p)
		put_context(out, f->at.line + CONTEXT, behind);
	buf_put(out, S("</pre>\n"));
}

/* ---- the card ---- */

static void put_codes(buf *out, const strs *list)
{
	ptrdiff_t shown = list->n < FOLDED_SHOWN ? list->n : FOLDED_SHOWN;
	for (ptrdiff_t i = 0; i < shown; i++) {
		buf_put(out, i ? S(", ") : S(""));
		html_code(out, list->at[i]);
	}
	if (shown < list->n)
		buf_printf(out, " and %td more", list->n - shown);
}

static void put_asides(buf *out, const finding *f)
{
	const detail *was = detail_named(f, S("was")), *folded = detail_named(f, S("folded"));
	if (folded && folded->kind == DETAIL_LIST && folded->list.n) {
		buf_put(out, S("<p class=\"more\">for "));
		put_codes(out, &folded->list);
		buf_put(out, S("</p>\n"));
	}
	if (was && was->kind == DETAIL_TEXT && was->text.n) {
		buf_put(out, S("<p class=\"more\">was "));
		html_code(out, was->text);
		buf_put(out, S("</p>\n"));
	}
	if (f->also.n) {
		buf_put(out, S("<p class=\"more\">also "));
		for (ptrdiff_t i = 0; i < f->also.n; i++) {
			buf_put(out, i ? S(", ") : S(""));
			html_code(out, RULES[f->also.at[i]].id);
		}
		buf_put(out, S("</p>\n"));
	}
}

void html_finding(buf *out, const finding *f, str base)
{
	buf_printf(out, "<article class=\"card finding %s\">\n<h3><span class=\"grade\">%s</span> ",
	           html_tone(f->severity), severity_name(f->severity));
	html_code(out, RULES[f->rule].id);
	if (f->state == STATE_EXISTING)
		buf_put(out, S(" <span>existing</span>"));
	buf_put(out, S(" <span class=\"where\">"));
	html_place(out, base, f->path, f->at.line, f->at.col);
	buf_put(out, S("</span></h3>\n<p class=\"says\">"));
	html_sentence(out, f->message);
	buf_put(out, S("</p>\n"));
	put_excerpt(out, f);
	if (f->hint.n) {
		buf_put(out, S("<p class=\"hint\"><span class=\"label\">what to type</span> "));
		html_sentence(out, f->hint);
		buf_put(out, S("</p>\n"));
	}
	put_asides(out, f);
	buf_put(out, S("</article>\n"));
}

void html_finding_row(buf *out, const finding *f, str base)
{
	buf_printf(out, "<li class=\"%s\"><span class=\"where\">", html_tone(f->severity));
	html_place(out, base, f->path, f->at.line, f->at.col);
	buf_printf(out, "</span><span class=\"grade\">%s</span> ", severity_name(f->severity));
	html_code(out, RULES[f->rule].id);
	buf_char(out, ' ');
	html_sentence(out, f->message);
	if (f->waived && f->waiver) {
		buf_put(out, S(" <span class=\"muted\">waived"));
		if (f->waiver->reason.n) {
			buf_put(out, S(": "));
			html_text(out, f->waiver->reason);
		}
		if (f->waiver->until.n) {
			buf_put(out, S(", until "));
			html_text(out, f->waiver->until);
		}
		buf_put(out, S("</span>"));
	}
	buf_put(out, S("</li>\n"));
}
