/* repo_staged: the staged side by our own reading of the index (indexfile.h).
 *
 * In a hook nearly every folder is as it was in HEAD, and the index says so itself: its cache tree holds,
 * for each folder that nobody touched since, the id of the tree that git wrote for it. Where that is the id
 * HEAD's tree has, the folder is passed over with one comparison, as git passes over it; the rest is
 * merged name by name. Only trees come from libgit2. The file is mapped, not read: git replaces an index
 * by renaming, so what is mapped stays what it was. */
#include "edge/indexfile.h"
#include "edge/repo_inner.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct mapping {
	void *at;
	size_t bytes;
} mapping;

static void unmap(void *handle)
{
	mapping *m = handle;
	munmap(m->at, m->bytes);
}

static str map_file(arena *a, const char *path)
{
	struct stat st;
	str out = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return out;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
		void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at != MAP_FAILED) {
			mapping *m = NEW(a, mapping);
			*m = (mapping){ at, (size_t)st.st_size };
			arena_defer(a, unmap, m);
			out = (str){ at, (ptrdiff_t)st.st_size };
		}
	}
	close(fd);
	return out;
}

const indexfile *staged_open(repo *r)
{
	if (r->staged_looked)
		return r->staged;
	r->staged_looked = true;
	str path = r->index_file.p ? r->index_file : arena_cat(r->a, r->git_dir, S("index"));
	indexfile *x = NEW(r->a, indexfile);
	if (indexfile_read(r->a, map_file(r->a, path.p), x) && !x->has_conflicts)
		r->staged = x;
	return r->staged;
}

static item item_of(const index_entry *e)
{
	item it = { .path = e->path, .mode = e->intent_to_add ? 0 : e->mode };
	memcpy(it.id.id, e->id, INDEX_ID_BYTES);
	return it;
}

static bool is_below(const indexfile *x, ptrdiff_t i, str folder)
{
	return i < x->n && str_starts(indexfile_path(x, i), folder);
}

void staged_find(const indexfile *x, str path, item *out)
{
	char name[MAX_PATH_BYTES + 2];
	*out = (item){ .path = path };
	if (path.n <= 0 || path.n > MAX_PATH_BYTES)
		return;
	ptrdiff_t i = indexfile_seek(x, path);
	if (i < x->n && str_eq(indexfile_path(x, i), path)) {
		index_entry e = indexfile_entry(x, i);
		*out = item_of(&e);
		out->path = path;
		if (out->mode)
			return;
		*out = (item){ .path = path };
	}
	memcpy(name, path.p, (size_t)path.n);
	name[path.n] = '/';
	str folder = { name, path.n + 1 };
	if (is_below(x, indexfile_seek(x, folder), folder))
		out->mode = GIT_FILEMODE_TREE;
}

void staged_list(arena *a, const indexfile *x, str folder, bool deep, entries *out)
{
	for (ptrdiff_t i = indexfile_seek(x, folder); is_below(x, i, folder); i++) {
		index_entry e = indexfile_entry(x, i);
		item it = item_of(&e);
		str path = e.path;
		ptrdiff_t slash = str_find_byte(str_from(path, folder.n), '/');
		if (!it.mode)
			continue;
		if (!deep && slash >= 0) {
			path = str_head(path, folder.n + slash);
			it = (item){ .mode = GIT_FILEMODE_TREE };
			if (out->n > 0 && str_eq(out->at[out->n - 1].path, path))
				continue;
		}
		*LIST_PUSH(a, out) = item_entry(a, &it, arena_str(a, path));
	}
}

/* ---- compared with a tree ---- */

typedef struct stretch {
	ptrdiff_t beg, end;
} stretch;

typedef LIST(cached_tree) cached_trees;

typedef struct merging {
	arena *a;
	repo *r;
	const indexfile *x;
	const staged_seen *seen;
	ptrdiff_t at;            /* the next entry of the index */
	path_buf path;           /* the folder, with a slash; empty at the root */
	bool use_cached;
	bool differs;
	LIST(stretch) same;      /* entries passed over */
} merging;

static str folder_of(const merging *m) { return (str){ m->path.p, m->path.n }; }

static void tell(merging *m, str path, const item *base, const item *head)
{
	m->differs = true;
	m->seen->differs(m->seen->context, path, base, head);
}

static int by_name(const void *x, const void *y)
{
	return str_cmp(((const cached_tree *)x)->name, ((const cached_tree *)y)->name);
}

/* The cached trees directly in one, by name; git writes them shortest first. None when it is broken. */
static cached_trees folders_in(arena *a, const cached_tree *of)
{
	cached_trees out = { 0 };
	if (!of)
		return out;
	str rest = of->inside;
	for (long i = 0; i < of->folders; i++) {
		cached_tree sub;
		if (!cached_tree_next(&rest, &sub) || !cached_tree_skip(&sub, &rest))
			return (cached_trees){ 0 };
		*LIST_PUSH(a, &out) = sub;
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_name);
	return out;
}

static const cached_tree *folder_named(const cached_trees *in, str name)
{
	cached_tree key = { .name = name };
	return in->n ? bsearch(&key, in->at, (size_t)in->n, sizeof *in->at, by_name) : NULL;
}

/* Whether the entries from here on that the cached tree speaks of are this folder's, all of it, and it has
 * that id. */
static bool is_whole(const merging *m, const cached_tree *cached, const git_oid *id)
{
	if (!m->use_cached || !cached || !cached->id || memcmp(cached->id, id->id, INDEX_ID_BYTES) != 0 ||
	    cached->entries <= 0 || cached->entries > m->x->n - m->at)
		return false;
	ptrdiff_t end = m->at + cached->entries;
	str folder = folder_of(m);
	return is_below(m->x, m->at, folder) && is_below(m->x, end - 1, folder) && !is_below(m->x, end, folder);
}

static const err *gone(void *context, const item *leaf)
{
	tell(context, leaf->path, leaf, NULL);
	return NULL;
}

static const err *merge_folder(merging *m, const git_oid *tree, const cached_tree *cached, int depth);

/* A name of the tree that the index does not have. */
static const err *only_in_tree(merging *m, const tree_entry *t)
{
	ptrdiff_t n = m->path.n;
	const err *e = NULL;
	if (!path_push(&m->path, t->name, item_is_tree(t->mode)))
		return path_too_long(m->a, &m->path);
	item it = { .path = folder_of(m), .id = t->id, .mode = t->mode };
	if (item_is_tree(t->mode))
		e = tree_leaves(m->a, m->r, &t->id, folder_of(m), gone, m);
	else
		tell(m, it.path, &it, NULL);
	m->path.n = n;
	return e;
}

static void only_in_index(merging *m)
{
	index_entry e = indexfile_entry(m->x, m->at++);
	item it = item_of(&e);
	if (it.mode)
		tell(m, it.path, NULL, &it);
}

static const err *both_folders(merging *m, const tree_entry *t, const cached_tree *cached, int depth)
{
	ptrdiff_t n = m->path.n;
	if (!path_push(&m->path, t->name, true) || depth > MAX_TREE_DEPTH)
		return path_too_long(m->a, &m->path);
	const err *e = NULL;
	if (is_whole(m, cached, &t->id)) {
		*LIST_PUSH(m->a, &m->same) = (stretch){ m->at, m->at + cached->entries };
		m->at += cached->entries;
	} else {
		e = merge_folder(m, &t->id, cached, depth + 1);
	}
	m->path.n = n;
	return e;
}

static void both_files(merging *m, const tree_entry *t)
{
	index_entry e = indexfile_entry(m->x, m->at++);
	item head = item_of(&e), base = { .path = e.path, .id = t->id, .mode = t->mode };
	if (!head.mode)
		tell(m, e.path, &base, NULL);
	else if (!git_oid_equal(&head.id, &base.id) || head.mode != base.mode)
		tell(m, e.path, &base, &head);
	else if (item_is_link(head.mode))
		m->seen->same_link(m->seen->context, e.path, &head);
}

/* The index's next name in this folder, as if it stood in a tree; false when there is none. */
static bool index_name(const merging *m, tree_entry *out)
{
	if (!is_below(m->x, m->at, folder_of(m)))
		return false;
	str rest = str_from(indexfile_path(m->x, m->at), m->path.n);
	ptrdiff_t slash = str_find_byte(rest, '/');
	*out = (tree_entry){ .name = slash < 0 ? rest : str_head(rest, slash),
		             .mode = slash < 0 ? GIT_FILEMODE_BLOB : GIT_FILEMODE_TREE };
	return true;
}

static const err *merge_names(merging *m, tree_cursor *c, const cached_trees *cached, int depth)
{
	tree_entry name;
	bool in_tree = tree_step(c), in_index = index_name(m, &name);
	while (in_tree || in_index) {
		int order = !in_index ? -1 : !in_tree ? 1 : tree_order(&c->at, &name);
		if (order < 0)
			TRY(only_in_tree(m, &c->at));
		else if (order > 0)
			only_in_index(m);
		else if (item_is_tree(name.mode))
			TRY(both_folders(m, &c->at, folder_named(cached, name.name), depth));
		else
			both_files(m, &c->at);
		if (order <= 0)
			in_tree = tree_step(c);
		if (order >= 0)
			in_index = index_name(m, &name);
	}
	return NULL;
}

static const err *merge_folder(merging *m, const git_oid *tree, const cached_tree *cached, int depth)
{
	git_odb_object *object = NULL;
	tree_cursor c = { 0 };
	cached_trees folders = folders_in(m->a, cached);
	if (tree)
		TRY(tree_get(m->a, m->r, tree, &object));
	if (object)
		c.rest = tree_bytes(object);
	const err *e = merge_names(m, &c, &folders, depth);
	git_odb_object_free(object);
	return !e && c.broken ? tree_broken(m->a, tree) : e;
}

/* Links in folders that were passed over: their targets may lie in folders that were not. */
static void links_passed_over(merging *m)
{
	for (ptrdiff_t i = 0; i < m->same.n; i++)
		for (ptrdiff_t k = m->same.at[i].beg; k < m->same.at[i].end; k++) {
			index_entry e = indexfile_entry(m->x, k);
			if (!item_is_link(e.mode))
				continue;
			item link = item_of(&e);
			m->seen->same_link(m->seen->context, e.path, &link);
		}
}

const err *staged_diff(arena *a, repo *r, const git_oid *base, const staged_seen *seen)
{
	cached_tree root;
	merging *m = NEW(a, merging);
	*m = (merging){ .a = a, .r = r, .x = staged_open(r), .seen = seen };
	str rest = m->x->cache_tree;
	m->use_cached = rest.n > 0 && !m->x->has_intents && cached_tree_next(&rest, &root);
	const cached_tree *cached = m->use_cached ? &root : NULL;
	if (base && is_whole(m, cached, base))
		return NULL;
	TRY(merge_folder(m, base, cached, 0));
	if (m->differs)
		links_passed_over(m);
	return NULL;
}
