/* prefix_dist: pip's record of a distribution: the headers of METADATA (PKG-INFO), RECORD's paths, and
 * direct_url.json, which says from which repository, archive or folder it came (PEP 610). */
#include "read/prefix.h"

#include "read/json.h"
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

static bool is_true(const json *v)
{
	return v && v->kind == JSON_BOOL && v->truth;
}

static const err *read_direct_url(arena *a, str folder, str text, direct_url *out)
{
	const json *root = NULL;
	const err *e = json_read(a, text, &root);
	if (e)
		return err_wrap(a, e, "reading direct_url.json of %.*s", SARG(folder));
	const json *vcs = json_get(root, S("vcs_info")), *dir = json_get(root, S("dir_info"));
	const json *archive = json_get(root, S("archive_info"));
	out->url = json_text(root, S("url"));
	out->vcs = json_text(vcs, S("vcs"));
	out->commit = json_text(vcs, S("commit_id"));
	out->requested = json_text(vcs, S("requested_revision"));
	out->hash = json_text(archive, S("hash"));
	out->is_editable = is_true(json_get(dir, S("editable")));
	return NULL;
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
	out->modules = prefix_modules(a, scratch, &modules);
	if (files->requested)
		out->asked = S("");
	if (files->direct_url.n)
		return read_direct_url(a, files->folder, files->direct_url, &out->from);
	return NULL;
}
