/* forge_who: whose token it is, where the request stands, and which request a finished run is about. */
#include "edge/forge_in.h"

#include "write/jsonw.h"

/* ---- whose token ---- */

/* GitHub's REST cannot say it for a job's or an app's token; GraphQL can, for most. Enterprise has it
 * beside /api/v3. A query changes nothing, so it may be sent twice. */
static const err *ask_viewer(forge *f, reply *r)
{
	str api = f->where.api_url;
	str root = str_ends(api, S("/v3")) ? str_head(api, api.n - 2) : arena_cat(f->a, api, S("/"));
	ask q = { .op = OP_WHOAMI, .method = "POST", .url = arena_cat(f->a, root, S("graphql")),
		  .body = S("{\"query\":\"query{viewer{login}}\"}") };
	return forge_ask(f, f->a, &q, r);
}

static bool may_not_ask(forge *f, const reply *r)
{
	return str_find(forge_message(f, r->body), S("not accessible by integration")) >= 0;
}

static const err *github_login(forge *f)
{
	reply r = { 0 };
	const err *e = ask_viewer(f, &r);
	if (e && !may_not_ask(f, &r))
		return e;
	str login = json_text(json_get(json_get(r.body, S("data")), S("viewer")), S("login"));
	if (!e && !login.n && !may_not_ask(f, &r))
		return forge_odd(f, OP_WHOAMI, "names no login");
	f->refusal = REFUSED_NOTHING;
	f->login = login.n ? arena_str(f->a, login) : (str){ 0 };
	return NULL;
}

static const err *user_login(forge *f)
{
	ask q = { .op = OP_WHOAMI, .method = "GET", .url = forge_url(f, f->a, "/user", (str){ 0 }) };
	reply r = { 0 };
	const err *e = forge_ask(f, f->a, &q, &r);
	/* Gitea: a job's token is nobody's. */
	if (e && f->refusal == REFUSED_PERMISSION && r.answer.status != 401 && f->ways->job_authors[0]) {
		f->refusal = REFUSED_NOTHING;
		return NULL;
	}
	if (e)
		return e;
	f->login = arena_str(f->a, json_text(r.body, str_of(f->ways->login)));
	return f->login.n > 0 ? NULL : forge_odd(f, OP_WHOAMI, "names no login");
}

const err *forge_whoami(forge *f, str *login)
{
	if (!f->knows_login && !f->is_job_token)
		TRY(f->where.row->has_find ? github_login(f) : user_login(f));
	f->knows_login = true;
	*login = f->login;
	return NULL;
}

/* ---- where the request stands ---- */

const err *forge_head(forge *f, str *head_sha, bool *is_open)
{
	ask q = { .op = OP_HEAD, .method = "GET", .url = forge_url(f, f->a, f->ways->request, (str){ 0 }) };
	reply r = { 0 };
	TRY(forge_ask(f, f->a, &q, &r));
	const json *holder = f->ways->head_sha ? r.body : json_get(r.body, S("head"));
	*head_sha = arena_lower(f->a, json_text(holder, S("sha")));
	*is_open = str_eq(json_text(r.body, S("state")), str_of(f->ways->open));
	return forge_is_commit_id(*head_sha) ? NULL : forge_odd(f, OP_HEAD, "names no head commit");
}

/* ---- which request a run is about ---- */

typedef struct search {
	const find_wish *wish;
	found_request *out;
	int count;
} search;

static bool fits(const json *pull, const find_wish *w)
{
	const json *head = json_get(pull, S("head")), *base = json_get(pull, S("base"));
	return str_eq(json_text(pull, S("state")), S("open")) && str_eq_nocase(json_text(head, S("sha")), w->head_sha) &&
	       str_eq(json_text(head, S("ref")), w->head_branch) &&
	       str_eq(json_digits(json_get(head, S("repo")), S("id")), w->head_repository_id) &&
	       str_eq_nocase(json_text(json_get(base, S("repo")), S("full_name")), w->base_repository);
}

static const err *take_pulls(forge *f, const json *page, void *of)
{
	search *s = of;
	if (!page || page->kind != JSON_LIST)
		return forge_odd(f, OP_FIND, "is no list of pull requests");
	for (const json *pull = page->first; pull; pull = pull->next) {
		if (!fits(pull, s->wish))
			continue;
		const json *base = json_get(pull, S("base"));
		s->count++;
		*s->out = (found_request){
			.number = digits_of(json_digits(pull, S("number"))),
			.head_sha = arena_lower(f->a, json_text(json_get(pull, S("head")), S("sha"))),
			.base_sha = arena_lower(f->a, json_text(base, S("sha"))),
			.base_ref = arena_str(f->a, json_text(base, S("ref"))),
		};
	}
	return NULL;
}

static bool is_whole(const find_wish *w)
{
	return forge_is_commit_id(w->head_sha) && w->head_branch.n > 0 && digits_of(w->head_repository_id) > 0 &&
	       str_find_byte(w->head_repository, '/') > 0 && w->base_repository.n > 0;
}

const err *forge_find_request(forge *f, const find_wish *wish, found_request *out, int *count)
{
	*out = (found_request){ 0 };
	*count = 0;
	if (!f->where.row->has_find)
		return err_new(f->a, ERR_USAGE, "only GitHub's pull requests can be found by a workflow's run");
	if (!is_whole(wish))
		return err_hint(f->a, err_new(f->a, ERR_USAGE, "the event does not name the run's head commit, branch and repositories"),
		                "start it from a workflow on 'workflow_run'");
	/* head=OWNER:BRANCH; GitHub ignores what it does not understand there, so each row is checked again. */
	str owner = str_head(wish->head_repository, str_find_byte(wish->head_repository, '/'));
	str head = url_escape(f->a, arena_printf(f->a, "%.*s:%.*s", SARG(owner), SARG(wish->head_branch)));
	str url = forge_url(f, f->a, "/repos/{r}/pulls?state=open&per_page=100&head=", (str){ 0 });
	search s = { .wish = wish, .out = out };
	TRY(forge_pages(f, OP_FIND, arena_cat(f->a, url, head), take_pulls, &s));
	*count = s.count;
	if (s.count == 1 && out->number > 0 && forge_is_commit_id(out->base_sha))
		return NULL;
	const err *e = err_new(f->a, ERR_NETWORK, "%d open pull requests have the head %.*s of branch '%.*s', not one", s.count,
	                       SARG(str_head(wish->head_sha, 12)), SARG(line_of(f->a, wish->head_branch)));
	return err_hint(f->a, e, s.count ? "close all but one of them" : "it was closed or pushed to meanwhile: its next run comments");
}
