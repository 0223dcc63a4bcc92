/* text_excerpt: the source line of a finding, with carets below what is meant.
 *
 *     8 |   - numpy
 *       |     ^^^^^
 *
 * Columns are counted as a terminal draws them: wide letters take two, combining marks none, a tab
 * goes to the next stop, and what escape spells out takes as many as the spelling. A line wider than
 * the terminal is cut to a window around the carets: a lock on one line can be 60 KiB long. */
#include "write/text.h"

#include "write/escape.h"

enum {
	TAB_STOP = 4,
	GUTTER = 7,        /* "    8 | " without its last blank */
	WIDE_ENOUGH = 160, /* where there is no terminal to ask */
	NARROWEST = 20,
	DOTS = 3,
};

typedef struct {
	str text;            /* the line without its end */
	ptrdiff_t beg, end;  /* what is meant, in bytes of text; beg == end is one caret */
} line;

typedef struct {
	ptrdiff_t beg, end;  /* the carets' columns, end exclusive */
	ptrdiff_t all;       /* columns of the whole line, or enough to know that it is too long */
} columns;

static line line_around(str bytes, span at)
{
	ptrdiff_t beg = at.beg, end = at.beg;
	while (beg > 0 && bytes.p[beg - 1] != '\n')
		beg--;
	while (end < bytes.n && bytes.p[end] != '\n')
		end++;
	if (end > beg && bytes.p[end - 1] == '\r')
		end--;
	ptrdiff_t stop = at.end < end ? at.end : end;
	return (line){ str_sub(bytes, beg, end), at.beg - beg,
		       stop > at.beg ? stop - beg : at.beg - beg };
}

/* The cell at *i when the line has been drawn up to column; a tab becomes blanks. */
static cell cell_at(str text, ptrdiff_t *i, ptrdiff_t column)
{
	if (text.p[*i] != '\t')
		return escape_cell(text, i);
	(*i)++;
	int blanks = TAB_STOP - (int)(column % TAB_STOP);
	cell k = { .n = blanks, .columns = blanks, .whole = true };
	for (int b = 0; b < blanks; b++)
		k.text[b] = ' ';
	return k;
}

static columns measure(const line *l, ptrdiff_t room)
{
	columns c = { -1, -1, 0 };
	for (ptrdiff_t i = 0; i < l->text.n && (c.end < 0 || c.all <= c.end + room);) {
		if (i >= l->beg && c.beg < 0)
			c.beg = c.all;
		if (i >= l->end && c.end < 0)
			c.end = c.all;
		c.all += cell_at(l->text, &i, c.all).columns;
	}
	if (c.beg < 0)
		c.beg = c.all;
	if (c.end < 0)
		c.end = c.all;
	if (c.end <= c.beg)
		c.end = c.beg + 1;
	return c;
}

/* Draws the columns [left, left + room) of the line. */
static void draw(buf *out, str text, ptrdiff_t left, ptrdiff_t room)
{
	ptrdiff_t column = 0;
	for (ptrdiff_t i = 0; i < text.n && column < left + room;) {
		cell k = cell_at(text, &i, column);
		ptrdiff_t next = column + k.columns;
		if (column >= left && next <= left + room)
			buf_put(out, (str){ k.text, k.n });
		else if (next > left && column < left) /* cut through a wide cell: keep the grid */
			buf_repeat(out, ' ', next - left);
		column = next;
	}
}

static void gutter(buf *out, const look *l, int number)
{
	paint_on(out, l, PAINT_FAINT);
	if (number)
		buf_printf(out, "%*d |", GUTTER - 2, number);
	else
		buf_printf(out, "%*s |", GUTTER - 2, "");
	paint_off(out, l);
	buf_char(out, ' ');
}

void text_excerpt(buf *out, const source *src, span at, paint carets, const look *l)
{
	if (!src || !src->bytes.p || at.line == 0 || at.beg > src->bytes.n)
		return;
	line ln = line_around(src->bytes, at);
	ptrdiff_t room = (l->width > 0 ? l->width : WIDE_ENOUGH) - GUTTER - 1;
	if (room < NARROWEST)
		room = NARROWEST;
	columns c = measure(&ln, room);

	ptrdiff_t left = 0;
	bool cut_left = false, cut_right = c.all > room;
	/* Carets near the start stay there, even if their end is cut off. */
	if (cut_right && c.end > room - DOTS && c.beg > room / 3) {
		cut_left = true;
		left = c.beg - room / 3;
		if (c.all - left <= room - DOTS) { /* the end fits: show it */
			left = c.all - (room - DOTS);
			cut_right = false;
		}
	}
	ptrdiff_t shown = room - (cut_left ? DOTS : 0) - (cut_right ? DOTS : 0);

	gutter(out, l, at.line);
	if (cut_left)
		paint_words(out, l, PAINT_FAINT, S("..."));
	draw(out, ln.text, left, shown);
	if (cut_right)
		paint_words(out, l, PAINT_FAINT, S("..."));
	while (out->n > 0 && out->p[out->n - 1] == ' ') /* our lines end where they end */
		out->n--;
	buf_char(out, '\n');

	ptrdiff_t stop = c.end < left + shown ? c.end : left + shown;
	gutter(out, l, 0);
	buf_repeat(out, ' ', c.beg - left + (cut_left ? DOTS : 0));
	paint_on(out, l, carets);
	buf_repeat(out, '^', stop > c.beg ? stop - c.beg : 1);
	paint_off(out, l);
	buf_char(out, '\n');
}
