/* forge_says: what a host refuses, as a sentence that names the missing permission or setting.
 *
 * A status alone helps nobody: 404 means "absent" and "hidden from this token", 403 means "no
 * permission", "locked", "too many requests". What the host itself says stands in the sentence, and the
 * hint says what to set. docs/design/hosts.md has the same table for people. */
#include "edge/forge_in.h"

typedef struct permission {
	const char *doing;     /* what we were doing; NULL: reading the request, by the host's word for it */
	const char *needs[3];  /* github, gitlab, gitea */
} permission;

#define API_SCOPE "a project or group access token with the scope 'api' and the role Reporter or higher"
#define READ_SCOPE "a project or group access token with the scope 'read_api'"

static const permission permissions[OP_COUNT] = {
	[OP_WHOAMI] = { "asking whose the token is", { "a token that may ask; or --author LOGIN", READ_SCOPE, "the token scope 'read:user'; or --author LOGIN" } },
	[OP_HEAD] = { NULL, { "'pull-requests: read'", READ_SCOPE, "the token scope 'read:repository'" } },
	[OP_LIST] = { "reading the comments", { "'pull-requests: read'", READ_SCOPE, "the token scope 'read:issue'" } },
	[OP_CREATE] = { "writing the comment", { "'pull-requests: write'", API_SCOPE, "the token scope 'write:issue'" } },
	[OP_UPDATE] = { "updating the comment", { "'pull-requests: write'", API_SCOPE, "the token scope 'write:issue'" } },
	[OP_DELETE] = { "deleting a comment", { "'pull-requests: write'", API_SCOPE, "the token scope 'write:issue'" } },
	[OP_CHECK] = { "writing the check run", { "'checks: write'", "", "" } },
	[OP_STATUS] = { "writing the commit status", { "'statuses: write'", "a token with the scope 'api' and the role Developer or higher", "the token scope 'write:repository'" } },
	[OP_FIND] = { "finding the pull request", { "'pull-requests: read'", "", "" } },
};

/* ---- the host's own words ---- */

static void add_text(forge *f, buf *out, const json *v)
{
	if (!v || v->kind != JSON_TEXT || v->text.n < 1)
		return;
	if (out->n > 0)
		buf_put(out, S("; "));
	buf_put(out, line_of(f->a, http_redact(f->a, f->h, v->text)));
}

/* GitHub's 422: what is wrong with which field. */
static void add_errors(forge *f, buf *out, const json *list)
{
	int shown = 0;
	for (const json *e = list && list->kind == JSON_LIST ? list->first : NULL; e && shown < 3; e = e->next, shown++) {
		add_text(f, out, e);
		str field = json_text(e, S("field")), code = json_text(e, S("code"));
		if (json_text(e, S("message")).n > 0)
			add_text(f, out, json_get(e, S("message")));
		else if (field.p || code.p)
			buf_printf(out, "%s%.*s: %.*s", out->n ? "; " : "", SARG(line_of(f->a, field)), SARG(line_of(f->a, code)));
	}
}

str forge_message(forge *f, const json *body)
{
	buf out = buf_sized(f->a, 128);
	const json *message = json_get(body, S("message"));
	add_text(f, &out, message);
	/* GitLab: {"message":{"base":["..."]}} as well as {"error":"..."}, {"error_description":"..."}. */
	const json *base = json_get(message, S("base"));
	add_text(f, &out, base && base->kind == JSON_LIST ? base->first : NULL);
	add_text(f, &out, json_get(body, S("error_description")));
	if (!out.n)
		add_text(f, &out, json_get(body, S("error")));
	add_errors(f, &out, json_get(body, S("errors")));
	return buf_str(&out);
}

/* ---- sentences ---- */

static int row_of(const forge *f)
{
	return (int)(f->where.row - FORGES);
}

static const char *doing(forge *f, forge_op op)
{
	if (permissions[op].doing)
		return permissions[op].doing;
	return arena_printf(f->a, "reading the %s", f->where.row->request_word).p;
}

static bool is_write(forge_op op)
{
	return op == OP_CREATE || op == OP_UPDATE || op == OP_DELETE || op == OP_CHECK || op == OP_STATUS;
}

static const err *with_permission(forge *f, const err *e, forge_op op)
{
	int row = row_of(f);
	const char *needs = permissions[op].needs[row];
	if (row == 0)
		return err_hint(f->a, e, "give the job %s under 'permissions:'; %s", needs,
		                op == OP_CHECK ? "a person's token cannot write check runs" : "a classic token needs the scope 'repo'");
	return err_hint(f->a, e, "%s needs %s, in %s", doing(f, op), needs, f->where.row->token_env);
}

static const err *not_found(forge *f, const err *e, forge_op op)
{
	str which = f->where.repository;
	if (op == OP_WHOAMI)
		return err_hint(f->a, e, "--author LOGIN says whose comments are ours, if the host cannot");
	if (f->where.number > 0 && op != OP_CHECK && op != OP_STATUS && op != OP_FIND)
		which = arena_printf(f->a, "%.*s%s%lld", SARG(which), f->where.row->request_mark, f->where.number);
	return err_hint(f->a, e, "either there is no %.*s on %.*s, or the token may not see it: %s needs %s", SARG(which),
	                SARG(f->host), doing(f, op), permissions[op].needs[row_of(f)]);
}

static bool is_comment(forge_op op)
{
	return op == OP_CREATE || op == OP_UPDATE || op == OP_DELETE;
}

/* "issue is locked", not "access blocked". */
static bool says_locked(str message)
{
	for (ptrdiff_t at; (at = str_find(message, S("locked"))) >= 0; message = str_from(message, at + 1))
		if (at == 0 || !is_alnum(message.p[at - 1]))
			return true;
	return false;
}

/* A token of a fork's job. Gitea has no words of its own for it: it is any refusal but that of a scope,
 * which somebody's own token lacks. */
static bool may_only_read(const forge *f, forge_op op, str message)
{
	if (!is_write(op) || !f->ways->job_authors[0])
		return false;
	return f->where.row->has_find ? str_find(message, S("not accessible by integration")) >= 0
	                              : str_find(message, S("scope")) < 0;
}

static const err *forbidden(forge *f, const err *e, forge_op op, str message)
{
	if (is_comment(op) && says_locked(message)) {
		f->refusal = REFUSED_LOCKED;
		return err_hint(f->a, e, "unlock the conversation, or leave it without a comment");
	}
	f->refusal = may_only_read(f, op, message) ? REFUSED_READ_ONLY : REFUSED_PERMISSION;
	if (f->refusal != REFUSED_READ_ONLY || !f->where.row->has_find)
		return with_permission(f, e, op);
	return err_hint(f->a, e,
	                "the job's token may only read: give the job %s under 'permissions:'; a pull request from a fork "
	                "never gets more, and is commented from a workflow_run workflow",
	                permissions[op].needs[0]);
}

static const err *refused(forge *f, const err *e, forge_op op, const reply *r)
{
	str message = forge_message(f, r->body);
	f->refusal = REFUSED_PERMISSION;
	if (f->is_job_token && is_write(op) && (r->answer.status == 401 || r->answer.status == 403))
		return err_hint(f->a, e, "GitLab's job token reads notes and cannot write them: make %s, and give it as the masked "
		                         "variable GITLAB_TOKEN", API_SCOPE);
	switch (r->answer.status) {
	case 401:
		return f->has_token ? err_hint(f->a, e, "the token is wrong, expired or revoked: renew the secret behind %s",
		                               f->where.row->token_env)
		                    : err_hint(f->a, e, "no token was given: set %s in the step's 'env:'", f->where.row->token_env);
	case 403:
		return forbidden(f, e, op, message);
	case 404:
		return not_found(f, e, op);
	case 410:
		f->refusal = REFUSED_LOCKED;
		return err_hint(f->a, e, "issues or comments are switched off: switch them on in the repository's settings");
	}
	f->refusal = REFUSED_NOTHING;
	if (r->answer.status == 429 || r->answer.retry_after_s > 0)
		return err_hint(f->a, e, "the host limits requests: run the job again later");
	if (r->answer.status >= 500)
		return err_hint(f->a, e, "the host has trouble: run the job again later");
	return err_hint(f->a, e, "run it again with --verbose to see each request");
}

static const err *not_sent(forge *f, const err *e, forge_op op, const http_answer *x)
{
	if (op == OP_LIST && str_find(x->why, S("longer than")) >= 0)
		return err_hint(f->a, e, "delete the huge comments on this %s", f->where.row->request_word);
	if (str_find(x->why, S("certificate")) >= 0)
		return err_hint(f->a, e, "--ca-file FILE with the authority that signed the host's certificate");
	if (x->fault == HTTP_REFUSED)
		return err_hint(f->a, e, "the repository or the host may have moved: give its new name, or --api-url");
	if (str_find(x->why, S("the proxy")) >= 0)
		return err_hint(f->a, e, "is HTTPS_PROXY right? NO_PROXY=%.*s goes around it", SARG(f->host));
	if (x->fault == HTTP_UNSENT)
		return err_hint(f->a, e, "is %.*s right, and HTTPS_PROXY or NO_PROXY? Then run the job again",
		                SARG(f->where.api_url));
	if (x->hopeless)
		return err_hint(f->a, e, "what answers is no API of a code host: is --api-url right?");
	return err_hint(f->a, e, "run the job again later");
}

const err *forge_says(forge *f, forge_op op, const reply *r)
{
	const http_answer *x = &r->answer;
	if (x->fault != HTTP_OK) {
		str why = http_redact(f->a, f->h, x->why);
		return not_sent(f, err_new(f->a, ERR_NETWORK, "%s on %.*s: %.*s", doing(f, op), SARG(f->host), SARG(why)), op, x);
	}
	str message = forge_message(f, r->body);
	const err *e = err_new(f->a, ERR_NETWORK, "%s: %.*s answers %d%s%.*s", doing(f, op), SARG(f->host), x->status,
	                       message.n ? ", " : "", SARG(message));
	return refused(f, e, op, r);
}

const err *forge_odd(forge *f, forge_op op, const char *what)
{
	const err *e = err_new(f->a, ERR_NETWORK, "%s: the answer of %.*s %s", doing(f, op), SARG(f->host), what);
	return err_hint(f->a, e, "is it the API of the host that was named? See --api-url");
}
