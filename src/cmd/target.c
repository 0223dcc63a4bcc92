/* target: see target.h. A promise of the head counts where the policy side has it too, beside the same
 * fault (gate/waive.c). Mostly the policy side is the base, and nothing is left to read. Where it is the
 * tip of a branch that went on, its files are read at the head's paths and judged like any side: what
 * a maintainer accepted there is what stands there today, not what stood at the merge base. */
#include "cmd/target.h"

#include "cmd/gather.h"
#include "gate/family.h"
#include "gate/plan.h"

void target_date(run *r, loaded *l)
{
	str date = r->report.date;
	l->head.date = l->base.date = date;
	l->head.asks_all = l->whole && r->opts.all;
	for (ptrdiff_t i = 0; i < l->others.n; i++)
		l->others.at[i].date = date;
}

static bool has_promises(const loaded *l)
{
	for (ptrdiff_t i = 0; i < l->head.files.n; i++)
		if (l->head.files.at[i].env && l->head.files.at[i].env->ignores.n)
			return true;
	bool own = l->head.own && l->head.own->waivers.n;
	return own || l->policy->waivers.n;
}

static bool is_same(revision x, revision y)
{
	return x.kind == y.kind && str_eq(x.oid, y.oid);
}

/* The files of the policy side under the head's names, and under those they were renamed from. */
static const err *read_files(run *r, loaded *l, side *out)
{
	strs old = { 0 };
	for (ptrdiff_t i = 0; i < l->head.files.n; i++) {
		const file *f = &l->head.files.at[i];
		if (f->context)
			continue;
		TRY(gather_file(r, l, out->rev, f->path, f, LIST_PUSH(r->a, &out->files)));
		if (f->was.p && !side_file(&l->head, f->was))
			*LIST_PUSH(r->a, &old) = f->was;
	}
	strs_sort_unique(&old);
	for (ptrdiff_t i = 0; i < old.n; i++)
		TRY(gather_file(r, l, out->rev, old.at[i], NULL, LIST_PUSH(r->a, &out->files)));
	gather_sort(out);
	return NULL;
}

static const err *read_target(run *r, loaded *l, side *out)
{
	*out = (side){ .rev = l->range.policy, .policy = l->policy, .date = r->report.date };
	TRY(read_files(r, l, out));
	side head = l->head; /* plan_classify sets what it finds on both */
	head.files.at = NEW_N(r->a, file, l->head.files.n);
	for (ptrdiff_t i = 0; i < l->head.files.n; i++)
		head.files.at[i] = l->head.files.at[i];
	plan_classify(r->a, l->policy, out, &head);
	families_build(r->a, l->policy, NULL, out);
	return NULL;
}

const err *target_load(run *r, loaded *l, settle_input *in)
{
	revision rev = l->range.policy, head = l->head.rev;
	in->date = r->report.date;
	in->accept_waivers = r->report.accept_waivers = r->opts.accept_waivers;
	in->waivers_stand = l->whole || head.kind == REV_INDEX || (head.kind == REV_WORKTREE && !r->host.in_ci);
	if (!has_promises(l) || rev.kind == REV_NONE || rev.kind == REV_EMPTY)
		return NULL;
	if (!l->whole && is_same(rev, l->base.rev)) {
		in->target = &l->base;
		in->target_findings = in->base_findings;
	} else if (is_same(rev, head)) {
		in->target = &l->head;
		in->target_findings = in->head_findings;
	} else {
		side *target = NEW(r->a, side);
		TRY(read_target(r, l, target));
		in->target = target;
		if (!in->waivers_stand)
			in->target_findings = judge_side(r->a, target);
	}
	return NULL;
}
