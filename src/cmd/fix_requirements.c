/* fix_requirements: envgate fix --requirements [FILE]: the requirements file of an environment file
 * (edit/requirements_write.h).
 *
 * Only a file that was made this way is written over: one that somebody keeps by hand says things that the environment
 * file does not. Compared without --staged with what lies on disk, with it with what is staged. */
#include "cmd/fix.h"

#include "base/limits.h"
#include "edge/file.h"
#include "edit/requirements_write.h"
#include "read/envfile.h"

/* FILE, else requirements.txt beside the environment file; from the root of the tree. */
static const err *where(run *r, const loaded *l, const file *f, str *out)
{
	strs typed = { 0 }, from = { 0 };
	ptrdiff_t folder = str_rfind_byte(f->path, '/') + 1;
	*out = arena_cat(r->a, str_head(f->path, folder), S("requirements.txt"));
	if (!r->opts.requirements.n)
		return NULL;
	*LIST_PUSH(r->a, &typed) = r->opts.requirements;
	TRY(load_paths(r, l->repo, &typed, &from));
	*out = from.at[0];
	return NULL;
}

/* What is there now; absent without a file. */
static const err *read_now(run *r, const loaded *l, str path, str *out)
{
	*out = (str){ 0 };
	if (!r->opts.staged) {
		str disk = fix_on_disk(r, l, path);
		return file_exists(r->a, disk) ? file_read(r->a, disk, MAX_ENV_BYTES, out) : NULL;
	}
	source *src = NEW(r->a, source);
	TRY(repo_read(r->a, l->repo, l->head.rev, path, MAX_ENV_BYTES, src));
	*out = src->bytes;
	return NULL;
}

static void show_left(run *r, const file *f, const requirements_made *made)
{
	for (ptrdiff_t i = 0; i < made->left.n && !r->opts.quiet; i++) {
		const requirements_left *one = &made->left.at[i];
		fix_put(r, f->path);
		buf_printf(&r->out, ":%d: left out: ", one->line);
		fix_put(r, one->raw);
		buf_put(&r->out, S(": "));
		fix_put(r, one->why);
		buf_char(&r->out, '\n');
	}
}

static void show_end(run *r, str path, const requirements_made *made, bool changed)
{
	if (r->opts.quiet && !changed)
		return;
	buf_put(&r->out, S("envgate fix: "));
	fix_put(r, path);
	buf_printf(&r->out, " %s: %d requirement%s", !changed ? "is in step" : r->opts.check ? "would change (--check)" : "written", made->n,
	           made->n == 1 ? "" : "s");
	if (made->left.n)
		buf_printf(&r->out, ", %td left out", made->left.n);
	buf_char(&r->out, '\n');
}

static const err *refused(run *r, const file *f, str why)
{
	return err_hint(r->a, err_new(r->a, ERR_USAGE, "no requirements file from %.*s: %.*s", SARG(f->path), SARG(why)),
	                "envgate check -- %.*s, or another FILE: --requirements FILE", SARG(f->path));
}

const err *fix_requirements(run *r, const loaded *l)
{
	const file *f = NULL;
	source *src = NEW(r->a, source);
	str path, now;
	TRY(fix_one_file(r, l, "--requirements requirements.txt", &f));
	TRY(where(r, l, f, &path));
	TRY(fix_source(r, l, f, src));
	const env *e = envfile_read(r->a, src, (variables){ 0 });
	if (!e->complete || !e->is_environment)
		return refused(r, f, S("it cannot be read to its end"));
	TRY(read_now(r, l, path, &now));
	if (now.p && !requirements_is_made(now))
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "%.*s was not made by envgate, and is not written over", SARG(path)),
		                "name another file (--requirements requirements-conda.txt), or remove this one first");
	requirements_made made = requirements_write(r->a, e, path, &l->policy->names);
	if (made.why.p)
		return refused(r, f, made.why);
	bool changed = !now.p || !str_eq(now, made.bytes);
	if (changed && r->opts.check)
		TRY(fix_show_patch(r, path, now, made.bytes));
	else if (changed)
		TRY(file_write(r->a, fix_on_disk(r, l, path), made.bytes));
	r->status = r->opts.check && changed;
	if (changed || r->opts.verbose)
		show_left(r, f, &made);
	show_end(r, path, &made, changed);
	return NULL;
}
