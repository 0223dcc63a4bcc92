/* lock_broken: packages of a lock that do not fit each other.
 *
 * Three cases. A name that a package needs and that is not locked at all: an installation fails or, worse,
 * works until the import. A build for another Python ("py39" beside 3.10): files land where Python does
 * not look. A version outside of what the list allows: only a warning, because channels patch the
 * lists of packages that they have, and a lock holds the patched form or the archive's own; if the same
 * address has, anywhere on this side or at base, a list that fits, nothing is said at all.
 *
 * The same question ("python_abi 3.10.* of 3.10 2_cp310") stands in a lock hundreds of times, so answers
 * are kept and each is asked once. pip's lists are not looked at: conda-lock drops their markers, so a name
 * that Windows needs stands in them on every platform. */
#include "gate/lock_words.h"
#include "gate/reach.h"
#include "gate/rule.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What an owner needs, and what the lock has under that name. */
typedef struct question {
	const locked *owner;
	const need *need;
	const reach_node *target; /* NULL: not locked */
	ptrdiff_t view;           /* index into the family's views */
	bool declared;            /* the owner is, as far as anybody can know */
} question;

/* A question that has been asked. */
typedef struct reply {
	uint64_t key;
	const locked *target; /* NULL: this place is free */
	str constraint;
	bool good;
} reply;

/* A wrong pair, kept until the other lists of its address have been looked for. */
typedef struct suspect {
	const family *family;
	question q;
	const reach *graph;
	bool excused;
} suspect;
typedef LIST(suspect) suspects;

/* What the rule finds out about one family. */
typedef struct hunt {
	visit *v;
	const family *family;
	suspects *found;
	arena *room;          /* the matchers' own memory, thrown away now and then */
	reply *known;         /* by key; a power of two of them */
	size_t known_n;
} hunt;

static bool answers(arena *a, const need *n, const reach_node *target)
{
	enum { MAX_SAME_NAME = 64 }; /* as in satisfy_match.c */
	str text = arena_printf(a, "%.*s %.*s", SARG(n->name), SARG(n->constraint));
	const matchspec *m = matchspec_parse(a, text, NULL);
	if (!m)
		return true; /* nobody can say what it means */
	for (ptrdiff_t i = 0; i < target->rows.n && i < MAX_SAME_NAME; i++) {
		const locked *p = target->rows.at[i];
		package_record r = { .name = p->name, .version = p->version, .build = p->build,
			             .build_number = p->build_number, .channel = p->channel,
			             .subdir = p->subdir };
		if (!r.version.p || matchspec_match(a, m, &r) != MATCH_NO)
			return true;
	}
	return false;
}

static uint64_t mix(uint64_t key, str text)
{
	for (ptrdiff_t i = 0; i < text.n; i += 8) {
		uint64_t w = 0;
		memcpy(&w, text.p + i, (size_t)(text.n - i < 8 ? text.n - i : 8));
		key = (key ^ w) * 0xff51afd7ed558ccdu;
		key ^= key >> 32;
	}
	return (key ^ (uint64_t)text.n) * 0x9e3779b97f4a7c15u;
}

/* Same constraint, same locked package: one answer. */
static bool is_same_question(const reply *known, uint64_t key, const locked *target, str constraint)
{
	const locked *p = known->target;
	return known->key == key && str_eq(known->constraint, constraint) && str_eq(p->name, target->name) &&
	       str_eq(p->version, target->version) && str_eq(p->build, target->build);
}

/* Of several rows of one name each asker has its own answer. */
static bool is_good(hunt *h, const question *q)
{
	enum { MAX_STEPS = 16 }; /* from a key's own place; further on, questions are asked again */
	if (arena_used(h->room) > 4 * 1024 * 1024) {
		arena_close(h->room);
		h->room = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	}
	if (q->target->rows.n > 1)
		return answers(h->room, q->need, q->target);
	const locked *p = q->target->rows.at[0];
	str constraint = q->need->constraint;
	uint64_t key = mix(mix(mix(mix(0, p->name), p->version), p->build), constraint);
	for (size_t k = 0; k < MAX_STEPS; k++) {
		reply *known = &h->known[(key + k) & (h->known_n - 1)];
		if (!known->target) {
			*known = (reply){ key, p, constraint, answers(h->room, q->need, q->target) };
			return known->good;
		}
		if (is_same_question(known, key, p, constraint))
			return known->good;
	}
	return answers(h->room, q->need, q->target);
}

static void ask_node(hunt *h, const reach *r, const reach_node *node, ptrdiff_t view, bool declared)
{
	ptrdiff_t edge = node->edges;
	for (ptrdiff_t i = 0; i < node->rows.n; i++) {
		const locked *p = node->rows.at[i];
		for (ptrdiff_t k = 0; k < p->needs_n; k++, edge++) {
			const need *n = &p->needs[k];
			bool free = n->constraint.n == 0 || str_eq(n->constraint, S("*"));
			if (p->manager != MANAGER_CONDA || (free && r->edge[edge] >= 0) || str_starts(n->name, S("__")))
				continue; /* __glibc and its like are properties of the machine */
			const reach_node *target = r->edge[edge] < 0 ? NULL : &r->node[r->edge[edge]];
			question q = { p, n, target, view, declared };
			if (!target || !is_good(h, &q))
				*LIST_PUSH(h->v->a, h->found) = (suspect){ h->family, q, r, false };
		}
	}
}

/* The two digits or three behind "py" in "py39h..._0", "cuda118py310h..._1", "py3.10_cuda11.8_0". */
static str python_of_build(arena *a, str build)
{
	ptrdiff_t i = str_find(build, S("py"));
	str tail = i < 0 ? S("") : str_from(build, i + 2);
	if (tail.n < 2 || (tail.p[0] != '2' && tail.p[0] != '3'))
		return (str){ 0 };
	ptrdiff_t from = tail.p[1] == '.' ? 2 : 1, end = from;
	while (end < tail.n && is_digit(tail.p[end]))
		end++;
	if (end == from || end > from + 2)
		return (str){ 0 };
	return arena_printf(a, "%c.%.*s", tail.p[0], SARG(str_sub(tail, from, end)));
}

/* "py39" beside Python 3.10, and its own list says so too: builds of the stable ABI carry the oldest
 * Python that they run on in their name, and ask for python ">=3.9". */
static bool is_for_another_python(arena *a, const suspect *s)
{
	str asked = s->q.need->name;
	if ((!str_eq(asked, S("python")) && !str_eq(asked, S("python_abi"))) || !s->q.owner->build.p)
		return false;
	const reach_node *python = reach_find(s->graph, MANAGER_CONDA, S("python"));
	str build = python_of_build(a, s->q.owner->build);
	if (!python || !python->rows.at[0]->version.p || !build.p || str_eq(s->q.owner->subdir, S("noarch")))
		return false;
	str version = python->rows.at[0]->version;
	bool same = str_starts(version, build) && (version.n == build.n || version.p[build.n] == '.');
	return !same;
}

static bool is_warning(arena *a, const suspect *s)
{
	return s->q.target && !is_for_another_python(a, s);
}

static int by_url(const void *px, const void *py)
{
	const suspect *x = *(suspect *const *)px, *y = *(suspect *const *)py;
	return str_cmp(x->q.owner->url, y->q.owner->url);
}

/* Whether a whole list fits the suspect's platform. */
static bool list_fits(arena *room, const locked *p, const reach *graph)
{
	for (ptrdiff_t i = 0; i < p->needs_n; i++) {
		const need *n = &p->needs[i];
		if (str_starts(n->name, S("__")))
			continue;
		const reach_node *target = reach_find(graph, MANAGER_CONDA, n->name);
		bool free = n->constraint.n == 0 || str_eq(n->constraint, S("*"));
		if (!target || (!free && !answers(room, n, target)))
			return false;
	}
	return true;
}

typedef struct suspect_list {
	suspect **at; /* warnings with an address, sorted by it */
	ptrdiff_t n;
} suspect_list;

static void excuse_by(const suspect_list *all, const locked *p)
{
	ptrdiff_t lo = 0, hi = all->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(all->at[mid]->q.owner->url, p->url) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	enum { MAX_ASKED = 64 }; /* of one address: its platforms, environments and needs */
	for (ptrdiff_t k = 0; k < MAX_ASKED && lo < all->n && str_eq(all->at[lo]->q.owner->url, p->url); k++, lo++) {
		suspect *s = all->at[lo];
		if (s->excused || p == s->q.owner || p->needs_n == 0)
			continue;
		arena *room = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
		s->excused = list_fits(room, p, s->graph);
		arena_close(room);
	}
}

static void excuse_on(const side *s, const suspect_list *all)
{
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const lock *l = s->files.at[i].lock;
		for (ptrdiff_t k = 0; l && k < l->packages.n; k++)
			if (l->packages.at[k].has_needs && l->packages.at[k].url.p)
				excuse_by(all, &l->packages.at[k]);
	}
}

static void excuse(visit *v, suspects *found)
{
	suspect_list all = { .at = NEW_N(v->a, suspect *, found->n) };
	for (ptrdiff_t i = 0; i < found->n; i++)
		if (found->at[i].q.owner->url.p && is_warning(v->a, &found->at[i]))
			all.at[all.n++] = &found->at[i];
	if (all.n == 0)
		return;
	qsort(all.at, (size_t)all.n, sizeof *all.at, by_url);
	excuse_on(v->side, &all);
	if (v->side->before)
		excuse_on(v->side->before, &all);
}

/* python and python_abi are one need. */
static str need_name(const suspect *s)
{
	return str_eq(s->q.need->name, S("python_abi")) ? S("python") : s->q.need->name;
}

static int by_owner(const void *px, const void *py)
{
	const suspect *x = px, *y = py;
	int c = str_cmp(x->graph->view->lock->path, y->graph->view->lock->path);
	if (c == 0)
		c = str_cmp(x->q.owner->name, y->q.owner->name);
	if (c == 0)
		c = str_cmp(need_name(x), need_name(y));
	if (c == 0)
		c = str_cmp(x->q.need->name, y->q.need->name);
	if (c == 0)
		c = (x->q.view > y->q.view) - (x->q.view < y->q.view);
	return c ? c : (x->q.owner->at.beg > y->q.owner->at.beg) - (x->q.owner->at.beg < y->q.owner->at.beg);
}

static bool is_same_fault(const suspect *x, const suspect *y)
{
	return str_eq(x->graph->view->lock->path, y->graph->view->lock->path) &&
	       str_eq(x->q.owner->name, y->q.owner->name) && str_eq(need_name(x), need_name(y));
}

/* What is there instead. The next bug fix of Python does not make another fault of a build for 3.9. */
static str evidence_of(arena *a, const suspect *s, str package, str wants)
{
	const locked *has = s->q.target ? s->q.target->rows.at[0] : NULL;
	str python = has && !is_warning(a, s) ? str_head(has->version, str_rfind_byte(has->version, '.')) : S("");
	if (python.n > 0 && str_eq(has->name, S("python")))
		return arena_printf(a, "%.*s | python %.*s", SARG(package), SARG(python));
	str found = has ? arena_printf(a, "%.*s %.*s", SARG(has->version), SARG(has->build)) : S("not locked");
	return arena_printf(a, "%.*s | %.*s | %.*s", SARG(package), SARG(wants), SARG(found));
}

static void report_broken(visit *v, const suspect *all, ptrdiff_t n)
{
	const suspect *s = all;
	const locked *p = s->q.owner, *has = s->q.target ? s->q.target->rows.at[0] : NULL;
	strs where = { 0 };
	for (ptrdiff_t i = 0; i < n; i++)
		*LIST_PUSH(v->a, &where) = lock_where(v->a, all[i].graph->view->platform,
		                                      all[i].graph->view->environment);
	strs_sort_unique(&where);
	v->file = s->graph->view->lock;
	str wants = arena_printf(v->a, "%.*s %.*s", SARG(s->q.need->name), SARG(s->q.need->constraint));
	str found = S("it is not locked");
	if (has)
		found = arena_printf(v->a, "%.*s %.*s %.*s is locked", SARG(has->name), SARG(has->version),
		                     SARG(has->build));
	str package = arena_printf(v->a, "%.*s %.*s %.*s", SARG(p->name), SARG(p->version), SARG(p->build));
	str subject = arena_printf(v->a, "%.*s needs %.*s", SARG(p->name), SARG(need_name(s)));
	finding *f = report_at(v, p->at, subject, evidence_of(v->a, s, package, wants),
	                       "'%.*s' needs '%.*s', and %.*s (%.*s)", SARG(package), SARG(str_trim(wants)),
	                       SARG(found), SARG(lock_join(v->a, &where, 6)));
	if (!f)
		return;
	f->manager = p->manager;
	f->package = p->name;
	if (is_warning(v->a, s))
		report_as(v, f, WARNING);
	report_hint(v, f, "make the lock anew: %.*s", SARG(lock_relock(v->a, s->family, v->file)));
}

static ptrdiff_t count_rows(const satisfaction *known)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < known->views.n; i++)
		n += known->views.at[i].packages.n;
	return n;
}

static void hunt_family(visit *v, const family *f, suspects *out)
{
	const satisfaction *known = f->satisfaction;
	hunt h = { .v = v, .family = f, .found = out, .known_n = 64 };
	while (h.known_n < (size_t)count_rows(known))
		h.known_n *= 2;
	arena *kept = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	h.known = NEW_N(kept, reply, (ptrdiff_t)h.known_n);
	h.room = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	for (ptrdiff_t i = 0; i < known->views.n; i++) {
		if (known->views.at[i].lock->kind == FILE_EXPLICIT)
			continue;
		const reach *r = reach_of(f, i);
		bool knows = known->complete && r->lists_whole;
		for (ptrdiff_t k = 0; k < r->n; k++)
			ask_node(&h, r, &r->node[k], i, !knows || r->node[k].declared);
	}
	arena_close(h.room);
	arena_close(kept);
}

void rule_lock_broken(visit *v)
{
	suspects found = { 0 };
	for (ptrdiff_t i = 0; i < v->side->families.n; i++)
		if (v->side->families.at[i].satisfaction)
			hunt_family(v, &v->side->families.at[i], &found);
	excuse(v, &found);
	if (found.n > 1)
		qsort(found.at, (size_t)found.n, sizeof *found.at, by_owner);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < found.n; i++) {
		const suspect *s = &found.at[i];
		bool silent = is_warning(v->a, s) && (s->excused || !s->q.declared);
		if (!silent)
			found.at[n++] = *s;
	}
	for (ptrdiff_t i = 0; i < n;) {
		ptrdiff_t end = i + 1;
		while (end < n && is_same_fault(&found.at[i], &found.at[end]))
			end++;
		report_broken(v, found.at + i, end - i);
		i = end;
	}
	v->file = NULL;
}
