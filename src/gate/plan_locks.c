/* plan_locks: which locks may be made from what changed, and what they are made from.
 *
 * conda-lock.yml names its sources, so it may stand in any folder above them, or in one beside those
 * (forge/conda-lock.yml with the source ../base/environment.yml); a pixi.lock and an @EXPLICIT list
 * stand beside theirs. A lock in a test or example folder is a fixture and not judged;
 * a source is read wherever it lies. */
#include "gate/plan_in.h"

static bool is_lock_path(const plan_input *in, str path)
{
	return file_kind_is_lock(plan_kind_in(in->policy, path)) && plan_is_gated_name(in->policy, path);
}

static void consider(arena *a, const plan_input *in, const triggers *t, str path, plan *out)
{
	if (!is_lock_path(in, path) || plan_was_read(in, path))
		return;
	str folder = path_folder(path);
	switch (plan_kind_in(in->policy, path)) {
	case FILE_CONDA_LOCK:
		*LIST_PUSH(a, &out->look) = path;
		return;
	case FILE_PIXI_LOCK:
		if (plan_holds(&t->pixi_in, folder))
			plan_want(a, in, path, out);
		return;
	case FILE_EXPLICIT:
		if (plan_holds(&t->env_in, folder))
			plan_want(a, in, path, out);
		return;
	case FILE_OTHER:
	case FILE_ENVIRONMENT:
	case FILE_MANIFEST:
	case FILE_REQUIREMENTS:
	case FILE_IMAGE:
	case FILE_COMMANDS:
	case FILE_POLICY:
	case FILE_INSTALLED:
		return;
	}
}

/* The folders directly in one that is above what changed. Of very many, none: each costs a look into the
 * object store, in every run. */
static void list_folders_in(arena *a, const plan_input *in, const listing *l, plan *out)
{
	enum { MAX_BESIDE = 64 }; /* no folder of the projects that were swept has as many, fixtures aside */
	strs found = { 0 };
	for (ptrdiff_t i = 0; i < l->names.n && found.n <= MAX_BESIDE; i++) {
		const entry *e = &l->names.at[i];
		if (e->kind == ENTRY_TREE &&
		    is_lock_path(in, arena_cat(a, e->path, S("/conda-lock.yml"))))
			*LIST_PUSH(a, &found) = e->path;
	}
	for (ptrdiff_t i = 0; i < found.n && found.n <= MAX_BESIDE; i++)
		if (!plan_listing(in, found.at[i]))
			*LIST_PUSH(a, &out->folders) = found.at[i];
}

static bool is_wanted(const triggers *t, str folder)
{
	return plan_holds(&t->wanted_in, folder) || (folder.n > 0 && plan_holds(&t->wanted_in, path_folder(folder)));
}

void plan_list_beside(arena *a, const plan_input *in, const triggers *t, plan *out)
{
	for (ptrdiff_t i = 0; i < t->wanted_in.n; i++) {
		const listing *l = plan_listing(in, t->wanted_in.at[i]);
		if (l)
			list_folders_in(a, in, l, out);
	}
}

void plan_find_locks(arena *a, const plan_input *in, const triggers *t, plan *out)
{
	for (ptrdiff_t i = 0; i < in->base_folders.n; i++) {
		const listing *l = &in->base_folders.at[i];
		for (ptrdiff_t k = 0; k < l->names.n && is_wanted(t, l->folder); k++)
			if (l->names.at[k].kind != ENTRY_TREE)
				consider(a, in, t, l->names.at[k].path, out);
	}
	/* A lock that the base has not, and that nobody asked for by name. */
	for (ptrdiff_t i = 0; i < in->changed.n; i++)
		if (plan_holds(&t->wanted_in, path_folder(in->changed.at[i].path)))
			consider(a, in, t, in->changed.at[i].path, out);
	for (ptrdiff_t i = 0; out->look.n > 0 && i < t->paths.n; i++)
		*LIST_PUSH(a, &out->names) = path_name(t->paths.at[i]);
}

static bool any_source_is(arena *a, const side *s, str path, const strs *changed)
{
	const file *f = s ? side_file(s, path) : NULL;
	ptrdiff_t n = f && f->lock ? f->lock->sources.n : 0;
	for (ptrdiff_t i = 0; i < n && i < MAX_SOURCES; i++) {
		source_paths paths = family_source_paths(a, path, f->lock->sources.at[i].text);
		for (ptrdiff_t k = 0; k < paths.n; k++)
			if (plan_holds(changed, paths.at[k].path))
				return true;
	}
	return false;
}

bool plan_concerns(arena *a, const plan_input *in, const triggers *t, str path)
{
	if (in->whole || plan_has_changed(in, path))
		return true;
	for (ptrdiff_t i = 0; i < in->policy->families.n; i++) {
		const policy_family *f = &in->policy->families.at[i];
		if (f->lock.p && str_eq(f->lock, path) && plan_touches(in, f))
			return true;
	}
	file_kind kind = plan_kind_in(in->policy, path);
	if (kind == FILE_EXPLICIT && plan_holds(&t->env_in, path_folder(path)))
		return true;
	if (kind == FILE_PIXI_LOCK && plan_holds(&t->pixi_in, path_folder(path)))
		return true;
	return any_source_is(a, in->base, path, &t->paths) || any_source_is(a, in->head, path, &t->paths);
}

/* A conda recipe is a template, not YAML: conda-lock reads it, envgate does not. */
static bool is_recipe(str path)
{
	return str_eq(path_name(path), S("meta.yaml"));
}

static void want_sources(arena *a, const plan_input *in, const file *f, plan *out)
{
	ptrdiff_t n = f->lock ? f->lock->sources.n : 0;
	for (ptrdiff_t i = 0; i < n && i < MAX_SOURCES; i++) {
		source_paths paths = family_source_paths(a, f->path, f->lock->sources.at[i].text);
		for (ptrdiff_t k = 0; k < paths.n; k++)
			if (!is_recipe(paths.at[k].path))
				plan_want(a, in, paths.at[k].path, out);
	}
}

static void want_manifests(arena *a, const plan_input *in, str path, plan *out)
{
	str folder = path_folder(path), slash = folder.n ? S("/") : S("");
	plan_want(a, in, arena_printf(a, "%.*s%.*spixi.toml", SARG(folder), SARG(slash)), out);
	plan_want(a, in, arena_printf(a, "%.*s%.*spyproject.toml", SARG(folder), SARG(slash)), out);
}

/* Which of them an @EXPLICIT list belongs to depends on how many there are. */
static void want_neighbours(arena *a, const plan_input *in, str path, plan *out)
{
	const listing *l = plan_listing(in, path_folder(path));
	for (ptrdiff_t i = 0; l && i < l->names.n; i++) {
		const entry *e = &l->names.at[i];
		if (e->kind == ENTRY_BLOB && plan_kind_in(in->policy, e->path) == FILE_ENVIRONMENT &&
		    plan_is_gated_name(in->policy, e->path))
			plan_want(a, in, e->path, out);
	}
}

static void plan_lock(arena *a, const plan_input *in, const triggers *t, const file *f, plan *out)
{
	file_kind kind = plan_kind_of(in->policy, f->path, f->src);
	if (f->src->kind == ENTRY_ABSENT || !file_kind_is_lock(kind) || !plan_concerns(a, in, t, f->path))
		return;
	if (kind == FILE_CONDA_LOCK)
		want_sources(a, in, f, out);
	else if (kind == FILE_PIXI_LOCK)
		want_manifests(a, in, f->path, out);
	else
		want_neighbours(a, in, f->path, out);
}

void plan_sources(arena *a, const plan_input *in, const triggers *t, plan *out)
{
	for (ptrdiff_t i = 0; in->base && i < in->base->files.n; i++)
		if (!in->base->files.at[i].context)
			plan_lock(a, in, t, &in->base->files.at[i], out);
	for (ptrdiff_t i = 0; in->head && i < in->head->files.n; i++)
		plan_lock(a, in, t, &in->head->files.at[i], out);
}
