/* comment_load: the reports, and what of them has to agree before anything is said in their name.
 *
 * Trusted reports are of this job's own making (or of a job of the same trusted run). What a job wrote that
 * ran the change's code comes as --untrusted: only what cannot be had otherwise, verify and probe. Its
 * platform is not looked at: it could say what it likes. */
#include "cmd/comment.h"

#include "base/limits.h"
#include "edge/file.h"
#include "read/reportfile.h"

static bool is_commit_id(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]) && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return false;
	return s.n == 40 || s.n == 64;
}

static const err *load_one(talk *t, str path, bool untrusted)
{
	str bytes;
	told one;
	TRY(file_read(t->a, path, MAX_REPORT_BYTES, &bytes));
	TRY(report_read(t->a, bytes, path, &one));
	one.untrusted = untrusted;
	bool fits = one.kind == TOLD_PROBE || str_eq(one.report.command, S("verify")) ||
	            str_eq(one.report.command, S("probe"));
	if (untrusted && !fits)
		return err_hint(t->a,
		                err_new(t->a, ERR_USAGE, "%.*s is a report of check or diff: these are not taken from an untrusted job",
		                        SARG(path)),
		                "make it here, where nothing of the change is run: envgate check --base SHA --head SHA "
		                "--policy-ref SHA --output json=FILE");
	*LIST_PUSH(t->a, &t->reports) = one;
	return NULL;
}

/* The commit a report is about: the request's own head where a platform merged it, else what was judged. */
static str head_of(const report *r)
{
	if (r->platform.pr && r->platform.head_sha.n)
		return r->platform.head_sha;
	return r->head.kind == REV_COMMIT ? r->head.oid : (str){ 0 };
}

static const err *agree(talk *t, const told *one)
{
	const report *r = &one->report;
	str head = head_of(r);
	if (r->platform.pr && t->place.forge.number && r->platform.pr != t->place.forge.number) {
		const err *e = err_new(t->a, ERR_USAGE, "%.*s is about %s %s%lld, not %lld", SARG(one->file),
		                       t->place.forge.row->request_word, t->place.forge.row->request_mark,
		                       r->platform.pr, t->place.forge.number);
		return err_hint(t->a, e, "--pr %lld", r->platform.pr);
	}
	if (!is_commit_id(head))
		return NULL;
	if (t->head_sha.n && !str_eq(t->head_sha, head))
		return err_hint(t->a,
		                err_new(t->a, ERR_USAGE, "%.*s is about commit %.*s, an earlier report about %.*s",
		                        SARG(one->file), SARG(str_head(head, 12)), SARG(str_head(t->head_sha, 12))),
		                "give reports of one commit");
	t->head_sha = head;
	return NULL;
}

const err *comment_load(talk *t)
{
	for (ptrdiff_t i = 0; i < t->opts.reports.n; i++)
		TRY(load_one(t, t->opts.reports.at[i], false));
	for (ptrdiff_t i = 0; i < t->opts.untrusted.n; i++)
		TRY(load_one(t, t->opts.untrusted.at[i], true));
	for (ptrdiff_t i = 0; i < t->reports.n; i++)
		if (!t->reports.at[i].untrusted && t->reports.at[i].kind == TOLD_REPORT)
			TRY(agree(t, &t->reports.at[i]));
	if (!t->head_sha.n && is_commit_id(t->place.head_sha))
		t->head_sha = t->place.head_sha;
	return NULL;
}

const err *comment_check_run_ids(talk *t)
{
	int seen = 0;
	bool names = false; /* a report itself says which commit it is about, or that it has no verdict on any */
	for (ptrdiff_t i = 0; i < t->reports.n; i++) {
		const told *one = &t->reports.at[i];
		if (one->untrusted || one->kind != TOLD_REPORT)
			continue;
		seen++;
		names = names || one->report.verdict == VERDICT_ERROR || is_commit_id(head_of(&one->report));
		str id = one->report.platform.run_id;
		if (id.n && strs_has(&t->place.run_ids, id))
			continue;
		const err *e = err_new(t->a, ERR_USAGE, "%.*s was not made by this run: its run_id is %.*s",
		                       SARG(one->file), SARG(id.n ? id : S("not set")));
		return err_hint(t->a, e, "--check-run and --status speak for a commit: make the report in this run");
	}
	if (!seen)
		return err_hint(t->a, err_new(t->a, ERR_USAGE, "--check-run and --status need a report of check, diff or verify"),
		                "envgate check --output json=report.json; envgate comment --report report.json --status");
	/* The event's commit is not it: a work tree's verdict would become the pull request's. */
	if (!names || !t->head_sha.n)
		return err_hint(t->a, err_new(t->a, ERR_USAGE, "the report is about no commit"),
		                "envgate check --head SHA --output json=report.json");
	return NULL;
}
