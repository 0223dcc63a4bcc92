/* split_check: the proof. Whatever the one file said, at least one of the files says, and none says more. */
#include "edit/fix_in.h"
#include "edit/split_in.h"

#include "base/buf.h"

static void put(buf *b, str s)
{
	buf_printf(b, "%td:%.*s ", s.p ? s.n : (ptrdiff_t)-1, SARG(s));
}

static str entry_key(arena *a, const spec *s)
{
	buf b = buf_sized(a, s->raw.n + s->canonical.n + 32);
	buf_printf(&b, "%d %u ", (int)s->manager, s->platforms);
	put(&b, s->raw);
	put(&b, s->canonical);
	put(&b, s->selector);
	return buf_str(&b);
}

static str option_key(arena *a, const pip_option *o)
{
	buf b = buf_sized(a, 64);
	put(&b, o->name);
	put(&b, o->value);
	put(&b, o->requirement);
	return buf_str(&b);
}

static str ignore_key(arena *a, const suppression *i)
{
	buf b = buf_sized(a, 64);
	buf_printf(&b, "%d %d ", (int)i->rule, (int)i->manager);
	put(&b, i->package);
	put(&b, i->until);
	put(&b, i->reason);
	return buf_str(&b);
}

typedef enum topic { ENTRIES, OPTIONS_OF_PIP, IGNORES, TOPICS } topic;

static void add_keys(arena *a, const env *e, topic t, strs *out)
{
	for (ptrdiff_t i = 0; t == ENTRIES && i < e->specs.n; i++)
		*LIST_PUSH(a, out) = entry_key(a, &e->specs.at[i]);
	for (ptrdiff_t i = 0; t == OPTIONS_OF_PIP && i < e->options.n; i++)
		*LIST_PUSH(a, out) = option_key(a, &e->options.at[i]);
	for (ptrdiff_t i = 0; t == IGNORES && i < e->ignores.n; i++)
		*LIST_PUSH(a, out) = ignore_key(a, &e->ignores.at[i]);
}

static bool same_list(const strs *x, const strs *y)
{
	bool equal = x->n == y->n;
	for (ptrdiff_t i = 0; equal && i < x->n; i++)
		equal = str_eq(x->at[i], y->at[i]);
	return equal;
}

/* An entry that stands twice says no more than one, so the sets are compared. */
static bool says_the_same(arena *a, const env *was, const split_part *parts, topic t)
{
	strs before = { 0 }, now = { 0 };
	add_keys(a, was, t, &before);
	for (int r = 0; r < SPLIT_ROLES; r++)
		if (parts[r].env)
			add_keys(a, parts[r].env, t, &now);
	strs_sort_unique(&before);
	strs_sort_unique(&now);
	return same_list(&before, &now);
}

/* A file's options are for all of its requirements, so a file with requirements has all of them or none. */
static bool has_the_options(arena *a, const env *was, const env *now)
{
	strs before = { 0 }, mine = { 0 };
	bool pip = false;
	for (ptrdiff_t i = 0; i < now->specs.n; i++)
		pip = pip || now->specs.at[i].manager == MANAGER_PIP;
	for (ptrdiff_t i = 0; i < was->options.n; i++)
		if (!was->options.at[i].on_requirement)
			*LIST_PUSH(a, &before) = option_key(a, &was->options.at[i]);
	for (ptrdiff_t i = 0; i < now->options.n; i++)
		if (!now->options.at[i].on_requirement)
			*LIST_PUSH(a, &mine) = option_key(a, &now->options.at[i]);
	return !pip || same_list(&before, &mine);
}

static bool has_the_name(arena *a, const env *was, const env *now, split_role r)
{
	str want = was->name.text;
	if (want.p && r != SPLIT_PROD)
		want = arena_printf(a, "%.*s-%s", SARG(want), split_role_name(r));
	return want.p ? now->name.text.p && str_eq(want, now->name.text) : !now->name.text.p;
}

static bool same_text(str x, str y)
{
	return x.n == y.n && (x.n == 0 || str_eq(x, y));
}

static const char *part_differs(arena *a, const env *was, const env *now, split_role r)
{
	if (!now->complete || !now->is_environment || !now->specs.n)
		return "nothing that can be installed would be left in one of the files";
	if (!has_the_name(a, was, now, r))
		return "a file would have another name than promised";
	if (!fix_same_items(&was->channels, &now->channels) || was->has_channels != now->has_channels)
		return "a file would have other channels";
	if (!same_list(&was->platforms, &now->platforms) || !same_text(was->category, now->category))
		return "a file would be for other platforms or of another category";
	if (r == SPLIT_PROD ? !same_text(was->prefix.text, now->prefix.text) : now->prefix.text.p != NULL)
		return "a file would have another prefix than promised";
	if (!has_the_options(a, was, now))
		return "a file would have other options of pip";
	return fix_no_new_problems(&was->problems, &now->problems) ? NULL : "a file would have a fault that the one had not";
}

const char *split_differs(arena *a, const env *was, const split_part *parts)
{
	for (int r = 0; r < SPLIT_ROLES; r++) {
		const char *why = parts[r].env ? part_differs(a, was, parts[r].env, (split_role)r) : NULL;
		if (why)
			return why;
	}
	for (int t = 0; t < TOPICS; t++)
		if (!says_the_same(a, was, parts, (topic)t))
			return "the files together would not say what the one said";
	return NULL;
}
