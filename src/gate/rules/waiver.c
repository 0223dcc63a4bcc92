/* waiver: promises that are not kept up. A comment that cannot count, and one whose last day is over.
 *
 * Whether a promise matches anything is known only when all other rules have spoken: gate/waive_tell.c
 * reports those under waiver/unused too. */
#include "gate/rule.h"

void rule_waiver_unused(visit *v)
{
	const env *e = v->file->env;
	for (ptrdiff_t i = 0; e && !v->file->context && i < e->problems.n; i++) {
		const problem *p = &e->problems.at[i];
		if (p->code != PROBLEM_IGNORE)
			continue;
		finding *f = report_at(v, p->at, p->subject, p->evidence, "%.*s", SARG(p->what));
		report_hint(v, f, "%.*s", SARG(p->hint));
	}
}

/* A warning, because it is the finding behind it that decides; with --all the debt itself is asked for. */
static void tell_expired(visit *v, const suppression *s)
{
	if (!s->until.p || !v->side->date.p || str_cmp(s->until, v->side->date) >= 0)
		return;
	str subject = arena_cat(v->a, RULES[s->rule].id, s->package.n ? S(" ") : S(""));
	finding *f = report_at(v, s->at, arena_cat(v->a, subject, s->package), s->until,
	                       "the %s of %.*s%s%.*s ended on %.*s", s->is_inline ? "ignore" : "waiver",
	                       SARG(RULES[s->rule].id), s->package.n ? " for " : "", SARG(s->package), SARG(s->until));
	if (!v->side->asks_all)
		report_as(v, f, WARNING);
	report_hint(v, f, "mend what it excused and delete it, or ask a maintainer for a later 'until%s'",
	            s->is_inline ? "=" : ":");
}

void rule_waiver_expired(visit *v)
{
	const policy *own = v->side->own;
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		const file *f = &v->side->files.at[i];
		v->file = f;
		for (ptrdiff_t k = 0; f->env && !f->context && k < f->env->ignores.n; k++)
			tell_expired(v, &f->env->ignores.at[k]);
	}
	file at = { .kind = FILE_POLICY, .src = v->side->own_src };
	v->file = &at;
	for (ptrdiff_t i = 0; own && at.src && i < own->waivers.n; i++) {
		at.path = at.src->path;
		if (own->problems.n == 0 && own->waivers.at[i].src == at.src)
			tell_expired(v, &own->waivers.at[i]);
	}
	v->file = NULL;
}
