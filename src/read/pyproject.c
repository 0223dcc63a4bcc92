/* pyproject: what conda-lock reads in a pyproject.toml (conda_lock/src_parser/pyproject_toml.py, 4.0).
 *
 * [project] or, without dependencies there, Poetry's or flit's tables, and [tool.conda-lock] behind them. Each
 * entry is one of conda's under conda's name, unless the file asks for pip. conda-lock takes that name from a
 * table of the network, which changes every day; here it is a guess, and gate/satisfy_names looks which of
 * the likely names a lock has. Markers, and extras that may have been left out, make an entry one that may
 * miss; what conda-lock itself would refuse makes the file incomplete. Its poetry entries are in
 * pyproject_poetry.c. */
#include "read/pyproject_in.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/sort.h"
#include "read/pyproject_version.h"
#include "spec/names.h"
#include "spec/pep508.h"

static const toml_node *get_in(const toml_node *n, const char *const *keys)
{
	for (; n && *keys; keys++)
		n = manifest_get(n, str_of(*keys));
	return n;
}

str pyproject_text(const toml_node *n)
{
	return n && n->kind == TOML_TEXT ? n->text : (str){ 0 };
}

const toml_node *pyproject_first(const toml_node *n, toml_kind kind)
{
	return n && n->kind == kind ? n->first : NULL;
}

spec *pyproject_push(pyproject *p, const toml_node *n, str category)
{
	env *out = p->r->out;
	if (out->specs.n >= MAX_SPECS) {
		out->complete = false;
		return NULL;
	}
	spec *s = LIST_PUSH(p->r->a, &out->specs);
	span at = manifest_span(p->r, n);
	*s = (spec){ .at = at, .name_at = at, .platforms = ON_ALL, .environment = category };
	return s;
}

/* "name version" is exact to conda, as the version alone is to conda-lock. */
static bool fill_conda(pyproject *p, str name, str version, spec *s)
{
	s->is_guess = true;
	str text = version.n > 0 ? arena_printf(p->r->a, "%.*s %.*s", SARG(name), SARG(version)) : name;
	return (version.p && manifest_fill_conda(p->r, text, s)) || manifest_fill_conda(p->r, name, s);
}

static bool fill_pip(pyproject *p, str name, str version, spec *s)
{
	str specifier = version.p ? poetry_as_pip(p->r->a, version) : version;
	str text = specifier.n > 0 ? arena_cat(p->r->a, name, specifier) : name;
	s->is_guess = true; /* conda's package of the library stands for it */
	return manifest_fill_pip(p->r, text, s) || manifest_fill_pip(p->r, name, s);
}

/* Whether [tool.conda-lock.dependencies] has name = { source = "pypi" }. */
static bool is_forced(const pyproject *p, str name)
{
	const toml_node *n = manifest_get(p->own_dependencies, name);
	return n && str_eq(pyproject_text(manifest_get(n, S("source"))), S("pypi"));
}

bool pyproject_fill(pyproject *p, manager m, str name, str version, spec *s)
{
	str canonical = pep503_normalize(p->r->a, name);
	str conda = names_conda_of_pip(canonical);
	bool forced = is_forced(p, canonical) || is_forced(p, conda);
	bool done = m == MANAGER_CONDA && !forced ? fill_conda(p, conda, version, s)
	                                          : fill_pip(p, canonical, version, s);
	s->may_miss |= forced && !str_eq(conda, canonical); /* which of the two conda-lock has is not known */
	if (!done)
		p->r->out->specs.n--;
	p->r->out->complete &= done;
	return done;
}

bool pyproject_asks_platform(str text)
{
	return str_find(text, S("platform")) >= 0 || str_find(text, S("os_name")) >= 0;
}

/* One PEP 508 text. */
static void read_requirement(pyproject *p, const toml_node *n, str category)
{
	dependency d;
	if (!manifest_requirement(p->r, n, &d) || (p->own_name.p && str_eq(d.spec.name, p->own_name))) {
		p->r->out->complete = false;
		return;
	}
	spec *s = pyproject_push(p, n, category);
	if (!s)
		return;
	const requirement *q = d.spec.pip;
	/* conda-lock asks a marker about the platform, not about Python, and in 2.x about nothing. An address
	 * is pip's or nobody's. */
	bool anywhere = q->url.n == 0 && (!q->marker || !pyproject_asks_platform(q->marker_text));
	s->may_miss = q->marker != NULL || q->url.n > 0;
	str version = anywhere ? poetry_as_conda(p->r->a, q->specifier) : S("");
	pyproject_fill(p, q->url.n > 0 ? MANAGER_PIP : p->otherwise, q->normalized, version, s);
}

static void read_requirements(pyproject *p, const toml_node *list, str category)
{
	p->r->out->complete &= !list || list->kind == TOML_ARRAY;
	for (const toml_node *n = pyproject_first(list, TOML_ARRAY); n; n = n->next)
		read_requirement(p, n, category);
}

static void read_extras(pyproject *p, const toml_node *table)
{
	for (const toml_node *n = pyproject_first(table, TOML_TABLE); n; n = n->next) {
		bool dev = str_eq(n->key, S("dev")) || str_eq(n->key, S("test"));
		read_requirements(p, n, dev ? S("dev") : n->key);
	}
}

static void read_pdm(pyproject *p, const toml_node *root)
{
	const toml_node *table = get_in(root, (const char *const[]){ "tool", "pdm", "dev-dependencies", NULL });
	for (const toml_node *n = pyproject_first(table, TOML_TABLE); n; n = n->next)
		read_requirements(p, n, S("dev"));
}

static bool is_dynamic(const toml_node *project)
{
	const toml_node *n = pyproject_first(manifest_get(project, S("dynamic")), TOML_ARRAY);
	for (; n; n = n->next)
		if (str_eq(pyproject_text(n), S("dependencies")))
			return true;
	return false;
}

static void read_project(pyproject *p, const toml_node *root)
{
	const toml_node *project = manifest_get(root, S("project"));
	const toml_node *main = is_dynamic(project) ? NULL : manifest_get(project, S("dependencies"));
	str backend = pyproject_text(get_in(root, (const char *const[]){ "build-system", "build-backend", NULL }));
	if (main) {
		read_requirements(p, main, S("main"));
		read_extras(p, manifest_get(project, S("optional-dependencies")));
		read_pdm(p, root);
	} else if (str_starts(backend, S("flit"))) {
		const toml_node *flit = get_in(root, (const char *const[]){ "tool", "flit", "metadata", NULL });
		read_requirements(p, manifest_get(flit, S("requires")), S("main"));
		read_extras(p, manifest_get(flit, S("requires-extra")));
	} else {
		pyproject_poetry(p, get_in(root, (const char *const[]){ "tool", "poetry", NULL }));
	}
}

/* [tool.conda-lock.dependencies]: conda's own entries. */
static void read_own(pyproject *p)
{
	for (const toml_node *n = pyproject_first(p->own_dependencies, TOML_TABLE); n; n = n->next) {
		if (n->kind == TOML_TABLE)
			continue;
		spec *s = n->kind == TOML_TEXT ? pyproject_push(p, n, S("main")) : NULL;
		str text = s ? arena_printf(p->r->a, "%.*s %.*s", SARG(n->key), SARG(n->text)) : (str){ 0 };
		if (s && manifest_fill_conda(p->r, text, s))
			continue;
		p->r->out->specs.n -= s != NULL;
		p->r->out->complete = false;
	}
}

static void read_places(pyproject *p, const toml_node *own)
{
	env *out = p->r->out;
	const toml_node *list = manifest_get(own, S("channels"));
	out->has_channels = list != NULL;
	for (const toml_node *n = pyproject_first(list, TOML_ARRAY); n; n = n->next) {
		out->complete &= n->kind == TOML_TEXT;
		if (n->kind == TOML_TEXT && !str_eq(n->text, S("nodefaults")))
			*LIST_PUSH(p->r->a, &out->channels) = (item){ n->text, manifest_span(p->r, n) };
	}
	list = manifest_get(own, S("platforms"));
	for (const toml_node *n = pyproject_first(list, TOML_ARRAY); n; n = n->next)
		if (n->kind == TOML_TEXT)
			*LIST_PUSH(p->r->a, &out->platforms) = n->text;
}

static int by_place(const void *px, const void *py)
{
	const spec *x = px, *y = py;
	return (x->at.beg > y->at.beg) - (x->at.beg < y->at.beg);
}

const env *pyproject_read(manifest_reader *r, const toml_node *root)
{
	env *out = NEW(r->a, env);
	*out = (env){ .src = r->src, .is_environment = true, .complete = true };
	r->out = out;
	const toml_node *own = get_in(root, (const char *const[]){ "tool", "conda-lock", NULL });
	const toml_node *skip = manifest_get(own, S("skip-non-conda-lock"));
	str name = pyproject_text(get_in(root, (const char *const[]){ "project", "name", NULL }));
	str otherwise = pyproject_text(manifest_get(own, S("default-non-conda-source")));
	pyproject p = { .r = r, .otherwise = str_eq(otherwise, S("pip")) ? MANAGER_PIP : MANAGER_CONDA };
	p.own_name = name.p ? pep503_normalize(r->a, name) : name;
	p.own_dependencies = manifest_get(own, S("dependencies"));
	if (!skip || !skip->truth)
		read_project(&p, root);
	read_own(&p);
	read_places(&p, own);
	if (out->specs.n > 1)
		sort_runs(r->a, out->specs.at, out->specs.n, (ptrdiff_t)sizeof(spec), by_place);
	return out;
}
