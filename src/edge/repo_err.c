/* repo_err: what libgit2 says, in words that name the cause and the line that cures it.
 *
 * libgit2's codes are too few to act on (-1 is a corrupt object, a missing CA file or a bad config
 * line), so its English is matched too. Each row was seen on 1.5.1 or 1.9; tests make each of them. */
#include "edge/repo_inner.h"

#include <string.h>

typedef struct row {
	int rc;             /* 0: any */
	const char *says;   /* NULL: any */
	err_code code;
	const char *what;   /* NULL: libgit2's own words */
	const char *hint;
} row;

static const row rows[] = {
	{ GIT_EOWNER, NULL, ERR_OWNER, "the repository belongs to another user", NULL },
	/* 1.5.1 without any safe.directory in the configuration. */
	{ GIT_ENOTFOUND, "safe.directory", ERR_OWNER, "the repository belongs to another user", NULL },
	{ 0, "objectformat", ERR_GIT, "SHA-256 repositories are not supported",
	  "gate a SHA-1 clone; libgit2 cannot read this one" },
	{ 0, "object format", ERR_GIT, "SHA-256 repositories are not supported",
	  "gate a SHA-1 clone; libgit2 cannot read this one" },
	{ 0, "refstorage", ERR_GIT, "repositories with reftables are not supported",
	  "git refs migrate --ref-format=files" },
	{ 0, "unsupported mandatory extension: 'link'", ERR_GIT,
	  "the index is split, which libgit2 cannot read", "git update-index --no-split-index" },
	{ 0, "unsupported mandatory extension: 'sdir'", ERR_GIT,
	  "the index is sparse, which libgit2 cannot read", "git sparse-checkout reapply --no-sparse-index" },
	{ 0, "invalid data in index", ERR_GIT, "the index is corrupt",
	  "rm \"$(git rev-parse --git-path index)\" && git reset" },
	/* Also of a folder, of what may not be read and of a file too short for an index: "... no longer exists". */
	{ 0, "failed to read index", ERR_GIT, "it cannot be read, or is no index",
	  "ls -ld \"$(git rev-parse --git-path index)\"" },
	{ GIT_ENOTFOUND, "object not found", ERR_GIT, "it is not in this repository", NULL },
	{ 0, "hash mismatch", ERR_GIT, "it is corrupt", "git fsck" },
	{ 0, "loose object", ERR_GIT, "it is corrupt", "git fsck" },
	{ 0, "failed to parse", ERR_GIT, "it is corrupt", "git fsck" },
	{ 0, "corrupt", ERR_GIT, NULL, "git fsck" },
	{ 0, "inflate", ERR_GIT, "it is corrupt", "git fsck" },
	{ 0, "zlib", ERR_GIT, "it is corrupt", "git fsck" },
	{ 0, NULL, ERR_GIT, NULL, NULL },
};

static int found_promisor(const git_config_entry *found_entry, void *found)
{
	(void)found_entry;
	*(bool *)found = true;
	return 0;
}

/* Looked up only when an object is missing: reading the configuration costs more than a check. */
static bool is_partial(const repo *r)
{
	git_config *config = NULL;
	bool found = false;
	if (r && git_repository_config(&config, r->git) == 0)
		git_config_foreach_match(config, "^(extensions\\.partialclone|remote\\..*\\.promisor)$",
		                         found_promisor, &found);
	git_config_free(config);
	return found;
}

const err *repo_says(arena *a, const repo *r, int rc, const char *format, ...)
{
	const git_error *last = git_error_last();
	/* A copy: the next call into libgit2 overwrites it. */
	str says = arena_str(a, last && last->message ? str_of(last->message) : S("no reason given"));
	const row *hit = rows;
	while ((hit->rc && hit->rc != rc) || (hit->says && !strstr(says.p, hit->says)))
		hit++;
	va_list args;
	va_start(args, format);
	str doing = arena_vprintf(a, format, args);
	va_end(args);
	const err *e = err_new(a, hit->code, "%s", hit->what ? hit->what : says.p);
	if (hit->hint)
		e = err_hint(a, e, "%s", hit->hint);
	else if (rc == GIT_ENOTFOUND && is_partial(r))
		e = err_hint(a, e, "git fetch --refetch --no-filter");
	else if (rc == GIT_ENOTFOUND)
		e = err_hint(a, e, "git fsck");
	return err_wrap(a, e, "%.*s", SARG(doing));
}
