/* ratchet: which faults of the head were there before.
 *
 * Two findings are one when identity (rule, path, manager, subject) and evidence are equal as
 * strings; line numbers are in neither, so an edit above changes nothing. Each base finding excuses
 * one head finding: a second, equal fault is a new fault. What the same path does not explain is
 * looked for where the file was renamed from, then under the other manager or channel, then in the
 * siblings of a file that is new: a copied entry is old debt, and copying uses nothing up.
 *
 * Each step is the same merge of two sorted lists of keys with other fields filled in, so ten
 * thousand findings a side cost a sort. Hashes were refused: text that a stranger writes can be
 * made to collide. */
#include "gate/settle.h"

#include "gate/path.h"

#include <stdlib.h>

/* What is compared, field by field; a step leaves empty what it does not compare. */
typedef struct key {
	str path, subject, evidence, text;
	rule_id rule;
	manager manager;
	ptrdiff_t index; /* of the finding in its list, which is sorted by position */
} key;

typedef struct keys {
	key *at;
	ptrdiff_t n;
} keys;

/* A package that went from one manager, or from one conda channel, to the other. */
typedef struct crossing {
	str path, now, was_path, was;
	manager now_manager, was_manager;
} crossing;

/* old_path and new_path of a renamed file, for looking up by the old one. */
typedef struct rename_row {
	str old_path;
	const file *now;
} rename_row;

typedef struct step {
	arena *a;
	const settle_input *in;
	marks *head;
	bool *head_done, *base_done;
	LIST(crossing) crossings;
	LIST(rename_row) renames;
	keys h, b; /* filled anew by each step */
} step;

static int by_key(const void *px, const void *py)
{
	const key *x = px, *y = py;
	int c = str_cmp(x->path, y->path);
	if (c == 0 && x->rule != y->rule)
		c = x->rule < y->rule ? -1 : 1;
	if (c == 0 && x->manager != y->manager)
		c = x->manager < y->manager ? -1 : 1;
	if (c == 0)
		c = str_cmp(x->subject, y->subject);
	if (c == 0)
		c = str_cmp(x->evidence, y->evidence);
	return c ? c : str_cmp(x->text, y->text);
}

static int by_key_and_place(const void *px, const void *py)
{
	const key *x = px, *y = py;
	int c = by_key(x, y);
	return c ? c : (x->index > y->index) - (x->index < y->index);
}

static void sort_keys(keys *k)
{
	if (k->n > 1)
		qsort(k->at, (size_t)k->n, sizeof *k->at, by_key_and_place);
}

typedef enum use { USE_UP, USE_COPY, USE_IDENTITY } use;

static void excuse(step *s, const key *h, const key *b, use how)
{
	mark *m = &s->head->at[h->index];
	const finding *old = &s->in->base_findings.at[b->index];
	if (how != USE_COPY)
		s->base_done[b->index] = true;
	s->head_done[h->index] = true;
	if (how != USE_IDENTITY) {
		m->state = STATE_EXISTING;
		m->copied = how == USE_COPY;
	} else if (!str_eq(old->evidence, m->f->evidence)) {
		m->was = old->evidence;
	}
}

/* Joins the two lists. With USE_COPY one base key serves every equal head key. */
static void join(step *s, use how)
{
	sort_keys(&s->h);
	sort_keys(&s->b);
	ptrdiff_t i = 0, j = 0;
	while (i < s->h.n && j < s->b.n) {
		int c = by_key(&s->h.at[i], &s->b.at[j]);
		if (c == 0)
			excuse(s, &s->h.at[i], &s->b.at[j], how);
		i += c <= 0;
		j += c > 0 || (c == 0 && how != USE_COPY);
	}
}

static const source *source_at(const side *s, str path)
{
	const file *f = side_file(s, path);
	if (f)
		return f->src;
	return s->own_src && str_eq(s->own_src->path, path) ? s->own_src : NULL;
}

/* Not read to its end: by a syntax error, a bound, or because it is too large to open. */
static bool is_unread(const side *s, str path)
{
	if (s->own_src && str_eq(s->own_src->path, path))
		return !s->own || s->own->problems.n > 0;
	const file *f = side_file(s, path);
	if (!f)
		return false;
	return f->src->kind == ENTRY_TOO_LARGE || (f->env && !f->env->complete);
}

static bool is_there(const source *src)
{
	return src && src->kind != ENTRY_ABSENT;
}

/* Whether findings at head_path may be excused by findings at base_path: half a file explains
 * nothing unless it is the very same blob. */
static bool is_comparable(const settle_input *in, str base_path, str head_path)
{
	if (!is_unread(in->base, base_path) && !is_unread(in->head, head_path))
		return true;
	const source *b = source_at(in->base, base_path), *h = source_at(in->head, head_path);
	return b && h && b->oid.n > 0 && str_eq(b->oid, h->oid);
}

static str renamed_from(const side *head, str path)
{
	const file *f = side_file(head, path);
	return f ? f->was : (str){ 0 };
}

static key key_of(const finding *f, str path, ptrdiff_t index)
{
	return (key){ .path = path, .subject = f->subject, .evidence = f->evidence, .rule = f->rule,
		      .manager = f->manager, .index = index };
}

/* Base findings not used yet, under their own path. */
static void fill_base(step *s, bool with_evidence)
{
	s->b.n = 0;
	for (ptrdiff_t i = 0; i < s->in->base_findings.n; i++) {
		const finding *f = &s->in->base_findings.at[i];
		if (s->base_done[i])
			continue;
		key *k = &s->b.at[s->b.n++];
		*k = key_of(f, f->path, i);
		if (!with_evidence)
			k->evidence = (str){ 0 };
	}
}

/* Head findings not explained yet, under the path they had (renamed) or have. */
static void fill_head(step *s, bool renamed, bool with_evidence)
{
	s->h.n = 0;
	for (ptrdiff_t i = 0; i < s->head->n; i++) {
		const finding *f = s->head->at[i].f;
		str path = renamed ? renamed_from(s->in->head, f->path) : f->path;
		if (s->head_done[i] || !path.p)
			continue;
		if (with_evidence && !is_comparable(s->in, path, f->path))
			continue;
		key *k = &s->h.at[s->h.n++];
		*k = key_of(f, path, i);
		if (!with_evidence)
			k->evidence = (str){ 0 };
	}
}

static int by_crossing(const void *px, const void *py)
{
	const crossing *x = px, *y = py;
	int c = str_cmp(x->path, y->path);
	if (c == 0 && x->now_manager != y->now_manager)
		c = x->now_manager < y->now_manager ? -1 : 1;
	return c ? c : str_cmp(x->now, y->now);
}

/* Another branch of one repository is told as moved too, but is another fault: pip stays out. */
static bool is_crossing(const change *c)
{
	if (!c->was || !c->now || c->kind != CHANGE_MOVED)
		return false;
	if (c->was->manager != c->now->manager)
		return true;
	return c->now->manager == MANAGER_CONDA && str_eq(c->was->build, c->now->build);
}

static void learn_crossings(step *s)
{
	for (ptrdiff_t i = 0; i < s->in->change.changes.n; i++) {
		const change *c = &s->in->change.changes.at[i];
		if (!is_crossing(c))
			continue;
		*LIST_PUSH(s->a, &s->crossings) = (crossing){
			.path = c->path, .now = c->now->name, .now_manager = c->now->manager,
			.was_path = c->was_path.p ? c->was_path : c->path, .was = c->was->name,
			.was_manager = c->was->manager,
		};
	}
	size_t n = (size_t)s->crossings.n;
	if (n > 1)
		qsort(s->crossings.at, n, sizeof *s->crossings.at, by_crossing);
}

/* A finding about a package as such, whose constraint both managers can spell. */
static bool can_cross(const finding *f)
{
	return f->package.p && f->version_set.p && str_eq(f->subject, f->package);
}

static void fill_crossed(step *s)
{
	s->b.n = s->h.n = 0;
	for (ptrdiff_t i = 0; i < s->in->base_findings.n; i++) {
		const finding *f = &s->in->base_findings.at[i];
		if (s->base_done[i] || !can_cross(f))
			continue;
		key *k = &s->b.at[s->b.n++];
		*k = key_of(f, f->path, i);
		k->evidence = f->version_set;
	}
	for (ptrdiff_t i = 0; i < s->head->n; i++) {
		const finding *f = s->head->at[i].f;
		crossing want = { .path = f->path, .now = f->package, .now_manager = f->manager };
		if (s->head_done[i] || !can_cross(f))
			continue;
		size_t n = (size_t)s->crossings.n;
		const crossing *c = bsearch(&want, s->crossings.at, n, sizeof want, by_crossing);
		if (!c || !is_comparable(s->in, c->was_path, f->path))
			continue;
		key *k = &s->h.at[s->h.n++];
		*k = key_of(f, c->was_path, i);
		k->manager = c->was_manager;
		k->subject = c->was;
		k->evidence = f->version_set;
	}
}

/* A file that the base has neither here nor under the name it was renamed from. */
static bool is_new(const settle_input *in, str path)
{
	const file *f = side_file(in->head, path);
	if (!f || is_there(source_at(in->base, path)))
		return false;
	return !f->was.p || !is_there(source_at(in->base, f->was));
}

static void fill_copied(step *s)
{
	s->b.n = s->h.n = 0;
	for (ptrdiff_t i = 0; i < s->head->n; i++) {
		const finding *f = s->head->at[i].f;
		if (s->head_done[i] || !f->spec_raw.p || !is_new(s->in, f->path))
			continue;
		if (is_unread(s->in->head, f->path))
			continue;
		key *k = &s->h.at[s->h.n++];
		*k = key_of(f, path_folder(f->path), i);
		k->text = f->spec_raw;
	}
	for (ptrdiff_t i = 0; s->h.n > 0 && i < s->in->base_findings.n; i++) {
		const finding *f = &s->in->base_findings.at[i];
		if (!f->spec_raw.p)
			continue;
		key *k = &s->b.at[s->b.n++];
		*k = key_of(f, path_folder(f->path), i);
		k->text = f->spec_raw;
	}
}

static int by_old_path(const void *x, const void *y)
{
	return str_cmp(((const rename_row *)x)->old_path, ((const rename_row *)y)->old_path);
}

static void learn_renames(step *s)
{
	const files *all = &s->in->head->files;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const file *f = &all->at[i];
		if (f->was.p && !f->context && f->kind == FILE_ENVIRONMENT)
			*LIST_PUSH(s->a, &s->renames) = (rename_row){ f->was, f };
	}
	if (s->renames.n > 1)
		qsort(s->renames.at, (size_t)s->renames.n, sizeof *s->renames.at, by_old_path);
}

/* The file that base's path is on the head, under this or its new name; NULL: gone. */
static const file *heir(const step *s, str path)
{
	const file *h = side_file(s->in->head, path);
	if ((h && is_there(h->src)) || s->renames.n == 0)
		return h;
	rename_row want = { .old_path = path };
	size_t n = (size_t)s->renames.n;
	const rename_row *r = bsearch(&want, s->renames.at, n, sizeof want, by_old_path);
	return r ? r->now : NULL;
}

/* Whether a base finding without a counterpart is mended. A file that is gone, is no environment
 * any more or cannot be read has mended nothing. */
static bool is_mended(const step *s, const finding *f)
{
	const side *base = s->in->base, *head = s->in->head;
	const file *b = side_file(base, f->path);
	if (!b || b->kind != FILE_ENVIRONMENT) /* the policy */
		return settle_wants(s->in, f->path) && is_there(source_at(head, f->path)) &&
		       !is_unread(head, f->path);
	const file *h = heir(s, f->path);
	if (b->context || !h || h->context || !h->env)
		return false;
	if (!h->env->complete || !h->env->is_environment)
		return false;
	if (!settle_wants(s->in, f->path) && !settle_wants(s->in, h->path))
		return false;
	return !is_unread(base, f->path) || str_starts(RULES[f->rule].id, S("file/"));
}

void ratchet(arena *a, const settle_input *in, marks *head, marks *fixed)
{
	ptrdiff_t nbase = in->base_findings.n;
	step s = { .a = a, .in = in, .head = head };
	s.head_done = NEW_N(a, bool, head->n);
	s.base_done = NEW_N(a, bool, nbase);
	s.h.at = NEW_N(a, key, head->n);
	s.b.at = NEW_N(a, key, nbase);
	learn_crossings(&s);
	learn_renames(&s);

	fill_base(&s, true);
	fill_head(&s, false, true);
	join(&s, USE_UP);
	if (s.renames.n > 0) {
		fill_base(&s, true);
		fill_head(&s, true, true);
		join(&s, USE_UP);
	}
	if (s.crossings.n > 0) {
		fill_crossed(&s);
		join(&s, USE_UP);
	}
	fill_copied(&s);
	join(&s, USE_COPY);
	for (int renamed = 0; renamed < 2; renamed++) { /* same fault, other facts */
		fill_base(&s, false);
		fill_head(&s, renamed, false);
		join(&s, USE_IDENTITY);
	}
	for (ptrdiff_t i = 0; i < nbase; i++) {
		const finding *f = &in->base_findings.at[i];
		if (!s.base_done[i] && is_mended(&s, f))
			*LIST_PUSH(a, fixed) = (mark){ .f = f, .state = STATE_FIXED };
	}
}
