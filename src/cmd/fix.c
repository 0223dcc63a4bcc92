/* fix: repairs the environment files of the work tree or the index, byte by byte (edit/fix.h).
 *
 * Gather as check --all does (or check --staged), so that a repair knows the families and locks that the rules know;
 * then each file by itself; then the patches are shown, and without --check written, each file as a whole. */
#include "cmd/fix.h"

#include "base/limits.h"
#include "cmd/github_files.h"
#include "edge/file.h"
#include "gate/plan.h"
#include "read/envfile.h"
#include "write/escape.h"

/* One file and its repair. */
typedef struct repair {
	const file *file;
	str path;    /* where it lies on disk */
	str before, after;
	fix_steps done, left;
} repair;
typedef LIST(repair) repairs;

static const err *usage(run *r, const char *what, const char *hint)
{
	return err_hint(r->a, err_new(r->a, ERR_USAGE, "%s", what), "%s", hint);
}

/* ---- what is wished ---- */

/* Without a rule: what needs nobody's choice. Versions are asked for by name, or by naming where they are
 * installed: an entry that a lock covers needs none. */
static const err *wish_kinds(run *r, const strs *rules, fix_wish *out)
{
	for (ptrdiff_t i = 0; i < rules->n; i++) {
		fix_kind k = fix_of_rule(rules->at[i]);
		if (k == FIX_COUNT) {
			buf known = buf_new(r->a);
			for (int n = 0; n < FIX_COUNT; n++)
				buf_printf(&known, "%s%s", n ? ", " : "", fix_rules((fix_kind)n));
			const err *e = err_new(r->a, ERR_USAGE, "no repair is known for '%.*s'", SARG(rules->at[i]));
			return err_hint(r->a, e, "one of: %.*s", SARG(buf_str(&known)));
		}
		out->kinds[k] = true;
	}
	if (!rules->n) {
		out->kinds[FIX_PREFIX] = out->kinds[FIX_KEYS] = out->kinds[FIX_BUILDS] = out->kinds[FIX_REFS] = true;
		out->kinds[FIX_PINS] = r->opts.prefix.p != NULL;
	}
	if (out->kinds[FIX_COPY] && (!r->opts.from.p || !r->opts.package.n))
		return usage(r, "env/disagree needs to know which file is right, and for which packages",
		             "envgate fix env/disagree --from environment.yml --package numpy -- environment-dev.yml");
	out->style = str_eq(r->opts.pin_style, S("exact")) ? STYLE_EXACT : STYLE_MINOR;
	for (ptrdiff_t i = 0; i < r->opts.package.n; i++)
		*LIST_PUSH(r->a, &out->only) = arena_lower(r->a, r->opts.package.at[i]);
	return NULL;
}

/* Read by itself: the paths behind -- say what is repaired, and this file seldom is among them. */
static const err *wish_copy(run *r, const loaded *l, fix_wish *out)
{
	strs typed = { 0 }, from = { 0 };
	if (!out->kinds[FIX_COPY])
		return NULL;
	*LIST_PUSH(r->a, &typed) = r->opts.from;
	TRY(load_paths(r, l->repo, &typed, &from));
	source *src = NEW(r->a, source);
	TRY(repo_read(r->a, l->repo, l->head.rev, from.at[0], MAX_ENV_BYTES, src));
	out->copy_from = src->bytes.p ? envfile_read(r->a, src, (variables){ 0 }) : NULL;
	if (!out->copy_from || !out->copy_from->complete || !out->copy_from->is_environment)
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "--from '%.*s' is no environment file here", SARG(r->opts.from)),
		                "name one of the family's files");
	return NULL;
}

/* ---- one file ---- */

str fix_on_disk(run *r, const loaded *l, str path)
{
	return arena_cat(r->a, repo_workdir(l->repo), path);
}

const err *fix_source(run *r, const loaded *l, const file *f, source *out)
{
	*out = *f->src;
	if (r->opts.staged)
		return NULL;
	TRY(file_read(r->a, fix_on_disk(r, l, f->path), MAX_ENV_BYTES, &out->bytes));
	out->size_bytes = out->bytes.n;
	return NULL;
}

static const err *repair_file(run *r, const loaded *l, const file *f, const fix_wish *wish, const installed *there, repairs *out)
{
	fix_wish mine = *wish;
	source *src = NEW(r->a, source);
	TRY(fix_source(r, l, f, src));
	TRY(fix_known_refs(r, &mine));
	fix_known_locked(r, l, f, &mine);
	fix_known_installed(r, there, &mine);
	if (wish->copy_from && str_eq(wish->copy_from->src->path, f->path))
		mine.kinds[FIX_COPY] = false;
	fixed made = fix_file(r->a, src, &mine);
	*LIST_PUSH(r->a, out) = (repair){ f, fix_on_disk(r, l, f->path), src->bytes, made.bytes, made.done, made.left };
	return NULL;
}

/* ---- telling ---- */

void fix_put(run *r, str text)
{
	escape_terminal(&r->out, github_files_plain(r->a, text));
}

/* Line by line: what is in the file is a stranger's. */
const err *fix_show_patch(run *r, str path, str before, str after)
{
	str patch, line;
	TRY(repo_patch(r->a, path, before, after, &patch));
	while (str_next(&patch, '\n', &line)) {
		if (!line.n && !patch.n)
			break;
		fix_put(r, str_ends(line, S("\r")) ? str_head(line, line.n - 1) : line);
		buf_char(&r->out, '\n');
	}
	return NULL;
}

static void show_steps(run *r, const repair *x)
{
	for (ptrdiff_t i = 0; i < x->done.n; i++) {
		const fix_step *s = &x->done.at[i];
		fix_put(r, x->file->path);
		buf_printf(&r->out, ":%d: %s: ", s->line, fix_rules(s->kind));
		fix_put(r, s->before.n ? s->before : s->subject);
		if (s->after.n) {
			buf_put(&r->out, S(" -> "));
			fix_put(r, s->after);
		} else {
			buf_put(&r->out, s->kind == FIX_KEYS ? S(": joined with the first") : S(": dropped"));
		}
		if (s->from.n) {
			buf_put(&r->out, S("  (of "));
			fix_put(r, s->from);
			buf_char(&r->out, ')');
		}
		buf_char(&r->out, '\n');
	}
}

static void show_left(run *r, const repair *x)
{
	for (ptrdiff_t i = 0; i < x->left.n; i++) {
		const fix_step *s = &x->left.at[i];
		fix_put(r, x->file->path);
		if (s->kind != FIX_COUNT)
			buf_printf(&r->out, ":%d", s->line);
		buf_put(&r->out, S(": left alone: "));
		fix_put(r, s->before.n ? s->before : s->subject);
		buf_put(&r->out, S(": "));
		fix_put(r, s->why);
		buf_char(&r->out, '\n');
	}
}

static bool is_changed(const repair *x)
{
	return !str_eq(x->before, x->after);
}

static const err *show(run *r, const repairs *all)
{
	int changed = 0, steps = 0, left = 0;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const repair *x = &all->at[i];
		changed += is_changed(x);
		steps += (int)x->done.n;
		left += (int)x->left.n;
		if (r->opts.check && is_changed(x))
			TRY(fix_show_patch(r, x->file->path, x->before, x->after));
		else
			show_steps(r, x);
		if (!r->opts.quiet)
			show_left(r, x);
	}
	if (r->opts.quiet && !changed)
		return NULL;
	buf_printf(&r->out, "envgate fix: %d repair%s in %d file%s%s", steps, steps == 1 ? "" : "s", changed, changed == 1 ? "" : "s",
	           r->opts.check ? ", not made (--check)" : "");
	if (left)
		buf_printf(&r->out, ", %d left alone", left);
	buf_char(&r->out, '\n');
	return NULL;
}

/* ---- writing ---- */

/* A staged file that lies on disk as it was staged is repaired there too, or the next commit would undo it. */
static const err *write_repair(run *r, const loaded *l, const repair *x)
{
	str disk = { 0 };
	if (!r->opts.staged)
		return file_write(r->a, x->path, x->after);
	bool there = file_exists(r->a, x->path) && !file_read(r->a, x->path, MAX_ENV_BYTES, &disk);
	TRY(repo_stage(r->a, l->repo, x->file->path, x->after));
	return there && str_eq(disk, x->before) ? file_write(r->a, x->path, x->after) : NULL;
}

bool fix_is_ours(const loaded *l, const file *f)
{
	return f->kind == FILE_ENVIRONMENT && !f->context && !f->alias && f->env && f->src->bytes.p && !f->src->link_to.p &&
	       plan_is_asked_for(&l->only, f->path);
}

const err *cmd_fix(run *r)
{
	loaded l = { 0 };
	fix_wish wish = { 0 };
	repairs all = { 0 };
	const installed *there;
	strs rules = r->args;
	r->args = (strs){ 0 };
	TRY(fix_one_thing(r, &rules));
	r->dashes = true; /* what stands before -- are rules, never revisions */
	r->opts.all = !r->opts.staged;
	TRY(wish_kinds(r, &rules, &wish));
	TRY(load_sides(r, &l));
	TRY(wish_copy(r, &l, &wish));
	if (r->opts.split.p || r->opts.requirements.p)
		return r->opts.split.p ? fix_split(r, &l) : fix_requirements(r, &l);
	TRY(fix_installed(r, &there));
	for (ptrdiff_t i = 0; i < l.head.files.n; i++)
		if (fix_is_ours(&l, &l.head.files.at[i]))
			TRY(repair_file(r, &l, &l.head.files.at[i], &wish, there, &all));
	bool changed = false;
	for (ptrdiff_t i = 0; i < all.n; i++) {
		changed = changed || is_changed(&all.at[i]);
		if (is_changed(&all.at[i]) && !r->opts.check)
			TRY(write_repair(r, &l, &all.at[i]));
	}
	if (!all.n && !r->opts.staged)
		return err_hint(r->a, err_new(r->a, ERR_NOTHING, "no environment file here"), "envgate fix -C DIR, or -- PATH");
	r->status = r->opts.check && changed;
	return show(r, &all);
}
