/* change_policy: the change edits what judges it.
 *
 * Nothing of that counts for the run at hand (the policy side decides), but it will once it is merged,
 * and a reviewer of versions may not look at a policy. So it is said: the policy, ignores that are new
 * or reach further than before, and the files that start the gate. What a new policy would let pass is
 * added by gate/loosened.c, which needs the findings. A warning in every profile: else nobody could
 * ever change a policy. */
#include "gate/rule.h"

#include <stdlib.h>

static const str policy_path = S_INIT(".envgate.yml");

static bool is_absent(const source *src)
{
	return !src || src->kind == ENTRY_ABSENT;
}

static bool same_text(str x, str y)
{
	return x.p ? y.p && str_eq(x, y) : !y.p;
}

static bool is_same(const source *x, const source *y)
{
	if (is_absent(x) || is_absent(y))
		return is_absent(x) && is_absent(y);
	return x->kind == y->kind && str_eq(x->oid, y->oid) && same_text(x->link_to, y->link_to);
}

static str id_of(arena *a, const source *src)
{
	if (is_absent(src))
		return S("none");
	if (!src->link_to.p)
		return src->oid;
	return arena_printf(a, "%.*s by %.*s", SARG(src->oid), SARG(src->link_to));
}

/* "adds", "removes" or "edits", for a path that is not the same on both sides. */
static const char *verb_of(bool had, bool has)
{
	return !had ? "adds" : !has ? "removes" : "edits";
}

static void tell_policy(visit *v)
{
	const source *was = v->base->own_src, *now = v->side->own_src;
	if (is_same(was, now))
		return;
	file at = { .path = policy_path, .kind = FILE_POLICY, .src = is_absent(now) ? was : now };
	str evidence = arena_printf(v->a, "%.*s -> %.*s", SARG(id_of(v->a, was)), SARG(id_of(v->a, now)));
	v->file = &at;
	finding *f = report_at(v, (span){ 0 }, S("policy"), evidence, "the change %s the policy",
	                       verb_of(!is_absent(was), !is_absent(now)));
	report_hint(v, f, "let somebody review it who may decide what this gate lets pass; "
	                  "until it is merged the policy of the target counts");
	v->file = NULL;
}

static void tell_gate_file(visit *v, const delta *d)
{
	bool had = d->base.kind != ENTRY_ABSENT, has = d->head.kind != ENTRY_ABSENT;
	str was = had ? d->base.oid : S("none"), now = has ? d->head.oid : S("none");
	source src = { .path = d->path };
	file at = { .path = d->path, .kind = FILE_OTHER, .src = &src };
	v->file = &at;
	finding *f = report_at(v, (span){ 0 }, S("starts the gate"),
	                       arena_printf(v->a, "%.*s -> %.*s", SARG(was), SARG(now)),
	                       "the change %s a file that may start this gate", verb_of(had, has));
	report_hint(v, f, "look whether envgate still runs, and on what: CODEOWNERS can ask for a review of %.*s",
	            SARG(d->path));
	if (f)
		f->src = NULL; /* not kept: there is no text to show */
	if (!strs_has(&v->range->sure, d->path))
		report_as(v, f, NOTE);
	v->file = NULL;
}

/* ---- ignores ---- */

/* Everything but how long and why. */
static int cmp_about(const suppression *x, const suppression *y)
{
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	int c = str_cmp(x->package, y->package);
	if (c || x->package.n > 0) /* another version of the package is no other promise (gate/waive.c) */
		return c;
	return str_cmp(x->beside, y->beside);
}

/* Absent is for ever. */
static int cmp_until(const suppression *x, const suppression *y)
{
	if (!x->until.p || !y->until.p)
		return !x->until.p - !y->until.p;
	return str_cmp(x->until, y->until);
}

static int by_reach(const void *px, const void *py)
{
	const suppression *x = px, *y = py;
	int c = cmp_about(x, y);
	return c ? c : cmp_until(x, y);
}

/* Whether the base promises as much: the same, and no shorter. sorted by reach. */
static bool had_as_much(const suppressions *sorted, const suppression *s)
{
	ptrdiff_t lo = 0, hi = sorted->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (by_reach(&sorted->at[mid], s) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < sorted->n && cmp_about(&sorted->at[lo], s) == 0;
}

static suppressions ignores_at(arena *a, const side *s, str path)
{
	const file *f = path.p ? side_file(s, path) : NULL;
	suppressions out = { 0 };
	for (ptrdiff_t i = 0; f && f->env && i < f->env->ignores.n; i++)
		*LIST_PUSH(a, &out) = f->env->ignores.at[i];
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_reach);
	return out;
}

static void tell_ignore(visit *v, const suppression *s)
{
	str id = RULES[s->rule].id, until = s->until.p ? s->until : S("no end");
	str subject = arena_printf(v->a, "%.*s %s:%.*s", SARG(id), manager_name(s->manager),
	                           SARG(s->package.n > 0 ? s->package : s->beside));
	finding *f = report_at(v, s->at, subject, arena_printf(v->a, "until %.*s", SARG(until)),
	                       "the change adds an ignore of %.*s%s%.*s%s%.*s", SARG(id),
	                       s->package.n > 0 ? " for " : "", SARG(s->package),
	                       s->until.p ? " until " : ", without an end", SARG(s->until));
	report_hint(v, f, "mend what it hides, or let somebody review the ignore who may decide that");
}

static void tell_ignores(visit *v, const file *f)
{
	str path = f->path;
	const file *same = side_file(v->base, path);
	if (f->was.p && (!same || same->src->kind == ENTRY_ABSENT))
		path = f->was;
	suppressions was = ignores_at(v->a, v->base, path);
	v->file = f;
	for (ptrdiff_t i = 0; i < f->env->ignores.n; i++)
		if (!had_as_much(&was, &f->env->ignores.at[i]))
			tell_ignore(v, &f->env->ignores.at[i]);
	v->file = NULL;
}

void rule_change_policy(visit *v)
{
	tell_policy(v);
	for (ptrdiff_t i = 0; i < v->range->gate_files.n; i++)
		tell_gate_file(v, &v->range->gate_files.at[i]);
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		const file *f = &v->side->files.at[i];
		if (f->env && f->env->ignores.n > 0 && !f->context)
			tell_ignores(v, f);
	}
}
