/* pep440_hull: the outer bounds of a specifier set, and versions that tell it from other sets.
 *
 * Every specifier cuts the line of versions at one or two points; between two cuts nothing changes.
 * So the first version behind each cut, for the cuts of both sets, is enough to compare two sets by
 * asking pep440_set_has. Two cuts have no first version behind them and get one close enough:
 * >1.2 (behind 1.2.post999...) and ==1.2+x (behind 1.2+x). */
#include "spec/pep440_impl.h"

#include <string.h>

/* >1.2 begins somewhere before 1.2.0.0.1: that many numbers are deeper than any version's. */
enum { DEEP = 16 };

typedef struct hull_end {
	const pep440_version *cut; /* NULL: open */
	bool included;
	str text; /* as a person says it: 1.3 for 1.3.dev0 */
} hull_end;

typedef struct hull {
	hull_end low, high;
} hull;

static str base_text(arena *a, const pep440_version *v)
{
	return pep440_split(a, v).base_version;
}

/* What one specifier bounds; != bounds nothing. */
static hull clause_hull(arena *a, const pep440_clause *c)
{
	hull_end at = { c->v, true, c->v ? c->v->text : c->version };
	hull_end next = { c->next, false, c->next ? base_text(a, c->next) : (str){ 0 } };
	switch (c->op) {
	case OP_GE:
		return (hull){ .low = at };
	case OP_GT:
		at.included = false;
		return (hull){ .low = at };
	case OP_LE:
		return (hull){ .high = at };
	case OP_LT:
		return (hull){ .high = { c->edge, false, at.text } };
	case OP_EQ:
	case OP_IDENTICAL:
		return (hull){ at, at };
	case OP_COMPATIBLE:
		return (hull){ at, next };
	case OP_EQ_PREFIX:
		return (hull){ { c->edge, true, at.text }, next };
	case OP_NE:
	case OP_NE_PREFIX:
		break;
	}
	return (hull){ 0 };
}

/* sign 1: the higher of two low ends; -1: the lower of two high ends. At one point "excluded" is
 * narrower. */
static hull_end narrower(hull_end x, hull_end y, int sign)
{
	if (!x.cut || !y.cut)
		return x.cut ? x : y;
	int c = sign * pep440_cmp(x.cut, y.cut);
	if (c == 0)
		return x.included ? y : x;
	return c > 0 ? x : y;
}

static bool is_same_cut(hull_end x, const pep440_version *v)
{
	return x.cut && v && pep440_cmp(x.cut, v) == 0;
}

bounds pep440_set_bounds(arena *a, const pep440_set *s)
{
	hull all = { 0 };
	for (ptrdiff_t i = 0; i < s->n; i++) {
		const pep440_clause *c = &s->at[i];
		if (c->op == OP_IDENTICAL) {
			bound only = { c->v ? c->v->text : c->version, true };
			return (bounds){ .low = only, .high = only, .exact = true };
		}
		hull one = clause_hull(a, c);
		all.low = narrower(all.low, one.low, 1);
		all.high = narrower(all.high, one.high, -1);
	}
	bounds out = {
		.low = { all.low.text, all.low.included },
		.high = { all.high.text, all.high.included },
		.any = s->n == 0,
	};
	out.exact = is_same_cut(all.low, all.high.cut) && all.low.included && all.high.included;
	for (ptrdiff_t i = 0; i < s->n && !out.exact; i++)
		if (s->at[i].op == OP_EQ_PREFIX)
			out.prefix |= is_same_cut(all.low, s->at[i].edge) &&
			              is_same_cut(all.high, s->at[i].next);
	return out;
}

static void add(arena *a, strs *out, str version)
{
	*LIST_PUSH(a, out) = version;
}

/* Behind V and all V+local: 1.2.post0.dev0, 1.2.post4.dev0, 1.2.dev4. */
static str behind_locals(arena *a, const pep440_version *v)
{
	return (v->has_dev ? pep440_next_dev(a, v) : pep440_next_post_dev0(a, v))->text;
}

/* Behind V and all its post-releases: 1.2a4.dev0 for 1.2a3; 1.2.0.(...).0.1.dev0 for 1.2. */
static str behind_posts(arena *a, const pep440_version *v)
{
	pep440_version to = *v;
	to.nlocal = 0;
	to.has_post = false;
	to.has_dev = true;
	to.dev_n = S("0");
	if (v->pre != PRE_NONE) {
		to.pre_n = pep440_plus_one(a, v->pre_n);
	} else {
		to.nrelease = (v->nrelease > DEEP ? v->nrelease : DEEP) + 1;
		to.release = NEW_N(a, str, to.nrelease);
		memcpy(to.release, v->release, (size_t)v->nrelease * sizeof(str));
		for (ptrdiff_t i = v->nrelease; i < to.nrelease; i++)
			to.release[i] = i + 1 < to.nrelease ? S("0") : S("1");
	}
	pep440_finish(a, &to);
	return to.text;
}

/* The same version in another spelling, which === tells apart: an epoch with one more zero. */
static str respelled(arena *a, const pep440_version *v)
{
	bool has_epoch = !str_eq(v->epoch, S("0"));
	return arena_cat(a, has_epoch ? S("0") : S("00!"), v->text);
}

static void clause_witnesses(arena *a, const pep440_clause *c, strs *out)
{
	if (c->edge)
		add(a, out, c->edge->text);
	if (c->next)
		add(a, out, c->next->text);
	add(a, out, c->v ? c->v->text : c->version);
	switch (c->op) {
	case OP_GT:
		if (!c->edge)
			add(a, out, behind_posts(a, c->v));
		break;
	case OP_EQ:
	case OP_NE:
		if (c->v->nlocal > 0) {
			add(a, out, arena_cat(a, c->v->text, S(".0")));
			break;
		}
		add(a, out, behind_locals(a, c->v));
		break;
	case OP_LE:
		add(a, out, behind_locals(a, c->v));
		break;
	case OP_IDENTICAL:
		add(a, out, c->version);
		if (c->v)
			add(a, out, respelled(a, c->v));
		break;
	case OP_GE:
	case OP_LT:
	case OP_COMPATIBLE:
	case OP_EQ_PREFIX:
	case OP_NE_PREFIX:
		break;
	}
}

void pep440_set_witnesses(arena *a, const pep440_set *s, strs *out)
{
	str epoch = S("0");
	for (ptrdiff_t i = 0; i < s->n; i++) {
		const pep440_clause *c = &s->at[i];
		clause_witnesses(a, c, out);
		str mine = c->v ? c->v->epoch : epoch;
		if (mine.n > epoch.n || (mine.n == epoch.n && str_cmp(mine, epoch) > 0))
			epoch = mine;
	}
	/* The lowest version there is, and one above all operands. */
	add(a, out, S("0.dev0"));
	add(a, out, arena_cat(a, pep440_plus_one(a, epoch), S("!0")));
}
