/* manifest: a pixi workspace, unfolded.
 *
 * Tables belong to features (those in the root to the default one), and an environment is a list of
 * features; all entries of an environment's features have to hold in it. So a spec is written out for each
 * environment that has its feature. pixi reads pyproject.toml's own dependencies into the default feature,
 * and its extras and groups as features of their names. */
#include "read/manifest.h"

#include "base/limits.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "read/manifest_feature.h"
#include "spec/pep508.h"

const toml_node *manifest_get(const toml_node *n, str key)
{
	if (!n || n->kind != TOML_TABLE)
		return NULL;
	for (n = n->first; n; n = n->next)
		if (str_eq(n->key, key))
			return n;
	return NULL;
}

static void find_lines(manifest_reader *r)
{
	str text = r->src->bytes;
	LIST(ptrdiff_t) lines = { 0 };
	*LIST_PUSH(r->a, &lines) = 0;
	for (ptrdiff_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n')
			*LIST_PUSH(r->a, &lines) = i + 1;
	r->lines = lines.at;
	r->lines_n = lines.n;
}

static ptrdiff_t offset_of(const manifest_reader *r, int line, int col)
{
	str text = r->src->bytes;
	if (line < 1 || line > r->lines_n)
		return text.n;
	ptrdiff_t at = r->lines[line - 1], end = line < r->lines_n ? r->lines[line] - 1 : text.n;
	for (int i = 1; i < col && at < end; i++)
		utf8_next(text, &at);
	return at;
}

span manifest_span(const manifest_reader *r, const toml_node *n)
{
	int line = n->key_line ? n->key_line : n->line, col = n->key_line ? n->key_col : n->col;
	ptrdiff_t beg = offset_of(r, line, col), end = offset_of(r, n->end_line, n->end_col);
	return (span){ beg, end > beg ? end : beg, line, col };
}

static bool is_table(const toml_node *n)
{
	return n && n->kind == TOML_TABLE;
}

static feature *add_feature(manifest_reader *r, str name)
{
	feature *f = LIST_PUSH(r->a, &r->features);
	f->name = name;
	return f;
}

static void read_requirements(manifest_reader *r, const toml_node *list, str own, feature *f)
{
	for (const toml_node *n = list && list->kind == TOML_ARRAY ? list->first : NULL; n; n = n->next) {
		dependency d;
		/* A group may include another, an extra its own project's. */
		if (!manifest_requirement(r, n, &d) || (own.p && str_eq(d.spec.name, own)))
			r->out->complete = false;
		else
			*LIST_PUSH(r->a, &f->all) = d;
	}
}

static void read_lists(manifest_reader *r, const toml_node *table, str own)
{
	for (const toml_node *n = is_table(table) ? table->first : NULL; n; n = n->next)
		read_requirements(r, n, own, add_feature(r, n->key));
}

static void read_project(manifest_reader *r, const toml_node *root)
{
	const toml_node *project = manifest_get(root, S("project")), *name = manifest_get(project, S("name"));
	str own = name && name->kind == TOML_TEXT ? pep503_normalize(r->a, name->text) : (str){ 0 };
	read_requirements(r, manifest_get(project, S("dependencies")), own, &r->features.at[0]);
	const toml_node *python = manifest_get(project, S("requires-python"));
	if (python) {
		toml_node any = *python;
		any.key = S("python");
		any.text = S("*");
		dependency d;
		manifest_conda(r, &any, ON_ALL, &d);
		*LIST_PUSH(r->a, &r->features.at[0].all) = d;
	}
	read_lists(r, manifest_get(project, S("optional-dependencies")), own);
	read_lists(r, manifest_get(root, S("dependency-groups")), own);
}

static int by_feature_name(const void *px, const void *py)
{
	const feature *x = px, *y = py;
	return str_cmp(x->name, y->name);
}

/* That an environment has a feature. */
typedef struct pairing {
	ptrdiff_t feature, environment;
} pairing;

typedef struct environments {
	strs names;
	LIST(pairing) has;
	ptrdiff_t named; /* features that a name can mean: those before it, without the default one */
} environments;

static void pair(manifest_reader *r, environments *e, ptrdiff_t which)
{
	*LIST_PUSH(r->a, &e->has) = (pairing){ which, e->names.n - 1 };
}

static void pair_named(manifest_reader *r, environments *e, str name)
{
	ptrdiff_t lo = 1, hi = e->named;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(r->features.at[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Of one name: feature.NAME, an extra and a group. */
	for (int k = 0; k < 3 && lo < e->named && str_eq(r->features.at[lo].name, name); k++, lo++)
		pair(r, e, lo);
}

static void read_environment(manifest_reader *r, const toml_node *n, environments *e)
{
	*LIST_PUSH(r->a, &e->names) = n->key;
	const toml_node *list = is_table(n) ? manifest_get(n, S("features")) : n;
	for (const toml_node *f = list && list->kind == TOML_ARRAY ? list->first : NULL; f; f = f->next)
		if (f->kind == TOML_TEXT)
			pair_named(r, e, f->text);
	const toml_node *without = manifest_get(n, S("no-default-feature"));
	if (!without || !without->truth)
		pair(r, e, 0);
	if (!is_table(n))
		return;
	manifest_feature(r, n, add_feature(r, S("")));
	pair(r, e, r->features.n - 1);
}

static int by_feature(const void *px, const void *py)
{
	const pairing *x = px, *y = py;
	if (x->feature != y->feature)
		return x->feature < y->feature ? -1 : 1;
	return (x->environment > y->environment) - (x->environment < y->environment);
}

static environments read_environments(manifest_reader *r, const toml_node *top)
{
	environments e = { .named = r->features.n };
	const toml_node *table = manifest_get(top, S("environments"));
	for (const toml_node *n = is_table(table) ? table->first : NULL; n; n = n->next)
		read_environment(r, n, &e);
	if (!manifest_get(table, S("default"))) {
		*LIST_PUSH(r->a, &e.names) = S("default");
		pair(r, &e, 0);
	}
	sort_runs(r->a, e.has.at, e.has.n, (ptrdiff_t)sizeof *e.has.at, by_feature);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < e.has.n; i++)
		if (i == 0 || by_feature(&e.has.at[i - 1], &e.has.at[i]) != 0)
			e.has.at[n++] = e.has.at[i];
	e.has.n = n;
	return e;
}

static void put_spec(manifest_reader *r, const spec *s, str environment)
{
	if (r->out->specs.n >= MAX_SPECS) {
		r->out->complete = false;
		return;
	}
	spec *out = LIST_PUSH(r->a, &r->out->specs);
	*out = *s;
	out->environment = environment;
}

static void put_feature(manifest_reader *r, const environments *e, ptrdiff_t first, ptrdiff_t end)
{
	feature *f = &r->features.at[e->has.at[first].feature];
	bool everywhere = end - first == e->names.n;
	manifest_settle(r, f);
	for (ptrdiff_t i = 0; i < f->all.n && r->out->specs.n < MAX_SPECS; i++) {
		const spec *s = &f->all.at[i].spec;
		for (ptrdiff_t k = first; s->platforms && k < end && (k == first || !everywhere); k++)
			put_spec(r, s, everywhere ? (str){ 0 } : e->names.at[e->has.at[k].environment]);
	}
}

static int by_place(const void *px, const void *py)
{
	const spec *x = px, *y = py;
	int c = (x->at.beg > y->at.beg) - (x->at.beg < y->at.beg);
	return c ? c : str_cmp(x->environment, y->environment);
}

static void put_all(manifest_reader *r, const environments *e)
{
	for (ptrdiff_t i = 0, end; i < e->has.n; i = end) {
		for (end = i + 1; end < e->has.n && e->has.at[end].feature == e->has.at[i].feature;)
			end++;
		put_feature(r, e, i, end);
	}
	r->out->complete &= r->out->specs.n < MAX_SPECS;
	if (r->out->specs.n > 1)
		sort_runs(r->a, r->out->specs.at, r->out->specs.n, (ptrdiff_t)sizeof(spec), by_place);
}

static void read_features(manifest_reader *r, const toml_node *root, const toml_node *top)
{
	const toml_node *table = manifest_get(top, S("feature"));
	manifest_feature(r, top, add_feature(r, S("default")));
	if (root != top)
		read_project(r, root);
	for (const toml_node *n = is_table(table) ? table->first : NULL; n; n = n->next)
		manifest_feature(r, n, add_feature(r, n->key));
	sort_runs(r->a, r->features.at + 1, r->features.n - 1, (ptrdiff_t)sizeof(feature), by_feature_name);
}

static void *take(void *with, ptrdiff_t bytes)
{
	return arena_alloc(with, bytes, 1);
}

static bool is_workspace(const toml_node *top)
{
	return is_table(manifest_get(top, S("workspace"))) || is_table(manifest_get(top, S("project")));
}

const env *manifest_read(arena *a, const source *src)
{
	if (!src->bytes.p || src->bytes.n > MAX_ENV_BYTES)
		return NULL;
	const toml_room room = { take, a };
	const toml_node *root = toml_read(src->bytes, &room), *top = root;
	ptrdiff_t slash = str_rfind_byte(src->path, '/');
	if (str_eq(str_from(src->path, slash + 1), S("pyproject.toml")))
		top = manifest_get(manifest_get(root, S("tool")), S("pixi"));
	if (!is_workspace(top))
		return NULL;
	env *out = NEW(a, env);
	*out = (env){ .src = src, .is_environment = true, .complete = true };
	manifest_reader r = { .a = a, .src = src, .out = out };
	r.is_package = manifest_get(top, S("package")) != NULL;
	find_lines(&r);
	manifest_workspace(&r, manifest_get(top, S("workspace")));
	manifest_workspace(&r, manifest_get(top, S("project")));
	read_features(&r, root, top);
	environments e = read_environments(&r, top);
	put_all(&r, &e);
	return out;
}
