/* fix_known: where a version or a commit to write comes from. Never from a guess: from a lock that satisfies the
 * entry, from the environment that is installed, or from the command line. */
#include "cmd/fix.h"

#include "cmd/verify.h"
#include "gate/family.h"
#include "gate/satisfy.h"

/* Entries of one package that differ by platform are locked one by one, so all rows count. */
static void add_rows(run *r, const family *f, const file *of, fix_wish *out)
{
	const satisfaction *s = f->satisfaction;
	for (ptrdiff_t i = 0; s && i < s->rows.n; i++) {
		const satisfaction_row *row = &s->rows.at[i];
		const spec *p = &f->declared.at[row->spec];
		if (f->declared_in.at[row->spec] != of || row->answer != SATISFIED || !row->found)
			continue;
		if (row->found->version.n)
			*LIST_PUSH(r->a, &out->versions) = (fix_version){ p->manager, p->name, row->found->version, row->lock->path };
		str id = p->manager == MANAGER_PIP ? locked_commit(row->found->url) : (str){ 0 };
		if (id.n)
			*LIST_PUSH(r->a, &out->commits) = (fix_commit){ p->name, row->found->url, id, row->lock->path };
	}
}

void fix_known_locked(run *r, const loaded *l, const file *f, fix_wish *out)
{
	const family *mine = family_of(&l->head, f);
	if (mine)
		add_rows(r, mine, f, out);
}

const err *fix_installed(run *r, const installed **out)
{
	*out = NULL;
	if (!r->opts.prefix.p)
		return NULL;
	installed *there = NEW(r->a, installed);
	str why = S("--prefix");
	there->why = why;
	TRY(verify_gather(r, r->opts.prefix, there));
	*out = there;
	return NULL;
}

static bool has_version(const fix_wish *w, manager m, str name)
{
	for (ptrdiff_t i = 0; i < w->versions.n; i++)
		if (w->versions.at[i].manager == m && str_eq(w->versions.at[i].name, name))
			return true;
	return false;
}

/* A lock's word comes first: it holds for every platform. */
void fix_known_installed(run *r, const installed *there, fix_wish *out)
{
	fix_wish first = *out;
	for (ptrdiff_t i = 0; there && i < there->packages.n; i++) {
		const installed_package *p = &there->packages.at[i];
		if (p->version.n && !has_version(&first, p->manager, p->name))
			*LIST_PUSH(r->a, &out->versions) = (fix_version){ p->manager, p->name, p->version, there->prefix };
		if (p->from.commit.n)
			*LIST_PUSH(r->a, &out->commits) = (fix_commit){ p->name, p->from.url, p->from.commit, there->prefix };
	}
}

const err *fix_known_refs(run *r, fix_wish *out)
{
	for (ptrdiff_t i = 0; i < r->opts.ref.n; i++) {
		str text = r->opts.ref.at[i];
		ptrdiff_t equals = str_rfind_byte(text, '=');
		str id = equals < 1 ? (str){ 0 } : str_from(text, equals + 1);
		bool hex = id.n == 40 || id.n == 64;
		for (ptrdiff_t k = 0; hex && k < id.n; k++)
			hex = is_hex(id.p[k]);
		if (!hex)
			return err_hint(r->a, err_new(r->a, ERR_USAGE, "--ref '%.*s' is not NAME=COMMIT, with the whole id", SARG(text)),
			                "--ref tool=$(git -C tool rev-parse HEAD)");
		*LIST_PUSH(r->a, &out->commits) = (fix_commit){ .name = str_head(text, equals), .commit = id, .from = S("--ref") };
	}
	return NULL;
}
