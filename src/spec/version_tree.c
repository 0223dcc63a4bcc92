/* version_tree: from "(>=1,<2)|3.*" to a tree, with conda's own habits. conda splits the text with a
 * regular expression and runs a shunting yard over the pieces; two of its oddities are kept because
 * the set of versions depends on them: pieces that stand side by side without an operator are
 * dropped except the first ("^1$2" is "^1$"), unread, and same operators fuse into one node. */
#include "spec/version_term.h"

#include "spec/pytext.h"

typedef struct yard {
	arena *a;
	str text;
	LIST(char) ops;
	LIST(version_spec *) out;
	int terms;
	refusal *why;
} yard;

static bool refuse(yard *y, const char *reason, ptrdiff_t at)
{
	if (y->why)
		*y->why = (refusal){ str_of(reason), at };
	return false;
}

static void append(version_spec *node, version_spec *child)
{
	child->next = NULL;
	if (node->last)
		node->last->next = child;
	else
		node->first = child;
	node->last = child;
	if (node->depth <= child->depth)
		node->depth = child->depth + 1;
}

/* Takes all children of from. Their depth is known to fit: from has the same operator. */
static void append_children(version_spec *node, version_spec *from)
{
	for (version_spec *c = from->first, *next; c; c = next) {
		next = c->next;
		append(node, c);
	}
}

static version_spec *join(arena *a, char op, version_spec *left, version_spec *right)
{
	term_kind kind = op == ',' ? TERM_ALL : TERM_SOME;
	version_spec *node = left;
	if (left->kind != kind) {
		node = NEW(a, version_spec);
		node->kind = kind;
		append(node, left);
	}
	if (right->kind == kind)
		append_children(node, right);
	else
		append(node, right);
	return node;
}

/* Applies waiting operators down to one of stops. */
static bool apply(yard *y, str stops, ptrdiff_t at)
{
	while (y->ops.n && str_find_byte(stops, y->ops.at[y->ops.n - 1]) < 0) {
		if (y->out.n < 2)
			return refuse(y, "cannot join single expression", at);
		version_spec *right = y->out.at[--y->out.n], *left = y->out.at[--y->out.n];
		version_spec *node = join(y->a, y->ops.at[--y->ops.n], left, right);
		if (node->depth > MAX_TERM_DEPTH)
			return refuse(y, "groups are nested too deeply", at);
		*LIST_PUSH(y->a, &y->out) = node;
	}
	return true;
}

static bool operator(yard *y, char c, ptrdiff_t at)
{
	if (c == ')') {
		if (!apply(y, S("("), at))
			return false;
		if (y->ops.n == 0)
			return refuse(y, "expression must start with '('", at);
		y->ops.n--;
		return true;
	}
	if (c != '(' && !apply(y, c == ',' ? S("|(") : S("("), at))
		return false;
	*LIST_PUSH(y->a, &y->ops) = c;
	return true;
}

/* The bytes of the piece at i: a regular expression, or all up to the next operator. */
static ptrdiff_t piece_length(str s, ptrdiff_t i, ptrdiff_t bare)
{
	ptrdiff_t dollar = -1, end = i;
	if (bare < s.n && s.p[bare] == '^')
		dollar = str_find_byte(str_from(s, bare), '$');
	if (dollar >= 0)
		return bare + dollar + 1 - i;
	while (end < s.n && !term_is_mark(s.p[end]))
		end++;
	return end - i;
}

/* Not read yet: a piece that is dropped in the end may be nonsense. */
static bool leaf(yard *y, str piece, ptrdiff_t at)
{
	if (++y->terms > MAX_TERMS)
		return refuse(y, "too many parts", at);
	version_spec *t = NEW(y->a, version_spec);
	t->text = py_strip(piece);
	*LIST_PUSH(y->a, &y->out) = t;
	return true;
}

static bool pieces(yard *y)
{
	str s = y->text;
	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t bare = i;
		for (ptrdiff_t n = py_space_at(s, bare); n; n = py_space_at(s, bare))
			bare += n;
		if (bare == s.n)
			break;
		if (term_is_mark(s.p[bare])) {
			if (!operator(y, s.p[bare], bare))
				return false;
			i = bare + 1;
			continue;
		}
		ptrdiff_t n = piece_length(s, i, bare);
		if (!leaf(y, str_sub(s, i, i + n), i))
			return false;
		i += n;
	}
	return true;
}

/* Reads the leaves of what is left, at most MAX_TERM_DEPTH deep. */
static bool read_leaves(yard *y, version_spec *node)
{
	for (version_spec *c = node->first; c; c = c->next)
		if (!read_leaves(y, c))
			return false;
	if (node->first)
		return true;
	refusal why = { 0 };
	version_spec *t = term_leaf(y->a, node->text, &why);
	if (!t && y->why)
		*y->why = (refusal){ why.why, node->text.p - y->text.p + why.at };
	if (!t)
		return false;
	t->next = node->next;
	*node = *t;
	return true;
}

/* The text of an inner node: conda writes no group's parentheses, so this is for showing only. */
static void write_text(arena *a, version_spec *node)
{
	str sep = node->kind == TERM_ALL ? S(",") : S("|");
	ptrdiff_t n = 0;
	for (version_spec *c = node->first; c; c = c->next) {
		if (c->first)
			write_text(a, c); /* at most MAX_TERM_DEPTH deep */
		n += c->text.n + 1;
	}
	char *p = arena_alloc(a, n + 1, 1), *at = p;
	for (version_spec *c = node->first; c; c = c->next) {
		for (ptrdiff_t i = 0; i < c->text.n; i++)
			*at++ = c->text.p[i];
		*at++ = sep.p[0];
	}
	node->text = (str){ p, n - 1 };
}

version_spec *term_tree(arena *a, str text, refusal *why)
{
	yard y = { .a = a, .text = text, .why = why };
	if (!operator(&y, '(', 0) || !pieces(&y) || !operator(&y, ')', text.n))
		return NULL;
	if (y.ops.n) {
		refuse(&y, "unable to convert to expression tree", text.n);
		return NULL;
	}
	if (y.out.n == 0) {
		refuse(&y, "unable to determine version from spec", 0);
		return NULL;
	}
	if (!read_leaves(&y, y.out.at[0]))
		return NULL;
	if (y.out.at[0]->first)
		write_text(a, y.out.at[0]);
	return y.out.at[0];
}
