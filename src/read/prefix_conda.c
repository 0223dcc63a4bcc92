/* prefix_conda: conda's record of an installed package, conda-meta/NAME-VERSION-BUILD.json.
 *
 * conda, mamba, micromamba and pixi write the same keys (conda's PrefixRecord). Of the files only what
 * tells about Python is kept: which modules can be imported, and which distributions (dist-info,
 * egg-info) are conda's own, so that pip's can be told from them. */
#include "read/prefix.h"

#include "base/limits.h"
#include "read/prefix_json.h"
#include "spec/channel.h"

typedef struct record {
	arena *a, *scratch;
	installed_package *out;
	module_paths modules;
	strs infos;    /* folders of distributions, in the order met */
	str last_info; /* the newest of them */
	struct {
		LIST(str) paths, hashes; /* the INSTALLER files and what conda knows of them */
	} installers;
} record;

/* The part of a path behind "site-packages/"; absent elsewhere. */
static str below_site_packages(str path)
{
	static const str marks[] = { S_INIT("lib/python"), S_INIT("site-packages/"), S_INIT("Lib/site-packages/") };
	bool fits = false;
	for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
		fits |= str_starts(path, marks[k]);
	ptrdiff_t at = fits ? str_find(str_head(path, 64), S("site-packages/")) : -1;
	return at < 0 ? (str){ 0 } : str_from(path, at + S("site-packages/").n);
}

static void take_file(record *r, str path)
{
	str rest = below_site_packages(path);
	if (!rest.p)
		return;
	ptrdiff_t slash = str_find_byte(rest, '/');
	str top = slash < 0 ? rest : str_head(rest, slash);
	if (!str_ends(top, S(".dist-info")) && !str_ends(top, S(".egg-info"))) {
		prefix_module_add(r->scratch, &r->modules, rest);
		return;
	}
	if (str_eq(top, r->last_info))
		return;
	r->last_info = top;
	*LIST_PUSH(r->scratch, &r->infos) = top;
}

static void take_files(record *r, skim *x)
{
	if (!skim_enter(x, '['))
		return;
	while (skim_next(x, ']')) {
		str path = skim_text(x, r->scratch);
		if (path.p)
			take_file(r, path);
	}
}

/* One entry of paths_data: only the INSTALLER files of distributions are of interest. */
static void take_path(record *r, skim *x)
{
	str path = { 0 }, hash = { 0 }, in_prefix = { 0 };
	if (!skim_enter(x, '{'))
		return;
	while (skim_next(x, '}')) {
		str key = skim_key(x);
		if (str_eq(key, S("_path")))
			path = skim_text(x, r->scratch);
		else if (str_eq(key, S("sha256_in_prefix")))
			in_prefix = skim_text(x, r->scratch);
		else if (str_eq(key, S("sha256")))
			hash = skim_text(x, r->scratch);
		else
			skim_skip(x);
	}
	if (!str_ends(path, S(".dist-info/INSTALLER")))
		return;
	*LIST_PUSH(r->scratch, &r->installers.paths) = path;
	*LIST_PUSH(r->scratch, &r->installers.hashes) = in_prefix.n ? in_prefix : hash;
}

static void take_paths_data(record *r, skim *x)
{
	if (!skim_enter(x, '{'))
		return;
	while (skim_next(x, '}')) {
		if (!str_eq(skim_key(x), S("paths"))) {
			skim_skip(x);
			continue;
		}
		if (!skim_enter(x, '['))
			continue;
		while (skim_next(x, ']'))
			take_path(r, x);
	}
}

static void take_depends(record *r, skim *x)
{
	if (!skim_enter(x, '['))
		return;
	while (skim_next(x, ']')) {
		str text = skim_text(x, r->scratch);
		if (text.n)
			*LIST_PUSH(r->a, &r->out->needs) = arena_str(r->a, text);
	}
}

static long long number(str digits)
{
	long long n = 0;
	for (ptrdiff_t i = 0; i < digits.n && is_digit(digits.p[i]) && n < 1000000000000LL; i++)
		n = n * 10 + (digits.p[i] - '0');
	return n;
}

static bool take_plain(record *r, str key, skim *x)
{
	installed_package *p = r->out;
	const struct { str key; str *to; } fields[] = {
		{ S("name"), &p->name },       { S("version"), &p->version }, { S("build"), &p->build },
		{ S("channel"), &p->channel }, { S("subdir"), &p->subdir },   { S("url"), &p->url },
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (!str_eq(key, fields[i].key))
			continue;
		str text = skim_text(x, r->scratch);
		*fields[i].to = text.p ? arena_str(r->a, text) : (str){ 0 };
		return true;
	}
	return false;
}

static void take_value(record *r, str key, skim *x)
{
	if (take_plain(r, key, x))
		return;
	if (str_eq(key, S("files")))
		take_files(r, x);
	else if (str_eq(key, S("paths_data")))
		take_paths_data(r, x);
	else if (str_eq(key, S("depends")))
		take_depends(r, x);
	else if (str_eq(key, S("build_number")))
		r->out->build_number = number(skim_text(x, r->scratch));
	else
		skim_skip(x);
}

/* What conda recorded of the INSTALLER file in that folder; "" when nothing. */
static str installer_of(const record *r, str info)
{
	for (ptrdiff_t i = 0; i < r->installers.paths.n; i++) {
		str folder = str_head(r->installers.paths.at[i],
		                      str_rfind_byte(r->installers.paths.at[i], '/'));
		if (str_eq(str_from(folder, str_rfind_byte(folder, '/') + 1), info))
			return arena_str(r->a, r->installers.hashes.at[i]);
	}
	return S("");
}

static void finish(record *r)
{
	installed_package *p = r->out;
	str address = p->url.n ? p->url : p->channel;
	channel c;
	bool known = address.n && channel_read(r->a, address, &c);
	p->channel = known ? channel_name(r->a, &c) : (str){ 0 };
	p->name = arena_lower(r->a, p->name);
	p->modules = prefix_modules(r->a, r->scratch, &r->modules);
	strs_sort_unique(&r->infos);
	/* A package brings one distribution, rarely a few; a record that claims thousands gets its names
	 * but no look-up of each. */
	bool few = r->infos.n * r->installers.paths.n < 100000;
	for (ptrdiff_t i = 0; i < r->infos.n; i++) {
		str info = arena_str(r->a, r->infos.at[i]), dist = prefix_dist_name(r->a, info);
		*LIST_PUSH(r->a, &p->dist_infos) = info;
		*LIST_PUSH(r->a, &p->installers) = few ? installer_of(r, info) : S("");
		if (dist.p)
			*LIST_PUSH(r->a, &p->dists) = dist;
	}
	strs_sort_unique(&p->dists);
}

const err *prefix_record_read(arena *a, arena *scratch, str path, str text,
                              installed_package *out)
{
	*out = (installed_package){ .manager = MANAGER_CONDA, .record = path };
	record r = { .a = a, .scratch = scratch, .out = out };
	skim x = { .text = text };
	if (skim_enter(&x, '{'))
		while (skim_next(&x, '}'))
			take_value(&r, skim_key(&x), &x);
	if (!skim_is_done(&x) || !prefix_is_name(out->name) || !out->version.n) {
		const err *e = err_new(a, ERR_FILE, "%.*s is no record of a package%s", SARG(path),
		                       skim_is_done(&x) ? ": it has no name that could be one, or no version"
		                                        : ": it is not JSON, or was cut off");
		return err_hint(a, e, "conda cannot read it either: make the environment anew");
	}
	finish(&r);
	return NULL;
}
