/* timeline_drift: how long each pin stayed loose, and how often it moved.
 *
 * Events are gone through from the oldest to the newest. Where lines of history ran side by side their
 * events come in the order of their dates, which is the order in which people saw them happen; what stands
 * at the end is taken from the head itself. */
#include "gate/timeline.h"

#include "base/day.h"

#include <stdlib.h>

static bool is_loose(strength s)
{
	return s <= PIN_OPEN;
}

/* ---- lives ---- */

typedef struct life_state {
	pin_life *life;
	long long since_s; /* of the stretch that runs */
	int count;         /* entries of that key that stand there */
	strength pin;
} life_state;

static int by_key(const void *x, const void *y)
{
	return pin_key_cmp(&((const pin_life *)x)->key, &((const pin_life *)y)->key);
}

static pin_key key_now(const timeline *t, const pin_key *k)
{
	return (pin_key){ timeline_path_now(t, k->path), k->package, k->manager };
}

pin_life *timeline_life(timeline *t, const pin_key *key)
{
	pin_life want = { .key = key_now(t, key) };
	if (t->lives.n == 0)
		return NULL;
	return bsearch(&want, t->lives.at, (size_t)t->lives.n, sizeof want, by_key);
}

/* One row for every key that an event or the head names. */
static void collect_lives(arena *a, timeline *t)
{
	for (ptrdiff_t i = 0; i < t->events.n; i++) {
		const pin_event *e = &t->events.at[i];
		*LIST_PUSH(a, &t->lives) = (pin_life){ .key = key_now(t, &e->key) };
		if (pin_key_cmp(&e->key, &e->was) != 0)
			*LIST_PUSH(a, &t->lives) = (pin_life){ .key = key_now(t, &e->was) };
	}
	for (ptrdiff_t i = 0; i < t->blame.n; i++)
		for (ptrdiff_t k = 0; k < t->blame.at[i].pins.n; k++)
			*LIST_PUSH(a, &t->lives) = (pin_life){ .key = t->blame.at[i].pins.at[k].key };
	if (t->lives.n > 1)
		qsort(t->lives.at, (size_t)t->lives.n, sizeof *t->lives.at, by_key);
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < t->lives.n; i++)
		if (kept == 0 || by_key(&t->lives.at[kept - 1], &t->lives.at[i]) != 0)
			t->lives.at[kept++] = t->lives.at[i];
	t->lives.n = kept;
	for (ptrdiff_t i = 0; i < kept; i++)
		t->lives.at[i].first = t->lives.at[i].last = -1;
}

static void add_stretch(life_state *s, long long until_s)
{
	long long length = until_s - s->since_s;
	if (s->count > 0 && length > 0) {
		s->life->alive_s += length;
		s->life->loose_s += is_loose(s->pin) ? length : 0;
	}
	s->since_s = until_s;
}

static void life_ends(life_state *s, long long now_s)
{
	add_stretch(s, now_s);
	s->count -= s->count > 0;
	s->life->is_there = s->count > 0;
}

static void life_goes_on(life_state *s, const pin_event *e, ptrdiff_t i, bool is_new, long long now_s)
{
	add_stretch(s, now_s);
	s->count += is_new;
	s->pin = e->pin;
	s->life->pin = e->pin;
	s->life->constraint = e->after;
	s->life->is_there = true;
	if (s->life->first < 0)
		s->life->first = i;
	s->life->last = i;
	s->life->moved += !is_new;
}

static void live(timeline *t, life_state *all, ptrdiff_t i)
{
	pin_event *e = &t->events.at[i];
	long long now_s = t->moments.at[e->at].time_s;
	e->life = timeline_life(t, &e->key) - t->lives.at;
	e->was_life = timeline_life(t, &e->was) - t->lives.at;
	life_state *to = &all[e->life], *from = &all[e->was_life];
	if (e->kind == CHANGE_REMOVED) {
		life_ends(to, now_s);
		to->life->last = i;
	} else if (from != to) {
		life_ends(from, now_s);
		from->life->last = i;
		life_goes_on(to, e, i, true, now_s);
	} else {
		/* A history that begins in the middle has pins that nobody saw come. */
		bool unseen = to->count == 0;
		life_goes_on(to, e, i, e->kind == CHANGE_ADDED || unseen, now_s);
		to->life->moved += e->kind != CHANGE_ADDED && unseen;
	}
}

/* The head knows best: a merge may have taken one of two lines. */
static void settle_at_head(timeline *t, life_state *all, long long oldest_s)
{
	for (ptrdiff_t i = 0; i < t->lives.n; i++)
		t->lives.at[i].is_there = false;
	for (ptrdiff_t i = 0; i < t->blame.n; i++)
		for (ptrdiff_t k = 0; k < t->blame.at[i].pins.n; k++) {
			const blamed *b = &t->blame.at[i].pins.at[k];
			pin_life *life = timeline_life(t, &b->key);
			life_state *s = &all[life - t->lives.at];
			if (s->count == 0) {
				s->count = 1;
				s->since_s = life->last >= 0 ? t->moments.at[t->events.at[life->last].at].time_s : oldest_s;
				s->pin = b->pin;
			}
			life->is_there = true;
			life->pin = b->pin;
			life->constraint = b->constraint;
		}
	for (ptrdiff_t i = 0; i < t->lives.n; i++)
		if (!t->lives.at[i].is_there)
			all[i].count = 0;
}

void timeline_lives(arena *a, timeline *t)
{
	collect_lives(a, t);
	life_state *all = NEW_N(a, life_state, t->lives.n + 1);
	for (ptrdiff_t i = 0; i < t->lives.n; i++)
		all[i].life = &t->lives.at[i];
	for (ptrdiff_t i = t->events.n - 1; i >= 0; i--)
		live(t, all, i);
	long long day = 0, oldest_s = t->moments.n ? t->moments.at[t->moments.n - 1].time_s : 0;
	long long end_s = day_parse(t->date, &day) ? day * 86400 : oldest_s;
	settle_at_head(t, all, t->moments.n ? oldest_s : end_s);
	for (ptrdiff_t i = 0; i < t->lives.n; i++)
		add_stretch(&all[i], end_s);
}
