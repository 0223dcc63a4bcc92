/* file: see file.h. */
#include "edge/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const err *cannot_read(arena *a, str path)
{
	int why = errno;
	const err *e = err_new(a, ERR_FILE, "%.*s cannot be read: %s", SARG(path), strerror(why));
	if (why == EISDIR)
		return err_hint(a, e, "name a file, not a folder");
	if (why == ENOENT)
		return err_hint(a, e, "name a file that is there; a relative path starts at the current folder");
	return err_hint(a, e, "ls -l %.*s", SARG(path));
}

/* Reads on to the end, so that a pipe works as well as a file. size_hint saves copying. */
static const err *slurp(arena *a, int fd, str path, ptrdiff_t max_bytes, str *out)
{
	struct stat st;
	ptrdiff_t cap = 64 * 1024, n = 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		cap = st.st_size < max_bytes ? (ptrdiff_t)st.st_size + 1 : max_bytes + 1;
	char *p = arena_alloc(a, cap + 1, 1);
	for (;;) {
		ssize_t got = read(fd, p + n, (size_t)(cap - n));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cannot_read(a, path);
		if (got == 0)
			break;
		n += got;
		if (n > max_bytes)
			return err_hint(a, err_new(a, ERR_LIMIT, "%.*s has more than %td bytes, which is the limit",
			                           SARG(path), max_bytes),
			                "ls -l %.*s", SARG(path));
		if (n == cap) {
			cap = cap * 2 < max_bytes ? cap * 2 : max_bytes + 1;
			char *more = arena_alloc(a, cap + 1, 1);
			memcpy(more, p, (size_t)n);
			p = more;
		}
	}
	*out = (str){ p, n };
	return NULL;
}

const err *file_read(arena *a, str path, ptrdiff_t max_bytes, str *out)
{
	int fd = open(arena_str(a, path).p, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return cannot_read(a, path);
	const err *e = slurp(a, fd, path, max_bytes, out);
	close(fd);
	return e;
}

static const err *cannot_write(arena *a, str path)
{
	int why = errno;
	ptrdiff_t slash = str_rfind_byte(path, '/');
	str folder = slash < 0 ? S(".") : slash == 0 ? S("/") : str_head(path, slash);
	const err *e = err_new(a, ERR_OUTPUT, "%.*s cannot be written: %s", SARG(path), strerror(why));
	if (why == EISDIR)
		return err_hint(a, e, "name a file, not a folder");
	return err_hint(a, e, "%s %.*s", why == ENOENT ? "mkdir -p" : why == ENOSPC ? "df -h" : "ls -ld", SARG(folder));
}

static bool put_all(int fd, str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, (size_t)bytes.n);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			bytes = str_from(bytes, n);
	}
	return true;
}

/* close() is where a network file system tells that the disk is full. */
static bool put_and_close(int fd, str bytes)
{
	bool ok = put_all(fd, bytes);
	int why = errno;
	ok = close(fd) == 0 && ok;
	if (!ok && why)
		errno = why;
	return ok;
}

/* mkstemp makes 0600; a report should have the mode any new file gets. umask(2) can only be read by
 * setting it, which is safe in a program of one thread. */
static mode_t mode_of_new_file(void)
{
	mode_t mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

const err *file_write(arena *a, str path, str bytes)
{
	struct stat st;
	const char *name = arena_str(a, path).p;
	bool exists = stat(name, &st) == 0;
	/* /dev/stdout, /dev/null, a named pipe: renaming over it would replace the device. */
	if (exists && !S_ISREG(st.st_mode)) {
		int fd = open(name, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || !put_and_close(fd, bytes))
			return cannot_write(a, path);
		return NULL;
	}
	/* A symbolic link stays one: write beside what it points to. */
	char *real = exists ? realpath(name, NULL) : NULL;
	str target = real ? arena_str(a, str_of(real)) : arena_str(a, path);
	free(real);
	str temp = arena_cat(a, target, S(".XXXXXX"));
	char *temp_name = (char *)temp.p; /* ours, fresh from the arena; mkstemp fills in the Xs */
	int fd = mkstemp(temp_name);
	if (fd < 0)
		return cannot_write(a, path);
	mode_t mode = exists ? st.st_mode & 0777 : mode_of_new_file();
	errno = 0;
	bool ok = fchmod(fd, mode) == 0;
	ok = put_and_close(fd, bytes) && ok;
	if (!ok || rename(temp_name, target.p) < 0) {
		const err *e = cannot_write(a, path);
		unlink(temp_name);
		return e;
	}
	return NULL;
}

bool file_exists(arena *a, str path)
{
	struct stat st;
	return path.n > 0 && lstat(arena_str(a, path).p, &st) == 0;
}

str file_real(arena *a, str path)
{
	char *real = realpath(arena_str(a, path).p, NULL);
	str out = real ? arena_str(a, str_of(real)) : (str){ 0 };
	free(real);
	return out;
}
