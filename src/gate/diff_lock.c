/* diff_lock: see diff_lock.h. Both locks are sorted by manager, name and part (a platform, in pixi.lock
 * also an environment) and walked side by side, so five hundred lines of churn cost what reading them
 * cost. What happened to a package on several platforms in the same way is one row.
 *
 * Hashes are not looked at: change/rehashed is about those. A package that a lock holds several times for
 * one part is paired in the lock's order. */
#include "gate/diff_lock.h"

#include "gate/diff.h"

#include "base/buf.h"
#include "base/sort.h"
#include "spec/cuda_names.h"
#include "spec/sets.h"

#include <stdlib.h>

typedef struct rows {
	const locked **at;
	ptrdiff_t n;
} rows;

/* One package on one part, on both sides. */
typedef struct pairing {
	const locked *was, *now;
} pairing;

typedef struct walk {
	arena *a;
	const lock_pair *pair;
	changes *out;
	strs direct;      /* "conda numpy", sorted; of both sides */
	strs parts;       /* all parts of both locks, sorted */
} walk;

static int cmp_name(const locked *x, const locked *y)
{
	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	return str_cmp(x->name, y->name);
}

static int cmp_part(const locked *x, const locked *y)
{
	int c = str_cmp(x->environment, y->environment);
	return c ? c : str_cmp(x->platform, y->platform);
}

static int by_name(const void *px, const void *py)
{
	const locked *x = *(const locked *const *)px, *y = *(const locked *const *)py;
	int c = cmp_name(x, y);
	return c ? c : cmp_part(x, y);
}

static rows rows_of(arena *a, const file *f)
{
	rows out = { 0 };
	if (!f || !f->lock)
		return out;
	out.at = NEW_N(a, const locked *, f->lock->packages.n);
	for (ptrdiff_t i = 0; i < f->lock->packages.n; i++)
		if (!f->lock->packages.at[i].is_virtual)
			out.at[out.n++] = &f->lock->packages.at[i];
	sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_name);
	return out;
}

/* "linux-64", or "gpu/linux-64" where the lock has environments other than the default one. */
static str part_of(arena *a, const locked *p)
{
	if (!p->environment.n || str_eq(p->environment, S("default")))
		return p->platform;
	return arena_printf(a, "%.*s/%.*s", SARG(p->environment), SARG(p->platform));
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

/* The last few parts are remembered: conda-lock goes round its platforms, package by package. */
static void learn_parts(walk *w, const file *f)
{
	enum { FEW = 16 };
	const locked *seen[FEW] = { 0 };
	int oldest = 0;
	for (ptrdiff_t i = 0; f && f->lock && i < f->lock->packages.n; i++) {
		const locked *p = &f->lock->packages.at[i];
		int k = 0;
		while (k < FEW && seen[k] && cmp_part(seen[k], p))
			k++;
		if (k < FEW && seen[k])
			continue;
		*LIST_PUSH(w->a, &w->parts) = part_of(w->a, p);
		seen[oldest++ % FEW] = p;
	}
}

static void learn_direct(walk *w, const family *f)
{
	for (ptrdiff_t i = 0; f && i < f->declared.n; i++) {
		const spec *s = &f->declared.at[i];
		*LIST_PUSH(w->a, &w->direct) = arena_printf(w->a, "%s %.*s", manager_name(s->manager), SARG(s->name));
	}
}

static bool is_direct(walk *w, const locked *p)
{
	str key = arena_printf(w->a, "%s %.*s", manager_name(p->manager), SARG(p->name));
	return w->direct.n && bsearch(&key, w->direct.at, (size_t)w->direct.n, sizeof key, by_text);
}

static bool is_same(str x, str y)
{
	return x.n == y.n && str_eq(x, y);
}

static str blas_of(str build)
{
	static const str words[] = { S_INIT("openblas"), S_INIT("mkl"), S_INIT("blis"), S_INIT("accelerate"),
		                     S_INIT("netlib") };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_find(build, words[i]) >= 0)
			return words[i];
	return S("");
}

static str variant_of(const locked *p)
{
	static const char *const words[] = { [VARIANT_NONE] = "", [VARIANT_CUDA] = "cuda", [VARIANT_CPU] = "cpu",
		                             [VARIANT_OTHER] = "rocm" };
	ptrdiff_t plus = str_find_byte(p->version, '+');
	cuda_hint h = p->manager == MANAGER_PIP ? cuda_local(plus < 0 ? S("") : str_from(p->version, plus + 1))
	                                        : cuda_build(p->build);
	return h.variant == VARIANT_NONE ? blas_of(p->build) : str_of(words[h.variant]);
}

static str variant_jump(walk *w, pairing p)
{
	if (!p.was || !p.now)
		return (str){ 0 };
	str was = variant_of(p.was), now = variant_of(p.now);
	if (str_eq(was, now) || !was.n || !now.n)
		return (str){ 0 };
	return arena_printf(w->a, "%.*s -> %.*s", SARG(was), SARG(now));
}

/* 2.1.0+cu118 and 2.1.0+cpu are two builds of one version. */
static bool is_same_release(const locked *x, const locked *y)
{
	ptrdiff_t i = str_find_byte(x->version, '+'), k = str_find_byte(y->version, '+');
	str was = str_head(x->version, i < 0 ? x->version.n : i), now = str_head(y->version, k < 0 ? y->version.n : k);
	return y->manager == MANAGER_PIP && (i >= 0 || k >= 0) && is_same(was, now);
}

/* What happened on one part; false: nothing that has a meaning. */
static bool kind_of(walk *w, pairing p, change_kind *out)
{
	if (!p.was || !p.now) {
		*out = p.now ? CHANGE_ADDED : CHANGE_REMOVED;
		return true;
	}
	bool same = is_same(p.was->version, p.now->version), rebuilt = !same && is_same_release(p.was, p.now);
	int c = same || rebuilt ? 0 : sets_version_cmp(w->a, p.now->manager, p.now->version, p.was->version);
	if (c) {
		*out = c > 0 ? CHANGE_RAISED : CHANGE_LOWERED;
	} else if (rebuilt || !is_same(p.was->build, p.now->build)) {
		*out = CHANGE_REBUILT;
	} else if (!is_same(p.was->channel, p.now->channel) || p.was->is_source != p.now->is_source) {
		*out = CHANGE_MOVED;
	} else {
		return false;
	}
	return true;
}

/* The version; with the build where that is what changed, with the channel where that is. */
static str text_of(walk *w, const locked *p, change_kind kind, bool jumps)
{
	if (!p)
		return (str){ 0 };
	str version = p->version.n ? p->version : S("source");
	if (kind == CHANGE_MOVED)
		return arena_printf(w->a, "%.*s (%.*s)", SARG(version), SARG(p->channel.n ? p->channel : p->url));
	if ((kind == CHANGE_REBUILT || jumps) && p->build.n)
		return arena_printf(w->a, "%.*s %.*s", SARG(version), SARG(p->build));
	return version;
}

static change row_of(walk *w, pairing p, change_kind kind)
{
	const locked *any = p.now ? p.now : p.was;
	const file *b = w->pair->base, *h = w->pair->head;
	change c = { .topic = TOPIC_PACKAGE, .kind = kind, .package = any->name, .manager = any->manager };
	c.path = h ? h->path : b->path;
	if (b && h && !str_eq(b->path, h->path))
		c.was_path = b->path;
	c.base = b ? b->src : NULL;
	c.head = h ? h->src : NULL;
	c.was_locked = p.was;
	c.now_locked = p.now;
	c.variant = variant_jump(w, p);
	c.before = text_of(w, p.was, kind, c.variant.n > 0);
	c.after = text_of(w, p.now, kind, c.variant.n > 0);
	c.major = p.was && p.now && diff_is_major(p.was->version, p.now->version);
	c.at = any->at;
	return c;
}

static int by_fate(const void *px, const void *py)
{
	const change *x = px, *y = py;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	int c = str_cmp(x->before, y->before);
	c = c ? c : str_cmp(x->after, y->after);
	c = c ? c : str_cmp(x->variant, y->variant);
	return c ? c : str_cmp(x->platform, y->platform);
}

static bool is_same_fate(const change *x, const change *y)
{
	return x->kind == y->kind && is_same(x->before, y->before) && is_same(x->after, y->after) &&
	       is_same(x->variant, y->variant);
}

/* Rows of one package, one for each part: those with one fate become one row. n_parts is how many
 * parts hold the package at all. */
static void fold_rows(walk *w, change *rows_at, ptrdiff_t n, ptrdiff_t n_parts)
{
	if (n > 1)
		qsort(rows_at, (size_t)n, sizeof *rows_at, by_fate);
	for (ptrdiff_t beg = 0; beg < n;) {
		ptrdiff_t end = beg + 1;
		buf names = buf_sized(w->a, 64);
		buf_put(&names, rows_at[beg].platform);
		for (; end < n && is_same_fate(&rows_at[beg], &rows_at[end]); end++)
			buf_printf(&names, ", %.*s", SARG(rows_at[end].platform));
		change *c = LIST_PUSH(w->a, w->out);
		*c = rows_at[beg];
		c->direct = is_direct(w, c->now_locked ? c->now_locked : c->was_locked);
		bool added_everywhere = end - beg == w->parts.n;
		bool changed_everywhere = c->was_locked && c->now_locked && end - beg == n_parts;
		c->platform = added_everywhere || changed_everywhere ? (str){ 0 } : buf_str(&names);
		beg = end;
	}
}

/* The packages of one manager and name, by part, on both sides. */
static void compare_name(walk *w, rows was, rows now)
{
	change *found = NEW_N(w->a, change, was.n + now.n);
	ptrdiff_t n = 0, n_parts = 0;
	while (was.n || now.n) {
		int c = !was.n ? 1 : !now.n ? -1 : cmp_part(was.at[0], now.at[0]);
		pairing p = { c <= 0 ? was.at[0] : NULL, c >= 0 ? now.at[0] : NULL };
		if (c <= 0)
			was = (rows){ was.at + 1, was.n - 1 };
		if (c >= 0)
			now = (rows){ now.at + 1, now.n - 1 };
		change_kind kind;
		n_parts++;
		if (!kind_of(w, p, &kind))
			continue;
		found[n] = row_of(w, p, kind);
		found[n++].platform = part_of(w->a, p.now ? p.now : p.was);
	}
	fold_rows(w, found, n, n_parts);
}

static ptrdiff_t name_run(rows r, const locked *of)
{
	ptrdiff_t n = 0;
	while (n < r.n && cmp_name(r.at[n], of) == 0)
		n++;
	return n;
}

/* A cheap question first: most packages of a lock did not change. */
static bool is_unchanged(rows was, rows now)
{
	if (was.n != now.n)
		return false;
	for (ptrdiff_t i = 0; i < was.n; i++) {
		const locked *x = was.at[i], *y = now.at[i];
		if (cmp_part(x, y) || !is_same(x->version, y->version) || !is_same(x->build, y->build) ||
		    !is_same(x->channel, y->channel) || x->is_source != y->is_source)
			return false;
	}
	return true;
}

/* Tools and rules speak of indirect packages in one line. */
static void count_rest(changes *all, ptrdiff_t first)
{
	change *lowered = NULL, *major = NULL;
	for (ptrdiff_t i = first; i < all->n; i++) {
		change *c = &all->at[i];
		if (c->direct)
			continue;
		if (c->kind == CHANGE_LOWERED) {
			lowered = lowered ? lowered : c;
			lowered->rest++;
		}
		if (c->major) {
			major = major ? major : c;
			major->rest_major++;
		}
	}
}

void diff_locks(arena *a, const lock_pair *pair, changes *out)
{
	walk w = { .a = a, .pair = pair, .out = out };
	rows was = rows_of(a, pair->base), now = rows_of(a, pair->head);
	ptrdiff_t first = out->n;
	learn_parts(&w, pair->base);
	learn_parts(&w, pair->head);
	strs_sort_unique(&w.parts);
	learn_direct(&w, pair->base_family);
	learn_direct(&w, pair->head_family);
	strs_sort_unique(&w.direct);
	while (was.n || now.n) {
		int c = !was.n ? 1 : !now.n ? -1 : cmp_name(was.at[0], now.at[0]);
		const locked *of = c <= 0 ? was.at[0] : now.at[0];
		rows x = { was.at, name_run(was, of) }, y = { now.at, name_run(now, of) };
		if (!is_unchanged(x, y))
			compare_name(&w, x, y);
		if (x.n > 0)
			was = (rows){ was.at + x.n, was.n - x.n };
		if (y.n > 0)
			now = (rows){ now.at + y.n, now.n - y.n };
	}
	count_rest(out, first);
}
