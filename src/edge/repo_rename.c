/* repo_rename: which added path is which removed one under a new name.
 *
 * Only pairs in which somebody takes an interest on one side are looked at: a change that moves ten
 * thousand source files and one environment file reads two blobs. Equal ids pair first (the same file
 * name before any other), then the most similar pair of at least half, ties by path, so the same two
 * sides always pair the same way. Work is bounded; a pair not looked at stays one removed and one
 * added file, which a gate judges more strictly, never less. */
#include "edge/repo_inner.h"

#include <stdlib.h>

enum {
	MIN_PERCENT = 50,
	MAX_RENAME_SIDE = 1000,               /* git's own diff.renameLimit */
	MAX_TEXT_BYTES = 8 * 1024 * 1024,     /* a larger text pairs by id only */
	MAX_LOADED_BYTES = 64 * 1024 * 1024,  /* of all texts compared */
	MAX_COMPARED_LINES = 50 * 1000 * 1000, /* of all pairs: under a second */
};

typedef struct candidate_file {
	delta *d;
	bool wanted, paired, loaded;
	item it;
	lines text; /* bytes 0 when not to be compared */
} candidate_file;
typedef LIST(candidate_file) candidates;

typedef struct pair {
	candidate_file *from, *to;
	int percent;
	bool same_name;
} pair;
typedef LIST(pair) pairs;

typedef struct renamer {
	arena *a;
	repo *r;
	candidates gone, added;
	ptrdiff_t loaded_bytes, compared_lines;
	pairs found;
} renamer;

static str file_name(str path) { return str_from(path, str_rfind_byte(path, '/') + 1); }

static str extension(str path)
{
	str name = file_name(path);
	ptrdiff_t dot = str_rfind_byte(name, '.');
	return dot < 0 ? S("") : str_from(name, dot);
}

static bool is_same_name(const candidate_file *x, const candidate_file *y)
{
	return str_eq(file_name(x->d->path), file_name(y->d->path));
}

static void add_candidate(renamer *n, candidates *list, delta *d, const entry *e, bool wanted)
{
	candidate_file c = { .d = d, .wanted = wanted, .it = { .path = d->path, .mode = GIT_FILEMODE_BLOB } };
	if (e->kind == ENTRY_BLOB && e->oid.p && git_oid_fromstrn(&c.it.id, e->oid.p, HEX) == 0)
		*LIST_PUSH(n->a, list) = c;
}

static bool any_wanted(const candidates *list)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->at[i].wanted)
			return true;
	return false;
}

/* Added files on disk have no blob: their bytes are read there. Both lists are sorted by path. */
static void mark_on_disk(candidates *added, const items *on_disk)
{
	for (ptrdiff_t i = 0, j = 0; i < added->n && j < on_disk->n;) {
		int c = str_cmp(added->at[i].d->path, on_disk->at[j].path);
		if (c == 0)
			added->at[i].it = on_disk->at[j];
		i += c <= 0;
		j += c >= 0;
	}
}

static void join(candidate_file *from, candidate_file *to)
{
	from->paired = to->paired = true;
	from->d->now = to->d->path;
	to->d->was = from->d->path;
}

/* ---- equal ids ---- */

static int by_id(const void *x, const void *y)
{
	const candidate_file *c = x, *d = y;
	int order = git_oid_cmp(&c->it.id, &d->it.id);
	return order ? order : str_cmp(c->d->path, d->d->path);
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const candidate_file *)x)->d->path, ((const candidate_file *)y)->d->path);
}

static void sort(candidates *list, int (*order)(const void *, const void *))
{
	if (list->n > 1)
		qsort(list->at, (size_t)list->n, sizeof *list->at, order);
}

static ptrdiff_t end_of_group(const candidates *list, ptrdiff_t i)
{
	const git_oid *id = &list->at[i].it.id;
	while (i < list->n && git_oid_equal(&list->at[i].it.id, id))
		i++;
	return i;
}

/* The first free file of one id for from. */
static void join_first(candidate_file *from, candidate_file *to, ptrdiff_t n, bool same_name)
{
	for (ptrdiff_t j = 0; j < n && !from->paired; j++)
		if (!to[j].paired && (from->wanted || to[j].wanted) && (!same_name || is_same_name(from, &to[j])))
			join(from, &to[j]);
}

static void join_equal_ids(renamer *n)
{
	sort(&n->gone, by_id);
	sort(&n->added, by_id);
	for (ptrdiff_t i = 0, j = 0; i < n->gone.n && j < n->added.n;) {
		ptrdiff_t i_end = end_of_group(&n->gone, i), j_end = end_of_group(&n->added, j);
		int c = git_oid_cmp(&n->gone.at[i].it.id, &n->added.at[j].it.id);
		for (ptrdiff_t k = i; c == 0 && k < i_end; k++)
			join_first(&n->gone.at[k], &n->added.at[j], j_end - j, true);
		for (ptrdiff_t k = i; c == 0 && k < i_end; k++)
			join_first(&n->gone.at[k], &n->added.at[j], j_end - j, false);
		i = c <= 0 ? i_end : i;
		j = c >= 0 ? j_end : j;
	}
}

/* ---- similar texts ---- */

/* Keeps what is free and wanted, and what nobody asked for but could be a wanted one's other end
 * because its name ends alike; of that at most as much as git would look at. */
static candidates shortlist(renamer *n, const candidates *list, const candidates *others)
{
	candidates kept = { 0 };
	strs endings = { 0 };
	for (ptrdiff_t i = 0; i < others->n; i++)
		if (others->at[i].wanted && !others->at[i].paired)
			*LIST_PUSH(n->a, &endings) = extension(others->at[i].d->path);
	strs_sort_unique(&endings);
	ptrdiff_t unasked = 0;
	for (ptrdiff_t i = 0; i < list->n; i++) {
		candidate_file *c = &list->at[i];
		if (c->paired || (!c->wanted && !strs_has(&endings, extension(c->d->path))))
			continue;
		unasked += !c->wanted;
		if (c->wanted || unasked <= MAX_RENAME_SIDE)
			*LIST_PUSH(n->a, &kept) = *c;
	}
	return kept;
}

static const err *load(renamer *n, candidate_file *c)
{
	source src = { 0 };
	if (c->loaded)
		return NULL;
	c->loaded = true;
	ptrdiff_t room = MAX_LOADED_BYTES - n->loaded_bytes;
	TRY(side_bytes(n->a, n->r, &c->it, room < MAX_TEXT_BYTES ? room : MAX_TEXT_BYTES, &src));
	n->loaded_bytes += src.bytes.n;
	c->text = lines_of(n->a, src.bytes);
	return NULL;
}

/* Half of the larger can only be shared if the smaller is at least half as large. */
static bool sizes_allow(ptrdiff_t x, ptrdiff_t y)
{
	ptrdiff_t small = x < y ? x : y, large = x < y ? y : x;
	return small > 0 && large - small <= large / 2;
}

static const err *compare(renamer *n, candidate_file *from, candidate_file *to)
{
	if (!from->wanted && !to->wanted)
		return NULL;
	TRY(load(n, from));
	TRY(load(n, to));
	n->compared_lines += from->text.n + to->text.n;
	if (!sizes_allow(from->text.bytes, to->text.bytes) || n->compared_lines > MAX_COMPARED_LINES)
		return NULL;
	int percent = similarity_percent(&from->text, &to->text);
	if (percent >= MIN_PERCENT)
		*LIST_PUSH(n->a, &n->found) = (pair){ from, to, percent, is_same_name(from, to) };
	return NULL;
}

/* Best first; then by paths, so that the order is total. */
static int by_merit(const void *x, const void *y)
{
	const pair *p = x, *q = y;
	if (p->percent != q->percent)
		return q->percent - p->percent;
	if (p->same_name != q->same_name)
		return (int)q->same_name - (int)p->same_name;
	int order = str_cmp(p->to->d->path, q->to->d->path);
	return order ? order : str_cmp(p->from->d->path, q->from->d->path);
}

static const err *join_similar(renamer *n)
{
	candidates gone = shortlist(n, &n->gone, &n->added), added = shortlist(n, &n->added, &n->gone);
	sort(&gone, by_path);
	sort(&added, by_path);
	for (ptrdiff_t i = 0; i < gone.n; i++)
		for (ptrdiff_t j = 0; j < added.n; j++)
			TRY(compare(n, &gone.at[i], &added.at[j]));
	if (n->found.n > 1)
		qsort(n->found.at, (size_t)n->found.n, sizeof *n->found.at, by_merit);
	for (ptrdiff_t i = 0; i < n->found.n; i++)
		if (!n->found.at[i].from->paired && !n->found.at[i].to->paired)
			join(n->found.at[i].from, n->found.at[i].to);
	return NULL;
}

const err *pair_renames(arena *a, repo *r, deltas *all, const items *on_disk, repo_wanted wanted,
                        const void *context)
{
	renamer n = { .a = a, .r = r };
	for (ptrdiff_t i = 0; i < all->n; i++) {
		delta *d = &all->at[i];
		if (d->head.kind == ENTRY_ABSENT)
			add_candidate(&n, &n.gone, d, &d->base, wanted(context, d->path));
		else if (d->base.kind == ENTRY_ABSENT)
			add_candidate(&n, &n.added, d, &d->head, wanted(context, d->path));
	}
	if (n.gone.n == 0 || n.added.n == 0 || !(any_wanted(&n.gone) || any_wanted(&n.added)))
		return NULL;
	mark_on_disk(&n.added, on_disk);
	join_equal_ids(&n);
	return join_similar(&n);
}
