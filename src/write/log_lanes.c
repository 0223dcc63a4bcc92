/* log_lanes: the picture. One drawing for each package, one lane for each file that pins it, time from
 * left to right.
 *
 * Everything that has a place in time is placed in per cent, everything else in pixels: so one drawing is
 * as wide as a phone or as paper, and its letters keep their size. A stretch is an <svg> of its own inside
 * the drawing, which clips its label. How firm a pin is shows by colour and by shape: a thick frame, a thin
 * frame, two rails, one rail, dashes, dots. What a mouse or a screen reader finds on each stretch is a
 * <title> with the commit. */
#include "write/log_lanes.h"

#include "base/day.h"
#include "write/html.h"

#include <stdlib.h>

enum {
	LANE_PX = 46, LABEL_PX = 11, BAR_Y = 15, BAR_PX = 19, LOCK_Y = 40,
	MOST_PICTURES = 150,
	MOST_LANES = 12,     /* files of one package */
};

/* A package with the lives of its lanes. */
typedef struct drawing {
	const pin_life *first;
	LIST(const pin_life *) lanes;
	int moved;
} drawing;
typedef LIST(drawing) drawings;

/* ---- places ---- */

static long long time_of(const picture *p, ptrdiff_t at)
{
	return at < 0 ? p->from_s : p->t->moments.at[at].time_s;
}

static void title_of(const picture *p, ptrdiff_t at)
{
	html_text(p->out, log_when(p->out->a, p->t, at));
	if (at >= 0) {
		buf_put(p->out, S(": "));
		html_text(p->out, p->t->moments.at[at].subject);
	}
}

/* ---- a stretch ---- */

typedef struct stretch {
	long long from_s, to_s;
	ptrdiff_t event; /* that began it; -1: before the history */
	str constraint;
	strength pin;
} stretch;

static void put_shape(buf *out, strength pin)
{
	static const char rail[] = "<line class=\"rail\" x1=\"0\" x2=\"100%\"";
	int inset = pin == PIN_EXACT ? 2 : 1;
	if (pin >= PIN_OPEN)
		buf_printf(out, "<rect class=\"bar\" x=\"0\" y=\"%d\" width=\"100%%\" height=\"%d\"%s/>", inset, BAR_PX - 2 * inset,
		           pin == PIN_PREFIX ? " rx=\"8\"" : "");
	if (pin == PIN_BOUNDED)
		buf_printf(out, "%s y1=\"1.5\" y2=\"1.5\"/>", rail);
	if (pin == PIN_BOUNDED || pin == PIN_OPEN)
		buf_printf(out, "%s y1=\"%d.5\" y2=\"%d.5\"/>", rail, BAR_PX - 2, BAR_PX - 2);
	if (pin == PIN_NONE)
		buf_printf(out, "<line class=\"dashes\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", BAR_PX - 2, BAR_PX - 2);
	if (pin == PIN_MOVING)
		buf_printf(out, "<line class=\"dots\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", BAR_PX - 3, BAR_PX - 3);
}

static void put_stretch(const picture *p, const stretch *s, int y)
{
	buf *out = p->out;
	long long from = lane_part(p, s->from_s), to = lane_part(p, s->to_s);
	ptrdiff_t at = s->event < 0 ? -1 : p->t->events.at[s->event].at;
	if (to <= from)
		return;
	buf_printf(out, "<svg class=\"%s\" y=\"%d\" height=\"%d\"", strength_name(s->pin), y + BAR_Y, BAR_PX);
	lane_percent(out, "x", from);
	lane_percent(out, "width", to - from);
	buf_put(out, S("><title>"));
	html_text(out, log_constraint(s->constraint));
	buf_printf(out, " (%s) since ", strength_name(s->pin));
	title_of(p, at);
	buf_put(out, S("</title>"));
	put_shape(out, s->pin);
	buf_put(out, S("<text x=\"8\" y=\"13\">"));
	html_text(out, log_clip(out->a, log_constraint(s->constraint), 60));
	buf_put(out, S("</text></svg>\n"));
}

static void put_mark(const picture *p, const pin_event *e, int y)
{
	buf *out = p->out;
	buf_printf(out, "<circle class=\"mark\" r=\"4\" cy=\"%d\"", y + BAR_Y + BAR_PX / 2);
	lane_percent(out, "cx", lane_part(p, time_of(p, e->at)));
	buf_printf(out, "><title>%s: ", change_kind_name(e->kind));
	html_text(out, log_before(out->a, e));
	buf_put(out, S(" to "));
	html_text(out, log_after(out->a, e));
	buf_put(out, S(", "));
	title_of(p, e->at);
	buf_put(out, S("</title></circle>\n"));
}

/* ---- a lane ---- */

static int by_life(const void *px, const void *py)
{
	const step *x = px, *y = py;
	if (x->life != y->life)
		return x->life < y->life ? -1 : 1;
	return x->event > y->event ? -1 : x->event < y->event; /* events are newest first */
}

static steps steps_of(arena *a, const timeline *t)
{
	steps out = { 0 };
	for (ptrdiff_t i = 0; i < t->events.n; i++) {
		const pin_event *e = &t->events.at[i];
		*LIST_PUSH(a, &out) = (step){ e->life, i };
		if (e->was_life != e->life)
			*LIST_PUSH(a, &out) = (step){ e->was_life, i };
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_life);
	return out;
}

static ptrdiff_t first_step(const picture *p, ptrdiff_t life)
{
	ptrdiff_t lo = 0, hi = p->steps.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (p->steps.at[mid].life < life)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The stretch behind an event, as far as its pin is the lane's. */
static bool begins(const pin_event *e, ptrdiff_t life)
{
	return e->life == life && e->kind != CHANGE_REMOVED;
}

static void put_pins(const picture *p, const pin_life *l, int y)
{
	ptrdiff_t life = l - p->t->lives.at, first = first_step(p, life);
	stretch now = { .event = -1, .from_s = p->from_s, .pin = l->pin, .constraint = l->constraint };
	bool runs = l->first < 0;
	if (first < p->steps.n && p->steps.at[first].life == life) {
		const pin_event *e = &p->t->events.at[p->steps.at[first].event];
		runs = e->was_life == life && e->before.p; /* it was there before the history begins */
		now.pin = e->was_pin;
		now.constraint = e->before;
	}
	for (ptrdiff_t i = first; i < p->steps.n && p->steps.at[i].life == life; i++) {
		const pin_event *e = &p->t->events.at[p->steps.at[i].event];
		now.to_s = time_of(p, e->at);
		if (runs)
			put_stretch(p, &now, y);
		runs = begins(e, life);
		now = (stretch){ .from_s = now.to_s, .event = p->steps.at[i].event, .constraint = e->after, .pin = e->pin };
	}
	now.to_s = p->to_s;
	if (runs && l->is_there)
		put_stretch(p, &now, y);
	for (ptrdiff_t i = first; i < p->steps.n && p->steps.at[i].life == life; i++)
		put_mark(p, &p->t->events.at[p->steps.at[i].event], y);
}

static int break_order(const lock_break *b, const pin_key *k)
{
	pin_key x = { b->path, b->package, b->manager };
	int c = str_cmp(x.path, k->path);
	if (c == 0 && x.manager != k->manager)
		c = x.manager < k->manager ? -1 : 1;
	return c ? c : str_cmp(x.package, k->package);
}

static int by_pin(const void *px, const void *py)
{
	const lock_break *x = *(const lock_break *const *)px, *y = *(const lock_break *const *)py;
	pin_key k = { y->path, y->package, y->manager };
	int c = break_order(x, &k);
	return c ? c : (x->broke < y->broke) - (x->broke > y->broke);
}

static void put_break(const picture *p, const lock_break *b, int y)
{
	buf *out = p->out;
	long long from = lane_part(p, time_of(p, b->broke));
	long long to = b->repaired < 0 ? WHOLE : lane_part(p, time_of(p, b->repaired));
	buf_put(out, S("<g><title>the lock does not satisfy "));
	html_text(out, b->spec);
	buf_put(out, S(": "));
	html_text(out, b->instead);
	buf_put(out, S("; broke "));
	title_of(p, b->broke);
	buf_put(out, b->repaired < 0 ? S("; not repaired") : S("; repaired "));
	if (b->repaired >= 0)
		title_of(p, b->repaired);
	buf_printf(out, "</title><line class=\"stale\" y1=\"%d\" y2=\"%d\"", y + LOCK_Y, y + LOCK_Y);
	lane_percent(out, "x1", from);
	lane_percent(out, "x2", to);
	buf_printf(out, "/><svg y=\"%d\" width=\"10\" height=\"10\"", y + LOCK_Y - 5);
	lane_percent(out, "x", from);
	buf_put(out, S("><path class=\"cross\" d=\"M1 1L9 9M9 1L1 9\"/></svg></g>\n"));
}

static void put_breaks(const picture *p, const pin_life *l, int y)
{
	ptrdiff_t lo = 0, hi = p->breaks.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (break_order(p->breaks.at[mid], &l->key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < p->breaks.n && break_order(p->breaks.at[lo], &l->key) == 0; lo++)
		put_break(p, p->breaks.at[lo], y);
}

/* ---- a drawing ---- */

static void put_drawing(const picture *p, const drawing *d)
{
	buf *out = p->out;
	ptrdiff_t shown = d->lanes.n < MOST_LANES ? d->lanes.n : MOST_LANES;
	int height = (int)shown * LANE_PX + AXIS_PX;
	buf_put(out, S("<div class=\"card lane\">\n<h3>"));
	html_text(out, log_pin_name(out->a, &d->first->key));
	buf_printf(out, "<small>%d %s</small></h3>\n<svg class=\"lanes\" height=\"%d\" role=\"img\" aria-label=\"", d->moved,
	           d->moved == 1 ? "move" : "moves", height);
	html_text(out, log_pin_name(out->a, &d->first->key));
	buf_put(out, S("\">\n"));
	lane_windows(p, height - AXIS_PX);
	lane_axis(p, height);
	for (ptrdiff_t i = 0; i < shown; i++) {
		const pin_life *l = d->lanes.at[i];
		int y = (int)i * LANE_PX;
		buf_printf(out, "<text class=\"path\" x=\"0\" y=\"%d\">", y + LABEL_PX);
		html_text(out, l->key.path);
		buf_put(out, l->is_there ? S("</text>\n") : S(" (gone)</text>\n"));
		put_pins(p, l, y);
		put_breaks(p, l, y);
	}
	buf_put(out, S("</svg>\n"));
	if (shown < d->lanes.n)
		buf_printf(out, "<p class=\"rest\">and in %td more files</p>\n", d->lanes.n - shown);
	buf_put(out, S("</div>\n"));
}

static int by_package(const void *px, const void *py)
{
	const pin_life *x = *(const pin_life *const *)px, *y = *(const pin_life *const *)py;
	if (x->key.manager != y->key.manager)
		return x->key.manager < y->key.manager ? -1 : 1;
	int c = str_cmp(x->key.package, y->key.package);
	if (c == 0 && x->is_there != y->is_there)
		return x->is_there ? -1 : 1;
	return c ? c : str_cmp(x->key.path, y->key.path);
}

static int by_moves(const void *px, const void *py)
{
	const drawing *x = px, *y = py;
	if (x->first->is_there != y->first->is_there)
		return x->first->is_there ? -1 : 1;
	if (x->moved != y->moved)
		return y->moved > x->moved ? 1 : -1;
	return by_package(&x->first, &y->first);
}

static drawings drawings_of(arena *a, const timeline *t)
{
	drawings out = { 0 };
	const pin_life **all = NEW_N(a, const pin_life *, t->lives.n + 1);
	for (ptrdiff_t i = 0; i < t->lives.n; i++)
		all[i] = &t->lives.at[i];
	if (t->lives.n > 1)
		qsort(all, (size_t)t->lives.n, sizeof *all, by_package);
	for (ptrdiff_t i = 0; i < t->lives.n; i++) {
		const pin_life *last = out.n ? out.at[out.n - 1].first : NULL;
		if (!last || last->key.manager != all[i]->key.manager || !str_eq(last->key.package, all[i]->key.package))
			LIST_PUSH(a, &out)->first = all[i];
		drawing *d = &out.at[out.n - 1];
		*LIST_PUSH(a, &d->lanes) = all[i];
		d->moved += all[i]->moved;
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_moves);
	return out;
}

static void put_legend(buf *out, const timeline *t)
{
	static const struct { strength pin; const char *words; } rows[] = {
		{ PIN_EXACT, "exact" },           { PIN_PREFIX, "prefix (=1.2)" }, { PIN_BOUNDED, "bounded" },
		{ PIN_OPEN, "open upwards" },     { PIN_NONE, "no version" },      { PIN_MOVING, "moving reference" },
	};
	buf_put(out, S("<ul class=\"legend\">\n"));
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		buf_printf(out, "<li><svg class=\"lanes\" aria-hidden=\"true\"><svg class=\"%s\" height=\"%d\">", strength_name(rows[i].pin),
		           BAR_PX);
		put_shape(out, rows[i].pin);
		buf_printf(out, "</svg></svg>%s</li>\n", rows[i].words);
	}
	if (t->has_locks)
		buf_put(out, S("<li><svg class=\"lanes\" aria-hidden=\"true\"><line class=\"stale\" x1=\"0\" x2=\"100%\" y1=\"10\" y2=\"10\"/>"
		               "</svg>the lock does not satisfy it</li>\n"));
	if (t->windows.n > 0)
		buf_put(out, S("<li><svg class=\"lanes\" aria-hidden=\"true\"><rect class=\"freeze\" width=\"100%\" height=\"20\"/></svg>"
		               "freeze window</li>\n"));
	buf_put(out, S("</ul>\n"));
}

void log_lanes(buf *out, const timeline *t)
{
	arena *a = out->a;
	long long day = 0;
	picture p = { .out = out, .t = t, .steps = steps_of(a, t) };
	p.to_s = day_parse(t->date, &day) ? (day + 1) * 86400 : 0;
	p.from_s = t->moments.n ? t->moments.at[t->moments.n - 1].time_s : p.to_s - 86400;
	if (p.to_s <= p.from_s)
		p.to_s = p.from_s + 86400;
	for (ptrdiff_t i = 0; i < t->breaks.n; i++)
		*LIST_PUSH(a, &p.breaks) = &t->breaks.at[i];
	if (p.breaks.n > 1)
		qsort(p.breaks.at, (size_t)p.breaks.n, sizeof *p.breaks.at, by_pin);
	drawings all = drawings_of(a, t);
	ptrdiff_t shown = all.n < MOST_PICTURES ? all.n : MOST_PICTURES;
	buf_printf(out, "<section>\n<h2>Pins over time <small>%td</small></h2>\n", all.n);
	put_legend(out, t);
	for (ptrdiff_t i = 0; i < shown; i++)
		put_drawing(&p, &all.at[i]);
	if (shown < all.n)
		buf_printf(out, "<p class=\"rest\">%td more packages are not drawn; name some: envgate log PACKAGE...</p>\n",
		           all.n - shown);
	buf_put(out, S("</section>\n"));
}
