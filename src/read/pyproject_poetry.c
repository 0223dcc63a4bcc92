/* pyproject_poetry: the dependency tables of [tool.poetry] as conda-lock reads them. The category is the
 * extra that lists the entry, else the group's; "optional" has no meaning for it. */
#include "read/pyproject_in.h"

#include "read/pyproject_version.h"

#include "base/sort.h"

typedef struct listed {
	str name, extra;
} listed;
typedef struct extras {
	LIST(listed) all; /* by name; of one name the last counts */
} extras;

static int by_name(const void *px, const void *py)
{
	return str_cmp(((const listed *)px)->name, ((const listed *)py)->name);
}

static extras read_extras(pyproject *p, const toml_node *table)
{
	extras out = { 0 };
	for (const toml_node *n = pyproject_first(table, TOML_TABLE); n; n = n->next)
		for (const toml_node *d = pyproject_first(n, TOML_ARRAY); d; d = d->next)
			if (d->kind == TOML_TEXT)
				*LIST_PUSH(p->r->a, &out.all) = (listed){ d->text, n->key };
	if (out.all.n > 1)
		sort_runs(p->r->a, out.all.at, out.all.n, (ptrdiff_t)sizeof *out.all.at, by_name);
	return out;
}

/* The tables come sorted by key here, in the file's order to conda-lock: of a name in two extras neither is
 * sure, and then it counts as the group's that may be left out. */
static str extra_of(const extras *e, str name)
{
	ptrdiff_t lo = 0, hi = e->all.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(e->all.at[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < e->all.n && str_eq(e->all.at[lo].name, name) ? e->all.at[lo].extra : (str){ 0 };
}

static void read_table(pyproject *p, const toml_node *n, spec *s)
{
	const toml_node *version = manifest_get(n, S("version"));
	bool place = manifest_get(n, S("git")) || manifest_get(n, S("path"));
	bool pypi = str_eq(pyproject_text(manifest_get(n, S("source"))), S("pypi"));
	if (place || !version) {
		/* conda-lock gives these to pip, and refuses an entry that says nothing. */
		p->r->out->complete &= place || manifest_get(n, S("url")) != NULL;
		s->may_miss = true;
		pyproject_fill(p, MANAGER_PIP, n->key, S(""), s);
		return;
	}
	str marker = pyproject_text(manifest_get(n, S("markers")));
	str text = pyproject_asks_platform(marker) ? S("") : poetry_as_conda(p->r->a, pyproject_text(version));
	s->may_miss = marker.p != NULL;
	pyproject_fill(p, pypi ? MANAGER_PIP : p->otherwise, n->key, text, s);
}

static void read_entry(pyproject *p, const toml_node *n, str category)
{
	spec *s = n->kind == TOML_TEXT || n->kind == TOML_TABLE ? pyproject_push(p, n, category) : NULL;
	if (!s) {
		p->r->out->complete = false; /* a list of constraints, which conda-lock refuses */
		return;
	}
	if (n->kind == TOML_TABLE) {
		read_table(p, n, s);
		return;
	}
	bool python = str_eq(n->key, S("python"));
	manager m = python ? MANAGER_CONDA : p->otherwise;
	if (pyproject_fill(p, m, n->key, poetry_as_conda(p->r->a, n->text), s) && python)
		s->is_guess = false;
}

static void read_group(pyproject *p, const toml_node *table, str category, const extras *e)
{
	for (const toml_node *n = pyproject_first(table, TOML_TABLE); n; n = n->next) {
		str extra = extra_of(e, n->key);
		read_entry(p, n, extra.p ? extra : category);
	}
}

void pyproject_poetry(pyproject *p, const toml_node *poetry)
{
	extras e = read_extras(p, manifest_get(poetry, S("extras")));
	read_group(p, manifest_get(poetry, S("dependencies")), S("main"), &e);
	read_group(p, manifest_get(poetry, S("dev-dependencies")), S("dev"), &e);
	const toml_node *groups = manifest_get(poetry, S("group"));
	for (const toml_node *g = pyproject_first(groups, TOML_TABLE); g; g = g->next)
		read_group(p, manifest_get(g, S("dependencies")), g->key, &e);
}
