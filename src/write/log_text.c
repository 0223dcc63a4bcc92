/* log_text: a timeline for people: commit by commit, newest first, as git log has it.
 *
 *     2026-03-01  1a2b3c4  Kim  Raise numpy
 *       environment.yml
 *         raised  numpy  =1.26  ->  =2.0  prefix
 *
 * A file that is new is one line, unless somebody asks for packages or --verbose. What the history does not
 * show stands last. */
#include "write/log.h"

#include "write/escape.h"
#include "write/log_in.h"
#include "write/paint.h"

enum { PACKAGE_WIDTH = 36, CONSTRAINT_WIDTH = 28, KIND_WIDTH = 11 };

typedef struct widths {
	ptrdiff_t package, before, after;
} widths;

typedef struct text_log {
	buf *out;
	const timeline *t;
	const look *l;
	widths w;
} text_log;

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

static ptrdiff_t wider(ptrdiff_t have, str text, ptrdiff_t bound)
{
	ptrdiff_t n = escape_columns(text);
	return n > have && n <= bound ? n : have;
}

static void put_cell(buf *out, str text, ptrdiff_t width)
{
	escape_terminal(out, text);
	buf_repeat(out, ' ', width - escape_columns(text));
}

static void end_line(buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
	buf_char(out, '\n');
}

static bool is_whole_file(const text_log *x, const pin_event *e)
{
	return (e->new_file || e->gone_file) && !x->l->verbose && x->t->packages.n == 0;
}

static void measure(text_log *x)
{
	for (ptrdiff_t i = 0; i < x->t->events.n; i++) {
		const pin_event *e = &x->t->events.at[i];
		if (is_whole_file(x, e))
			continue;
		x->w.package = wider(x->w.package, log_pin_name(x->out->a, &e->key), PACKAGE_WIDTH);
		x->w.before = wider(x->w.before, log_before(x->out->a, e), CONSTRAINT_WIDTH);
		x->w.after = wider(x->w.after, log_after(x->out->a, e), CONSTRAINT_WIDTH);
	}
}

static void put_event(const text_log *x, const pin_event *e)
{
	buf *out = x->out;
	str kind = str_of(change_kind_name(e->kind));
	buf_put(out, S("    "));
	paint_words(out, x->l, paint_of(e->kind), kind);
	buf_repeat(out, ' ', KIND_WIDTH - kind.n);
	put_cell(out, log_pin_name(out->a, &e->key), x->w.package);
	buf_put(out, S("  "));
	put_cell(out, log_before(out->a, e), x->w.before);
	paint_words(out, x->l, PAINT_FAINT, S("  ->  "));
	put_cell(out, log_after(out->a, e), x->w.after);
	buf_put(out, S("  "));
	if (e->kind != CHANGE_REMOVED)
		paint_words(out, x->l, PAINT_FAINT, str_of(strength_name(e->pin)));
	if (e->platform.n) {
		buf_put(out, S("  "));
		paint_foreign(out, x->l, PAINT_FAINT, e->platform);
	}
	end_line(out);
}

/* The events of one file at one commit; returns the first behind them. */
static ptrdiff_t put_file(const text_log *x, ptrdiff_t i)
{
	const pin_event *first = &x->t->events.at[i];
	ptrdiff_t end = log_file_end(x->t, i);
	buf *out = x->out;
	buf_put(out, S("  "));
	paint_foreign(out, x->l, PAINT_STRONG, first->key.path);
	if (!str_eq(first->was.path, first->key.path)) {
		buf_put(out, S("  was "));
		escape_terminal(out, first->was.path);
	}
	if (is_whole_file(x, first)) {
		buf_printf(out, "  %s, %td %s\n", first->gone_file ? "gone" : "new", end - i, end - i == 1 ? "package" : "packages");
		return end;
	}
	buf_char(out, '\n');
	for (; i < end; i++)
		put_event(x, &x->t->events.at[i]);
	return end;
}

static void put_head(const text_log *x, const moment *m)
{
	buf *out = x->out;
	paint_words(out, x->l, PAINT_NOTE, m->date);
	buf_put(out, S("  "));
	paint_words(out, x->l, PAINT_STRONG, str_head(m->oid, 7));
	buf_put(out, S("  "));
	escape_terminal(out, m->author);
	buf_put(out, S("  "));
	paint_foreign(out, x->l, PAINT_FAINT, str_head(m->subject, 100));
	end_line(out);
}

static void put_events(text_log *x)
{
	measure(x);
	for (ptrdiff_t i = 0; i < x->t->events.n;) {
		ptrdiff_t at = x->t->events.at[i].at;
		put_head(x, &x->t->moments.at[at]);
		while (i < x->t->events.n && x->t->events.at[i].at == at)
			i = put_file(x, i);
	}
}

/* ---- blame ---- */

static ptrdiff_t widest_author(const blamed_file *f, const timeline *t)
{
	ptrdiff_t width = 6; /* "before" */
	for (ptrdiff_t i = 0; i < f->pins.n; i++)
		if (f->pins.at[i].at >= 0)
			width = wider(width, t->moments.at[f->pins.at[i].at].author, 20);
	return width;
}

static void put_blamed(const text_log *x, const blamed *b, ptrdiff_t author, str line)
{
	buf *out = x->out;
	if (b && b->at >= 0) {
		const moment *m = &x->t->moments.at[b->at];
		paint_words(out, x->l, PAINT_STRONG, str_head(m->oid, 7));
		buf_char(out, ' ');
		put_cell(out, log_clip(out->a, m->author, author), author);
		buf_char(out, ' ');
		paint_words(out, x->l, PAINT_NOTE, m->date);
	} else if (b) {
		put_cell(out, S("before"), 7 + 1 + author + 1 + 10);
	} else {
		buf_repeat(out, ' ', 7 + 1 + author + 1 + 10);
	}
	paint_words(out, x->l, PAINT_FAINT, S(" | "));
	escape_terminal(out, line);
	end_line(out);
}

static void put_blame(const text_log *x, const blamed_file *f)
{
	ptrdiff_t author = widest_author(f, x->t), pin = 0;
	str rest = f->src->bytes, line;
	int number = 0;
	paint_foreign(x->out, x->l, PAINT_STRONG, f->src->path);
	buf_char(x->out, '\n');
	while (rest.n > 0 && str_next(&rest, '\n', &line)) {
		number++;
		while (pin < f->pins.n && f->pins.at[pin].line < number)
			pin++;
		bool here = pin < f->pins.n && f->pins.at[pin].line == number;
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (here || x->t->packages.n == 0)
			put_blamed(x, here ? &f->pins.at[pin] : NULL, author, line);
	}
	buf_char(x->out, '\n');
}

/* ---- the whole ---- */

static void put_remarks(const text_log *x)
{
	strs all = log_remarks(x->out->a, x->t);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		paint_words(x->out, x->l, PAINT_FAINT, S("note: "));
		escape_terminal(x->out, all.at[i]);
		buf_char(x->out, '\n');
	}
}

void log_text(buf *out, const timeline *t, const look *l)
{
	text_log x = { .out = out, .t = t, .l = l };
	if (t->show_blame)
		for (ptrdiff_t i = 0; i < t->blame.n; i++)
			put_blame(&x, &t->blame.at[i]);
	if (t->show_drift)
		log_text_drift(out, t, l);
	if (t->show_freeze)
		log_text_freeze(out, t, l);
	bool plain = !t->show_blame && !t->show_drift && !t->show_freeze;
	if (plain)
		put_events(&x);
	if (plain && t->events.n == 0)
		buf_printf(out, "envgate: no commit behind %.*s changed a pin that was asked for\n", SARG(t->head_name));
	put_remarks(&x);
}
