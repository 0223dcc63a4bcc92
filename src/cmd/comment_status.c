/* comment_status: --check-run and --status: what the trusted reports of this run say about their commit.
 *
 * These can be required for a merge, so an untrusted report has no part in them. */
#include "cmd/comment.h"

#include "write/comment.h"

enum { MOST_SUMMARY = 65000 }; /* GitHub takes 65,535 characters of a check run's summary */

static tolds only_trusted(talk *t)
{
	tolds out = { 0 };
	for (ptrdiff_t i = 0; i < t->reports.n; i++)
		if (!t->reports.at[i].untrusted)
			*LIST_PUSH(t->a, &out) = t->reports.at[i];
	return out;
}

/* The first that fails speaks, else the first. */
static const told *speaker(const tolds *all)
{
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (comment_fails(&all->at[i]))
			return &all->at[i];
	return &all->at[0];
}

static void annotate(talk *t, const told *one, annotations *out)
{
	static const char *const levels[] = { [NOTE] = "notice", [WARNING] = "warning", [ERROR] = "failure" };
	if (one->kind != TOLD_REPORT || one->report.head.kind == REV_PREFIX)
		return;
	for (ptrdiff_t i = 0; i < one->report.findings.n; i++) {
		const finding *f = &one->report.findings.at[i];
		if ((f->state != STATE_INTRODUCED && !f->fails) || f->waived || !f->path.n)
			continue;
		told_end end = one->ends.at[i];
		int line = f->at.line > 0 ? f->at.line : 1; /* about the whole file */
		*LIST_PUSH(t->a, out) = (annotation){
			.path = f->path,
			.line = line,
			.end_line = end.line >= line ? end.line : line,
			.level = levels[f->severity],
			.title = RULES[f->rule].id,
			.message = f->hint.n ? arena_printf(t->a, "%.*s\nhint: %.*s", SARG(f->message), SARG(f->hint))
			                     : f->message,
		};
	}
}

static const err *make_check_run(talk *t, const tolds *trusted)
{
	const told *first = speaker(trusted);
	bool nothing = first->kind == TOLD_REPORT && first->report.verdict == VERDICT_NOTHING;
	comment_where where = { .server = t->place.server, .repository = t->place.repository,
		                .blob = str_of(t->place.forge.row->blob), .head_sha = t->head_sha,
		                .max_bytes = MOST_SUMMARY };
	check_run c = { .name = t->opts.header,
		        .head_sha = t->head_sha,
		        .external_id = arena_printf(t->a, "envgate:%.*s:%.*s", SARG(t->opts.header),
		                                    SARG(t->place.run_ids.at[0])),
		        .conclusion = comment_has_failure(trusted) ? S("failure") : nothing ? S("neutral") : S("success"),
		        .title = comment_line(t->a, first),
		        .summary = comment_body(t->a, trusted, &where),
		        .details_url = t->place.run_url };
	for (ptrdiff_t i = 0; i < trusted->n; i++)
		annotate(t, &trusted->at[i], &c.notes);
	TRY(forge_check_run(t->host, &c));
	comment_say(t, "check run '%.*s' on %.*s: %.*s", SARG(c.name), SARG(str_head(c.head_sha, 12)), SARG(c.conclusion));
	return NULL;
}

static const err *set_status(talk *t, const tolds *trusted)
{
	const told *first = speaker(trusted);
	bool broken = first->kind == TOLD_REPORT && first->report.verdict == VERDICT_ERROR;
	commit_status s = { .head_sha = t->head_sha,
		            .context = t->opts.header,
		            .state = broken ? S("error") : comment_fails(first) ? S("failure") : S("success"),
		            .description = comment_line(t->a, first),
		            .target_url = t->place.run_url };
	TRY(forge_status(t->host, &s));
	comment_say(t, "status '%.*s' on %.*s: %.*s", SARG(s.context), SARG(str_head(s.head_sha, 12)), SARG(s.state));
	return NULL;
}

/* A fork's token may not set these either. */
static const err *forgive(talk *t, const err *e, const char *what)
{
	if (!e || forge_refused(t->host) != REFUSED_READ_ONLY || !comment_may_only_read(t))
		return e;
	comment_warn(t, "no %s: the token may only read, as jobs of a fork can", what);
	return NULL;
}

const err *comment_statuses(talk *t)
{
	const forge_row *row = t->place.forge.row;
	if (!t->opts.check_run && !t->opts.status)
		return NULL;
	if (t->opts.check_run && !row->has_checks)
		return err_hint(t->a, err_new(t->a, ERR_USAGE, "%s has no check runs", row->name), "--status");
	tolds trusted = only_trusted(t);
	TRY(comment_host(t));
	if (t->opts.check_run)
		TRY(forgive(t, make_check_run(t, &trusted), "check run"));
	if (t->opts.status)
		TRY(forgive(t, set_status(t, &trusted), "status"));
	return NULL;
}
