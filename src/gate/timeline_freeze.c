/* timeline_freeze: which review is due.
 *
 * A freeze says on which days a package may change; those days are its review. A pin was reviewed when its
 * meaning changed on one of them. A window in which nothing changed leaves the review due while it is
 * open, and missed once it is closed. Without a freeze in the policy the calendar's quarters stand in. */
#include "gate/timeline.h"

#include "base/day.h"
#include "gate/policy_names.h"
#include "spec/names.h"

static const window QUARTERS[] = { { 101, 331 }, { 401, 630 }, { 701, 930 }, { 1001, 1231 } };

typedef LIST(window) windows;

static bool is_named(const policy *p, const freeze *f, const pin_key *k)
{
	for (ptrdiff_t i = 0; i < f->packages.n; i++) {
		str name = f->packages.at[i];
		if (names_spelled_alike(name, k->package) ||
		    policy_same_library(p, MANAGER_CONDA, name, k->manager, k->package) ||
		    policy_same_library(p, MANAGER_PIP, name, k->manager, k->package))
			return true;
	}
	return false;
}

static void add_windows(arena *a, windows *to, const freeze *f)
{
	for (ptrdiff_t i = 0; i < f->windows.n; i++)
		*LIST_PUSH(a, to) = f->windows.at[i];
}

/* The windows of the freezes that name it; of all freezes where none does. named: one does. */
static windows windows_of(arena *a, const policy *p, const pin_key *k, bool *named)
{
	windows out = { 0 };
	*named = false;
	for (ptrdiff_t i = 0; i < p->freezes.n; i++)
		if (is_named(p, &p->freezes.at[i], k)) {
			add_windows(a, &out, &p->freezes.at[i]);
			*named = true;
		}
	for (ptrdiff_t i = 0; i < p->freezes.n && !*named; i++)
		add_windows(a, &out, &p->freezes.at[i]);
	for (size_t i = 0; p->freezes.n == 0 && i < sizeof QUARTERS / sizeof QUARTERS[0]; i++)
		*LIST_PUSH(a, &out) = QUARTERS[i];
	return out;
}

/* The day of 100 * month + day in a year. 02-29 is the last of February in any year. */
static long long day_in(arena *a, int year, int month_day)
{
	long long out = 0;
	if (!day_parse(arena_printf(a, "%04d-%02d-%02d", year, month_day / 100, month_day % 100), &out))
		day_parse(arena_printf(a, "%04d-02-28", year), &out);
	return out;
}

/* One opening of a window. */
typedef struct opening {
	long long from, to;
} opening;

static opening opening_in(arena *a, window w, int year)
{
	return (opening){ day_in(a, year, w.from), day_in(a, year + (w.from > w.to), w.to) };
}

static int year_of(str date)
{
	int year = 0;
	for (ptrdiff_t i = 0; i < 4; i++)
		year = 10 * year + date.p[i] - '0';
	return year;
}

static bool is_inside(arena *a, const windows *all, long long day)
{
	int year = year_of(day_text(a, day));
	for (ptrdiff_t i = 0; i < all->n; i++)
		for (int y = year - 1; y <= year; y++) {
			opening o = opening_in(a, all->at[i], y);
			if (day >= o.from && day <= o.to)
				return true;
		}
	return false;
}

/* The opening that began last, and the day on which the next one begins. */
static bool around(arena *a, const windows *all, str date, opening *last, long long *next)
{
	long long today;
	bool found = false;
	*next = 0;
	if (!day_parse(date, &today))
		return false;
	for (ptrdiff_t i = 0; i < all->n; i++)
		for (int y = year_of(date) - 1; y <= year_of(date) + 1; y++) {
			opening o = opening_in(a, all->at[i], y);
			if (o.from <= today && (!found || o.from > last->from)) {
				*last = o;
				found = true;
			}
			if (o.from > today && (*next == 0 || o.from < *next))
				*next = o.from;
		}
	return found;
}

/* The days on which a pin came and was last reviewed. came: -1 where the history does not say. */
static void past_of(arena *a, const timeline *t, const windows *all, review *r, long long *came)
{
	long long day;
	*came = -1;
	for (ptrdiff_t i = 0; i < t->events.n; i++) {
		const pin_event *e = &t->events.at[i];
		pin_key now = { timeline_path_now(t, e->key.path), e->key.package, e->key.manager };
		if (pin_key_cmp(&now, &r->key) != 0 || !day_parse(t->moments.at[e->at].date, &day))
			continue;
		if (!r->last_review.p && e->kind != CHANGE_ADDED && is_inside(a, all, day))
			r->last_review = t->moments.at[e->at].date;
		if (e->kind == CHANGE_ADDED)
			*came = day;
	}
}

static void review_pin(arena *a, timeline *t, const blamed *b, const windows *all)
{
	review *r = LIST_PUSH(a, &t->reviews);
	opening due = { 0 };
	long long next, came, today, changed;
	*r = (review){ .key = b->key, .constraint = b->constraint, .pin = b->pin, .changed = b->at, .age_days = -1 };
	if (b->at >= 0 && day_parse(t->date, &today) && day_parse(t->moments.at[b->at].date, &changed))
		r->age_days = today > changed ? today - changed : 0;
	past_of(a, t, all, r, &came);
	bool found = around(a, all, t->date, &due, &next);
	if (next > 0)
		r->next = day_text(a, next);
	if (!found)
		return;
	long long reviewed = 0;
	bool is_reviewed = r->last_review.p && day_parse(r->last_review, &reviewed) && reviewed >= due.from;
	r->due_from = day_text(a, due.from);
	r->due_to = day_text(a, due.to);
	r->is_due = !is_reviewed && (came < 0 || came < due.from);
	r->is_open = day_parse(t->date, &today) && today <= due.to;
}

void timeline_reviews(arena *a, timeline *t, const policy *p)
{
	t->windows_assumed = p->freezes.n == 0;
	for (ptrdiff_t i = 0; i < t->blame.n; i++)
		for (ptrdiff_t k = 0; k < t->blame.at[i].pins.n; k++) {
			const blamed *b = &t->blame.at[i].pins.at[k];
			bool named;
			windows all = windows_of(a, p, &b->key, &named);
			if (named || policy_is_core(p, b->key.manager, b->key.package) || names_is_python(b->key.package))
				review_pin(a, t, b, &all);
		}
	windows every = { 0 };
	for (ptrdiff_t i = 0; i < p->freezes.n; i++)
		add_windows(a, &every, &p->freezes.at[i]);
	for (ptrdiff_t i = 0; i < every.n; i++)
		*LIST_PUSH(a, &t->windows) = every.at[i];
}
