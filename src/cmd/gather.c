/* gather: the files of both sides, as the plan asks for them, read and parsed.
 *
 * The plan is pure and knows no git; this file knows git and no reasons. They talk in a few rounds:
 * changed candidates, the names in their folders, neighbours and locks, and what the locks name. */
#include "cmd/gather.h"

#include "base/limits.h"
#include "gate/family.h"

#include <stdlib.h>

static int by_folder(const void *x, const void *y)
{
	return str_cmp(((const listing *)x)->folder, ((const listing *)y)->folder);
}

static const err *list_names(run *r, loaded *l, const plan *p, plan_input *in)
{
	listings *known = &in->base_folders;
	for (ptrdiff_t i = 0; i < p->folders.n; i++) {
		listing *new_one = LIST_PUSH(r->a, known);
		new_one->folder = p->folders.at[i];
		TRY(repo_list(r->a, l->repo, l->base.rev, new_one->folder, false, &new_one->names));
	}
	if (known->n > 1)
		qsort(known->at, (size_t)known->n, sizeof *known->at, by_folder);
	if (!p->all_names)
		return NULL;
	in->has_head_names = true;
	return repo_list(r->a, l->repo, l->head.rev, S(""), true, &in->head_names);
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
			file *same = LIST_PUSH(r->a, &other->files);
			TRY(gather_file(r, l, other->rev, f->path, f, same));
			same->context = f->context;
		}
		side head = l->head;
		head.files.at = NEW_N(r->a, file, l->head.files.n);
		for (ptrdiff_t k = 0; k < l->head.files.n; k++)
			head.files.at[k] = l->head.files.at[k];
		plan_classify(r->a, l->policy, other, &head);
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
	TRY(repo_list(r->a, l->repo, l->base.rev, S(""), true, &in->base_names));
	plan p = plan_next(r->a, in);
	return gather_planned(r, l, &p);
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
		TRY(gather_file(r, l, l->base.rev, path, NULL, &before));
		TRY(gather_file(r, l, l->head.rev, path, &before, &now));
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
	gather_sort(&l->base);
	gather_sort(&l->head);
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
		TRY(gather_planned(r, l, &p));
		TRY(list_names(r, l, &p, &in));
	}
	if (!l->whole) {
		TRY(read_rewritten(r, l));
		TRY(learn_hosts(r, l, &in));
	}
	host_progress_end();
	plan_classify(r->a, l->policy, l->whole ? NULL : &l->base, &l->head);
	if (!l->whole)
		plan_forget(r->a, &in, &l->base, &l->head);
	families_build(r->a, l->policy, l->whole ? NULL : &l->base, &l->head);
	return read_others(r, l);
}
