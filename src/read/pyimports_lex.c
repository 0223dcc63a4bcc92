/* pyimports_lex: Python's logical lines. Only what decides where a statement begins is understood:
 * brackets, continued lines, comments, and strings in all their forms. In f-strings, since Python 3.12,
 * the parts in braces may hold quotes of the same kind, so they are lexed as code; a format behind ':'
 * is text again ("{x:'>10}"). */
#include "read/pyimports_in.h"

#include <string.h>

/* f-strings within f-strings; deeper ones are taken for plain strings. */
enum { MAX_NESTED = 8 };

typedef struct quoted {
	char quote;
	bool triple, braces;
} quoted;

static char at(const py_lexer *x, ptrdiff_t i)
{
	return i < x->text.n ? x->text.p[i] : '\0';
}

static bool is_name(char c)
{
	return is_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool closes(const py_lexer *x, const quoted *q)
{
	bool first = at(x, x->i) == q->quote;
	return q->triple ? first && at(x, x->i + 1) == q->quote && at(x, x->i + 2) == q->quote : first;
}

static void skip_string(py_lexer *x, bool braces, int nested);

/* The letters in front of a string: r, b, u, f, t and pairs of them. *braces: an f- or t-string. */
static bool is_prefix(str name, bool *braces)
{
	*braces = false;
	for (ptrdiff_t i = 0; i < name.n; i++) {
		char c = to_lower(name.p[i]);
		if (!c || !strchr("rbuft", c))
			return false;
		*braces |= c == 'f' || c == 't';
	}
	return name.n > 0 && name.n <= 2;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* A string inside of a replacement field, with its letters; false where none begins. */
static bool skip_inner(py_lexer *x, int nested)
{
	ptrdiff_t n = 0;
	bool braces = false;
	while (n < 3 && is_alpha(at(x, x->i + n)))
		n++;
	if (!is_quote(at(x, x->i + n)) || (n && !is_prefix(str_sub(x->text, x->i, x->i + n), &braces)))
		return false;
	if (n && x->i > 0 && is_name(at(x, x->i - 1)))
		return false;
	x->i += n;
	skip_string(x, braces && nested < MAX_NESTED, nested + 1);
	return true;
}

/* Behind the '{' of a replacement field, to behind its '}'. A single-quoted string ends with its line,
 * and so does a field in it that was never closed. */
static void skip_field(py_lexer *x, const quoted *q, int nested)
{
	int open = 1, brackets = 0;
	bool format = false;
	while (x->i < x->text.n && open > 0) {
		char c = at(x, x->i);
		if (format && closes(x, q))
			return;
		if (c == '\n' && !q->triple && format)
			return;
		if (!format && skip_inner(x, nested))
			continue;
		brackets += (c == '(' || c == '[') - (c == ')' || c == ']');
		open += (c == '{') - (c == '}');
		format |= c == ':' && open == 1 && brackets <= 0;
		x->i++;
	}
}

/* From the opening quote to behind the closing one. A plain string that is not closed ends with its
 * line, as for Python, which then refuses the file. */
static void skip_string(py_lexer *x, bool braces, int nested)
{
	char c = at(x, x->i);
	bool triple = at(x, x->i + 1) == c && at(x, x->i + 2) == c;
	quoted q = { .quote = c, .triple = triple, .braces = braces };
	x->i += triple ? 3 : 1;
	while (x->i < x->text.n && !closes(x, &q)) {
		c = at(x, x->i);
		if (c == '\n' && !triple)
			return;
		bool field = braces && c == '{' && at(x, x->i + 1) != '{';
		bool pair = c == '\\' || (braces && c == '{' && !field);
		x->i += pair ? 2 : 1;
		if (field)
			skip_field(x, &q, nested);
	}
	x->i += triple ? 3 : 1;
	if (x->i > x->text.n)
		x->i = x->text.n;
}

static void skip_comment(py_lexer *x)
{
	while (x->i < x->text.n && at(x, x->i) != '\n')
		x->i++;
}

/* The white space in front of a logical line; empty lines and comments have none. */
static void measure_indent(py_lexer *x)
{
	int indent = 0;
	for (; x->i < x->text.n; x->i++) {
		char c = at(x, x->i);
		if (c == ' ')
			indent++;
		else if (c == '\t')
			indent = (indent / 8 + 1) * 8;
		else if (c == '\n' || c == '\f')
			indent = 0;
		else if (c == '#')
			skip_comment(x), x->i--;
		else if (c != '\r')
			break;
	}
	x->indent = indent;
}

/* White space and continued lines inside of a logical line. */
static void skip_blanks(py_lexer *x)
{
	for (;;) {
		char c = at(x, x->i);
		bool line = c == '\n' && x->depth > 0;
		bool joined = c == '\\' && (at(x, x->i + 1) == '\n' || at(x, x->i + 1) == '\r');
		if (c == '#')
			skip_comment(x);
		else if (x->i < x->text.n && (line || joined || (c != '\n' && is_space(c))))
			x->i += joined ? 2 : 1;
		else
			return;
		/* "\\\r\n" is one continuation. */
		if (joined && at(x, x->i - 1) == '\r' && at(x, x->i) == '\n')
			x->i++;
	}
}

static void take_name(py_lexer *x)
{
	bool braces;
	while (is_name(at(x, x->i)))
		x->i++;
	str name = str_sub(x->text, x->beg, x->i);
	x->kind = is_digit(name.p[0]) ? TOKEN_OTHER : TOKEN_NAME;
	if (!is_quote(at(x, x->i)) || !is_prefix(name, &braces))
		return;
	skip_string(x, braces, 0);
	x->kind = TOKEN_OTHER;
}

void py_next(py_lexer *x)
{
	if (x->line_start)
		measure_indent(x);
	x->line_start = false;
	skip_blanks(x);
	x->beg = x->i;
	x->mark = '\0';
	x->outside = x->depth;
	char c = at(x, x->i);
	if (x->i >= x->text.n) {
		x->kind = TOKEN_END;
	} else if (c == '\n') {
		x->kind = TOKEN_LINE;
		x->line_start = true;
		x->i++;
	} else if (is_name(c)) {
		take_name(x);
	} else if (is_quote(c)) {
		x->kind = TOKEN_OTHER;
		skip_string(x, false, 0);
	} else {
		x->depth += (c == '(' || c == '[' || c == '{');
		x->depth -= x->depth > 0 && (c == ')' || c == ']' || c == '}');
		x->mark = c;
		x->kind = c && strchr(".,;:*()", c) ? TOKEN_MARK : TOKEN_OTHER;
		x->i++;
	}
	x->end = x->i;
}
