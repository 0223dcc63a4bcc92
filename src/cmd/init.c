/* init: sets a repository up, each part by an option of its own. What is there already is never changed: a
 * second run finds everything in its place and says so. */
#include "cmd/init.h"

#include "base/limits.h"
#include "edge/file.h"
#include "edge/hookfile.h"

static const err *usage(run *r, const char *what, const char *hint)
{
	return err_hint(r->a, err_new(r->a, ERR_USAGE, "%s", what), "%s", hint);
}

const err *init_open(run *r, repo **out)
{
	TRY(repo_open(r->a, (repo_options){ .dir = r->opts.repo, .trust_owner = r->opts.trust_owner }, out));
	if (!repo_is_bare(*out))
		return NULL;
	return usage(r, "a bare repository has no work tree to write files in",
	             "run it in a clone; for the hook that guards a bare repository: envgate init --hooks");
}

/* Every folder on the way is one of this repository, or not there yet. */
static const err *check_way(run *r, str root, str folder)
{
	str home = file_real(r->a, root);
	for (ptrdiff_t end = 1; end <= folder.n; end++) {
		if (end < folder.n && folder.p[end] != '/')
			continue;
		str part = arena_cat(r->a, root, str_head(folder, end));
		str real = file_real(r->a, part);
		str want = arena_printf(r->a, "%.*s/%.*s", SARG(home), SARG(str_head(folder, end)));
		if (file_exists(r->a, part) && !str_eq(real, want))
			return err_hint(r->a,
			                err_new(r->a, ERR_FILE, "%.*s is a link", SARG(str_head(folder, end))),
			                "make it a folder of this repository");
	}
	return NULL;
}

static const err *write_new(run *r, str root, const init_file *f)
{
	str folder = str_head(f->path, str_rfind_byte(f->path, '/'));
	if (folder.n > 0) {
		TRY(check_way(r, root, folder));
		TRY(hookfile_folder(r->a, arena_cat(r->a, root, folder)));
	}
	return file_write(r->a, arena_cat(r->a, root, f->path), f->bytes);
}

const err *init_offer(run *r, const repo *git, const init_file *f, init_did *out)
{
	str root = repo_workdir(git), full = arena_cat(r->a, root, f->path), there;
	*out = INIT_WROTE;
	if (file_exists(r->a, full)) {
		const err *unreadable = file_read(r->a, full, MAX_POLICY_BYTES, &there);
		*out = !unreadable && str_eq(there, f->bytes) ? INIT_SAME : INIT_LEFT;
	}
	if (*out == INIT_WROTE)
		TRY(write_new(r, root, f));
	static const char *const says[] = {
		[INIT_WROTE] = "wrote", [INIT_SAME] = "already there:", [INIT_LEFT] = "left as it is:",
	};
	buf_printf(&r->out, "envgate: %s %.*s\n", says[*out], SARG(f->path));
	if (*out == INIT_LEFT)
		buf_printf(&r->out, "  to see what would be written: %s | diff %.*s -\n", f->command, SARG(f->path));
	return NULL;
}

static const err *check_options(run *r)
{
	const opts *o = &r->opts;
	if (o->uninstall && (!o->hooks || o->github || o->gitlab || o->print))
		return usage(r, "--uninstall goes with --hooks alone", "envgate init --hooks --uninstall");
	if (o->print && o->hooks)
		return usage(r, "--print prints one file, and hooks are several", "envgate help init");
	if (o->print && o->github && o->gitlab)
		return usage(r, "--print prints one file", "envgate init --github --print");
	return NULL;
}

const err *cmd_init(run *r)
{
	TRY(check_options(r));
	bool any = r->opts.hooks || r->opts.github || r->opts.gitlab;
	if (r->opts.hooks)
		TRY(init_hooks(r));
	if (r->opts.github)
		TRY(init_github(r));
	if (r->opts.gitlab)
		TRY(init_gitlab(r));
	return any ? NULL : init_policy(r);
}
