/* platform: see platform.h. One function per row of docs/ranges.md.
 *
 * Every id is looked up as an id: a branch or tag whose name is 40 hexadecimal digits cannot stand in
 * for a commit. A merge base is only computed against a tip that the platform or the remote vouches
 * for; where there are several, none of them is taken, because the author of a change can make them. */
#include "edge/platform.h"

typedef struct resolver {
	arena *a;
	repo *r;
	const event *ev;
	range *out;
} resolver;

enum { SHORT_ID = 7 };

/* What to change in the job so that its clone reaches far enough. */
static const struct {
	const char *kind, *two, *all;
} depths[] = {
	{ "github", "give the actions/checkout step with: { fetch-depth: 2 }",
	  "give the actions/checkout step with: { fetch-depth: 0 }" },
	{ "gitlab", "give the job variables: { GIT_DEPTH: \"0\" }", "give the job variables: { GIT_DEPTH: \"0\" }" },
	{ "azure", "start the steps with - { checkout: self, fetchDepth: 2 }",
	  "start the steps with - { checkout: self, fetchDepth: 0 }" },
};

static const char *clone_line(const event *ev, bool two)
{
	for (size_t i = 0; i < sizeof depths / sizeof *depths; i++)
		if (str_eq(ev->platform.kind, str_of(depths[i].kind)))
			return two ? depths[i].two : depths[i].all;
	return "git fetch --unshallow";
}

static const char *full_clone(const event *ev) { return clone_line(ev, false); }

static const err *deeper(resolver *v, const err *e, bool two)
{
	return e->code == ERR_SHALLOW ? err_hint(v->a, e, "%s", clone_line(v->ev, two)) : e;
}

/* A name that a shell reads as itself; others are left for the reader to fill in. */
static str pasteable(str branch)
{
	for (ptrdiff_t i = 0; i < branch.n; i++)
		if (!is_alnum(branch.p[i]) && str_find_byte(S("._/+-"), branch.p[i]) < 0)
			return S("BRANCH");
	return branch;
}

/* A commit by its id and by nothing else; it is called name from here on. */
static const err *exact(resolver *v, str id, str name, revision *out)
{
	const err *e = repo_commit(v->a, v->r, id, out);
	if (e && e->code == ERR_SHALLOW)
		return deeper(v, e, false);
	if (e && e->code != ERR_NO_BASE)
		return e;
	if (e || !str_eq_nocase(out->oid, id)) {
		e = err_new(v->a, ERR_NO_BASE, "%.*s, the commit %.*s, is not in this clone", SARG(name), SARG(id));
		return err_hint(v->a, e, "git fetch origin %.*s", SARG(id));
	}
	out->name = name;
	return NULL;
}

/* GitHub's checkout of the whole history brings every branch; elsewhere a deeper clone is not enough. */
static const err *tip_is_missing(resolver *v)
{
	const event *ev = v->ev;
	const err *e = err_new(v->a, ERR_NO_BASE, "the tip of the target, %.*s, is not in this clone", SARG(ev->tip));
	bool is_shallow = repo_is_shallow(v->r), is_github = str_eq(ev->platform.kind, S("github"));
	if (is_shallow && is_github)
		return err_hint(v->a, e, "%s", full_clone(ev));
	if (!ev->branch.n)
		return err_hint(v->a, e, "git remote set-head origin --auto, or give a range: origin/main...HEAD");
	str branch = pasteable(ev->branch);
	return err_hint(v->a, e, "%s%sgit fetch %.*s +refs/heads/%.*s:%.*s%.*s", is_shallow ? full_clone(ev) : "",
	                is_shallow ? "\n" : "", SARG(ev->source), SARG(branch),
	                SARG(str_head(ev->tip, ev->tip.n - ev->branch.n)), SARG(branch));
}

/* The tip of the target: the commit that the event names, else the ref that was fetched for it. */
static const err *target_tip(resolver *v, revision *out)
{
	const event *ev = v->ev;
	if (ev->target.p)
		return exact(v, ev->target, ev->branch, out);
	if (repo_knows(v->r, ev->tip)) {
		TRY(repo_commit(v->a, v->r, ev->tip, out));
		out->name = str_from(ev->tip, S("refs/remotes/").n);
		return NULL;
	}
	return tip_is_missing(v);
}

/* A gate that compares a commit with itself is green without having looked. */
static const err *differ(resolver *v)
{
	const range *out = v->out;
	if (out->base.kind != REV_COMMIT || !str_eq(out->base.oid, out->head.oid))
		return NULL;
	const err *e = err_new(v->a, ERR_RANGE, "%.*s: base and head are one commit, %.*s", SARG(v->ev->words),
	                       SARG(str_head(out->head.oid, SHORT_ID)));
	return err_hint(v->a, e, "name two: --base SHA --head SHA; or judge the whole state: --all");
}

/* Base: where the head's history leaves the tip's. The policy is the tip's. */
static const err *since_tip(resolver *v, revision tip, revision head)
{
	range *out = v->out;
	revisions bases = { 0 };
	const err *e = repo_merge_bases(v->a, v->r, tip, head, &bases);
	if (e)
		return deeper(v, e, false);
	str what = v->ev->words;
	if (bases.n == 0)
		return err_hint(v->a, err_new(v->a, ERR_RANGE, "%.*s: %.*s and %.*s have no common ancestor", SARG(what), SARG(tip.name), SARG(head.name)),
		                "name the two: --base SHA --head SHA");
	if (bases.n > 1)
		return err_hint(v->a, err_new(v->a, ERR_RANGE, "%.*s: %.*s and %.*s have %td merge bases", SARG(what), SARG(tip.name), SARG(head.name), bases.n),
		                "check out the merge ref, or merge %.*s into the branch once more", SARG(tip.name));
	out->base = bases.at[0];
	out->base_why = out->base.name;
	out->head = head;
	out->policy = tip;
	out->policy_why = tip.name;
	out->reason = what;
	return differ(v);
}

/* ---- pull requests ---- */

static str sha_name(resolver *v)
{
	return v->ev->number.p ? arena_printf(v->a, "the head of %.*s", SARG(v->ev->number)) : S("the head");
}

/* The target's side of a merge is on the target: not what was the target before somebody changed it.
 * Asked only where the event names the target's tip and the clone can tell: a merge train's first parent
 * is on no branch, and a workspace that is used again may hold an old tip. */
static const err *on_target(resolver *v, revision base)
{
	const event *ev = v->ev;
	revision tip;
	bool is_on = true;
	if (!ev->target.p || str_eq_nocase(base.oid, ev->target) || !repo_knows(v->r, ev->tip))
		return NULL;
	TRY(repo_commit(v->a, v->r, ev->tip, &tip));
	if (repo_is_ancestor(v->a, v->r, base, tip, &is_on) || is_on)
		return NULL;
	const err *e = err_new(v->a, ERR_RANGE, "HEAD^1 is not on %.*s, the target of %.*s", SARG(ev->branch),
	                       SARG(ev->number));
	return err_hint(v->a, e, "the merge was made for another target: push to the branch, or close and reopen it, "
	                         "so that a new one is made");
}

static const err *not_the_merge(resolver *v, const char *what)
{
	const event *ev = v->ev;
	const err *e = err_new(v->a, ERR_RANGE, "HEAD %s: it is not the platform's merge of %.*s", what,
	                       SARG(ev->number));
	return err_hint(v->a, e, "check out what the platform offers (%.*s), or give --base SHA --head SHA --policy-ref SHA",
	                SARG(ev->out_name));
}

static const err *merged(resolver *v, revision head)
{
	range *out = v->out;
	const event *ev = v->ev;
	revisions parents = { 0 };
	if (!str_eq_nocase(head.oid, ev->out))
		return not_the_merge(v, arena_printf(v->a, "is not %.*s", SARG(ev->out_name)).p);
	const err *e = repo_parents(v->a, v->r, head, &parents);
	if (e)
		return deeper(v, e, true);
	if (parents.n != 2)
		return not_the_merge(v, arena_printf(v->a, "has %td parent%s, not two", parents.n,
		                                     parents.n == 1 ? "" : "s")
		                                .p);
	if (!str_eq_nocase(parents.at[1].oid, ev->head))
		return not_the_merge(v, "has another second parent than the request's head");
	TRY(on_target(v, parents.at[0]));
	out->head = head;
	out->base = out->policy = parents.at[0];
	out->base.name = out->policy.name = S("HEAD^1");
	out->base_why = arena_printf(v->a, "merge commit of %.*s", SARG(ev->number));
	out->policy_why = out->policy.name;
	out->reason = arena_printf(v->a, "%.*s, its merge commit", SARG(ev->words));
	return NULL;
}

/* The platform's own idea of the merge base has to be the one found here, or one of the two is wrong. */
static const err *as_claimed(resolver *v)
{
	const event *ev = v->ev;
	if (!ev->base.p || str_eq_nocase(ev->base, v->out->base.oid))
		return NULL;
	const err *e = err_new(v->a, ERR_RANGE, "CI_MERGE_REQUEST_DIFF_BASE_SHA is %.*s, but the merge base is %.*s",
	                       SARG(str_head(ev->base, SHORT_ID)), SARG(str_head(v->out->base.oid, SHORT_ID)));
	return err_hint(v->a, e, "the target moved into the branch, or a job sets the variable: push the branch again, "
	                         "or give --base SHA --head SHA --policy-ref SHA");
}

/* No depth brings the commits of a fork; GitHub keeps every request's head under a ref of its own. */
static const err *source_is_missing(resolver *v, const err *e)
{
	const event *ev = v->ev;
	if (!ev->platform.pr || !str_eq(ev->platform.kind, S("github")) || (e->code != ERR_SHALLOW && e->code != ERR_NO_BASE))
		return e;
	bool is_shallow = e->code == ERR_SHALLOW;
	return err_hint(v->a, e, "%s%sgit fetch origin refs/pull/%lld/head", is_shallow ? full_clone(ev) : "",
	                is_shallow ? "\n" : "", ev->platform.pr);
}

static const err *pull(resolver *v)
{
	const event *ev = v->ev;
	revision here, head, tip;
	TRY(repo_head(v->a, v->r, &here));
	bool is_merge = ev->merge == MERGE_MAYBE && str_eq_nocase(here.oid, ev->out) &&
	                !str_eq_nocase(here.oid, ev->head);
	if (ev->merge == MERGE_MUST || is_merge)
		return merged(v, here);
	const err *e = exact(v, ev->head, sha_name(v), &head);
	if (e)
		return source_is_missing(v, e);
	TRY(target_tip(v, &tip));
	TRY(since_tip(v, tip, head));
	return as_claimed(v);
}

/* ---- the other events ---- */

static const err *queue(resolver *v)
{
	range *out = v->out;
	const event *ev = v->ev;
	revision here;
	TRY(repo_head(v->a, v->r, &here));
	if (!str_eq_nocase(here.oid, ev->head))
		return err_hint(v->a, err_new(v->a, ERR_RANGE, "HEAD is not merge_group.head_sha"),
		                "check out %.*s, without ref: in the checkout step", SARG(ev->out_name));
	TRY(exact(v, ev->head, S("HEAD"), &out->head));
	TRY(exact(v, ev->base, S("merge_group.base_sha"), &out->base));
	out->base_why = ev->words;
	out->policy = out->base;
	out->policy_why = out->policy.name;
	out->reason = ev->words;
	return differ(v);
}

static const err *state(resolver *v)
{
	range *out = v->out;
	const event *ev = v->ev;
	if (event_is_id(ev->head))
		TRY(exact(v, ev->head, ev->out_name.n ? ev->out_name : S("HEAD"), &out->head));
	else
		TRY(repo_commit(v->a, v->r, ev->head, &out->head));
	out->reason = arena_printf(v->a, "%.*s: a whole state", SARG(ev->words));
	out->policy = out->head;
	out->head.name = ev->words;
	out->policy.name = out->policy_why = S("head");
	return NULL;
}

/* After a force push what was there before is no ancestor: the base is where the two histories part,
 * and the policy stays that of the old tip, which the pusher did not write. */
static const err *was_forced(resolver *v, bool *out)
{
	const event *ev = v->ev;
	bool is_ancestor = true;
	*out = ev->forced;
	if (ev->says_forced)
		return NULL;
	const err *e = repo_is_ancestor(v->a, v->r, v->out->base, v->out->head, &is_ancestor);
	if (e)
		return deeper(v, e, false);
	*out = !is_ancestor;
	return NULL;
}

static const err *pushed(resolver *v, revision before, revision after)
{
	range *out = v->out;
	out->base = out->policy = before;
	out->head = after;
	out->base_why = out->policy_why = before.name;
	out->reason = v->ev->words;
	TRY(was_forced(v, &out->force_pushed));
	if (!out->force_pushed)
		return differ(v);
	TRY(since_tip(v, before, after));
	if (v->ev->kind == EVENT_UPDATE)
		return NULL;
	out->base_why = S("merge base of the old and the new tip, after a force push");
	out->base.name = str_head(out->base.oid, SHORT_ID);
	out->reason = arena_printf(v->a, "%.*s, a force push", SARG(v->ev->words));
	return NULL;
}

static const err *push(resolver *v)
{
	const event *ev = v->ev;
	revision before, after;
	if (event_is_zeros(ev->base))
		return state(v);
	TRY(exact(v, ev->head, S("the pushed commit"), &after));
	TRY(exact(v, ev->base, ev->base_name.n ? ev->base_name : S("before the push"), &before));
	return pushed(v, before, after);
}

static const err *update(resolver *v)
{
	revision before, after;
	TRY(repo_commit(v->a, v->r, v->ev->base, &before));
	TRY(repo_commit(v->a, v->r, v->ev->head, &after));
	return pushed(v, before, after);
}

static const err *topic(resolver *v)
{
	revision head, tip;
	TRY(exact(v, v->ev->head, v->ev->out_name, &head));
	TRY(target_tip(v, &tip));
	return since_tip(v, tip, head);
}

const err *platform_resolve(arena *a, repo *r, const event *ev, range *out)
{
	resolver v = { a, r, ev, out };
	switch (ev->kind) {
	case EVENT_REFUSED:
		return ev->refused;
	case EVENT_PULL:
		return pull(&v);
	case EVENT_QUEUE:
		return queue(&v);
	case EVENT_PUSH:
		return push(&v);
	case EVENT_TOPIC:
		return topic(&v);
	case EVENT_STATE:
		return state(&v);
	case EVENT_UPDATE:
		return update(&v);
	case EVENT_DELETED:
		out->deleted = true;
		out->reason = ev->words;
		return NULL;
	case EVENT_NONE:
	case EVENT_STAGED:
		break;
	}
	return err_new(a, ERR_BUG, "no range by an event of kind %d", (int)ev->kind);
}

static bool wants_nothing(const void *context, str path)
{
	(void)context;
	(void)path;
	return false;
}

const err *platform_index_is_head(arena *a, repo *r, revision head, bool *out)
{
	deltas found = { 0 };
	TRY(repo_diff(a, r, head, (revision){ .kind = REV_INDEX, .name = S("index") }, wants_nothing, NULL, &found));
	*out = found.n == 0;
	return NULL;
}
