/* repo_worktree: the files as they lie on disk, compared with the index the way git does: by stat
 * data first, by bytes only where that differs or is too fresh to trust. Bytes are what git would
 * store: line endings and $Id$ undone as .gitattributes and core.autocrlf ask. A work tree is a
 * stranger's checkout too: no symbolic link is followed on the way, nothing but regular files is
 * opened. */
#include "edge/repo_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static str on_disk(arena *a, const repo *r, str path) { return arena_cat(a, r->workdir, path); }

static const err *cannot(arena *a, str path)
{
	return err_new(a, ERR_FILE, "%.*s cannot be read: %s", SARG(path), strerror(errno));
}

/* A folder on the way that is a link (or a file) hides what is below: git sees nothing there. */
static bool way_is_plain(arena *a, const repo *r, str path)
{
	str full = on_disk(a, r, path);
	char *p = (char *)full.p; /* fresh from the arena; cut at each slash and mended */
	for (ptrdiff_t i = r->workdir.n; i < full.n; i++) {
		struct stat st;
		if (p[i] != '/')
			continue;
		p[i] = '\0';
		bool plain = lstat(p, &st) == 0 && S_ISDIR(st.st_mode);
		p[i] = '/';
		if (!plain)
			return false;
	}
	return true;
}

/* The index keeps 32 bits of each number. A file as young as the index may have changed within the
 * clock's tick after it was written ("racy"), so its stat data proves nothing. */
static bool is_clean(const repo *r, const git_index_entry *e, const struct stat *st)
{
	long long s = st->st_mtim.tv_sec, ns = st->st_mtim.tv_nsec;
	bool racy = s > r->index_s || (s == r->index_s && ns >= r->index_ns);
	return !racy && e->mtime.seconds == (int32_t)s && e->ctime.seconds == (int32_t)st->st_ctim.tv_sec &&
	       (e->mtime.nanoseconds == 0 || e->mtime.nanoseconds == (uint32_t)ns) &&
	       e->file_size == (uint32_t)st->st_size && (e->ino == 0 || e->ino == (uint32_t)st->st_ino) &&
	       S_ISLNK(st->st_mode) == item_is_link(e->mode);
}

static const err *read_link(arena *a, repo *r, str path, str *out)
{
	char *p = arena_alloc(a, MAX_PATH_BYTES + 1, 1);
	ssize_t n = readlink(on_disk(a, r, path).p, p, MAX_PATH_BYTES);
	if (n < 0)
		return cannot(a, path);
	*out = (str){ p, n };
	return NULL;
}

static const err *hash_disk(arena *a, repo *r, item *it)
{
	int rc;
	if (item_is_link(it->mode)) {
		str target;
		TRY(read_link(a, r, it->path, &target));
		rc = git_odb_hash(&it->id, target.p, (size_t)target.n, GIT_OBJECT_BLOB);
	} else {
		rc = git_repository_hashfile(&it->id, r->git, arena_str(a, it->path).p, GIT_OBJECT_BLOB,
		                             NULL);
	}
	return rc < 0 ? repo_says(a, r, rc, "hashing %.*s", SARG(it->path)) : NULL;
}

const err *worktree_look(arena *a, repo *r, str path, const git_index_entry *e, item *out)
{
	struct stat st;
	*out = (item){ .path = path };
	if (!way_is_plain(a, r, path) || lstat(on_disk(a, r, path).p, &st) < 0) {
		/* A sparse checkout leaves files out on purpose: unchanged, not deleted. */
		if (e && e->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE)
			*out = (item){ .path = path, .id = e->id, .mode = e->mode };
		return NULL;
	}
	if (S_ISDIR(st.st_mode)) {
		out->mode = e && e->mode == GIT_FILEMODE_COMMIT ? GIT_FILEMODE_COMMIT : GIT_FILEMODE_TREE;
		out->id = e ? e->id : out->id;
		return NULL;
	}
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return NULL; /* a pipe or a device: git would not add it */
	out->mode = S_ISLNK(st.st_mode) ? GIT_FILEMODE_LINK : GIT_FILEMODE_BLOB;
	if (e && is_clean(r, e, &st)) {
		out->id = e->id;
		out->mode = e->mode;
		return NULL;
	}
	/* The executable bit is not ours to judge, and core.fileMode may be off: keep the index's. */
	if (e && item_is_file(e->mode) && item_is_file(out->mode))
		out->mode = e->mode;
	out->on_disk = true;
	return hash_disk(a, r, out);
}

const err *worktree_find(arena *a, repo *r, str path, item *out)
{
	*out = (item){ .path = path };
	if (!r->workdir.p || path.n <= 0 || path.n > MAX_PATH_BYTES || memchr(path.p, 0, (size_t)path.n))
		return NULL;
	git_index *index;
	const git_index_entry *e;
	item staged;
	TRY(repo_index(a, r, &index));
	index_find(index, path, &staged, &e);
	const char *name = arena_str(a, path).p;
	bool tracked = git_index_find(NULL, index, name) == 0;
	TRY(worktree_look(a, r, path, e, out));
	if (tracked || !out->mode || item_is_tree(out->mode))
		return NULL;
	int ignored = 0, rc = git_ignore_path_is_ignored(&ignored, r->git, name);
	if (rc < 0)
		return repo_says(a, r, rc, "asking whether %s is ignored", name);
	if (ignored)
		out->mode = 0;
	return NULL;
}

/* Opened without following a link and without blocking on a pipe that took the file's place. */
static const err *read_file(arena *a, repo *r, str path, ptrdiff_t max_bytes, source *out)
{
	int fd = open(on_disk(a, r, path).p, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	if (fd < 0)
		return cannot(a, path);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return err_new(a, ERR_FILE, "%.*s is no regular file any more", SARG(path));
	}
	out->size_bytes = (ptrdiff_t)st.st_size;
	ptrdiff_t n = 0;
	if (out->size_bytes <= max_bytes) {
		char *p = arena_alloc(a, out->size_bytes + 1, 1);
		for (ssize_t got = 1; got > 0 && n < out->size_bytes; n += got > 0 ? got : 0)
			got = read(fd, p + n, (size_t)(out->size_bytes - n));
		out->bytes = (str){ p, n };
		out->size_bytes = n;
	}
	close(fd);
	return NULL;
}

/* What `git add` would store of these bytes. */
static const err *to_stored_form(arena *a, repo *r, str path, source *out)
{
	git_filter_list *filters = NULL;
	const char *name = arena_str(a, path).p;
	int rc = git_filter_list_load(&filters, r->git, NULL, name, GIT_FILTER_TO_ODB, GIT_FILTER_DEFAULT);
	git_buf stored = { 0 };
	if (rc == 0 && filters)
		rc = git_filter_list_apply_to_buffer(&stored, filters, out->bytes.p, (size_t)out->bytes.n);
	if (rc == 0 && filters) {
		out->bytes = arena_str(a, (str){ stored.ptr, (ptrdiff_t)stored.size });
		out->size_bytes = out->bytes.n;
	}
	git_buf_dispose(&stored);
	git_filter_list_free(filters);
	return rc < 0 ? repo_says(a, r, rc, "converting %.*s as git add would", SARG(path)) : NULL;
}

const err *worktree_bytes(arena *a, repo *r, const item *it, ptrdiff_t max_bytes, source *out)
{
	if (item_is_link(it->mode)) {
		TRY(read_link(a, r, it->path, &out->bytes));
		out->size_bytes = out->bytes.n;
	} else {
		TRY(read_file(a, r, it->path, max_bytes, out));
		if (out->bytes.p)
			TRY(to_stored_form(a, r, it->path, out));
	}
	if (!out->bytes.p || out->size_bytes > max_bytes) {
		out->kind = ENTRY_TOO_LARGE;
		out->bytes = (str){ 0 };
		return NULL;
	}
	git_oid id;
	int rc = git_odb_hash(&id, out->bytes.p, (size_t)out->bytes.n, GIT_OBJECT_BLOB);
	if (rc < 0)
		return repo_says(a, r, rc, "hashing %.*s", SARG(it->path));
	out->kind = ENTRY_BLOB;
	out->oid = oid_hex(a, &id);
	return NULL;
}
