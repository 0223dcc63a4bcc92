/* conda_version: see conda_version.h. A version is two lists (release and local), each of
 * components, each of runs of digits, letters or stars. Both lists are kept flat: a run knows
 * whether it opens a component. The order is conda's VersionOrder: components pair up, missing runs
 * count as 0, text sorts before numbers, "dev" before other text, "post" after every number.
 * Numbers stay as digits without leading zeros, because conda's are unbounded. */
#include "spec/conda_version.h"

#include "spec/pytext.h"

#include <assert.h>
#include <string.h>

/* In conda's order of kinds; texts among themselves compare as bytes. DEV is a text "DEV" there,
 * which sorts before '_' and letters but after '*'. */
typedef enum run_kind { RUN_TEXT, RUN_NUMBER, RUN_POST } run_kind;

typedef struct run {
	const char *p;
	int n;
	run_kind kind;
	bool opens; /* first run of a component */
} run;

typedef struct runs {
	const run *at;
	ptrdiff_t n;
} runs;

struct conda_version {
	str text;          /* lower case, '-' as '_' */
	runs main, local;  /* main begins with the epoch */
};

static const run zero = { "", 0, RUN_NUMBER, false };

static const conda_version *refuse(refusal *why, const char *reason, ptrdiff_t at)
{
	if (why)
		*why = (refusal){ str_of(reason), at };
	return NULL;
}

/* ---- reading ------------------------------------------------------------------------------- */

static bool is_version_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '*' ||
	       c == '+' || c == '!';
}

/* Index of the first byte that no version may hold, or -1. With dashes, '-' stands for '_'. */
static ptrdiff_t bad_char(str s, bool dashes)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_version_char(s.p[i]) && !(dashes && s.p[i] == '-'))
			return i;
	return -1;
}

static str dashes_to_underscores(arena *a, str s)
{
	str copy = arena_str(a, s);
	char *p = (char *)copy.p;
	for (ptrdiff_t i = 0; i < copy.n; i++)
		if (p[i] == '-')
			p[i] = '_';
	return copy;
}

static int class_of(char c)
{
	return is_digit(c) ? 0 : c == '*' ? 1 : 2;
}

static run run_of(str s)
{
	run r = { s.p, (int)s.n, RUN_TEXT, false };
	if (is_digit(s.p[0])) {
		r.kind = RUN_NUMBER;
		while (r.n > 0 && r.p[0] == '0') {
			r.p++;
			r.n--;
		}
	} else if (str_eq(s, S("post"))) {
		r.kind = RUN_POST;
	} else if (str_eq(s, S("dev"))) {
		r.p = "DEV";
	}
	return r;
}

/* One component's runs into at; how many. A component that begins with text gets a 0 in front, so
 * that numbers meet numbers. */
static ptrdiff_t read_component(str s, run *at)
{
	ptrdiff_t n = 0;
	if (!is_digit(s.p[0]))
		at[n++] = zero;
	for (ptrdiff_t beg = 0, end; beg < s.n; beg = end) {
		for (end = beg + 1; end < s.n && class_of(s.p[end]) == class_of(s.p[beg]);)
			end++;
		at[n++] = run_of(str_sub(s, beg, end));
	}
	at[0].opens = true;
	return n;
}

/* The end of the component that begins at i: '.' and '_' part them, but a '_' that ends the release
 * belongs to its last component (openssl's 1.0.1_). */
static ptrdiff_t component_end(str s, ptrdiff_t i, bool keep_last)
{
	while (i < s.n && s.p[i] != '.' && (s.p[i] != '_' || (keep_last && i == s.n - 1)))
		i++;
	return i;
}

/* Upper bound of runs in s: each byte may be one, each component may get a 0, and one may be empty. */
static ptrdiff_t most_runs(str s)
{
	ptrdiff_t n = 2;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' || s.p[i] == '_')
			n += 2;
		else if (i == 0 || class_of(s.p[i]) != class_of(s.p[i - 1]))
			n++;
	}
	return n;
}

/* Appends the components of s; the offset of an empty one, or -1. */
static ptrdiff_t read_list(str s, bool keep_last, run *at, ptrdiff_t *n)
{
	for (ptrdiff_t beg = 0;; beg++) {
		ptrdiff_t end = component_end(s, beg, keep_last);
		if (end == beg)
			return beg;
		*n += read_component(str_sub(s, beg, end), at + *n);
		beg = end;
		if (beg >= s.n)
			return -1;
	}
}

/* The parts of a version between its marks; each is a view into the text. */
typedef struct parts {
	str epoch, release, local; /* local absent without '+' */
} parts;

static const char *split(str s, parts *out, ptrdiff_t *at)
{
	ptrdiff_t bang = str_find_byte(s, '!');
	*at = bang;
	if (bang >= 0 && str_find_byte(str_from(s, bang + 1), '!') >= 0)
		return "duplicated epoch separator '!'";
	out->epoch = bang < 0 ? S("0") : str_head(s, bang);
	for (ptrdiff_t i = 0; i < out->epoch.n; i++)
		if (!is_digit(out->epoch.p[i]))
			return "epoch must be an integer";
	if (out->epoch.n == 0)
		return "epoch must be an integer";
	str rest = str_from(s, bang + 1);
	ptrdiff_t plus = str_find_byte(rest, '+');
	*at = bang + 1 + (plus < 0 ? 0 : plus);
	if (plus >= 0 && str_find_byte(str_from(rest, plus + 1), '+') >= 0)
		return "duplicated local version separator '+'";
	out->release = plus < 0 ? rest : str_head(rest, plus);
	out->local = plus < 0 ? (str){ 0 } : str_from(rest, plus + 1);
	return out->release.n == 0 ? "missing version before local version separator '+'" : NULL;
}

static const conda_version *build(arena *a, str s, ptrdiff_t shift, refusal *why)
{
	parts p;
	ptrdiff_t at = 0;
	const char *reason = split(s, &p, &at);
	if (reason)
		return refuse(why, reason, shift + at);
	run *all = NEW_N(a, run, most_runs(p.epoch) + most_runs(p.release) + most_runs(p.local));
	ptrdiff_t n = read_component(p.epoch, all), nmain;
	bool keep_last = p.release.p[p.release.n - 1] == '_';
	at = read_list(p.release, keep_last, all, &n);
	nmain = n;
	if (at >= 0)
		return refuse(why, "empty version component", shift + (p.release.p - s.p) + at);
	if (p.local.p)
		at = read_list(p.local, false, all, &n);
	if (at >= 0)
		return refuse(why, "empty version component", shift + (p.local.p - s.p) + at);
	conda_version *v = NEW(a, conda_version);
	*v = (conda_version){ s, { all, nmain }, { all + nmain, n - nmain } };
	return v;
}

const conda_version *conda_version_parse(arena *a, str text, refusal *why)
{
	str bare = py_strip(text), s = py_lower(a, bare);
	ptrdiff_t shift = bare.p - text.p;
	if (s.n == 0)
		return refuse(why, "empty version string", 0);
	bool dashes = str_find_byte(s, '-') >= 0 && str_find_byte(s, '_') < 0;
	ptrdiff_t bad = bad_char(s, dashes);
	/* A Kelvin sign shrinks when lower-cased; a character behind one is reported a little early. */
	if (bad >= 0)
		return refuse(why, "invalid character(s)", shift + bad);
	if (dashes)
		s = dashes_to_underscores(a, s);
	return build(a, s, shift, why);
}

str conda_version_str(const conda_version *v)
{
	return v->text;
}

/* ---- comparing ----------------------------------------------------------------------------- */

static int run_cmp(const run *x, const run *y)
{
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->kind == RUN_NUMBER && x->n != y->n)
		return x->n < y->n ? -1 : 1;
	int c = x->kind == RUN_POST ? 0 : str_cmp((str){ x->p, x->n }, (str){ y->p, y->n });
	return (c > 0) - (c < 0);
}

/* The run at i if it still belongs to the component, else the 0 that stands for a missing one. */
static const run *within(runs v, ptrdiff_t *i, bool first)
{
	if (*i >= v.n || v.at[*i].opens != first)
		return &zero;
	return &v.at[(*i)++];
}

static bool goes_on(runs v, ptrdiff_t i)
{
	return i < v.n && !v.at[i].opens;
}

/* Compares at most max_components components (all if negative). */
static int runs_cmp(runs x, runs y, ptrdiff_t max_components)
{
	ptrdiff_t i = 0, j = 0;
	for (ptrdiff_t k = 0; k != max_components && (i < x.n || j < y.n); k++) {
		bool first = true;
		do {
			int c = run_cmp(within(x, &i, first), within(y, &j, first));
			if (c)
				return c;
			first = false;
		} while (goes_on(x, i) || goes_on(y, j));
	}
	return 0;
}

int conda_version_cmp(const conda_version *x, const conda_version *y)
{
	int c = runs_cmp(x->main, y->main, -1);
	return c ? c : runs_cmp(x->local, y->local, -1);
}

/* Component number k, as a list of its own; empty when there are fewer. */
static runs component(runs v, ptrdiff_t k)
{
	ptrdiff_t beg = 0;
	for (ptrdiff_t seen = -1; beg < v.n; beg++)
		if (v.at[beg].opens && ++seen == k)
			break;
	ptrdiff_t end = beg;
	while (end < v.n && (end == beg || !v.at[end].opens))
		end++;
	return (runs){ v.at + beg, end - beg };
}

static ptrdiff_t count_components(runs v)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < v.n; i++)
		n += v.at[i].opens;
	return n;
}

/* All but the last run of y's component equal x's; the last is a prefix if it is text, else equal.
 * Note what this means: 1.1a1 starts with 1.1, and 1.1alpha with 1.1a, but 1.1a1 not with 1.1a0. */
static bool component_starts(runs x, runs y)
{
	ptrdiff_t nt = y.n - 1;
	for (ptrdiff_t i = 0; i < nt; i++)
		if (run_cmp(i < x.n ? &x.at[i] : &zero, &y.at[i]))
			return false;
	const run *c1 = nt < x.n ? &x.at[nt] : &zero, *c2 = &y.at[nt];
	if (c2->kind != RUN_TEXT)
		return run_cmp(c1, c2) == 0;
	return c1->kind == RUN_TEXT && str_starts((str){ c1->p, c1->n }, (str){ c2->p, c2->n });
}

bool conda_version_starts(const conda_version *v, const conda_version *prefix)
{
	runs x = v->main, y = prefix->main;
	if (prefix->local.n) {
		if (runs_cmp(x, y, -1))
			return false;
		x = v->local;
		y = prefix->local;
	}
	ptrdiff_t last = count_components(y) - 1;
	return runs_cmp(x, y, last) == 0 && component_starts(component(x, last), component(y, last));
}
