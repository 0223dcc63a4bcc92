/* repo_read: one path of any side, with its bytes. Each blob is read once, and not copied: the
 * object's own memory is lent until the arena closes. */
#include "edge/repo_inner.h"

#include <string.h>

static void close_object(void *handle) { git_odb_object_free(handle); }

entry_kind item_kind(unsigned mode)
{
	if (mode == 0)
		return ENTRY_ABSENT;
	if (item_is_tree(mode))
		return ENTRY_TREE;
	return mode == GIT_FILEMODE_COMMIT ? ENTRY_SUBMODULE : ENTRY_BLOB;
}

entry item_entry(arena *a, const item *it, str path)
{
	bool has_id = it->mode && !git_oid_is_zero(&it->id);
	return (entry){ path, has_id ? oid_hex(a, &it->id) : (str){ 0 }, item_kind(it->mode) };
}

static const err *index_side_find(arena *a, repo *r, str path, item *out)
{
	git_index *index;
	const git_index_entry *e;
	const struct indexfile *own = staged_open(r);
	if (own) {
		staged_find(own, path, out);
		return NULL;
	}
	TRY(repo_index(a, r, &index));
	index_find(index, path, out, &e);
	if (!e && git_index_has_conflicts(index) && git_index_find(NULL, index, arena_str(a, path).p) == 0)
		return index_no_conflicts(a, index);
	if (!e && index_has_below(index, arena_cat(a, path, S("/"))))
		out->mode = GIT_FILEMODE_TREE;
	return NULL;
}

const err *side_find(arena *a, repo *r, revision rev, str path, item *out)
{
	git_oid root;
	*out = (item){ .path = path };
	switch (rev.kind) {
	case REV_NONE:
	case REV_EMPTY:
	case REV_PREFIX:
		return NULL;
	case REV_INDEX:
		return index_side_find(a, r, path, out);
	case REV_WORKTREE:
		return worktree_find(a, r, path, out);
	case REV_COMMIT:
		break;
	}
	TRY(commit_root(a, r, rev, &root));
	return tree_find(a, r, &root, path, out);
}

static const err *blob_bytes(arena *a, repo *r, const item *it, ptrdiff_t max_bytes, source *out)
{
	size_t size;
	git_object_t type;
	str hex = oid_hex(a, &it->id);
	int rc = git_odb_read_header(&size, &type, r->odb, &it->id);
	if (rc == 0 && type != GIT_OBJECT_BLOB)
		return err_hint(a, err_new(a, ERR_GIT, "the object %.*s of %.*s is no blob", SARG(hex), SARG(it->path)), "git fsck");
	out->oid = hex;
	out->size_bytes = (ptrdiff_t)size;
	if (rc == 0 && (ptrdiff_t)size > max_bytes) {
		out->kind = ENTRY_TOO_LARGE;
		return NULL;
	}
	git_odb_object *object = NULL;
	if (rc == 0)
		rc = git_odb_read(&object, r->odb, &it->id);
	if (rc < 0)
		return repo_says(a, r, rc, "reading the blob %.*s of %.*s", SARG(hex), SARG(it->path));
	arena_defer(a, close_object, object);
	out->kind = ENTRY_BLOB;
	out->bytes = tree_bytes(object);
	return NULL;
}

const err *side_bytes(arena *a, repo *r, const item *it, ptrdiff_t max_bytes, source *out)
{
	if (it->on_disk)
		return worktree_bytes(a, r, it, max_bytes, out);
	return blob_bytes(a, r, it, max_bytes, out);
}

/* Where a link at path leads, as a path of the tree; absent when it is absolute or leaves the tree. */
static str link_target(arena *a, str path, str target)
{
	if (target.n == 0 || target.p[0] == '/' || memchr(target.p, 0, (size_t)target.n))
		return (str){ 0 };
	ptrdiff_t cut = str_rfind_byte(path, '/');
	str rest = arena_cat(a, str_head(path, cut + 1), target), part;
	char *p = arena_alloc(a, rest.n + 1, 1);
	ptrdiff_t n = 0;
	while (rest.n > 0 && str_next(&rest, '/', &part)) {
		if (part.n == 0 || str_eq(part, S(".")))
			continue;
		if (str_eq(part, S(".."))) {
			if (n == 0)
				return (str){ 0 };
			n = str_rfind_byte((str){ p, n }, '/');
			n = n < 0 ? 0 : n;
			continue;
		}
		if (n > 0)
			p[n++] = '/';
		memcpy(p + n, part.p, (size_t)part.n);
		n += part.n;
	}
	return n > 0 ? (str){ p, n } : (str){ 0 };
}

const err *link_read(arena *a, repo *r, const item *link, source *text, str *target)
{
	*text = (source){ 0 };
	TRY(side_bytes(a, r, link, MAX_PATH_BYTES, text));
	*target = link_target(a, link->path, text->bytes);
	return NULL;
}

/* One hop: the target must be a regular file of the same side. */
static const err *follow(arena *a, repo *r, revision rev, item *it, source *out)
{
	source link;
	str target;
	TRY(link_read(a, r, it, &link, &target));
	out->oid = link.oid;
	out->link_to = link.bytes.p ? link.bytes : S("");
	out->kind = ENTRY_BAD_LINK;
	if (!target.p)
		return NULL;
	item end;
	TRY(side_find(a, r, rev, target, &end));
	if (!item_is_file(end.mode))
		return NULL;
	out->link_to = target;
	*it = end;
	return NULL;
}

const err *repo_read(arena *a, repo *r, revision rev, str path, ptrdiff_t max_bytes, source *out)
{
	item it;
	*out = (source){ .path = path };
	TRY(side_find(a, r, rev, path, &it));
	out->kind = item_kind(it.mode);
	if (item_is_link(it.mode))
		TRY(follow(a, r, rev, &it, out));
	if (!item_is_file(it.mode)) {
		if (it.mode == GIT_FILEMODE_COMMIT || (item_is_tree(it.mode) && !git_oid_is_zero(&it.id)))
			out->oid = oid_hex(a, &it.id);
		return NULL;
	}
	TRY(side_bytes(a, r, &it, max_bytes, out));
	return attr_of(a, r, rev, it.path, &out->attribute);
}
