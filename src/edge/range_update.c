/* range_update: see range_update.h. A push is judged ref by ref, each against what stood there before.
 *
 * On the server nothing that the author wrote decides about the base: an existing branch is compared with
 * its own old tip, a new one with the branch that HEAD names, and the policy comes from the same place. A
 * forced push starts at the merge base of both tips, because what the new history merely leaves out was
 * nobody's edit. Where histories meet in several places each of them was accepted once, so all are bases
 * (as the parents of a merge are). A new branch that shares nothing is compared with nothing: against the
 * tip it would seem to remove every file there is. Before a push the same rows hold, with what the clone
 * knows of the remote. */
#include "edge/range_update.h"

#include "edge/repo_hooks.h"

typedef struct row {
	arena *a;
	repo *r;
	update_hook hook;
	const ref_update *u;
	str remote;
	range *out;
} row;

static bool is_zeros(str id)
{
	for (ptrdiff_t i = 0; i < id.n; i++)
		if (id.p[i] != '0')
			return false;
	return true;
}

/* SHA-256 ids pass here: opening the repository has a better word for them. */
static bool is_id(str id)
{
	for (ptrdiff_t i = 0; i < id.n; i++)
		if (!is_hex(id.p[i]))
			return false;
	return id.n == 40 || id.n == 64;
}

static const err *read_line(arena *a, update_hook hook, str line, ref_updates *out)
{
	str word[4] = { { 0 } }, rest = line;
	int n = 0, want = hook == HOOK_PRE_RECEIVE ? 3 : 4;
	while (n < want && str_next(&rest, ' ', &word[n]))
		n++;
	ref_update u = hook == HOOK_PRE_RECEIVE ? (ref_update){ .was = word[0], .is = word[1], .ref = word[2] }
	                                        : (ref_update){ .is = word[1], .ref = word[2], .was = word[3] };
	if (n == want && !rest.n && is_id(u.was) && is_id(u.is) && u.ref.n) {
		*LIST_PUSH(a, out) = u;
		return NULL;
	}
	const err *e = err_new(a, ERR_USAGE, "stdin is not what git tells a %s hook",
	                       hook == HOOK_PRE_RECEIVE ? "pre-receive" : "pre-push");
	return err_hint(a, e, "install the hook as it is: envgate init --hooks, or hooks/ of envgate's source");
}

const err *updates_read(arena *a, update_hook hook, str text, ref_updates *out)
{
	str line;
	while (str_next(&text, '\n', &line)) {
		if (line.n == 0)
			continue;
		if (out->n == MAX_UPDATES)
			return err_hint(a, err_new(a, ERR_LIMIT, "a push of more than %d refs", (int)MAX_UPDATES),
			                "push fewer refs at once");
		TRY(read_line(a, hook, line, out));
	}
	return NULL;
}

str update_name(const ref_update *u)
{
	static const str folders[] = { S_INIT("refs/heads/"), S_INIT("refs/tags/"), S_INIT("refs/") };
	for (int i = 0; i < 3; i++)
		if (str_starts(u->ref, folders[i]))
			return str_from(u->ref, folders[i].n);
	return u->ref;
}

static void policy_from(row *w, revision rev, str why)
{
	w->out->policy = rev.kind == REV_COMMIT ? rev : (revision){ 0 };
	w->out->policy_why = why;
}

/* Nothing stood there before: what is there counts as existing. */
static void whole_state(row *w, str reason)
{
	w->out->base = (revision){ 0 };
	w->out->reason = reason;
	policy_from(w, w->out->head, w->out->head.name);
}

/* From where the head left tip. alone: what to compare with when they share no commit. */
static const err *since(row *w, revision tip, revision alone)
{
	range *out = w->out;
	revisions bases = { 0 };
	TRY(repo_merge_bases(w->a, w->r, tip, out->head, &bases));
	out->base = bases.n ? bases.at[0] : alone;
	out->base_why = bases.n ? bases.at[0].name : alone.kind == REV_COMMIT ? alone.name : S("no common commit");
	for (ptrdiff_t i = 1; i < bases.n; i++)
		*LIST_PUSH(w->a, &out->also_bases) = bases.at[i];
	return NULL;
}

static const err *against_old(row *w, revision old)
{
	range *out = w->out;
	bool forward = false;
	out->base = old;
	out->base_why = old.name;
	policy_from(w, old, old.name);
	TRY(repo_is_ancestor(w->a, w->r, old, out->head, &forward));
	out->force_pushed = !forward;
	out->reason = forward ? w->u->ref : arena_cat(w->a, w->u->ref, S(", a forced push"));
	return forward ? NULL : since(w, old, old);
}

static const err *new_branch(row *w, revision tip)
{
	TRY(since(w, tip, (revision){ REV_EMPTY, S("nothing (no common commit)"), { 0 } }));
	policy_from(w, tip, tip.name);
	w->out->reason = arena_printf(w->a, "%.*s, a new ref", SARG(w->u->ref));
	return NULL;
}

static str named(row *w, str words)
{
	return arena_cat(w->a, update_name(w->u), words);
}

static const err *on_the_server(row *w)
{
	revision old, tip;
	if (!is_zeros(w->u->was)) {
		TRY(repo_commit(w->a, w->r, w->u->was, &old));
		old.name = named(w, S(" before the push"));
		return against_old(w, old);
	}
	TRY(repo_head(w->a, w->r, &tip));
	if (tip.kind == REV_COMMIT)
		return new_branch(w, tip);
	/* Refs move only after this hook, so in a first push of several none is there yet. */
	if (repo_has_refs(w->r, S("refs/heads/")))
		return err_hint(w->a, err_new(w->a, ERR_NO_BASE, "a new branch is compared with HEAD's, and HEAD names a branch that is not there"),
		                "in the repository that is pushed to: git symbolic-ref HEAD refs/heads/BRANCH");
	whole_state(w, arena_printf(w->a, "%.*s, a first push", SARG(w->u->ref)));
	return NULL;
}

/* The default branch as the clone remembers it: NAME/HEAD is set by git clone, not by git remote add. */
static bool remote_tip(row *w, revision *out)
{
	static const char *const names[] = { "HEAD", "main", "master" };
	for (int i = 0; i < 3; i++) {
		str name = arena_printf(w->a, "%.*s/%s", SARG(w->remote), names[i]);
		str ref = arena_cat(w->a, S("refs/remotes/"), name);
		if (!repo_knows(w->r, ref) || repo_commit(w->a, w->r, ref, out))
			continue;
		out->name = name;
		return true;
	}
	return false;
}

static const err *before_the_push(row *w)
{
	revision old, tip;
	if (!is_zeros(w->u->was) && repo_knows(w->r, w->u->was)) {
		TRY(repo_commit(w->a, w->r, w->u->was, &old));
		old.name = named(w, S(" of the remote"));
		return against_old(w, old);
	}
	if (w->remote.n && remote_tip(w, &tip)) {
		TRY(new_branch(w, tip));
		policy_from(w, w->out->base, w->out->base_why);
		return NULL;
	}
	if (w->remote.n && repo_has_refs(w->r, arena_printf(w->a, "refs/remotes/%.*s/", SARG(w->remote))))
		return err_hint(w->a, err_new(w->a, ERR_NO_BASE, "the default branch of %.*s is not known here", SARG(w->remote)),
		                "git remote set-head %.*s --auto", SARG(w->remote));
	whole_state(w, arena_printf(w->a, "%.*s, a first push", SARG(w->u->ref)));
	return NULL;
}

const err *range_of_update(arena *a, repo *r, update_hook hook, const ref_update *u, str remote, range *out)
{
	row w = { a, r, hook, u, remote, out };
	*out = (range){ 0 };
	out->platform.kind = hook == HOOK_PRE_RECEIVE ? S("pre-receive") : S("pre-push");
	out->platform.event = S("push");
	out->platform.target_ref = u->ref;
	out->deleted = is_zeros(u->is);
	if (out->deleted)
		return NULL;
	const err *e = repo_commit(a, r, u->is, &out->head);
	out->head.name = update_name(u);
	if (e && e->code == ERR_USAGE) { /* the object is there and is no commit, else it is ERR_NO_BASE */
		out->head = (revision){ 0 };
		return NULL;
	}
	if (e)
		return e;
	out->platform.head_sha = out->head.oid;
	if (str_starts(u->ref, S("refs/tags/"))) {
		whole_state(&w, arena_printf(a, "%.*s, a tag", SARG(u->ref)));
		return NULL;
	}
	return hook == HOOK_PRE_RECEIVE ? on_the_server(&w) : before_the_push(&w);
}
