/* floor: see floor.h. Single words, severities and plain lists; what has parts is in floor_parts.c.
 *
 * A floor is a whole policy: what it does not say is its default, and that holds too, or a repository
 * could pass everything with "profile: audit". Lists are compared by what they let pass: a pattern more
 * in exclude loosens, one less in include does. */
#include "gate/floor_in.h"

#include "base/sort.h"

const policy_key *floor_said(const policy *p, str key)
{
	for (ptrdiff_t i = 0; i < p->said.n; i++)
		if (str_eq(p->said.at[i].name, key))
			return &p->said.at[i];
	return NULL;
}

bool floor_may(const floor_pass *f, str key)
{
	if (str_starts(key, S("rules.")) && strs_has(&f->floor->may_override, S("rules")))
		return true;
	return strs_has(&f->floor->may_override, key);
}

void floor_tell(floor_pass *f, str key, span at, str what, str want)
{
	const policy_key *there = floor_said(f->floor, key);
	problem *p = LIST_PUSH(f->a, f->told);
	*p = (problem){ .code = PROBLEM_SYNTAX, .at = at, .subject = key, .evidence = what, .what = what };
	str place = arena_printf(f->a, "%.*s", SARG(f->floor->path));
	if (there)
		place = arena_printf(f->a, "%.*s:%d", SARG(f->floor->path), there->at.line);
	p->hint = arena_printf(f->a, "%.*s, as the floor (%.*s) wants it; it would have to list %.*s under may-override",
	                       SARG(want), SARG(place), SARG(key));
}

static void tell_word(floor_pass *f, const policy_key *k, const char *ours, const char *floors)
{
	floor_tell(f, k->name, k->at,
	           arena_printf(f->a, "'%.*s: %s' is looser than the floor's '%s'", SARG(k->name), ours, floors),
	           arena_printf(f->a, "write '%.*s: %s' or stricter, or leave it out", SARG(k->name), floors));
}

/* How much a profile lets pass: audit most, strict least. */
static int firmness(profile p)
{
	static const int order[] = { [PROFILE_AUDIT] = 0, [PROFILE_STANDARD] = 1, [PROFILE_STRICT] = 2 };
	return order[p];
}

static void merge_words(floor_pass *f)
{
	const policy *own = f->own, *floor = f->floor;
	const policy_key *k = floor_said(own, S("profile"));
	if (k) {
		f->out->profile = own->profile;
		if (firmness(own->profile) < firmness(floor->profile) && !floor_may(f, k->name))
			tell_word(f, k, profile_name(own->profile), profile_name(floor->profile));
	}
	k = floor_said(own, S("fail-on"));
	if (k) {
		f->out->fail_on = own->fail_on;
		if (own->fail_on > floor->fail_on && !floor_may(f, k->name))
			tell_word(f, k, severity_name(own->fail_on), severity_name(floor->fail_on));
	}
	k = floor_said(own, S("existing"));
	if (k) {
		f->out->existing_fails = own->existing_fails;
		if (floor->existing_fails && !own->existing_fails && !floor_may(f, k->name))
			tell_word(f, k, "note", "fail");
	}
}

/* A rule that own does not name has own's profile, if it says one, and never less than the floor sets by
 * name. */
static severity unnamed(const floor_pass *f, rule_id id)
{
	severity floors = f->floor->of[id];
	if (!floor_said(f->own, S("profile")))
		return floors;
	severity ours = RULES[id].of[f->own->profile];
	return f->floor->set[id] && floors > ours ? floors : ours;
}

static void merge_rules(floor_pass *f)
{
	bool profile_said = floor_said(f->own, S("profile")) != NULL;
	for (int i = 0; i < RULE_COUNT; i++) {
		severity ours = f->own->set[i] ? f->own->of[i] : profile_said ? unnamed(f, (rule_id)i) : f->floor->of[i];
		f->out->of[i] = ours;
		f->out->set[i] = f->own->set[i] || f->floor->set[i];
		str key = arena_cat(f->a, S("rules."), RULES[i].id);
		const policy_key *k = f->own->set[i] ? floor_said(f->own, key) : NULL;
		if (!k || ours >= f->floor->of[i] || floor_may(f, key))
			continue;
		tell_word(f, k, severity_name(ours), severity_name(f->floor->of[i]));
	}
}

/* Lists in which each entry stands for itself. */
typedef struct plain_list {
	str key;
	ptrdiff_t at;
	bool more_is_stricter;
} plain_list;

static const plain_list lists[] = {
	{ S_INIT("files.include"), offsetof(policy, include), true },
	{ S_INIT("files.exclude"), offsetof(policy, exclude), false },
	{ S_INIT("files.retired"), offsetof(policy, retired), false },
	{ S_INIT("files.images"), offsetof(policy, images), true },
	{ S_INIT("files.commands"), offsetof(policy, commands), true },
	{ S_INIT("files.gate"), offsetof(policy, gate), true },
	{ S_INIT("core"), offsetof(policy, core), true },
};

str floor_first_missing(arena *a, const strs *some, const strs *all)
{
	strs sorted = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++)
		*LIST_PUSH(a, &sorted) = all->at[i];
	strs_sort_unique(&sorted);
	for (ptrdiff_t i = 0; i < some->n; i++) {
		ptrdiff_t low = 0, high = sorted.n;
		while (low < high) {
			ptrdiff_t middle = low + (high - low) / 2;
			if (str_cmp(sorted.at[middle], some->at[i]) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (low == sorted.n || !str_eq(sorted.at[low], some->at[i]))
			return some->at[i];
	}
	return (str){ 0 };
}

void floor_tell_entry(floor_pass *f, const policy_key *k, str text, bool more)
{
	str what = arena_printf(f->a, "'%.*s' drops '%.*s'", SARG(k->name), SARG(text));
	str want = arena_printf(f->a, "write '%.*s' there as well, or leave the key out", SARG(text));
	if (more) {
		what = arena_printf(f->a, "'%.*s' lets '%.*s' pass, which the floor does not", SARG(k->name), SARG(text));
		want = arena_printf(f->a, "take '%.*s' out of the list", SARG(text));
	}
	floor_tell(f, k->name, k->at, what, want);
}

static void merge_lists(floor_pass *f)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const plain_list *l = &lists[i];
		const policy_key *k = floor_said(f->own, l->key);
		if (!k)
			continue;
		const strs *own = (const void *)((const char *)f->own + l->at);
		const strs *floor = (const void *)((const char *)f->floor + l->at);
		*(strs *)(void *)((char *)f->out + l->at) = *own;
		str odd = l->more_is_stricter ? floor_first_missing(f->a, floor, own)
		                                : floor_first_missing(f->a, own, floor);
		if (odd.p && !floor_may(f, l->key))
			floor_tell_entry(f, k, odd, !l->more_is_stricter);
	}
}

static int by_place(const void *px, const void *py)
{
	const problem *x = px, *y = py;
	return (x->at.beg > y->at.beg) - (x->at.beg < y->at.beg);
}

const policy *floor_merge(arena *a, const policy *own, const policy *floor, problems *told)
{
	policy *out = NEW(a, policy);
	*out = *floor;
	out->floor = floor->src;
	if (!own) {
		out->from = POLICY_FLOOR;
		return out;
	}
	out->from = own->from;
	out->path = own->path;
	out->oid = own->oid;
	out->src = own->src;
	out->said = own->said;
	out->problems = own->problems;
	floor_pass f = { .a = a, .own = own, .floor = floor, .out = out, .told = told };
	merge_words(&f);
	merge_rules(&f);
	merge_lists(&f);
	floor_parts(&f);
	sort_runs(a, told->at, told->n, (ptrdiff_t)sizeof *told->at, by_place);
	return out;
}
