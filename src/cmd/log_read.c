/* log_read: from the steps of a walk to events, each blob read and parsed once.
 *
 * A history has more text than memory has room for, and a file is needed at most twice in a row: as what a
 * commit made and as what the next one found. So parsed blobs live in slots, each with an arena of its own,
 * which is what lets one be forgotten; a slot that is in use is never taken. */
#include "cmd/log.h"

#include "base/day.h"
#include "base/limits.h"
#include "gate/diff.h"
#include "gate/plan.h"
#include "read/anyfile.h"

enum {
	CACHE_BYTES = 40 * 1024 * 1024,
	SLOT_BYTES = 128 * 1024,            /* what the smallest file costs: its arena's first block, libgit2's copy */
	BUCKETS = 4096,
	MAX_HOPS = 100,                     /* broken revisions of a file in a row that are passed over */
};

typedef struct slot {
	arena *a; /* NULL: free */
	file f;
	str oid, path;
	long long used; /* when */
	ptrdiff_t bytes;
	int next;       /* in its bucket; -1: the last */
} slot;

struct log_cache {
	arena *a;
	repo *repo;
	const policy *policy;
	LIST(slot) slots;
	int buckets[BUCKETS];
	ptrdiff_t bytes;
	long long clock, released; /* used after released: in use */
};

static void close_slots(void *handle)
{
	log_cache *c = handle;
	for (ptrdiff_t i = 0; i < c->slots.n; i++)
		arena_close(c->slots.at[i].a);
}

log_cache *log_cache_open(arena *a, repo *r, const policy *p)
{
	log_cache *c = NEW(a, log_cache);
	*c = (log_cache){ .a = a, .repo = r, .policy = p };
	for (int i = 0; i < BUCKETS; i++)
		c->buckets[i] = -1;
	arena_defer(a, close_slots, c);
	return c;
}

void log_release(log_cache *c)
{
	c->released = c->clock;
}

static int *bucket_of(log_cache *c, str oid)
{
	unsigned h = 0;
	for (ptrdiff_t i = 0; i < oid.n && i < 8; i++)
		h = h * 31 + (unsigned char)oid.p[i];
	return &c->buckets[h % BUCKETS];
}

static slot *find_slot(log_cache *c, const entry *e)
{
	for (int i = *bucket_of(c, e->oid); i >= 0; i = c->slots.at[i].next)
		if (str_eq(c->slots.at[i].oid, e->oid) && str_eq(c->slots.at[i].path, e->path))
			return &c->slots.at[i];
	return NULL;
}

static void forget(log_cache *c, ptrdiff_t number)
{
	slot *s = &c->slots.at[number];
	int *at = bucket_of(c, s->oid);
	while (*at != (int)number)
		at = &c->slots.at[*at].next;
	*at = s->next;
	c->bytes -= s->bytes;
	arena_close(s->a);
	*s = (slot){ 0 };
}

/* Makes room; *free_one is a free slot's number, or -1. */
static void make_room(log_cache *c, ptrdiff_t *free_one)
{
	*free_one = -1;
	for (;;) {
		ptrdiff_t oldest = -1;
		for (ptrdiff_t i = 0; i < c->slots.n; i++) {
			const slot *s = &c->slots.at[i];
			if (!s->a)
				*free_one = i;
			else if (s->used <= c->released && (oldest < 0 || s->used < c->slots.at[oldest].used))
				oldest = i;
		}
		if (c->bytes <= CACHE_BYTES || oldest < 0)
			return;
		forget(c, oldest);
	}
}

static ptrdiff_t bound_of(file_kind k)
{
	return file_kind_is_lock(k) ? MAX_LOCK_BYTES : MAX_ENV_BYTES;
}

/* Reads and parses into a. */
static const err *load_file(log_cache *c, arena *a, const entry *e, file *out)
{
	source *src = NEW(a, source);
	*out = (file){ .path = e->path, .src = src };
	TRY(repo_blob(a, c->repo, e, bound_of(plan_kind_in(c->policy, e->path)), src));
	out->kind = plan_kind_of(c->policy, e->path, src);
	if (src->kind == ENTRY_BLOB && src->bytes.p)
		anyfile_read(a, out, out->kind, NULL);
	return NULL;
}

const err *log_file(log_cache *c, const entry *e, const file **out)
{
	slot *known = find_slot(c, e);
	if (known) {
		known->used = ++c->clock;
		*out = &known->f;
		return NULL;
	}
	ptrdiff_t number;
	make_room(c, &number);
	if (number < 0) {
		number = c->slots.n;
		LIST_PUSH(c->a, &c->slots)->a = NULL;
	}
	slot fresh = { .a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024), .oid = e->oid, .path = e->path };
	c->slots.at[number].a = fresh.a; /* so that it is closed when reading fails */
	TRY(load_file(c, fresh.a, e, &fresh.f));
	fresh.bytes = SLOT_BYTES + arena_used(fresh.a) + fresh.f.src->bytes.n;
	fresh.used = ++c->clock;
	int *bucket = bucket_of(c, e->oid);
	fresh.next = *bucket;
	*bucket = (int)number;
	c->bytes += fresh.bytes;
	c->slots.at[number] = fresh;
	*out = &c->slots.at[number].f;
	return NULL;
}

/* ---- events ---- */

static bool is_declaring(const file *f)
{
	return f->kind == FILE_ENVIRONMENT && f->env && f->env->complete && f->env->is_environment;
}

/* Whether it may be an environment, but nobody can say what it declares. */
static bool is_unreadable(const file *f)
{
	if (f->kind != FILE_ENVIRONMENT)
		return false;
	return f->env ? !f->env->complete : f->src->kind != ENTRY_ABSENT && f->src->kind != ENTRY_TREE;
}

static const entry *entry_at(const entries *all, str path)
{
	ptrdiff_t lo = 0, hi = all->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(all->at[mid].path, path);
		if (c == 0)
			return &all->at[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static str old_path(const log_parent *p, str path)
{
	for (ptrdiff_t i = 0; i < p->renames.n; i++)
		if (str_eq(p->renames.at[i].path, path))
			return p->renames.at[i].was;
	return path;
}

/* What a file declared before, passing over revisions that cannot be read; NULL: it was none. */
static const err *file_before(logging *l, const log_parent *p, str path, const file **out)
{
	*out = NULL;
	for (int hops = 0; p && hops < MAX_HOPS; hops++) {
		path = old_path(p, path);
		const entry *e = entry_at(p->was, path);
		if (!e)
			return NULL;
		TRY(log_file(l->cache, e, out));
		if (!is_unreadable(*out)) {
			*out = is_declaring(*out) ? *out : NULL;
			return NULL;
		}
		p = p->at >= 0 ? &l->walk.steps.at[p->at].parents.at[0] : NULL;
	}
	*out = NULL;
	return NULL;
}

typedef struct reading {
	logging *l;
	arena *a; /* of this step */
	const log_step *step;
	const log_parent *parent;
	timeline_line *line;
	bool is_first; /* the first parent: gaps are told once */
} reading;

static const err *compare(reading *rd, str path, const entry *now)
{
	logging *l = rd->l;
	const file *before = NULL, *after = NULL;
	if (now)
		TRY(log_file(l->cache, now, &after));
	if (after && is_unreadable(after)) {
		if (rd->is_first)
			*LIST_PUSH(l->r->a, &l->t->gaps) = (gap){ l->t->moments.n - 1, path };
		return NULL;
	}
	TRY(file_before(l, rd->parent, path, &before));
	after = after && is_declaring(after) ? after : NULL;
	if (before || after)
		diff_env(rd->a, l->policy, before, after, &rd->line->changes);
	return NULL;
}

static bool is_renamed_away(const log_parent *p, str path)
{
	for (ptrdiff_t i = 0; i < p->renames.n; i++)
		if (str_eq(p->renames.at[i].was, path))
			return true;
	return false;
}

/* Both lists are sorted by path: one walk over them finds what differs. */
static const err *compare_all(reading *rd)
{
	const entries *was = rd->parent->was, *now = rd->step->now;
	for (ptrdiff_t i = 0, j = 0; i < was->n || j < now->n;) {
		int c = i == was->n ? 1 : j == now->n ? -1 : str_cmp(was->at[i].path, now->at[j].path);
		const entry *x = c <= 0 ? &was->at[i] : NULL, *y = c >= 0 ? &now->at[j] : NULL;
		i += c <= 0;
		j += c >= 0;
		if (c == 0 && x->kind == y->kind && str_eq(x->oid, y->oid))
			continue;
		if (file_kind_is_lock(plan_kind_in(rd->l->policy, y ? y->path : x->path)) ||
		    (!y && is_renamed_away(rd->parent, x->path)))
			continue;
		TRY(compare(rd, y ? y->path : x->path, y));
	}
	return NULL;
}

static void add_moment(logging *l, const log_step *s)
{
	*LIST_PUSH(l->r->a, &l->t->moments) = (moment){
		.oid = s->oid, .author = s->author, .subject = s->subject, .time_s = s->time_s,
		.date = day_of_seconds(l->r->a, s->time_s), .is_merge = s->parents.n > 1,
	};
}

static const err *read_step(logging *l, const log_step *s, arena *scratch)
{
	timeline_line *lines = NEW_N(scratch, timeline_line, s->parents.n);
	add_moment(l, s);
	for (ptrdiff_t i = 0; i < s->parents.n; i++) {
		const log_parent *p = &s->parents.at[i];
		lines[i].down = (descent){ .older = p->at, .is_cut = p->is_cut };
		for (ptrdiff_t k = 0; k < p->renames.n; k++)
			*LIST_PUSH(l->r->a, &lines[i].down.renamed) =
				(pin_key){ .path = p->renames.at[k].path, .package = p->renames.at[k].was };
		reading rd = { l, scratch, s, p, &lines[i], i == 0 };
		TRY(compare_all(&rd));
	}
	timeline_add(l->r->a, l->t, lines, s->parents.n);
	log_release(l->cache);
	return NULL;
}

const err *log_events(logging *l)
{
	for (ptrdiff_t i = 0; i < l->walk.steps.n; i++) {
		host_progress("envgate: commits", i, l->walk.steps.n);
		arena *scratch = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
		const err *failed = read_step(l, &l->walk.steps.at[i], scratch);
		arena_close(scratch);
		if (failed)
			return failed;
	}
	host_progress_end();
	return NULL;
}

const err *log_head_files(logging *l, files *out)
{
	for (ptrdiff_t i = 0; i < l->walk.head->n; i++) {
		const entry *e = &l->walk.head->at[i];
		file f;
		if (plan_kind_in(l->policy, e->path) != FILE_ENVIRONMENT || e->kind != ENTRY_BLOB)
			continue;
		TRY(load_file(l->cache, l->r->a, e, &f));
		if (is_declaring(&f))
			*LIST_PUSH(l->r->a, out) = f;
	}
	return NULL;
}
