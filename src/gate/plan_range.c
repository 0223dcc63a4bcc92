/* plan_range: what a range has to read.
 *
 * Only what changed, and what that touches: for a new file its neighbours at base, because a file
 * copied from one of them brings its old debts along; the locks beside and above a changed file, and in the
 * folders next to it, as the base lists them (one that only the head has is among the changes); the files of a lock and of a
 * family of the policy, when one of them changed. A lock in the root of the tree that has nothing to
 * do with the change is looked at for a name, not parsed. */
#include "gate/plan_in.h"

#include "base/limits.h"

#include <stdlib.h>

bool plan_was_read(const plan_input *in, str path)
{
	return in->head && side_file(in->head, path);
}

static bool is_known_at_base(const plan_input *in, str path)
{
	return in->base && side_file(in->base, path);
}

static int by_path(const void *key, const void *row)
{
	return str_cmp(*(const str *)key, ((const delta *)row)->path);
}

bool plan_has_changed(const plan_input *in, str path)
{
	size_t n = (size_t)in->changed.n;
	if (n && bsearch(&path, in->changed.at, n, sizeof *in->changed.at, by_path))
		return true;
	const file *b = in->base ? side_file(in->base, path) : NULL;
	const file *h = in->head ? side_file(in->head, path) : NULL;
	if (!b || !h)
		return false;
	return b->src->kind != h->src->kind || !str_eq(b->src->oid, h->src->oid) ||
	       !str_eq(b->src->attribute, h->src->attribute);
}

static bool is_asked_for(const plan_input *in, const delta *d)
{
	return plan_is_asked_for(&in->only, d->path) || (d->was.p && plan_is_asked_for(&in->only, d->was)) ||
	       (d->now.p && plan_is_asked_for(&in->only, d->now));
}

/* conda-lock reads YAML of any name, and pyproject.toml. */
static bool may_be_source(str path)
{
	return path.p && (str_ends(path, S(".yml")) || str_ends(path, S(".yaml")) ||
	                  plan_is_manifest_name(path));
}

static void add_above(arena *a, str path, strs *out)
{
	str folder = path_folder(path);
	for (; folder.n > 0; folder = path_folder(folder))
		*LIST_PUSH(a, out) = folder;
	*LIST_PUSH(a, out) = folder;
}

static void trigger(arena *a, const plan_input *in, const delta *d, candidate c, triggers *t)
{
	file_kind kind = plan_kind_in(in->policy, d->path);
	str folder = path_folder(d->path);
	if (c >= CANDIDATE_YES && (kind == FILE_ENVIRONMENT || kind == FILE_EXPLICIT)) {
		*LIST_PUSH(a, &t->env_in) = folder;
		*LIST_PUSH(a, &t->wanted_in) = folder;
	}
	if (c >= CANDIDATE_YES && kind == FILE_ENVIRONMENT && d->base.kind == ENTRY_ABSENT)
		*LIST_PUSH(a, &t->new_in) = folder;
	if (plan_is_manifest_name(d->path))
		*LIST_PUSH(a, &t->pixi_in) = folder;
	/* Workflows are the YAML that changes most, and no lock is made from one. */
	bool is_workflow = c < CANDIDATE_YES && str_starts(d->path, S(".github/workflows/"));
	if (is_workflow || !may_be_source(d->path))
		return;
	*LIST_PUSH(a, &t->paths) = d->path;
	add_above(a, d->path, &t->wanted_in);
}

/* One changed path. Both names of a rename are read, whichever of them is a candidate, so that a
 * file cannot leave the gate by its new name, nor shed its history by it. */
static void plan_changed(arena *a, const plan_input *in, const delta *d, triggers *t, plan *out)
{
	const policy *p = in->policy;
	if (!is_asked_for(in, d))
		return;
	candidate c = plan_candidate(p, d->path);
	trigger(a, in, d, c, t);
	bool gated = c >= CANDIDATE_YES || plan_is_gated_name(p, d->was) || plan_is_gated_name(p, d->now);
	bool known = plan_was_read(in, d->path);
	t->gated += gated || known;
	out->skipped_files += !gated && !known && c == CANDIDATE_SKIPPED;
	if (gated && !known)
		*LIST_PUSH(a, &out->read) = d->path;
}

bool plan_touches(const plan_input *in, const policy_family *f)
{
	if (f->lock.p && plan_has_changed(in, f->lock))
		return true;
	for (ptrdiff_t i = 0; i < f->files.n; i++)
		if (plan_has_changed(in, f->files.at[i].path))
			return true;
	for (ptrdiff_t i = 0; i < f->requirements.n; i++)
		if (plan_has_changed(in, f->requirements.at[i]))
			return true;
	return false;
}

void plan_want(arena *a, const plan_input *in, str path, plan *out)
{
	if (path.p && !plan_was_read(in, path))
		*LIST_PUSH(a, &out->read) = path;
}

static void plan_family(arena *a, const plan_input *in, const policy_family *f, plan *out)
{
	plan_want(a, in, f->lock, out);
	for (ptrdiff_t i = 0; i < f->files.n; i++)
		plan_want(a, in, f->files.at[i].path, out);
	for (ptrdiff_t i = 0; i < f->requirements.n; i++)
		plan_want(a, in, f->requirements.at[i], out);
}

static void add_neighbours(arena *a, const plan_input *in, const entries *names, plan *out)
{
	for (ptrdiff_t i = 0; i < names->n && out->read_base.n < MAX_FILES; i++) {
		const entry *e = &names->at[i];
		if (e->kind == ENTRY_BLOB && !is_known_at_base(in, e->path) &&
		    plan_kind_in(in->policy, e->path) == FILE_ENVIRONMENT &&
		    plan_is_gated_name(in->policy, e->path))
			*LIST_PUSH(a, &out->read_base) = e->path;
	}
}

/* Files that may have to move with a changed one; beyond so many it is a matrix that a program writes. */
static bool has_few_siblings(const plan_input *in, const entries *names)
{
	enum { MAX_SIBLINGS = 64 };
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < names->n && n <= MAX_SIBLINGS; i++)
		n += names->at[i].kind == ENTRY_BLOB && plan_is_gated_name(in->policy, names->at[i].path) &&
		     plan_kind_in(in->policy, names->at[i].path) == FILE_ENVIRONMENT;
	return n <= MAX_SIBLINGS;
}

/* Environment-looking files beside a new one, as the base has them: a neighbour that is left out can
 * only make a finding count as new. Beside a changed one for env/left-behind. */
static void plan_siblings(arena *a, const plan_input *in, const triggers *t, plan *out)
{
	bool moves = in->policy->of[RULE_env_left_behind] != OFF;
	add_neighbours(a, in, &in->base_names, out);
	for (ptrdiff_t i = 0; i < in->base_folders.n; i++) {
		const listing *l = &in->base_folders.at[i];
		bool is_changed = moves && plan_holds(&t->env_in, l->folder) && has_few_siblings(in, &l->names);
		if (is_changed || plan_holds(&t->new_in, l->folder))
			add_neighbours(a, in, &l->names, out);
	}
}

static int by_folder(const void *key, const void *row)
{
	return str_cmp(*(const str *)key, ((const listing *)row)->folder);
}

const listing *plan_listing(const plan_input *in, str folder)
{
	size_t n = (size_t)in->base_folders.n;
	return n ? bsearch(&folder, in->base_folders.at, n, sizeof *in->base_folders.at, by_folder) : NULL;
}

/* Images and commands are judged by what is declared, so with one of them, or with any gated file, all of
 * them are read and what declares: the files of the policy's families, else of the whole tree. */
static void plan_uses(arena *a, const plan_input *in, const triggers *t, plan *out)
{
	const policy *p = in->policy;
	if (t->gated == 0 || p->images.n + p->commands.n == 0)
		return;
	out->all_names = !in->has_head_names;
	for (ptrdiff_t i = 0; i < p->families.n; i++)
		plan_family(a, in, &p->families.at[i], out);
	for (ptrdiff_t i = 0; i < in->head_names.n; i++) {
		str path = in->head_names.at[i].path;
		if (!plan_is_gated_name(p, path))
			continue;
		file_kind kind = plan_kind_in(p, path);
		if (kind == FILE_IMAGE || kind == FILE_COMMANDS || (kind == FILE_ENVIRONMENT && !p->families.n))
			plan_want(a, in, path, out);
	}
}

triggers plan_triggers(arena *a, const plan_input *in, plan *out)
{
	triggers t = { 0 };
	for (ptrdiff_t i = 0; i < in->changed.n; i++)
		plan_changed(a, in, &in->changed.at[i], &t, out);
	strs_sort_unique(&t.paths);
	strs_sort_unique(&t.new_in);
	strs_sort_unique(&t.env_in);
	strs_sort_unique(&t.pixi_in);
	strs_sort_unique(&t.wanted_in);
	return t;
}

void plan_range(arena *a, const plan_input *in, plan *out)
{
	triggers t = plan_triggers(a, in, out);
	for (ptrdiff_t i = 0; i < in->policy->families.n; i++)
		if (plan_touches(in, &in->policy->families.at[i]))
			plan_family(a, in, &in->policy->families.at[i], out);
	for (ptrdiff_t i = 0; i < t.wanted_in.n; i++)
		if (!plan_listing(in, t.wanted_in.at[i]))
			*LIST_PUSH(a, &out->folders) = t.wanted_in.at[i];
	plan_list_beside(a, in, &t, out);
	plan_siblings(a, in, &t, out);
	plan_find_locks(a, in, &t, out);
	plan_sources(a, in, &t, out);
	plan_uses(a, in, &t, out);
	out->too_many = t.gated > MAX_FILES;
}
