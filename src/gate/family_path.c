/* family_path: which file a lock's source means.
 *
 * conda-lock writes sources as seen from the lock's folder, but only when it can: a lock made from
 * elsewhere holds the path on somebody's machine. Of such a path only its end says anything here, so
 * the longest end that is a file below the lock's folder, or below a folder above it, is meant. Where
 * two files fit equally well nobody can tell, and nothing is guessed. */
#include "gate/family_in.h"

#include "base/buf.h"

#include <stdlib.h>

enum {
	MAX_UP = 16,  /* folders above a lock that are looked into, beside the root */
	MAX_KEPT = 8, /* components at a path's end that are compared; a checkout's own folders are few */
};

static str join(arena *a, str folder, const strs *parts, ptrdiff_t from)
{
	buf b = buf_new(a);
	buf_put(&b, folder);
	for (ptrdiff_t i = from; i < parts->n; i++) {
		buf_put(&b, b.n ? S("/") : S(""));
		buf_put(&b, parts->at[i]);
	}
	return buf_str(&b);
}

/* "C:\Users\x" and "C:/Users/x". */
static bool is_drive(str s)
{
	return s.n > 2 && is_alpha(s.p[0]) && s.p[1] == ':' && (s.p[2] == '/' || s.p[2] == '\\');
}

/* False when ".." leaves the tree. */
static bool add_part(arena *a, strs *parts, str part)
{
	if (part.n == 0 || str_eq(part, S(".")))
		return true;
	if (!str_eq(part, S(".."))) {
		*LIST_PUSH(a, parts) = part;
		return true;
	}
	return parts->n-- > 0;
}

static void add_relative(arena *a, str folder, str text, source_paths *out)
{
	strs parts = { 0 };
	str rest = folder, part;
	while (str_next(&rest, '/', &part))
		if (!add_part(a, &parts, part))
			return;
	ptrdiff_t own = parts.n;
	for (rest = text; str_next(&rest, '/', &part);)
		if (!add_part(a, &parts, part))
			return;
	if (parts.n > 0)
		*LIST_PUSH(a, out) = (source_path){ join(a, S(""), &parts, 0),
			                            (int)(parts.n > own ? parts.n - own : 1) };
}

static void add_ends(arena *a, str folder, const strs *parts, source_paths *out)
{
	ptrdiff_t first = parts->n > MAX_KEPT ? parts->n - MAX_KEPT : 0;
	for (ptrdiff_t k = first; k < parts->n; k++)
		*LIST_PUSH(a, out) = (source_path){ join(a, folder, parts, k), (int)(parts->n - k) };
}

static int by_path(const void *px, const void *py)
{
	const source_path *x = px, *y = py;
	int c = str_cmp(x->path, y->path);
	return c ? c : y->rank - x->rank;
}

static int by_rank(const void *px, const void *py)
{
	const source_path *x = px, *y = py;
	return x->rank != y->rank ? y->rank - x->rank : str_cmp(x->path, y->path);
}

/* Folders overlap: "a/b.yml" is both b.yml below a and a/b.yml below the root. The longer end counts. */
static void keep_best(source_paths *list)
{
	if (list->n < 2)
		return;
	qsort(list->at, (size_t)list->n, sizeof *list->at, by_path);
	ptrdiff_t kept = 1;
	for (ptrdiff_t i = 1; i < list->n; i++)
		if (!str_eq(list->at[i].path, list->at[kept - 1].path))
			list->at[kept++] = list->at[i];
	list->n = kept;
	qsort(list->at, (size_t)list->n, sizeof *list->at, by_rank);
}

source_paths family_source_paths(arena *a, str lock_path, str text)
{
	source_paths out = { 0 };
	str folder = path_folder(lock_path), rest = text, part;
	bool drive = is_drive(text);
	if (text.n == 0 || (text.p[0] != '/' && !drive)) {
		add_relative(a, folder, text, &out);
		return out;
	}
	if (drive && str_find_byte(text, '/') < 0) {
		buf b = buf_new(a);
		for (ptrdiff_t i = 0; i < text.n; i++)
			buf_char(&b, text.p[i] == '\\' ? '/' : text.p[i]);
		rest = buf_str(&b);
	}
	strs parts = { 0 };
	rest = str_from(rest, drive ? 2 : 0);
	while (str_next(&rest, '/', &part))
		if (!add_part(a, &parts, part))
			return out;
	for (int up = 0; up < MAX_UP && folder.n > 0; up++, folder = path_folder(folder))
		add_ends(a, folder, &parts, &out);
	add_ends(a, S(""), &parts, &out);
	keep_best(&out);
	return out;
}

source_answer family_source(arena *a, const side *s, str lock_path, str text, const file **out)
{
	source_paths paths = family_source_paths(a, lock_path, text);
	const file *found = NULL;
	for (ptrdiff_t i = 0; i < paths.n; i++) {
		if (found && paths.at[i].rank < paths.at[i - 1].rank)
			break;
		const file *f = side_file(s, paths.at[i].path);
		if (!f || f->src->kind == ENTRY_ABSENT || f->src->kind == ENTRY_TREE)
			continue;
		if (found)
			return SOURCE_TIE;
		found = f;
	}
	if (found && found->alias)
		found = side_file(s, found->src->link_to);
	*out = found;
	return found ? SOURCE_FOUND : SOURCE_NOWHERE;
}
