/* pep440_set: specifiers (">=1.2,!=1.3.*") and which versions satisfy them.
 *
 * packaging 26 turns every specifier into intervals of versions and asks where a version lies; here
 * each operator compares with the one or two end points that such an interval has, which are made
 * once, when the specifier is read. A set is the "and" of its specifiers.
 *
 * Traps, all in the vectors: <1.2 ends before 1.2.dev0, but <1.2rc1 at 1.2rc1; >1.2 leaves out
 * 1.2.post1 and 1.2+local, >1.2.post1 does not leave out 1.2.post2; == without a local part takes
 * any local part; === compares the raw texts without case, and takes its text up to a space, ')' or
 * ';', so that a comma inside it begins another specifier. */
#include "spec/pep440_impl.h"
#include "spec/pytext.h"

#include "base/buf.h"

#include <stdlib.h>

typedef struct op_word {
	str text;
	pep440_op op, prefix_op; /* prefix_op: with ".*" behind the version */
	unsigned allow;
} op_word;

/* Longer signs before their own beginnings. */
static const op_word OPS[] = {
	{ S_INIT("==="), OP_IDENTICAL,  OP_IDENTICAL,  0 },
	{ S_INIT("=="),  OP_EQ,         OP_EQ_PREFIX,  SCAN_LOCAL | SCAN_WILDCARD },
	{ S_INIT("!="),  OP_NE,         OP_NE_PREFIX,  SCAN_LOCAL | SCAN_WILDCARD },
	{ S_INIT("~="),  OP_COMPATIBLE, OP_COMPATIBLE, 0 },
	{ S_INIT("<="),  OP_LE,         OP_LE,         0 },
	{ S_INIT(">="),  OP_GE,         OP_GE,         0 },
	{ S_INIT("<"),   OP_LT,         OP_LT,         0 },
	{ S_INIT(">"),   OP_GT,         OP_GT,         0 },
};

static const op_word *op_at(str text, ptrdiff_t i)
{
	for (size_t k = 0; k < sizeof OPS / sizeof OPS[0]; k++)
		if (str_starts(str_from(text, i), OPS[k].text))
			return &OPS[k];
	return NULL;
}

static ptrdiff_t skip_space(str text, ptrdiff_t i)
{
	for (ptrdiff_t w; (w = py_space_at(text, i)) > 0;)
		i += w;
	return i;
}

static ptrdiff_t identical_end(str text, ptrdiff_t i)
{
	while (i < text.n && text.p[i] != ';' && text.p[i] != ')' && py_space_at(text, i) == 0)
		i++;
	return i;
}

/* The end, or -1; *version_at and *p say what stands between. */
static ptrdiff_t scan_clause(str text, ptrdiff_t i, ptrdiff_t *version_at, pep440_pieces *p)
{
	const op_word *op = op_at(text, i);
	*p = (pep440_pieces){ 0 };
	if (!op)
		return -1;
	*version_at = i = skip_space(text, i + op->text.n);
	if (op->op == OP_IDENTICAL)
		return identical_end(text, i);
	if (!pep440_scan(text, i, op->allow, p))
		return -1;
	if (op->op == OP_COMPATIBLE && str_find_byte(p->release, '.') < 0)
		return -1;
	return p->end;
}

ptrdiff_t pep440_clause_end(str text, ptrdiff_t i)
{
	ptrdiff_t version_at;
	pep440_pieces p;
	return scan_clause(text, i, &version_at, &p);
}

static void set_end_points(arena *a, pep440_clause *c)
{
	const pep440_version *v = c->v;
	switch (c->op) {
	case OP_LT:
		c->edge = pep440_is_pre(v) ? v : pep440_dev0(a, v);
		break;
	case OP_GT:
		c->edge = v->has_dev    ? pep440_next_dev(a, v)
		          : v->has_post ? pep440_next_post_dev0(a, v)
		                        : NULL;
		break;
	case OP_COMPATIBLE:
		c->next = pep440_next_prefix_dev0(a, v, v->nrelease - 1);
		break;
	case OP_EQ_PREFIX:
	case OP_NE_PREFIX:
		c->edge = pep440_base_dev0(a, v);
		c->next = pep440_next_prefix_dev0(a, v, v->nrelease);
		break;
	case OP_GE:
	case OP_LE:
	case OP_EQ:
	case OP_NE:
	case OP_IDENTICAL:
		break;
	}
}

bool pep440_clause_parse(arena *a, str text, pep440_clause *out)
{
	str s = py_strip(text);
	ptrdiff_t at;
	pep440_pieces p;
	if (scan_clause(s, 0, &at, &p) != s.n)
		return false;
	const op_word *op = op_at(s, 0);
	*out = (pep440_clause){ .version = str_from(s, at) };
	out->op = p.wildcard ? op->prefix_op : op->op;
	out->text = at == op->text.n ? s : arena_cat(a, op->text, out->version);
	out->v = op->op == OP_IDENTICAL ? pep440_parse(a, out->version, NULL) : pep440_build(a, &p);
	set_end_points(a, out);
	return true;
}

static bool is_equal(const pep440_version *spec, const pep440_version *v)
{
	return spec->nlocal > 0 ? pep440_cmp(v, spec) == 0 : pep440_cmp_public(v, spec) == 0;
}

static bool is_between(const pep440_version *low, const pep440_version *v,
                       const pep440_version *high)
{
	return pep440_cmp(v, low) >= 0 && pep440_cmp(v, high) < 0;
}

bool pep440_clause_has(arena *a, const pep440_clause *c, str version, const pep440_version *v)
{
	if (c->op == OP_IDENTICAL)
		return str_eq(py_lower(a, version), py_lower(a, c->version));
	if (!v)
		return false;
	switch (c->op) {
	case OP_GE:
		return pep440_cmp(v, c->v) >= 0;
	case OP_LE:
		return pep440_cmp_public(v, c->v) <= 0;
	case OP_LT:
		return pep440_cmp(v, c->edge) < 0;
	case OP_GT:
		if (c->edge)
			return pep440_cmp(v, c->edge) >= 0;
		return pep440_cmp(v, c->v) > 0 && !pep440_same_release(v, c->v);
	case OP_EQ:
		return is_equal(c->v, v);
	case OP_NE:
		return !is_equal(c->v, v);
	case OP_COMPATIBLE:
		return is_between(c->v, v, c->next);
	case OP_EQ_PREFIX:
		return is_between(c->edge, v, c->next);
	case OP_NE_PREFIX:
		return !is_between(c->edge, v, c->next);
	case OP_IDENTICAL:
		break;
	}
	return false;
}

/* packaging sorts by text, then drops all but the first of those that mean the same: one operator,
 * one version without its trailing zeros (~= keeps them, they matter there). */
typedef struct ranked {
	str key;
	ptrdiff_t rank;
} ranked;

static str meaning(arena *a, const pep440_clause *c)
{
	if (c->op == OP_IDENTICAL || c->op == OP_EQ_PREFIX || c->op == OP_NE_PREFIX)
		return arena_printf(a, "%d %.*s", (int)c->op, SARG(c->version));
	pep440_version trimmed = *c->v;
	ptrdiff_t n = trimmed.nrelease;
	while (c->op != OP_COMPATIBLE && n > 1 && str_eq(trimmed.release[n - 1], S("0")))
		n--;
	trimmed.nrelease = n;
	pep440_finish(a, &trimmed);
	return arena_printf(a, "%d %.*s", (int)c->op, SARG(trimmed.text));
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(((const pep440_clause *)x)->text, ((const pep440_clause *)y)->text);
}

static int by_meaning(const void *x, const void *y)
{
	const ranked *l = x, *r = y;
	int c = str_cmp(l->key, r->key);
	return c ? c : (l->rank > r->rank) - (l->rank < r->rank);
}

static void sort_unique(arena *a, pep440_set *s)
{
	if (s->n <= 1)
		return;
	qsort(s->at, (size_t)s->n, sizeof *s->at, by_text);
	ranked *all = NEW_N(a, ranked, s->n);
	for (ptrdiff_t i = 0; i < s->n; i++)
		all[i] = (ranked){ meaning(a, &s->at[i]), i };
	qsort(all, (size_t)s->n, sizeof *all, by_meaning);
	bool *again = NEW_N(a, bool, s->n);
	for (ptrdiff_t i = 1; i < s->n; i++)
		again[all[i].rank] = str_eq(all[i].key, all[i - 1].key);
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < s->n; i++)
		if (!again[i])
			s->at[kept++] = s->at[i];
	s->n = kept;
}

static str joined(arena *a, const pep440_set *s)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < s->n; i++) {
		if (i > 0)
			buf_char(&b, ',');
		buf_put(&b, s->at[i].text);
	}
	return s->n > 0 ? buf_str(&b) : S("");
}

const pep440_set *pep440_set_parse(arena *a, str text, refusal *why)
{
	pep440_set *s = NEW(a, pep440_set);
	ptrdiff_t commas = 0;
	for (ptrdiff_t i = 0; i < text.n; i++)
		commas += text.p[i] == ',';
	s->at = NEW_N(a, pep440_clause, commas + 1);
	str rest = text.p ? text : S(""), part;
	while (str_next(&rest, ',', &part)) {
		str item = py_strip(part);
		if (item.n == 0)
			continue;
		if (!pep440_clause_parse(a, item, &s->at[s->n])) {
			if (why)
				*why = (refusal){ S("not a version specifier (PEP 440)"),
				                  item.p - text.p };
			return NULL;
		}
		s->n++;
	}
	sort_unique(a, s);
	s->text = joined(a, s);
	return s;
}

bool pep440_set_has(arena *a, const pep440_set *s, str version, bool allow_pre)
{
	const pep440_version *v = pep440_parse(a, version, NULL);
	if (!allow_pre && v && pep440_is_pre(v))
		return false;
	for (ptrdiff_t i = 0; i < s->n; i++)
		if (!pep440_clause_has(a, &s->at[i], version, v))
			return false;
	return true;
}

str pep440_set_str(const pep440_set *s)
{
	return s->text;
}

bool pep440_set_names_pre(const pep440_set *s)
{
	for (ptrdiff_t i = 0; i < s->n; i++) {
		pep440_op op = s->at[i].op;
		bool counts = op != OP_NE && op != OP_NE_PREFIX && op != OP_EQ_PREFIX;
		if (counts && s->at[i].v && pep440_is_pre(s->at[i].v))
			return true;
	}
	return false;
}

bool pep440_set_is_empty(const pep440_set *s)
{
	return s->n == 0;
}
