/* yaml_plain: the fast way through the files that people write. libyaml costs about 280 ns for a line
 * "- numpy=1.26" (a token, an event, a copy); this costs about 40, which is what leaves time to judge
 * ten thousand entries within one and a half libyaml scans. Refused: a YAML reader of our own for
 * everything, because libyaml has been read by more eyes. So only the simplest shape is taken, and at
 * the first sign of any other (quotes with escapes, flow collections, anchors, block scalars,
 * continued lines, odd indentation, errors) the whole file goes to libyaml instead.
 *
 * The shape: block maps and lists, indented by spaces; {} and []; keys of letters, digits, '_', '-'
 * and '.'; scalars of one line, plain or in quotes without escapes; comments; blank lines. */
#include "read/yaml_in.h"

#include <string.h>

enum { DEPTH = 8, LONGEST_KEY = 128 };

typedef struct cursor {
	yaml_builder *b;
	str bytes;
	ptrdiff_t line;     /* index into text.lines; == n at the end of the file */
	ptrdiff_t at, end;  /* what is left of the line */
	ptrdiff_t col;      /* of at: the indentation, once a line is entered */
	bool handing;       /* the list that is about to begin is the one of b->items */
	bool handed;        /* it has been met */
} cursor;

static bool at_end(const cursor *c)
{
	return c->line >= c->b->text.lines.n;
}

/* Enters the line, or the first one after it, that holds more than blanks and a comment. */
static void enter(cursor *c)
{
	const text_lines *l = &c->b->text.lines;
	for (; c->line < l->n; c->line++) {
		ptrdiff_t beg = l->at[c->line].beg;
		c->at = beg;
		c->end = l->at[c->line + 1].beg - 1;
		while (c->at < c->end && c->bytes.p[c->at] == ' ')
			c->at++;
		c->col = c->at - beg;
		if (c->at < c->end && c->bytes.p[c->at] != '#')
			return;
	}
}

static void next_line(cursor *c)
{
	c->line++;
	enter(c);
}

static span here(const cursor *c, ptrdiff_t beg, ptrdiff_t end)
{
	return (span){ beg, end, (int)c->line + 1, (int)(beg - c->b->text.lines.at[c->line].beg) + 1 };
}

static bool is_dash(const cursor *c)
{
	return c->bytes.p[c->at] == '-' && (c->at + 1 == c->end || c->bytes.p[c->at + 1] == ' ');
}

static yaml_node *scalar_node(cursor *c, ptrdiff_t beg, ptrdiff_t end, bool quoted)
{
	yaml_node *n = yaml_new(c->b, NODE_SCALAR);
	n->at = here(c, beg, end);
	n->plain = !quoted;
	n->text = str_sub(c->bytes, beg + quoted, end - quoted);
	return n;
}

/* Small letters first: nearly all are. */
static bool is_key_letter(char c)
{
	return (c >= 'a' && c <= 'z') || is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* The length of a key that stands at the cursor with its ':', or 0. */
static ptrdiff_t key_length(const cursor *c)
{
	ptrdiff_t i = c->at;
	if (str_find_byte(str_sub(c->bytes, c->at, c->end), ':') < 0)
		return 0; /* nearly every line of a list: one look instead of one at each letter */
	while (i < c->end && is_key_letter(c->bytes.p[i]))
		i++;
	bool first = i > c->at && (is_alnum(c->bytes.p[c->at]) || c->bytes.p[c->at] == '_');
	bool colon = i < c->end && c->bytes.p[i] == ':' && (i + 1 == c->end || c->bytes.p[i + 1] == ' ');
	return first && colon && i - c->at <= LONGEST_KEY ? i - c->at : 0;
}

static bool only_comment(const cursor *c, ptrdiff_t i)
{
	ptrdiff_t beg = i;
	while (i < c->end && c->bytes.p[i] == ' ')
		i++;
	return i == c->end || (c->bytes.p[i] == '#' && i > beg);
}

static yaml_node *quoted_scalar(cursor *c)
{
	char quote = c->bytes.p[c->at];
	str inside = str_sub(c->bytes, c->at + 1, c->end);
	ptrdiff_t n = str_find_byte(inside, quote);
	if (n < 0 || str_find_byte(str_head(inside, n), '\\') >= 0 || !only_comment(c, c->at + n + 2))
		return NULL;
	return scalar_node(c, c->at, c->at + n + 2, true);
}

static str strip_blanks(str s)
{
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* The place of the next c behind i, or -1. */
static ptrdiff_t next_byte(str s, char c, ptrdiff_t i)
{
	ptrdiff_t n = str_find_byte(str_from(s, i + 1), c);
	return n < 0 ? -1 : i + 1 + n;
}

static yaml_node *plain_scalar(cursor *c)
{
	char first = c->bytes.p[c->at];
	bool minus = first == '-' && c->at + 1 < c->end && c->bytes.p[c->at + 1] != ' ';
	if (!minus && !is_alnum(first) && !strchr("_./$+<=^~\\;()", first))
		return NULL;
	str rest = str_sub(c->bytes, c->at, c->end);
	for (ptrdiff_t i = str_find_byte(rest, '#'); i >= 0; i = next_byte(rest, '#', i))
		if (rest.p[i - 1] == ' ') {
			rest = str_head(rest, i); /* a comment */
			break;
		}
	for (ptrdiff_t i = str_find_byte(rest, ':'); i >= 0; i = next_byte(rest, ':', i))
		if (i + 1 == rest.n || rest.p[i + 1] == ' ')
			return NULL;
	return scalar_node(c, c->at, c->at + strip_blanks(rest).n, false);
}

/* {} or [], of which every lock has hundreds. */
static yaml_node *empty_collection(cursor *c)
{
	str two = str_sub(c->bytes, c->at, c->at + 2);
	bool map = str_eq(two, S("{}"));
	if ((!map && !str_eq(two, S("[]"))) || c->at + 2 > c->end || !only_comment(c, c->at + 2))
		return NULL;
	yaml_node *n = yaml_new(c->b, map ? NODE_MAP : NODE_LIST);
	n->at = here(c, c->at, c->at + 2);
	return n;
}

/* A scalar that ends with its line. The next line must not go on with it: parent is the column of
 * the collection that it stands in. */
static yaml_node *scalar(cursor *c, ptrdiff_t parent)
{
	char first = c->bytes.p[c->at];
	bool quoted = first == '"' || first == '\'', flow = first == '{' || first == '[';
	yaml_node *n = flow ? empty_collection(c) : quoted ? quoted_scalar(c) : plain_scalar(c);
	next_line(c);
	return n && (at_end(c) || c->col <= parent) ? n : NULL;
}

static yaml_node *collection(cursor *c, int depth);

/* What stands behind "key:", on its line or below it. */
static yaml_node *value_of(cursor *c, ptrdiff_t colon, ptrdiff_t col, int depth)
{
	if (!only_comment(c, colon + 1)) {
		c->at = colon + 1;
		while (c->bytes.p[c->at] == ' ')
			c->at++;
		return scalar(c, col);
	}
	ptrdiff_t line = c->line;
	next_line(c);
	bool below = !at_end(c) && (c->col > col || (c->col == col && is_dash(c)));
	if (below)
		return collection(c, depth + 1);
	cursor key = *c;
	key.line = line;
	return scalar_node(&key, colon + 1, colon + 1, false);
}

static void append(yaml_node *to, yaml_node **last, yaml_node *child)
{
	if (*last)
		(*last)->next = child;
	else
		to->first = child;
	*last = child;
	to->at.end = child->at.end;
}

static yaml_node *map(cursor *c, int depth)
{
	ptrdiff_t col = c->col, children = 0;
	yaml_node *n = yaml_new(c->b, NODE_MAP), *last = NULL;
	n->at = here(c, c->at, c->at);
	for (; !at_end(c) && c->col == col && !is_dash(c); children++) {
		ptrdiff_t length = key_length(c);
		if (!length)
			return NULL;
		ptrdiff_t colon = c->at + length;
		c->handing = !depth && c->b->items && !c->handed && str_eq(str_sub(c->bytes, c->at, colon), c->b->items->key);
		c->handed = c->handed || c->handing;
		yaml_node *key = scalar_node(c, c->at, colon, false);
		yaml_node *value = value_of(c, colon, col, depth);
		if (!value || (!at_end(c) && c->col > col))
			return NULL;
		value->key = key;
		append(n, &last, value);
	}
	yaml_check_keys(c->b, n, children);
	return n;
}

static yaml_node *list(cursor *c, int depth)
{
	ptrdiff_t col = c->col;
	yaml_node *n = yaml_new(c->b, NODE_LIST), *last = NULL;
	const yaml_items *items = c->handing ? c->b->items : NULL;
	c->handing = false;
	n->at = here(c, c->at, c->at);
	while (!at_end(c) && c->col == col && is_dash(c)) {
		ptrdiff_t dash = c->at++;
		while (c->at < c->end && c->bytes.p[c->at] == ' ')
			c->at++;
		if (c->at == c->end || c->bytes.p[c->at] == '#' || is_dash(c))
			return NULL;
		c->col = col + (c->at - dash);
		yaml_node *child = key_length(c) ? collection(c, depth + 1) : scalar(c, col);
		if (!child || (!at_end(c) && c->col > col))
			return NULL;
		if (!items) {
			append(n, &last, child);
			continue;
		}
		n->at.end = child->at.end;
		items->take(items->with, child);
		yaml_give_back(c->b, child, DEPTH + 1);
	}
	return n;
}

static yaml_node *collection(cursor *c, int depth)
{
	if (depth == DEPTH)
		return NULL;
	if (is_dash(c))
		return list(c, depth);
	return key_length(c) ? map(c, depth) : NULL;
}

const yaml_node *yaml_plain(yaml_builder *b)
{
	cursor c = { .b = b, .bytes = b->text.bytes };
	ptrdiff_t problems_before = b->doc.problems.n;
	enter(&c);
	yaml_node *root = !at_end(&c) && c.col == 0 ? collection(&c, 0) : NULL;
	if (root && at_end(&c))
		return root;
	b->doc.problems.n = problems_before;
	if (c.handed)
		b->items->restart(b->items->with);
	return NULL;
}
