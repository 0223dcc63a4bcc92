/* uncovered: a pass is said about what was read. What a change brings in from elsewhere and nobody
 * looked at is named beside it: locks, which this version does not read, and the files and URLs that
 * -r and -c name in a pip: list. Notes, not findings: nothing is known to be wrong with them. */
#include "gate/settle.h"

#include "gate/login.h"

/* A list without end names its first options only; the rest is a count. */
enum { MAX_NAMED = 10 };

static void add(arena *a, notes *out, str path, str message)
{
	*LIST_PUSH(a, out) = (note){ .code = S("not-covered"), .path = path, .message = message };
}

static bool is_there(const file *f)
{
	return f && f->src->kind != ENTRY_ABSENT;
}

/* The same lock stands at base, here or where it was renamed from. */
static bool is_unchanged(const side *base, const file *f)
{
	const file *b = side_file(base, f->path);
	if (!is_there(b) && f->was.p)
		b = side_file(base, f->was);
	return is_there(b) && b->kind == f->kind && f->src->oid.n > 0 &&
	       str_eq(b->src->oid, f->src->oid) && str_eq(b->src->attribute, f->src->attribute);
}

static void tell_lock(arena *a, const side *base, const file *f, notes *out)
{
	if (!base)
		add(a, out, f->path,
		    S("locks are not read by envgate " ENVGATE_VERSION ": this file was not judged"));
	else if (!is_unchanged(base, f))
		add(a, out, f->path,
		    S("locks are not read by envgate " ENVGATE_VERSION
		      ": a change of this file was not judged"));
}

/* What stands on a requirement's line pip ignores, and pip/ignored-option says so. */
static bool names_a_file(const pip_option *o)
{
	return !o->on_requirement &&
	       (str_eq(o->name, S("--requirement")) || str_eq(o->name, S("--constraint")));
}

static void tell_options(arena *a, const file *f, notes *out)
{
	int seen = 0;
	for (ptrdiff_t i = 0; i < f->env->options.n; i++) {
		const pip_option *o = &f->env->options.at[i];
		if (!names_a_file(o) || ++seen > MAX_NAMED)
			continue;
		bool is_constraint = str_eq(o->name, S("--constraint"));
		add(a, out, f->path,
		    arena_printf(a, "'%s %.*s' (line %d) brings in %s that are not judged",
		                 is_constraint ? "-c" : "-r", SARG(without_login(a, o->value)),
		                 o->at.line, is_constraint ? "constraints" : "requirements"));
	}
	if (seen > MAX_NAMED)
		add(a, out, f->path,
		    arena_printf(a, "%d more '-r' and '-c' name files that are not judged",
		                 seen - MAX_NAMED));
}

void tell_uncovered(arena *a, const settle_input *in, notes *out)
{
	for (ptrdiff_t i = 0; i < in->head->files.n; i++) {
		const file *f = &in->head->files.at[i];
		if (!is_there(f) || f->context || !settle_wants(in, f->path))
			continue;
		if (file_kind_is_lock(f->kind))
			tell_lock(a, in->base, f, out);
		else if (f->kind == FILE_ENVIRONMENT && f->env)
			tell_options(a, f, out);
	}
}
