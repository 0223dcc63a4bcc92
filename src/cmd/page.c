/* page: a page of docs/ on a terminal.
 *
 * Markdown was made to be read as it is, so little is done: headings are strong, examples indented,
 * tables set in columns, because their cells are written without regard to width. Our own text, built
 * in: nothing here is a stranger's, so nothing is escaped. */
#include "cmd/pages.h"

#include "base/list.h"
#include "base/utf8.h"
#include "write/paint.h"
#include "write/rule_pages.h"

enum { MAX_COLUMNS = 6, TABLE_WIDTH = 96, GAP = 2, NARROWEST = 12 };

typedef struct {
	str cells[MAX_COLUMNS];
	int n;
} table_row;
typedef LIST(table_row) table_rows;

str page_named(str name)
{
	for (int i = 0; i < PAGE_COUNT; i++)
		if (str_eq(PAGES[i].name, name))
			return PAGES[i].text;
	return rule_page_named(name);
}

/* "| a | b |"; the line of dashes has no row. */
static void add_row(arena *a, str line, table_rows *out)
{
	if (str_starts(line, S("| ---")))
		return;
	table_row *row = LIST_PUSH(a, out);
	str rest = str_sub(line, 1, line.n - 1), cell;
	while (row->n < MAX_COLUMNS && str_next(&rest, '|', &cell))
		row->cells[row->n++] = str_trim(cell);
}

static void measure(const table_rows *rows, int columns, ptrdiff_t *widths)
{
	ptrdiff_t total = 0;
	for (int c = 0; c < columns; c++) {
		for (ptrdiff_t i = 0; i < rows->n; i++) {
			ptrdiff_t n = utf8_count(rows->at[i].cells[c]);
			widths[c] = n > widths[c] ? n : widths[c];
		}
		total += widths[c] + GAP;
	}
	/* What is too much comes off the widest column, again and again. */
	while (total > TABLE_WIDTH) {
		int widest = 0;
		for (int c = 1; c < columns; c++)
			widest = widths[c] > widths[widest] ? c : widest;
		if (widths[widest] <= NARROWEST)
			break;
		widths[widest]--;
		total--;
	}
}

/* Takes as many words off *cell as fit into width, at least one. */
static str take_words(str *cell, ptrdiff_t width)
{
	ptrdiff_t end = -1;
	for (ptrdiff_t i = 1; i <= cell->n; i++)
		if ((i == cell->n || cell->p[i] == ' ') &&
		    (end < 0 || utf8_count(str_head(*cell, i)) <= width))
			end = i;
	str part = str_head(*cell, end < 0 ? cell->n : end);
	*cell = str_trim(str_from(*cell, part.n));
	return part;
}

static void put_cells(buf *out, table_row row, int columns, const ptrdiff_t *widths)
{
	for (bool more = true; more;) {
		more = false;
		buf_put(out, S("  "));
		for (int c = 0; c < columns; c++) {
			str part = take_words(&row.cells[c], widths[c]);
			more = more || row.cells[c].n > 0;
			buf_put(out, part);
			buf_repeat(out, ' ',
			           c + 1 < columns ? widths[c] + GAP - utf8_count(part) : 0);
		}
		while (out->n && out->p[out->n - 1] == ' ')
			out->n--;
		buf_char(out, '\n');
	}
}

static void put_table(buf *out, const table_rows *rows, const look *l)
{
	ptrdiff_t widths[MAX_COLUMNS] = { 0 };
	int columns = rows->n ? rows->at[0].n : 0;
	measure(rows, columns, widths);
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		if (i == 0)
			paint_on(out, l, PAINT_FAINT);
		put_cells(out, rows->at[i], columns, widths);
		if (i == 0)
			paint_off(out, l);
	}
}

/* "```yaml bad" opens an example; its last word says which kind. */
static void put_fence(buf *out, str line, const look *l)
{
	if (str_ends(line, S(" bad")))
		paint_words(out, l, PAINT_BAD, S("  bad\n"));
	if (str_ends(line, S(" good")))
		paint_words(out, l, PAINT_GOOD, S("  good\n"));
}

static void put_heading(buf *out, str line, const look *l)
{
	while (line.n && (line.p[0] == '#' || line.p[0] == ' '))
		line = str_from(line, 1);
	paint_words(out, l, PAINT_STRONG, line);
	buf_char(out, '\n');
}

void page_print(buf *out, str text, const look *l)
{
	bool fenced = false, blank = false;
	table_rows table = { 0 };
	for (str rest = text, line; str_next(&rest, '\n', &line);) {
		bool in_table = !fenced && str_starts(line, S("|"));
		if (in_table) {
			add_row(out->a, line, &table);
			continue;
		}
		if (table.n) {
			buf_put(out, blank ? S("\n") : S(""));
			put_table(out, &table, l);
			table = (table_rows){ 0 };
			blank = false;
		}
		bool comment = !fenced && str_starts(line, S("<!--"));
		if ((line.n == 0 && !fenced) || comment) {
			blank = out->n > 0;
			continue;
		}
		buf_put(out, blank ? S("\n") : S(""));
		blank = false;
		if (str_starts(line, S("```"))) {
			fenced = !fenced;
			if (fenced)
				put_fence(out, line, l);
		} else if (!fenced && line.p[0] == '#') {
			put_heading(out, line, l);
		} else {
			buf_put(out, fenced && line.n ? S("    ") : S(""));
			buf_put(out, line);
			buf_char(out, '\n');
		}
	}
	if (table.n)
		put_table(out, &table, l);
}
