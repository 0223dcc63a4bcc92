/* html_changes: what a range does to the environment: a card a file, what is declared as a table, what
 * only a lock names folded below it. Cells carry their column's name: on a phone a row is a block. */
#include "write/html_in.h"

/* What is declared goes first: the relock of one file must not crowd out what another one declares. */
typedef struct table {
	buf *out;
	bool direct, platforms;
	ptrdiff_t left[2]; /* rows that may still come, [direct] */
	ptrdiff_t unlisted;
} table;

static bool is_row(const change *c, bool direct)
{
	bool declared = c->direct || c->topic == TOPIC_CHANNEL;
	return c->topic != TOPIC_FILE && declared == direct;
}

static ptrdiff_t count(const change *rows, ptrdiff_t n, bool direct)
{
	ptrdiff_t found = 0;
	for (ptrdiff_t i = 0; i < n; i++)
		found += is_row(&rows[i], direct);
	return found;
}

static const char *tone_of(change_kind k)
{
	switch (k) {
	case CHANGE_ADDED:
	case CHANGE_TIGHTENED:
		return "good";
	case CHANGE_REMOVED:
	case CHANGE_LOOSENED:
		return "bad";
	case CHANGE_LOWERED:
	case CHANGE_MOVED:
		return "warn";
	case CHANGE_RAISED:
	case CHANGE_REBUILT:
		return "note";
	case CHANGE_REWORDED:
		return "plain";
	}
	return "plain";
}

static void put_value(buf *out, const char *name, const change *c, str text, const spec *of)
{
	bool other = c->was && c->now && c->was->manager != c->now->manager;
	bool values = c->topic == TOPIC_PACKAGE || (c->before.p && c->after.p);
	if (!text.p || !values) {
		buf_put(out, S("<td></td>"));
		return;
	}
	buf_printf(out, "<td data-name=\"%s\">", name);
	if (other && of)
		buf_printf(out, "%s ", manager_name(of->manager));
	if (text.n)
		html_code(out, text);
	else
		buf_put(out, S("<span class=\"muted\">any version</span>"));
	buf_put(out, S("</td>"));
}

static void put_row(table *t, const change *c)
{
	buf *out = t->out;
	buf_printf(out, "<tr><td class=\"kind %s\">%s</td><td>", tone_of(c->kind), change_kind_name(c->kind));
	html_code(out, c->package);
	if (c->topic == TOPIC_CHANNEL)
		buf_put(out, S(" <span class=\"muted\">channel</span>"));
	else if (c->manager == MANAGER_PIP)
		buf_put(out, S(" <span class=\"muted\">pip</span>"));
	if (c->variant.n) {
		buf_put(out, S(" <span class=\"muted\">"));
		html_text(out, c->variant);
		buf_put(out, S("</span>"));
	}
	buf_put(out, S("</td>"));
	put_value(out, "before", c, c->before, c->was);
	put_value(out, "after", c, c->after, c->now);
	if (t->platforms && c->platform.n) {
		buf_put(out, S("<td data-name=\"platform\">"));
		html_text(out, c->platform);
		buf_put(out, S("</td>"));
	} else if (t->platforms) {
		buf_put(out, S("<td></td>"));
	}
	buf_put(out, S("</tr>\n"));
}

static void put_table(table *t, const change *rows, ptrdiff_t n)
{
	t->platforms = false;
	for (ptrdiff_t i = 0; i < n; i++)
		t->platforms = t->platforms || (is_row(&rows[i], t->direct) && rows[i].platform.n > 0);
	buf_put(t->out, S("<table class=\"changes\">\n<thead><tr><th>change</th><th>package</th>"
	                  "<th>before</th><th>after</th>"));
	buf_put(t->out, t->platforms ? S("<th>platform</th>") : S(""));
	buf_put(t->out, S("</tr></thead>\n<tbody>\n"));
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
	buf_put(t->out, S("</tbody>\n</table>\n"));
}

/* The file's own fate; a report's files are sorted by path. */
static const report_file *file_named(const report_files *all, str path)
{
	for (ptrdiff_t beg = 0, end = all->n; beg < end;) {
		ptrdiff_t middle = beg + (end - beg) / 2;
		int order = str_cmp(all->at[middle].path, path);
		if (order == 0)
			return &all->at[middle];
		if (order < 0)
			beg = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

static void put_heading(buf *out, const report *r, str path)
{
	const report_file *f = file_named(&r->files, path);
	buf_put(out, S("<div class=\"card\">\n<h3 class=\"heading\">"));
	html_text(out, path);
	if (f && f->state)
		buf_printf(out, "<small>%s</small>", f->state);
	if (f && f->was.n) {
		buf_put(out, S("<small>was "));
		html_text(out, f->was);
		buf_put(out, S("</small>"));
	}
	buf_put(out, S("</h3>\n"));
}

static void put_file(table *t, const report *r, const change *rows, ptrdiff_t n)
{
	ptrdiff_t direct = count(rows, n, true), indirect = count(rows, n, false);
	bool lists[2] = { indirect && t->left[false], direct && t->left[true] };
	t->unlisted += (lists[true] ? 0 : direct) + (lists[false] ? 0 : indirect);
	if (!lists[true] && !lists[false] && (direct || indirect))
		return;
	put_heading(t->out, r, rows[0].path);
	t->direct = true;
	if (lists[true])
		put_table(t, rows, n);
	t->direct = false;
	if (lists[false]) {
		buf_printf(t->out, "<details><summary>%td transitive "
		                   "<small>not declared, only locked</small></summary>\n",
		           indirect);
		put_table(t, rows, n);
		buf_put(t->out, S("</details>\n"));
	}
	buf_put(t->out, S("</div>\n"));
}

void html_changes(buf *out, const report *r, ptrdiff_t most)
{
	const changes *all = &r->changes;
	ptrdiff_t direct = count(all->at, all->n, true);
	table t = { .out = out, .left = { most > direct ? most - direct : 0, most } };
	for (ptrdiff_t beg = 0; beg < all->n;) {
		ptrdiff_t end = beg + 1;
		while (end < all->n && str_eq(all->at[end].path, all->at[beg].path))
			end++;
		put_file(&t, r, all->at + beg, end - beg);
		beg = end;
	}
	if (t.unlisted)
		buf_printf(out, "<p class=\"rest\">and %td more</p>\n", t.unlisted);
}
