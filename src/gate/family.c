/* family: which environment files belong together, and to which lock.
 *
 * Three witnesses, in this order: the policy, a lock's own list of sources, and for the locks that
 * list none, their folder. A head that drops a source from its lock does not get rid of the file by
 * that: what the base's lock named stays a member. Whatever is left over is a family of its own, so
 * that a rule about families sees every environment file. */
#include "gate/family_in.h"

#include "gate/cuda_view.h"
#include "gate/satisfy.h"

#include <stdlib.h>

/* What building one side's families needs. */
typedef struct builder {
	arena *a;
	const side *base; /* the side whose locks count too; NULL for the base itself and a whole state */
	side *side;
	bool *used;   /* files that are in a family already */
	bool *beside; /* environment files whose own folder has a conda-lock.yml made from them */
} builder;

static ptrdiff_t index_of(const builder *b, const file *f)
{
	return f - b->side->files.at;
}

static bool is_there(const file *f)
{
	return f && f->src->kind != ENTRY_ABSENT;
}

static bool is_member_kind(const file *f)
{
	return f->kind == FILE_ENVIRONMENT || f->kind == FILE_MANIFEST;
}

static bool is_readable(const file *f)
{
	return is_member_kind(f) && f->env && f->env->complete && f->env->is_environment;
}

static bool has_member(const family *f, const file *member)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		if (f->members.at[i].file == member)
			return true;
	return false;
}

static void add_member(builder *b, family *f, const file *member, str role, bool only_base)
{
	b->used[index_of(b, member)] = true;
	if (has_member(f, member))
		return;
	family_member *m = LIST_PUSH(b->a, &f->members);
	*m = (family_member){ .file = member, .role = role, .only_base = only_base };
	if (!role.p)
		m->role = stem_role(member->path);
}

/* What cannot be read may declare anything. */
static void add_untold(builder *b, family *f, str text)
{
	f->complete = false;
	*LIST_PUSH(b->a, &f->untold) = text;
}

static void add_source(builder *b, family *f, const file *from, str text)
{
	const file *member = NULL;
	if (family_source(b->a, b->side, from->path, text, &member) != SOURCE_FOUND) {
		add_untold(b, f, text);
		return;
	}
	const env *e = family_env(f, member);
	if (!is_member_kind(member) || !e || !e->complete || !e->is_environment)
		add_untold(b, f, text);
	if (!is_member_kind(member))
		return;
	add_member(b, f, member, (str){ 0 }, false);
	if (str_eq(path_folder(from->path), path_folder(member->path)))
		b->beside[index_of(b, member)] = true;
}

/* The same lock at base, under its old name if it was renamed. */
static const file *lock_before(const builder *b, const file *from)
{
	const file *was = b->base ? side_file(b->base, from->path) : NULL;
	if (b->base && from->was.p && !is_there(was))
		was = side_file(b->base, from->was);
	return was;
}

static void add_sources(builder *b, family *f, const file *from)
{
	const file *was = lock_before(b, from);
	ptrdiff_t n = from->lock ? from->lock->sources.n : 0;
	f->complete &= from->lock && from->lock->complete && n > 0 && n <= MAX_SOURCES;
	for (ptrdiff_t i = 0; i < n && i < MAX_SOURCES; i++)
		add_source(b, f, from, from->lock->sources.at[i].text);
	n = was && was->lock ? was->lock->sources.n : 0;
	for (ptrdiff_t i = 0; i < n && i < MAX_SOURCES; i++) {
		const file *member = NULL;
		str text = was->lock->sources.at[i].text;
		if (family_source(b->a, b->side, was->path, text, &member) == SOURCE_FOUND &&
		    is_member_kind(member))
			add_member(b, f, member, (str){ 0 }, true);
	}
}

static void add_one(builder *b, family *f, const file *member, str otherwise)
{
	if (!member || !is_readable(member))
		add_untold(b, f, member ? member->path : otherwise);
	if (member)
		add_member(b, f, member, (str){ 0 }, false);
}

static void add_lock(builder *b, family *f, const file *from)
{
	b->used[index_of(b, from)] = true;
	*LIST_PUSH(b->a, &f->locks) = from;
}

static void finish(builder *b, family *f)
{
	strs_sort_unique(&f->untold);
	family_declare(b->a, f);
	if (f->locks.n > 0)
		f->satisfaction = satisfy_family(b->a, f);
	cuda_view *cuda = NEW(b->a, cuda_view);
	*cuda = cuda_view_of(b->a, f);
	f->cuda = cuda;
	*LIST_PUSH(b->a, &b->side->families) = *f;
}

static bool is_lock(const file *f)
{
	return file_kind_is_lock(f->kind) && is_there(f) && !f->context;
}

/* The lists of one environment for other platforms, which stand in the same folder. */
static void add_lists(builder *b, family *f, const file *first)
{
	str folder = path_folder(first->path), stem = stem_of_list(b->a, first->path);
	for (ptrdiff_t i = 0; i < b->side->files.n; i++) {
		const file *l = &b->side->files.at[i];
		if (l->kind == FILE_EXPLICIT && is_lock(l) && !b->used[i] &&
		    str_eq(path_folder(l->path), folder) && str_eq(stem_of_list(b->a, l->path), stem))
			add_lock(b, f, l);
	}
}

static void add_policy_lock(builder *b, family *f, const file *from)
{
	add_lock(b, f, from);
	if (from->kind == FILE_CONDA_LOCK)
		add_sources(b, f, from);
	else if (from->kind == FILE_EXPLICIT)
		add_lists(b, f, from);
	else if (f->policy->files.n == 0)
		add_one(b, f, pixi_manifest(b->a, b->side, from), S("pixi.toml"));
}

static void build_policy(builder *b, const policy_family *p)
{
	family f = { .name = p->name, .kind = FAMILY_POLICY, .policy = p, .gpu = p->gpu, .complete = true };
	const file *from = p->lock.p ? side_file(b->side, p->lock) : NULL;
	if (from && is_lock(from))
		add_policy_lock(b, &f, from);
	for (ptrdiff_t i = 0; i < p->files.n; i++) {
		const file *m = side_file(b->side, p->files.at[i].path);
		if (m && m->alias)
			m = side_file(b->side, m->src->link_to);
		if (m && is_there(m) && is_member_kind(m))
			add_member(b, &f, m, p->files.at[i].role, false);
		if (!m || !is_readable(m))
			add_untold(b, &f, p->files.at[i].path);
	}
	for (ptrdiff_t i = 0; i < p->requirements.n; i++) {
		const file *r = side_file(b->side, p->requirements.at[i]);
		if (r && is_there(r))
			*LIST_PUSH(b->a, &f.requirements) = r;
	}
	if (f.members.n > 0 || f.locks.n > 0)
		finish(b, &f);
}

static void build_lock(builder *b, const file *from)
{
	family f = { .name = from->path, .kind = FAMILY_LOCK, .complete = true };
	add_lock(b, &f, from);
	if (from->kind == FILE_CONDA_LOCK)
		add_sources(b, &f, from);
	else
		add_one(b, &f, pixi_manifest(b->a, b->side, from), S("pixi.toml"));
	finish(b, &f);
}

static void build_list(builder *b, const file *list)
{
	const file *e = list_environment(b->a, b->side, list);
	if (!e || b->beside[index_of(b, e)])
		return; /* nobody's, or the conda-lock.yml beside it decides */
	family f = { .name = list->path, .kind = FAMILY_LOCK, .complete = true };
	add_lists(b, &f, list);
	add_one(b, &f, e, (str){ 0 });
	finish(b, &f);
}

static void build_alone(builder *b, const file *e)
{
	family f = { .name = e->path, .kind = FAMILY_ALONE, .complete = true };
	add_one(b, &f, e, (str){ 0 });
	finish(b, &f);
}

static int order_of(family_kind k)
{
	switch (k) {
	case FAMILY_POLICY:
		return 0;
	case FAMILY_LOCK:
		return 1;
	case FAMILY_ALONE:
		break;
	}
	return 2;
}

static int by_kind(const void *px, const void *py)
{
	const family *x = px, *y = py;
	int c = order_of(x->kind) - order_of(y->kind);
	return c ? c : str_cmp(x->name, y->name);
}

static void build_side(arena *a, const policy *p, const side *base, side *s)
{
	builder b = { .a = a, .base = base, .side = s };
	b.used = NEW_N(a, bool, s->files.n);
	b.beside = NEW_N(a, bool, s->files.n);
	s->families = (families){ 0 };
	for (ptrdiff_t i = 0; i < p->families.n; i++)
		build_policy(&b, &p->families.at[i]);
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (is_lock(f) && f->kind != FILE_EXPLICIT && !b.used[i])
			build_lock(&b, f);
	}
	for (ptrdiff_t i = 0; i < s->files.n; i++)
		if (s->files.at[i].kind == FILE_EXPLICIT && is_lock(&s->files.at[i]) && !b.used[i])
			build_list(&b, &s->files.at[i]);
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (f->kind == FILE_ENVIRONMENT && is_there(f) && !b.used[i])
			build_alone(&b, f);
	}
	if (s->families.n > 1)
		qsort(s->families.at, (size_t)s->families.n, sizeof *s->families.at, by_kind);
}

void families_build(arena *a, const policy *p, side *base, side *head)
{
	if (base)
		build_side(a, p, NULL, base);
	build_side(a, p, base, head);
}

static bool holds(const family *f, const file *member)
{
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		if (f->locks.at[i] == member)
			return true;
	for (ptrdiff_t i = 0; i < f->requirements.n; i++)
		if (f->requirements.at[i] == member)
			return true;
	return has_member(f, member);
}

/* Families of one file come last and are sorted by its path. */
static const family *alone(const side *s, ptrdiff_t first, str path)
{
	ptrdiff_t lo = first, hi = s->families.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(s->families.at[mid].name, path);
		if (c == 0)
			return &s->families.at[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const family *family_of(const side *s, const file *f)
{
	ptrdiff_t i = 0;
	for (; i < s->families.n && s->families.at[i].kind != FAMILY_ALONE; i++)
		if (holds(&s->families.at[i], f))
			return &s->families.at[i];
	const family *found = f ? alone(s, i, f->path) : NULL;
	return found && holds(found, f) ? found : NULL;
}
