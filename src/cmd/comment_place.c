/* comment_place: see comment_place.h.
 *
 * The payload is GitHub's (Gitea and Forgejo speak its language). The author of a pull request shapes its
 * titles and branch names, never its ids; what goes into a URL is checked by edge/forge, and what goes
 * into a link by write/comment. */
#include "cmd/comment_place.h"

#include "base/limits.h"
#include "edge/file.h"
#include "edge/host.h"
#include "read/json.h"

static str var(const char *name)
{
	return host_env(name);
}

static long long number_of(const json *map, str key)
{
	const json *v = json_get(map, key);
	long long n = 0;
	str digits = v && v->kind == JSON_NUMBER ? v->text : (str){ 0 };
	for (ptrdiff_t i = 0; i < digits.n; i++) {
		if (!is_digit(digits.p[i]) || digits.n > 15)
			return 0;
		n = n * 10 + (digits.p[i] - '0');
	}
	return n;
}

/* A number's digits, as the host wrote them. */
static str digits_text(const json *map, str key)
{
	const json *v = json_get(map, key);
	return v && v->kind == JSON_NUMBER ? v->text : (str){ 0 };
}

/* ---- GitHub, Gitea, Forgejo ---- */

static void see_pull(comment_place *p, const json *pull)
{
	const json *head = json_get(pull, S("head"));
	str from = json_text(json_get(head, S("repo")), S("full_name"));
	p->forge.number = number_of(pull, S("number"));
	p->head_sha = json_text(head, S("sha"));
	/* A fork that was deleted has no name left. */
	p->from_fork = !str_eq(from, p->repository);
}

/* ".github/workflows/a.yml@main" -> ".github/workflows/a.yml" */
static str path_of(str workflow)
{
	ptrdiff_t at = str_find_byte(workflow, '@');
	return at < 0 ? workflow : str_head(workflow, at);
}

/* Which pull request the run was about has to be asked for: the event names none for forks. A run that no
 * pull request started, or one of another file than --workflow, is not the first stage: workflows are
 * waited for by name, and a pull request may bring a second file of that name. */
static const err *see_run(arena *a, const comment_opts *o, comment_place *p, const json *root)
{
	const json *run = json_get(root, S("workflow_run")), *head = json_get(run, S("head_repository"));
	str path = path_of(json_text(run, S("path")));
	str expected = path_of(json_text(json_get(root, S("workflow")), S("path")));
	str base = json_text(json_get(run, S("repository")), S("full_name"));
	p->is_second = true;
	p->head_sha = json_text(run, S("head_sha"));
	p->from_fork = !str_eq(json_text(head, S("full_name")), p->repository);
	p->wish = (find_wish){ .head_sha = p->head_sha,
		               .head_repository_id = digits_text(head, S("id")),
		               .head_branch = json_text(run, S("head_branch")),
		               .head_repository = json_text(head, S("full_name")),
		               .base_repository = p->repository,
		               .workflow_path = path };
	if (!str_eq(json_text(run, S("event")), S("pull_request")))
		return err_hint(a, err_new(a, ERR_NETWORK, "the finished run was not started by a pull request"),
		                "on: workflow_run, and if: github.event.workflow_run.event == 'pull_request'");
	if (!p->wish.head_repository_id.n || !p->wish.head_repository.n)
		return err_hint(a, err_new(a, ERR_NETWORK, "the repository that the finished run's commit came from is gone"),
		                "--pr N in a job of another event, if its pull request is still open");
	if (o->workflow.p)
		expected = o->workflow;
	if (!path.n || !str_eq(path, expected) || (base.n && !str_eq(base, p->repository)))
		return err_hint(a, err_new(a, ERR_NETWORK, "the finished run is of another workflow file or repository"),
		                "--workflow .github/workflows/NAME.yml names the file of the first stage");
	return NULL;
}

static const err *see_payload(arena *a, const comment_opts *o, comment_place *p)
{
	str path = var("GITHUB_EVENT_PATH"), bytes;
	const json *root = NULL;
	if (!path.p)
		return NULL;
	TRY(file_read(a, path, MAX_EVENT_BYTES, &bytes));
	const err *e = json_read(a, bytes, &root);
	if (e)
		return err_wrap(a, e, "reading the event's payload (GITHUB_EVENT_PATH)");
	const json *issue = json_get(root, S("issue"));
	if (str_eq(p->event, S("workflow_run")))
		return see_run(a, o, p, root);
	if (json_get(root, S("pull_request")))
		see_pull(p, json_get(root, S("pull_request")));
	else if (json_get(issue, S("pull_request")))
		p->forge.number = number_of(issue, S("number"));
	return NULL;
}

static const err *see_actions(arena *a, const comment_opts *o, comment_place *p)
{
	p->in_job = true;
	p->event = var("GITHUB_EVENT_NAME");
	p->server = var("GITHUB_SERVER_URL");
	p->repository = p->forge.repository = var("GITHUB_REPOSITORY");
	p->forge.api_url = var("GITHUB_API_URL");
	if (var("GITHUB_RUN_ID").p) {
		*LIST_PUSH(a, &p->run_ids) = var("GITHUB_RUN_ID");
		p->run_url = arena_printf(a, "%.*s/%.*s/actions/runs/%.*s", SARG(p->server), SARG(p->repository),
		                          SARG(var("GITHUB_RUN_ID")));
	}
	return see_payload(a, o, p);
}

/* ---- GitLab ---- */

static void see_gitlab(arena *a, comment_place *p)
{
	str path = var("CI_MERGE_REQUEST_PROJECT_PATH"), id = var("CI_MERGE_REQUEST_PROJECT_ID");
	str source = var("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA");
	p->in_job = true;
	p->event = var("CI_PIPELINE_SOURCE");
	p->server = var("CI_SERVER_URL");
	p->repository = path.p ? path : var("CI_PROJECT_PATH");
	p->forge.repository = id.p ? id : var("CI_PROJECT_ID");
	p->forge.api_url = var("CI_API_V4_URL");
	p->head_sha = source.p ? source : var("CI_COMMIT_SHA");
	p->run_url = var("CI_JOB_URL");
	p->from_fork = id.p && !str_eq(id, var("CI_PROJECT_ID"));
	str iid = var("CI_MERGE_REQUEST_IID");
	json digits = { .kind = JSON_NUMBER, .key = S("iid"), .text = iid }, map = { .kind = JSON_MAP, .first = &digits };
	p->forge.number = iid.p ? number_of(&map, S("iid")) : 0;
	static const char *const ids[] = { "CI_JOB_ID", "CI_PIPELINE_ID" };
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		if (var(ids[i]).p)
			*LIST_PUSH(a, &p->run_ids) = var(ids[i]);
}

/* ---- which platform ---- */

static bool is_true(str s)
{
	return str_eq_nocase(s, S("true")) || str_eq(s, S("1"));
}

static str platform_name(void)
{
	if (is_true(var("GITEA_ACTIONS")) || is_true(var("FORGEJO_ACTIONS")))
		return S("gitea");
	if (is_true(var("GITHUB_ACTIONS")))
		return S("github");
	return is_true(var("GITLAB_CI")) ? S("gitlab") : (str){ 0 };
}

static const err *see_platform(arena *a, const comment_opts *o, str platform, comment_place *p)
{
	p->forge.row = forge_find(o->forge.p ? o->forge : platform);
	if (!p->forge.row && o->dry_run)
		p->forge.row = &FORGES[0];
	if (!p->forge.row)
		return err_hint(a, err_new(a, ERR_USAGE, "this is no job of GitHub, GitLab, Gitea or Forgejo"),
		                "--forge github --repository OWNER/NAME --pr N");
	/* The variables of one platform say nothing about a request on another. */
	if (!platform.p || !str_eq(str_of(p->forge.row->name), platform))
		return NULL;
	if (str_eq(platform, S("gitlab"))) {
		see_gitlab(a, p);
		return NULL;
	}
	return see_actions(a, o, p);
}

static void see_options(const comment_opts *o, comment_place *p)
{
	str name = str_of(p->forge.row->name);
	/* What the event says about a request is about its own repository. */
	if (o->repository.p && !str_eq(o->repository, p->repository)) {
		p->repository = p->forge.repository = o->repository;
		p->forge.number = 0;
		p->head_sha = (str){ 0 };
		p->is_second = p->from_fork = p->in_job = false;
	}
	if (o->pr && o->pr != p->forge.number) {
		p->forge.number = o->pr;
		/* The finished run's head, which --find compared, stays what reports of its job are about. */
		if (!p->is_second)
			p->head_sha = (str){ 0 };
		p->is_second = p->is_second && o->find;
	}
	if (o->api_url.p)
		p->forge.api_url = o->api_url;
	else if (!p->forge.api_url.p && str_eq(name, S("github")))
		p->forge.api_url = S("https://api.github.com");
	else if (!p->forge.api_url.p && str_eq(name, S("gitlab")))
		p->forge.api_url = S("https://gitlab.com/api/v4");
	if (!p->server.p && str_eq(p->forge.api_url, S("https://api.github.com")))
		p->server = S("https://github.com");
	if (!p->server.p && str_eq(p->forge.api_url, S("https://gitlab.com/api/v4")))
		p->server = S("https://gitlab.com");
	while (str_ends(p->forge.api_url, S("/")))
		p->forge.api_url.n--;
	p->forge.author = o->author;
}

/* An event that is about a request and does not say which is no event without one. */
static bool has_request(str event)
{
	return str_starts(event, S("pull_request")) || str_eq(event, S("workflow_run")) || str_eq(event, S("merge_request_event"));
}

const err *comment_place_look(arena *a, const comment_opts *o, comment_place *out)
{
	*out = (comment_place){ 0 };
	str platform = platform_name();
	TRY(see_platform(a, o, platform, out));
	see_options(o, out);
	if (o->dry_run)
		return NULL;
	if (!out->forge.api_url.p)
		return err_hint(a, err_new(a, ERR_USAGE, "nothing says where the API of this %s is", out->forge.row->name),
		                "--api-url https://HOST/api/v1");
	if (!out->forge.repository.p)
		return err_hint(a, err_new(a, ERR_USAGE, "nothing says which repository the request is in"),
		                "--repository OWNER/NAME");
	if (!out->forge.number && !out->is_second && (!out->in_job || (!o->find && has_request(out->event))))
		return err_hint(a, err_new(a, ERR_USAGE, "nothing says which %s this is about", out->forge.row->request_word),
		                "--pr N");
	return NULL;
}
