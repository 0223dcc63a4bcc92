/* prefix_modules: which names a distribution lets Python import, from the paths of its files.
 *
 * "numpy/linalg/x.py" belongs to numpy, because numpy has an __init__.py. A namespace package has
 * none: google/cloud/storage/__init__.py gives google.cloud.storage, which says who provides it where
 * "google" would not. So the shallowest name with an __init__ counts, else the file's own. */
#include "read/prefix.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* Deeper names say nothing more: no namespace is that deep. */
enum { MAX_DEPTH = 4 };

static bool is_identifier(str s)
{
	if (s.n == 0 || is_digit(s.p[0]))
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '_' && (unsigned char)s.p[i] < 0x80)
			return false;
	return true;
}

/* "x" of "x.py", "x.abi3.so", "x.cpython-311-x86_64-linux-gnu.so"; absent for other files. */
static str module_of_file(str file)
{
	static const str endings[] = { S_INIT(".py"), S_INIT(".so"), S_INIT(".pyd") };
	for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
		str stem = str_head(file, str_find_byte(file, '.'));
		if (str_ends(file, endings[k]) && is_identifier(stem))
			return stem;
	}
	return (str){ 0 };
}

/* a/b/c as a.b.c; absent when a part is no identifier. */
static str dotted(arena *a, str path)
{
	char *out = arena_alloc(a, path.n + 1, 1);
	str rest = path, part;
	while (str_next(&rest, '/', &part))
		if (!is_identifier(part))
			return (str){ 0 };
	memcpy(out, path.p, (size_t)path.n);
	for (ptrdiff_t i = 0; i < path.n; i++)
		if (out[i] == '/')
			out[i] = '.';
	return (str){ out, path.n };
}

static int depth_of(str path)
{
	int depth = 0;
	for (ptrdiff_t i = 0; i < path.n; i++)
		depth += path.p[i] == '/';
	return depth;
}

void prefix_module_add(arena *a, module_paths *m, str path)
{
	if (m->last_top.n && str_starts(path, m->last_top))
		return;
	ptrdiff_t slash = str_rfind_byte(path, '/');
	str stem = module_of_file(str_from(path, slash + 1));
	if (!stem.p || depth_of(path) > MAX_DEPTH || m->inits.n + m->others.n > MAX_MODULES)
		return;
	bool is_init = str_eq(stem, S("__init__"));
	if (is_init && slash < 0)
		return;
	str name = dotted(a, is_init ? str_head(path, slash) : str_head(path, slash + 1 + stem.n));
	if (!name.p)
		return;
	*LIST_PUSH(a, is_init ? &m->inits : &m->others) = name;
	if (is_init && str_find_byte(name, '.') < 0)
		m->last_top = str_head(path, slash + 1);
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool is_among(const strs *sorted, str name)
{
	return sorted->n && bsearch(&name, sorted->at, (size_t)sorted->n, sizeof name, by_text);
}

/* The shallowest of the names that hold it and have an __init__, else the name itself. */
static str owner_of(const strs *inits, str name)
{
	for (ptrdiff_t i = 0; i < name.n; i++)
		if (name.p[i] == '.' && is_among(inits, str_head(name, i)))
			return str_head(name, i);
	return name;
}

strs prefix_modules(arena *a, arena *scratch, module_paths *m)
{
	strs found = { 0 }, out = { 0 };
	strs_sort_unique(&m->inits);
	for (ptrdiff_t i = 0; i < m->inits.n; i++)
		*LIST_PUSH(scratch, &found) = owner_of(&m->inits, m->inits.at[i]);
	for (ptrdiff_t i = 0; i < m->others.n; i++)
		*LIST_PUSH(scratch, &found) = owner_of(&m->inits, m->others.at[i]);
	strs_sort_unique(&found);
	LIST_RESERVE(a, &out, found.n);
	for (ptrdiff_t i = 0; i < found.n; i++)
		*LIST_PUSH(a, &out) = arena_str(a, found.at[i]);
	return out;
}
