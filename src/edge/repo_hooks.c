/* repo_hooks: where git looks for this repository's hooks, and which refs it has.
 *
 * core.hooksPath is read as git reads it: ~ is somebody's home, and a relative path starts where hooks
 * run, at the top of the work tree or in a bare repository itself. Without it hooks lie beside the
 * objects, in the folder that all work trees of a repository share. */
#include "edge/repo_hooks.h"

#include "edge/file.h"
#include "edge/repo_inner.h"

static const err *configured(arena *a, repo *r, str *out)
{
	git_config *config = NULL;
	git_buf path = { 0 };
	int rc = git_repository_config_snapshot(&config, r->git);
	if (rc == 0)
		rc = git_config_get_path(&path, config, "core.hookspath");
	if (rc == 0)
		*out = arena_str(a, str_of(path.ptr));
	git_buf_dispose(&path);
	git_config_free(config);
	return rc < 0 && rc != GIT_ENOTFOUND ? repo_says(a, r, rc, "reading core.hooksPath") : NULL;
}

/* path below folder, both with links and dots gone where they exist. */
static bool is_below(arena *a, str path, str folder)
{
	str top = file_real(a, folder);
	for (str p = path; p.n > 0; p = str_head(p, str_rfind_byte(p, '/'))) {
		str real = file_real(a, p);
		if (!real.p)
			continue; /* not made yet: its nearest parent that is there decides */
		return top.p && (str_eq(real, top) ||
		                 (str_starts(real, top) && real.n > top.n && real.p[top.n] == '/'));
	}
	return false;
}

const err *repo_hooks(arena *a, repo *r, hooks_place *out)
{
	str path = { 0 };
	*out = (hooks_place){ .is_bare = !r->workdir.p };
	TRY(configured(a, r, &path));
	out->is_configured = path.n > 0;
	if (!path.n)
		path = arena_cat(a, r->common_dir, S("hooks"));
	if (path.p[0] != '/')
		path = arena_cat(a, r->workdir.p ? r->workdir : r->git_dir, path);
	while (path.n > 1 && str_ends(path, S("/")))
		path.n--;
	out->folder = arena_str(a, path);
	out->in_git_dir = is_below(a, path, r->common_dir);
	out->in_work_tree = !out->in_git_dir && r->workdir.p && is_below(a, path, r->workdir);
	return NULL;
}

bool repo_has_refs(repo *r, str prefix)
{
	char glob[MAX_PATH_BYTES + 2];
	git_reference_iterator *all = NULL;
	const char *name;
	if (prefix.n <= 0 || prefix.n > MAX_PATH_BYTES)
		return false;
	for (ptrdiff_t i = 0; i < prefix.n; i++)
		glob[i] = prefix.p[i];
	glob[prefix.n] = '*';
	glob[prefix.n + 1] = '\0';
	bool found = git_reference_iterator_glob_new(&all, r->git, glob) == 0 &&
	             git_reference_next_name(&name, all) == 0;
	git_reference_iterator_free(all);
	return found;
}
