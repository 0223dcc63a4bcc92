/* peek: see peek.h. */
#include "edge/peek.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LISTED = 50000 }; /* names looked at in one folder */

static const char *below(arena *a, str root, str path)
{
	return arena_printf(a, "%.*s%.*s", SARG(root), SARG(path)).p;
}

str peek_read(arena *a, str root, str path, ptrdiff_t max_bytes)
{
	struct stat st;
	str got = { 0 };
	/* O_NONBLOCK: a pipe of that name must not hold us up. */
	int fd = open(below(a, root, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return got;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		ptrdiff_t want = st.st_size > 0 && st.st_size < max_bytes ? (ptrdiff_t)st.st_size
		                                                          : max_bytes;
		char *p = arena_alloc(a, want + 1, 1);
		got = (str){ p, 0 };
		while (got.n < want) {
			ssize_t n = read(fd, p + got.n, (size_t)(want - got.n));
			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				break;
			got.n += n;
		}
	}
	close(fd);
	return got;
}

bool peek_exists(arena *a, str root, str path)
{
	struct stat st;
	return stat(below(a, root, path), &st) == 0;
}

bool peek_is_folder(arena *a, str root, str path)
{
	struct stat st;
	return stat(below(a, root, path), &st) == 0 && S_ISDIR(st.st_mode);
}

strs peek_names(arena *a, str root, str folder, str head, ptrdiff_t max, bool *ok)
{
	strs names = { 0 };
	DIR *d = opendir(below(a, root, folder));
	if (ok)
		*ok = d != NULL;
	if (!d)
		return names;
	for (int i = 0; i < MAX_LISTED && names.n < max; i++) {
		const struct dirent *e = readdir(d);
		if (!e)
			break;
		if (e->d_name[0] != '.' && str_starts(str_of(e->d_name), head))
			*LIST_PUSH(a, &names) = arena_str(a, str_of(e->d_name));
	}
	closedir(d);
	strs_sort_unique(&names);
	return names;
}

str peek_join(arena *a, str folder, str name)
{
	bool slash = str_ends(folder, S("/"));
	return arena_printf(a, "%.*s%s%.*s", SARG(folder), slash ? "" : "/", SARG(name));
}
