/* prefix_dist: pip's record of a distribution: the headers of METADATA (PKG-INFO), RECORD's paths, and
 * direct_url.json, which says from which repository, archive or folder it came (PEP 610). */
#include "read/prefix.h"

#include "read/prefix_json.h"
#include "spec/pep508.h"

bool prefix_is_name(str name)
{
	for (ptrdiff_t i = 0; i < name.n; i++)
		if (!is_alnum(name.p[i]) && str_find_byte(S("-_."), name.p[i]) < 0)
			return false;
	return name.n > 0;
}

str prefix_dist_name(arena *a, str folder)
{
	static const str endings[] = { S_INIT(".dist-info"), S_INIT(".egg-info") };
	for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
		if (!str_ends(folder, endings[k]))
			continue;
		str stem = str_head(folder, folder.n - endings[k].n);
		ptrdiff_t dash = str_find_byte(stem, '-');
		stem = dash < 0 ? stem : str_head(stem, dash);
		return stem.n ? pep503_normalize(a, stem) : (str){ 0 };
	}
	return (str){ 0 };
}

/* "Name: value"; the headers end at the first empty line. A header that goes on in the next line is
 * none of ours: Name, Version and Requires-Dist are single lines. */
static void read_headers(arena *a, str text, installed_package *out)
{
	str rest = text, line;
	while (str_next(&rest, '\n', &line)) {
		if (str_trim(line).n == 0)
			return;
		ptrdiff_t colon = str_find_byte(line, ':');
		if (colon <= 0 || is_space(line.p[0]))
			continue;
		str key = str_head(line, colon), value = str_trim(str_from(line, colon + 1));
		if (str_eq_nocase(key, S("Name")) && !out->name.p)
			out->name = pep503_normalize(a, value);
		else if (str_eq_nocase(key, S("Version")) && !out->version.p)
			out->version = arena_str(a, value);
		else if (str_eq_nocase(key, S("Requires-Dist")))
			*LIST_PUSH(a, &out->needs) = arena_str(a, value);
	}
}

/* The path in front of RECORD's hash and size. A path with a comma stands in quotes; such a path is no
 * module. */
static void read_record(arena *scratch, str text, module_paths *modules)
{
	str rest = text, line;
	while (str_next(&rest, '\n', &line)) {
		ptrdiff_t comma = str_find_byte(line, ',');
		str path = comma < 0 ? str_trim(line) : str_head(line, comma);
		if (path.n && path.p[0] != '"' && !str_starts(path, S("../")))
			prefix_module_add(scratch, modules, path);
	}
}

static void read_top_level(arena *scratch, str text, module_paths *modules)
{
	str line;
	while (str_next(&text, '\n', &line))
		if (str_trim(line).n)
			prefix_module_add(scratch, modules, arena_cat(scratch, str_trim(line), S(".py")));
}

/* A map in direct_url.json: its texts go where the rows say, all else is passed over. */
typedef struct text_row {
	str key;
	str *to;
} text_row;

static void read_texts(arena *a, skim *x, const text_row *rows, int n, bool *editable)
{
	if (!skim_enter(x, '{'))
		return;
	while (skim_next(x, '}')) {
		str key = skim_key(x);
		int k = 0;
		while (k < n && !str_eq(key, rows[k].key))
			k++;
		if (k < n)
			*rows[k].to = arena_str(a, skim_text(x, a));
		else if (str_eq(key, S("editable")))
			*editable = skim_truth(x);
		else
			skim_skip(x);
	}
}

static const err *read_direct_url(arena *a, str folder, str text, direct_url *out)
{
	const text_row rows[] = { { S("vcs"), &out->vcs }, { S("commit_id"), &out->commit },
		                  { S("requested_revision"), &out->requested }, { S("hash"), &out->hash } };
	skim x = { .text = text };
	if (skim_enter(&x, '{'))
		while (skim_next(&x, '}')) {
			str key = skim_key(&x);
			if (str_eq(key, S("url")))
				out->url = arena_str(a, skim_text(&x, a));
			else if (str_ends(key, S("_info")))
				read_texts(a, &x, rows, (int)(sizeof rows / sizeof *rows), &out->is_editable);
			else
				skim_skip(&x);
		}
	if (skim_is_done(&x) && out->url.n)
		return NULL;
	return err_hint(a, err_new(a, ERR_FILE, "direct_url.json of %.*s is not JSON, or names no url", SARG(folder)),
	                "install the package anew");
}

const err *prefix_dist_read(arena *a, arena *scratch, const dist_files *files,
                            installed_package *out)
{
	module_paths modules = { 0 };
	*out = (installed_package){ .manager = MANAGER_PIP, .record = files->folder };
	read_headers(a, files->metadata, out);
	if (!prefix_is_name(out->name) || !out->version.n) {
		const err *e = err_new(a, ERR_FILE, "%.*s names no project and version", SARG(files->folder));
		return err_hint(a, e, "pip cannot read it either: remove that folder, or install anew");
	}
	read_record(scratch, files->record, &modules);
	read_top_level(scratch, files->top_level, &modules);
	out->modules = prefix_modules(a, scratch, &modules);
	if (files->requested)
		out->asked = S("");
	if (files->direct_url.n)
		return read_direct_url(a, files->folder, files->direct_url, &out->from);
	return NULL;
}
