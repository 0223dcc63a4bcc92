/* fix_check: the promise. Two readings of one file, before and after, are compared part by part; what differs has
 * to be what a step said it would do, and nothing else may. */
#include "edit/fix_in.h"

#include "base/sort.h"
#include "spec/matchspec.h"
#include "spec/pep508.h"
#include "spec/strength.h"

static bool same(str x, str y)
{
	return x.n == y.n && (x.n == 0 || str_eq(x, y));
}

bool fix_same_items(const items *x, const items *y)
{
	bool equal = x->n == y->n;
	for (ptrdiff_t i = 0; equal && i < x->n; i++)
		equal = str_eq(x->at[i].text, y->at[i].text);
	return equal;
}

static bool same_options(const pip_options *x, const pip_options *y)
{
	bool equal = x->n == y->n;
	for (ptrdiff_t i = 0; equal && i < x->n; i++)
		equal = same(x->at[i].name, y->at[i].name) && same(x->at[i].value, y->at[i].value);
	return equal;
}

static bool same_ignores(const suppressions *x, const suppressions *y)
{
	bool equal = x->n == y->n;
	for (ptrdiff_t i = 0; equal && i < x->n; i++)
		equal = x->at[i].rule == y->at[i].rule && same(x->at[i].package, y->at[i].package) &&
		        same(x->at[i].until, y->at[i].until) && same(x->at[i].reason, y->at[i].reason);
	return equal;
}

static int count_like(const problems *all, const problem *p)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		n += all->at[i].code == p->code && same(all->at[i].subject, p->subject);
	return n;
}

/* Nothing may be wrong afterwards that was not before. Files with thousands of problems are not repaired. */
bool fix_no_new_problems(const problems *before, const problems *after)
{
	enum { MOST = 1000 };
	if (after->n > MOST)
		return false;
	for (ptrdiff_t i = 0; i < after->n; i++)
		if (count_like(after, &after->at[i]) > count_like(before, &after->at[i]))
			return false;
	return true;
}

static bool same_entry(const spec *x, const spec *y)
{
	return x->manager == y->manager && x->platforms == y->platforms && same(x->selector, y->selector) &&
	       str_eq(x->raw, y->raw) && same(x->canonical, y->canonical);
}

/* Whether the entry means what its step promised. */
static bool keeps_word(arena *a, const spec *was, const spec *now, const proposal *p)
{
	if (was->manager != now->manager || was->platforms != now->platforms || !same(was->selector, now->selector) ||
	    !same(now->raw, p->step.after) || !same(was->name, now->name))
		return false;
	switch (p->step.kind) {
	case FIX_BUILDS:
		return !now->build.n && now->pin >= PIN_PREFIX && same(was->channel, now->channel);
	case FIX_PINS:
		if (now->pin < PIN_PREFIX || !same(was->channel, now->channel) || !same(was->build, now->build))
			return false;
		if (now->pip)
			return pep440_set_has(a, now->pip->set, p->step.value, true);
		const version_spec *allowed = now->conda ? matchspec_constraint(a, now->conda) : NULL;
		return allowed && version_spec_match(a, allowed, p->step.value) == MATCH_YES;
	case FIX_REFS:
		return now->pip && now->pip->vcs == VCS_COMMIT && same(now->pip->vcs_ref, p->step.value);
	case FIX_COPY:
		return same(now->canonical, p->like->canonical);
	case FIX_PREFIX:
	case FIX_KEYS:
	case FIX_COUNT:
		break;
	}
	return false;
}

/* Entry by entry, in their order. */
static bool entries_hold(arena *a, const env *before, const env *after, const proposals *all, ptrdiff_t beg, ptrdiff_t end)
{
	if (before->specs.n != after->specs.n)
		return false;
	for (ptrdiff_t i = 0; i < before->specs.n; i++) {
		const spec *was = &before->specs.at[i], *now = &after->specs.at[i];
		while (beg < end && all->at[beg].entry < i)
			beg++;
		bool promised = beg < end && all->at[beg].entry == i;
		if (promised ? !keeps_word(a, was, now, &all->at[beg]) : !same_entry(was, now))
			return false;
	}
	return true;
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static str entry_key(arena *a, const spec *s)
{
	return arena_printf(a, "%d %u %.*s", (int)s->manager, s->platforms, SARG(s->raw));
}

/* Joined lists: the same entries, in any order, and those that the first reading did not see. */
static bool entries_joined(arena *a, const env *before, const env *after, const proposals *all, ptrdiff_t beg, ptrdiff_t end)
{
	strs was = { 0 }, now = { 0 }, added = { 0 };
	for (ptrdiff_t i = beg; i < end; i++)
		for (ptrdiff_t k = 0; k < all->at[i].added.n; k++)
			*LIST_PUSH(a, &added) = all->at[i].added.at[k];
	for (ptrdiff_t i = 0; i < before->specs.n; i++)
		*LIST_PUSH(a, &was) = entry_key(a, &before->specs.at[i]);
	for (ptrdiff_t i = 0; i < after->specs.n; i++)
		*LIST_PUSH(a, &now) = entry_key(a, &after->specs.at[i]);
	sort_runs(a, was.at, was.n, (ptrdiff_t)sizeof(str), by_text);
	sort_runs(a, now.at, now.n, (ptrdiff_t)sizeof(str), by_text);
	sort_runs(a, added.at, added.n, (ptrdiff_t)sizeof(str), by_text);
	strs more = { 0 };
	ptrdiff_t k = 0;
	for (ptrdiff_t i = 0; i < now.n; i++) {
		if (k < was.n && str_eq(was.at[k], now.at[i]))
			k++;
		else
			*LIST_PUSH(a, &more) = str_from(now.at[i], str_find_byte(str_from(now.at[i], 2), ' ') + 3);
	}
	if (k < was.n || more.n != added.n)
		return false;
	sort_runs(a, more.at, more.n, (ptrdiff_t)sizeof(str), by_text);
	for (ptrdiff_t i = 0; i < more.n; i++)
		if (!str_eq(more.at[i], added.at[i]))
			return false;
	return true;
}

bool fix_is_promised(arena *a, const env *before, const env *after, const proposals *all, ptrdiff_t beg, ptrdiff_t end,
                     const char **why)
{
	bool keys = end > beg && all->at[beg].step.kind == FIX_KEYS, prefix = end > beg && all->at[beg].step.kind == FIX_PREFIX;
	*why = NULL;
	if (!after->complete)
		*why = "the file could not be read afterwards";
	else if (!(keys ? entries_joined(a, before, after, all, beg, end) : entries_hold(a, before, after, all, beg, end)))
		*why = "another entry would have changed, or this one not as promised";
	else if (!same(before->name.text, after->name.text) || !same(before->category, after->category))
		*why = "the name would have changed";
	else if (prefix ? after->prefix.text.p != NULL : !keys && !same(before->prefix.text, after->prefix.text))
		*why = "the prefix would not be what was promised";
	else if (!keys && !fix_same_items(&before->channels, &after->channels))
		*why = "the channels would have changed";
	else if (!keys && !same_options(&before->options, &after->options))
		*why = "pip's options would have changed";
	else if (!same_ignores(&before->ignores, &after->ignores))
		*why = "an ignore would have moved to another entry";
	else if (!fix_no_new_problems(&before->problems, &after->problems))
		*why = "the file would have a fault that it had not";
	return !*why;
}
