/* lock_words: see lock_words.h. A hint is only good if it can be pasted, so the command names each source
 * in the order in which the lock merges them, and paths are quoted: a file name is a stranger's text. */
#include "gate/lock_words.h"

#include "base/buf.h"

static bool is_plain(str path)
{
	for (ptrdiff_t i = 0; i < path.n; i++)
		if (!is_alnum(path.p[i]) && str_find_byte(S("._/+@:,=-"), path.p[i]) < 0)
			return false;
	return path.n > 0 && path.p[0] != '-';
}

static void put_quoted(buf *b, str path)
{
	if (is_plain(path)) {
		buf_put(b, path);
		return;
	}
	buf_put(b, path.n > 0 && path.p[0] == '-' ? S("./'") : S("'"));
	for (ptrdiff_t i = 0; i < path.n; i++) {
		if (path.p[i] == '\'')
			buf_put(b, S("'\\''"));
		else
			buf_char(b, path.p[i]);
	}
	buf_char(b, '\'');
}

strs lock_sources(arena *a, const family *f)
{
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		if (f->members.at[i].file->src->kind != ENTRY_ABSENT)
			*LIST_PUSH(a, &out) = f->members.at[i].file->path;
	return out;
}

static void put_conda_lock(arena *a, buf *b, const family *f, const file *held)
{
	strs sources = lock_sources(a, f);
	buf_put(b, S("conda-lock lock"));
	for (ptrdiff_t i = 0; i < sources.n; i++) {
		buf_put(b, S(" --file "));
		put_quoted(b, sources.at[i]);
	}
	for (ptrdiff_t i = 0; i < f->untold.n; i++) {
		buf_put(b, S(" --file "));
		put_quoted(b, f->untold.at[i]);
	}
	buf_put(b, S(" --lockfile "));
	put_quoted(b, held->path);
}

/* An @EXPLICIT list is written from an environment that was made from the file. */
static void put_explicit(arena *a, buf *b, const family *f, const file *held)
{
	strs sources = lock_sources(a, f);
	if (sources.n > 0) {
		buf_put(b, S("conda env create --name relock --file "));
		put_quoted(b, sources.at[0]);
		buf_put(b, S(" && "));
	}
	buf_put(b, S("conda list --name relock --explicit --md5 > "));
	put_quoted(b, held->path);
}

str lock_relock(arena *a, const family *f, const file *held)
{
	buf b = buf_sized(a, 128);
	strs sources = lock_sources(a, f);
	switch (held->kind) {
	case FILE_CONDA_LOCK:
		put_conda_lock(a, &b, f, held);
		break;
	case FILE_PIXI_LOCK:
		buf_put(&b, S("pixi lock"));
		if (sources.n > 0 && str_find_byte(sources.at[0], '/') >= 0) {
			buf_put(&b, S(" --manifest-path "));
			put_quoted(&b, sources.at[0]);
		}
		break;
	case FILE_EXPLICIT:
		put_explicit(a, &b, f, held);
		break;
	case FILE_OTHER: case FILE_ENVIRONMENT: case FILE_MANIFEST: case FILE_REQUIREMENTS: case FILE_IMAGE:
	case FILE_COMMANDS: case FILE_POLICY: case FILE_INSTALLED:
		break;
	}
	return buf_str(&b);
}

str lock_where(arena *a, str platform, str environment)
{
	if (platform.n == 0)
		platform = S("its platform");
	if (environment.n == 0)
		return platform;
	return arena_printf(a, "%.*s (%.*s)", SARG(platform), SARG(environment));
}

str lock_join(arena *a, const strs *texts, ptrdiff_t max)
{
	buf b = buf_sized(a, 64);
	for (ptrdiff_t i = 0; i < texts->n && i < max; i++) {
		buf_put(&b, i > 0 ? S(", ") : S(""));
		buf_put(&b, texts->at[i]);
	}
	if (texts->n > max)
		buf_printf(&b, " and %td more", texts->n - max);
	return buf_str(&b);
}

str lock_paths(arena *a, const family *f)
{
	strs paths = { 0 };
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		*LIST_PUSH(a, &paths) = f->locks.at[i]->path;
	return lock_join(a, &paths, paths.n);
}
