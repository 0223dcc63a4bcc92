/* pixilock: pixi.lock of versions 4 to 7 from a tree to a lock. An environment lists for each platform
 * references ("conda: URL"), and each package's own record stands once in the list "packages"; a lock
 * here has one row for each reference. Which fields a record has changed with each version
 * (rattler_lock, parse/models); none of them refuses unknown keys, so neither does this reader.
 * Versions 1 to 3 were pixi's before 0.15 (March 2024) and are not read. */
#include "read/lockfile_in.h"

#include "read/pixilock.h"

#include "base/limits.h"

enum { OLDEST = 4, NEWEST = 7 };

/* A name of a platform that stands for a subdir (version 7). */
typedef struct machine {
	str name, subdir;
} machine;

typedef struct pixi_reader {
	lock_reader *r;
	LIST(pixi_record) records;
	const pixi_record **sorted; /* all of them by kind and address, once they are read */
	LIST(machine) machines;
	bool unfound;         /* a reference without a record: said once for each address */
} pixi_reader;

static str text_of(const yaml_node *n)
{
	bool null = n && n->kind == NODE_SCALAR && n->plain && yaml_type_of(n) == TYPE_NULL;
	if (!n || n->kind != NODE_SCALAR || null)
		return (str){ 0 };
	return n->text.p ? n->text : S("");
}

static void say(lock_reader *r, span at, str subject, str what)
{
	problem *p = lock_problem(r, PROBLEM_SYNTAX, at, subject);
	p->what = what;
	p->hint = S("run: pixi lock");
	r->out->complete = false;
}

static void wrong(lock_reader *r, const yaml_node *n, str subject, const char *due)
{
	shape_wrong(r, n, subject, due);
	r->out->complete = false;
}

/* ---- records ------------------------------------------------------------------------------- */

static int by_address(const void *x, const void *y)
{
	const pixi_record *a = *(const pixi_record *const *)x, *b = *(const pixi_record *const *)y;
	return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1) : str_cmp(a->address, b->address);
}

void pixilock_take(void *reader, const yaml_node *n)
{
	lock_reader *r = reader;
	enum { USUAL = 20000 }; /* beyond, the list grows: a made file may have entries that are no records */
	if (!r->pixi) {
		ptrdiff_t count = lock_count_items(r->src->bytes);
		r->pixi = NEW(r->a, pixi_reader);
		r->pixi->r = r;
		LIST_RESERVE(r->a, &r->pixi->records, count < USUAL ? count : USUAL);
	}
	if (n->kind != NODE_MAP) {
		wrong(r, n, S("packages"), "a mapping");
		return;
	}
	pixi_record record;
	if (!pixi_record_read(r, n, &record))
		say(r, n->at, S("packages"), S("a package's record without conda:, pypi: or conda_source:"));
	else if (r->pixi->records.n < MAX_LOCKED)
		*LIST_PUSH(r->a, &r->pixi->records) = record;
	else
		r->out->complete = false; /* each of the references that find nothing says so */
}

/* The first record at or behind a key. */
static ptrdiff_t lower_bound(const pixi_reader *p, const pixi_record *key)
{
	ptrdiff_t low = 0, high = p->records.n;
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		if (by_address(&p->sorted[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Several records of one address (a source built for several platforms): the reference names what
 * tells them apart, and the subdir does where it does not. */
static int fits(const pixi_record *record, const yaml_node *reference, str subdir)
{
	const locked *p = &record->as;
	const struct { str key, is; } told[] = {
		{ S("name"), p->name }, { S("version"), p->version },
		{ S("build"), p->field_build }, { S("subdir"), p->field_subdir },
	};
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		str due = text_of(yaml_get(reference, told[i].key));
		if (due.p && !str_eq(due, told[i].is))
			return 0;
	}
	return p->field_subdir.p && str_eq(p->field_subdir, subdir) ? 3 : str_eq(p->field_subdir, S("noarch")) ? 2 : 1;
}

static const pixi_record *find_record(const pixi_reader *p, const pixi_record *key, const yaml_node *reference, str subdir)
{
	const pixi_record *found = NULL;
	int best = 0, tries = 0;
	for (ptrdiff_t i = lower_bound(p, key); i < p->records.n && by_address(&p->sorted[i], &key) == 0; i++) {
		int fit = fits(p->sorted[i], reference, subdir);
		if (fit > best) {
			best = fit;
			found = p->sorted[i];
		}
		/* More than the platforms there are: only a made file has them, and it would cost a square. */
		if (++tries > 256 || best == 3)
			break;
	}
	return found;
}

/* ---- environments -------------------------------------------------------------------------- */

static void read_reference(pixi_reader *p, const yaml_node *n, str environment, machine on)
{
	pixi_record key;
	if (n->kind != NODE_MAP || !pixi_address_read(n, &key)) {
		wrong(p->r, n, S("environments.packages"), "a mapping with conda:, pypi: or conda_source:");
		return;
	}
	const pixi_record *record = find_record(p, &key, n, on.subdir);
	if (!record) {
		if (!p->unfound)
			say(p->r, n->at, str_head(key.address, 200),
			    arena_printf(p->r->a, "'%.*s' is locked, and has no record under 'packages'", SARG(str_head(key.address, 160))));
		p->unfound = true;
		p->r->out->complete = false;
		return;
	}
	locked *row = lock_push(p->r);
	if (!row)
		return;
	*row = record->as;
	row->environment = environment;
	lock_set_platform(p->r, row, on.subdir);
	row->platform = on.name;
}

static machine machine_of(const pixi_reader *p, str name)
{
	for (ptrdiff_t i = 0; i < p->machines.n; i++)
		if (str_eq(p->machines.at[i].name, name))
			return p->machines.at[i];
	return (machine){ name, name };
}

static void add_platform(lock_reader *r, str name)
{
	if (!strs_has(&r->out->platforms, name))
		*LIST_PUSH(r->a, &r->out->platforms) = name;
}

static void read_channels(lock_reader *r, const yaml_node *list, str environment)
{
	for (const yaml_node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
		str url = n->kind == NODE_MAP ? text_of(yaml_get(n, S("url"))) : text_of(n);
		if (url.p)
			*LIST_PUSH(r->a, &r->out->channels) = (lock_channel){ environment, url, n->at };
		else
			wrong(r, n, S("environments.channels"), "a mapping with url:");
	}
}

static void read_indexes(lock_reader *r, const yaml_node *list)
{
	for (const yaml_node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next)
		if (text_of(n).p && !strs_has(&r->out->indexes, n->text))
			*LIST_PUSH(r->a, &r->out->indexes) = n->text;
}

static void read_platform(pixi_reader *p, const yaml_node *list, str environment)
{
	if (list->kind != NODE_LIST) {
		wrong(p->r, list, S("environments.packages"), "a list");
		return;
	}
	machine on = machine_of(p, list->key->text);
	add_platform(p->r, on.name);
	for (const yaml_node *n = list->first; n; n = n->next)
		read_reference(p, n, environment, on);
}

static void read_environment(pixi_reader *p, const yaml_node *map)
{
	lock_reader *r = p->r;
	if (map->kind != NODE_MAP) {
		wrong(r, map, S("environments"), "a mapping");
		return;
	}
	str name = map->key->text;
	*LIST_PUSH(r->a, &r->out->environments) = name;
	read_channels(r, yaml_get(map, S("channels")), name);
	read_indexes(r, yaml_get(map, S("indexes")));
	const yaml_node *packages = yaml_get(map, S("packages"));
	if (packages && packages->kind != NODE_MAP)
		wrong(r, packages, S("environments.packages"), "a mapping of platforms");
	for (const yaml_node *n = packages && packages->kind == NODE_MAP ? packages->first : NULL; n; n = n->next)
		if (n->key->kind == NODE_SCALAR)
			read_platform(p, n, name);
}

static ptrdiff_t count_references(const yaml_node *environments)
{
	ptrdiff_t n = 0;
	for (const yaml_node *e = environments->first; e; e = e->next) {
		const yaml_node *packages = yaml_get(e, S("packages"));
		for (const yaml_node *on = packages && packages->kind == NODE_MAP ? packages->first : NULL; on; on = on->next)
			for (const yaml_node *k = on->kind == NODE_LIST ? on->first : NULL; k; k = k->next)
				n++;
	}
	return n < MAX_LOCKED ? n : MAX_LOCKED;
}

static void sort_records(arena *a, pixi_reader *p)
{
	p->sorted = NEW_N(a, const pixi_record *, p->records.n);
	for (ptrdiff_t i = 0; i < p->records.n; i++)
		p->sorted[i] = &p->records.at[i];
	sort_runs(a, p->sorted, p->records.n, (ptrdiff_t)sizeof *p->sorted, by_address);
}

/* ---- the file ------------------------------------------------------------------------------ */

static void read_machines(pixi_reader *p, const yaml_node *list)
{
	for (const yaml_node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
		str name = n->kind == NODE_MAP ? text_of(yaml_get(n, S("name"))) : text_of(n);
		str subdir = n->kind == NODE_MAP ? text_of(yaml_get(n, S("subdir"))) : name;
		if (!name.p || p->machines.n >= PIXI_MAX_PLATFORMS) {
			wrong(p->r, n, S("platforms"), "a mapping with name:");
			return;
		}
		*LIST_PUSH(p->r->a, &p->machines) = (machine){ name, subdir.p ? subdir : name };
		add_platform(p->r, name);
	}
}

static bool read_version(lock_reader *r, const yaml_node *n)
{
	str text = text_of(n);
	if (text.n == 1 && text.p[0] >= '0' + OLDEST && text.p[0] <= '0' + NEWEST) {
		r->out->version = text.p[0] - '0';
		return true;
	}
	problem *p = lock_problem(r, PROBLEM_SYNTAX, n ? n->at : (span){ 0, 0, 1, 1 }, S("version"));
	p->evidence = text.p ? text : S("");
	p->what = n ? arena_printf(r->a, "pixi.lock of version %.*s, and envgate %s reads the versions %d to %d",
	                           SARG(str_head(p->evidence, 40)), ENVGATE_VERSION, OLDEST, NEWEST)
	            : S("not a pixi.lock: no 'version' in it");
	p->hint = S("make the lock anew with a current pixi (pixi lock), or take a newer envgate");
	r->out->complete = false;
	return false;
}

void pixilock_read(lock_reader *r, const yaml_node *root)
{
	if (!root || root->kind != NODE_MAP) {
		if (r->out->complete)
			say(r, (span){ 0, 0, 1, 1 }, S("root"), S("not a lock: no mapping with 'environments' in it"));
		r->out->complete = false;
		return;
	}
	if (!read_version(r, yaml_get(root, S("version"))))
		return;
	lock_said(r);
	const yaml_node *packages = yaml_get(root, S("packages")), *environments = yaml_get(root, S("environments"));
	if (!packages || packages->kind != NODE_LIST)
		say(r, packages ? packages->at : root->at, S("packages"), S("no list 'packages', so no package is told"));
	for (const yaml_node *n = packages && packages->kind == NODE_LIST ? packages->first : NULL; n; n = n->next)
		pixilock_take(r, n);
	if (!environments || environments->kind != NODE_MAP) {
		say(r, root->at, S("environments"), S("no mapping 'environments', so nothing is locked"));
		return;
	}
	pixi_reader none = { .r = r }, *p = r->pixi ? r->pixi : &none;
	read_machines(p, yaml_get(root, S("platforms")));
	sort_records(r->a, p);
	LIST_RESERVE(r->a, &r->out->packages, count_references(environments));
	for (const yaml_node *n = environments->first; n; n = n->next)
		if (n->key->kind == NODE_SCALAR)
			read_environment(p, n);
}
