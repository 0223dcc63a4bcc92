/* pin_pairs: that one entry of a file repeats another one.
 *
 * Entries of one name stand together in v->by_name.repeats, so 10,000 entries cost n log n. How two constraints
 * relate is asked of the exact matchers (spec/sets.h), and only of entries that can meet: "libcurl
 * # [osx]" and "libcurl 7.76.1 # [linux]" never do. That two clash is in pin_conflict.c. */
#include "gate/meet.h"
#include "gate/rule.h"

#include "base/buf.h"
#include "spec/pep508.h"

/* More entries of one name than this are compared with their neighbour only: each comparison asks
 * every entry about every version named, which is quadratic, and no person writes a hundred. */
enum { MAX_ENTRIES_TOGETHER = 100 };

/* A direct reference has no version set to compare. */
static bool has_url(const spec *s) { return s->pip && (s->pip->url.n > 0 || s->pip->is_path); }

static bool platforms_touch(const spec *x, const spec *y)
{
	return (x->platforms & y->platforms) != 0;
}

static str marker_of(const spec *s)
{
	return s->pip && s->pip->marker_text.p ? s->pip->marker_text : S("");
}

static str joined(arena *a, const spec *const *at, ptrdiff_t n)
{
	strs texts = { 0 };
	for (ptrdiff_t i = 0; i < n; i++)
		*LIST_PUSH(a, &texts) = at[i]->canonical;
	strs_sort_unique(&texts);
	buf text = buf_new(a);
	for (ptrdiff_t i = 0; i < texts.n; i++) {
		buf_put(&text, i > 0 ? S(" & ") : S(""));
		buf_put(&text, texts.at[i]);
	}
	return buf_str(&text);
}

static bool same_text(str x, str y) { return str_eq(x.p ? x : S(""), y.p ? y : S("")); }

/* A repeat says nothing new; anything else narrows. Two ranges that overlap without one holding the
 * other are two opinions, so those count as a repeat as well. */
static bool only_adds(set_relation r, const spec *old, const spec *new)
{
	if (str_eq(old->version, new->version))
		return !same_text(old->build, new->build) || !same_text(old->channel, new->channel);
	return r != SETS_OVERLAP || old->pin <= PIN_OPEN || new->pin <= PIN_OPEN;
}

/* The nearest earlier entry that counts where this one counts; NULL when there is none. */
static const spec *earlier(const entry_group *g, ptrdiff_t i)
{
	for (ptrdiff_t k = i - 1; k >= 0 && k >= i - MAX_ENTRIES_TOGETHER; k--)
		if (platforms_touch(g->at[k], g->at[i]) &&
		    str_eq(marker_of(g->at[k]), marker_of(g->at[i])))
			return g->at[k];
	return NULL;
}

static void report_duplicate(visit *v, const spec *old, const spec *s, set_relation r)
{
	const spec *pair[] = { old, s };
	v->spec = s;
	finding *f = report_at(v, s->at, s->name, joined(v->a, pair, 2),
	                       "'%.*s' stands here and on line %d", SARG(s->name), old->at.line);
	if (!has_url(old) && !has_url(s) && only_adds(r, old, s))
		report_as(v, f, NOTE);
	report_hint(v, f, "write one entry that says both: delete '%.*s' on line %d or join it into this one",
	            SARG(old->raw), old->at.line);
	v->spec = NULL;
}

static void duplicates_in_group(visit *v, const entry_group *g)
{
	bool crowd = g->n > MAX_ENTRIES_TOGETHER;
	for (ptrdiff_t i = 1; i < g->n; i++) {
		const spec *old = earlier(g, i), *s = g->at[i];
		if (!old)
			continue;
		bool ask = !crowd && !has_url(old) && !has_url(s);
		set_relation r = ask ? meet_relation(old, s) : SETS_OVERLAP;
		if (r != SETS_DISJOINT) /* disjoint: pin/conflict speaks */
			report_duplicate(v, old, s, r);
	}
}

void rule_pin_duplicate(visit *v)
{
	for (ptrdiff_t i = 0; i < v->by_name.repeats.n; i++)
		duplicates_in_group(v, &v->by_name.repeats.at[i]);
}
