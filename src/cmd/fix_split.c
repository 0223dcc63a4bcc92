/* fix_split: envgate fix --split dev,test: one environment file becomes one for each role (edit/split.h).
 *
 * The new files are written first and the old one last, so that a run that fails half way has lost no entry. A file
 * that is there already is never written over: somebody wrote it, and only they know what of it still counts. */
#include "cmd/fix.h"

#include "edge/file.h"
#include "edit/split.h"
#include "gate/family.h"

static const err *read_roles(run *r, split_wish *out)
{
	str rest = r->opts.split, word;
	while (str_next(&rest, ',', &word)) {
		int role = 0;
		while (role < SPLIT_ROLES && !str_eq(str_trim(word), str_of(split_role_name((split_role)role))))
			role++;
		if (role == SPLIT_ROLES)
			return err_hint(r->a, err_new(r->a, ERR_USAGE, "--split knows no role '%.*s'", SARG(word)),
			                "--split dev,test (prod is the file itself)");
		out->roles[role] = true;
	}
	if (!out->roles[SPLIT_DEV] && !out->roles[SPLIT_TEST])
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "--split %.*s moves nothing", SARG(r->opts.split)), "--split dev,test");
	for (ptrdiff_t i = 0; i < r->opts.package.n; i++)
		*LIST_PUSH(r->a, &out->only) = arena_lower(r->a, r->opts.package.at[i]);
	return NULL;
}

static const err *must_be_free(run *r, const loaded *l, const split_made *made)
{
	for (int role = SPLIT_DEV; role < SPLIT_ROLES; role++) {
		str path = made->parts[role].path;
		if (path.p && file_exists(r->a, fix_on_disk(r, l, path)))
			return err_hint(r->a, err_new(r->a, ERR_USAGE, "%.*s is there already, and is not written over", SARG(path)),
			                "move the entries by hand (--split shows them once the file is out of the way: git mv), or leave the role out");
	}
	return NULL;
}

static void show_moves(run *r, const split_made *made)
{
	for (ptrdiff_t i = 0; i < made->moves.n; i++) {
		const split_move *m = &made->moves.at[i];
		fix_put(r, made->parts[SPLIT_PROD].path);
		buf_printf(&r->out, ":%d: for %s: ", m->line, split_role_name(m->to));
		fix_put(r, m->raw);
		buf_put(&r->out, S(" -> "));
		fix_put(r, made->parts[m->to].path);
		buf_char(&r->out, '\n');
	}
}

/* How the files come together again: conda has no way to include one in another. */
static void show_use(run *r, const loaded *l, const file *f, const split_made *made)
{
	const family *g = family_of(&l->head, f);
	bool has_lock = g && g->locks.n > 0;
	buf_printf(&r->out, "  hint: %s", has_lock ? "lock again from all of them: conda-lock lock" : "install all of them: conda env create -f ");
	for (int role = 0; role < SPLIT_ROLES; role++) {
		if (!made->parts[role].path.p)
			continue;
		if (!has_lock && role != SPLIT_PROD)
			buf_printf(&r->out, " && conda env update -f ");
		buf_put(&r->out, has_lock ? S(" -f ") : S(""));
		fix_put_word(r, made->parts[role].path);
		if (!has_lock && role != SPLIT_PROD && made->parts[SPLIT_PROD].env->name.text.n > 0) {
			buf_put(&r->out, S(" -n "));
			fix_put_word(r, made->parts[SPLIT_PROD].env->name.text);
		}
	}
	buf_char(&r->out, '\n');
}

static const err *write_parts(run *r, const loaded *l, const split_made *made)
{
	for (int role = SPLIT_ROLES - 1; role >= 0; role--)
		if (made->parts[role].path.p)
			TRY(file_write(r->a, fix_on_disk(r, l, made->parts[role].path), made->parts[role].bytes));
	return NULL;
}

static const err *refused(run *r, const file *f, const split_made *made)
{
	const err *e = err_new(r->a, ERR_USAGE, "not split: %s", made->why);
	return err_hint(r->a, err_at(r->a, e, (place){ f->path, made->why_line, made->why_line > 0 }),
	                "write the file with one key and one entry a line, or move the entries by hand");
}

const err *fix_split(run *r, const loaded *l)
{
	split_wish wish = { 0 };
	const file *f = NULL;
	source *src = NEW(r->a, source);
	TRY(read_roles(r, &wish));
	TRY(fix_one_file(r, l, "--split dev,test", &f));
	TRY(fix_source(r, l, f, src));
	split_made made = split_file(r->a, src, &wish);
	if (made.why)
		return refused(r, f, &made);
	if (!made.moves.n) {
		if (!r->opts.quiet)
			buf_printf(&r->out, "envgate fix: nothing in %.*s is known to be for development or tests alone\n", SARG(f->path));
		return NULL;
	}
	TRY(must_be_free(r, l, &made));
	int n = 0;
	for (int role = 0; role < SPLIT_ROLES; role++) {
		const split_part *p = &made.parts[role];
		n += p->path.p != NULL;
		if (p->path.p && r->opts.check)
			TRY(fix_show_patch(r, p->path, role == SPLIT_PROD ? src->bytes : (str){ 0 }, p->bytes));
	}
	if (!r->opts.check) {
		TRY(write_parts(r, l, &made));
		show_moves(r, &made);
	}
	r->status = r->opts.check;
	buf_printf(&r->out, "envgate fix: %td entr%s moved, %d files%s\n", made.moves.n, made.moves.n == 1 ? "y" : "ies", n,
	           r->opts.check ? ", not made (--check)" : "");
	if (!r->opts.quiet)
		show_use(r, l, f, &made);
	return NULL;
}
