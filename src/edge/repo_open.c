/* repo_open: finds and opens a repository as git itself would from here, on libgit2 1.5 to 1.9.
 *
 * GIT_REPOSITORY_OPEN_FROM_ENV would be one call, but 1.5 refuses it once GIT_WORK_TREE is set, and a
 * plain open reads the wrong index in `git commit -a` and `git commit -- PATH`. So the variables are
 * obeyed one by one; docs/design/git.md has the table of situations this was checked in. */
#include "edge/host.h"
#include "edge/libgit2_start.h"
#include "edge/repo_inner.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2/sys/repository.h>

static void close_repository(void *handle) { git_repository_free(handle); }
static void close_odb(void *handle) { git_odb_free(handle); }

static void close_trees(void *handle)
{
	repo *r = handle;
	for (int i = 0; i < TREE_SLOTS; i++)
		git_odb_object_free(r->trees[i]);
}

static int open_git(str dir, const char *git_dir, git_repository **out)
{
	if (dir.p)
		return git_repository_open_ext(out, dir.p, 0, host_env("GIT_CEILING_DIRECTORIES").p);
	if (git_dir)
		return git_repository_open_ext(out, git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
	return git_repository_open_ext(out, ".", 0, host_env("GIT_CEILING_DIRECTORIES").p);
}

/* The folder a user would name: the work tree's top, or the bare repository; no slash at the end. */
static str own_folder(arena *a, git_repository *git)
{
	const char *path = git_repository_workdir(git);
	str folder = str_of(path ? path : git_repository_path(git));
	if (folder.n > 1 && str_ends(folder, S("/")))
		folder.n--;
	return arena_str(a, folder);
}

static bool is_same_folder(arena *a, str folder, str other)
{
	if (!folder.p || !other.p)
		return false;
	char *x = realpath(arena_str(a, folder).p, NULL), *y = realpath(arena_str(a, other).p, NULL);
	bool same = x && y && strcmp(x, y) == 0;
	free(x);
	free(y);
	return same;
}

/* Containers of code hosts check out as one user and run jobs as another. There, and only for the
 * very folder the platform names, the owner is not asked for. */
static bool is_ci_checkout(arena *a, str folder)
{
	if (!host_look().in_ci)
		return false;
	return is_same_folder(a, folder, host_env("GITHUB_WORKSPACE")) ||
	       is_same_folder(a, folder, host_env("CI_PROJECT_DIR"));
}

/* Opening once without the check tells the folder's name; nothing of a repository runs on opening. */
static const err *foreign_owner(arena *a, const err *refused, str dir, const char *git_dir,
                                git_repository **out)
{
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	int rc = open_git(dir, git_dir, out);
	if (rc == 0 && is_ci_checkout(a, own_folder(a, *out)))
		return NULL;
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
	if (rc < 0)
		return refused;
	str folder = own_folder(a, *out);
	git_repository_free(*out);
	*out = NULL;
	return err_hint(a, refused, "git config --global --add safe.directory %.*s", SARG(folder));
}

static const err *open_repository(arena *a, repo_options how, git_repository **out)
{
	const char *git_dir = host_env("GIT_DIR").p;
	str dir = arena_str(a, how.dir);
	if (how.trust_owner)
		git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	int rc = open_git(dir, git_dir, out);
	if (rc == 0)
		return NULL;
	const char *where = dir.p ? dir.p : git_dir ? git_dir : "this folder";
	const err *e = repo_says(a, NULL, rc, "opening the repository of %s", where);
	if (e->code == ERR_OWNER)
		return foreign_owner(a, e, dir, git_dir, out);
	if (rc == GIT_ENOTFOUND) {
		e = err_new(a, ERR_NO_REPO, "%s is in no git repository", where);
		return err_hint(a, e, "run envgate inside a repository, or give --repo DIR");
	}
	return e;
}

/* GIT_INDEX_FILE and the object folders belong to the repository a hook runs in. With --repo naming
 * another one they must not leak into it. */
static bool env_is_about(const repo *r, repo_options how)
{
	if (!how.dir.p)
		return true;
	const char *git_dir = host_env("GIT_DIR").p;
	git_buf here = { 0 };
	bool same = git_repository_discover(&here, git_dir ? git_dir : ".", 0, NULL) == 0 &&
	            str_eq(str_of(here.ptr), r->git_dir);
	git_buf_dispose(&here);
	return same;
}

static const err *add_objects(arena *a, repo *r, str dir)
{
	dir = arena_str(a, dir);
	/* git passes over a folder that is not there. */
	if (dir.n == 0 || access(dir.p, F_OK) < 0)
		return NULL;
	int rc = git_odb_add_disk_alternate(r->odb, dir.p);
	return rc < 0 ? repo_says(a, r, rc, "adding the objects of %s", dir.p) : NULL;
}

/* One entry of GIT_ALTERNATE_OBJECT_DIRECTORIES; git quotes as in C what holds a colon or a quote. */
static str next_folder(arena *a, str *rest)
{
	str part = { 0 };
	if (!str_starts(*rest, S("\""))) {
		(void)str_next(rest, ':', &part);
		return part;
	}
	char *p = arena_alloc(a, rest->n + 1, 1);
	ptrdiff_t n = 0, i = 1;
	for (; i < rest->n && rest->p[i] != '"'; i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->n)
			i++;
		p[n++] = rest->p[i];
	}
	*rest = str_from(*rest, i + 2);
	return (str){ p, n };
}

/* A push in flight: its objects lie in a quarantine folder until pre-receive says yes. */
static const err *add_quarantine(arena *a, repo *r)
{
	TRY(add_objects(a, r, host_env("GIT_OBJECT_DIRECTORY")));
	str rest = host_env("GIT_ALTERNATE_OBJECT_DIRECTORIES");
	while (rest.n > 0)
		TRY(add_objects(a, r, next_folder(a, &rest)));
	return NULL;
}

static const err *obey_env(arena *a, repo *r, repo_options how)
{
	str work_tree = host_env("GIT_WORK_TREE"), own = str_of(git_repository_workdir(r->git));
	/* libgit2 1.5.1 leaks when it is given the work tree that it has already. */
	if (!how.dir.p && work_tree.p && !is_same_folder(a, own, work_tree)) {
		int rc = git_repository_set_workdir(r->git, work_tree.p, 0);
		if (rc < 0)
			return repo_says(a, r, rc, "using the work tree %s", work_tree.p);
	}
	str index_file = host_env("GIT_INDEX_FILE");
	bool quarantine = host_env("GIT_OBJECT_DIRECTORY").p ||
	                  host_env("GIT_ALTERNATE_OBJECT_DIRECTORIES").p;
	if (!(index_file.p || quarantine) || !env_is_about(r, how))
		return NULL;
	r->index_file = index_file;
	return add_quarantine(a, r);
}

static bool is_configured(const git_config *config, const char *name)
{
	const char *value;
	return git_config_get_string(&value, config, name) == 0;
}

/* A folder that is itself a repository, is not called .git, and whose configuration says nothing (a mirror
 * that something other than git made) is bare to git. libgit2 1.5 to 1.9 take the folder above for its work
 * tree. */
static bool is_unsaid_bare(const repo *r, repo_options how)
{
	bool told = !how.dir.p && (host_env("GIT_DIR").p || host_env("GIT_WORK_TREE").p);
	if (told || !r->workdir.p || str_ends(r->git_dir, S("/.git/")) || !str_eq(r->git_dir, r->common_dir))
		return false;
	ptrdiff_t above = str_rfind_byte(str_head(r->git_dir, r->git_dir.n - 1), '/') + 1;
	if (!str_eq(str_head(r->git_dir, above), r->workdir))
		return false;
	git_config *config = NULL;
	if (git_repository_config_snapshot(&config, r->git) < 0)
		return false;
	bool said = is_configured(config, "core.bare") || is_configured(config, "core.worktree");
	git_config_free(config);
	return !said;
}

const err *repo_open(arena *a, repo_options how, repo **out)
{
	TRY(libgit2_start(a));
	repo *r = NEW(a, repo);
	r->a = a;
	TRY(open_repository(a, how, &r->git));
	arena_defer(a, close_repository, r->git);
	r->git_dir = arena_str(a, str_of(git_repository_path(r->git)));
	r->common_dir = arena_str(a, str_of(git_repository_commondir(r->git)));
	int rc = git_repository_odb(&r->odb, r->git);
	if (rc < 0)
		return repo_says(a, r, rc, "opening the objects");
	arena_defer(a, close_odb, r->odb);
	arena_defer(a, close_trees, r);
	TRY(obey_env(a, r, how));
	r->workdir = arena_str(a, str_of(git_repository_workdir(r->git)));
	if (is_unsaid_bare(r, how))
		r->workdir = (str){ 0 };
	r->shallow = git_repository_is_shallow(r->git) == 1;
	*out = r;
	return NULL;
}

bool repo_is_bare(const repo *r) { return !r->workdir.p; }
str repo_workdir(const repo *r) { return r->workdir; }
bool repo_is_shallow(const repo *r) { return r->shallow; }

/* Whether packed-refs has a name under refs/replace/. Its lines are "hex SP name"; a search for the
 * name behind its space costs less than opening the ref database. */
static bool has_packed_replace(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool found = false;
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (map != MAP_FAILED) {
			found = str_find((str){ map, (ptrdiff_t)st.st_size }, S(" refs/replace/")) >= 0;
			munmap(map, (size_t)st.st_size);
		}
	}
	if (fd >= 0)
		close(fd);
	return found;
}

static bool has_loose_replace(const char *path)
{
	DIR *dir = opendir(path);
	bool found = false;
	for (struct dirent *d = dir ? readdir(dir) : NULL; d && !found; d = readdir(dir))
		found = d->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return found;
}

bool repo_has_replace_refs(const repo *r)
{
	char loose[MAX_PATH_BYTES], packed[MAX_PATH_BYTES];
	int n = snprintf(loose, sizeof loose, "%.*srefs/replace", SARG(r->common_dir));
	int m = snprintf(packed, sizeof packed, "%.*spacked-refs", SARG(r->common_dir));
	if (n <= 0 || m <= 0 || n >= (int)sizeof loose || m >= (int)sizeof packed)
		return false;
	return has_loose_replace(loose) || has_packed_replace(packed);
}
