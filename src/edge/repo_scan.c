/* repo_scan: walks the work tree for files git does not know yet.
 *
 * git_status would answer too, and cost a stat of every file and a look at every .gitignore. Here the
 * index says what a name is without a stat, only names that interest are asked about, and a folder
 * with nothing tracked below is passed over when it is ignored or a repository of its own. */
#include "edge/host.h"
#include "edge/repo_inner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_SCANNED = 8 * 1000 * 1000 };

typedef struct scanner {
	arena *a;
	repo *r;
	const scan *how;
	git_index *index;
	strs todo;
	items *out;
	long long seen;
	path_buf path;
} scanner;

static str here(const scanner *s) { return (str){ s->path.p, s->path.n }; }

static const err *is_ignored(scanner *s, bool *out)
{
	int ignored = 0;
	s->path.p[s->path.n] = '\0';
	int rc = git_ignore_path_is_ignored(&ignored, s->r->git, s->path.p);
	if (rc < 0)
		return repo_says(s->a, s->r, rc, "asking whether %s is ignored", s->path.p);
	*out = ignored == 1;
	return NULL;
}

static void report(scanner *s, unsigned mode)
{
	*LIST_PUSH(s->a, s->out) =
	        (item){ .path = arena_str(s->a, here(s)), .mode = mode, .on_disk = true };
}

/* path ends in a slash. */
static void folder(scanner *s)
{
	if (s->how->deep) {
		*LIST_PUSH(s->a, &s->todo) = arena_str(s->a, here(s));
		return;
	}
	s->path.n--;
	if (s->how->tracked)
		report(s, GIT_FILEMODE_TREE);
}

static bool is_repository(const scanner *s, int fd, const char *name)
{
	char inner[MAX_PATH_BYTES + 8];
	size_t n = strlen(name);
	if (n > MAX_PATH_BYTES || s->path.n == 0)
		return false;
	memcpy(inner, name, n);
	memcpy(inner + n, "/.git", sizeof "/.git");
	return faccessat(fd, inner, F_OK, 0) == 0;
}

static const err *untracked(scanner *s, int fd, const char *name)
{
	struct stat st;
	bool ignored = false;
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return NULL; /* gone since readdir */
	if (S_ISDIR(st.st_mode)) {
		if (is_repository(s, fd, name) || !path_push(&s->path, (str){ 0 }, true))
			return NULL;
		TRY(is_ignored(s, &ignored));
		if (!ignored)
			folder(s);
		return NULL;
	}
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return NULL;
	if (s->how->wanted && !s->how->wanted(s->how->context, here(s)))
		return NULL;
	TRY(is_ignored(s, &ignored));
	if (!ignored)
		report(s, S_ISLNK(st.st_mode) ? GIT_FILEMODE_LINK : GIT_FILEMODE_BLOB);
	return NULL;
}

/* Tracked at any stage of a merge; its mode. */
static bool tracked_mode(scanner *s, unsigned *mode)
{
	size_t at;
	s->path.p[s->path.n] = '\0';
	if (git_index_find(&at, s->index, s->path.p) < 0)
		return false;
	const git_index_entry *e = git_index_get_byindex(s->index, at);
	*mode = e->mode;
	return !(e->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD);
}

static const err *one_name(scanner *s, int fd, const char *name)
{
	unsigned mode;
	if (!path_push(&s->path, str_of(name), false))
		return path_too_long(s->a, &s->path);
	if (tracked_mode(s, &mode)) {
		if (s->how->tracked && (!s->how->wanted || s->how->wanted(s->how->context, here(s))))
			report(s, mode);
		return NULL;
	}
	if (path_push(&s->path, (str){ 0 }, true) && index_has_below(s->index, here(s))) {
		folder(s);
		return NULL;
	}
	s->path.n -= s->path.p[s->path.n - 1] == '/';
	return untracked(s, fd, name);
}

static const err *names_of(scanner *s, DIR *dir, str base)
{
	for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0 ||
		    strcmp(d->d_name, ".git") == 0)
			continue;
		if (++s->seen > MAX_SCANNED)
			return err_new(s->a, ERR_LIMIT, "the work tree has more than %d names", MAX_SCANNED);
		if (s->seen % 4096 == 0)
			host_progress("looking through the work tree:", s->seen, 0);
		s->path.n = base.n;
		TRY(one_name(s, dirfd(dir), d->d_name));
	}
	return NULL;
}

static const err *one_folder(scanner *s, str base)
{
	s->path.n = 0;
	if (!path_push(&s->path, base, false))
		return path_too_long(s->a, &s->path);
	/* A folder turned link, file or nothing since: git sees nothing below it either. Without its
	 * last slash, because open(2) follows a link that a slash stands behind. */
	str full = arena_cat(s->a, s->r->workdir, str_head(base, base.n - 1));
	int fd = open(full.p, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? err_new(s->a, ERR_FILE, "%.*s cannot be listed: %s", SARG(base),
		                                 strerror(errno))
		                       : NULL;
	DIR *dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return err_new(s->a, ERR_FILE, "%.*s cannot be listed: %s", SARG(base), strerror(errno));
	}
	const err *e = names_of(s, dir, base);
	closedir(dir);
	return e;
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const item *)x)->path, ((const item *)y)->path);
}

const err *worktree_scan(arena *a, repo *r, const scan *how, items *out)
{
	scanner *s = NEW(a, scanner);
	s->a = a;
	s->r = r;
	s->how = how;
	s->out = out;
	TRY(repo_index(a, r, &s->index));
	*LIST_PUSH(a, &s->todo) = arena_str(a, how->folder);
	for (ptrdiff_t i = 0; i < s->todo.n; i++)
		TRY(one_folder(s, s->todo.at[i]));
	if (out->n > 1)
		qsort(out->at, (size_t)out->n, sizeof *out->at, by_path);
	return NULL;
}
