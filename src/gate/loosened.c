/* loosened: see loosened.h.
 *
 * Two texts of a policy say little about what they mean together, so no text is compared: the same two
 * sides are judged and settled by each, and what fails by the first and not by the second is what
 * would get through. What a rule leaves out under the new policy because its file is no longer gated
 * counts the same way. Paths that only the new policy looks at are not read for it: they can make it
 * stricter, never looser. */
#include "gate/loosened.h"

#include "gate/family.h"
#include "gate/plan.h"

#include <stdlib.h>

enum { MOST_LISTED = 20 };

/* A failing finding as one text: "pin/missing environment.yml numpy". Folded rows are one for each. */
static void add_row(arena *a, const finding *f, rule_id r, strs *out)
{
	const detail *folded = NULL;
	for (ptrdiff_t i = 0; i < f->details.n && !folded; i++)
		if (str_eq(str_of(f->details.at[i].key), S("folded")))
			folded = &f->details.at[i];
	str about = f->package.n > 0 ? f->package : f->subject;
	ptrdiff_t n = folded ? folded->list.n : 1;
	for (ptrdiff_t i = 0; i < n; i++) {
		str one = folded ? folded->list.at[i] : about;
		*LIST_PUSH(a, out) = arena_printf(a, "%.*s %.*s %.*s", SARG(RULES[r].id), SARG(f->path),
		                                  SARG(one));
	}
}

/* Sorted. with_also: also what a failing row speaks for. */
static strs failing(arena *a, const settle_input *in, bool with_also)
{
	report all = { 0 };
	strs out = { 0 };
	settle(a, in, &all);
	for (ptrdiff_t i = 0; i < all.findings.n; i++) {
		const finding *f = &all.findings.at[i];
		if (!f->fails || f->rule == RULE_change_policy) /* itself is not what it lets pass */
			continue;
		add_row(a, f, f->rule, &out);
		for (ptrdiff_t k = 0; with_also && k < f->also.n; k++)
			add_row(a, f, f->also.at[k], &out);
	}
	strs_sort_unique(&out);
	return out;
}

/* A file that one policy looks at and the other would not even read. */
static bool is_left_out(const policy *ours, const policy *theirs, const file *f)
{
	if (plan_candidate(ours, f->path) < CANDIDATE_YES || plan_candidate(theirs, f->path) >= CANDIDATE_YES)
		return false;
	return !f->was.p || plan_candidate(theirs, f->was) < CANDIDATE_YES;
}

static side under(arena *a, const side *s, const policy *ours, const policy *theirs)
{
	side out = *s;
	out.policy = theirs;
	out.families = (families){ 0 };
	out.files.at = NEW_N(a, file, s->files.n);
	out.files.n = 0;
	for (ptrdiff_t i = 0; i < s->files.n; i++)
		if (!is_left_out(ours, theirs, &s->files.at[i]))
			out.files.at[out.files.n++] = s->files.at[i];
	return out;
}

static strs failing_under(arena *a, const settle_input *in, const policy *theirs, const range_facts *range)
{
	side base = under(a, in->base, in->policy, theirs), head = under(a, in->head, in->policy, theirs);
	plan_classify(a, theirs, &base, &head);
	families_build(a, theirs, &base, &head);
	head.before = &base;
	settle_input again = *in;
	again.policy = theirs;
	again.base = &base;
	again.head = &head;
	again.target = NULL; /* once merged, the head's own promises count */
	again.target_findings = (findings){ 0 };
	again.head_findings = judge_side(a, &head);
	again.base_findings = judge_side(a, &base);
	again.change = judge_change(a, &base, &head, theirs, range);
	return failing(a, &again, true);
}

/* What x has and y has not. Both sorted. */
static strs difference(arena *a, const strs *x, const strs *y)
{
	strs out = { 0 };
	ptrdiff_t k = 0;
	for (ptrdiff_t i = 0; i < x->n; i++) {
		while (k < y->n && str_cmp(y->at[k], x->at[i]) < 0)
			k++;
		if (k == y->n || !str_eq(y->at[k], x->at[i]))
			*LIST_PUSH(a, &out) = x->at[i];
	}
	return out;
}

static finding *asking(const settle_input *in)
{
	for (ptrdiff_t i = 0; i < in->change.findings.n; i++) {
		finding *f = &in->change.findings.at[i];
		if (f->rule == RULE_change_policy && str_eq(f->subject, S("policy")))
			return f;
	}
	return NULL;
}

bool loosened_is_asked(const settle_input *in)
{
	return in->base && asking(in);
}

/* What would be in force, where it is not simply the head's file. */
static str instead(const side *head)
{
	const source *now = head->own_src;
	if (!now || now->kind == ENTRY_ABSENT)
		return head->own ? S(", so that the floor alone counts") : S(", so that the built-in one counts");
	if (!head->own || head->own->problems.n > 0)
		return now->link_to.p ? S(", now a link that gives none") : S(", which is broken");
	return now->link_to.p ? S(", now a link") : S("");
}

void loosened_tell(arena *a, settle_input *in, const policy *theirs, const range_facts *range)
{
	finding *f = asking(in);
	if (!f || !in->base)
		return;
	strs now = failing(a, in, false), then = failing_under(a, in, theirs, range);
	strs passes = difference(a, &now, &then);
	str where = instead(in->head);
	if (passes.n == 0) {
		f->message = arena_printf(a, "%.*s%.*s; nothing that fails here would pass", SARG(f->message),
		                          SARG(where));
		return;
	}
	str first = passes.at[0];
	str rest = passes.n > 1 ? arena_printf(a, " and %td more", passes.n - 1) : S("");
	f->message = arena_printf(a, "%.*s%.*s; it would let pass what fails here: %.*s%.*s", SARG(f->message),
	                          SARG(where), SARG(first), SARG(rest));
	detail *count = LIST_PUSH(a, &f->details);
	*count = (detail){ .key = "loosened_count", .kind = DETAIL_NUMBER, .number = passes.n };
	passes.n = passes.n > MOST_LISTED ? MOST_LISTED : passes.n;
	detail *list = LIST_PUSH(a, &f->details);
	*list = (detail){ .key = "loosened", .kind = DETAIL_LIST, .list = passes };
}
