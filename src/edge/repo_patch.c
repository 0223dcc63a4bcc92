/* repo_patch: what a repair needs of git: a patch to show, and a changed file in the index.
 *
 * The only place that writes to a repository. The index is written as git writes it, under its lock, and only
 * by envgate fix --staged, which was asked to. */
#include "edge/repo_inner.h"

#include <string.h>

static void free_patch(void *handle)
{
	git_patch_free(handle);
}

const err *repo_patch(arena *a, str path, str before, str after, str *out)
{
	git_patch *patch = NULL;
	git_buf text = { 0 };
	const char *name = arena_str(a, path).p;
	int rc = git_patch_from_buffers(&patch, before.p, (size_t)before.n, name, after.p, (size_t)after.n, name, NULL);
	if (rc < 0)
		return repo_says(a, NULL, rc, "comparing %.*s with its repair", SARG(path));
	arena_defer(a, free_patch, patch);
	rc = git_patch_to_buf(&text, patch);
	if (rc < 0)
		return repo_says(a, NULL, rc, "comparing %.*s with its repair", SARG(path));
	*out = arena_str(a, (str){ text.ptr, (ptrdiff_t)text.size });
	git_buf_dispose(&text);
	return NULL;
}

const err *repo_stage(arena *a, repo *r, str path, str bytes)
{
	git_index *index = NULL;
	TRY(repo_index(a, r, &index));
	const git_index_entry *was = git_index_get_bypath(index, arena_str(a, path).p, 0);
	if (!was)
		return err_new(a, ERR_GIT, "%.*s is not in the index", SARG(path));
	git_index_entry now = { .mode = was->mode, .path = was->path };
	int rc = git_index_add_from_buffer(index, &now, bytes.p, (size_t)bytes.n);
	if (rc < 0)
		return repo_says(a, r, rc, "putting %.*s into the index", SARG(path));
	rc = git_index_write(index);
	return rc < 0 ? repo_says(a, r, rc, "writing the index") : NULL;
}
