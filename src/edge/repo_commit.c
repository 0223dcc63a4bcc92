/* repo_commit: commits by name, their parents, and how two of them are related.
 *
 * Trees and parents are read from the raw commit, so that neither a shallow boundary (libgit2 1.7 and
 * later pretend that such a commit has no parents) nor .git/info/grafts can change what is compared.
 * Walks over history are left to libgit2; where the clone ends before the answer, that is said. */
#include "edge/host.h"
#include "edge/repo_inner.h"

#include <stdio.h>
#include <string.h>

extern char **environ;

enum { MAX_NAME_BYTES = 1024, MAX_PARENTS = 1024 };

str oid_hex(arena *a, const git_oid *id)
{
	char *p = arena_alloc(a, HEX + 1, 1);
	git_oid_fmt(p, id);
	return (str){ p, HEX };
}

/* "parent 40hex\n" off the front; false when another line stands there. */
static bool take_oid(str *rest, str word, git_oid *out)
{
	if (!str_starts(*rest, word) || rest->n < word.n + HEX + 1 || rest->p[word.n + HEX] != '\n')
		return false;
	if (git_oid_fromstrn(out, rest->p + word.n, HEX) < 0)
		return false;
	*rest = str_from(*rest, word.n + HEX + 1);
	return true;
}

static bool parse_commit(arena *a, str text, commit_facts *out)
{
	if (!take_oid(&text, S("tree "), &out->tree))
		return false;
	LIST(git_oid) parents = { 0 };
	git_oid parent;
	while (take_oid(&text, S("parent "), &parent)) {
		if (parents.n == MAX_PARENTS)
			return false;
		*LIST_PUSH(a, &parents) = parent;
	}
	out->parents = parents.at;
	out->parent_count = parents.n;
	return str_starts(text, S("author "));
}

const err *commit_ends_before(arena *a, str what)
{
	const err *e = err_new(a, ERR_SHALLOW, "this clone is shallow and ends before %.*s", SARG(what));
	return err_hint(a, e, "git fetch --unshallow (in CI: fetch-depth: 0, or GIT_DEPTH: 0)");
}

/* The clone ends before this commit: nothing is corrupt, something was not fetched. */
static const err *not_here(arena *a, const repo *r, str name)
{
	if (r->shallow)
		return commit_ends_before(a, arena_printf(a, "'%.*s'", SARG(name)));
	const err *e = err_new(a, ERR_NO_BASE, "the commit '%.*s' is not in this clone", SARG(name));
	return err_hint(a, e, "git fetch origin %.*s", SARG(name));
}

const err *commit_get(arena *a, repo *r, const git_oid *id, const commit_facts **out)
{
	for (int i = 0; i < COMMIT_SLOTS; i++)
		if (!git_oid_is_zero(&r->commits[i].id) && git_oid_equal(&r->commits[i].id, id)) {
			*out = &r->commits[i];
			return NULL;
		}
	str hex = oid_hex(a, id);
	git_odb_object *object = NULL;
	int rc = git_odb_read(&object, r->odb, id);
	if (rc == GIT_ENOTFOUND)
		return not_here(a, r, hex);
	if (rc < 0)
		return repo_says(a, r, rc, "reading the commit %.*s", SARG(hex));
	commit_facts facts = { .id = *id };
	bool ok = git_odb_object_type(object) == GIT_OBJECT_COMMIT &&
	          parse_commit(r->a, tree_bytes(object), &facts);
	git_odb_object_free(object);
	if (!ok)
		return err_hint(a, err_new(a, ERR_GIT, "the commit %.*s is corrupt", SARG(hex)), "git fsck");
	r->commits[r->next_commit] = facts;
	*out = &r->commits[r->next_commit];
	r->next_commit = (r->next_commit + 1) % COMMIT_SLOTS;
	return NULL;
}

const err *commit_id(arena *a, revision rev, git_oid *out)
{
	if (rev.kind != REV_COMMIT || rev.oid.n != HEX || git_oid_fromstrn(out, rev.oid.p, HEX) < 0)
		return err_new(a, ERR_RANGE, "'%.*s' is no commit", SARG(rev.name));
	return NULL;
}

const err *commit_root(arena *a, repo *r, revision rev, git_oid *tree)
{
	git_oid id;
	const commit_facts *facts;
	TRY(commit_id(a, rev, &id));
	TRY(commit_get(a, r, &id, &facts));
	*tree = facts->tree;
	return NULL;
}

static bool is_hex_id(str name)
{
	for (ptrdiff_t i = 0; i < name.n; i++)
		if (!is_hex(name.p[i]))
			return false;
	return name.n == HEX;
}

/* CI platforms write forty zeros for "there was none". */
static bool is_all_zeros(str name)
{
	for (ptrdiff_t i = 0; i < name.n; i++)
		if (name.p[i] != '0')
			return false;
	return name.n == HEX || name.n == 64;
}

/* libgit2's code for name, and the commit it leads to through tags. */
static int resolve(repo *r, str name, git_oid *out)
{
	char text[MAX_NAME_BYTES];
	if (name.n <= 0 || name.n >= MAX_NAME_BYTES || memchr(name.p, 0, (size_t)name.n) ||
	    name.p[0] == '-')
		return GIT_EINVALIDSPEC;
	memcpy(text, name.p, (size_t)name.n);
	text[name.n] = '\0';
	git_object *object = NULL, *peeled = NULL;
	int rc = git_revparse_single(&object, r->git, text);
	if (rc == 0)
		rc = git_object_peel(&peeled, object, GIT_OBJECT_COMMIT);
	if (rc == 0)
		*out = *git_object_id(peeled);
	git_object_free(object);
	git_object_free(peeled);
	return rc;
}

bool repo_knows(repo *r, str name)
{
	git_oid id;
	return resolve(r, name, &id) == 0;
}

/* A name with ~ or ^ that fails in a shallow clone most likely asks for what was not fetched: it
 * does when the name in front of them is there. */
static bool walks_off(repo *r, str name)
{
	ptrdiff_t i = 0;
	while (i < name.n && name.p[i] != '~' && name.p[i] != '^')
		i++;
	return r->shallow && i < name.n && repo_knows(r, str_head(name, i));
}

/* A branch or tag of that name exists, whatever became of its commit. */
static bool is_reference(repo *r, str name)
{
	char text[MAX_NAME_BYTES];
	git_reference *found = NULL;
	snprintf(text, sizeof text, "%.*s", SARG(name));
	bool is = git_reference_dwim(&found, r->git, text) == 0;
	git_reference_free(found);
	return is;
}

const err *repo_commit(arena *a, repo *r, str name, revision *out)
{
	if (is_all_zeros(name)) {
		const err *e = err_new(a, ERR_NO_BASE, "'%.*s' stands for no commit", SARG(name));
		return err_hint(a, e, "name the branch to compare with: origin/main...HEAD");
	}
	git_oid id;
	int rc = resolve(r, name, &id);
	if (rc == 0) {
		*out = (revision){ REV_COMMIT, arena_str(a, name), oid_hex(a, &id) };
		return NULL;
	}
	if (rc == GIT_EAMBIGUOUS)
		return err_hint(a, err_new(a, ERR_USAGE, "'%.*s' is ambiguous", SARG(name)),
		                "type more of the commit's id");
	if (rc == GIT_ENOTFOUND && (is_hex_id(name) || walks_off(r, name)))
		return not_here(a, r, name);
	if (rc == GIT_ENOTFOUND && is_reference(r, name))
		return err_hint(a, err_new(a, ERR_GIT, "the commit that '%.*s' names is missing", SARG(name)),
		                "git fsck");
	if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC || rc == GIT_EPEEL || rc == GIT_EINVALID) {
		const err *e = err_new(a, ERR_USAGE, "'%.*s' names no commit", SARG(name));
		return err_hint(a, e, "paths go behind --; git fetch brings a branch that is missing");
	}
	return repo_says(a, r, rc, "looking for '%.*s'", SARG(name));
}

const err *repo_head(arena *a, repo *r, revision *out)
{
	git_oid id;
	int rc = git_reference_name_to_id(&id, r->git, "HEAD");
	if (rc == 0) {
		*out = (revision){ REV_COMMIT, S("HEAD"), oid_hex(a, &id) };
		return NULL;
	}
	if (rc == GIT_ENOTFOUND && git_repository_head_unborn(r->git) == 1) {
		*out = (revision){ .kind = REV_EMPTY, .name = S("nothing (no commit yet)") };
		return NULL;
	}
	return repo_says(a, r, rc, "reading HEAD");
}

const err *repo_parents(arena *a, repo *r, revision of, revisions *out)
{
	git_oid id;
	const commit_facts *facts;
	TRY(commit_id(a, of, &id));
	TRY(commit_get(a, r, &id, &facts));
	for (ptrdiff_t i = 0; i < facts->parent_count; i++) {
		str number = i ? arena_printf(a, "^%td", i + 1) : S("^");
		str name = arena_cat(a, of.name, number);
		if (!git_odb_exists(r->odb, &facts->parents[i]))
			return not_here(a, r, name);
		*LIST_PUSH(a, out) = (revision){ REV_COMMIT, name, oid_hex(a, &facts->parents[i]) };
	}
	return NULL;
}

typedef struct heads {
	arena *a;
	revisions *out;
} heads;

static int add_head(const git_oid *id, void *context)
{
	heads *h = context;
	*LIST_PUSH(h->a, h->out) = (revision){ REV_COMMIT, S("MERGE_HEAD"), oid_hex(h->a, id) };
	return 0;
}

/* git writes MERGE_HEAD only when a merge stops. A pre-merge-commit hook runs before that, and is told what
 * is merged by variables called GITHEAD_ and the commit's id (git 2.39). */
static const err *heads_told(arena *a, repo *r, revisions *out)
{
	for (char **p = environ; *p; p++) {
		str name = str_of(*p), id;
		if (!str_starts(name, S("GITHEAD_")) || !str_next(&name, '=', &id))
			continue;
		id = str_from(id, (ptrdiff_t)sizeof "GITHEAD_" - 1);
		if (!is_hex_id(id) || !repo_knows(r, id))
			continue;
		revision *head = LIST_PUSH(a, out);
		TRY(repo_commit(a, r, id, head));
		head->name = S("MERGE_HEAD");
	}
	return NULL;
}

const err *repo_merge_heads(arena *a, repo *r, revisions *out)
{
	heads h = { a, out };
	int rc = git_repository_mergehead_foreach(r->git, add_head, &h);
	if (rc < 0 && rc != GIT_ENOTFOUND)
		return repo_says(a, r, rc, "reading MERGE_HEAD");
	str doing = host_env("GIT_REFLOG_ACTION");
	bool in_merge = str_starts(doing, S("merge")) || str_starts(doing, S("pull"));
	return out->n == 0 && in_merge ? heads_told(a, r, out) : NULL;
}

static str base_name(arena *a, revision x, revision y)
{
	return arena_printf(a, "merge base of %.*s and %.*s", SARG(x.name), SARG(y.name));
}

static const err *is_parent_or_same(arena *a, repo *r, const git_oid *old, const git_oid *young, bool *out)
{
	const commit_facts *facts;
	TRY(commit_get(a, r, young, &facts));
	*out = git_oid_equal(old, young);
	for (ptrdiff_t i = 0; i < facts->parent_count && !*out; i++)
		*out = git_oid_equal(&facts->parents[i], old);
	return NULL;
}

/* 1.5.1 fails with -1 on any walk that reaches a shallow boundary; later ones stop there and may
 * find nothing. Both mean: not enough history. */
static const err *walk_failed(arena *a, const repo *r, int rc, revision x, revision y)
{
	if (r->shallow)
		return commit_ends_before(a, arena_printf(a, "the merge base of '%.*s' and '%.*s'",
		                                          SARG(x.name), SARG(y.name)));
	return repo_says(a, r, rc, "walking from '%.*s' to '%.*s'", SARG(x.name), SARG(y.name));
}

const err *repo_merge_bases(arena *a, repo *r, revision x, revision y, revisions *out)
{
	git_oid one, two;
	TRY(commit_id(a, x, &one));
	TRY(commit_id(a, y, &two));
	/* Without a walk where one is the other's parent: a clone of depth 2 has no more history, and
	 * 1.5.1 fails as soon as a walk leaves it. */
	bool y_first, x_first;
	TRY(is_parent_or_same(a, r, &two, &one, &y_first));
	TRY(is_parent_or_same(a, r, &one, &two, &x_first));
	if (x_first || y_first) {
		*LIST_PUSH(a, out) = (revision){ REV_COMMIT, base_name(a, x, y), x_first ? x.oid : y.oid };
		return NULL;
	}
	git_oidarray bases = { 0 };
	int rc = git_merge_bases(&bases, r->git, &one, &two);
	if (rc < 0 && (rc != GIT_ENOTFOUND || r->shallow))
		return walk_failed(a, r, rc, x, y);
	for (size_t i = 0; rc == 0 && i < bases.count; i++)
		*LIST_PUSH(a, out) = (revision){ REV_COMMIT, base_name(a, x, y), oid_hex(a, &bases.ids[i]) };
	git_oidarray_dispose(&bases);
	return NULL;
}

const err *repo_is_ancestor(arena *a, repo *r, revision old, revision young, bool *out)
{
	git_oid one, two;
	TRY(commit_id(a, old, &one));
	TRY(commit_id(a, young, &two));
	/* The common case, HEAD~1..HEAD, without a walk. */
	TRY(is_parent_or_same(a, r, &one, &two, out));
	if (*out)
		return NULL;
	int rc = git_graph_descendant_of(r->git, &two, &one);
	/* A "no" that was found in part of the history is none. */
	if (rc < 0 || (rc == 0 && r->shallow))
		return walk_failed(a, r, rc, old, young);
	*out = rc == 1;
	return NULL;
}
