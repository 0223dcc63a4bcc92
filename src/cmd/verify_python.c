/* verify_python: what Python would find in an environment: distributions, the standard library, and
 * what the project's own files import.
 *
 * Which distributions are pip's: conda's packages bring a dist-info too, and list its files in their
 * record. pip replaces a conda package either under another folder name (another version) or in the
 * same folder; then the INSTALLER file is not the one that conda's record has the SHA-256 of. */
#include "cmd/verify.h"

#include "base/limits.h"
#include "base/sha256.h"
#include "edge/prefix.h"
#include "read/prefix.h"
#include "read/pyimports.h"

#include <stdlib.h>

/* A name and what it belongs to: a conda package's dist-info folder, or its distribution. */
typedef struct owned {
	str name;
	ptrdiff_t package, which;
} owned;
typedef LIST(owned) owners;

static int by_name(const void *x, const void *y)
{
	return str_cmp(((const owned *)x)->name, ((const owned *)y)->name);
}

static owners owners_of(arena *a, const installed *all, bool folders)
{
	owners out = { 0 };
	for (ptrdiff_t i = 0; i < all->packages.n; i++) {
		const installed_package *p = &all->packages.at[i];
		const strs *names = folders ? &p->dist_infos : &p->dists;
		for (ptrdiff_t k = 0; p->manager == MANAGER_CONDA && k < names->n; k++)
			*LIST_PUSH(a, &out) = (owned){ names->at[k], i, k };
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_name);
	return out;
}

static const owned *owner_of(const owners *all, str name)
{
	owned key = { .name = name };
	return all->n ? bsearch(&key, all->at, (size_t)all->n, sizeof key, by_name) : NULL;
}

static str hex_of(arena *a, str bytes)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char digest[32];
	char *out = arena_alloc(a, 64, 1);
	sha256 s;
	sha256_open(&s);
	sha256_add(&s, bytes);
	sha256_close(&s, digest);
	for (int i = 0; i < 32; i++) {
		out[2 * i] = hex[digest[i] >> 4];
		out[2 * i + 1] = hex[digest[i] & 15];
	}
	return (str){ out, 64 };
}

/* ---- distributions ---- */

typedef struct site {
	run *r;
	installed *out;
	str folder; /* absolute: .../site-packages */
	owners infos;
} site;

static const err *read_part(site *s, str dist, const char *name, str *out)
{
	arena *a = s->r->a;
	return prefix_read(a, prefix_join(a, prefix_join(a, s->folder, dist), str_of(name)), MAX_DIST_BYTES, out);
}

/* Whether a folder that conda lists is still what conda put there. */
static const err *is_condas(site *s, str dist, bool *yes)
{
	const owned *o = owner_of(&s->infos, dist);
	str installer;
	*yes = true;
	str hash = o ? s->out->packages.at[o->package].installers.at[o->which] : (str){ 0 };
	if (o && !hash.n)
		return NULL; /* conda's record says nothing of that file: no reason to doubt */
	TRY(read_part(s, dist, "INSTALLER", &installer));
	bool condas = str_eq(str_trim(installer), S("conda"));
	*yes = condas || (o && (!installer.p || str_eq_nocase(hash, hex_of(s->r->a, installer))));
	return NULL;
}

static void remark(run *r, str path, str message)
{
	*LIST_PUSH(r->a, &r->report.notes) = (note){ .code = S("unread"), .path = path, .message = message };
}

static const err *read_dist(site *s, str dist)
{
	dist_files parts = { .folder = dist };
	str requested;
	bool condas;
	TRY(is_condas(s, dist, &condas));
	if (condas)
		return NULL;
	TRY(read_part(s, dist, "METADATA", &parts.metadata));
	if (!parts.metadata.p) {
		remark(s->r, dist, S("a dist-info without METADATA: pip does not count it as installed"));
		return NULL;
	}
	TRY(read_part(s, dist, "RECORD", &parts.record));
	TRY(read_part(s, dist, "direct_url.json", &parts.direct_url));
	TRY(read_part(s, dist, "REQUESTED", &requested));
	parts.requested = requested.p != NULL;
	return prefix_dist_read(s->r->a, s->r->a, &parts, LIST_PUSH(s->r->a, &s->out->packages));
}

/* What setuptools installed without a wheel: NAME-VERSION-py3.11.egg-info, a folder or one file. */
static const err *read_egg(site *s, str name)
{
	arena *a = s->r->a;
	str path = prefix_join(a, s->folder, name);
	dist_files parts = { .folder = name };
	if (owner_of(&s->infos, name))
		return NULL;
	if (prefix_is_folder(a, path)) {
		TRY(read_part(s, name, "PKG-INFO", &parts.metadata));
		TRY(read_part(s, name, "top_level.txt", &parts.top_level));
	} else {
		TRY(prefix_read(a, path, MAX_DIST_BYTES, &parts.metadata));
	}
	if (!parts.metadata.p)
		return NULL;
	return prefix_dist_read(a, a, &parts, LIST_PUSH(a, &s->out->packages));
}

/* NAME.egg-link of "setup.py develop": the folder of an editable project, which says its version. */
static const err *read_egg_link(site *s, str name)
{
	arena *a = s->r->a;
	str text, metadata, stem = str_head(name, name.n - S(".egg-link").n);
	TRY(prefix_read(a, prefix_join(a, s->folder, name), MAX_POLICY_BYTES, &text));
	str folder = str_trim(str_head(text, str_find_byte(text, '\n')));
	char *info = (char *)arena_cat(a, stem, S(".egg-info")).p; /* ours, fresh from the arena */
	for (ptrdiff_t i = 0; i < stem.n; i++)
		info[i] = info[i] == '-' ? '_' : info[i];
	str path = prefix_join(a, prefix_join(a, folder, str_of(info)), S("PKG-INFO"));
	if (!folder.n || folder.p[0] != '/')
		return NULL;
	TRY(prefix_read(a, path, MAX_DIST_BYTES, &metadata));
	if (!metadata.p)
		return NULL;
	installed_package *p = LIST_PUSH(a, &s->out->packages);
	TRY(prefix_dist_read(a, a, &(dist_files){ .folder = name, .metadata = metadata }, p));
	p->asked = S("");
	p->from = (direct_url){ .url = arena_cat(a, S("file://"), folder), .is_editable = true };
	return NULL;
}

static const err *read_any(site *s, str name)
{
	if (str_ends(name, S(".dist-info")))
		return read_dist(s, name);
	return str_ends(name, S(".egg-info")) ? read_egg(s, name) : read_egg_link(s, name);
}

static bool is_record(str name)
{
	/* "~umpy-1.0.dist-info": what pip left when it was interrupted. */
	return name.p[0] != '~' && (str_ends(name, S(".dist-info")) || str_ends(name, S(".egg-info")) ||
	                            str_ends(name, S(".egg-link")));
}

/* pip's packages know which of conda's they replaced. After the last sort: it keeps pointers. */
static void link_replaced(run *r, installed *out)
{
	owners dists = owners_of(r->a, out, false);
	for (ptrdiff_t i = 0; i < out->packages.n; i++) {
		installed_package *p = &out->packages.at[i];
		const owned *o = p->manager == MANAGER_PIP ? owner_of(&dists, p->name) : NULL;
		p->over = o ? &out->packages.at[o->package] : NULL;
	}
}

const err *verify_dists(run *r, str python, installed *out)
{
	site s = { .r = r, .out = out };
	strs names = { 0 };
	bool there;
	ptrdiff_t n = 0, condas = out->packages.n;
	s.folder = prefix_join(r->a, prefix_join(r->a, out->prefix, python), S("site-packages"));
	s.infos = owners_of(r->a, out, true);
	TRY(prefix_names(r->a, s.folder, &names, &there));
	for (ptrdiff_t i = 0; i < names.n; i++) {
		if (!is_record(names.at[i]))
			continue;
		if (++n > MAX_PREFIX_RECORDS)
			return err_new(r->a, ERR_LIMIT, "%.*s holds more than %d distributions", SARG(s.folder),
			               (int)MAX_PREFIX_RECORDS);
		TRY(read_any(&s, names.at[i]));
	}
	verify_sort(r, out);
	if (out->packages.n > condas)
		link_replaced(r, out);
	return NULL;
}

/* ---- the standard library ---- */

/* Modules that CPython has inside of its program on every platform, so that no file tells of them.
 * From sys.builtin_module_names of CPython 3.8 to 3.13; first and last minor version that has it. */
static const struct {
	const char *name;
	int first, last;
} BUILT_IN[] = {
	{ "_abc", 0, 99 },     { "_ast", 0, 99 },      { "_codecs", 0, 99 },    { "_collections", 0, 99 },
	{ "_functools", 0, 99 }, { "_imp", 0, 99 },    { "_io", 0, 99 },        { "_locale", 0, 99 },
	{ "_operator", 0, 99 }, { "_signal", 0, 99 },  { "_sre", 0, 99 },       { "_stat", 0, 99 },
	{ "_string", 0, 99 },  { "_suggestions", 13, 99 }, { "_symtable", 0, 99 }, { "_sysconfig", 13, 99 },
	{ "_thread", 0, 99 },  { "_tokenize", 11, 99 }, { "_tracemalloc", 0, 99 }, { "_typing", 11, 99 },
	{ "_warnings", 0, 99 }, { "_weakref", 0, 99 }, { "atexit", 0, 99 },     { "builtins", 0, 99 },
	{ "errno", 0, 99 },    { "faulthandler", 0, 99 }, { "gc", 0, 99 },      { "itertools", 0, 99 },
	{ "marshal", 0, 99 },  { "parser", 0, 9 },     { "posix", 0, 99 },      { "pwd", 0, 99 },
	{ "sys", 0, 99 },      { "time", 0, 99 },      { "xxsubtype", 0, 99 },
};

static int minor_of(str version)
{
	int n = 0;
	ptrdiff_t dot = str_find_byte(version, '.');
	for (ptrdiff_t i = dot + 1; dot >= 0 && i < version.n && is_digit(version.p[i]) && n < 1000; i++)
		n = n * 10 + (version.p[i] - '0');
	return n;
}

static void add_module(run *r, installed *out, str name)
{
	static const str endings[] = { S_INIT(".py"), S_INIT(".so"), S_INIT(".pyd") };
	bool module = str_find_byte(name, '.') < 0;
	for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
		module |= str_ends(name, endings[k]);
	ptrdiff_t dot = str_find_byte(name, '.');
	if (module)
		*LIST_PUSH(r->a, &out->stdlib) = dot < 0 ? name : str_head(name, dot);
}

const err *verify_stdlib(run *r, str python, installed *out)
{
	str folder = prefix_join(r->a, out->prefix, python);
	str parts[] = { folder, prefix_join(r->a, folder, S("lib-dynload")) };
	bool there;
	for (int k = 0; k < 2; k++) {
		strs names = { 0 };
		TRY(prefix_names(r->a, parts[k], &names, &there));
		for (ptrdiff_t i = 0; i < names.n; i++)
			add_module(r, out, names.at[i]);
	}
	int minor = minor_of(out->python);
	for (size_t i = 0; i < sizeof BUILT_IN / sizeof *BUILT_IN; i++)
		if (minor >= BUILT_IN[i].first && minor <= BUILT_IN[i].last)
			*LIST_PUSH(r->a, &out->stdlib) = str_of(BUILT_IN[i].name);
	strs_sort_unique(&out->stdlib);
	return NULL;
}

/* ---- imports ---- */

/* Each part of a path may be a module of the project's own: src/package/module.py. */
static void add_local(run *r, installed *out, str path)
{
	str part;
	while (str_next(&path, '/', &part)) {
		str name = str_ends(part, S(".py")) ? str_head(part, part.n - 3) : part;
		if (name.n && !str_eq(name, S(".")) && !str_eq(name, S("..")))
			*LIST_PUSH(r->a, &out->local) = name;
	}
}

static const err *read_python_file(run *r, installed *out, str path)
{
	source *src = NEW(r->a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = path };
	TRY(prefix_read(r->a, path, MAX_PYTHON_BYTES, &src->bytes));
	if (!src->bytes.p)
		return NULL; /* gone since it was listed */
	src->size_bytes = src->bytes.n;
	pyimports_read(r->a, src, &out->imports);
	out->python_files++;
	if (out->imports.n >= MAX_IMPORTS)
		return err_new(r->a, ERR_LIMIT, "more than %d imports", (int)MAX_IMPORTS);
	return NULL;
}

const err *verify_imports(run *r, installed *out)
{
	for (ptrdiff_t i = 0; i < r->opts.imports.n; i++) {
		str root = r->opts.imports.at[i];
		strs found = { 0 };
		TRY(prefix_python_files(r->a, root, &found));
		for (ptrdiff_t k = 0; k < found.n; k++) {
			TRY(read_python_file(r, out, found.at[k]));
			/* The part behind the folder that was named; of a file that was, its name. */
			str below = str_from(found.at[k], str_starts(found.at[k], root) ? root.n : 0);
			str name = str_from(root, str_rfind_byte(root, '/') + 1);
			add_local(r, out, below.n ? below : name);
		}
	}
	strs_sort_unique(&out->local);
	return NULL;
}
