/* comment_run: envgate-comment: take the token, gather reports and place, tell.
 *
 * The only program of envgate that holds a token and talks to a network, and it reads reports only: no
 * repository, no YAML, no rule. It never repeats a report's exit status: the gate has spoken already. */
#include "cmd/comment.h"

#include "cmd/github_files.h"
#include "edge/host.h"
#include "edge/secret.h"
#include "read/json.h"
#include "write/escape.h"

enum { BUDGET_MIB = 2048 }; /* 3,000 comments of 64 KiB, page by page, beside the reports */

void comment_say(talk *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	str line = arena_vprintf(t->a, format, args);
	va_end(args);
	if (t->opts.quiet)
		return;
	buf_put(&t->out, S("envgate comment: "));
	escape_terminal(&t->out, line);
	buf_char(&t->out, '\n');
}

void comment_warn(talk *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	*LIST_PUSH(t->a, &t->warnings) = arena_vprintf(t->a, format, args);
	va_end(args);
}

/* GitHub gives Dependabot's jobs the token of a fork, though its branches are the repository's own. These
 * two events run the base's own workflow with what that asks for: there a permission is missing. */
bool comment_may_only_read(const talk *t)
{
	if (str_eq(t->place.event, S("workflow_run")) || str_eq(t->place.event, S("pull_request_target")))
		return false;
	return t->place.from_fork || str_eq(host_env("GITHUB_ACTOR"), S("dependabot[bot]"));
}

/* On GitHub as a command, which the run's page shows: a line of a green step is read by nobody. */
static void tell_warnings(talk *t, buf *out)
{
	bool github = str_eq(host_env("GITHUB_ACTIONS"), S("true"));
	for (ptrdiff_t i = 0; i < t->warnings.n; i++) {
		buf text = buf_new(t->a);
		escape_terminal(&text, t->warnings.at[i]);
		buf_put(out, github ? S("::warning title=envgate comment::") : S("envgate comment: warning: "));
		for (str rest = buf_str(&text); rest.n; rest = str_from(rest, 1))
			buf_put(out, github && rest.p[0] == '%' ? S("%25") : str_head(rest, 1));
		buf_char(out, '\n');
	}
}

str comment_request(talk *t)
{
	const forge_row *row = t->place.forge.row;
	return arena_printf(t->a, "%s %s%lld", row->request_word, row->request_mark, t->place.forge.number);
}

const err *comment_host(talk *t)
{
	if (t->host)
		return NULL;
	return forge_open(t->a, &t->place.forge, &t->how, &t->host);
}

/* ---- the token ---- */

static str token_variable(const talk *t)
{
	return t->opts.token_env.p ? t->opts.token_env : str_of(t->place.forge.row->token_env);
}

static const err *take_token(talk *t)
{
	str name = token_variable(t);
	TRY(secret_take(t->a, arena_str(t->a, name).p, &t->how.token));
	t->how.ca_file = t->opts.ca_file;
	t->how.trace = t->opts.verbose;
	t->how.allow_http = true; /* edge/http lets it through to a loopback address only */
	/* GitLab knows a job's own token by its name; such a one reads, and cannot write notes. */
	t->place.forge.is_job_token = str_eq(name, S("CI_JOB_TOKEN"));
	return NULL;
}

static const err *no_token(talk *t)
{
	str name = token_variable(t);
	const err *e = err_new(t->a, ERR_USAGE, "the variable %.*s holds no token", SARG(name));
	if (str_eq(str_of(t->place.forge.row->name), S("github")))
		return err_hint(t->a, e, "env: { %.*s: ${{ github.token }} }, and permissions: pull-requests: write",
		                SARG(name));
	return err_hint(t->a, e, "a token that may comment, as a masked variable called %.*s", SARG(name));
}

/* ---- the run ---- */

static const err *dry_run(talk *t)
{
	comment_text c = comment_make(t, S(""));
	buf_put(&t->out, c.body);
	return NULL;
}

static const err *tell(talk *t)
{
	if (t->opts.check_run || t->opts.status)
		TRY(comment_check_run_ids(t));
	TRY(comment_statuses(t));
	TRY(comment_find_number(t));
	if (!t->place.forge.number) {
		comment_say(t, "not posted: the event '%.*s' is about no %s", SARG(t->place.event),
		            t->place.forge.row->request_word);
		return NULL;
	}
	return comment_post(t);
}

/* A fork's job has no secrets: that is no mistake of whoever wrote the workflow. */
static const err *without_token(talk *t)
{
	if (!comment_may_only_read(t) || t->opts.find)
		return no_token(t);
	comment_warn(t, "not posted: jobs of a fork's %s get no token", t->place.forge.row->request_word);
	return comment_to_summary(t, comment_make(t, S("")).body);
}

static const err *run(talk *t, const strs *words)
{
	TRY(comment_opts_read(t->a, words, &t->opts));
	if (t->opts.help || t->opts.version) {
		if (t->opts.help)
			comment_opts_help(&t->out);
		else
			buf_put(&t->out, S("envgate-comment " ENVGATE_VERSION "\n"));
		return NULL;
	}
	TRY(comment_place_look(t->a, &t->opts, &t->place));
	TRY(take_token(t));
	TRY(comment_load(t));
	if (t->opts.dry_run)
		return dry_run(t);
	if (!t->how.token.p)
		return without_token(t);
	return t->opts.find ? comment_find(t) : tell(t);
}

static void complain(talk *t, const err *e)
{
	buf b = buf_new(t->a), all = buf_new(t->a);
	buf_put(&b, S("envgate comment: "));
	if (e->at.file.n) {
		escape_terminal(&b, e->at.file);
		if (e->at.line)
			buf_printf(&b, ":%d:%d", e->at.line, e->at.col);
		buf_put(&b, S(": "));
	}
	escape_terminal(&b, err_text(t->a, e));
	buf_char(&b, '\n');
	for (str rest = e->hint, line; str_next(&rest, '\n', &line);) {
		buf_put(&b, S("  hint: "));
		escape_terminal(&b, line);
		buf_char(&b, '\n');
	}
	tell_warnings(t, &all);
	buf_put(&all, github_files_plain(t->a, buf_str(&b)));
	host_complain(buf_str(&all));
}

/* What was done goes to stdout, what was not done to stderr. */
static int leave(talk *t, const err *e)
{
	const err *second = t->out.n ? host_print(t->a, github_files_plain(t->a, buf_str(&t->out))) : NULL;
	e = e ? e : second;
	if (e) {
		complain(t, e);
		return err_exit(e->code);
	}
	buf b = buf_new(t->a);
	tell_warnings(t, &b);
	if (b.n)
		host_complain(buf_str(&b));
	return 0;
}

int comment_main(int argc, char **argv)
{
	secret_guard();
	host_catch_crashes();
	json_start();
	arena *a = arena_open((ptrdiff_t)BUDGET_MIB * 1024 * 1024);
	talk t = { .a = a, .out = buf_new(a) };
	strs words = { 0 };
	for (int i = 1; i < argc; i++)
		*LIST_PUSH(a, &words) = str_of(argv[i]);
	int status = leave(&t, run(&t, &words));
	arena_close(a);
	return status;
}
