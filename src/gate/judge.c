/* judge: runs the side rules over one side.
 *
 * Who loops is decided by a rule's scope, so a rule never does. What a rule needs to know about the
 * whole file is worked out here once: a file counts as "pinned" when most of its other packages
 * have a version, because only there is one more entry without a version a step back. Counting the
 * others for each entry would be quadratic; a sorted table of names answers each in log n, and it is
 * made only for files that have an entry without a version. */
#include "gate/judge.h"

#include "gate/rule.h"

/* How many packages a file has, and how many of them are bounded, prefix or exact. */
typedef struct census {
	entry_list entries;
	ptrdiff_t packages, firm;
	bool taken;
} census;

/* Pinned is measured where the author of the change has no say: at base, under the old name if the
 * file was renamed. A new file is measured as it is. */
static const env *measured(const visit *v)
{
	const side *before = v->side->before;
	const file *f = v->file, *old = before ? side_file(before, f->path) : NULL;
	if (before && f->was.p && (!old || !old->env))
		old = side_file(before, f->was);
	return old && old->env && old->env->is_environment ? old->env : f->env;
}

static bool is_firm(const spec *s)
{
	return s->pin >= PIN_BOUNDED;
}

static census census_take(const visit *v)
{
	const env *e = measured(v);
	census c = { .taken = true };
	c.entries = e == v->file->env ? v->by_name : entries_by_name(v->a, e);
	c.packages = c.entries.n;
	for (ptrdiff_t i = 0; i < c.entries.n; i++)
		c.firm += is_firm(c.entries.at[i]);
	for (ptrdiff_t i = 0; i < c.entries.repeats.n; i++) {
		entry_group g = c.entries.repeats.at[i];
		ptrdiff_t firm = 0;
		for (ptrdiff_t k = 0; k < g.n; k++)
			firm += is_firm(g.at[k]);
		c.packages -= g.n - 1;
		c.firm -= firm > 1 ? firm - 1 : 0;
	}
	return c;
}

/* The first entry that is not before s. */
static ptrdiff_t census_find(const census *c, const spec *s)
{
	ptrdiff_t lo = 0, hi = c->entries.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (entries_order(c->entries.at[mid], s) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* At least five packages beside the spec's own, at least half of them firm. */
static bool census_is_pinned(const census *c, const spec *s)
{
	ptrdiff_t others = c->packages, firm = c->firm, i = census_find(c, s);
	if (i < c->entries.n && entries_order(c->entries.at[i], s) == 0) {
		others--;
		bool own = false;
		while (!own && i < c->entries.n && entries_order(c->entries.at[i], s) == 0)
			own = is_firm(c->entries.at[i++]);
		firm -= own;
	}
	return others >= 5 && 2 * firm >= others;
}

static bool has_satisfaction(const side *s)
{
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		if (s->families.at[i].satisfaction)
			return true;
	return false;
}

static void judge_specs(visit *v, const env *e)
{
	census c = { 0 };
	bool may_cover = has_satisfaction(v->side);
	rule_set per_spec = rules_in_force(v->policy, PER_SPEC);
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		if (!s->conda && !s->pip)
			continue; /* refused: file/syntax has said so */
		v->spec = s;
		v->covered = may_cover && rule_covered(v->side, v->file, s);
		v->pinned_file = false;
		if (s->pin <= PIN_NONE && s->name.n > 0) {
			if (!c.taken)
				c = census_take(v);
			v->pinned_file = census_is_pinned(&c, s);
		}
		rule_run(v, &per_spec);
	}
	v->spec = NULL;
}

/* What PER_FILE looks at. Of a lock only the rules of family file find anything: it has no env. */
static bool is_judged_file(const file *f)
{
	bool kind = f->kind == FILE_ENVIRONMENT || file_kind_is_lock(f->kind);
	return kind && f->src->kind != ENTRY_ABSENT;
}

static void judge_files(visit *v)
{
	entry_list *names = NEW_N(v->a, entry_list, v->side->files.n);
	rule_set per_file = rules_in_force(v->policy, PER_FILE);
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		v->file = &v->side->files.at[i];
		if (!is_judged_file(v->file))
			continue;
		if (rule_env(v))
			names[i] = entries_by_name(v->a, v->file->env);
		v->by_name = names[i];
		rule_run(v, &per_file);
		if (rule_env(v))
			judge_specs(v, v->file->env);
	}
	v->file = NULL;
	v->by_name = (entry_list){ 0 };
	v->names = names;
}

static void judge_lock(visit *v, const lock *l, const rule_set *per_lock, const rule_set *per_locked)
{
	rule_run(v, per_lock);
	for (ptrdiff_t i = 0; per_locked->n && i < l->packages.n; i++) {
		v->locked = &l->packages.at[i];
		rule_run(v, per_locked);
	}
	v->locked = NULL;
}

static void judge_others(visit *v)
{
	rule_set per_lock = rules_in_force(v->policy, PER_LOCK);
	rule_set per_locked = rules_in_force(v->policy, PER_LOCKED);
	rule_set per_use = rules_in_force(v->policy, PER_USE);
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		v->file = &v->side->files.at[i];
		if (v->file->lock && file_kind_is_lock(v->file->kind))
			judge_lock(v, v->file->lock, &per_lock, &per_locked);
		if (v->file->uses)
			rule_run(v, &per_use);
	}
	v->file = NULL;
}

static void judge_families(visit *v)
{
	rule_set per_family = rules_in_force(v->policy, PER_FAMILY);
	for (ptrdiff_t i = 0; i < v->side->families.n; i++) {
		v->family = &v->side->families.at[i];
		rule_run(v, &per_family);
		v->file = NULL;
		v->spec = NULL;
	}
	v->family = NULL;
}

findings judge_side(arena *a, const side *s)
{
	findings out = { 0 };
	visit v = { .a = a, .policy = s->policy, .side = s, .out = &out };
	rule_set per_side = rules_in_force(s->policy, PER_SIDE);
	rule_run(&v, &per_side);
	v.file = NULL;
	judge_files(&v);
	judge_others(&v);
	judge_families(&v);
	rule_sort(&out);
	return out;
}
