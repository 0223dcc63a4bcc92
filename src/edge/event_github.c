/* event_github: GitHub Actions, and what speaks its language (Forgejo, Gitea).
 *
 * The variables say which event it was, the payload (GITHUB_EVENT_PATH) which commits. A pull request's
 * author shapes the payload's titles, branch names and labels, never its ids and never base.ref. */
#include "edge/event.h"

#include "base/limits.h"
#include "edge/file.h"
#include "edge/host.h"
#include "read/json.h"

static bool is_true(const json *map, str key)
{
	const json *v = json_get(map, key);
	return v && v->kind == JSON_BOOL && v->truth;
}

const err *github_payload_read(arena *a, str bytes, github_payload *out)
{
	const json *root;
	*out = (github_payload){ 0 };
	json_start();
	TRY(json_read(a, bytes, &root));
	if (root->kind != JSON_MAP)
		return err_new(a, ERR_FILE, "it is no JSON object");
	const json *pull = json_get(root, S("pull_request")), *queue = json_get(root, S("merge_group"));
	const json *head = json_get(pull, S("head")), *base = json_get(pull, S("base"));
	const json *number = json_get(pull, S("number"));
	out->head_sha = json_text(head, S("sha"));
	out->head_repository = json_text(json_get(head, S("repo")), S("full_name"));
	out->base_sha = json_text(base, S("sha"));
	out->base_ref = json_text(base, S("ref"));
	out->number = number && number->kind == JSON_NUMBER ? event_number(number->text) : 0;
	out->queue_head = json_text(queue, S("head_sha"));
	out->queue_base = json_text(queue, S("base_sha"));
	out->queue_ref = json_text(queue, S("base_ref"));
	out->before = json_text(root, S("before"));
	out->after = json_text(root, S("after"));
	out->ref = json_text(root, S("ref"));
	out->ref_type = json_text(root, S("ref_type"));
	out->forced = is_true(root, S("forced"));
	out->deleted = is_true(root, S("deleted"));
	out->default_branch = json_text(json_get(root, S("repository")), S("default_branch"));
	return NULL;
}

typedef struct github {
	arena *a;
	event *ev;
	github_payload load;
} github;

/* What both kinds of pull request share; false when the payload does not have it. */
static bool is_pull(github *g)
{
	arena *a = g->a;
	event *ev = g->ev;
	const github_payload *p = &g->load;
	ev->platform.pr = p->number;
	ev->platform.head_sha = p->head_sha;
	ev->platform.target_ref = p->base_ref;
	ev->platform.head_repository = p->head_repository;
	if (!event_wants_id(a, ev, p->head_sha, S("pull_request.head.sha")) ||
	    !event_wants_id(a, ev, p->base_sha, S("pull_request.base.sha")) ||
	    !event_wants_target(a, ev, p->base_ref))
		return false;
	ev->kind = EVENT_PULL;
	ev->number = arena_printf(a, "#%lld", p->number);
	ev->words = arena_printf(a, "pull request #%lld into %.*s", p->number, SARG(p->base_ref));
	ev->head = p->head_sha;
	ev->target = p->base_sha;
	return true;
}

static void pull_request(github *g)
{
	if (is_pull(g))
		g->ev->merge = MERGE_MAYBE;
}

/* HEAD is the target's own tip in this event, so it is never what is judged. */
static void pull_request_target(github *g) { (void)is_pull(g); }

static void merge_group(github *g)
{
	event *ev = g->ev;
	const github_payload *p = &g->load;
	str branch = event_branch_of(p->queue_ref);
	ev->platform.target_ref = branch;
	ev->platform.head_sha = p->queue_head;
	if (!event_wants_id(g->a, ev, p->queue_head, S("merge_group.head_sha")) ||
	    !event_wants_id(g->a, ev, p->queue_base, S("merge_group.base_sha")))
		return;
	ev->kind = EVENT_QUEUE;
	event_words(g->a, ev, branch.n ? S("merge queue of") : S("merge queue"), branch);
	ev->head = p->queue_head;
	ev->base = p->queue_base;
	ev->head_is_out = true;
}

static void whole(github *g, str what, str name)
{
	event *ev = g->ev;
	if (!event_wants_id(g->a, ev, ev->out, S("GITHUB_SHA")))
		return;
	ev->kind = EVENT_STATE;
	ev->head = ev->out;
	event_words(g->a, ev, what, name);
}

static void topic(github *g, str what, str branch)
{
	event *ev = g->ev;
	if (!event_wants_id(g->a, ev, ev->head, S("head commit")) ||
	    !event_wants_target(g->a, ev, g->load.default_branch))
		return;
	ev->kind = EVENT_TOPIC;
	event_words(g->a, ev, what, branch);
}

static void push(github *g)
{
	event *ev = g->ev;
	const github_payload *p = &g->load;
	str branch = event_branch_of(p->ref);
	if (p->deleted || event_is_zeros(p->after)) {
		ev->kind = EVENT_DELETED;
		ev->platform.head_sha = (str){ 0 }; /* GITHUB_SHA is the default branch's here */
		ev->words = arena_printf(g->a, "%.*s was deleted", SARG(p->ref));
		return;
	}
	if (str_starts(p->ref, S("refs/tags/"))) {
		/* An annotated tag's after is the tag object; GITHUB_SHA is its commit. */
		whole(g, S("push of the tag"), str_from(p->ref, S("refs/tags/").n));
		return;
	}
	ev->platform.head_sha = ev->head = p->after;
	if (!branch.n) {
		event_refuse(g->a, ev, S("the push names neither a branch nor a tag"), (str){ 0 });
		return;
	}
	if (!str_eq(branch, p->default_branch) && !str_eq(host_env("GITHUB_REF_PROTECTED"), S("true"))) {
		topic(g, S("push to"), branch);
		return;
	}
	if (!event_wants_id(g->a, ev, p->after, S("after")) || !event_wants_id(g->a, ev, p->before, S("before")))
		return;
	ev->kind = EVENT_PUSH;
	event_words(g->a, ev, S("push to"), branch);
	ev->base = p->before;
	ev->forced = p->forced;
	ev->says_forced = true;
}

/* Runs on the default branch only. */
static void schedule(github *g) { whole(g, S("schedule"), (str){ 0 }); }

static void dispatch(github *g)
{
	event *ev = g->ev;
	str ref = g->load.ref.p ? g->load.ref : host_env("GITHUB_REF"), branch = event_branch_of(ref);
	ev->platform.head_sha = ev->head = ev->out;
	if (str_starts(ref, S("refs/tags/")) || (branch.n && str_eq(branch, g->load.default_branch)))
		whole(g, S("started by hand on"), branch.n ? branch : str_from(ref, S("refs/tags/").n));
	else
		topic(g, S("started by hand on"), branch);
}

static void deleted(github *g)
{
	g->ev->kind = EVENT_DELETED;
	g->ev->platform.head_sha = (str){ 0 };
	g->ev->words = arena_printf(g->a, "the %.*s %.*s was deleted", SARG(g->load.ref_type), SARG(g->load.ref));
}

static const struct {
	const char *event;
	void (*look)(github *g);
} rows[] = {
	{ "pull_request",        pull_request },
	{ "pull_request_target", pull_request_target },
	{ "merge_group",         merge_group },
	{ "push",                push },
	{ "schedule",            schedule },
	{ "workflow_dispatch",   dispatch },
	{ "delete",              deleted },
};

static const err *payload(github *g)
{
	str path = host_env("GITHUB_EVENT_PATH"), bytes;
	if (!path.p)
		return err_new(g->a, ERR_CI, "GITHUB_EVENT_PATH is not set");
	TRY(file_read(g->a, path, MAX_EVENT_BYTES, &bytes));
	const err *e = github_payload_read(g->a, bytes, &g->load);
	return e ? err_at(g->a, e, (place){ path, e->at.line, e->at.col }) : NULL;
}

static void fill_platform(arena *a, platform *p)
{
	p->event = host_env("GITHUB_EVENT_NAME");
	p->server = host_env("GITHUB_SERVER_URL");
	p->repository = host_env("GITHUB_REPOSITORY");
	p->run_id = host_env("GITHUB_RUN_ID");
	p->head_sha = host_env("GITHUB_SHA");
	if (p->server.p && p->repository.p && p->run_id.p)
		p->run_url = arena_printf(a, "%.*s/%.*s/actions/runs/%.*s", SARG(p->server),
		                          SARG(p->repository), SARG(p->run_id));
}

void event_github(arena *a, event *ev)
{
	github g = { .a = a, .ev = ev };
	fill_platform(a, &ev->platform);
	ev->out = host_env("GITHUB_SHA");
	ev->out_name = S("GITHUB_SHA");
	str name = ev->platform.event;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!str_eq(name, str_of(rows[i].event)))
			continue;
		const err *e = payload(&g);
		if (e) {
			ev->kind = EVENT_REFUSED;
			e = err_wrap(a, e, "reading the event's payload");
			ev->refused = err_hint(a, e, "give the range: --base SHA --head SHA --policy-ref SHA");
			return;
		}
		rows[i].look(&g);
		return;
	}
	bool second_stage = str_eq(name, S("workflow_run"));
	event_refuse(a, ev,
	             name.p ? arena_printf(a, "the event '%.*s' does not say what to compare", SARG(name))
	                    : S("GITHUB_EVENT_NAME is not set"),
	             second_stage ? S("--base SHA --head SHA --policy-ref SHA, with the ids of the pull request "
	                              "that the first workflow ran for")
	                          : (str){ 0 });
}
