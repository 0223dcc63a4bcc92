/* markdown_changes: what a range does to the environment, a table for each file. What was declared
 * stands open; what only a lock names came along with it: below, folded, counted in one line. */
#include "write/markdown_in.h"

enum { URL_SHOWN = 80 }; /* of a locked package's URL: a table, not a lock */

/* One table being written: which rows, and how many may still come. What is declared goes first: the
 * relock of one file must not crowd out what another one declares. */
typedef struct table {
	buf *out;
	bool direct, platforms;
	ptrdiff_t left[2]; /* [direct] */
	ptrdiff_t unlisted;
} table;

static bool is_row(const change *c, bool direct)
{
	bool declared = c->direct || c->topic == TOPIC_CHANNEL;
	return c->topic != TOPIC_FILE && c->package.n > 0 && declared == direct;
}

static void put_value(buf *out, const change *c, str text, const spec *of)
{
	bool other = c->was && c->now && c->was->manager != c->now->manager;
	if (!text.p)
		return;
	if (other && of)
		buf_printf(out, "%s ", manager_name(of->manager));
	if (text.n)
		markdown_code(out, text, c->direct ? 0 : URL_SHOWN);
	else
		buf_put(out, S("any version"));
}

static void put_row(table *t, const change *c)
{
	bool channel = c->topic == TOPIC_CHANNEL;
	bool values = !channel || (c->before.p && c->after.p);
	bool grave = c->kind == CHANGE_LOWERED || c->kind == CHANGE_LOOSENED;
	buf_printf(t->out, grave ? "| **%s** | " : "| %s | ", change_kind_name(c->kind));
	buf_put(t->out, channel ? S("channel ") : c->manager == MANAGER_PIP ? S("pip ") : S(""));
	markdown_code(t->out, c->package, 0);
	buf_put(t->out, S(" | "));
	if (values)
		put_value(t->out, c, c->before, c->was);
	buf_put(t->out, S(" | "));
	if (values)
		put_value(t->out, c, c->after, c->now);
	if (c->variant.n) {
		buf_put(t->out, S(" "));
		markdown_code(t->out, c->variant, 0);
	}
	if (t->platforms) {
		buf_put(t->out, S(" | "));
		if (c->platform.n)
			markdown_code(t->out, c->platform, 0);
	}
	buf_put(t->out, S(" |\n"));
}

static void put_table(table *t, const change *rows, ptrdiff_t n)
{
	t->platforms = false;
	for (ptrdiff_t i = 0; i < n; i++)
		t->platforms = t->platforms || (is_row(&rows[i], t->direct) && rows[i].platform.n > 0);
	buf_put(t->out, S("| | package | before | after |"));
	buf_put(t->out, t->platforms ? S(" platform |\n| --- ") : S("\n"));
	buf_put(t->out, S("| --- | --- | --- | --- |\n"));
	for (ptrdiff_t i = 0; i < n; i++) {
		if (!is_row(&rows[i], t->direct))
			continue;
		if (t->left[t->direct] == 0) {
			t->unlisted++;
			continue;
		}
		t->left[t->direct]--;
		put_row(t, &rows[i]);
	}
	buf_char(t->out, '\n');
}

static ptrdiff_t count(const change *rows, ptrdiff_t n, bool direct)
{
	ptrdiff_t found = 0;
	for (ptrdiff_t i = 0; i < n; i++)
		found += is_row(&rows[i], direct);
	return found;
}

static void put_heading(table *t, const change *first)
{
	buf_put(t->out, S("**File** "));
	markdown_code(t->out, first->path, 0);
	if (first->was_path.n) {
		buf_put(t->out, S(", was "));
		markdown_code(t->out, first->was_path, 0);
	}
	bool gone = first->topic == TOPIC_FILE && first->kind == CHANGE_REMOVED;
	buf_put(t->out, gone ? S(", removed\n\n") : S("\n\n"));
}

static void put_file(table *t, const change *rows, ptrdiff_t n)
{
	ptrdiff_t direct = count(rows, n, true), indirect = count(rows, n, false);
	bool lists[2] = { indirect && t->left[false], direct && t->left[true] };
	t->unlisted += (lists[true] ? 0 : direct) + (lists[false] ? 0 : indirect);
	/* A heading without a row below it says nothing, but for a file that is gone. */
	if (!lists[true] && !lists[false] && (direct || indirect))
		return;
	put_heading(t, rows);
	t->direct = true;
	if (lists[true])
		put_table(t, rows, n);
	t->direct = false;
	if (!lists[false])
		return;
	buf_printf(t->out, "<details><summary>%td transitive change%s</summary>\n\n", indirect,
	           indirect == 1 ? "" : "s");
	put_table(t, rows, n);
	buf_put(t->out, S("</details>\n\n"));
}

void markdown_changes(buf *out, const changes *all, int most)
{
	ptrdiff_t direct = count(all->at, all->n, true), room = most > 0 ? most : 0;
	table t = { .out = out, .left = { room > direct ? room - direct : 0, room } };
	for (ptrdiff_t beg = 0; beg < all->n;) {
		ptrdiff_t end = beg + 1;
		while (end < all->n && str_eq(all->at[end].path, all->at[beg].path))
			end++;
		put_file(&t, all->at + beg, end - beg);
		beg = end;
	}
	if (t.unlisted)
		buf_printf(out, "\xE2\x80\xA6 and %td more.\n\n", t.unlisted);
}
