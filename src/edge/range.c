/* range: see range.h. What was typed becomes three states, by the terminal rows of docs/ranges.md; the
 * rows of the platforms are platform.c's. CI without a range that anybody vouches for is refused,
 * because a guess would be green without having looked. */
#include "edge/range.h"

#include "edge/host.h"
#include "edge/platform.h"

typedef struct resolver {
	arena *a;
	repo *r;
	const range_options *opt;
	range *out;
	bool has_policy; /* by the event, from somebody else than the head's author */
} resolver;

static const revision index_side = { REV_INDEX, S_INIT("index"), { 0 } };
static const revision worktree_side = { REV_WORKTREE, S_INIT("work tree"), { 0 } };
static const revision before_all = { REV_EMPTY, S_INIT("nothing (the empty tree)"), { 0 } };

static const err *usage(arena *a, const char *what, const char *hint)
{
	return err_hint(a, err_new(a, ERR_USAGE, "%s", what), "%s", hint);
}

/* HEAD, or no policy of its own when there is no commit yet. */
static void policy_from(range *out, revision rev, str why)
{
	out->policy = rev.kind == REV_COMMIT ? rev : (revision){ 0 };
	out->policy_why = why;
}

static const err *merge_in_progress(resolver *v)
{
	return repo_merge_heads(v->a, v->r, &v->out->also_bases);
}

/* HEAD on the left, the index or the work tree on the right. */
static const err *against_head(resolver *v, revision side)
{
	range *out = v->out;
	bool is_index = side.kind == REV_INDEX;
	if (repo_is_bare(v->r) && !(is_index && host_env("GIT_INDEX_FILE").p))
		return err_hint(v->a, err_new(v->a, ERR_RANGE, "a bare repository has no %s to judge",
		                              is_index ? "index" : "work tree"),
		                "name two commits: A..B, or one: HEAD");
	TRY(repo_head(v->a, v->r, &out->base));
	out->head = side;
	out->base_why = out->base.kind == REV_COMMIT ? S("HEAD") : S("no commit yet");
	policy_from(out, out->base, S("HEAD"));
	out->reason = is_index ? S("the index against HEAD") : S("the work tree against HEAD");
	return merge_in_progress(v);
}

/* In a job nothing is staged: an index that is HEAD says that the change was committed long ago. */
static const err *staged(resolver *v)
{
	bool is_head = false;
	TRY(against_head(v, index_side));
	if (!v->opt->in_ci)
		return NULL;
	TRY(platform_index_is_head(v->a, v->r, v->out->base, &is_head));
	if (!is_head)
		return NULL;
	return err_hint(v->a, err_new(v->a, ERR_CI, "CI is set, and the index is what HEAD is: nothing is staged"),
	                "compare what was committed: origin/main...HEAD, or --base SHA --head SHA --policy-ref SHA");
}

static const err *whole_state(resolver *v)
{
	range *out = v->out;
	revision head;
	if (v->opt->rev.p) {
		TRY(repo_commit(v->a, v->r, v->opt->rev, &head));
		out->head = head;
	} else {
		TRY(repo_head(v->a, v->r, &head));
		out->head = repo_is_bare(v->r) ? head : worktree_side;
	}
	if (out->head.kind == REV_EMPTY)
		return err_hint(v->a, err_new(v->a, ERR_RANGE, "the repository has no commit yet"),
		                "name a branch: --all BRANCH");
	out->reason = arena_printf(v->a, "all of %.*s", SARG(out->head.name));
	policy_from(out, head, head.name);
	return NULL;
}

/* REV^..REV; the first commit is compared with nothing, a merge with its first parent. */
static const err *one_commit(resolver *v)
{
	range *out = v->out;
	revisions parents = { 0 };
	TRY(repo_commit(v->a, v->r, v->opt->rev, &out->head));
	TRY(repo_parents(v->a, v->r, out->head, &parents));
	out->base = parents.n > 0 ? parents.at[0] : before_all;
	out->base_why = parents.n > 0 ? out->base.name : S("the first commit");
	policy_from(out, out->base, out->base.name);
	out->reason = parents.n > 1 ? arena_printf(v->a, "%.*s against its first parent", SARG(v->opt->rev))
	                            : arena_printf(v->a, "%.*s as typed", SARG(v->opt->rev));
	return NULL;
}

static const err *two_dots(resolver *v, str left, str right)
{
	range *out = v->out;
	bool is_ancestor = true;
	TRY(repo_commit(v->a, v->r, left, &out->base));
	TRY(repo_commit(v->a, v->r, right, &out->head));
	out->base_why = left;
	policy_from(out, out->base, left);
	out->reason = arena_printf(v->a, "%.*s as typed", SARG(v->opt->rev));
	/* Only advice: where a shallow clone cannot tell, nothing is said. */
	if (!repo_is_ancestor(v->a, v->r, out->base, out->head, &is_ancestor) && !is_ancestor)
		out->advice = arena_printf(v->a, "%.*s is no ancestor of %.*s: you probably want %.*s...%.*s",
		                           SARG(left), SARG(right), SARG(left), SARG(right));
	return NULL;
}

static const err *three_dots(resolver *v, str left, str right)
{
	range *out = v->out;
	revision tip;
	revisions bases = { 0 };
	TRY(repo_commit(v->a, v->r, left, &tip));
	TRY(repo_commit(v->a, v->r, right, &out->head));
	TRY(repo_merge_bases(v->a, v->r, tip, out->head, &bases));
	if (bases.n == 0)
		return err_hint(v->a, err_new(v->a, ERR_RANGE, "%.*s and %.*s have no common ancestor", SARG(left), SARG(right)),
		                "%.*s..%.*s compares the two as they are", SARG(left), SARG(right));
	if (bases.n > 1)
		return err_hint(v->a, err_new(v->a, ERR_RANGE, "%.*s and %.*s have %td merge bases", SARG(left), SARG(right), bases.n),
		                "judge the merge itself, or give --base SHA --head SHA");
	out->base = bases.at[0];
	out->base_why = out->base.name;
	policy_from(out, tip, left);
	out->reason = arena_printf(v->a, "%.*s as typed", SARG(v->opt->rev));
	if (str_eq(out->base.oid, out->head.oid))
		out->advice = arena_printf(v->a, "%.*s is already part of %.*s: there is nothing to compare",
		                           SARG(right), SARG(left));
	return NULL;
}

static const err *typed_range(resolver *v)
{
	str rev = v->opt->rev, left, right;
	ptrdiff_t dots = str_find(rev, S(".."));
	if (dots < 0)
		return one_commit(v);
	bool three = str_starts(str_from(rev, dots), S("..."));
	left = str_head(rev, dots);
	right = str_from(rev, dots + (three ? 3 : 2));
	if (left.n == 0 && right.n == 0)
		return usage(v->a, "a range needs a commit on one side", "HEAD~1..HEAD, or origin/main...HEAD");
	left = left.n ? left : S("HEAD");
	right = right.n ? right : S("HEAD");
	return three ? three_dots(v, left, right) : two_dots(v, left, right);
}

static bool has_event(const resolver *v)
{
	return v->opt->event && v->opt->event->kind != EVENT_NONE;
}

/* The reason again, once an option took the place of what was typed. */
static str reason_with_options(resolver *v)
{
	const range_options *opt = v->opt;
	range *out = v->out;
	if (opt->rev.p)
		return arena_printf(v->a, "%.*s, with %s", SARG(out->reason),
		                    opt->base.p && opt->head.p ? "--base and --head"
		                    : opt->base.p              ? "--base"
		                                               : "--head");
	if (opt->base.p && opt->head.p)
		return S("--base and --head as given");
	if (opt->head.p && !has_event(v))
		return S("--head against HEAD");
	if (opt->head.p)
		return arena_printf(v->a, "%.*s, with --head", SARG(out->reason));
	if (out->head.kind == REV_COMMIT)
		return arena_printf(v->a, "%.*s, with --base", SARG(out->reason));
	return out->head.kind == REV_INDEX ? S("the index against --base") : S("the work tree against --base");
}

/* What the options leave out is the event's, the work tree and HEAD at a terminal, and an error in CI. */
static const err *nothing_typed(resolver *v)
{
	const range_options *opt = v->opt;
	if (has_event(v) && !(opt->base.p && opt->head.p))
		return opt->event->kind == EVENT_STAGED ? staged(v)
		                                        : platform_resolve(v->a, v->r, opt->event, v->out);
	if (opt->in_ci && !(opt->base.p && opt->head.p))
		return err_hint(v->a, err_new(v->a, ERR_CI, "CI is set, and nothing says what to compare"),
		                "give a range: origin/main...HEAD, or --base SHA --head SHA "
		                "(and --policy-ref REV)");
	if (opt->base.p && opt->head.p)
		return NULL;
	/* With --head a bare repository can answer too: no work tree is asked for. */
	return against_head(v, opt->head.p ? index_side : worktree_side);
}

static const err *apply_options(resolver *v)
{
	const range_options *opt = v->opt;
	range *out = v->out;
	if (opt->base.p) {
		TRY(repo_commit(v->a, v->r, opt->base, &out->base));
		out->base_why = S("--base");
		out->also_bases = (revisions){ 0 };
	}
	if (opt->head.p)
		TRY(repo_commit(v->a, v->r, opt->head, &out->head));
	/* With nothing but --base and --head the policy comes from where the base does. An event's stays,
	 * but for a whole state's: that is the head's own. */
	bool is_given = opt->rev.p || opt->staged || opt->all;
	if (opt->base.p && !is_given && (!v->has_policy || opt->head.p))
		policy_from(out, out->base, S("--base"));
	if (opt->base.p || opt->head.p)
		out->reason = reason_with_options(v);
	if (opt->policy_ref.p) {
		TRY(repo_commit(v->a, v->r, opt->policy_ref, &out->policy));
		out->policy_why = S("--policy-ref");
	}
	return NULL;
}

static const err *clash(arena *a, const range_options *opt)
{
	if (opt->staged && opt->rev.p)
		return usage(a, "--staged compares the index with HEAD: it takes no range", "leave one out");
	if (opt->staged && opt->all)
		return usage(a, "--staged and --all contradict each other", "leave one out");
	if (opt->staged && opt->head.p)
		return usage(a, "--staged and --head both say what to judge", "leave one out");
	if (opt->all && opt->rev.p && str_find(opt->rev, S("..")) >= 0)
		return usage(a, "--all judges one state: it takes no range", "--all REV");
	if (opt->all && (opt->base.p || opt->head.p))
		return usage(a, "--all judges one state: it takes neither --base nor --head", "--all REV");
	return NULL;
}

const err *range_resolve(arena *a, repo *r, const range_options *opt, range *out)
{
	*out = (range){ 0 };
	resolver v = { a, r, opt, out, false };
	if (opt->event)
		out->platform = opt->event->platform;
	TRY(clash(a, opt));
	if (opt->all)
		TRY(whole_state(&v));
	else if (opt->staged)
		TRY(staged(&v));
	else if (opt->rev.p)
		TRY(typed_range(&v));
	else
		TRY(nothing_typed(&v));
	if (out->deleted)
		return NULL;
	v.has_policy = has_event(&v) && out->base.kind == REV_COMMIT;
	return apply_options(&v);
}
