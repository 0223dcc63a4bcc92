/* event_other: Azure Pipelines, Jenkins, Buildkite, CircleCI, by the variables they document.
 *
 * None of them says what was there before a push in a way that can be checked, so a branch is compared
 * with the tip of its target as the clone has it, or the job is told which options to give. */
#include "edge/event.h"

#include "edge/host.h"

static str var(const char *name) { return host_env(name); }

static str without(str s, str head) { return str_starts(s, head) ? str_from(s, head.n) : s; }

static void state(arena *a, event *ev, str what, str name)
{
	if (!event_wants_id(a, ev, ev->head, ev->out_name))
		return;
	ev->kind = EVENT_STATE;
	event_words(a, ev, what, name);
}

/* A request that is no merge of the platform's: against the tip of its target. */
static void request(arena *a, event *ev, str number, str branch)
{
	ev->platform.pr = event_number(number);
	ev->platform.target_ref = branch;
	ev->number = arena_printf(a, "#%.*s", SARG(number));
	if (!event_wants_id(a, ev, ev->head, ev->out_name) || !event_wants_target(a, ev, branch))
		return;
	ev->words = arena_printf(a, "pull request #%.*s into %.*s", SARG(number), SARG(branch));
	ev->kind = EVENT_PULL;
}

/* Against what the clone says is the remote's default branch, where the platform names none. */
static void topic(arena *a, event *ev, str branch, str standard)
{
	if (!event_wants_id(a, ev, ev->head, ev->out_name))
		return;
	if (standard.p && !event_wants_target(a, ev, standard))
		return;
	if (!standard.p)
		ev->tip = S("refs/remotes/origin/HEAD");
	ev->kind = EVENT_TOPIC;
	event_words(a, ev, S("the branch"), branch);
}

/* The default branch itself: only its first parent or an older build could be a base, and no variable
 * that can be checked says which. */
static void refuse_default(arena *a, event *ev)
{
	event_refuse(a, ev, S("the default branch was built, and nothing says what it was before"),
	             S("where each push is one merge: HEAD~1..HEAD; for the whole state: --all"));
}

/* Azure checks out refs/pull/N/merge, its own merge of the target and the source. */
void event_azure(arena *a, event *ev)
{
	platform *p = &ev->platform;
	str ref = var("BUILD_SOURCEBRANCH"), server = var("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI");
	str number = var("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER");
	p->event = var("BUILD_REASON");
	p->server = server;
	p->repository = var("BUILD_REPOSITORY_NAME");
	p->run_id = var("BUILD_BUILDID");
	if (server.p && p->run_id.p && var("SYSTEM_TEAMPROJECT").p)
		p->run_url = arena_printf(a, "%.*s%s%.*s/_build/results?buildId=%.*s", SARG(server),
		                          str_ends(server, S("/")) ? "" : "/", SARG(var("SYSTEM_TEAMPROJECT")),
		                          SARG(p->run_id));
	p->head_sha = ev->head = ev->out = var("BUILD_SOURCEVERSION");
	ev->out_name = S("BUILD_SOURCEVERSION");
	if (str_eq(p->event, S("PullRequest"))) {
		str source = var("SYSTEM_PULLREQUEST_SOURCECOMMITID");
		request(a, ev, number.p ? number : var("SYSTEM_PULLREQUEST_PULLREQUESTID"),
		        without(var("SYSTEM_PULLREQUEST_TARGETBRANCH"), S("refs/heads/")));
		if (ev->kind == EVENT_PULL && event_wants_id(a, ev, source, S("SYSTEM_PULLREQUEST_SOURCECOMMITID"))) {
			p->head_sha = ev->head = source;
			ev->merge = MERGE_MUST;
		}
	} else if (str_starts(ref, S("refs/tags/"))) {
		state(a, ev, S("the tag"), without(ref, S("refs/tags/")));
	} else if (str_starts(ref, S("refs/heads/"))) {
		topic(a, ev, event_branch_of(ref), (str){ 0 });
	} else {
		event_refuse(a, ev, S("BUILD_REASON and BUILD_SOURCEBRANCH do not say what to compare"), (str){ 0 });
	}
}

/* With its merge strategy Jenkins merges the target *into* the request: HEAD^1 is the author's commit.
 * The merge base with the target's tip is right for both strategies. */
void event_jenkins(arena *a, event *ev)
{
	platform *p = &ev->platform;
	str branch = var("BRANCH_NAME"), before = var("GIT_PREVIOUS_SUCCESSFUL_COMMIT");
	p->server = var("JENKINS_URL");
	p->run_id = var("BUILD_NUMBER");
	p->run_url = var("BUILD_URL");
	p->head_sha = ev->head = ev->out = var("GIT_COMMIT");
	ev->out_name = S("GIT_COMMIT");
	if (var("CHANGE_ID").p) {
		p->event = S("change");
		request(a, ev, var("CHANGE_ID"), var("CHANGE_TARGET"));
	} else if (var("TAG_NAME").p) {
		p->event = S("tag");
		state(a, ev, S("the tag"), var("TAG_NAME"));
	} else if (!branch.p) {
		event_refuse(a, ev, S("BRANCH_NAME is not set: this is no multibranch project"), (str){ 0 });
	} else if (!str_eq(var("BRANCH_IS_PRIMARY"), S("true"))) {
		p->event = S("branch");
		topic(a, ev, branch, (str){ 0 });
	} else if (!before.p) {
		p->event = S("branch");
		state(a, ev, S("the first build of"), branch);
	} else if (event_wants_id(a, ev, ev->head, ev->out_name) &&
	           event_wants_id(a, ev, before, S("GIT_PREVIOUS_SUCCESSFUL_COMMIT"))) {
		p->event = S("branch");
		ev->kind = EVENT_PUSH;
		ev->base = before;
		ev->base_name = S("the last successful build");
		event_words(a, ev, S("all since the last successful build of"), branch);
	}
}

void event_buildkite(arena *a, event *ev)
{
	platform *p = &ev->platform;
	str number = var("BUILDKITE_PULL_REQUEST"), branch = var("BUILDKITE_BRANCH");
	str standard = var("BUILDKITE_PIPELINE_DEFAULT_BRANCH"), source = var("BUILDKITE_SOURCE");
	p->event = source;
	p->run_id = var("BUILDKITE_BUILD_NUMBER");
	p->run_url = var("BUILDKITE_BUILD_URL");
	p->head_sha = ev->head = ev->out = var("BUILDKITE_COMMIT");
	ev->out_name = S("BUILDKITE_COMMIT");
	if (event_number(number) > 0)
		request(a, ev, number, var("BUILDKITE_PULL_REQUEST_BASE_BRANCH"));
	else if (var("BUILDKITE_TAG").p)
		state(a, ev, S("the tag"), var("BUILDKITE_TAG"));
	else if (!str_eq(branch, standard))
		topic(a, ev, branch, standard);
	else if (str_eq(source, S("schedule")))
		state(a, ev, S("a schedule on"), branch);
	else
		refuse_default(a, ev);
}

/* CircleCI names no target: the branch is compared with the default branch of its clone. */
void event_circleci(arena *a, event *ev)
{
	platform *p = &ev->platform;
	str request_url = var("CIRCLE_PULL_REQUEST"), tag = var("CIRCLE_TAG");
	p->run_id = var("CIRCLE_BUILD_NUM");
	p->run_url = var("CIRCLE_BUILD_URL");
	p->head_sha = ev->head = ev->out = var("CIRCLE_SHA1");
	p->pr = event_number(str_from(request_url, str_rfind_byte(request_url, '/') + 1));
	ev->out_name = S("CIRCLE_SHA1");
	if (tag.p)
		state(a, ev, S("the tag"), tag);
	else
		topic(a, ev, var("CIRCLE_BRANCH"), (str){ 0 });
}
