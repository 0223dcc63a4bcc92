/* pin_pairs: what two entries of one name say together: that they clash, or that one repeats the
 * other.
 *
 * Entries of one name stand together in v->by_name, so 10,000 entries cost n log n. Whether two
 * constraints can hold together is asked of the exact matchers (spec/sets.h), per platform, because
 * "libcurl # [osx]" and "libcurl 7.76.1 # [linux]" never meet, and per marker for pip. */
#include "gate/rule.h"

#include "base/buf.h"
#include "base/limits.h"
#include "spec/pep508.h"
#include "spec/sets.h"

/* More entries of one name than this are compared with their neighbour only: each comparison asks
 * every entry about every version named, which is quadratic, and no person writes a hundred. */
enum { MAX_ENTRIES_TOGETHER = 100 };

/* The matchers use some 20 KiB a question; asked 10,000 times, that is the whole budget. So each
 * question has an arena of its own, and equal texts are never asked about. */
static bool can_meet(const spec *const *all, ptrdiff_t n)
{
	arena *scratch = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	bool yes = sets_meet(scratch, all, n);
	arena_close(scratch);
	return yes;
}

static set_relation relation(const spec *x, const spec *y)
{
	if (str_eq(x->version, y->version))
		return SETS_EQUAL;
	arena *scratch = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	set_relation found = sets_compare(scratch, x, y);
	arena_close(scratch);
	return found;
}

/* A direct reference has no version set to compare. */
static bool has_url(const spec *s) { return s->pip && (s->pip->url.n > 0 || s->pip->is_path); }

/* The entries of one package in one file, in file order. */
typedef struct group {
	const spec *const *at;
	ptrdiff_t n;
} group;

/* Takes the next run of at least two entries of one name; false at the end. */
static bool next_group(const entry_list *all, ptrdiff_t *i, group *out)
{
	while (*i < all->n) {
		const spec *first = all->at[*i];
		ptrdiff_t end = *i + 1;
		while (end < all->n && all->at[end]->manager == first->manager &&
		       str_eq(all->at[end]->name, first->name))
			end++;
		*out = (group){ all->at + *i, end - *i };
		*i = end;
		if (out->n > 1)
			return true;
	}
	return false;
}

/* Platforms that an entry can tell apart. osx-arm64 hears [osx] and [arm64]. */
static const unsigned PLATFORMS[] = { ON_LINUX, ON_OSX, ON_OSX | ON_ARM64, ON_WIN };
enum { PLATFORM_COUNT = sizeof PLATFORMS / sizeof *PLATFORMS };

static bool platforms_touch(const spec *x, const spec *y)
{
	for (int i = 0; i < PLATFORM_COUNT; i++)
		if ((x->platforms & PLATFORMS[i]) && (y->platforms & PLATFORMS[i]))
			return true;
	return false;
}

static str marker_of(const spec *s)
{
	return s->pip && s->pip->marker_text.p ? s->pip->marker_text : S("");
}

/* Whether a counts where b's marker holds: markers are compared as text, never evaluated. */
static bool under_marker(const spec *s, str condition)
{
	str own = marker_of(s);
	return own.n == 0 || str_eq(own, condition);
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

static str quoted_all(arena *a, const spec *const *at, ptrdiff_t n)
{
	buf text = buf_new(a);
	for (ptrdiff_t i = 0; i < n; i++)
		buf_printf(&text, "%s'%.*s'", i > 0 ? ", " : "", SARG(at[i]->raw));
	return buf_str(&text);
}

static void report_conflict(visit *v, const spec *const *at, ptrdiff_t n)
{
	const spec *last = at[n - 1];
	v->spec = last;
	finding *f = report_at(v, last->at, last->name, joined(v->a, at, n),
	                       "no version of '%.*s' satisfies %s %.*s", SARG(last->name),
	                       n > 2 ? "all of" : "both of", SARG(quoted_all(v->a, at, n)));
	if (n > 2)
		report_hint(v, f, "keep the entries that are meant (lines %d to %d)", at[0]->at.line,
		            last->at.line);
	else
		report_hint(v, f, "keep the entry that is meant and delete the other (lines %d and %d)",
		            at[0]->at.line, last->at.line);
	v->spec = NULL;
}

/* The first two (or more) of all that cannot hold together; 0 when all can. Pairs first, so that the
 * message names two entries that really clash. */
static ptrdiff_t clash(const spec **all, ptrdiff_t n, const spec **out)
{
	if (n < 2 || can_meet(all, n))
		return 0;
	for (ptrdiff_t j = 1; j < n; j++) {
		for (ptrdiff_t i = 0; i < j; i++) {
			const spec *pair[] = { all[i], all[j] };
			if (can_meet(pair, 2))
				continue;
			out[0] = all[i];
			out[1] = all[j];
			return 2;
		}
	}
	for (ptrdiff_t i = 0; i < n; i++)
		out[i] = all[i];
	return n;
}

static bool holds_text(const spec *const *all, ptrdiff_t n, str version)
{
	while (n > 0 && !str_eq(all[n - 1]->version, version))
		n--;
	return n > 0;
}

/* Conflict among the entries that count on one platform and under one marker. */
static bool conflict_at(visit *v, const group *g, unsigned platform, str condition)
{
	const spec *here[MAX_ENTRIES_TOGETHER], *bad[MAX_ENTRIES_TOGETHER];
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < g->n; i++) {
		const spec *s = g->at[i];
		if (!has_url(s) && (s->platforms & platform) && under_marker(s, condition) &&
		    !holds_text(here, n, s->version))
			here[n++] = s;
	}
	ptrdiff_t found = clash(here, n, bad);
	if (found)
		report_conflict(v, bad, found);
	return found > 0;
}

static bool is_first_with_marker(const group *g, ptrdiff_t i)
{
	for (ptrdiff_t k = 0; k < i; k++)
		if (str_eq(marker_of(g->at[k]), marker_of(g->at[i])))
			return false;
	return true;
}

static void conflict_in_neighbours(visit *v, const group *g)
{
	for (ptrdiff_t i = 1; i < g->n; i++) {
		const spec *pair[] = { g->at[i - 1], g->at[i] };
		bool together = !has_url(pair[0]) && !has_url(pair[1]) &&
		                platforms_touch(pair[0], pair[1]) &&
		                (under_marker(pair[0], marker_of(pair[1])) ||
		                 under_marker(pair[1], marker_of(pair[0])));
		if (!together || str_eq(pair[0]->version, pair[1]->version) || can_meet(pair, 2))
			continue;
		report_conflict(v, pair, 2);
		return;
	}
}

static void conflict_in_group(visit *v, const group *g)
{
	if (g->n > MAX_ENTRIES_TOGETHER) {
		conflict_in_neighbours(v, g);
		return;
	}
	for (int p = 0; p < PLATFORM_COUNT; p++)
		for (ptrdiff_t i = 0; i < g->n; i++)
			if (is_first_with_marker(g, i) &&
			    conflict_at(v, g, PLATFORMS[p], marker_of(g->at[i])))
				return; /* one name, one finding: the next platform would repeat it */
}

void rule_pin_conflict(visit *v)
{
	ptrdiff_t i = 0;
	group g;
	while (next_group(&v->by_name, &i, &g))
		conflict_in_group(v, &g);
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
static const spec *earlier(const group *g, ptrdiff_t i)
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

static void duplicates_in_group(visit *v, const group *g)
{
	bool crowd = g->n > MAX_ENTRIES_TOGETHER;
	for (ptrdiff_t i = 1; i < g->n; i++) {
		const spec *old = earlier(g, i), *s = g->at[i];
		if (!old)
			continue;
		bool ask = !crowd && !has_url(old) && !has_url(s);
		set_relation r = ask ? relation(old, s) : SETS_OVERLAP;
		if (r != SETS_DISJOINT) /* disjoint: pin/conflict speaks */
			report_duplicate(v, old, s, r);
	}
}

void rule_pin_duplicate(visit *v)
{
	ptrdiff_t i = 0;
	group g;
	while (next_group(&v->by_name, &i, &g))
		duplicates_in_group(v, &g);
}
