/* hookfile: see hookfile.h. How ours is told from somebody's: the second line of what we write is a mark
 * with a hash of everything behind it. A file with the mark and another hash was edited, and is somebody's
 * work again. The mark also says whether we moved another hook aside, so that taking ours away puts back
 * exactly what we moved, and no NAME.local that was there before. */
#include "edge/hookfile.h"

#include "base/buf.h"
#include "base/sha256.h"
#include "edge/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_HOOK_BYTES = 1024 * 1024, HASH_DIGITS = 32 };

static const str shebang = S_INIT("#!/bin/sh\n");
static const str mark = S_INIT("# envgate-hook ");

typedef struct found {
	enum { NOTHING, SOMEBODYS, EDITED, OURS } whose;
	bool chained;
	str text;
} found;

static str path_of(arena *a, const hookfile *h, const char *ending)
{
	return arena_printf(a, "%.*s/%.*s%s", SARG(h->folder), SARG(h->name), ending);
}

static const err *cannot(arena *a, str path, const char *what)
{
	return err_new(a, ERR_FILE, "%.*s cannot be %s: %s", SARG(path), what, strerror(errno));
}

static str hash_of(arena *a, str text) { return sha256_fields(a, &text, 1, HASH_DIGITS); }

/* A word for a shell, whatever is in it. */
static void put_quoted(buf *b, str s)
{
	buf_char(b, '\'');
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] == '\'')
			buf_put(b, S("'\\''"));
		else
			buf_char(b, s.p[i]);
	buf_char(b, '\'');
}

static str text_of(arena *a, const hookfile *h, bool chained)
{
	buf rest = buf_new(a), all = buf_new(a);
	str body = str_starts(h->body, shebang) ? str_from(h->body, shebang.n) : h->body;
	ptrdiff_t end = 0; /* the comment that the script opens with stays on top */
	while (end < body.n && body.p[end] == '#')
		end += str_find_byte(str_from(body, end), '\n') + 1;
	buf_put(&rest, str_head(body, end));
	if (h->search.n) {
		buf_put(&rest, S("command -v envgate > /dev/null || PATH=$PATH:"));
		put_quoted(&rest, h->search);
		buf_char(&rest, '\n');
	}
	buf_put(&rest, str_from(body, end));
	buf_put(&all, shebang);
	buf_printf(&all, "%.*s%s %.*s installed by: envgate init --hooks\n", SARG(mark),
	           chained ? "chained" : "alone", SARG(hash_of(a, buf_str(&rest))));
	buf_put(&all, buf_str(&rest));
	return buf_str(&all);
}

static const err *look(arena *a, const hookfile *h, found *out)
{
	struct stat st;
	str path = path_of(a, h, ""), word, hash;
	*out = (found){ .whose = NOTHING };
	if (lstat(path.p, &st) < 0)
		return errno == ENOENT ? NULL : cannot(a, path, "looked at");
	out->whose = SOMEBODYS;
	if (S_ISDIR(st.st_mode))
		return err_hint(a, err_new(a, ERR_FILE, "%.*s is a folder", SARG(path)), "move it away");
	if (!S_ISREG(st.st_mode) || st.st_size > MAX_HOOK_BYTES)
		return NULL;
	TRY(file_read(a, path, MAX_HOOK_BYTES, &out->text));
	str rest = out->text, line;
	if (!str_starts(rest, shebang))
		return NULL;
	rest = str_from(rest, shebang.n);
	if (!str_starts(rest, mark) || !str_next(&rest, '\n', &line))
		return NULL;
	line = str_from(line, mark.n);
	out->whose = EDITED;
	if (!str_next(&line, ' ', &word) || !str_next(&line, ' ', &hash))
		return NULL;
	out->chained = str_eq(word, S("chained"));
	if (str_eq(hash, hash_of(a, rest)))
		out->whose = OURS;
	return NULL;
}

const err *hookfile_check(arena *a, const hookfile *h, hook_did *out)
{
	found f;
	TRY(look(a, h, &f));
	switch (f.whose) {
	case NOTHING:
		*out = HOOK_INSTALLED;
		break;
	case EDITED:
		*out = HOOK_EDITED;
		break;
	case OURS:
		*out = str_eq(f.text, text_of(a, h, f.chained)) ? HOOK_SAME : HOOK_RENEWED;
		break;
	case SOMEBODYS:
		*out = HOOK_CHAINED;
		if (!file_exists(a, path_of(a, h, ".local")))
			break;
		return err_hint(a,
		                err_new(a, ERR_FILE, "%.*s is there, and %.*s.local too", SARG(path_of(a, h, "")), SARG(h->name)),
		                "put both into %.*s.local, and remove %.*s", SARG(h->name), SARG(h->name));
	}
	return NULL;
}

static bool put_all(int fd, str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, (size_t)bytes.n);
		if (n < 0 && errno != EINTR)
			return false;
		bytes = n > 0 ? str_from(bytes, n) : bytes;
	}
	return true;
}

/* A hook must be whole and executable the moment it has its name. */
static const err *write_hook(arena *a, const hookfile *h, bool chained)
{
	str path = path_of(a, h, ""), temp = path_of(a, h, ".XXXXXX");
	char *name = (char *)temp.p; /* ours, fresh from the arena; mkstemp fills in the Xs */
	mode_t mask = umask(0);
	umask(mask);
	int fd = mkstemp(name);
	if (fd < 0)
		return cannot(a, path, "written");
	bool ok = put_all(fd, text_of(a, h, chained)) && fchmod(fd, 0777 & ~mask) == 0;
	ok = close(fd) == 0 && ok;
	if (ok && rename(name, path.p) == 0)
		return NULL;
	const err *e = cannot(a, path, "written");
	unlink(name);
	return e;
}

const err *hookfile_install(arena *a, const hookfile *h, hook_did *out)
{
	found f;
	TRY(hookfile_check(a, h, out));
	TRY(look(a, h, &f));
	if (*out == HOOK_SAME || *out == HOOK_EDITED)
		return NULL;
	if (*out != HOOK_CHAINED)
		return write_hook(a, h, f.chained);
	str path = path_of(a, h, ""), aside = path_of(a, h, ".local");
	if (rename(path.p, aside.p) < 0)
		return cannot(a, path, "moved aside");
	const err *e = write_hook(a, h, true);
	if (e)
		rename(aside.p, path.p);
	return e;
}

const err *hookfile_remove(arena *a, const hookfile *h, hook_did *out)
{
	found f;
	TRY(look(a, h, &f));
	str path = path_of(a, h, ""), aside = path_of(a, h, ".local");
	*out = f.whose == NOTHING ? HOOK_ABSENT : f.whose == EDITED ? HOOK_EDITED : HOOK_FOREIGN;
	if (f.whose != OURS)
		return NULL;
	bool restore = f.chained && file_exists(a, aside);
	*out = restore ? HOOK_RESTORED : HOOK_REMOVED;
	/* Renaming over ours: there is no moment without a hook. */
	int rc = restore ? rename(aside.p, path.p) : unlink(path.p);
	return rc < 0 ? cannot(a, path, "removed") : NULL;
}

const err *hookfile_folder(arena *a, str folder)
{
	str path = arena_str(a, folder);
	char *p = (char *)path.p; /* ours, fresh from the arena; cut at each slash and mended */
	for (ptrdiff_t i = 1; i <= path.n; i++) {
		if (i < path.n && p[i] != '/')
			continue;
		p[i] = '\0';
		int rc = mkdir(p, 0777);
		int why = errno;
		if (i < path.n)
			p[i] = '/';
		errno = why;
		if (rc < 0 && errno != EEXIST)
			return cannot(a, folder, "made");
	}
	return NULL;
}
