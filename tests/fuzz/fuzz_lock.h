/* fuzz_lock: what the fuzz targets of the three readers of locks claim: places lie in the file, every
 * problem is told, an incomplete lock says why, and the two ways through a YAML lock give one lock. */
#ifndef FUZZ_LOCK_H
#define FUZZ_LOCK_H

#include "fuzz_read.h"

#include "base/limits.h"
#include "read/lockfile_in.h"

static inline bool same_str(str x, str y)
{
	return !x.p == !y.p && str_eq(x, y);
}

static inline void look_at_package(str bytes, const locked *p, bool count_lines)
{
	MUST(p->manager == MANAGER_CONDA || p->manager == MANAGER_PIP);
	MUST(p->name.p && p->needs_n >= 0 && p->build_number >= 0);
	MUST(p->at.beg >= 0 && p->at.beg <= p->at.end && p->at.end <= bytes.n);
	if (count_lines)
		must_lie_in(bytes, p->at);
	for (ptrdiff_t i = 0; i < p->needs_n; i++)
		MUST(p->needs[i].name.p && p->needs[i].constraint.p);
}

static inline void look_at_lock(str bytes, const lock *l)
{
	must_be_told(bytes, &l->problems);
	MUST(l->complete || l->problems.n > 0);
	for (ptrdiff_t i = 0; i < l->packages.n; i++)
		look_at_package(bytes, &l->packages.at[i], i < 50);
}

static inline void same_package(const locked *x, const locked *y)
{
	MUST(x->manager == y->manager && x->on == y->on && x->needs_n == y->needs_n && x->build_number == y->build_number);
	MUST(x->is_source == y->is_source && x->is_virtual == y->is_virtual);
	MUST(x->at.beg == y->at.beg && x->at.end == y->at.end && x->at.line == y->at.line && x->at.col == y->at.col);
	MUST(same_str(x->name, y->name) && same_str(x->version, y->version) && same_str(x->build, y->build));
	MUST(same_str(x->url, y->url) && same_str(x->channel, y->channel) && same_str(x->subdir, y->subdir));
	MUST(same_str(x->platform, y->platform) && same_str(x->environment, y->environment) && same_str(x->category, y->category));
	MUST(same_str(x->md5, y->md5) && same_str(x->sha256, y->sha256) && same_str(x->from_name, y->from_name));
	for (ptrdiff_t i = 0; i < x->needs_n; i++)
		MUST(same_str(x->needs[i].name, y->needs[i].name) && same_str(x->needs[i].constraint, y->needs[i].constraint) &&
		     same_str(x->needs[i].marker, y->needs[i].marker));
}

static inline int by_place_and_text(const void *x, const void *y)
{
	const problem *a = x, *b = y;
	if (a->at.beg != b->at.beg)
		return a->at.beg < b->at.beg ? -1 : 1;
	return str_cmp(a->what, b->what);
}

/* Problems as a set: the fast way tells those about packages before those about the head. */
static inline void same_locks(lock x, lock y)
{
	MUST(x.version == y.version && x.complete == y.complete && x.packages.n == y.packages.n);
	for (ptrdiff_t i = 0; i < x.packages.n; i++)
		same_package(&x.packages.at[i], &y.packages.at[i]);
	MUST(x.problems.n == y.problems.n && x.channels.n == y.channels.n && x.sources.n == y.sources.n);
	MUST(x.hashes.n == y.hashes.n && x.platforms.n == y.platforms.n && x.environments.n == y.environments.n);
	if (!x.problems.n)
		return;
	qsort(x.problems.at, (size_t)x.problems.n, sizeof(problem), by_place_and_text);
	qsort(y.problems.at, (size_t)y.problems.n, sizeof(problem), by_place_and_text);
	for (ptrdiff_t i = 0; i < x.problems.n; i++)
		MUST(by_place_and_text(&x.problems.at[i], &y.problems.at[i]) == 0 && x.problems.at[i].code == y.problems.at[i].code);
}

static inline int fuzz_lock(const uint8_t *data, size_t size, file_kind kind)
{
	if (size > 32 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .path = S("lock"), .bytes = { (const char *)data, (ptrdiff_t)size } };
	if (!size)
		src.bytes = S("");
	const lock *l = lockfile_read(a, &src, kind);
	look_at_lock(src.bytes, l);
	if (kind != FILE_EXPLICIT)
		same_locks(*l, *lockfile_read_events(a, &src, kind));
	arena_close(a);
	return 0;
}

#endif
