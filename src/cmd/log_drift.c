/* log_drift: the states of a history through judge_side, oldest first, to see where a lock broke.
 *
 * A commit's state and its parents' are compared; a parent's is nearly always the state of the step before,
 * which is remembered. Only files that have to do with a lock are read: a history without one costs
 * nothing here. */
#include "cmd/log.h"

#include "base/limits.h"
#include "gate/family.h"
#include "gate/plan.h"

/* What a step's own state breaks, and what its locks hold of what is declared. */
typedef struct judged {
	bool done;
	lock_state state;
} judged;

static bool has_lock(const logging *l, const entries *all)
{
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (file_kind_is_lock(plan_kind_in(l->policy, all->at[i].path)))
			return true;
	return false;
}

static const err *load_side(logging *l, arena *a, const entries *all, side *out)
{
	for (ptrdiff_t i = 0; i < all->n && i < MAX_FILES; i++) {
		const file *f;
		TRY(log_file(l->cache, &all->at[i], &f));
		*LIST_PUSH(a, &out->files) = *f;
	}
	plan_classify(a, l->policy, NULL, out);
	families_build(a, l->policy, NULL, out);
	return NULL;
}

/* Files that nobody can read to their end say nothing about their lock, neither good nor bad. */
static bool is_told(const side *s)
{
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if ((f->kind == FILE_ENVIRONMENT && (!f->env || !f->env->complete)) || (f->lock && !f->lock->complete))
			return false;
	}
	return true;
}

/* *told: the state says something. */
static const err *judge_entries(logging *l, const entries *all, lock_state *out, bool *told)
{
	*out = (lock_state){ 0 };
	*told = true;
	if (!has_lock(l, all))
		return NULL;
	l->t->has_locks = true;
	arena *scratch = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	side s = { .policy = l->policy, .date = l->t->date };
	const err *failed = load_side(l, scratch, all, &s);
	*told = failed || is_told(&s);
	if (!failed && *told)
		*out = timeline_lock_state(l->r->a, scratch, &s);
	arena_close(scratch);
	log_release(l->cache);
	return failed;
}

/* The state behind a parent: the older step's own, unless more is watched there (after a rename). */
static const err *judge_parent(logging *l, const log_parent *p, judged *steps, lock_state *out)
{
	if (p->at >= 0 && l->walk.steps.at[p->at].now == p->was && steps[p->at].done) {
		*out = steps[p->at].state;
		return NULL;
	}
	bool told;
	return judge_entries(l, p->was, out, &told);
}

static const err *judge_step(logging *l, ptrdiff_t at, judged *steps)
{
	const log_step *s = &l->walk.steps.at[at];
	lock_state *was = NEW_N(l->r->a, lock_state, s->parents.n);
	for (ptrdiff_t i = 0; i < s->parents.n; i++)
		TRY(judge_parent(l, &s->parents.at[i], steps, &was[i]));
	bool told;
	TRY(judge_entries(l, s->now, &steps[at].state, &told));
	if (!told)
		steps[at].state = was[0]; /* as before, until it can be read again */
	steps[at].done = true;
	timeline_breaks(l->r->a, l->t, at, &steps[at].state, was, s->parents.n);
	return NULL;
}

const err *log_breaks(logging *l)
{
	ptrdiff_t n = l->walk.steps.n;
	judged *steps = NEW_N(l->r->a, judged, n + 1);
	for (ptrdiff_t i = n - 1; i >= 0; i--) {
		host_progress("envgate: states", n - 1 - i, n);
		TRY(judge_step(l, i, steps));
	}
	host_progress_end();
	if (n > 0)
		return NULL;
	lock_state head, none = { 0 };
	bool told;
	TRY(judge_entries(l, l->walk.head, &head, &told));
	timeline_breaks(l->r->a, l->t, -1, &none, &head, 1);
	return NULL;
}
