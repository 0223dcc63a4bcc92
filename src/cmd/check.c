/* check: the gate. Gather two sides, let the pure core judge them, tell. */
#include "cmd/hashes.h"
#include "cmd/history.h"
#include "cmd/load.h"
#include "cmd/target.h"
#include "cmd/updates.h"

#include "gate/plan.h"

static bool is_same(const finding *x, const finding *y)
{
	return x->rule == y->rule && x->manager == y->manager && str_eq(x->path, y->path) &&
	       str_eq(x->subject, y->subject) && str_eq(x->evidence, y->evidence);
}

static int count_same(const findings *all, const finding *f)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		n += is_same(&all->at[i], f);
	return n;
}

/* During a merge a finding that any parent has is not new. What this parent has more of than the base
 * joins the base's, as far as the head has it too: the rest was not fixed by anybody here. */
static void join_parent(arena *a, const findings *parent, const findings *head, findings *base)
{
	for (ptrdiff_t i = 0; i < parent->n; i++) {
		const finding *f = &parent->at[i];
		int had = count_same(base, f);
		if (had < count_same(parent, f) && had < count_same(head, f))
			*LIST_PUSH(a, base) = *f;
	}
}

/* A change counts only if it differs from every parent: what the other branch did was judged there. */
static void keep_common(findings *mine, const findings *theirs)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < mine->n; i++)
		if (count_same(theirs, &mine->at[i]))
			mine->at[kept++] = mine->at[i];
	mine->n = kept;
}

static void judge_parents(arena *a, loaded *l, const range_facts *facts, settle_input *in)
{
	for (ptrdiff_t i = 0; i < l->others.n; i++) {
		const side *parent = &l->others.at[i];
		findings found = judge_side(a, parent);
		change_findings made = judge_change(a, parent, &l->head, l->policy, facts);
		join_parent(a, &found, &in->head_findings, &in->base_findings);
		keep_common(&in->change.findings, &made.findings);
	}
}

/* No environment file: said, and for a whole state not a pass, because nothing was looked at. */
static void settle_nothing(run *r, const loaded *l)
{
	if (l->candidates || r->report.findings.n)
		return;
	r->report.verdict = VERDICT_NOTHING;
	r->report.exit = l->whole && !r->opts.allow_empty ? err_exit(ERR_NOTHING) : 0;
}

/* The event deleted a branch or a tag: no state is left that could be judged. */
static void settle_deleted(run *r)
{
	r->report.verdict = VERDICT_NOTHING;
	r->report.exit = 0;
}

static const err *judge(run *r, loaded *l, const range_facts *facts)
{
	arena *a = r->a;
	target_date(r, l);
	settle_input in = { .policy = l->policy,
		            .base = l->whole ? NULL : &l->base,
		            .head = &l->head,
		            .whole_introduced = r->opts.all,
		            .only = l->only };
	in.head_findings = judge_side(a, &l->head);
	if (!l->whole) {
		in.base_findings = judge_side(a, &l->base);
		in.change = judge_change(a, &l->base, &l->head, l->policy, facts);
	}
	TRY(target_load(r, l, &in));
	if (!l->whole) {
		judge_parents(a, l, facts, &in);
		history_loosened(r, l, &in, facts);
	}
	settle(a, &in, &r->report);
	hashes_tell(a, &l->head, &r->report);
	return NULL;
}

const err *check_sides(run *r, loaded *l)
{
	range_facts facts;
	TRY(load_sides(r, l));
	if (l->range.deleted) {
		settle_deleted(r);
		return NULL;
	}
	TRY(history_read(r, l, &facts));
	TRY(judge(r, l, &facts));
	settle_nothing(r, l);
	r->status = r->report.exit;
	return NULL;
}

const err *cmd_check(run *r)
{
	loaded l = { 0 };
	if (r->opts.updates.p || r->opts.remote.p)
		return updates_check(r);
	TRY(check_sides(r, &l));
	return run_tell(r);
}

/* A file that one side cannot read to its end is not compared. That is no lack of changes, so it is said. */
static void note_unread(run *r, const loaded *l, const side *s, const char *which)
{
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (f->context || f->kind != FILE_ENVIRONMENT || !f->env || f->env->complete ||
		    !plan_is_asked_for(&l->only, f->path))
			continue;
		load_note(r, "unread", f->path,
		          arena_printf(r->a,
		                       "not compared: the %s cannot be read to its end "
		                       "(envgate check says where)",
		                       which));
	}
}

const err *cmd_diff(run *r)
{
	loaded l = { 0 };
	TRY(load_sides(r, &l));
	if (l.range.deleted) {
		settle_deleted(r);
		return run_tell(r);
	}
	if (l.whole)
		return err_hint(r->a, err_new(r->a, ERR_RANGE, "%.*s has nothing to be compared with", SARG(l.range.reason)),
		                "envgate diff A..B");
	settle_input in = { .policy = l.policy, .base = &l.base, .head = &l.head, .only = l.only };
	in.change.changes = judge_change(r->a, &l.base, &l.head, l.policy, &(range_facts){ 0 }).changes;
	settle(r->a, &in, &r->report);
	hashes_tell(r->a, &l.head, &r->report);
	settle_nothing(r, &l);
	note_unread(r, &l, &l.base, "base");
	note_unread(r, &l, &l.head, "head");
	return run_tell(r);
}
