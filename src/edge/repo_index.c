/* repo_index: the staged side. Read as it lies; never refreshed, locked or written.
 *
 * In a hook the index is the file GIT_INDEX_FILE names (`commit -a`, `commit -- PATH`), which need not
 * be the repository's own. Split and sparse indexes are beyond libgit2 up to 1.9; repo_err.c has the
 * lines that undo them. */
#include "edge/repo_inner.h"

#include <string.h>
#include <sys/stat.h>

#include <git2/sys/repository.h>

static void close_index(void *handle) { git_index_free(handle); }

static int open_index(const repo *r, git_index **out)
{
	if (!r->index_file.p)
		return git_repository_index(out, r->git);
	int rc = git_index_open(out, r->index_file.p);
	/* So that libgit2's own look-ups (.gitattributes of a path) ask the same index. */
	return rc < 0 ? rc : git_repository_set_index(r->git, *out);
}

const err *repo_index(arena *a, repo *r, git_index **out)
{
	*out = r->index;
	if (*out)
		return NULL;
	int rc = open_index(r, out);
	if (rc < 0) {
		git_index_free(*out);
		return repo_says(a, r, rc, "reading the index");
	}
	arena_defer(r->a, close_index, *out);
	struct stat st;
	if (git_index_path(*out) && stat(git_index_path(*out), &st) == 0) {
		r->index_s = st.st_mtim.tv_sec;
		r->index_ns = st.st_mtim.tv_nsec;
	}
	r->index = *out;
	return NULL;
}

const err *index_no_conflicts(arena *a, git_index *index)
{
	if (!git_index_has_conflicts(index))
		return NULL;
	const err *e = err_new(a, ERR_RANGE, "the index has conflicts: it is no state to judge");
	return err_hint(a, e, "resolve them, then git add; git status names the files");
}

bool index_entry_counts(const git_index_entry *e)
{
	return git_index_entry_stage(e) == 0 && !(e->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD);
}

void index_find(git_index *index, str path, item *out, const git_index_entry **staged)
{
	char name[MAX_PATH_BYTES + 1];
	*out = (item){ .path = path };
	*staged = NULL;
	if (path.n <= 0 || path.n > MAX_PATH_BYTES || memchr(path.p, 0, (size_t)path.n))
		return;
	memcpy(name, path.p, (size_t)path.n);
	name[path.n] = '\0';
	const git_index_entry *e = git_index_get_bypath(index, name, 0);
	if (!e || !index_entry_counts(e))
		return;
	*staged = e;
	out->id = e->id;
	out->mode = e->mode;
}

bool index_has_below(git_index *index, str folder)
{
	char name[MAX_PATH_BYTES + 1];
	if (folder.n <= 0 || folder.n > MAX_PATH_BYTES)
		return false;
	memcpy(name, folder.p, (size_t)folder.n);
	name[folder.n] = '\0';
	return git_index_find_prefix(NULL, index, name) == 0;
}
