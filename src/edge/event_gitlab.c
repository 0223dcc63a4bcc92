/* event_gitlab: GitLab CI. There is no payload: the predefined variables say everything.
 *
 * Traps: CI_COMMIT_BEFORE_SHA is 40 zeros in every pipeline that no push started; CI_COMMIT_BRANCH is
 * absent in merge request and tag pipelines; in a pipeline that runs in a fork, origin is the fork, whose
 * branches its owner moves at will, so the target's tip has to come from the parent project. */
#include "edge/event.h"

#include "edge/host.h"

static str var(const char *name) { return host_env(name); }

/* Runs in the project that is merged into, or in a fork of it. */
static bool is_in_fork(void)
{
	str here = var("CI_PROJECT_ID"), target = var("CI_MERGE_REQUEST_PROJECT_ID");
	return target.p && !str_eq(here, target);
}

static void merge_request(arena *a, event *ev)
{
	str number = var("CI_MERGE_REQUEST_IID"), branch = var("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
	str type = var("CI_MERGE_REQUEST_EVENT_TYPE");
	ev->platform.pr = event_number(number);
	ev->platform.target_ref = branch;
	ev->number = arena_printf(a, "!%lld", ev->platform.pr);
	ev->words = arena_printf(a, "merge request !%lld into %.*s", ev->platform.pr, SARG(branch));
	if (!event_wants_target(a, ev, branch) || !event_wants_id(a, ev, ev->out, ev->out_name))
		return;
	if (is_in_fork()) {
		ev->tip = arena_printf(a, "refs/remotes/target/%.*s", SARG(branch));
		ev->source = S("\"$CI_MERGE_REQUEST_PROJECT_URL\"");
	}
	if (str_eq(type, S("merged_result")) || str_eq(type, S("merge_train"))) {
		str source = var("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA");
		if (!event_wants_id(a, ev, source, S("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")))
			return;
		ev->platform.head_sha = ev->head = source;
		ev->merge = MERGE_MUST;
	} else if (!type.p || str_eq(type, S("detached"))) {
		ev->head = ev->out;
		ev->base = var("CI_MERGE_REQUEST_DIFF_BASE_SHA");
		if (ev->base.p && !event_wants_id(a, ev, ev->base, S("CI_MERGE_REQUEST_DIFF_BASE_SHA")))
			return;
	} else {
		event_refuse(a, ev, arena_printf(a, "CI_MERGE_REQUEST_EVENT_TYPE '%.*s' is not known", SARG(type)),
		             (str){ 0 });
		return;
	}
	ev->kind = EVENT_PULL;
}

/* A branch of the project; pushed says whether before means anything. */
static void branch_pipeline(arena *a, event *ev, bool pushed)
{
	str tag = var("CI_COMMIT_TAG"), branch = var("CI_COMMIT_BRANCH"), standard = var("CI_DEFAULT_BRANCH");
	str before = var("CI_COMMIT_BEFORE_SHA");
	ev->head = ev->out;
	if (!event_wants_id(a, ev, ev->head, ev->out_name))
		return;
	bool is_default = branch.p && str_eq(branch, standard);
	if (tag.p || (is_default && !pushed)) {
		ev->kind = EVENT_STATE;
		event_words(a, ev, tag.p ? S("the tag") : arena_printf(a, "started by %.*s on", SARG(ev->platform.event)),
		            tag.p ? tag : branch);
		return;
	}
	event_words(a, ev, pushed ? S("push to") : S("the branch"), branch);
	if (pushed && (is_default || str_eq(var("CI_COMMIT_REF_PROTECTED"), S("true")))) {
		if (!event_wants_id(a, ev, before, S("CI_COMMIT_BEFORE_SHA")))
			return;
		ev->kind = EVENT_PUSH;
		ev->base = before;
		return;
	}
	if (event_wants_target(a, ev, standard))
		ev->kind = EVENT_TOPIC;
}

static void fill_platform(platform *p)
{
	str target = var("CI_MERGE_REQUEST_PROJECT_PATH"), source = var("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH");
	p->event = var("CI_PIPELINE_SOURCE");
	p->server = var("CI_SERVER_URL");
	p->repository = target.p ? target : var("CI_PROJECT_PATH");
	p->head_repository = source;
	/* As on GitHub the whole run: the job that comments is another one of the same pipeline. */
	p->run_id = var("CI_PIPELINE_ID").p ? var("CI_PIPELINE_ID") : var("CI_JOB_ID");
	p->run_url = var("CI_JOB_URL");
	p->head_sha = var("CI_COMMIT_SHA");
}

void event_gitlab(arena *a, event *ev)
{
	static const char *const by_hand[] = { "schedule", "web", "api" };
	fill_platform(&ev->platform);
	ev->out = var("CI_COMMIT_SHA");
	ev->out_name = S("CI_COMMIT_SHA");
	str name = ev->platform.event;
	if (str_eq(name, S("merge_request_event"))) {
		merge_request(a, ev);
		return;
	}
	if (str_eq(name, S("push"))) {
		branch_pipeline(a, ev, true);
		return;
	}
	for (size_t i = 0; i < sizeof by_hand / sizeof *by_hand; i++)
		if (str_eq(name, str_of(by_hand[i]))) {
			branch_pipeline(a, ev, false);
			return;
		}
	event_refuse(a, ev,
	             name.p ? arena_printf(a, "a pipeline started by '%.*s' does not say what to compare", SARG(name))
	                    : S("CI_PIPELINE_SOURCE is not set"),
	             (str){ 0 });
}
