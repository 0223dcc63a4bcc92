/* family_list: the environment file behind a lock that does not name its sources.
 *
 * An @EXPLICIT list says only what to fetch, so its folder has to tell: the one environment file there,
 * or the one that shares its name. A pixi.lock is made from the manifest beside it and nothing else,
 * whatever environment.yml stands there too. */
#include "gate/family_in.h"

/* The index of the first file that is in folder or below; files are sorted by path. */
static ptrdiff_t first_below(const side *s, str folder)
{
	ptrdiff_t lo = 0, hi = s->files.n;
	while (folder.n > 0 && lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(s->files.at[mid].path, folder) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* "conda-dev-linux-64.lock" goes with dev.yml, environment-dev.yml and conda-dev.yml. */
static bool share_stem(str list_stem, str path)
{
	str stem = path_stem(path), role = stem_role(path);
	str own = str_starts(list_stem, S("conda-")) ? str_from(list_stem, 6) : list_stem;
	return str_eq(stem, list_stem) || str_eq(stem, own) || (role.n > 0 && str_eq(role, own));
}

const file *list_environment(arena *a, const side *s, const file *list)
{
	str folder = path_folder(list->path), stem = stem_of_list(a, list->path);
	const file *only = NULL, *named = NULL;
	int found = 0, with_stem = 0;
	for (ptrdiff_t i = first_below(s, folder); i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (!str_starts(f->path, folder))
			break;
		if (!str_eq(path_folder(f->path), folder) || f->kind != FILE_ENVIRONMENT ||
		    f->src->kind == ENTRY_ABSENT)
			continue;
		only = f;
		found++;
		if (!share_stem(stem, f->path))
			continue;
		named = f;
		with_stem++;
	}
	if (found == 1)
		return only;
	return with_stem == 1 ? named : NULL;
}

bool list_is_beside(arena *a, const side *s, const file *list)
{
	const file *e = list->kind == FILE_EXPLICIT ? list_environment(a, s, list) : NULL;
	return e && family_of(s, e) && family_of(s, e)->locks.n > 0;
}

const file *pixi_manifest(arena *a, const side *s, const file *beside)
{
	static const str names[] = { S_INIT("pixi.toml"), S_INIT("pyproject.toml") };
	str folder = path_folder(beside->path);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		str path = folder.n ? arena_printf(a, "%.*s/%.*s", SARG(folder), SARG(names[i])) : names[i];
		const file *f = side_file(s, path);
		bool there = f && f->kind == FILE_MANIFEST && f->src->kind != ENTRY_ABSENT;
		/* A pyproject.toml without [tool.pixi] is somebody else's. */
		if (there && (i == 0 || (f->env && f->env->is_environment)))
			return f;
	}
	return NULL;
}
