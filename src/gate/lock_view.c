/* lock_view: a lock cut into platforms (and pixi environments), each in order of manager and name.
 *
 * A conda-lock file interleaves platforms and a pixi.lock environments, while every question is about one
 * of each. So all packages are put in order once, by environment, platform, manager and name, and a view is
 * a stretch of that one array: no copies, and a name is found by binary search. Dealing them out to their
 * platforms first leaves stretches that are in order of name already, as tools write them. */
#include "gate/satisfy.h"

#include "base/sort.h"

#include <stdlib.h>

/* Bits are conda-lock's platforms; others (emscripten-wasm32) have none, and selectors name none of them. */
static const struct { str name; unsigned bit; } PLATFORMS[] = {
	{ S_INIT("linux-64"), ON_LINUX_64 },           { S_INIT("linux-aarch64"), ON_LINUX_AARCH64 },
	{ S_INIT("linux-ppc64le"), ON_LINUX_PPC64LE }, { S_INIT("osx-64"), ON_OSX_64 },
	{ S_INIT("osx-arm64"), ON_OSX_ARM64 },         { S_INIT("win-64"), ON_WIN_64 },
};

unsigned locked_bit(str platform)
{
	for (size_t i = 0; i < sizeof PLATFORMS / sizeof PLATFORMS[0]; i++)
		if (str_eq(PLATFORMS[i].name, platform))
			return PLATFORMS[i].bit;
	return 0;
}

static int by_manager_and_name(const locked *x, const locked *y)
{
	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	return str_cmp(x->name, y->name);
}

static int cmp_view(str environment, str platform, const locked *p)
{
	int c = str_cmp(environment, p->environment);
	return c ? c : str_cmp(platform, p->platform);
}

static int by_all(const void *px, const void *py)
{
	const locked *x = *(const locked *const *)px, *y = *(const locked *const *)py;
	int c = cmp_view(x->environment, x->platform, y);
	return c ? c : by_manager_and_name(x, y);
}

/* An @EXPLICIT list is one platform, whatever words stand in its addresses. */
static int by_name(const void *px, const void *py)
{
	return by_manager_and_name(*(const locked *const *)px, *(const locked *const *)py);
}

enum { MAX_PARTS = 64 }; /* environments times platforms; with more, all is sorted as one */

/* A platform of an environment: one of its packages, their number and where they go. */
typedef struct part {
	const locked *like;
	ptrdiff_t n, at;
} part;

typedef struct parts {
	part at[MAX_PARTS];
	int n;
	int last; /* answer */
} parts;

static bool is_part(const part *x, const locked *p)
{
	return str_eq(x->like->platform, p->platform) && str_eq(x->like->environment, p->environment);
}

/* conda-lock goes round its platforms, pixi stays on one; -1: there are too many. */
static int find_part(parts *all, const locked *p)
{
	int next = all->last + 1 < all->n ? all->last + 1 : 0;
	if (all->n && is_part(&all->at[next], p))
		return all->last = next;
	if (all->n && is_part(&all->at[all->last], p))
		return all->last;
	for (int i = 0; i < all->n; i++)
		if (is_part(&all->at[i], p))
			return all->last = i;
	if (all->n == MAX_PARTS)
		return -1;
	all->at[all->n] = (part){ .like = p };
	return all->last = all->n++;
}

static int by_part(const void *x, const void *y)
{
	const locked *p = ((const part *)x)->like, *q = ((const part *)y)->like;
	return cmp_view(p->environment, p->platform, q);
}

/* Deals the packages out, in file order. False: there are too many parts. */
static bool deal(const lock *l, parts *all, const locked **out)
{
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		int k = find_part(all, &l->packages.at[i]);
		if (k < 0)
			return false;
		all->at[k].n++;
	}
	if (all->n > 1)
		qsort(all->at, (size_t)all->n, sizeof all->at[0], by_part);
	ptrdiff_t at = 0;
	for (int i = 0; i < all->n; i++) {
		all->at[i].at = at;
		at += all->at[i].n;
	}
	for (ptrdiff_t i = 0; i < l->packages.n; i++)
		out[all->at[find_part(all, &l->packages.at[i])].at++] = &l->packages.at[i];
	return true;
}

/* Equal rows stay in file order. */
static locked_list sorted_packages(arena *a, const file *f)
{
	const lock *l = f->lock;
	locked_list all = { .at = NEW_N(a, const locked *, l->packages.n), .n = l->packages.n };
	parts dealt = { 0 };
	if (f->kind != FILE_EXPLICIT && deal(l, &dealt, all.at)) {
		for (int i = 0; i < dealt.n; i++) {
			part *p = &dealt.at[i]; /* at: behind its last package by now */
			sort_runs(a, all.at + p->at - p->n, p->n, (ptrdiff_t)sizeof *all.at, by_name);
		}
		return all;
	}
	for (ptrdiff_t i = 0; i < all.n; i++)
		all.at[i] = &l->packages.at[i];
	int (*order)(const void *, const void *) = f->kind == FILE_EXPLICIT ? by_name : by_all;
	sort_runs(a, all.at, all.n, (ptrdiff_t)sizeof *all.at, order);
	return all;
}

/* The first package of the list that is not before this platform of this environment. */
static ptrdiff_t first_of(const locked_list *all, str environment, str platform)
{
	ptrdiff_t lo = 0, hi = all->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (cmp_view(environment, platform, all->at[mid]) > 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static locked_list stretch(const locked_list *all, str environment, str platform)
{
	ptrdiff_t beg = first_of(all, environment, platform), end = beg;
	while (end < all->n && cmp_view(environment, platform, all->at[end]) == 0)
		end++;
	return (locked_list){ all->at + beg, end - beg };
}

locked_list satisfy_locked(arena *a, const lock *l, str platform, str environment)
{
	locked_list all = { .at = NEW_N(a, const locked *, l->packages.n) };
	for (ptrdiff_t i = 0; i < l->packages.n; i++)
		if (cmp_view(environment, platform, &l->packages.at[i]) == 0)
			all.at[all.n++] = &l->packages.at[i];
	sort_runs(a, all.at, all.n, (ptrdiff_t)sizeof *all.at, by_all);
	return all;
}

static int cmp_name(const locked *p, manager m, str name)
{
	if (p->manager != m)
		return p->manager < m ? -1 : 1;
	return str_cmp(p->name, name);
}

locked_list locked_named(const locked_list *all, manager m, str name)
{
	ptrdiff_t lo = 0, hi = all->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (cmp_name(all->at[mid], m, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	ptrdiff_t end = lo;
	while (end < all->n && cmp_name(all->at[end], m, name) == 0)
		end++;
	return (locked_list){ end > lo ? all->at + lo : NULL, end - lo };
}

static void add_view(arena *a, lock_views *out, const file *f, str platform, locked_list packages)
{
	/* In pixi.lock 7 a platform may have a name of its own, and its packages tell which one it is. */
	unsigned on = packages.n > 0 && f->kind == FILE_PIXI_LOCK ? packages.at[0]->on : locked_bit(platform);
	*LIST_PUSH(a, out) = (lock_view){ .lock = f, .platform = platform, .on = on, .packages = packages };
}

/* A platform may be named twice; a second view of it would say everything twice. */
static bool has_view(const lock_views *all, str platform)
{
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].platform, platform))
			return true;
	return false;
}

/* Environment by environment in file order; the sorted array has them by name. */
static void add_environments(arena *a, const file *f, const locked_list *all, lock_views *out)
{
	const strs *names = &f->lock->environments;
	for (ptrdiff_t e = 0; e < names->n; e++) {
		ptrdiff_t i = first_of(all, names->at[e], (str){ 0 }), before = out->n;
		while (i < all->n && str_eq(all->at[i]->environment, names->at[e])) {
			str platform = all->at[i]->platform;
			locked_list here = stretch(all, names->at[e], platform);
			add_view(a, out, f, platform, here);
			out->at[out->n - 1].environment = names->at[e];
			i += here.n;
		}
		if (out->n > before)
			continue;
		add_view(a, out, f, S(""), (locked_list){ 0 });
		out->at[out->n - 1].environment = names->at[e];
	}
}

lock_views satisfy_views(arena *a, const file *f)
{
	const lock *l = f->lock;
	locked_list all = sorted_packages(a, f);
	lock_views out = { 0 };
	if (f->kind == FILE_PIXI_LOCK) {
		add_environments(a, f, &all, &out);
		return out;
	}
	if (f->kind == FILE_EXPLICIT) {
		add_view(a, &out, f, l->platforms.n ? l->platforms.at[0] : S(""), all);
		return out;
	}
	enum { MANY = 64 }; /* platforms that exist; a longer list is somebody's joke */
	for (ptrdiff_t i = 0; i < l->platforms.n && i < MANY; i++)
		if (!has_view(&out, l->platforms.at[i]))
			add_view(a, &out, f, l->platforms.at[i], stretch(&all, (str){ 0 }, l->platforms.at[i]));
	if (out.n == 0) /* locked for nothing: asked as one platform that has nothing */
		add_view(a, &out, f, S(""), (locked_list){ 0 });
	return out;
}
