/* log_words: what the formats of a timeline say alike. */
#include "write/log.h"

str log_commit(const timeline *t, ptrdiff_t at)
{
	return at < 0 ? S("before") : str_head(t->moments.at[at].oid, 7);
}

str log_constraint(str text)
{
	if (!text.p)
		return S("-");
	return text.n ? text : S("any");
}

str log_span(arena *a, long long days)
{
	if (days < 0)
		return S("");
	if (days < 60)
		return arena_printf(a, "%lld %s", days, days == 1 ? "day" : "days");
	if (days < 730)
		return arena_printf(a, "%lld months", days * 12 / 365);
	return arena_printf(a, "%lld.%lld years", days / 365, days % 365 * 10 / 365);
}

str log_pin_name(arena *a, const pin_key *k)
{
	if (k->manager != MANAGER_PIP)
		return k->package;
	return arena_cat(a, S("pip "), k->package);
}

static str file_words(arena *a, ptrdiff_t n)
{
	return arena_printf(a, "%td %s", n, n == 1 ? "commit" : "commits");
}

strs log_remarks(arena *a, const timeline *t)
{
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < t->notes.n; i++)
		*LIST_PUSH(a, &out) = t->notes.at[i];
	for (ptrdiff_t i = 0; i < t->ends.n && i < 4; i++)
		*LIST_PUSH(a, &out) = arena_printf(a,
		                                   "this clone is shallow: it ends at %.*s, and what was there is older "
		                                   "(git fetch --unshallow)",
		                                   SARG(str_head(t->ends.at[i], 7)));
	if (t->ends.n > 4)
		*LIST_PUSH(a, &out) = arena_printf(a, "and at %.*s more", SARG(file_words(a, t->ends.n - 4)));
	if (t->since_cut)
		*LIST_PUSH(a, &out) = arena_printf(a, "commits before %.*s were left out", SARG(t->since));
	for (ptrdiff_t i = 0; i < t->gaps.n && i < 8; i++)
		*LIST_PUSH(a, &out) = arena_printf(a, "%.*s could not be read at %.*s; what changed there shows at the next "
		                                      "commit that can be read",
		                                   SARG(t->gaps.at[i].path), SARG(log_commit(t, t->gaps.at[i].at)));
	if (t->gaps.n > 8)
		*LIST_PUSH(a, &out) = arena_printf(a, "%td more could not be read", t->gaps.n - 8);
	return out;
}

str log_review(arena *a, const review *r)
{
	str past = r->last_review.p ? arena_cat(a, S("reviewed "), r->last_review) : S("never reviewed");
	if (!r->is_due)
		return past;
	str days = arena_printf(a, "%.*s to %.*s", SARG(r->due_from), SARG(r->due_to));
	return arena_printf(a, "%.*s, %s %.*s", SARG(past), r->is_open ? "due" : "missed", SARG(days));
}
