/* gather: the files of both sides, as the plan asks for them, read and parsed.
 *
 * The plan is pure and knows no git; this file knows git and no reasons. They talk in at most three
 * rounds: changed candidates, then their folders' names, then the neighbours of new files. */
#include "cmd/load.h"

#include "base/limits.h"
#include "gate/family.h"
#include "gate/plan.h"
#include "read/envfile.h"
#include "read/lockfile.h"

#include <stdlib.h>

enum { MAX_ROUNDS = 3 };

static ptrdiff_t bound_of(str path)
{
	switch (plan_kind(path)) {
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

static void parse(arena *a, file *f, const file *twin)
{
	bool same = twin && str_eq(twin->src->oid, f->src->oid) &&
	            str_eq(twin->src->attribute, f->src->attribute);
	file_kind kind = plan_kind(f->path);
	if (kind == FILE_ENVIRONMENT)
		f->env = same && twin->env ? twin->env
		                           : envfile_read_beside(a, f->src, twin ? twin->env : NULL);
	else if (file_kind_is_lock(kind))
		f->lock = same && twin->lock ? twin->lock
		                             : lockfile_read(a, f->src, kind, twin ? twin->lock : NULL);
}

/* twin: the same path on the other side, already read; an equal blob is not parsed twice. */
static const err *read_file(run *r, loaded *l, revision rev, str path, const file *twin, file *out)
{
	source *src = NEW(r->a, source);
	*out = (file){ .path = path, .src = src };
	TRY(repo_read(r->a, l->repo, rev, path, bound_of(path), src));
	if (src->kind == ENTRY_BLOB && src->bytes.p)
		parse(r->a, out, twin);
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

static void sort_files(side *s)
{
	if (s->files.n)
		qsort(s->files.at, (size_t)s->files.n, sizeof *s->files.at, by_path);
}

static const err *read_planned(run *r, loaded *l, const plan *p)
{
	for (ptrdiff_t i = 0; i < p->read.n; i++) {
		str path = p->read.at[i];
		file before = { 0 }, now;
		host_progress("envgate: reading", i, p->read.n);
		if (!l->whole)
			TRY(read_file(r, l, l->base.rev, path, NULL, &before));
		TRY(read_file(r, l, l->head.rev, path, l->whole ? NULL : &before, &now));
		now.was = renamed_from(&l->changed, path);
		if (!l->whole)
			*LIST_PUSH(r->a, &l->base.files) = before;
		*LIST_PUSH(r->a, &l->head.files) = now;
	}
	for (ptrdiff_t i = 0; i < p->read_base.n; i++) {
		file before;
		TRY(read_file(r, l, l->base.rev, p->read_base.at[i], NULL, &before));
		before.context = true;
		*LIST_PUSH(r->a, &l->base.files) = before;
	}
	sort_files(&l->base);
	sort_files(&l->head);
	return NULL;
}

static const err *list_folders(run *r, loaded *l, const plan *p, listings *known)
{
	for (ptrdiff_t i = 0; i < p->folders.n; i++) {
		listing *new_one = LIST_PUSH(r->a, known);
		new_one->folder = p->folders.at[i];
		TRY(repo_list(r->a, l->repo, l->base.rev, new_one->folder, false, &new_one->names));
	}
	return NULL;
}

static const err *too_many(run *r)
{
	*LIST_PUSH(r->a, &r->report.limits) = S("files");
	const err *e = err_new(r->a, ERR_LIMIT, "more than %d environment files and locks on one side",
	                       (int)MAX_FILES);
	return err_hint(r->a, e,
	                "leave some out in .envgate.yml (files: { exclude: [PATTERN] }), "
	                "or judge part: -- PATH...");
}

/* The further parents of a merge at the head's paths: what one of them has already is no news. */
static const err *read_others(run *r, loaded *l)
{
	for (ptrdiff_t i = 0; i < l->range.also_bases.n; i++) {
		side *other = LIST_PUSH(r->a, &l->others);
		*other = (side){ .rev = l->range.also_bases.at[i], .policy = l->policy };
		for (ptrdiff_t k = 0; k < l->head.files.n; k++) {
			const file *f = &l->head.files.at[k];
			TRY(read_file(r, l, other->rev, f->path, f,
			              LIST_PUSH(r->a, &other->files)));
		}
		side head = l->head;
		head.files.at = NEW_N(r->a, file, l->head.files.n);
		for (ptrdiff_t k = 0; k < l->head.files.n; k++)
			head.files.at[k] = l->head.files.at[k];
		plan_classify(l->policy, other, &head);
		families_build(r->a, l->policy, NULL, other);
	}
	return NULL;
}

static const err *load_changes(run *r, loaded *l, plan_input *in)
{
	deltas *changed = &in->changed;
	TRY(repo_diff(r->a, l->repo, l->base.rev, l->head.rev, plan_wants, l->policy, changed));
	if (plan_needs_links(in))
		TRY(repo_diff_links(r->a, l->repo, l->head.rev, plan_wants, l->policy, changed));
	l->changed = *changed;
	return NULL;
}

/* A host is new when no environment file of the base uses it, so where the files read so far leave
 * that open, the others are read too, as context. Rare: most changes use the channels they had. */
static const err *learn_hosts(run *r, loaded *l, plan_input *in)
{
	if (l->base.rev.kind != REV_COMMIT || judge_knows_hosts(r->a, &l->base, &l->head))
		return NULL;
	listing *all = LIST_PUSH(r->a, &in->base_folders);
	*all = (listing){ .folder = S("") };
	TRY(repo_list(r->a, l->repo, l->base.rev, S(""), true, &all->names));
	plan p = plan_next(r->a, in);
	return read_planned(r, l, &p);
}

static bool has_changed_attributes(const loaded *l)
{
	for (ptrdiff_t i = 0; i < l->changed.n; i++) {
		str path = l->changed.at[i].path;
		if (str_eq(str_from(path, str_rfind_byte(path, '/') + 1), S(".gitattributes")))
			return true;
	}
	return false;
}

/* A file that git rewrites on checkout since a .gitattributes says so has changed, although its bytes
 * in git have not. */
static const err *read_rewritten(run *r, loaded *l)
{
	if (!has_changed_attributes(l))
		return NULL;
	entries names = { 0 };
	files was = { 0 }, is = { 0 };
	ptrdiff_t seen = 0;
	TRY(repo_list(r->a, l->repo, l->head.rev, S(""), true, &names));
	for (ptrdiff_t i = 0; i < names.n; i++) {
		str path = names.at[i].path;
		file before, now;
		if (plan_candidate(l->policy, path) < CANDIDATE_YES || side_file(&l->head, path) ||
		    !plan_is_asked_for(&l->only, path))
			continue;
		if (++seen > MAX_FILES)
			return too_many(r);
		TRY(read_file(r, l, l->base.rev, path, NULL, &before));
		TRY(read_file(r, l, l->head.rev, path, &before, &now));
		if (now.src->attribute.n == 0 || str_eq(before.src->attribute, now.src->attribute))
			continue;
		const file *beside = side_file(&l->base, path);
		if (beside) /* read as the neighbour of a new file */
			l->base.files.at[beside - l->base.files.at].context = false;
		else
			*LIST_PUSH(r->a, &was) = before;
		*LIST_PUSH(r->a, &is) = now;
	}
	for (ptrdiff_t i = 0; i < was.n; i++)
		*LIST_PUSH(r->a, &l->base.files) = was.at[i];
	for (ptrdiff_t i = 0; i < is.n; i++)
		*LIST_PUSH(r->a, &l->head.files) = is.at[i];
	sort_files(&l->base);
	sort_files(&l->head);
	return NULL;
}

const err *load_files(run *r, loaded *l)
{
	plan_input in = { .policy = l->policy, .whole = l->whole, .only = l->only, .head = &l->head,
		          .base = l->whole ? NULL : &l->base };
	if (l->whole)
		TRY(repo_list(r->a, l->repo, l->head.rev, S(""), true, &in.head_names));
	else
		TRY(load_changes(r, l, &in));
	for (int round = 0; round < MAX_ROUNDS; round++) {
		plan p = plan_next(r->a, &in);
		r->report.counts.skipped_files = p.skipped_files;
		if (p.too_many)
			return too_many(r);
		if (plan_is_empty(&p))
			break;
		TRY(read_planned(r, l, &p));
		TRY(list_folders(r, l, &p, &in.base_folders));
	}
	if (!l->whole) {
		TRY(read_rewritten(r, l));
		TRY(learn_hosts(r, l, &in));
	}
	host_progress_end();
	plan_classify(l->policy, l->whole ? NULL : &l->base, &l->head);
	families_build(r->a, l->policy, l->whole ? NULL : &l->base, &l->head);
	return read_others(r, l);
}
