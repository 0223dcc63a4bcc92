/* env_behind: files that moved together until now, and one that was left behind.
 *
 * Nobody has to declare a family for this: where all environment files of a folder that pin a package
 * had the same set at base, a change that moves some of them and not the others has mostly forgotten
 * one. What already differed was meant to. Python and the CUDA selectors are what such files are told
 * apart by (a folder of all_cuda-118.yaml and all_cuda-129.yaml), so they are left alone. */
#include "gate/meet.h"
#include "gate/path.h"
#include "gate/rule.h"

#include "base/sort.h"
#include "spec/cuda_names.h"
#include "spec/names.h"

enum { MAX_SIBLINGS = 64 }; /* of one folder; more is a matrix that a program writes */

/* A file and its entries by name. */
typedef struct shelf {
	const file *file;
	entry_list by_name;
	bool sorted;
} shelf;

typedef struct shelves {
	shelf *at; /* one for each file of the side, in its order */
	ptrdiff_t n;
} shelves;

/* An entry that stayed, and the change that it did not follow. */
typedef struct stayed {
	const file *file;
	const spec *spec;
	const change *moved;
} stayed;

typedef struct walk {
	visit *v;
	shelves base, head;
	LIST(stayed) stayed;
	str path; /* whose siblings these are: changes come file by file */
	shelf *siblings[MAX_SIBLINGS];
	ptrdiff_t siblings_n;
} walk;

static int by_package(const void *px, const void *py)
{
	const spec *x = *(const spec *const *)px, *y = *(const spec *const *)py;
	int c = str_cmp(x->name, y->name);
	return c ? c : (int)x->manager - (int)y->manager;
}

static shelves shelves_of(arena *a, const side *s)
{
	shelves out = { NEW_N(a, shelf, s->files.n), s->files.n };
	for (ptrdiff_t i = 0; i < s->files.n; i++)
		out.at[i].file = &s->files.at[i];
	return out;
}

static shelf *shelf_at(shelves *all, const side *s, str path)
{
	const file *f = side_file(s, path);
	return f ? &all->at[f - s->files.at] : NULL;
}

static bool is_environment(const file *f)
{
	return f->env && f->env->is_environment && f->env->complete && f->src->kind == ENTRY_BLOB;
}

static void sort_shelf(arena *a, shelf *s)
{
	const specs *all = &s->file->env->specs;
	s->sorted = true;
	s->by_name.at = NEW_N(a, const spec *, all->n);
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (all->at[i].name.n)
			s->by_name.at[s->by_name.n++] = &all->at[i];
	sort_runs(a, s->by_name.at, s->by_name.n, (ptrdiff_t)sizeof *s->by_name.at, by_package);
}

/* The one entry of that package; NULL when there is none or when there are several. */
static const spec *only_entry(arena *a, shelf *s, const spec *like)
{
	if (!s->sorted)
		sort_shelf(a, s);
	ptrdiff_t lo = 0, hi = s->by_name.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (by_package(&s->by_name.at[mid], &like) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == s->by_name.n || by_package(&s->by_name.at[lo], &like) != 0)
		return NULL;
	bool again = lo + 1 < s->by_name.n && by_package(&s->by_name.at[lo + 1], &like) == 0;
	return again ? NULL : s->by_name.at[lo];
}

static bool share_family(const side *s, str x, str y)
{
	for (ptrdiff_t i = 0; i < s->families.n && s->families.at[i].kind == FAMILY_POLICY; i++) {
		const family *g = &s->families.at[i];
		bool has_x = false, has_y = false;
		for (ptrdiff_t k = 0; k < g->members.n; k++) {
			has_x |= str_eq(g->members.at[k].file->path, x);
			has_y |= str_eq(g->members.at[k].file->path, y);
		}
		if (has_x && has_y)
			return true;
	}
	return false;
}

static bool belongs(const walk *w, const file *f, str path)
{
	return is_environment(f) && !str_eq(f->path, path) &&
	       (str_eq(path_folder(f->path), path_folder(path)) || share_family(w->v->base, f->path, path));
}

/* The base's files that belong with path, itself left out; none when there are too many. */
static void find_siblings(walk *w, str path)
{
	if (w->path.p && str_eq(w->path, path))
		return;
	w->path = path;
	w->siblings_n = 0;
	for (ptrdiff_t i = 0; i < w->base.n; i++) {
		if (!belongs(w, w->base.at[i].file, path))
			continue;
		if (w->siblings_n == MAX_SIBLINGS) {
			w->siblings_n = 0;
			return;
		}
		w->siblings[w->siblings_n++] = &w->base.at[i];
	}
}

/* What such files are told apart by. */
static bool is_left_alone(const spec *s)
{
	if (names_is_python(s->name))
		return true;
	/* cuda-cccl, cuda-python, cuda-nvtx-dev: NVIDIA numbers every part by its CUDA. */
	if (str_starts(s->name, S("cuda-")))
		return true;
	cuda_package p = s->manager == MANAGER_PIP ? cuda_pip_package(s->name) : cuda_conda_package(s->name);
	return p != PACKAGE_OTHER;
}

/* The siblings' entries of one package, all of which have the set of like; 0 when one of them differs. */
static ptrdiff_t shared_entries(walk *w, str path, const spec *like, shelf **at, const spec **found_at)
{
	ptrdiff_t found = 0;
	find_siblings(w, path);
	for (ptrdiff_t i = 0; i < w->siblings_n; i++) {
		const spec *s = only_entry(w->v->a, w->siblings[i], like);
		if (!s || !meet_has_set(s))
			continue;
		if (meet_relation(s, like) != SETS_EQUAL)
			return 0;
		at[found] = w->siblings[i];
		found_at[found++] = s;
	}
	return found;
}

/* The sibling's entry on the head: the base's where the file was not read, because it did not change.
 * NULL: the file or the one entry is gone. *out is the file to point into. */
static const spec *entry_on_head(walk *w, const shelf *base, const spec *was, const file **out)
{
	shelf *now = shelf_at(&w->head, w->v->side, base->file->path);
	*out = now ? now->file : base->file;
	if (!now)
		return was;
	return is_environment(now->file) ? only_entry(w->v->a, now, was) : NULL;
}

static int by_file_and_package(const void *px, const void *py)
{
	const stayed *x = px, *y = py;
	int c = str_cmp(x->file->path, y->file->path);
	return c ? c : by_package(&x->spec, &y->spec);
}

/* Each entry once, however many others moved. */
static void tell_stayed(walk *w)
{
	visit *v = w->v;
	sort_runs(v->a, w->stayed.at, w->stayed.n, (ptrdiff_t)sizeof *w->stayed.at, by_file_and_package);
	for (ptrdiff_t i = 0; i < w->stayed.n; i++) {
		const stayed *s = &w->stayed.at[i];
		if (i > 0 && by_file_and_package(s - 1, s) == 0)
			continue;
		const spec *now = s->moved->now;
		v->file = s->file;
		v->spec = s->spec;
		str evidence = arena_printf(v->a, "%.*s: %.*s", SARG(s->spec->version), SARG(now->version));
		finding *f = report_at(v, s->spec->at, s->spec->name, evidence,
		                       "'%.*s' stays behind: %.*s moved to '%.*s', and until now both had the same pin",
		                       SARG(s->spec->raw), SARG(s->moved->path), SARG(now->raw));
		report_hint(v, f, "write '%.*s' here too, if both are meant to move", SARG(now->raw));
	}
}

static bool is_move(const change *c)
{
	return c->topic == TOPIC_PACKAGE && c->was && c->now && c->was->manager == c->now->manager &&
	       meet_has_set(c->was) && meet_has_set(c->now) && !is_left_alone(c->now) &&
	       meet_relation(c->was, c->now) != SETS_EQUAL;
}

static void look_at_change(walk *w, const change *c)
{
	const shelf *own = shelf_at(&w->base, w->v->base, c->was_path.p ? c->was_path : c->path);
	if (!own || !is_environment(own->file))
		return;
	find_siblings(w, own->file->path);
	if (w->siblings_n == 0 || !is_move(c)) /* in this order: how two sets relate is the dear question */
		return;
	shelf *at[MAX_SIBLINGS];
	const spec *pins[MAX_SIBLINGS];
	ptrdiff_t n = shared_entries(w, own->file->path, c->was, at, pins);
	for (ptrdiff_t i = 0; i < n; i++) {
		const file *f;
		const spec *now = entry_on_head(w, at[i], pins[i], &f);
		if (now && meet_has_set(now) && meet_relation(now, c->was) == SETS_EQUAL)
			*LIST_PUSH(w->v->a, &w->stayed) = (stayed){ f, now, c };
	}
}

/* A new file whose pin no version of its siblings' shared one can meet. One sibling is no custom. */
static void look_at_new_entry(walk *w, const file *f, const spec *s)
{
	visit *v = w->v;
	ptrdiff_t pinned = 0;
	const spec *first = NULL;
	const file *in = NULL;
	find_siblings(w, f->path);
	for (ptrdiff_t i = 0; i < w->siblings_n; i++) {
		const spec *other = only_entry(v->a, w->siblings[i], s);
		if (!other || !meet_has_set(other))
			continue;
		if (first && meet_relation(first, other) != SETS_EQUAL)
			return;
		in = first ? in : w->siblings[i]->file;
		first = first ? first : other;
		pinned++;
	}
	if (pinned < 2 || meet_relation(s, first) != SETS_DISJOINT)
		return;
	v->file = f;
	v->spec = s;
	finding *out = report_at(v, s->at, s->name, arena_printf(v->a, "%.*s: %.*s", SARG(s->version), SARG(first->version)),
	                         "'%.*s' shares no version with '%.*s', which all %td files beside it have",
	                         SARG(s->raw), SARG(first->raw), pinned);
	report_hint(v, out, "write '%.*s' as %.*s does, if the new file belongs with them", SARG(first->raw),
	            SARG(in->path));
}

static void look_at_new_file(walk *w, const file *f)
{
	const file *old = side_file(w->v->base, f->path);
	bool is_new = !f->was.p && (!old || old->src->kind == ENTRY_ABSENT);
	for (ptrdiff_t i = 0; is_new && is_environment(f) && i < f->env->specs.n; i++) {
		const spec *s = &f->env->specs.at[i];
		if (meet_has_set(s) && !is_left_alone(s))
			look_at_new_entry(w, f, s);
	}
}

void rule_env_left_behind(visit *v)
{
	walk w = { .v = v, .base = shelves_of(v->a, v->base), .head = shelves_of(v->a, v->side) };
	for (ptrdiff_t i = 0; i < v->changes->n; i++)
		look_at_change(&w, &v->changes->at[i]);
	tell_stayed(&w);
	for (ptrdiff_t i = 0; i < v->side->files.n; i++)
		if (v->side->files.at[i].kind == FILE_ENVIRONMENT && !v->side->files.at[i].context)
			look_at_new_file(&w, &v->side->files.at[i]);
	v->file = NULL;
	v->spec = NULL;
}
