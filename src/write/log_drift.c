/* log_drift: --drift and --freeze for people. */
#include "write/log_in.h"

#include "write/escape.h"
#include "write/paint.h"

enum { MOST_LIVES = 40, PACKAGE_WIDTH = 40 };

static void heading(buf *out, const look *l, const char *words)
{
	paint_words(out, l, PAINT_STRONG, str_of(words));
	buf_char(out, '\n');
}

static void put_pin(buf *out, const pin_key *k, ptrdiff_t width)
{
	str name = log_pin_name(out->a, k);
	escape_terminal(out, name);
	buf_repeat(out, ' ', width - escape_columns(name));
}

/* ---- locks ---- */

static void put_break(buf *out, const timeline *t, const lock_break *b, const look *l)
{
	buf_put(out, S("  "));
	paint_foreign(out, l, PAINT_BAD, b->spec);
	buf_put(out, S("  of "));
	escape_terminal(out, b->path);
	buf_put(out, S(" in "));
	escape_terminal(out, b->lock);
	buf_put(out, S(": "));
	escape_terminal(out, b->instead);
	buf_put(out, S("\n    broke     "));
	escape_terminal(out, log_when(out->a, t, b->broke));
	buf_put(out, S("\n    repaired  "));
	if (b->repaired >= 0)
		escape_terminal(out, log_when(out->a, t, b->repaired));
	else
		paint_words(out, l, PAINT_BAD, S("not yet"));
	if (b->repaired >= 0 && b->broke >= 0) {
		long long s = t->moments.at[b->repaired].time_s - t->moments.at[b->broke].time_s;
		buf_printf(out, "  (%.*s)", SARG(log_span(out->a, s > 0 ? s / 86400 : 0)));
	}
	buf_char(out, '\n');
}

static void put_breaks(buf *out, const timeline *t, const look *l)
{
	heading(out, l, "Locks that stopped satisfying");
	if (!t->has_locks)
		buf_put(out, S("  there is no lock in this history\n"));
	else if (t->breaks.n == 0)
		buf_put(out, S("  none: every commit's lock satisfied what is declared\n"));
	for (ptrdiff_t i = t->breaks.n; i-- > 0;)
		put_break(out, t, &t->breaks.at[i], l);
}

/* ---- files ---- */

static void put_parting(buf *out, const timeline *t, const parting *p, const look *l)
{
	pin_key k = { .package = p->package, .manager = p->manager };
	buf_put(out, S("  "));
	paint_foreign(out, l, PAINT_WARN, log_pin_name(out->a, &k));
	buf_put(out, S("  since "));
	escape_terminal(out, log_when(out->a, t, p->from));
	if (p->to >= 0) {
		buf_put(out, S(", together again "));
		escape_terminal(out, log_when(out->a, t, p->to));
	}
	buf_char(out, '\n');
	for (ptrdiff_t i = 0; i < p->files.n && i < 12; i++) {
		buf_put(out, S("    "));
		escape_terminal(out, p->files.at[i]);
		buf_put(out, S("  "));
		escape_terminal(out, log_constraint(p->sets.at[i]));
		buf_char(out, '\n');
	}
	if (p->files.n > 12)
		buf_printf(out, "    and %td more files\n", p->files.n - 12);
}

static void put_partings(buf *out, const timeline *t, const look *l)
{
	ptrdiff_t over = 0;
	heading(out, l, "Files that came apart");
	for (ptrdiff_t i = t->partings.n; i-- > 0;) {
		if (t->partings.at[i].to >= 0 && !l->verbose)
			over++;
		else
			put_parting(out, t, &t->partings.at[i], l);
	}
	if (t->partings.n == 0)
		buf_put(out, S("  none\n"));
	if (over > 0)
		buf_printf(out, "  %td came apart and are together again (--verbose lists them)\n", over);
}

/* ---- pins ---- */

static void put_life(buf *out, const pin_life *p, ptrdiff_t width, const look *l)
{
	buf_put(out, S("  "));
	put_pin(out, &p->key, width);
	str loose = p->loose_s > 0 ? log_span(out->a, p->loose_s / 86400) : S("-");
	buf_printf(out, "  loose %-11.*s  moved %-3d", SARG(loose), p->moved);
	if (p->lock_moved > 0)
		buf_printf(out, "  in the lock %-3d", p->lock_moved);
	buf_printf(out, "  now %-8s ", strength_name(p->pin));
	paint_foreign(out, l, PAINT_FAINT, p->key.path);
	buf_char(out, '\n');
}

static void put_lives(buf *out, const timeline *t, const look *l)
{
	life_list all = log_lives(out->a, t);
	ptrdiff_t shown = all.n > MOST_LIVES && !l->verbose && t->packages.n == 0 ? MOST_LIVES : all.n, width = 0;
	heading(out, l, "Pins that stayed loose or moved");
	for (ptrdiff_t i = 0; i < shown; i++) {
		ptrdiff_t n = escape_columns(log_pin_name(out->a, &all.at[i]->key));
		width = n > width && n <= PACKAGE_WIDTH ? n : width;
	}
	for (ptrdiff_t i = 0; i < shown; i++)
		put_life(out, all.at[i], width, l);
	if (all.n == 0)
		buf_put(out, S("  none\n"));
	if (shown < all.n)
		buf_printf(out, "  and %td more (--verbose lists them)\n", all.n - shown);
}

void log_text_drift(buf *out, const timeline *t, const look *l)
{
	put_breaks(out, t, l);
	buf_char(out, '\n');
	put_partings(out, t, l);
	buf_char(out, '\n');
	put_lives(out, t, l);
}

/* ---- freeze ---- */

static ptrdiff_t count_due(const timeline *t)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < t->reviews.n; i++)
		n += t->reviews.at[i].is_due;
	return n;
}

void log_text_freeze(buf *out, const timeline *t, const look *l)
{
	ptrdiff_t width = 0;
	heading(out, l, "Reviews of core packages");
	for (ptrdiff_t i = 0; i < t->reviews.n; i++) {
		ptrdiff_t n = escape_columns(log_pin_name(out->a, &t->reviews.at[i].key));
		width = n > width && n <= PACKAGE_WIDTH ? n : width;
	}
	for (ptrdiff_t i = 0; i < t->reviews.n; i++) {
		const review *r = &t->reviews.at[i];
		buf_put(out, S("  "));
		put_pin(out, &r->key, width);
		str age = r->age_days < 0 ? S("unknown") : log_span(out->a, r->age_days);
		buf_printf(out, "  unchanged %-11.*s  ", SARG(age));
		paint_words(out, l, r->is_due ? PAINT_WARN : PAINT_GOOD, log_review(out->a, r));
		buf_put(out, S("  "));
		escape_terminal(out, log_constraint(r->constraint));
		buf_put(out, S("  "));
		paint_foreign(out, l, PAINT_FAINT, r->key.path);
		buf_char(out, '\n');
	}
	if (t->reviews.n == 0)
		buf_put(out, S("  the files of the head name no core package\n"));
	buf_printf(out, "%td due of %td", count_due(t), t->reviews.n);
	if (t->reviews.n > 0 && t->reviews.at[0].next.p)
		buf_printf(out, "; the next window opens %.*s", SARG(t->reviews.at[0].next));
	buf_put(out, t->windows_assumed ? S(" (no freeze in the policy: calendar quarters)\n") : S("\n"));
}
