/* repo_tree: trees as git stores them, read from the raw object.
 *
 * Not through git_tree: that copies every entry of a folder, finds names by binary search and so
 * misses a name in a tree that is out of order. A stranger can push such a tree where the server does
 * not check, and a checkout would still write the file. Here every tree is walked in order, and one
 * that git would not write is an error. */
#include "edge/repo_inner.h"

#include <string.h>

enum { MODE_DIGITS = 6 };

static bool read_mode(str *rest, unsigned *mode)
{
	ptrdiff_t i = 0;
	*mode = 0;
	for (; i < rest->n && i < MODE_DIGITS && rest->p[i] >= '0' && rest->p[i] <= '7'; i++)
		*mode = *mode * 8 + (unsigned)(rest->p[i] - '0');
	if (i == 0 || i >= rest->n || rest->p[i] != ' ')
		return false;
	*rest = str_from(*rest, i + 1);
	return true;
}

/* Old git wrote 100664 and the like; the class is what counts. 0 for a class git does not know. */
static unsigned tidy_mode(unsigned mode)
{
	switch (mode & 0170000) {
	case 0040000: return GIT_FILEMODE_TREE;
	case 0100000: return mode & 0100 ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
	case 0120000: return GIT_FILEMODE_LINK;
	case 0160000: return GIT_FILEMODE_COMMIT;
	default:
		return 0;
	}
}

int tree_order(const tree_entry *x, const tree_entry *y)
{
	ptrdiff_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
	int c = n > 0 ? memcmp(x->name.p, y->name.p, (size_t)n) : 0;
	if (c)
		return c;
	/* The byte behind the shared part: a slash ends a tree's name, NUL any other. */
	int xc = n < x->name.n ? (unsigned char)x->name.p[n] : item_is_tree(x->mode) ? '/' : 0;
	int yc = n < y->name.n ? (unsigned char)y->name.p[n] : item_is_tree(y->mode) ? '/' : 0;
	return xc - yc;
}

bool tree_step(tree_cursor *c)
{
	if (c->broken || c->rest.n == 0)
		return false;
	tree_entry before = c->at;
	c->broken = true;
	unsigned mode = 0;
	if (!read_mode(&c->rest, &mode))
		return false;
	ptrdiff_t end = str_find_byte(c->rest, '\0');
	if (end <= 0 || c->rest.n - end - 1 < GIT_OID_RAWSZ)
		return false;
	c->at.name = str_head(c->rest, end);
	c->at.mode = tidy_mode(mode);
	memcpy(c->at.id.id, c->rest.p + end + 1, GIT_OID_RAWSZ);
	if (!c->at.mode || memchr(c->at.name.p, '/', (size_t)end))
		return false;
	if (before.name.p && tree_order(&before, &c->at) >= 0)
		return false;
	c->rest = str_from(c->rest, end + 1 + GIT_OID_RAWSZ);
	c->broken = false;
	return true;
}

str tree_bytes(const git_odb_object *tree)
{
	/* 1.5 declares these two without const. */
	git_odb_object *object = (git_odb_object *)(uintptr_t)tree;
	return (str){ git_odb_object_data(object), (ptrdiff_t)git_odb_object_size(object) };
}

const err *tree_broken(arena *a, const git_oid *id)
{
	const err *e = err_new(a, ERR_GIT, "the tree %.*s is corrupt: no tree that git would write",
	                       SARG(oid_hex(a, id)));
	return err_hint(a, e, "git fsck");
}

const err *tree_get(arena *a, repo *r, const git_oid *id, git_odb_object **out)
{
	for (int i = 0; i < TREE_SLOTS; i++)
		if (r->trees[i] && git_oid_equal(git_odb_object_id(r->trees[i]), id)) {
			git_odb_object_dup(out, r->trees[i]);
			return NULL;
		}
	int rc = git_odb_read(out, r->odb, id);
	if (rc < 0)
		return repo_says(a, r, rc, "reading the tree %.*s", SARG(oid_hex(a, id)));
	if (git_odb_object_type(*out) != GIT_OBJECT_TREE) {
		git_odb_object_free(*out);
		return tree_broken(a, id);
	}
	git_odb_object **slot = &r->trees[r->next_tree];
	r->next_tree = (r->next_tree + 1) % TREE_SLOTS;
	git_odb_object_free(*slot);
	git_odb_object_dup(slot, *out);
	return NULL;
}

/* One name in one tree; mode 0 when it has none. */
static const err *find_name(arena *a, repo *r, const git_oid *tree, str name, item *out)
{
	git_odb_object *object = NULL;
	TRY(tree_get(a, r, tree, &object));
	tree_cursor c = { .rest = tree_bytes(object) };
	out->mode = 0;
	/* To the end even after a hit: only a whole tree is known to be in order. */
	while (tree_step(&c))
		if (str_eq(c.at.name, name)) {
			out->mode = c.at.mode;
			out->id = c.at.id;
		}
	git_odb_object_free(object);
	return c.broken ? tree_broken(a, tree) : NULL;
}

const err *tree_find(arena *a, repo *r, const git_oid *root, str path, item *out)
{
	*out = (item){ .path = path, .id = *root, .mode = GIT_FILEMODE_TREE };
	str rest = path, name;
	while (rest.n > 0 && str_next(&rest, '/', &name)) {
		if (!item_is_tree(out->mode)) {
			out->mode = 0; /* the path goes on below a file */
			return NULL;
		}
		git_oid tree = out->id;
		TRY(find_name(a, r, &tree, name, out));
		if (!out->mode)
			return NULL;
	}
	return NULL;
}

bool path_push(path_buf *b, str name, bool is_folder)
{
	if (b->n + name.n + is_folder > MAX_PATH_BYTES)
		return false;
	if (name.n > 0)
		memcpy(b->p + b->n, name.p, (size_t)name.n);
	b->n += name.n;
	if (is_folder)
		b->p[b->n++] = '/';
	return true;
}

const err *path_too_long(arena *a, const path_buf *b)
{
	return err_new(a, ERR_LIMIT, "a path below %.*s is longer than %d bytes or deeper than %d folders",
	               (int)(b->n < 80 ? b->n : 80), b->p, MAX_PATH_BYTES, MAX_TREE_DEPTH);
}

typedef struct walk {
	arena *a;
	repo *r;
	tree_leaf leaf;
	void *context;
	path_buf path;
} walk;

static const err *walk_tree(walk *w, const git_oid *id, int depth);

static const err *walk_entry(walk *w, const tree_entry *e, int depth)
{
	ptrdiff_t n = w->path.n;
	bool is_folder = item_is_tree(e->mode);
	if (!path_push(&w->path, e->name, is_folder) || depth > MAX_TREE_DEPTH)
		return path_too_long(w->a, &w->path);
	const err *failed;
	if (is_folder) {
		failed = walk_tree(w, &e->id, depth + 1);
	} else {
		item leaf = { .path = { w->path.p, w->path.n }, .id = e->id, .mode = e->mode };
		failed = w->leaf(w->context, &leaf);
	}
	w->path.n = n;
	return failed;
}

static const err *walk_tree(walk *w, const git_oid *id, int depth)
{
	git_odb_object *object = NULL;
	TRY(tree_get(w->a, w->r, id, &object));
	tree_cursor c = { .rest = tree_bytes(object) };
	const err *failed = NULL;
	while (!failed && tree_step(&c))
		failed = walk_entry(w, &c.at, depth);
	git_odb_object_free(object);
	if (!failed && c.broken)
		failed = tree_broken(w->a, id);
	return failed;
}

const err *tree_leaves(arena *a, repo *r, const git_oid *root, str prefix, tree_leaf leaf, void *context)
{
	walk *w = NEW(a, walk);
	*w = (walk){ .a = a, .r = r, .leaf = leaf, .context = context };
	if (!path_push(&w->path, prefix, false))
		return path_too_long(a, &w->path);
	return walk_tree(w, root, 0);
}
