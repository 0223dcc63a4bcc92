/* plan: which paths are worth reading.
 *
 * A gate must cost as much as the change, not as the repository: a range looks only at changed
 * paths, and for a new file at its neighbours at base, because a file copied from one of them brings
 * its old debts along. Names decide what is read, content decides what is judged: "env/ci.yml" with
 * no dependencies list is somebody's own YAML and is passed over in silence. */
#include "gate/plan.h"

#include "gate/rule.h"

#include "base/limits.h"
#include "spec/glob.h"

static str base_name(str path)
{
	return str_from(path, str_rfind_byte(path, '/') + 1);
}

/* "" for a path at the root. */
static str folder_of(str path)
{
	ptrdiff_t slash = str_rfind_byte(path, '/');
	return slash < 0 ? S("") : str_head(path, slash);
}

static bool is_one_of(str word, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(word, str_of(*words)))
			return true;
	return false;
}

static bool is_yaml_name(str name)
{
	return str_ends(name, S(".yml")) || str_ends(name, S(".yaml"));
}

bool plan_is_environment_name(str path)
{
	str name = base_name(path);
	return str_eq(name, S("environment.yml")) || str_eq(name, S("environment.yaml"));
}

static bool is_explicit_name(str name)
{
	if (str_ends(name, S(".txt")))
		return str_find(name, S("explicit")) >= 0 || str_starts(name, S("spec-file")) ||
		       str_starts(name, S("pinned-packages"));
	return str_ends(name, S("-64.lock")) ||
	       (str_starts(name, S("conda-")) && str_ends(name, S(".lock")));
}

file_kind plan_kind(str path)
{
	str name = base_name(path);
	if (str_eq(name, S("conda-lock.yml")) || str_ends(name, S(".conda-lock.yml")))
		return FILE_CONDA_LOCK;
	if (str_eq(name, S("pixi.lock")))
		return FILE_PIXI_LOCK;
	if (str_eq(path, S(".envgate.yml")))
		return FILE_POLICY;
	return is_explicit_name(name) ? FILE_EXPLICIT : FILE_ENVIRONMENT;
}

static bool is_environment_folder(str folder)
{
	static const char *const words[] = { "environments", "env", "envs", "conda",
		                             "binder",       ".binder", NULL };
	str last = base_name(folder);
	return is_one_of(last, words) || str_starts(last, S("conda-"));
}

static bool is_candidate_name(str path)
{
	file_kind kind = plan_kind(path);
	if (kind != FILE_ENVIRONMENT)
		return kind != FILE_POLICY;
	str name = base_name(path);
	if (!is_yaml_name(name))
		return false;
	return str_starts(name, S("env")) || str_starts(name, S("conda")) ||
	       str_ends(name, S("environment.yml")) || str_ends(name, S("environment.yaml")) ||
	       is_environment_folder(folder_of(path));
}

/* Environments of tests and examples are fixtures more often than somebody's runtime. */
static bool is_test_folder(str part)
{
	static const char *const words[] = { "test", "tests", "testing", "testdata",
		                             "fixtures", "example", "examples", NULL };
	return is_one_of(part, words) || str_starts(part, S("test-"));
}

static bool is_in_test_folder(str path)
{
	str rest = folder_of(path), part;
	while (str_next(&rest, '/', &part))
		if (is_test_folder(part))
			return true;
	return false;
}

static bool any_match(const strs *patterns, str path)
{
	for (ptrdiff_t i = 0; i < patterns->n; i++)
		if (path_match(patterns->at[i], path))
			return true;
	return false;
}

candidate plan_candidate(const policy *p, str path)
{
	if (path.n > MAX_PATH_BYTES || any_match(&p->exclude, path))
		return CANDIDATE_NO;
	if (any_match(&p->include, path))
		return CANDIDATE_NAMED;
	if (!is_candidate_name(path))
		return CANDIDATE_NO;
	return is_in_test_folder(path) ? CANDIDATE_SKIPPED : CANDIDATE_YES;
}

static bool is_gated_name(const policy *p, str path)
{
	return path.p && plan_candidate(p, path) >= CANDIDATE_YES;
}

bool plan_wants(const void *context, str path)
{
	return plan_candidate(context, path) != CANDIDATE_NO ||
	       str_eq(base_name(path), S(".gitattributes"));
}

bool plan_is_asked_for(const strs *only, str path)
{
	for (ptrdiff_t i = 0; i < only->n; i++) {
		str want = only->at[i];
		while (want.n > 0 && want.p[want.n - 1] == '/')
			want.n--;
		if (want.n == 0 || str_eq(want, S(".")) || str_eq(want, path))
			return true;
		if (str_starts(path, want) && path.p[want.n] == '/')
			return true;
	}
	return only->n == 0;
}

static bool was_read(const plan_input *in, str path)
{
	return (in->head && side_file(in->head, path)) || (in->base && side_file(in->base, path));
}

static void plan_whole(arena *a, const plan_input *in, plan *out)
{
	ptrdiff_t gated = 0;
	for (ptrdiff_t i = 0; i < in->head_names.n; i++) {
		str path = in->head_names.at[i].path;
		candidate c = plan_candidate(in->policy, path);
		if (c == CANDIDATE_NO || !plan_is_asked_for(&in->only, path))
			continue;
		if (c == CANDIDATE_SKIPPED) {
			out->skipped_files++;
			continue;
		}
		gated++;
		if (!was_read(in, path))
			*LIST_PUSH(a, &out->read) = path;
	}
	out->too_many = gated > MAX_FILES;
}

static bool has_listing(const plan_input *in, str folder)
{
	for (ptrdiff_t i = 0; i < in->base_folders.n; i++)
		if (str_eq(in->base_folders.at[i].folder, folder))
			return true;
	return false;
}

/* One changed path. Both names of a rename are read, whichever of them is a candidate, so that a
 * file cannot leave the gate by its new name, nor shed its history by it. */
static bool plan_changed(arena *a, const plan_input *in, const delta *d, plan *out)
{
	const policy *p = in->policy;
	candidate c = plan_candidate(p, d->path);
	if (!plan_is_asked_for(&in->only, d->path) && !(d->was.p && plan_is_asked_for(&in->only, d->was)) &&
	    !(d->now.p && plan_is_asked_for(&in->only, d->now)))
		return false;
	if (c < CANDIDATE_YES && !is_gated_name(p, d->was) && !is_gated_name(p, d->now)) {
		out->skipped_files += c == CANDIDATE_SKIPPED;
		return false;
	}
	if (!was_read(in, d->path))
		*LIST_PUSH(a, &out->read) = d->path;
	if (d->base.kind == ENTRY_ABSENT && c >= CANDIDATE_YES &&
	    plan_kind(d->path) == FILE_ENVIRONMENT)
		*LIST_PUSH(a, &out->folders) = folder_of(d->path);
	return true;
}

/* Environment-looking files beside a new one, as the base has them. There is no need to bound them
 * by name: a neighbour that is left out can only make a finding count as new. */
static void plan_siblings(arena *a, const plan_input *in, plan *out)
{
	for (ptrdiff_t f = 0; f < in->base_folders.n; f++) {
		const entries *names = &in->base_folders.at[f].names;
		for (ptrdiff_t i = 0; i < names->n; i++) {
			const entry *e = &names->at[i];
			if (out->read_base.n >= MAX_FILES)
				return;
			if (e->kind == ENTRY_BLOB && is_gated_name(in->policy, e->path) &&
			    plan_kind(e->path) == FILE_ENVIRONMENT && !was_read(in, e->path))
				*LIST_PUSH(a, &out->read_base) = e->path;
		}
	}
}

/* What read already holds need not be read a second time as context. Both lists are sorted. */
static void drop_common(strs *list, const strs *other)
{
	ptrdiff_t kept = 0, k = 0;
	for (ptrdiff_t i = 0; i < list->n; i++) {
		while (k < other->n && str_cmp(other->at[k], list->at[i]) < 0)
			k++;
		if (k == other->n || !str_eq(other->at[k], list->at[i]))
			list->at[kept++] = list->at[i];
	}
	list->n = kept;
}

static void plan_range(arena *a, const plan_input *in, plan *out)
{
	ptrdiff_t gated = 0;
	for (ptrdiff_t i = 0; i < in->changed.n; i++)
		gated += plan_changed(a, in, &in->changed.at[i], out);
	out->too_many = gated > MAX_FILES;
	strs_sort_unique(&out->folders);
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < out->folders.n; i++)
		if (!has_listing(in, out->folders.at[i]))
			out->folders.at[kept++] = out->folders.at[i];
	out->folders.n = kept;
	plan_siblings(a, in, out);
}

bool plan_needs_links(const plan_input *in)
{
	for (ptrdiff_t i = 0; i < in->changed.n; i++) {
		str path = in->changed.at[i].path;
		ptrdiff_t dot = str_rfind_byte(path, '.');
		str ending = str_from(path, dot < 0 ? path.n : dot);
		if (!str_eq_nocase(ending, S(".yml")) && !str_eq_nocase(ending, S(".yaml")))
			continue;
		if (!is_gated_name(in->policy, path) || !plan_is_asked_for(&in->only, path))
			return true;
	}
	return false;
}

plan plan_next(arena *a, const plan_input *in)
{
	plan out = { 0 };
	if (in->whole)
		plan_whole(a, in, &out);
	else
		plan_range(a, in, &out);
	strs_sort_unique(&out.read);
	strs_sort_unique(&out.read_base);
	drop_common(&out.read_base, &out.read);
	return out;
}

bool plan_is_empty(const plan *p)
{
	return p->read.n == 0 && p->read_base.n == 0 && p->folders.n == 0;
}

/* Bytes that would tell what a file is are not there to be seen. */
static bool is_opaque(const source *src)
{
	switch (src->kind) {
	case ENTRY_ABSENT:
	case ENTRY_TREE:
		return false;
	case ENTRY_BLOB:
		return rule_is_lfs_pointer(src);
	case ENTRY_SUBMODULE:
	case ENTRY_BAD_LINK:
	case ENTRY_TOO_LARGE:
		return true;
	}
	return true;
}

/* Whether this side alone makes the path an environment file. */
static bool is_environment_here(const file *f)
{
	if (!f || f->src->kind == ENTRY_ABSENT)
		return false;
	return plan_is_environment_name(f->path) || (f->env && f->env->is_environment) ||
	       is_opaque(f->src);
}

/* An opaque candidate is taken for an environment only where the other side does not know better. */
static bool is_known_other(const file *f)
{
	return f && f->src->kind == ENTRY_BLOB && f->env && !f->env->is_environment &&
	       !plan_is_environment_name(f->path) && !rule_is_lfs_pointer(f->src);
}

/* @EXPLICIT within the first 4 KiB makes a list of URLs a lock; conda looks no further either. */
static bool is_explicit_list(const source *src)
{
	return !src->bytes.p || str_find(str_head(src->bytes, 4096), S("@EXPLICIT")) >= 0;
}

/* other is the file at the same path on the other side, or NULL. */
static void classify_candidate(file *f, const file *other)
{
	f->kind = plan_kind(f->path);
	f->gated = false;
	if (f->kind == FILE_EXPLICIT && !is_explicit_list(f->src))
		f->kind = FILE_OTHER;
	if (f->kind != FILE_ENVIRONMENT || f->src->kind == ENTRY_ABSENT)
		return;
	bool here = is_environment_here(f);
	if (here && is_opaque(f->src) && is_known_other(other) && !plan_is_environment_name(f->path))
		here = false;
	if (here || is_environment_here(other))
		f->gated = !f->env || !f->env->is_environment;
	else
		f->kind = FILE_OTHER;
}

/* A link whose text stands at a path of this side that is judged anyway. Not for locks: what a lock
 * is made from depends on its own folder. */
static bool is_second_name(const side *s, const file *f)
{
	if (!f || f->kind != FILE_ENVIRONMENT || f->src->kind != ENTRY_BLOB || !f->src->link_to.p)
		return false;
	const file *target = side_file(s, f->src->link_to);
	return target && target->kind == FILE_ENVIRONMENT && !target->context;
}

static void make_alias(side *s, str path)
{
	file *f = &s->files.at[side_file(s, path) - s->files.at];
	f->alias = true;
	f->kind = FILE_OTHER;
	f->gated = false;
	f->env = NULL;
}

/* A link that was a file of its own, or led elsewhere, is still compared with what it was: its text
 * may have been loosened by that. One that is gone was a name somebody may rely on. */
static void find_aliases(side *base, side *head)
{
	for (ptrdiff_t i = 0; i < head->files.n; i++) {
		const file *now = &head->files.at[i], *was = base ? side_file(base, now->path) : NULL;
		bool second = is_second_name(head, now), broken = now->src->kind == ENTRY_BAD_LINK;
		bool was_second = base && is_second_name(base, was);
		bool had_text = was && was->src->kind == ENTRY_BLOB;
		bool same = was_second && (broken || str_eq(was->src->link_to, now->src->link_to));
		if (second && (!had_text || same))
			make_alias(head, now->path);
		if (same && (second || broken))
			make_alias(base, now->path);
	}
}

void plan_classify(const policy *p, side *base, side *head)
{
	for (ptrdiff_t i = 0; i < head->files.n; i++) {
		file *f = &head->files.at[i];
		if (is_gated_name(p, f->path))
			classify_candidate(f, base ? side_file(base, f->path) : NULL);
		else
			f->kind = FILE_OTHER; /* renamed out of the gate: change/removed speaks */
	}
	for (ptrdiff_t i = 0; base && i < base->files.n; i++) {
		file *f = &base->files.at[i];
		if (is_gated_name(p, f->path)) {
			classify_candidate(f, side_file(head, f->path));
			continue;
		}
		/* Read because it was renamed into the gate: its old debts excuse the new file's. */
		f->context = f->env && f->env->is_environment;
		f->kind = f->context ? FILE_ENVIRONMENT : FILE_OTHER;
	}
	find_aliases(base, head);
}
