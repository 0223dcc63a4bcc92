/* prefix: see prefix.h.
 *
 * A prefix may lie in a shared cache or an image that somebody else made. So every open asks first
 * what is there (a named pipe would never answer), every list and every file has a bound, and links to
 * folders are not walked: a loop would have no end. */
#include "edge/prefix.h"

#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

str prefix_join(arena *a, str folder, str name)
{
	const char *slash = folder.n == 0 || str_ends(folder, S("/")) ? "" : "/";
	return arena_printf(a, "%.*s%s%.*s", SARG(folder), slash, SARG(name));
}

static const err *refused(arena *a, str path, const char *why)
{
	return err_new(a, ERR_FILE, "%.*s cannot be read: %s", SARG(path), why);
}

const err *prefix_names(arena *a, str folder, strs *out, bool *there)
{
	*out = (strs){ 0 };
	DIR *d = opendir(arena_str(a, folder).p);
	*there = d != NULL;
	if (!d)
		return errno == ENOENT || errno == ENOTDIR ? NULL : refused(a, folder, strerror(errno));
	const struct dirent *e;
	while ((e = readdir(d)) && out->n <= MAX_PREFIX_NAMES) {
		str name = str_of(e->d_name);
		if (!str_eq(name, S(".")) && !str_eq(name, S("..")))
			*LIST_PUSH(a, out) = arena_str(a, name);
	}
	closedir(d);
	if (out->n > MAX_PREFIX_NAMES)
		return err_new(a, ERR_LIMIT, "%.*s holds more than %d names, which is the limit",
		               SARG(folder), (int)MAX_PREFIX_NAMES);
	strs_sort_unique(out);
	return NULL;
}

static const err *read_open(arena *a, int fd, str path, ptrdiff_t max_bytes, str *out)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return refused(a, path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refused(a, path, "it is no plain file");
	if (st.st_size > max_bytes)
		return err_new(a, ERR_LIMIT, "%.*s has more than %td bytes, which is the limit", SARG(path),
		               max_bytes);
	ptrdiff_t size = (ptrdiff_t)st.st_size;
	char *p = arena_alloc(a, size + 1, 1);
	ptrdiff_t n = 0;
	while (n < size) {
		ssize_t got = read(fd, p + n, (size_t)(size - n));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return refused(a, path, strerror(errno));
		if (got == 0)
			break;
		n += got;
	}
	*out = (str){ p, n };
	return NULL;
}

const err *prefix_read(arena *a, str path, ptrdiff_t max_bytes, str *out)
{
	*out = (str){ 0 };
	/* Without O_NONBLOCK opening a named pipe would wait for a writer that never comes. */
	int fd = open(arena_str(a, path).p, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? NULL : refused(a, path, strerror(errno));
	const err *e = read_open(a, fd, path, max_bytes, out);
	close(fd);
	return e;
}

bool prefix_is_folder(arena *a, str path)
{
	struct stat st;
	return path.n > 0 && stat(arena_str(a, path).p, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Folders that hold somebody else's files: the environment's own, another one's, or caches. */
static bool is_foreign(arena *a, str folder, str name)
{
	static const str foreign[] = { S_INIT("__pycache__"), S_INIT("node_modules"), S_INIT("site-packages") };
	if (name.n == 0 || name.p[0] == '.')
		return true;
	for (size_t k = 0; k < sizeof foreign / sizeof *foreign; k++)
		if (str_eq(name, foreign[k]))
			return true;
	struct stat st;
	return lstat(prefix_join(a, folder, S("conda-meta")).p, &st) == 0 ||
	       lstat(prefix_join(a, folder, S("pyvenv.cfg")).p, &st) == 0;
}

typedef struct pending {
	str path;
	int depth;
} pending;
typedef LIST(pending) pendings;

static const err *walk_folder(arena *a, pending from, pendings *next, strs *out)
{
	strs names = { 0 };
	bool there;
	struct stat st;
	TRY(prefix_names(a, from.path, &names, &there));
	for (ptrdiff_t i = 0; i < names.n; i++) {
		/* "." in front of every path would only be noise. */
		str path = str_eq(from.path, S(".")) ? names.at[i] : prefix_join(a, from.path, names.at[i]);
		if (lstat(path.p, &st) < 0)
			continue;
		if (S_ISREG(st.st_mode) && str_ends(names.at[i], S(".py")))
			*LIST_PUSH(a, out) = path;
		if (out->n > MAX_PYTHON_FILES || next->n > MAX_PREFIX_NAMES)
			return err_hint(a, err_new(a, ERR_LIMIT, "more than %d Python files to look into", (int)MAX_PYTHON_FILES),
			                "--imports with the folders that hold your own code");
		if (!S_ISDIR(st.st_mode) || is_foreign(a, path, names.at[i]))
			continue;
		if (from.depth >= MAX_WALK_DEPTH)
			return err_new(a, ERR_LIMIT, "%.*s lies more than %d folders deep", SARG(path),
			               (int)MAX_WALK_DEPTH);
		*LIST_PUSH(a, next) = (pending){ path, from.depth + 1 };
	}
	return NULL;
}

const err *prefix_python_files(arena *a, str path, strs *out)
{
	struct stat st;
	if (stat(arena_str(a, path).p, &st) < 0)
		return err_hint(a, refused(a, path, strerror(errno)), "--imports FILE_OR_FOLDER");
	if (!S_ISDIR(st.st_mode)) {
		*LIST_PUSH(a, out) = arena_str(a, path);
		return NULL;
	}
	pendings next = { 0 };
	while (path.n > 1 && str_ends(path, S("/")))
		path = str_head(path, path.n - 1);
	*LIST_PUSH(a, &next) = (pending){ arena_str(a, path), 0 };
	for (ptrdiff_t i = 0; i < next.n; i++)
		TRY(walk_folder(a, next.at[i], &next, out));
	strs_sort_unique(out);
	return NULL;
}
