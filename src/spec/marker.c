/* marker: PEP 508 environment markers, from text to a tree and back.
 *
 * The grammar is that of packaging's tokenizer, which is looser than the PEP: a variable may be
 * written with a dot (os.name), either side of a test may be a variable or a text, and texts are
 * Python literals with their escapes. \N{...} alone is refused: it would need Unicode's names.
 * "and" and "or" stay a flat list per pair of parentheses, as in packaging, because its text and
 * its order of evaluation follow from that list. */
#include "spec/marker.h"

#include "spec/marker_impl.h"

#include "base/buf.h"
#include "base/utf8.h"

typedef struct reader {
	arena *a;
	str s;
	ptrdiff_t i;
	refusal why;
} reader;

static bool refuse(reader *r, str why)
{
	r->why = (refusal){ why, r->i };
	return false;
}

static char peek(const reader *r)
{
	return r->i < r->s.n ? r->s.p[r->i] : '\0';
}

static void skip_blanks(reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t')
		r->i++;
}

static bool is_word(str s, ptrdiff_t i)
{
	return i < s.n && (is_alnum(s.p[i]) || s.p[i] == '_');
}

/* Takes word if it stands there and ends there. */
static bool take_word(reader *r, str word)
{
	if (!str_starts(str_from(r->s, r->i), word) || is_word(r->s, r->i + word.n))
		return false;
	r->i += word.n;
	return true;
}

static const struct {
	str spelling, name;
} VARIABLES[] = {
	{ S_INIT("python_version"),                 S_INIT("python_version") },
	{ S_INIT("python_full_version"),            S_INIT("python_full_version") },
	{ S_INIT("os_name"),                        S_INIT("os_name") },
	{ S_INIT("os.name"),                        S_INIT("os_name") },
	{ S_INIT("sys_platform"),                   S_INIT("sys_platform") },
	{ S_INIT("sys.platform"),                   S_INIT("sys_platform") },
	{ S_INIT("platform_release"),               S_INIT("platform_release") },
	{ S_INIT("platform_system"),                S_INIT("platform_system") },
	{ S_INIT("platform_version"),               S_INIT("platform_version") },
	{ S_INIT("platform.version"),               S_INIT("platform_version") },
	{ S_INIT("platform_machine"),               S_INIT("platform_machine") },
	{ S_INIT("platform.machine"),               S_INIT("platform_machine") },
	{ S_INIT("platform_python_implementation"), S_INIT("platform_python_implementation") },
	{ S_INIT("platform.python_implementation"), S_INIT("platform_python_implementation") },
	{ S_INIT("python_implementation"),          S_INIT("platform_python_implementation") },
	{ S_INIT("implementation_name"),            S_INIT("implementation_name") },
	{ S_INIT("implementation_version"),         S_INIT("implementation_version") },
	{ S_INIT("extra"),                          S_INIT("extra") },
	{ S_INIT("extras"),                         S_INIT("extras") },
	{ S_INIT("dependency_groups"),              S_INIT("dependency_groups") },
};

/* n digits of the given base at *i; -1 when there are fewer (octal takes one to three). */
static long take_number(str s, ptrdiff_t *i, int n, int base)
{
	long value = 0;
	int k = 0;
	for (; k < n && *i < s.n; k++, ++*i) {
		char c = to_lower(s.p[*i]);
		int digit = is_digit(c) ? c - '0' : is_hex(c) ? c - 'a' + 10 : base;
		if (digit >= base)
			break;
		value = value * base + digit;
	}
	return k == n || (base == 8 && k > 0) ? value : -1;
}

/* A surrogate has no UTF-8: Python keeps it, we put U+FFFD. */
static bool put_code_point(buf *b, long c)
{
	char bytes[4];
	if (c < 0 || c > 0x10ffff)
		return false;
	if (c >= 0xd800 && c <= 0xdfff)
		c = 0xfffd;
	buf_put(b, (str){ bytes, utf8_encode((uint32_t)c, bytes) });
	return true;
}

/* s[*i] is what follows a backslash. */
static bool decode_escape(str s, ptrdiff_t *i, buf *b)
{
	static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
	char c = s.p[*i];
	if (c >= '0' && c <= '7')
		return put_code_point(b, take_number(s, i, 3, 8));
	++*i;
	if (c == 'N')
		return false;
	if (c == 'x' || c == 'u' || c == 'U')
		return put_code_point(b, take_number(s, i, c == 'x' ? 2 : c == 'u' ? 4 : 8, 16));
	if (c == '\r' && *i < s.n && s.p[*i] == '\n')
		++*i;
	if (c == '\n' || c == '\r')
		return true;
	ptrdiff_t k = str_find_byte((str){ from, (ptrdiff_t)sizeof from - 1 }, c);
	if (k < 0)
		buf_char(b, '\\');
	buf_char(b, k < 0 ? c : to[k]);
	return true;
}

/* What Python makes of the inside of a one-line literal; false where it raises. */
static bool decode_literal(arena *a, str s, str *out)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < s.n;) {
		char c = s.p[i++];
		if (c == '\0' || c == '\n' || c == '\r')
			return false;
		if (c != '\\') {
			buf_char(&b, c);
			continue;
		}
		/* A backslash at the end takes the closing quote with it. */
		if (i == s.n || s.p[i] == '\0' || !decode_escape(s, &i, &b))
			return false;
	}
	*out = b.n > 0 ? buf_str(&b) : S("");
	return true;
}

static bool read_quoted(reader *r, marker_operand *out)
{
	str rest = str_from(r->s, r->i + 1);
	ptrdiff_t end = str_find_byte(rest, peek(r));
	if (end < 0)
		return refuse(r, S("expected a marker variable or quoted string"));
	if (!decode_literal(r->a, str_head(rest, end), &out->text))
		return refuse(r, S("invalid quoted string"));
	out->is_variable = false;
	r->i += end + 2;
	return true;
}

static bool read_operand(reader *r, marker_operand *out)
{
	skip_blanks(r);
	if (peek(r) == '\'' || peek(r) == '"')
		return read_quoted(r, out);
	for (size_t k = 0; k < sizeof VARIABLES / sizeof VARIABLES[0]; k++) {
		if (take_word(r, VARIABLES[k].spelling)) {
			*out = (marker_operand){ VARIABLES[k].name, true };
			return true;
		}
	}
	return refuse(r, S("expected a marker variable or quoted string"));
}

static bool read_op(reader *r, str *out)
{
	static const str ops[] = {
		S_INIT("==="), S_INIT("=="), S_INIT("~="), S_INIT("!="),
		S_INIT("<="),  S_INIT(">="), S_INIT("<"),  S_INIT(">"),
	};
	skip_blanks(r);
	*out = S("in");
	if (take_word(r, S("in")))
		return true;
	if (take_word(r, S("not"))) {
		ptrdiff_t end = r->i;
		skip_blanks(r);
		*out = S("not in");
		if (r->i > end && take_word(r, S("in")))
			return true;
		return refuse(r, S("expected 'in' after 'not'"));
	}
	for (size_t k = 0; k < sizeof ops / sizeof ops[0]; k++) {
		*out = ops[k];
		if (str_starts(str_from(r->s, r->i), ops[k])) {
			r->i += ops[k].n;
			return true;
		}
	}
	return refuse(r, S("expected an operator: <=, <, !=, ==, >=, >, ~=, ===, in, not in"));
}

/* PEP 685: names of extras (and, in lock files, groups) compare normalised. */
static void normalize_extra(arena *a, marker *m)
{
	str right = m->right.text;
	bool is_set = str_eq(right, S("extras")) || str_eq(right, S("dependency_groups"));
	if (m->left.is_variable && str_eq(m->left.text, S("extra")) && !m->right.is_variable)
		m->right.text = pep503_normalize(a, right);
	else if (m->right.is_variable && !m->left.is_variable &&
	         (is_set || str_eq(right, S("extra"))))
		m->left.text = pep503_normalize(a, m->left.text);
}

static bool read_group(reader *r, marker *group, int depth);

static bool read_atom(reader *r, marker *m, int depth)
{
	skip_blanks(r);
	ptrdiff_t open = r->i;
	if (peek(r) == '(') {
		r->i++;
		if (!read_group(r, m, depth + 1))
			return false;
		if (peek(r) != ')') {
			r->i = open;
			return refuse(r, S("expected a matching ')' after the marker expression"));
		}
		r->i++;
	} else {
		if (!read_operand(r, &m->left) || !read_op(r, &m->op) ||
		    !read_operand(r, &m->right))
			return false;
		normalize_extra(r->a, m);
	}
	skip_blanks(r);
	return true;
}

static bool read_group(reader *r, marker *group, int depth)
{
	if (depth > MAX_MARKER_DEPTH)
		return refuse(r, S("parentheses nest too deep"));
	group->is_group = true;
	struct marker **tail = &group->first;
	for (bool more = true, after_or = false; more;) {
		struct marker *m = NEW(r->a, struct marker);
		m->after_or = after_or;
		*tail = m;
		tail = &m->next;
		if (!read_atom(r, m, depth))
			return false;
		after_or = take_word(r, S("or"));
		more = after_or || take_word(r, S("and"));
	}
	return true;
}

const marker *marker_parse(arena *a, str text, ptrdiff_t *i, refusal *why)
{
	reader r = { .a = a, .s = text, .i = *i };
	marker *m = NEW(a, marker);
	if (read_group(&r, m, 0)) {
		*i = r.i;
		return m;
	}
	if (why)
		*why = r.why;
	return NULL;
}

/* packaging has no text for a value that holds both quotes (str() raises); ours reads back. */
static void put_value(buf *b, str value)
{
	bool has_double = str_find_byte(value, '"') >= 0;
	char quote = has_double && str_find_byte(value, '\'') < 0 ? '\'' : '"';
	buf_char(b, quote);
	for (ptrdiff_t i = 0; i < value.n; i++) {
		if (value.p[i] == quote)
			buf_put(b, S("\\x22"));
		else
			buf_char(b, value.p[i]);
	}
	buf_char(b, quote);
}

static void put_operand(buf *b, const marker_operand *o)
{
	if (o->is_variable)
		buf_put(b, o->text);
	else
		put_value(b, o->text);
}

static void put_marker(buf *b, const marker *m, bool outermost)
{
	while (m->is_group && !m->first->next)
		m = m->first;
	if (!m->is_group) {
		put_operand(b, &m->left);
		buf_char(b, ' ');
		buf_put(b, m->op);
		buf_char(b, ' ');
		put_operand(b, &m->right);
		return;
	}
	if (!outermost)
		buf_char(b, '(');
	for (const marker *part = m->first; part; part = part->next) {
		if (part != m->first)
			buf_put(b, part->after_or ? S(" or ") : S(" and "));
		put_marker(b, part, false);
	}
	if (!outermost)
		buf_char(b, ')');
}

str marker_str(arena *a, const marker *m)
{
	buf b = buf_new(a);
	put_marker(&b, m, true);
	return buf_str(&b);
}
