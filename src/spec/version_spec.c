/* version_spec: see version_spec.h. Leaves are read here, trees in version_tree.c, hulls and
 * witnesses in version_bounds.c and version_witness.c. The order of the questions in term_leaf is
 * conda's and decides what a text means: "==1.2.*" is an operator first, "1.*.3" a pattern. */
#include "spec/version_spec.h"

#include "spec/glob.h"
#include "spec/pytext.h"
#include "spec/version_term.h"

static version_spec *refuse(refusal *why, const char *reason, ptrdiff_t at)
{
	if (why)
		*why = (refusal){ str_of(reason), at };
	return NULL;
}

/* ---- reading ------------------------------------------------------------------------------- */

static bool has_space(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c <= ' ' || c >= 0x80) && py_space_at(s, i))
			return true;
	}
	return false;
}

bool term_relation(str text, term_kind *op, str *operand)
{
	/* Longer ones first. conda looks one character further and refuses "<>1", "===1", "<=!1". */
	static const struct {
		str word;
		term_kind op;
	} ops[] = {
		{ S_INIT("=="), TERM_EQ }, { S_INIT("!="), TERM_NE }, { S_INIT("<="), TERM_LE },
		{ S_INIT(">="), TERM_GE }, { S_INIT("~="), TERM_COMPAT },
		{ S_INIT("="), TERM_STARTS }, { S_INIT("<"), TERM_LT }, { S_INIT(">"), TERM_GT },
	};
	for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
		if (!str_starts(text, ops[i].word))
			continue;
		*op = ops[i].op;
		*operand = str_from(text, ops[i].word.n);
		return operand->n > 0 && !term_is_operator(operand->p[0]) && !has_space(*operand);
	}
	return false;
}

/* The version a leaf compares with; a refusal's place is moved to where it stands in whole. */
static const conda_version *operand_of(arena *a, str operand, str whole, refusal *why)
{
	refusal inner = { 0 };
	const conda_version *v = conda_version_parse(a, operand, &inner);
	if (!v && why)
		*why = (refusal){ inner.why, operand.p - whole.p + inner.at };
	return v;
}

/* conda takes the last dotted part off the normalised operand; "~=2024" leaves nothing, which only
 * raises when a version is tried. */
static const conda_version *family_of(arena *a, const conda_version *v)
{
	str text = conda_version_str(v);
	ptrdiff_t dot = str_rfind_byte(text, '.');
	return dot > 0 ? conda_version_parse(a, str_head(text, dot), NULL) : NULL;
}

static version_spec *relation(arena *a, str text, refusal *why)
{
	version_spec *t = NEW(a, version_spec);
	t->text = text;
	str operand;
	if (!term_relation(text, &t->kind, &operand))
		return refuse(why, "invalid operator", 0);
	if (str_ends(operand, S(".*"))) {
		if (t->kind == TERM_COMPAT)
			return refuse(why, "invalid operator with '.*'", text.n - 2);
		if (t->kind == TERM_NE)
			t->kind = TERM_UNLIKE;
		operand.n -= 2; /* for the others conda drops it with a warning */
	}
	t->operand = operand_of(a, operand, text, why);
	if (t->operand && t->kind == TERM_COMPAT)
		t->family = family_of(a, t->operand);
	return t->operand ? t : NULL;
}

/* conda escapes '.' and '+' and makes ".*" of '*'; anything else special stays special. */
static version_spec *middle_star(arena *a, str text, refusal *why)
{
	version_spec *t = NEW(a, version_spec);
	*t = (version_spec){ .kind = TERM_GLOB, .text = text };
	bool plain = true;
	ptrdiff_t n = 0;
	char *p = arena_alloc(a, text.n * 2 + 8, 1);
	for (const char *c = "^(?:"; *c; c++)
		p[n++] = *c;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		plain = plain && str_find_byte(S("\\^$?{}[]|()"), text.p[i]) < 0;
		if (text.p[i] == '.' || text.p[i] == '+')
			p[n++] = '\\';
		if (text.p[i] == '*')
			p[n++] = '.';
		p[n++] = text.p[i];
	}
	if (plain)
		return t;
	p[n++] = ')';
	p[n++] = '$';
	t->kind = TERM_REGEX;
	refusal inner = { 0 };
	t->regex = pattern_compile(a, (str){ p, n }, &inner);
	/* A place in the rewritten text would mean nothing to the reader. */
	return t->regex ? t : refuse(why, inner.why.p, 0);
}

static str strip_right(str s, char c)
{
	while (s.n > 0 && s.p[s.n - 1] == c)
		s.n--;
	return s;
}

static version_spec *last_star(arena *a, str text, refusal *why)
{
	version_spec *t = NEW(a, version_spec);
	t->kind = TERM_STARTS;
	t->text = str_ends(text, S(".*"))
	        ? text
	        : arena_cat(a, str_head(text, text.n - 1), S(".*"));
	str operand = strip_right(strip_right(t->text, '*'), '.');
	refusal inner = { 0 };
	t->operand = conda_version_parse(a, operand, &inner);
	if (!t->operand && why)
		*why = inner;
	return t->operand ? t : NULL;
}

static version_spec *regex(arena *a, str text, refusal *why)
{
	if (text.p[0] != '^' || text.p[text.n - 1] != '$')
		return refuse(why, "regex specs must start with '^' and end with '$'", 0);
	version_spec *t = NEW(a, version_spec);
	*t = (version_spec){ .kind = TERM_REGEX, .text = text };
	t->regex = pattern_compile(a, text, why);
	return t->regex ? t : NULL;
}

version_spec *term_leaf(arena *a, str text, refusal *why)
{
	if (text.n == 0)
		return refuse(why, "empty version constraint", 0);
	if (text.p[0] == '^' || text.p[text.n - 1] == '$')
		return regex(a, text, why);
	if (term_is_operator(text.p[0]))
		return relation(a, text, why);
	bool star = text.p[text.n - 1] == '*';
	if (text.n > 1 && str_find_byte(strip_right(text, '*'), '*') >= 0)
		return middle_star(a, text, why);
	if (text.n > 1 && star)
		return last_star(a, text, why);
	version_spec *t = NEW(a, version_spec);
	*t = (version_spec){ .kind = star ? TERM_ANY : TERM_TEXT, .text = text };
	if (star || str_find_byte(text, '@') >= 0)
		return t;
	t->kind = TERM_EQ;
	t->operand = operand_of(a, text, text, why);
	return t->operand ? t : NULL;
}

/* conda asks for an expression's marks with a pattern whose '.' stops at a line end. */
static bool is_expression(str s)
{
	for (ptrdiff_t i = 0; i < s.n && s.p[i] != '\n'; i++)
		if (term_is_mark(s.p[i]) || s.p[i] == '^' || s.p[i] == '$')
			return true;
	return false;
}

const version_spec *version_spec_parse(arena *a, str text, refusal *why)
{
	if (is_expression(text))
		return term_tree(a, text, why);
	str bare = py_strip(text);
	const version_spec *t = term_leaf(a, bare, why);
	if (!t && why && bare.p)
		why->at += bare.p - text.p;
	return t;
}

str version_spec_str(const version_spec *s)
{
	return s->text;
}

bool version_spec_is_exact(const version_spec *s)
{
	return s->kind == TERM_TEXT || s->kind == TERM_EQ;
}

/* ---- matching ------------------------------------------------------------------------------ */

match_result term_compare(const version_spec *t, const conda_version *v)
{
	bool yes = false;
	switch (t->kind) {
	case TERM_EQ:     yes = conda_version_cmp(v, t->operand) == 0; break;
	case TERM_NE:     yes = conda_version_cmp(v, t->operand) != 0; break;
	case TERM_LE:     yes = conda_version_cmp(v, t->operand) <= 0; break;
	case TERM_GE:     yes = conda_version_cmp(v, t->operand) >= 0; break;
	case TERM_LT:     yes = conda_version_cmp(v, t->operand) < 0; break;
	case TERM_GT:     yes = conda_version_cmp(v, t->operand) > 0; break;
	case TERM_STARTS: yes = conda_version_starts(v, t->operand); break;
	case TERM_UNLIKE: yes = !conda_version_starts(v, t->operand); break;
	case TERM_COMPAT:
		if (conda_version_cmp(v, t->operand) < 0)
			return MATCH_NO;
		if (!t->family)
			return MATCH_RAISES;
		yes = conda_version_starts(v, t->family);
		break;
	case TERM_ANY: case TERM_REGEX: case TERM_GLOB: case TERM_TEXT: case TERM_ALL: case TERM_SOME:
		break;
	}
	return yes ? MATCH_YES : MATCH_NO;
}

typedef struct subject {
	arena *a;
	str text;
	const conda_version *parsed; /* NULL until a comparison needs it */
} subject;

static match_result match_node(subject *v, const version_spec *t);

/* Both stop at the first answer that decides, as Python's all() and any() do: what comes later
 * cannot raise. */
static match_result match_children(subject *v, const version_spec *t)
{
	match_result going_on = t->kind == TERM_ALL ? MATCH_YES : MATCH_NO;
	for (const version_spec *c = t->first; c; c = c->next) {
		match_result m = match_node(v, c);
		if (m != going_on)
			return m;
	}
	return going_on;
}

/* Recursion is as deep as the tree: MAX_TERM_DEPTH. */
static match_result match_node(subject *v, const version_spec *t)
{
	if (t->first)
		return match_children(v, t);
	if (t->kind == TERM_ANY)
		return MATCH_YES;
	if (t->kind == TERM_REGEX)
		return pattern_match(t->regex, v->text);
	if (t->kind == TERM_GLOB)
		return glob_match(t->text, v->text) ? MATCH_YES : MATCH_NO;
	if (t->kind == TERM_TEXT)
		return str_eq(t->text, v->text) ? MATCH_YES : MATCH_NO;
	if (!v->parsed)
		v->parsed = conda_version_parse(v->a, v->text, NULL);
	return v->parsed ? term_compare(t, v->parsed) : MATCH_RAISES;
}

match_result version_spec_match(arena *a, const version_spec *s, str version)
{
	subject v = { .a = a, .text = version };
	return match_node(&v, s);
}
