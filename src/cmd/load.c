/* load: from the command line to two sides as values.
 *
 * The order is forced: the range tells where the policy is, the policy tells which paths count, the
 * paths tell what to read. Each step is one function; what it learns goes into the report at once, so
 * that a report of an error still says which states it was about. */
#include "cmd/load.h"

#include "gate/plan.h"

void load_note(run *r, const char *code, str path, str message)
{
	*LIST_PUSH(r->a, &r->report.notes) = (note){ .code = str_of(code), .path = path, .message = message };
}

static bool is_date(str s)
{
	static const char shape[] = "dddd-dd-dd";
	if (s.n != (ptrdiff_t)sizeof shape - 1)
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (shape[i] == 'd' ? !is_digit(s.p[i]) : s.p[i] != '-')
			return false;
	int month = (s.p[5] - '0') * 10 + s.p[6] - '0', day = (s.p[8] - '0') * 10 + s.p[9] - '0';
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static const err *load_date(run *r)
{
	if (!r->opts.date.p)
		return host_today(r->a, &r->report.date);
	if (!is_date(r->opts.date))
		return err_hint(r->a,
		                err_new(r->a, ERR_USAGE, "'%.*s' is no date", SARG(r->opts.date)),
		                "--date YYYY-MM-DD");
	r->report.date = r->opts.date;
	return NULL;
}

/* Asked first, so that the report of any error says which job it was. */
static void load_event(run *r, loaded *l)
{
	l->event = event_look(r->a, r->host.in_ci);
	r->host.in_ci = r->host.in_ci || event_is_job(&l->event);
	r->report.platform = l->range_given ? l->range.platform : l->event.platform;
}

static const err *load_range(run *r, loaded *l, str rev)
{
	if (r->opts.policy.p && r->opts.policy_ref.p)
		return err_hint(r->a,
		                err_new(r->a, ERR_USAGE, "--policy and --policy-ref both name the policy"),
		                "leave one out");
	range_options want = {
		.rev = rev,
		.staged = r->opts.staged,
		.all = r->opts.all,
		.base = r->opts.base,
		.head = r->opts.head,
		.policy_ref = r->opts.policy_ref,
		.in_ci = r->host.in_ci,
		.event = &l->event,
	};
	if (!l->range_given)
		TRY(range_resolve(r->a, l->repo, &want, &l->range));
	report *rep = &r->report;
	rep->base = l->base.rev = l->range.base;
	rep->head = l->head.rev = l->range.head;
	rep->policy_rev = l->range.policy;
	rep->range_reason = l->range.reason;
	rep->base_reason = l->range.base_why;
	rep->policy_reason = l->range.policy_why;
	l->whole = l->range.base.kind == REV_NONE;
	if (l->range.advice.n)
		load_note(r, "advice", (str){ 0 }, l->range.advice);
	if (repo_has_replace_refs(l->repo))
		load_note(r, "replace-refs", (str){ 0 },
		          S("refs/replace is not empty; envgate reads the objects as committed"));
	return NULL;
}

/* A link is judged at its target; the reader of a verdict should know. */
static void note_links(run *r, const side *head)
{
	for (ptrdiff_t i = 0; i < head->files.n; i++) {
		const file *f = &head->files.at[i];
		bool is_meant = f->kind != FILE_OTHER || f->alias;
		if (is_meant && f->src->kind == ENTRY_BLOB && f->src->link_to.p)
			load_note(r, "symlink", f->path,
			          arena_printf(r->a, "a link, judged at %.*s",
			                       SARG(f->src->link_to)));
	}
}

static int count_candidates(const side *s, const strs *only)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		n += f->kind != FILE_OTHER && !f->context && f->src->kind != ENTRY_ABSENT &&
		     plan_is_asked_for(only, f->path);
	}
	return n;
}

const err *load_sides(run *r, loaded *out)
{
	load_event(r, out);
	TRY(load_date(r));
	if (!out->repo)
		TRY(repo_open(r->a,
		              (repo_options){ .dir = r->opts.repo, .trust_owner = r->opts.trust_owner },
		              &out->repo));
	str rev = { 0 };
	TRY(load_words(r, out->repo, &rev));
	TRY(load_range(r, out, rev));
	if (out->range.deleted)
		return NULL;
	TRY(load_paths(r, out->repo, &r->paths, &out->only));
	TRY(load_paths_exist(r, out));
	TRY(load_policy(r, out));
	TRY(load_files(r, out));
	out->head.before = out->whole ? NULL : &out->base;
	out->candidates = count_candidates(&out->base, &out->only) + count_candidates(&out->head, &out->only);
	note_links(r, &out->head);
	return NULL;
}
