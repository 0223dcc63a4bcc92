/* version_bounds: the hull of a constraint, for showing and for "both bounds fell". It is exact for
 * comparisons and prefixes; what has no order (a regular expression, a star without a fixed
 * beginning, !=) leaves its ends open. Whether two constraints mean the same is never decided here:
 * sets.c asks the matcher. */
#include "spec/version_step.h"
#include "spec/version_term.h"

/* One end while it is being worked out; v NULL: open. */
typedef struct end {
	const conda_version *v;
	bool included;
} end;

typedef struct hull {
	end low, high;
	bool exact, prefix, any;
} hull;

static end end_at(arena *a, str version, bool included)
{
	return (end){ version.n > 0 ? conda_version_parse(a, version, NULL) : NULL, included };
}

static hull prefix_hull(arena *a, str version, bool prefix)
{
	return (hull){ .low = end_at(a, version, true),
		.high = end_at(a, version_after_prefix(a, version), false), .prefix = prefix };
}

/* "1.*.3" lies within 1.*; "1*.3" may be 10.3. */
static hull glob_hull(arena *a, str text)
{
	ptrdiff_t star = str_find_byte(text, '*');
	if (star < 2 || text.p[star - 1] != '.')
		return (hull){ 0 };
	return prefix_hull(a, str_head(text, star - 1), false);
}

static hull leaf_hull(arena *a, const version_spec *t)
{
	end at = { t->operand, true }, beside = { t->operand, false };
	switch (t->kind) {
	case TERM_ANY:    return (hull){ .any = true };
	case TERM_EQ:     return (hull){ .low = at, .high = at, .exact = true };
	case TERM_TEXT:   return (hull){ .exact = true };
	case TERM_LE:     return (hull){ .high = at };
	case TERM_LT:     return (hull){ .high = beside };
	case TERM_GE:     return (hull){ .low = at };
	case TERM_GT:     return (hull){ .low = beside };
	case TERM_STARTS: return prefix_hull(a, conda_version_str(t->operand), true);
	case TERM_GLOB:   return glob_hull(a, t->text);
	case TERM_COMPAT: {
		hull h = { 0 };
		if (t->family)
			h = prefix_hull(a, conda_version_str(t->family), false);
		h.low = at;
		return h;
	}
	case TERM_NE: case TERM_UNLIKE: case TERM_REGEX: case TERM_ALL: case TERM_SOME:
		break;
	}
	return (hull){ 0 };
}

/* -1, 0, 1: which end lies lower. side -1 for low ends (open = below all), 1 for high ends. */
static int end_cmp(end x, end y, int side)
{
	if (!x.v || !y.v)
		return ((y.v != NULL) - (x.v != NULL)) * side;
	int c = conda_version_cmp(x.v, y.v);
	if (c || x.included == y.included)
		return c;
	return x.included ? side : -side;
}

static hull both(hull x, hull y)
{
	hull h = { .exact = x.exact || y.exact, .any = x.any && y.any };
	h.prefix = (x.prefix || y.prefix) && !h.exact;
	h.low = end_cmp(x.low, y.low, -1) >= 0 ? x.low : y.low;
	h.high = end_cmp(x.high, y.high, 1) <= 0 ? x.high : y.high;
	return h;
}

static hull either(hull x, hull y)
{
	hull h = { .any = x.any || y.any };
	bool same = end_cmp(x.low, y.low, -1) == 0 && end_cmp(x.high, y.high, 1) == 0;
	h.exact = same && x.exact && y.exact && x.low.v;
	h.prefix = same && x.prefix && y.prefix;
	h.low = end_cmp(x.low, y.low, -1) <= 0 ? x.low : y.low;
	h.high = end_cmp(x.high, y.high, 1) >= 0 ? x.high : y.high;
	return h;
}

/* As deep as the tree: MAX_TERM_DEPTH. */
static hull hull_of(arena *a, const version_spec *t)
{
	if (!t->first)
		return leaf_hull(a, t);
	hull h = hull_of(a, t->first);
	for (const version_spec *c = t->first->next; c; c = c->next)
		h = t->kind == TERM_ALL ? both(h, hull_of(a, c)) : either(h, hull_of(a, c));
	return h;
}

static bound shown(end e)
{
	return e.v ? (bound){ conda_version_str(e.v), e.included } : (bound){ 0 };
}

bounds version_spec_bounds(arena *a, const version_spec *s)
{
	hull h = hull_of(a, s);
	bounds b = { .low = shown(h.low), .high = shown(h.high), .exact = h.exact,
		.prefix = h.prefix, .any = h.any };
	if (s->kind == TERM_TEXT)
		b.low = b.high = (bound){ s->text, true };
	return b;
}
