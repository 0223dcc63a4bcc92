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

/* Every MARK_EVERY code points of a line one mark: a line may be a megabyte long, and have a hundred
 * thousand values in it whose places are asked for. */
enum { MARK_EVERY = 256 };

static void find_lines(manifest_reader *r)
{
	str text = r->src->bytes;
	LIST(ptrdiff_t) lines = { 0 }, marks = { 0 };
	int col = 0;
	*LIST_PUSH(r->a, &lines) = 0;
	for (ptrdiff_t i = 0; i < text.n;) {
		if (col++ % MARK_EVERY == 0)
			*LIST_PUSH(r->a, &marks) = i;
		bool ends = text.p[i] == '\n';
		utf8_next(text, &i);
		if (!ends)
			continue;
		*LIST_PUSH(r->a, &lines) = marks.n;
		col = 0;
	}
	*LIST_PUSH(r->a, &marks) = text.n;
	r->lines = lines.at;
	r->lines_n = lines.n;
	r->marks = marks.at;
	r->marks_n = marks.n;
}

static ptrdiff_t offset_of(const manifest_reader *r, int line, int col)
{
	str text = r->src->bytes;
	if (line < 1 || line > r->lines_n || col < 1)
		return text.n;
	ptrdiff_t next = line < r->lines_n ? r->lines[line] : r->marks_n - 1;
	ptrdiff_t end = line < r->lines_n ? r->marks[next] - 1 : text.n;
	ptrdiff_t mark = r->lines[line - 1] + (col - 1) / MARK_EVERY;
	if (mark >= next)
		return end;
	ptrdiff_t at = r->marks[mark];
	for (int i = (col - 1) % MARK_EVERY; i > 0 && at < end; i--)
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
	f->platforms = ON_ALL;
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
	unsigned *platforms; /* of each: those that all of its features have */
	LIST(pairing) has;
	bool narrowed;
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

static void narrow(manifest_reader *r, environments *e)
{
	e->platforms = NEW_N(r->a, unsigned, e->names.n);
	for (ptrdiff_t i = 0; i < e->names.n; i++)
		e->platforms[i] = ON_ALL;
	for (ptrdiff_t i = 0; i < e->has.n; i++) {
		unsigned own = r->features.at[e->has.at[i].feature].platforms;
		e->platforms[e->has.at[i].environment] &= own;
		e->narrowed |= own != ON_ALL;
	}
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
	narrow(r, &e);
	return e;
}

static void put_spec(manifest_reader *r, const spec *s, unsigned platforms, str environment)
{
	if (r->out->specs.n >= MAX_SPECS) {
		r->out->complete = false;
		return;
	}
	spec *out = LIST_PUSH(r->a, &r->out->specs);
	*out = *s;
	out->environment = environment;
	out->platforms &= platforms;
}

static void put_feature(manifest_reader *r, const environments *e, ptrdiff_t first, ptrdiff_t end)
{
	feature *f = &r->features.at[e->has.at[first].feature];
	bool everywhere = end - first == e->names.n && !e->narrowed;
	manifest_settle(r, f);
	for (ptrdiff_t i = 0; i < f->all.n && r->out->specs.n < MAX_SPECS; i++) {
		const spec *s = &f->all.at[i].spec;
		for (ptrdiff_t k = first; s->platforms && k < end && (k == first || !everywhere); k++) {
			ptrdiff_t which = e->has.at[k].environment;
			put_spec(r, s, e->platforms[which], everywhere ? (str){ 0 } : e->names.at[which]);
		}
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

static const env *read_pixi(manifest_reader *r, const toml_node *root, const toml_node *top)
{
	env *out = NEW(r->a, env);
	*out = (env){ .src = r->src, .is_environment = true, .complete = true };
	r->out = out;
	/* "build" and "build-system" are what the first previews of pixi-build called it. */
	r->is_package = manifest_get(top, S("package")) || manifest_get(top, S("build-system")) ||
	                manifest_get(top, S("build"));
	manifest_workspace(r, manifest_get(top, S("workspace")));
	manifest_workspace(r, manifest_get(top, S("project")));
	read_features(r, root, top);
	environments e = read_environments(r, top);
	put_all(r, &e);
	manifest_ignores(r, root);
	return out;
}

const env *manifest_read_both(arena *a, const source *src, const env **for_conda_lock)
{
	*for_conda_lock = NULL;
	if (!src->bytes.p || src->bytes.n > MAX_ENV_BYTES)
		return NULL;
	const toml_room room = { take, a };
	const toml_node *root = toml_read(src->bytes, &room), *top = root;
	ptrdiff_t slash = str_rfind_byte(src->path, '/');
	bool is_project = str_eq(str_from(src->path, slash + 1), S("pyproject.toml"));
	if (is_project)
		top = manifest_get(manifest_get(root, S("tool")), S("pixi"));
	manifest_reader r = { .a = a, .src = src };
	find_lines(&r);
	if (is_project && root) {
		manifest_reader lock = r;
		*for_conda_lock = pyproject_read(&lock, root);
	}
	return is_workspace(top) ? read_pixi(&r, root, top) : NULL;
}

const env *manifest_read(arena *a, const source *src)
{
	const env *unused = NULL;
	return manifest_read_both(a, src, &unused);
}
