/* timeline: what the commits of a history did to each pin.
 *
 * diff_env says what a pair of files means; here its rows become events that outlive the files. Only
 * merges need thought: a merge brings two lines together, and what it took from either of them was that
 * line's doing. So its own events are those that every parent lacks; the full list for each parent is
 * kept as well, because blame has to know down which line a pin came. */
#include "gate/timeline.h"

#include "gate/diff.h"
#include "gate/rule.h"
#include "spec/glob.h"
#include "spec/names.h"

#include <stdlib.h>

int pin_key_cmp(const pin_key *x, const pin_key *y)
{
	int c = str_cmp(x->path, y->path);
	if (c == 0 && x->manager != y->manager)
		c = x->manager < y->manager ? -1 : 1;
	return c ? c : str_cmp(x->package, y->package);
}

static int by_key(const void *x, const void *y)
{
	return pin_key_cmp(&((const pin_event *)x)->key, &((const pin_event *)y)->key);
}

/* ---- what was asked for ---- */

bool timeline_word_fits(str word, manager m, str package)
{
	bool conda = str_starts(word, S("conda:")), pip = str_starts(word, S("pip:"));
	if ((conda && m != MANAGER_CONDA) || (pip && m != MANAGER_PIP))
		return false;
	str name = str_from(word, conda ? 6 : pip ? 4 : 0);
	return glob_match(name, package) || names_spelled_alike(name, package);
}

static bool is_below(str path, str folder)
{
	if (folder.n == 0 || str_eq(path, folder))
		return true;
	bool slash = folder.p[folder.n - 1] == '/';
	return str_starts(path, folder) && (slash || path.p[folder.n] == '/');
}

static bool wants_path(const timeline *t, str path)
{
	for (ptrdiff_t i = 0; i < t->paths.n; i++)
		if (is_below(path, t->paths.at[i]))
			return true;
	return t->paths.n == 0;
}

bool timeline_wants(const timeline *t, const pin_key *key)
{
	if (!wants_path(t, key->path))
		return false;
	for (ptrdiff_t i = 0; i < t->packages.n; i++)
		if (timeline_word_fits(t->packages.at[i], key->manager, key->package))
			return true;
	return t->packages.n == 0;
}

static const pin_key *renamed_to(const descent *d, str path)
{
	ptrdiff_t lo = 0, hi = d->renamed.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(d->renamed.at[mid].path, path);
		if (c == 0)
			return &d->renamed.at[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

str timeline_path_now(const timeline *t, str path)
{
	/* Steps are newest first, so the newest rename of a path is found first; the path it leads to is
	 * younger still, and is looked for from the start. A circle of renames ends at the bound. */
	for (int hops = 0; hops < 8; hops++) {
		str next = { 0 };
		for (ptrdiff_t i = 0; i < t->renames.n && !next.p; i++)
			if (str_eq(t->renames.at[i].package, path))
				next = t->renames.at[i].path;
		if (!next.p || str_eq(next, path))
			break;
		path = next;
	}
	return path;
}

/* ---- events ---- */

static pin_key key_of(arena *a, str path, const spec *s)
{
	str name = s->name.p ? s->name : s->raw;
	return (pin_key){ path, arena_str(a, name), s->manager };
}

static pin_event event_of(arena *a, ptrdiff_t at, const change *c)
{
	pin_event e = { .at = at, .kind = c->kind, .major = c->major, .uncapped = c->uncapped };
	str path = arena_str(a, c->path), was_path = c->was_path.p ? arena_str(a, c->was_path) : path;
	if (c->now)
		e.key = key_of(a, path, c->now);
	if (c->was)
		e.was = key_of(a, was_path, c->was);
	if (!c->now)
		e.key = (pin_key){ path, e.was.package, e.was.manager };
	if (!c->was)
		e.was = e.key;
	e.before = arena_str(a, c->before);
	e.after = arena_str(a, c->after);
	e.platform = arena_str(a, c->platform);
	e.was_pin = c->was ? c->was->pin : PIN_NONE;
	e.pin = c->now ? c->now->pin : PIN_NONE;
	if (c->now)
		e.version_set = arena_str(a, c->now->version.p ? rule_version_set(a, c->now) : c->now->canonical);
	e.new_file = !c->base;
	e.gone_file = !c->head;
	return e;
}

static bool is_event(const change *c)
{
	return c->topic == TOPIC_PACKAGE && c->kind != CHANGE_REWORDED && (c->was || c->now);
}

/* The events of one line, sorted, behind those that are there; returns how many. */
static ptrdiff_t add_line(arena *a, timeline *t, ptrdiff_t at, const timeline_line *line)
{
	ptrdiff_t first = t->all_changes.n;
	for (ptrdiff_t i = 0; i < line->changes.n; i++) {
		const change *c = &line->changes.at[i];
		if (!is_event(c))
			continue;
		pin_event e = event_of(a, at, c);
		if (timeline_wants(t, &e.key) || timeline_wants(t, &e.was))
			*LIST_PUSH(a, &t->all_changes) = e;
	}
	ptrdiff_t n = t->all_changes.n - first;
	if (n > 1)
		qsort(&t->all_changes.at[first], (size_t)n, sizeof *t->all_changes.at, by_key);
	return n;
}

static bool has_key(const pin_event *sorted, ptrdiff_t n, const pin_key *key)
{
	pin_event want = { .key = *key };
	return n > 0 && bsearch(&want, sorted, (size_t)n, sizeof want, by_key);
}

/* Old names of asked-for paths count like the new ones from here on; steps come newest first. */
static void learn_renames(arena *a, timeline *t, const descent *d)
{
	for (ptrdiff_t i = 0; i < d->renamed.n; i++) {
		const pin_key *k = &d->renamed.at[i];
		*LIST_PUSH(a, &t->renames) = *k;
		if (t->paths.n > 0 && wants_path(t, k->path) && !wants_path(t, k->package))
			*LIST_PUSH(a, &t->paths) = k->package;
	}
}

void timeline_add(arena *a, timeline *t, const timeline_line *lines, ptrdiff_t n)
{
	ptrdiff_t at = t->moments.n - 1;
	moment_parents *parents = LIST_PUSH(a, &t->parents);
	ptrdiff_t *first = NEW_N(a, ptrdiff_t, n + 1);
	for (ptrdiff_t i = 0; i < n; i++) {
		learn_renames(a, t, &lines[i].down);
		first[i] = t->all_changes.n;
		descent *d = LIST_PUSH(a, &parents->all);
		*d = lines[i].down;
		d->first_event = first[i];
		d->events_n = add_line(a, t, at, &lines[i]);
	}
	const descent *d = parents->all.at;
	for (ptrdiff_t k = 0; n > 0 && k < d[0].events_n; k++) {
		pin_event e = t->all_changes.at[d[0].first_event + k];
		bool everywhere = true;
		for (ptrdiff_t i = 1; i < n && everywhere; i++)
			everywhere = has_key(&t->all_changes.at[d[i].first_event], d[i].events_n, &e.key);
		if (everywhere)
			*LIST_PUSH(a, &t->events) = e;
	}
}

/* ---- blame ---- */

static blamed row_of(arena *a, const file *f, const spec *s)
{
	blamed b = { .key = key_of(a, f->path, s), .text = arena_str(a, s->raw), .pin = s->pin, .line = s->at.line, .at = -1 };
	b.constraint = arena_str(a, diff_constraint(a, s));
	b.version_set = arena_str(a, s->version.p ? rule_version_set(a, s) : s->canonical);
	return b;
}

/* A pin on its way down, under the name it had there. */
typedef struct suspect {
	blamed *of;
	pin_key key;
} suspect;
typedef LIST(suspect) suspects;

static const pin_event *change_of(const timeline *t, const descent *d, const pin_key *key)
{
	pin_event want = { .key = *key };
	if (d->events_n == 0)
		return NULL;
	return bsearch(&want, &t->all_changes.at[d->first_event], (size_t)d->events_n, sizeof want, by_key);
}

/* Where one pin's meaning comes from, seen at a moment: from a parent, or from here. */
static void pass_down(arena *a, const timeline *t, suspects *at, ptrdiff_t here, suspect s)
{
	const moment_parents *parents = &t->parents.at[here];
	const pin_event *made = NULL;
	for (ptrdiff_t i = 0; i < parents->all.n; i++) {
		const descent *d = &parents->all.at[i];
		const pin_event *e = change_of(t, d, &s.key);
		made = made ? made : e;
		if (e)
			continue;
		const pin_key *old = renamed_to(d, s.key.path);
		if (old)
			s.key.path = old->package;
		if (d->older >= 0)
			*LIST_PUSH(a, &at[d->older]) = s;
		else
			s.of->at = -1;
		return;
	}
	s.of->at = here;
	s.of->kind = made ? made->kind : CHANGE_ADDED;
	s.of->before = made ? made->before : (str){ 0 };
}

void timeline_blame(arena *a, timeline *t, const files *head)
{
	suspects *at = NEW_N(a, suspects, t->moments.n + 1);
	for (ptrdiff_t i = 0; i < head->n; i++) {
		const file *f = &head->at[i];
		if (f->kind != FILE_ENVIRONMENT || !f->env || !wants_path(t, f->path))
			continue;
		blamed_file *to = LIST_PUSH(a, &t->blame);
		to->src = f->src;
		LIST_RESERVE(a, &to->pins, f->env->specs.n);
		for (ptrdiff_t k = 0; k < f->env->specs.n; k++) {
			blamed b = row_of(a, f, &f->env->specs.at[k]);
			if (!timeline_wants(t, &b.key))
				continue;
			blamed *row = LIST_PUSH(a, &to->pins);
			*row = b;
			if (t->head_at >= 0)
				*LIST_PUSH(a, &at[t->head_at]) = (suspect){ row, b.key };
		}
	}
	for (ptrdiff_t m = 0; m < t->moments.n; m++)
		for (ptrdiff_t i = 0; i < at[m].n; i++)
			pass_down(a, t, at, m, at[m].at[i]);
}
