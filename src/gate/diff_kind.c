/* diff_kind: what a pair of entries means: raised, lowered, tightened, loosened, moved, reworded.
 *
 * The ends of the version range decide first (both up, both down), because "=1.2" to "=1.3" is an
 * upgrade to every reader although the two sets have nothing in common. Where the ends disagree,
 * the exact matchers are asked about witnesses (sets_compare), and only here, only for texts that
 * differ: that is the expensive question. A missing end is infinity, so ">=2" to "<2" is a
 * downgrade. Losing the upper end is loosening, wherever the lower end went. */
#include "gate/diff.h"

#include "spec/matchspec.h"
#include "spec/pep508.h"
#include "spec/sets.h"

str diff_constraint(arena *a, const spec *s)
{
	ptrdiff_t end = s->conda ? s->conda->name_end : s->pip ? s->pip->name_end : 0;
	str text = s->name.p && end > 0 ? str_from(s->raw, end) : s->raw;
	ptrdiff_t options = s->manager == MANAGER_PIP ? str_find(text, S(" --")) : -1;
	text = str_trim(options < 0 ? text : str_head(text, options));
	if (!s->selector.p)
		return text;
	return arena_printf(a, "%.*s # [%.*s]", SARG(text), SARG(s->selector));
}

bool diff_is_one_number(const spec *s)
{
	str v = s->version;
	if (s->pin != PIN_PREFIX)
		return false;
	while (v.n && *v.p == '=')
		v = str_from(v, 1);
	if (str_ends(v, S(".*")))
		v = str_head(v, v.n - 2);
	else if (str_ends(v, S("*")))
		v = str_head(v, v.n - 1);
	for (ptrdiff_t i = 0; i < v.n; i++)
		if (!is_digit(v.p[i]))
			return false;
	return v.n > 0;
}

static bounds bounds_of(arena *a, const spec *s)
{
	const version_spec *constraint = s->conda ? matchspec_constraint(a, s->conda) : NULL;
	if (constraint)
		return version_spec_bounds(a, constraint);
	if (s->pip && s->pip->set)
		return pep440_set_bounds(a, s->pip->set);
	return (bounds){ .any = true };
}

static bool is_url(const spec *s)
{
	return (s->pip && s->pip->url.p) || (s->conda && s->conda->rare->url.p);
}

static str url_of(const spec *s)
{
	return s->pip ? s->pip->url : s->conda ? s->conda->rare->url : (str){ 0 };
}

static bool is_readable(const spec *s)
{
	return s->manager == MANAGER_PIP ? s->pip != NULL : s->conda != NULL;
}

/* -1, 0, 1: where an end moved. An absent low end is below everything, an absent high end above. */
static int end_moved(arena *a, manager m, bound was, bound now, bool is_high)
{
	int absent = is_high ? 1 : -1;
	if (!was.version.p || !now.version.p)
		return (now.version.p ? -absent : 0) - (was.version.p ? -absent : 0);
	int c = sets_version_cmp(a, m, now.version, was.version);
	if (c || was.included == now.included)
		return c;
	return (now.included ? 1 : -1) * absent;
}

static bool fell_open(const spec *was, const spec *now)
{
	return now->pin < was->pin && now->pin <= PIN_OPEN;
}

/* A URL names one thing without an order: only its strength and its place can be compared. */
static change_kind kind_of_urls(const spec *was, const spec *now)
{
	if (was->pin != now->pin)
		return now->pin > was->pin ? CHANGE_TIGHTENED : CHANGE_LOOSENED;
	return str_eq(url_of(was), url_of(now)) ? CHANGE_REWORDED : CHANGE_MOVED;
}

static bool is_same(str x, str y)
{
	return x.p ? y.p && str_eq(x, y) : !y.p;
}

static bool has_all(const strs *x, const strs *of)
{
	for (ptrdiff_t i = 0; i < of->n; i++)
		if (!strs_has(x, of->at[i]))
			return false;
	return true;
}

static str subdir_of(const spec *s)
{
	return s->conda ? s->conda->rare->subdir : (str){ 0 };
}

/* The same versions: what else differs? More platforms, more extras, no marker: that is more. */
static change_kind kind_of_rest(const spec *was, const spec *now)
{
	bool all_platforms = (now->platforms & was->platforms) == was->platforms;
	if (was->platforms != now->platforms)
		return all_platforms ? CHANGE_TIGHTENED : CHANGE_LOOSENED;
	if (!is_same(was->channel, now->channel) || !is_same(subdir_of(was), subdir_of(now)))
		return CHANGE_MOVED;
	if (!is_same(was->build, now->build))
		return CHANGE_REBUILT;
	if (!was->pip || !now->pip)
		return CHANGE_REWORDED;
	if (!is_same(was->pip->marker_text, now->pip->marker_text))
		return now->pip->marker_text.p ? CHANGE_LOOSENED : CHANGE_TIGHTENED;
	if (!has_all(&now->pip->extras, &was->pip->extras))
		return CHANGE_LOOSENED;
	return has_all(&was->pip->extras, &now->pip->extras) ? CHANGE_REWORDED : CHANGE_TIGHTENED;
}

static change_kind kind_of_sets(arena *a, const spec *was, const spec *now, int low, int high)
{
	if (str_eq(was->version, now->version))
		return kind_of_rest(was, now);
	switch (sets_compare(a, now, was)) {
	case SETS_EQUAL:
		return kind_of_rest(was, now);
	case SETS_SUBSET:
		return CHANGE_TIGHTENED;
	case SETS_SUPERSET:
		return CHANGE_LOOSENED;
	case SETS_DISJOINT:
		if (low + high != 0)
			return low + high > 0 ? CHANGE_RAISED : CHANGE_LOWERED;
		return CHANGE_LOOSENED; /* lets in what was shut out */
	case SETS_OVERLAP:
		break;
	}
	if (low + high > 0)
		return CHANGE_RAISED;
	return high < 0 ? CHANGE_TIGHTENED : CHANGE_LOOSENED; /* a new cap; or lets in more */
}

/* The first number of a version, epoch left out; -1 when it is none: "9e", "v1", "*". */
static long first_number(str version)
{
	str part = str_from(version, str_find_byte(version, '!') + 1);
	long n = 0;
	ptrdiff_t i = 0;
	for (; i < part.n && is_digit(part.p[i]); i++)
		n = n > 100000000 ? n : n * 10 + (part.p[i] - '0');
	bool ends = i == part.n || str_find_byte(S(".+-_"), part.p[i]) >= 0;
	return i > 0 && ends ? n : -1;
}

/* Calendar versions step every January and say nothing about compatibility. */
bool diff_is_major(str was, str now)
{
	enum { CALENDAR = 2000 };
	long x = first_number(was), y = first_number(now);
	return x >= 0 && y >= 0 && x != y && x < CALENDAR && y < CALENDAR;
}

void diff_classify(arena *a, change *c)
{
	const spec *was = c->was, *now = c->now;
	bounds x = bounds_of(a, was), y = bounds_of(a, now);
	bool soft = was->pin == PIN_BOUNDED || diff_is_one_number(was);
	bool falls_open = now->pin == PIN_OPEN || now->pin == PIN_NONE;
	c->uncapped = soft && falls_open && x.high.version.p && !y.high.version.p;

	if (was->manager != now->manager) {
		c->kind = CHANGE_MOVED;
	} else if (fell_open(was, now)) {
		c->kind = CHANGE_LOOSENED;
	} else if (!is_readable(was) || !is_readable(now) || is_url(was) || is_url(now)) {
		c->kind = kind_of_urls(was, now);
	} else {
		int low = end_moved(a, now->manager, x.low, y.low, false);
		int high = end_moved(a, now->manager, x.high, y.high, true);
		/* ">=5.3" to "=5.3" takes both ends down, from infinity: a cap, and no downgrade. */
		bool is_capped = high < 0 && !x.high.version.p;
		if (low && low == high && !is_capped)
			c->kind = low > 0 ? CHANGE_RAISED : CHANGE_LOWERED;
		else
			c->kind = kind_of_sets(a, was, now, low, high);
		c->major = low && low == high && diff_is_major(x.low.version, y.low.version);
	}
}
