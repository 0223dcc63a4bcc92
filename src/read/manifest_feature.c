/* manifest_feature: the dependency tables of one feature of a pixi manifest.
 *
 * A target table's entry replaces the feature's own on that target's platforms. Where more than one could
 * count (two kinds of tables, "linux" and "linux-64", a platform that conda-lock has no word for), which
 * one pixi takes has changed with its versions, so that only the name is kept. */
#include "read/manifest_feature.h"

#include "base/limits.h"
#include "base/sort.h"

typedef void entry_reader(manifest_reader *r, const toml_node *n, unsigned platforms, dependency *out);

/* All of them are installed into the environment, but for those of a package. */
static const struct { str key; entry_reader *read; bool builds; } TABLES[] = {
	{ S_INIT("dependencies"), manifest_conda, false },
	{ S_INIT("host-dependencies"), manifest_conda, true },
	{ S_INIT("build-dependencies"), manifest_conda, true },
	{ S_INIT("pypi-dependencies"), manifest_pip, false },
};

static const struct { str name; unsigned on; } TARGETS[] = {
	{ S_INIT("linux"), ON_LINUX }, { S_INIT("osx"), ON_OSX }, { S_INIT("win"), ON_WIN }, { S_INIT("unix"), ON_UNIX },
	{ S_INIT("linux-64"), ON_LINUX_64 }, { S_INIT("linux-aarch64"), ON_LINUX_AARCH64 },
	{ S_INIT("linux-ppc64le"), ON_LINUX_PPC64LE }, { S_INIT("osx-64"), ON_OSX_64 },
	{ S_INIT("osx-arm64"), ON_OSX_ARM64 }, { S_INIT("win-64"), ON_WIN_64 },
};

static unsigned platforms_of(str target)
{
	for (size_t i = 0; i < sizeof TARGETS / sizeof TARGETS[0]; i++)
		if (str_eq(TARGETS[i].name, target))
			return TARGETS[i].on;
	return 0;
}

static void read_tables(manifest_reader *r, const toml_node *from, const toml_node *target, feature *f)
{
	unsigned platforms = target ? platforms_of(target->key) : ON_ALL;
	for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++) {
		const toml_node *table = manifest_get(target ? target : from, TABLES[i].key);
		const toml_node *n = table && table->kind == TOML_TABLE ? table->first : NULL;
		bool skip = TABLES[i].builds && r->is_package;
		/* A target of another platform, or of a name that the workspace gives to one. */
		r->out->complete &= !(n && (skip || platforms == 0));
		for (; n && !skip; n = n->next) {
			dependency d;
			TABLES[i].read(r, n, platforms, &d);
			d.is_target = target != NULL;
			if (d.spec.name.p)
				*LIST_PUSH(r->a, &f->all) = d;
		}
	}
}

static void read_channels(manifest_reader *r, const toml_node *table)
{
	const toml_node *list = manifest_get(table, S("channels"));
	for (const toml_node *n = list && list->kind == TOML_ARRAY ? list->first : NULL; n; n = n->next) {
		const toml_node *text = n->kind == TOML_TABLE ? manifest_get(n, S("channel")) : n;
		bool known = text && text->kind == TOML_TEXT;
		if (known)
			*LIST_PUSH(r->a, &r->out->channels) = (item){ text->text, manifest_span(r, text) };
		/* prefix.dev's faster index of conda.anaconda.org's packages: they keep that address. */
		if (!known || str_starts(text->text, S("https://fast.prefix.dev/")))
			r->out->complete = false;
	}
	r->out->has_channels |= list != NULL;
}

/* Entries are for the platforms that conda-lock has words for; what counts on another is not known. Since
 * pixi.lock 7 one may be { name = "p", platform = "linux-64", cuda = "12" }. */
static unsigned read_platforms(manifest_reader *r, const toml_node *table, strs *names)
{
	const toml_node *list = manifest_get(table, S("platforms"));
	unsigned all = list ? 0 : ON_ALL;
	for (const toml_node *n = list ? list->first : NULL; n; n = n->next) {
		const toml_node *of = manifest_get(n, S("platform")), *text = of ? of : n;
		unsigned on = text->kind == TOML_TEXT ? platforms_of(text->text) : 0;
		r->out->complete &= on != 0;
		all |= on ? on : ON_ALL;
		if (names && on != 0)
			*LIST_PUSH(r->a, names) = text->text;
	}
	return all;
}

static void read_overrides(manifest_reader *r, const toml_node *table)
{
	r->overrides |= manifest_get(manifest_get(table, S("pypi-options")), S("dependency-overrides")) != NULL;
}

void manifest_workspace(manifest_reader *r, const toml_node *table)
{
	read_channels(r, table);
	read_platforms(r, table, &r->out->platforms);
	read_overrides(r, table);
}

void manifest_feature(manifest_reader *r, const toml_node *table, feature *f)
{
	read_channels(r, table);
	read_overrides(r, table);
	f->platforms = read_platforms(r, table, NULL);
	read_tables(r, table, NULL, f);
	const toml_node *targets = manifest_get(table, S("target"));
	for (const toml_node *t = targets ? targets->first : NULL; t; t = t->next)
		if (t->kind == TOML_TABLE)
			read_tables(r, table, t, f);
	if (manifest_get(table, S("dev")))
		r->out->complete = false; /* what a package of the workspace is built with */
}

static int by_name(const void *px, const void *py)
{
	const spec *x = &((const dependency *)px)->spec, *y = &((const dependency *)py)->spec;
	return x->manager != y->manager ? (int)x->manager - (int)y->manager : str_cmp(x->name, y->name);
}

static void settle_name(dependency *all, ptrdiff_t n)
{
	unsigned taken = 0;
	bool loose = false, own = false;
	for (ptrdiff_t i = 0; i < n; i++) {
		const dependency *d = &all[i];
		loose |= d->is_target ? (d->spec.platforms & taken) != 0 || d->spec.platforms == 0 : own;
		own |= !d->is_target;
		taken |= d->is_target ? d->spec.platforms : 0;
	}
	for (ptrdiff_t i = 0; i < n; i++) {
		if (!all[i].is_target)
			all[i].spec.platforms &= ~taken;
		all[i].is_loose |= loose;
	}
}

void manifest_settle(manifest_reader *r, feature *f)
{
	dependencies *all = &f->all;
	if (all->n > 1)
		sort_runs(r->a, all->at, all->n, (ptrdiff_t)sizeof *all->at, by_name);
	for (ptrdiff_t i = 0, end; i < all->n; i = end) {
		for (end = i + 1; end < all->n && by_name(&all->at[i], &all->at[end]) == 0;)
			end++;
		settle_name(all->at + i, end - i);
	}
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (all->at[i].is_loose || (r->overrides && all->at[i].spec.pip))
			manifest_loosen(r, &all->at[i]);
}
