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

static void put_line(buf *b, const char *before, const char *format, va_list args)
{
	buf_put(b, str_of(before));
	escape_terminal(b, arena_vprintf(b->a, format, args));
	buf_char(b, '\n');
}

void comment_say(talk *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (!t->opts.quiet)
		put_line(&t->out, "envgate comment: ", format, args);
	va_end(args);
}

void comment_warn(talk *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	put_line(&t->warnings, "envgate comment: warning: ", format, args);
	va_end(args);
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
	if (!t->place.from_fork || t->opts.find)
		return no_token(t);
	comment_warn(t, "not posted: jobs of a fork's %s get no token", t->place.forge.row->request_word);
	return NULL;
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
	buf b = t->warnings;
	buf_put(&b, S("envgate comment: "));
	if (e->at.file.n || e->at.line) {
		escape_terminal(&b, e->at.file);
		buf_printf(&b, ":%d:%d: ", e->at.line, e->at.col);
	}
	escape_terminal(&b, err_text(t->a, e));
	buf_char(&b, '\n');
	for (str rest = e->hint, line; str_next(&rest, '\n', &line);) {
		buf_put(&b, S("  hint: "));
		escape_terminal(&b, line);
		buf_char(&b, '\n');
	}
	host_complain(github_files_plain(t->a, buf_str(&b)));
}

int comment_main(int argc, char **argv)
{
	secret_guard();
	host_catch_crashes();
	json_start();
	arena *a = arena_open((ptrdiff_t)BUDGET_MIB * 1024 * 1024);
	talk t = { .a = a, .out = buf_new(a), .warnings = buf_new(a) };
	strs words = { 0 };
	for (int i = 1; i < argc; i++)
		*LIST_PUSH(a, &words) = str_of(argv[i]);
	const err *e = run(&t, &words);
	const err *second = t.out.n ? host_print(a, github_files_plain(a, buf_str(&t.out))) : NULL;
	e = e ? e : second;
	if (e)
		complain(&t, e);
	else if (t.warnings.n)
		host_complain(github_files_plain(a, buf_str(&t.warnings)));
	int status = e ? err_exit(e->code) : 0;
	arena_close(a);
	return status;
}
