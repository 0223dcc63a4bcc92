/* paths: words of the command line that are revisions or paths, told apart as git tells them: a word
 * that is both is refused, and -- ends the doubt. Paths are typed from the current folder (or -C DIR)
 * and meant from the root of the tree. They are plain files and folders, no patterns. */
#include "cmd/load.h"

#include "edge/file.h"
#include "write/parts.h"

/* Where typed paths start. */
static str start(const run *r)
{
	return r->opts.repo.n ? r->opts.repo : S(".");
}

static bool is_file(run *r, str word)
{
	if (word.n && word.p[0] == '/')
		return file_exists(r->a, word);
	return file_exists(r->a, arena_printf(r->a, "%.*s/%.*s", SARG(start(r)), SARG(word)));
}

static bool is_end(repo *git, str end)
{
	return end.n == 0 || repo_knows(git, end);
}

static bool is_revision(repo *git, str word)
{
	if (repo_knows(git, word))
		return true;
	ptrdiff_t dots = str_find(word, S(".."));
	if (dots < 0)
		return false;
	str right = str_from(word, dots + (str_starts(str_from(word, dots), S("...")) ? 3 : 2));
	return is_end(git, str_head(word, dots)) && is_end(git, right);
}

static const err *both(run *r, str word)
{
	const err *e = err_new(r->a, ERR_USAGE, "'%.*s' is both a revision and a file", SARG(word));
	return err_hint(r->a, e,
	                "envgate %s %.*s --   for the revision\nenvgate %s -- %.*s   for the file",
	                r->command->name, SARG(word), r->command->name, SARG(word));
}

static const err *one_only(run *r, str word)
{
	const err *e = err_new(r->a, ERR_USAGE, "'%.*s' is one argument too many", SARG(word));
	return err_hint(r->a, e, "one range or revision, then paths: envgate %s A...B -- PATH...",
	                r->command->name);
}

const err *load_words(run *r, repo *git, str *rev)
{
	strs paths = { 0 };
	for (ptrdiff_t i = 0; i < r->args.n; i++) {
		str word = r->args.at[i];
		bool is_path = !r->dashes && !repo_is_bare(git) && is_file(r, word);
		if (i == 0 && is_path && is_revision(git, word))
			return both(r, word);
		if (is_path)
			*LIST_PUSH(r->a, &paths) = word;
		else if (i == 0)
			*rev = word; /* if it is none, range_resolve knows best why not */
		else
			return one_only(r, word);
	}
	for (ptrdiff_t i = 0; i < paths.n; i++)
		*LIST_PUSH(r->a, &r->paths) = paths.at[i];
	return NULL;
}

/* Appends the parts of path to parts; false when it climbs above the root. */
static bool add_parts(arena *a, str path, strs *parts)
{
	str part;
	while (str_next(&path, '/', &part)) {
		if (part.n == 0 || str_eq(part, S(".")))
			continue;
		if (!str_eq(part, S("..")))
			*LIST_PUSH(a, parts) = part;
		else if (parts->n-- == 0)
			return false;
	}
	return true;
}

/* s below folder: the rest without its slash; absent when it is not below. */
static str below(str folder, str s)
{
	while (folder.n > 1 && folder.p[folder.n - 1] == '/')
		folder.n--;
	if (str_eq(folder, s))
		return S("");
	return str_starts(s, folder) && s.p[folder.n] == '/' ? str_from(s, folder.n + 1)
	                                                     : (str){ 0 };
}

static const err *outside(run *r, str path)
{
	return err_hint(r->a,
	                err_new(r->a, ERR_USAGE, "'%.*s' is outside of the repository", SARG(path)),
	                "name a file or folder below %.*s", SARG(start(r)));
}

const err *load_paths(run *r, repo *git, const strs *typed, strs *out)
{
	str root = repo_workdir(git), prefix = { 0 };
	if (typed->n && root.p) {
		str real = file_real(r->a, root);
		root = real.p ? real : root;
		prefix = below(root, file_real(r->a, start(r)));
	}
	for (ptrdiff_t i = 0; i < typed->n; i++) {
		str path = typed->at[i];
		strs parts = { 0 };
		bool absolute = path.n > 0 && path.p[0] == '/';
		if (absolute)
			path = root.p ? below(root, path) : (str){ 0 };
		if (!path.p || (!absolute && !add_parts(r->a, prefix, &parts)) ||
		    !add_parts(r->a, path, &parts))
			return outside(r, typed->at[i]);
		buf b = buf_new(r->a);
		for (ptrdiff_t k = 0; k < parts.n; k++) {
			buf_put(&b, k ? S("/") : S(""));
			buf_put(&b, parts.at[k]);
		}
		*LIST_PUSH(r->a, out) = buf_str(&b);
	}
	return NULL;
}

/* An error is no absence: whoever needs that path will say it better. */
static bool is_on(run *r, repo *git, revision rev, str path)
{
	source found;
	return repo_read(r->a, git, rev, path, 0, &found) || found.kind != ENTRY_ABSENT;
}

/* On disk is enough for the work tree: what git ignores was still no slip of the finger. */
static bool is_anywhere(run *r, const loaded *l, str path)
{
	str root = repo_workdir(l->repo);
	if (path.n == 0)
		return true;
	if (l->head.rev.kind == REV_WORKTREE && root.p && file_exists(r->a, arena_cat(r->a, root, path)))
		return true;
	return is_on(r, l->repo, l->head.rev, path) || is_on(r, l->repo, l->base.rev, path);
}

/* A pass over a path that is nowhere would be a pass over nothing, for as long as nobody notices. */
const err *load_paths_exist(run *r, const loaded *l)
{
	for (ptrdiff_t i = 0; i < l->only.n; i++) {
		if (is_anywhere(r, l, l->only.at[i]))
			continue;
		str where = S("in neither side");
		if (l->whole)
			where = arena_cat(r->a, S("not in "), side_words(r->a, l->head.rev, (str){ 0 }));
		const err *e = err_new(r->a, ERR_USAGE, "'%.*s' is %.*s", SARG(r->paths.at[i]),
		                       SARG(where));
		return err_hint(r->a, e, "paths are files and folders as seen from %.*s, no patterns",
		                SARG(r->opts.repo.n ? r->opts.repo : S("the current folder")));
	}
	return NULL;
}
