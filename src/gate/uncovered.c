/* uncovered: a pass is said about what was read. What a change brings in from elsewhere and nobody
 * looked at is named beside it: sources of a lock that are no readable file, and the files and URLs
 * that -r and -c name in a pip: list. Notes, not findings: nothing is known to be wrong with them. */
#include "gate/settle.h"

#include "gate/family.h"
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
	const file *b = base ? side_file(base, f->path) : NULL;
	if (base && !is_there(b) && f->was.p)
		b = side_file(base, f->was);
	return is_there(b) && b->kind == f->kind && f->src->oid.n > 0 &&
	       str_eq(b->src->oid, f->src->oid) && str_eq(b->src->attribute, f->src->attribute);
}

static void tell_tie(arena *a, const file *f, str text, notes *out)
{
	*LIST_PUSH(a, out) = (note){
		.code = S("tie"), .path = f->path,
		.message = arena_printf(a, "'%.*s' may be more than one file here, and none was taken for it",
		                        SARG(text)),
	};
}

/* A manifest whose entries are judged, and which installs more than they name. */
static void tell_partly(arena *a, const file *f, str text, notes *out)
{
	*LIST_PUSH(a, out) = (note){
		.code = S("untold"), .path = f->path,
		.message = arena_printf(a, "'%.*s' installs more than it names, so only its entries were compared",
		                        SARG(text)),
	};
}

static void tell_untold(arena *a, const file *f, str text, notes *out)
{
	*LIST_PUSH(a, out) = (note){
		.code = S("untold"), .path = f->path,
		.message = arena_printf(a, "made from '%.*s' too, which is no file that could be read here",
		                        SARG(text)),
	};
}

/* What a lock says it was made from, and nobody could read. */
static void tell_sources(arena *a, const side *head, const family *m, const file *f, notes *out)
{
	int seen = 0;
	for (ptrdiff_t i = 0; i < m->untold.n; i++) {
		const file *from = NULL;
		str text = m->untold.at[i];
		if (++seen > MAX_NAMED)
			continue;
		bool tie = f->kind == FILE_CONDA_LOCK && family_source(a, head, f->path, text, &from) == SOURCE_TIE;
		bool partly = f->kind == FILE_PIXI_LOCK && m->members.n == 1 && m->members.at[0].file->env;
		partly |= from && from->kind == FILE_MANIFEST && family_env(m, from);
		(tie ? tell_tie : partly ? tell_partly : tell_untold)(a, f, text, out);
	}
	if (seen > MAX_NAMED)
		*LIST_PUSH(a, out) = (note){
			.code = S("untold"), .path = f->path,
			.message = arena_printf(a, "%d more sources could not be read here", seen - MAX_NAMED),
		};
}

/* Virtual packages are properties of a machine, and in no lock: nothing is compared with them. */
static void tell_virtual(arena *a, const family *m, const file *f, notes *out)
{
	int seen = 0;
	str first = { 0 };
	for (ptrdiff_t i = 0; i < m->declared.n; i++) {
		const spec *s = &m->declared.at[i];
		if (str_starts(s->name, S("__")) && ++seen == 1)
			first = arena_printf(a, "'%.*s' (%.*s:%d)", SARG(s->raw),
			                     SARG(m->declared_in.at[i]->path), s->at.line);
	}
	if (seen == 0)
		return;
	str more = seen > 1 ? arena_printf(a, " and %d more", seen - 1) : S("");
	add(a, out, f->path,
	    arena_printf(a, "%.*s%.*s: a property of the machine, in no lock, so nothing was compared with it",
	                 SARG(first), SARG(more)));
}

/* Entries of a pyproject.toml that conda may know under a name nobody guesses. */
static void tell_guesses(arena *a, const family *m, const file *f, notes *out)
{
	int seen = 0;
	str first = { 0 };
	for (ptrdiff_t i = 0; i < m->declared.n; i++) {
		const spec *s = &m->declared.at[i];
		if (s->is_guess && ++seen == 1)
			first = arena_printf(a, "'%.*s' (%.*s:%d)", SARG(s->name),
			                     SARG(m->declared_in.at[i]->path), s->at.line);
	}
	if (seen == 0)
		return;
	str more = seen > 1 ? arena_printf(a, " and %d more", seen - 1) : S("");
	add(a, out, f->path,
	    arena_printf(a, "conda's name for %.*s%.*s is not known here, and none that is likely is locked: "
	                    "not compared, and nothing is said about what nobody asks for",
	                 SARG(first), SARG(more)));
}

static void tell_lock(arena *a, const settle_input *in, const file *f, notes *out)
{
	const family *m = family_of(in->head, f);
	if (m && m->locks.n > 0 && m->locks.at[0] == f) {
		tell_sources(a, in->head, m, f, out);
		tell_virtual(a, m, f, out);
		tell_guesses(a, m, f, out);
	} else if (!m && !list_is_beside(a, in->head, f) && !is_unchanged(in->base, f))
		*LIST_PUSH(a, out) = (note){
			.code = S("untold"), .path = f->path,
			.message = S("nothing says which environment file it was made from"),
		};
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
			tell_lock(a, in, f, out);
		else if (f->kind == FILE_ENVIRONMENT && f->env)
			tell_options(a, f, out);
	}
}
