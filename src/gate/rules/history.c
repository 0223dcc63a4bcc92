/* history: rules that ask when a change is made and whether somebody said so.
 *
 * Neither judges the environment itself: the same step is right in the window, or with a trailer, and
 * wrong without. change/undeclared is one question to all commits of the range, because a reviewer
 * sees the sum of them; so it is a rule of the range that goes over the changes with one sorted table
 * of trailers. change/frozen never looks at the commits: whoever writes the change writes those too. */
#include "gate/env_change.h"
#include "gate/policy_names.h"
#include "gate/rule.h"

#include "spec/names.h"

#include <stdlib.h>

/* A dependency that is another one than before. What went with its whole file is change/removed's. */
static bool is_dependency_change(const change *c)
{
	return c->topic == TOPIC_PACKAGE && c->kind != CHANGE_REWORDED && c->head && c->head->kind == ENTRY_BLOB;
}

/* What is gone has no place on the head. */
static span place_of(const change *c)
{
	return c->kind == CHANGE_REMOVED ? (span){ 0 } : c->at;
}

static str subject_of(visit *v)
{
	const change *c = v->change;
	if (!c->platform.p)
		return c->package;
	return arena_printf(v->a, "%.*s@%.*s", SARG(c->package), SARG(c->platform));
}

static str canonical(const spec *s, const locked *l, str text)
{
	if (s)
		return s->canonical.p ? s->canonical : s->raw;
	return l && l->version.p ? l->version : text;
}

static str evidence_of(visit *v)
{
	const change *c = v->change;
	str was = canonical(c->was, c->was_locked, c->before), now = canonical(c->now, c->now_locked, c->after);
	return arena_printf(v->a, "%s %.*s -> %.*s", change_kind_name(c->kind), SARG(was), SARG(now));
}

static str shown(str text)
{
	return text.n > 0 ? text : S("any");
}

/* "'numpy' is raised from =1.26 to =2.0". */
static str told(arena *a, const change *c)
{
	static const char *const words[] = {
		[CHANGE_ADDED] = "added",         [CHANGE_REMOVED] = "removed",
		[CHANGE_RAISED] = "raised",       [CHANGE_LOWERED] = "lowered",
		[CHANGE_TIGHTENED] = "tightened", [CHANGE_LOOSENED] = "loosened",
		[CHANGE_REBUILT] = "rebuilt",     [CHANGE_MOVED] = "moved",
		[CHANGE_REWORDED] = "reworded",
	};
	str was = shown(c->before), now = shown(c->after);
	if (c->kind == CHANGE_ADDED)
		return arena_printf(a, "'%.*s' is added (%.*s)", SARG(c->package), SARG(now));
	if (c->kind == CHANGE_REMOVED)
		return arena_printf(a, "'%.*s' is removed (it was %.*s)", SARG(c->package), SARG(was));
	return arena_printf(a, "'%.*s' is %s from %.*s to %.*s", SARG(c->package), words[c->kind], SARG(was),
	                    SARG(now));
}

/* Whether a trailer would do. */
static bool does(arena *a, str value, const change *c)
{
	commits one = { 0 };
	const declaration *with = NULL;
	commit *said = LIST_PUSH(a, &one);
	*LIST_PUSH(a, &said->trailers) = (trailer){ S("Env-Change"), value };
	declarations all = env_change_read(a, &one);
	return env_change_find(a, &all, c, &with) == ENV_CHANGE_SAID;
}

/* The trailer that would do, as the hint shows it: with the versions, unless they look like something
 * else in a trailer ("1.26.4 (conda-forge)"). */
static str wanted_trailer(arena *a, const change *c)
{
	str was = c->kind == CHANGE_ADDED ? S("none") : shown(c->before);
	str now = c->kind == CHANGE_REMOVED ? S("none") : shown(c->after);
	str name = env_change_name(a, c->package);
	str whole = arena_printf(a, "%.*s %.*s -> %.*s (WHY)", SARG(name), SARG(was), SARG(now));
	if (!does(a, whole, c))
		whole = arena_cat(a, name, S(" (WHY)"));
	return arena_cat(a, S("Env-Change: "), whole);
}

static str whose(arena *a, const declaration *d)
{
	if (!d->oid.p)
		return S("the commit message");
	return arena_printf(a, "commit %.*s", SARG(str_head(d->oid, 7)));
}

static void tell_undeclared(visit *v, const declarations *all, const declaration *with)
{
	const change *c = v->change;
	str told_here = told(v->a, c), want = wanted_trailer(v->a, c);
	const declaration *odd = with ? with : all->star ? all->star : all->other;
	str who = odd ? whose(v->a, odd) : S("");
	finding *f;
	if (with)
		f = report_at(v, place_of(c), subject_of(v), evidence_of(v),
		              "%.*s, and %.*s says otherwise: %.*s", SARG(told_here), SARG(who),
		              SARG(str_head(with->text, 200)));
	else if (all->star)
		f = report_at(v, place_of(c), subject_of(v), evidence_of(v),
		              "%.*s, and '%.*s' in %.*s names no package", SARG(told_here),
		              SARG(str_head(all->star->text, 60)), SARG(who));
	else
		f = report_at(v, place_of(c), subject_of(v), evidence_of(v),
		              "%.*s, and no commit says so", SARG(told_here));
	if (!c->base || c->base->kind == ENTRY_ABSENT)
		report_hint(v, f, "end the commit message with the line: %.*s (or, for all of the new file, "
		                  "Env-Change: %.*s)",
		            SARG(want), SARG(c->path));
	else if (!with && !all->star && all->other)
		report_hint(v, f, "'Env-Change: %.*s' in %.*s cannot be read; write %.*s",
		            SARG(str_head(all->other->text, 60)), SARG(who), SARG(want));
	else
		report_hint(v, f, "end the commit message with the line: %.*s", SARG(want));
	report_detail(v, f, "trailer", want);
}

static bool is_of_lock(const change *c)
{
	return c->was_locked || c->now_locked;
}

static bool wants_trailer(const change *c)
{
	return is_dependency_change(c) && c->direct;
}

/* Packages whose entries in environment files changed as a trailer says, sorted. What that did to a lock
 * is told along with it: ">=2" there may be 2.3.1 here. */
static strs said_of_entries(visit *v, const declarations *all)
{
	strs out = { 0 };
	const declaration *with = NULL;
	for (ptrdiff_t i = 0; i < v->changes->n; i++) {
		const change *c = &v->changes->at[i];
		if (!is_of_lock(c) && wants_trailer(c) &&
		    env_change_find(v->a, all, c, &with) == ENV_CHANGE_SAID)
			*LIST_PUSH(v->a, &out) = c->package;
	}
	strs_sort_unique(&out);
	return out;
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool holds(const strs *sorted, str s)
{
	return sorted->n && bsearch(&s, sorted->at, (size_t)sorted->n, sizeof s, by_text);
}

void rule_change_undeclared(visit *v)
{
	if (!v->range->has_commits)
		return;
	declarations all = env_change_read(v->a, &v->range->commits);
	strs said = said_of_entries(v, &all);
	for (ptrdiff_t i = 0; i < v->changes->n; i++) {
		const change *c = &v->changes->at[i];
		const declaration *with = NULL;
		if (!wants_trailer(c) || (is_of_lock(c) && holds(&said, c->package)))
			continue;
		env_change_answer answer = env_change_find(v->a, &all, c, &with);
		v->change = c;
		if (answer != ENV_CHANGE_SAID)
			tell_undeclared(v, &all, answer == ENV_CHANGE_OTHERWISE ? with : NULL);
		v->change = NULL;
	}
}

/* ---- change/frozen ---- */

/* A freeze names a library; whether it is conda's or pip's name for it is not said. */
static bool is_library(const policy *p, str frozen, manager m, str name)
{
	return names_spelled_alike(frozen, name) || policy_same_library(p, MANAGER_CONDA, frozen, m, name) ||
	       policy_same_library(p, MANAGER_PIP, frozen, m, name);
}

static bool is_named(const policy *p, const freeze *f, const change *c)
{
	for (ptrdiff_t i = 0; i < f->packages.n; i++) {
		str name = f->packages.at[i];
		if (is_library(p, name, c->manager, c->package))
			return true;
		if (c->was && c->was->name.p && is_library(p, name, c->was->manager, c->was->name))
			return true;
	}
	return false;
}

/* 100 * month + day of "YYYY-MM-DD". */
static int day_of(str date)
{
	int day = 0;
	for (ptrdiff_t i = 5; i < date.n && i < 10; i++)
		day = is_digit(date.p[i]) ? 10 * day + date.p[i] - '0' : day;
	return day;
}

static bool is_open(const freeze *f, int day)
{
	for (ptrdiff_t i = 0; i < f->windows.n; i++) {
		window w = f->windows.at[i];
		if (w.from <= w.to ? day >= w.from && day <= w.to : day >= w.from || day <= w.to)
			return true;
	}
	return false;
}

/* The next day on which a window opens, as a date. f has windows, and none is open. */
static str next_opening(arena *a, const freeze *f, str date)
{
	int day = day_of(date), year = 0, best = 0;
	for (ptrdiff_t i = 0; i < 4; i++)
		year = 10 * year + date.p[i] - '0';
	for (ptrdiff_t i = 0; i < f->windows.n; i++) {
		int from = f->windows.at[i].from + (f->windows.at[i].from <= day ? 10000 : 0);
		best = best == 0 || from < best ? from : best;
	}
	year += best / 10000;
	return arena_printf(a, "%04d-%02d-%02d", year, best / 100 % 100, best % 100);
}

static str windows_text(arena *a, const freeze *f)
{
	str out = S("");
	for (ptrdiff_t i = 0; i < f->windows.n && i < 8; i++) {
		window w = f->windows.at[i];
		out = arena_printf(a, "%.*s%s%02d-%02d to %02d-%02d", SARG(out), i ? ", " : "", w.from / 100,
		                   w.from % 100, w.to / 100, w.to % 100);
	}
	return f->windows.n > 8 ? arena_cat(a, out, S(", ...")) : out;
}

static void tell_frozen(visit *v, const freeze *f)
{
	const change *c = v->change;
	str date = v->range->date;
	finding *out;
	if (f->windows.n == 0) {
		out = report_at(v, place_of(c), subject_of(v), evidence_of(v),
		                "%.*s, but the policy freezes it without a window", SARG(told(v->a, c)));
		report_hint(v, out, "keep it as it was; a freeze ends in .envgate.yml, by a change of its own");
		return;
	}
	str windows = windows_text(v->a, f);
	out = report_at(v, place_of(c), subject_of(v), evidence_of(v),
	                "%.*s, but it is frozen on %.*s: it may change from %.*s", SARG(told(v->a, c)),
	                SARG(date), SARG(windows));
	report_hint(v, out, "keep it as it was until %.*s, when the next window opens",
	            SARG(next_opening(v->a, f, date)));
	report_detail(v, out, "windows", windows);
}

void rule_change_frozen(visit *v)
{
	const policy *p = v->policy;
	if (!is_dependency_change(v->change) || v->range->date.n < 10)
		return;
	int day = day_of(v->range->date);
	for (ptrdiff_t i = 0; i < p->freezes.n; i++) {
		const freeze *f = &p->freezes.at[i];
		if (is_open(f, day) || !is_named(p, f, v->change))
			continue;
		tell_frozen(v, f);
		return;
	}
}
