/* plan_classify: what was read, by name, content and the other side. */
#include "gate/plan_in.h"

#include "gate/rule.h"

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

/* other is the file at the same path on the other side, or NULL. */
static void classify_candidate(const policy *p, file *f, const file *other)
{
	f->kind = plan_kind_of(p, f->path, f->src);
	f->gated = false;
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

static bool is_there(const file *f)
{
	return f && f->src->kind != ENTRY_ABSENT;
}

/* Adds every path of s that one of its conda-lock.yml files is made from. */
static void add_sources(arena *a, const side *s, strs *named)
{
	for (ptrdiff_t i = 0; s && i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		ptrdiff_t n = f->lock ? f->lock->sources.n : 0;
		for (ptrdiff_t k = 0; k < n && k < MAX_SOURCES; k++) {
			const file *found = NULL;
			str text = f->lock->sources.at[k].text;
			if (family_source(a, s, f->path, text, &found) == SOURCE_FOUND)
				*LIST_PUSH(a, named) = found->path;
		}
	}
}

static bool has_pixi_lock(arena *a, const side *s, str path)
{
	str folder = path_folder(path);
	str beside = folder.n ? arena_cat(a, folder, S("/pixi.lock")) : S("pixi.lock");
	return s && is_there(side_file(s, beside));
}

/* What plan_classify knows of both sides. */
typedef struct classifier {
	arena *a;
	const policy *policy;
	const side *base, *head;
	strs named; /* sources of locks, sorted */
} classifier;

/* pyproject.toml is everybody's: only what a lock was made from is a manifest. */
static bool is_manifest(const classifier *c, const file *f)
{
	if (plan_holds(&c->named, f->path) || plan_is_named(c->policy, f->path))
		return true;
	bool beside = has_pixi_lock(c->a, c->base, f->path) || has_pixi_lock(c->a, c->head, f->path);
	bool own = str_eq(path_name(f->path), S("pixi.toml")) || (f->env && f->env->is_environment);
	return beside && own;
}

/* False: the gate has nothing to do with this path on either side. */
static bool classify(const classifier *c, file *f, const file *other)
{
	if (plan_kind_in(c->policy, f->path) == FILE_MANIFEST) {
		f->kind = is_manifest(c, f) ? FILE_MANIFEST : FILE_OTHER;
		if (f->kind == FILE_OTHER)
			f->env = NULL;
		return true;
	}
	if (!plan_is_gated_name(c->policy, f->path) && !plan_holds(&c->named, f->path))
		return false;
	classify_candidate(c->policy, f, other);
	return true;
}

void plan_classify(arena *a, const policy *p, side *base, side *head)
{
	classifier c = { .a = a, .policy = p, .base = base, .head = head };
	add_sources(a, base, &c.named);
	add_sources(a, head, &c.named);
	strs_sort_unique(&c.named);
	for (ptrdiff_t i = 0; i < head->files.n; i++) {
		file *f = &head->files.at[i];
		if (!classify(&c, f, base ? side_file(base, f->path) : NULL))
			f->kind = FILE_OTHER; /* renamed out of the gate: change/removed speaks */
	}
	for (ptrdiff_t i = 0; base && i < base->files.n; i++) {
		file *f = &base->files.at[i];
		if (classify(&c, f, side_file(head, f->path)))
			continue;
		/* Read because it was renamed into the gate: its old debts excuse the new file's. */
		f->context = f->env && f->env->is_environment;
		f->kind = f->context ? FILE_ENVIRONMENT : FILE_OTHER;
	}
	find_aliases(base, head);
}
