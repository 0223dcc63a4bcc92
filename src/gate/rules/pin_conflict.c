/* pin_conflict: entries for one name that no version satisfies together, in one file or in the files that
 * belong together.
 *
 * conda-lock does not intersect its sources, it lets the last one win; so two files that contradict each
 * other make a perfectly good lock, which is not what one of them says. That is found here, whatever the
 * lock holds. Whether constraints can hold together is asked of the exact matchers (spec/sets.h), per
 * platform, because "libcurl # [osx]" and "libcurl 7.76.1 # [linux]" never meet, and per marker for pip.
 *
 * A file may be in several families; what it says alone is told in the first of them, and so is what it
 * says together with another file. */
#include "gate/rule.h"

#include "gate/family.h"
#include "gate/meet.h"

#include "base/buf.h"
#include "base/sort.h"
#include "spec/pep508.h"

/* More entries of one name than this are compared with their neighbour only: each comparison asks
 * every entry about every version named, which is quadratic, and no person writes a hundred. */
enum { MAX_ENTRIES_TOGETHER = 100 };

/* An entry and the file that it stands in. */
typedef struct opinion {
	const spec *spec;
	const file *file;
	ptrdiff_t order; /* of members, then of entries */
} opinion;
typedef LIST(opinion) opinions;

/* The entries of one package, in order of members and places. */
typedef struct group {
	const opinion *at;
	ptrdiff_t n;
} group;

/* Which entries are asked about together. */
typedef enum reach_of { IN_ONE_FILE, ACROSS_FILES } reach_of;

static bool can_meet(const opinion *all, ptrdiff_t n)
{
	const spec *asked[MAX_ENTRIES_TOGETHER];
	for (ptrdiff_t i = 0; i < n; i++)
		asked[i] = all[i].spec;
	return meet_all(asked, n);
}

/* A direct reference has no version set to compare. */
static bool has_url(const spec *s) { return s->pip && (s->pip->url.n > 0 || s->pip->is_path); }

static str marker_of(const spec *s)
{
	return s->pip && s->pip->marker_text.p ? s->pip->marker_text : S("");
}

/* Whether s counts where condition holds: markers are compared as text, never evaluated. */
static bool under_marker(const spec *s, str condition)
{
	str own = marker_of(s);
	return own.n == 0 || str_eq(own, condition);
}

static str joined(arena *a, const opinion *at, ptrdiff_t n)
{
	strs texts = { 0 };
	for (ptrdiff_t i = 0; i < n; i++)
		*LIST_PUSH(a, &texts) = at[i].spec->canonical;
	strs_sort_unique(&texts);
	buf text = buf_new(a);
	for (ptrdiff_t i = 0; i < texts.n; i++) {
		buf_put(&text, i > 0 ? S(" & ") : S(""));
		buf_put(&text, texts.at[i]);
	}
	return buf_str(&text);
}

static bool is_one_file(const opinion *at, ptrdiff_t n)
{
	for (ptrdiff_t i = 1; i < n; i++)
		if (at[i].file != at[0].file)
			return false;
	return true;
}

static str quoted_all(arena *a, const opinion *at, ptrdiff_t n)
{
	buf text = buf_new(a);
	bool one = is_one_file(at, n);
	for (ptrdiff_t i = 0; i < n; i++) {
		buf_printf(&text, "%s'%.*s'", i > 0 ? ", " : "", SARG(at[i].spec->raw));
		if (!one)
			buf_printf(&text, " (%.*s:%d)", SARG(at[i].file->path), at[i].spec->at.line);
	}
	return buf_str(&text);
}

static void report_conflict(visit *v, const opinion *at, ptrdiff_t n)
{
	const opinion *last = &at[n - 1];
	v->spec = last->spec;
	v->file = last->file;
	finding *f = report_at(v, last->spec->at, last->spec->name, joined(v->a, at, n),
	                       "no version of '%.*s' satisfies %s %.*s", SARG(last->spec->name),
	                       n > 2 ? "all of" : "both of", SARG(quoted_all(v->a, at, n)));
	if (!is_one_file(at, n))
		report_hint(v, f, "write the same range into both files: a lock is made from the last one alone");
	else if (n > 2)
		report_hint(v, f, "keep the entries that are meant (lines %d to %d)", at[0].spec->at.line,
		            last->spec->at.line);
	else
		report_hint(v, f, "keep the entry that is meant and delete the other (lines %d and %d)",
		            at[0].spec->at.line, last->spec->at.line);
	v->spec = NULL;
}

/* The first two (or more) of all that cannot hold together; 0 when all can. Pairs first, so that the
 * message names two entries that really clash. Across files, two of one file are that file's own affair. */
static ptrdiff_t clash(const opinion *all, ptrdiff_t n, reach_of how, opinion *out)
{
	if (n < 2 || can_meet(all, n))
		return 0;
	bool own = false;
	for (ptrdiff_t j = 1; j < n; j++) {
		for (ptrdiff_t i = 0; i < j; i++) {
			opinion pair[] = { all[i], all[j] };
			if (can_meet(pair, 2))
				continue;
			own = own || pair[0].file == pair[1].file;
			if (how == ACROSS_FILES && pair[0].file == pair[1].file)
				continue;
			out[0] = all[i];
			out[1] = all[j];
			return 2;
		}
	}
	if (how == ACROSS_FILES && (own || is_one_file(all, n)))
		return 0;
	for (ptrdiff_t i = 0; i < n; i++)
		out[i] = all[i];
	return n;
}

static bool holds_text(const opinion *all, ptrdiff_t n, const opinion *o)
{
	while (n > 0 && !str_eq(all[n - 1].spec->version, o->spec->version))
		n--;
	return n > 0;
}

static bool family_has(const family *f, const file *member)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		if (f->members.at[i].file == member)
			return true;
	return false;
}

/* Whether an earlier family has all these files and has told it. */
static bool is_told(const visit *v, const opinion *at, ptrdiff_t n)
{
	for (const family *f = v->side->families.at; f < v->family; f++) {
		ptrdiff_t i = 0;
		while (i < n && family_has(f, at[i].file))
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* Conflict among the entries that count on one platform and under one marker. */
static bool conflict_at(visit *v, const group *g, unsigned platform, str condition, reach_of how)
{
	opinion here[MAX_ENTRIES_TOGETHER], bad[MAX_ENTRIES_TOGETHER];
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < g->n; i++) {
		const spec *s = g->at[i].spec;
		if (!has_url(s) && (s->platforms & platform) && under_marker(s, condition) &&
		    !holds_text(here, n, &g->at[i]))
			here[n++] = g->at[i];
	}
	ptrdiff_t found = clash(here, n, how, bad);
	if (found && !is_told(v, bad, found))
		report_conflict(v, bad, found);
	return found > 0;
}

static bool is_first_with_marker(const group *g, ptrdiff_t i)
{
	for (ptrdiff_t k = 0; k < i; k++)
		if (str_eq(marker_of(g->at[k].spec), marker_of(g->at[i].spec)))
			return false;
	return true;
}

static void conflict_in_neighbours(visit *v, const group *g, reach_of how)
{
	for (ptrdiff_t i = 1; i < g->n; i++) {
		opinion pair[] = { g->at[i - 1], g->at[i] };
		const spec *x = pair[0].spec, *y = pair[1].spec;
		bool together = !has_url(x) && !has_url(y) && (x->platforms & y->platforms) &&
		                (under_marker(x, marker_of(y)) || under_marker(y, marker_of(x)));
		bool asked = (pair[0].file == pair[1].file) == (how == IN_ONE_FILE);
		if (!asked || !together || str_eq(x->version, y->version) || can_meet(pair, 2))
			continue;
		if (!is_told(v, pair, 2))
			report_conflict(v, pair, 2);
		return;
	}
}

static void conflict_in_group(visit *v, const group *g, reach_of how)
{
	static const unsigned platforms[] = { ON_LINUX_64, ON_LINUX_AARCH64, ON_LINUX_PPC64LE,
		                              ON_OSX_64,   ON_OSX_ARM64,     ON_WIN_64 };
	if (g->n < 2)
		return;
	if (g->n > MAX_ENTRIES_TOGETHER) {
		conflict_in_neighbours(v, g, how);
		return;
	}
	for (size_t p = 0; p < sizeof platforms / sizeof platforms[0]; p++)
		for (ptrdiff_t i = 0; i < g->n; i++)
			if (is_first_with_marker(g, i) &&
			    conflict_at(v, g, platforms[p], marker_of(g->at[i].spec), how))
				return; /* one name, one finding: the next platform would repeat it */
}

static int by_name(const void *px, const void *py)
{
	const opinion *x = px, *y = py;
	int c = str_cmp(x->spec->name, y->spec->name);
	if (c == 0)
		c = (int)x->spec->manager - (int)y->spec->manager;
	return c ? c : (x->order > y->order) - (x->order < y->order);
}

/* A manifest's environments may each want another version; what is for one of them is left out. free: what
 * may differ from file to file. */
static void add_entries(visit *v, const file *member, const strs *free, opinions *out)
{
	const env *e = rule_is_lfs_pointer(member->src) ? NULL : member->env;
	if (e)
		LIST_RESERVE(v->a, out, e->specs.n);
	for (ptrdiff_t i = 0; e && e->is_environment && i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		bool named = s->name.n > 0 && (s->conda || s->pip) && !s->environment.p;
		if (named && !strs_has(free, s->name))
			*LIST_PUSH(v->a, out) = (opinion){ s, member, out->n };
	}
}

/* Asked of the file's own entries alone, and so of its names as they are sorted already. */
static void judge_own(visit *v, const file *member, const entry_list *names)
{
	for (ptrdiff_t i = 0; i < names->repeats.n; i++) {
		entry_group same = names->repeats.at[i];
		opinion *all = NEW_N(v->a, opinion, same.n);
		ptrdiff_t n = 0;
		for (ptrdiff_t k = 0; k < same.n; k++)
			if (!same.at[k]->environment.p)
				all[n++] = (opinion){ same.at[k], member, k };
		conflict_in_group(v, &(group){ all, n }, IN_ONE_FILE);
	}
	v->file = NULL;
}

static void judge_together(visit *v, opinions *all)
{
	sort_runs(v->a, all->at, all->n, (ptrdiff_t)sizeof *all->at, by_name);
	for (ptrdiff_t i = 0; i < all->n;) {
		const spec *first = all->at[i].spec;
		ptrdiff_t end = i + 1;
		while (end < all->n && all->at[end].spec->manager == first->manager &&
		       str_eq(all->at[end].spec->name, first->name))
			end++;
		conflict_in_group(v, &(group){ all->at + i, end - i }, ACROSS_FILES);
		i = end;
	}
	v->file = NULL;
}

void rule_pin_conflict(visit *v)
{
	const family *f = v->family;
	opinions all = { 0 };
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const file *member = f->members.at[i].file;
		if (member->kind != FILE_ENVIRONMENT && member->kind != FILE_MANIFEST)
			continue;
		if (member->kind == FILE_ENVIRONMENT && family_of(v->side, member) == f)
			judge_own(v, member, &v->names[member - v->side->files.at]);
		if (f->members.n > 1)
			add_entries(v, member, f->policy ? &f->policy->may_differ : &(strs){ 0 }, &all);
	}
	if (f->members.n > 1)
		judge_together(v, &all);
}
