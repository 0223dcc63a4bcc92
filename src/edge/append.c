/* append: see append.h.
 *
 * /dev/urandom and not getrandom(2): envgate-probe must start on glibc 2.17, which has no such call. */
#include "edge/append.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_RANDOM = 32 };

static const err *refuse(arena *a, str path, const char *why)
{
	const err *e = err_new(a, ERR_OUTPUT, "%.*s cannot be written: %s", SARG(path), why);
	return err_hint(a, e, "the runner makes this file; without it, unset the variable or use --format text");
}

/* O_NONBLOCK: opening a pipe that nobody reads must not hang; for a plain file it means nothing. */
static const err *open_plain(arena *a, str path, int *fd, struct stat *st)
{
	*fd = open(arena_str(a, path).p, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return refuse(a, path, errno == ELOOP ? "it is a symbolic link" : strerror(errno));
	if (fstat(*fd, st) == 0 && S_ISREG(st->st_mode))
		return NULL;
	close(*fd);
	return refuse(a, path, "it is no plain file");
}

static bool ends_in_line_feed(int fd, const struct stat *st)
{
	char last = '\n';
	return st->st_size == 0 || (pread(fd, &last, 1, st->st_size - 1) == 1 && last == '\n');
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

const err *append_file(arena *a, str path, str bytes)
{
	int fd;
	struct stat st = { 0 };
	TRY(open_plain(a, path, &fd, &st));
	str all = ends_in_line_feed(fd, &st) ? bytes : arena_cat(a, S("\n"), bytes);
	errno = 0;
	bool ok = put_all(fd, all);
	int why = errno;
	ok = close(fd) == 0 && ok;
	return ok ? NULL : refuse(a, path, strerror(why ? why : errno));
}

const err *append_size(arena *a, str path, long long *out)
{
	int fd;
	struct stat st = { 0 };
	TRY(open_plain(a, path, &fd, &st));
	close(fd);
	*out = (long long)st.st_size;
	return NULL;
}

const err *append_random(arena *a, int bytes, str *out)
{
	unsigned char bits[MOST_RANDOM];
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC), have = 0;
	while (fd >= 0 && have < bytes && bytes <= MOST_RANDOM) {
		ssize_t n = read(fd, bits + have, (size_t)(bytes - have));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		have += (int)n;
	}
	if (fd >= 0)
		close(fd);
	if (fd < 0 || have < bytes)
		return err_new(a, ERR_OUTPUT, "/dev/urandom gives no random bits: %s", strerror(errno));
	buf b = buf_new(a);
	for (int i = 0; i < bytes; i++)
		buf_printf(&b, "%02x", bits[i]);
	*out = buf_str(&b);
	return NULL;
}
