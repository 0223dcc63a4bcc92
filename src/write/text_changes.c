/* text_changes: what a range does to the environment, as a table a reviewer can take in at a glance.
 *
 *     environment.yml
 *       channels
 *         added     nvidia
 *       conda
 *         raised    python   =3.10   ->  =3.11
 *         loosened  pytorch  =2.1.0  ->  (any version)
 *
 * Rows keep the file's order inside their group; columns are aligned over one file, up to a bound, so
 * that one long URL does not push everything off the screen. What a relock does to packages that nobody
 * declared is mostly noise: beyond a few rows only downgrades and jumps of variant (cuda to cpu) are
 * listed, and the rest is counted, unless --verbose asks. */
#include "write/escape.h"
#include "write/text.h"

enum {
	KIND_WIDTH = 11,     /* "tightened" and two blanks */
	PACKAGE_WIDTH = 36,
	BEFORE_WIDTH = 32,
	MOST_INDIRECT = 10,  /* rows of packages that nobody declared */
};

typedef enum group { GROUP_CHANNELS, GROUP_CONDA, GROUP_PIP, GROUP_TRANSITIVE, GROUP_COUNT } group;

static const char *const group_names[] = { "channels", "conda", "pip", "transitive" };

typedef struct {
	ptrdiff_t package, before;
} widths;

static group group_of(const change *c)
{
	if (c->topic == TOPIC_CHANNEL)
		return GROUP_CHANNELS;
	if (!c->direct)
		return GROUP_TRANSITIVE;
	return c->manager == MANAGER_PIP ? GROUP_PIP : GROUP_CONDA;
}

static paint paint_of(change_kind k)
{
	switch (k) {
	case CHANGE_ADDED:
		return PAINT_ADDED;
	case CHANGE_REMOVED:
		return PAINT_REMOVED;
	case CHANGE_LOWERED:
	case CHANGE_LOOSENED:
		return PAINT_WARN;
	case CHANGE_REWORDED:
		return PAINT_FAINT;
	case CHANGE_RAISED:
	case CHANGE_TIGHTENED:
	case CHANGE_REBUILT:
	case CHANGE_MOVED:
		return PAINT_MOVED;
	}
	return PAINT_FAINT;
}

/* What stands in the cell: a constraint, and whose it is when the manager changed. */
static str constraint(arena *a, const change *c, str text, const spec *of)
{
	if (!text.p || c->topic != TOPIC_PACKAGE)
		return text.p ? text : S("");
	str words = text.n ? text : S("(any version)");
	bool other = c->was && c->now && c->was->manager != c->now->manager;
	if (!other || !of)
		return words;
	return arena_printf(a, "%s %.*s", manager_name(of->manager), SARG(words));
}

static ptrdiff_t wider(ptrdiff_t have, ptrdiff_t columns, ptrdiff_t bound)
{
	return columns > have && columns <= bound ? columns : have;
}

static widths measure(arena *a, const change *rows, ptrdiff_t n)
{
	widths w = { 0 };
	for (ptrdiff_t i = 0; i < n; i++) {
		const change *c = &rows[i];
		if (c->topic == TOPIC_FILE)
			continue;
		ptrdiff_t before = escape_columns(constraint(a, c, c->before, c->was));
		w.package = wider(w.package, escape_columns(c->package), PACKAGE_WIDTH);
		if (c->topic == TOPIC_PACKAGE || c->after.p)
			w.before = wider(w.before, before, BEFORE_WIDTH);
	}
	return w;
}

static void put_cell(buf *out, str text, ptrdiff_t width)
{
	escape_terminal(out, text);
	buf_repeat(out, ' ', width - escape_columns(text));
}

/* Blanks that nothing follows are dropped: a line never ends in white space. */
static void end_line(buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
	buf_char(out, '\n');
}

static void put_row(buf *out, const change *c, widths w, const look *l)
{
	str kind = str_of(change_kind_name(c->kind));
	buf_put(out, S("    "));
	paint_words(out, l, paint_of(c->kind), kind);
	buf_repeat(out, ' ', KIND_WIDTH - kind.n);
	put_cell(out, c->package, w.package);
	bool moved = c->topic == TOPIC_CHANNEL && c->before.p && c->after.p;
	if (c->topic == TOPIC_PACKAGE || moved) {
		str before = constraint(out->a, c, c->before, c->was);
		str after = constraint(out->a, c, c->after, c->now);
		buf_put(out, S("  "));
		if (w.before)
			put_cell(out, before, w.before);
		if (c->kind == CHANGE_ADDED || c->kind == CHANGE_REMOVED)
			buf_put(out, w.before && c->kind == CHANGE_ADDED ? S("      ") : S(""));
		else
			paint_words(out, l, PAINT_FAINT, S("  ->  "));
		escape_terminal(out, after);
	}
	if (c->platform.n) {
		buf_put(out, S("  "));
		paint_foreign(out, l, PAINT_FAINT, c->platform);
	}
	if (c->variant.n) {
		buf_put(out, S("  "));
		paint_foreign(out, l, PAINT_WARN, c->variant);
	}
	end_line(out);
}

/* The file's own fate, as the report has it. */
static const report_file *file_named(const report *r, str path)
{
	for (ptrdiff_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.at[i].path, path))
			return &r->files.at[i];
	return NULL;
}

static void put_heading(buf *out, const report *r, str path, const look *l)
{
	const report_file *f = file_named(r, path);
	paint_foreign(out, l, PAINT_STRONG, path);
	if (f && f->was.n) {
		paint_words(out, l, PAINT_FAINT, S("  was "));
		paint_foreign(out, l, PAINT_FAINT, f->was);
	}
	if (f && str_eq(str_of(f->state), S("added")))
		paint_words(out, l, PAINT_ADDED, S("  new file"));
	if (f && str_eq(str_of(f->state), S("removed")))
		paint_words(out, l, PAINT_REMOVED, S("  removed"));
	buf_char(out, '\n');
}

static bool is_in(const change *c, group g)
{
	return c->topic != TOPIC_FILE && group_of(c) == g;
}

/* The rows of a group that are worth a line of their own. */
static bool stands_out(const change *c)
{
	return c->kind == CHANGE_LOWERED || c->kind == CHANGE_MOVED || c->variant.n > 0;
}

static ptrdiff_t count_in(const change *rows, ptrdiff_t n, group g)
{
	ptrdiff_t found = 0;
	for (ptrdiff_t i = 0; i < n; i++)
		found += is_in(&rows[i], g);
	return found;
}

/* "raised 41, added 3": what was not listed. */
static void put_rest(buf *out, const ptrdiff_t *unlisted, const look *l)
{
	bool any = false;
	buf_put(out, S("    "));
	for (change_kind k = CHANGE_ADDED; k <= CHANGE_REWORDED; k++) {
		if (unlisted[k] == 0)
			continue;
		buf_printf(out, "%s%s %td", any ? ", " : "and ", change_kind_name(k), unlisted[k]);
		any = true;
	}
	paint_words(out, l, PAINT_FAINT, S("  (--verbose lists them)"));
	buf_char(out, '\n');
}

static void put_group(buf *out, const change *rows, ptrdiff_t n, group g, const look *l)
{
	ptrdiff_t have = count_in(rows, n, g), shown = 0, unlisted[CHANGE_REWORDED + 1] = { 0 };
	bool cut = g == GROUP_TRANSITIVE && have > MOST_INDIRECT && !l->verbose;
	widths w = measure(out->a, rows, n);
	if (have == 0)
		return;
	buf_printf(out, "  %s\n", group_names[g]);
	for (ptrdiff_t i = 0; i < n; i++) {
		if (!is_in(&rows[i], g))
			continue;
		if (cut && (shown == MOST_INDIRECT || !stands_out(&rows[i]))) {
			unlisted[rows[i].kind]++;
			continue;
		}
		put_row(out, &rows[i], w, l);
		shown++;
	}
	if (cut && have > shown)
		put_rest(out, unlisted, l);
}

static void put_file(buf *out, const report *r, ptrdiff_t beg, ptrdiff_t end, const look *l)
{
	const change *rows = r->changes.at + beg;
	put_heading(out, r, rows[0].path, l);
	for (group g = 0; g < GROUP_COUNT; g++)
		put_group(out, rows, end - beg, g, l);
	buf_char(out, '\n');
}

void text_changes(buf *out, const report *r, const look *l)
{
	const changes *all = &r->changes;
	for (ptrdiff_t beg = 0; beg < all->n;) {
		ptrdiff_t end = beg + 1;
		while (end < all->n && str_eq(all->at[end].path, all->at[beg].path))
			end++;
		put_file(out, r, beg, end, l);
		beg = end;
	}
}
