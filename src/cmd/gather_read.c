/* gather_read: one path of each side, from git's bytes to values. */
#include "cmd/gather.h"

#include "base/limits.h"
#include "read/anyfile.h"

#include <stdlib.h>

static ptrdiff_t bound_of(const policy *p, str path)
{
	switch (plan_kind_in(p, path)) {
	case FILE_CONDA_LOCK:
	case FILE_PIXI_LOCK:
	case FILE_EXPLICIT:
		return MAX_LOCK_BYTES;
	case FILE_POLICY:
		return MAX_POLICY_BYTES;
	case FILE_OTHER:
	case FILE_ENVIRONMENT:
	case FILE_MANIFEST:
	case FILE_REQUIREMENTS:
	case FILE_IMAGE:
	case FILE_COMMANDS:
	case FILE_INSTALLED:
		break;
	}
	return MAX_ENV_BYTES;
}

static void parse(arena *a, const policy *p, file *f, const file *twin)
{
	if (f->src->kind == ENTRY_BLOB && f->src->bytes.p)
		anyfile_read(a, f, plan_kind_of(p, f->path, f->src), twin);
}

static const err *read_bytes(run *r, loaded *l, revision rev, str path, file *out)
{
	source *src = NEW(r->a, source);
	*out = (file){ .path = path, .src = src };
	return repo_read(r->a, l->repo, rev, path, bound_of(l->policy, path), src);
}

const err *gather_file(run *r, loaded *l, revision rev, str path, const file *twin, file *out)
{
	TRY(read_bytes(r, l, rev, path, out));
	parse(r->a, l->policy, out, twin);
	return NULL;
}

static str renamed_from(const deltas *changed, str path)
{
	ptrdiff_t lo = 0, hi = changed->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(changed->at[mid].path, path);
		if (c == 0)
			return changed->at[mid].was;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (str){ 0 };
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const file *)x)->path, ((const file *)y)->path);
}

void gather_sort(side *s)
{
	if (s->files.n)
		qsort(s->files.at, (size_t)s->files.n, sizeof *s->files.at, by_path);
}

/* known: the base as it was before this round, sorted. A neighbour that was read as context is judged
 * once there is reason to. */
static void add_base(arena *a, const side *known, side *base, const file *f)
{
	const file *old = side_file(known, f->path);
	if (old)
		base->files.at[old - known->files.at] = *f;
	else
		*LIST_PUSH(a, &base->files) = *f;
}

static const err *read_both(run *r, loaded *l, const side *known, str path)
{
	file before = { 0 }, now;
	if (!l->whole)
		TRY(gather_file(r, l, l->base.rev, path, NULL, &before));
	TRY(gather_file(r, l, l->head.rev, path, l->whole ? NULL : &before, &now));
	now.was = renamed_from(&l->changed, path);
	if (!l->whole)
		add_base(r->a, known, &l->base, &before);
	*LIST_PUSH(r->a, &l->head.files) = now;
	return NULL;
}

static bool holds_any(const source *src, const strs *names)
{
	for (ptrdiff_t i = 0; src->bytes.p && i < names->n; i++)
		if (str_find(src->bytes, names->at[i]) >= 0)
			return true;
	return false;
}

/* A lock that may have nothing to do with the change: parsing it costs fifty times as much as looking
 * whether it holds a name at all. */
static const err *look_at(run *r, loaded *l, const side *known, const plan *p, str path)
{
	file before, now;
	TRY(read_bytes(r, l, l->base.rev, path, &before));
	TRY(read_bytes(r, l, l->head.rev, path, &now));
	now.was = renamed_from(&l->changed, path);
	bool in_base = holds_any(before.src, &p->names);
	if (in_base || holds_any(now.src, &p->names)) {
		parse(r->a, l->policy, &before, NULL);
		parse(r->a, l->policy, &now, &before);
	}
	add_base(r->a, known, &l->base, &before);
	*LIST_PUSH(r->a, &l->head.files) = now;
	return NULL;
}

const err *gather_planned(run *r, loaded *l, const plan *p)
{
	const side known = l->base;
	for (ptrdiff_t i = 0; i < p->read.n; i++) {
		host_progress("envgate: reading", i, p->read.n);
		TRY(read_both(r, l, &known, p->read.at[i]));
	}
	for (ptrdiff_t i = 0; i < p->look.n; i++)
		TRY(look_at(r, l, &known, p, p->look.at[i]));
	for (ptrdiff_t i = 0; i < p->read_base.n; i++) {
		file before;
		TRY(gather_file(r, l, l->base.rev, p->read_base.at[i], NULL, &before));
		before.context = true;
		*LIST_PUSH(r->a, &l->base.files) = before;
	}
	gather_sort(&l->base);
	gather_sort(&l->head);
	return NULL;
}
