/* requirements: see requirements.h. The logical lines of a file, as pip's req_file.py makes them:
 * Python's splitlines, joined at trailing backslashes, comments cut, ${VARIABLES} replaced from the
 * table that the caller gives (never from the process). Nested files are looked up among the texts
 * given, so nothing here touches a disk. */
#include "read/requirements.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "read/pipline.h"
#include "spec/pytext.h"

#include <string.h>

typedef struct logical {
	str text;
	int line;
	ptrdiff_t beg, end; /* bytes of the physical lines in the file */
} logical;

typedef struct splitter {
	arena *a;
	str rest, whole;
	int line;
	variables vars;
} splitter;

/* Bytes of the line break at s[i] as str.splitlines sees it, or 0. */
static ptrdiff_t break_at(str s, ptrdiff_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	if (c == '\r')
		return i + 1 < s.n && s.p[i + 1] == '\n' ? 2 : 1;
	if ((c >= '\n' && c <= '\f') || (c >= 0x1C && c <= 0x1E))
		return 1;
	str tail = str_from(s, i);
	if (c == 0xC2 && str_starts(tail, S("\xC2\x85")))
		return 2;
	return c == 0xE2 && (str_starts(tail, S("\xE2\x80\xA8")) || str_starts(tail, S("\xE2\x80\xA9"))) ? 3 : 0;
}

static bool next_physical(splitter *s, str *line)
{
	if (s->rest.n == 0)
		return false;
	ptrdiff_t i = 0, width = 0;
	while (i < s->rest.n && !(width = break_at(s->rest, i)))
		i++;
	*line = str_head(s->rest, i);
	s->rest = str_from(s->rest, i + width);
	s->line++;
	return true;
}

static bool is_comment(str line)
{
	ptrdiff_t i = 0, width;
	while (i < line.n && (width = py_space_at(line, i)) > 0)
		i += width;
	return i < line.n && line.p[i] == '#';
}

static str without_backslashes(str s)
{
	while (s.n && s.p[0] == '\\')
		s = str_from(s, 1);
	while (s.n && s.p[s.n - 1] == '\\')
		s.n--;
	return s;
}

/* The next line with its continuations. A joined text is new; a single line stays a slice. */
static bool next_joined(splitter *s, logical *out)
{
	str line;
	if (!next_physical(s, &line))
		return false;
	*out = (logical){ .line = s->line, .beg = line.p - s->whole.p, .end = line.p + line.n - s->whole.p };
	buf joined = buf_new(s->a);
	int pieces = 0;
	for (;;) {
		bool comment = is_comment(line);
		bool goes_on = !comment && str_ends(line, S("\\"));
		str piece = goes_on ? without_backslashes(line) : line;
		out->end = line.p + line.n - s->whole.p;
		out->text = pieces ? out->text : piece;
		if (pieces == 1)
			buf_put(&joined, out->text);
		if (pieces && comment)
			buf_char(&joined, ' '); /* so that the comment is seen as one below */
		if (pieces)
			buf_put(&joined, piece);
		pieces++;
		if (!goes_on || !next_physical(s, &line))
			break;
	}
	if (pieces > 1)
		out->text = buf_str(&joined);
	return true;
}

/* Cuts at the first '#' that begins the line or follows white space. */
static str without_comment(str line)
{
	bool space = true;
	for (ptrdiff_t i = 0; i < line.n;) {
		if (line.p[i] == '#' && space)
			return str_head(line, i);
		ptrdiff_t width = py_space_at(line, i);
		space = width > 0;
		i += width ? width : 1;
	}
	return line;
}

static str variable(variables vars, str name)
{
	for (ptrdiff_t i = 0; i < vars.n; i++)
		if (str_eq(vars.at[i].name, name))
			return vars.at[i].value;
	return (str){ 0 };
}

/* ${NAME} with capital letters, digits and _; what is not set stays as it is. */
static str expanded(arena *a, str line, variables vars)
{
	if (!vars.n || str_find(line, S("${")) < 0)
		return line;
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < line.n;) {
		ptrdiff_t n = 0;
		str name = str_starts(str_from(line, i), S("${")) ? str_from(line, i + 2) : S("");
		while (n < name.n && ((name.p[n] >= 'A' && name.p[n] <= 'Z') || is_digit(name.p[n]) || name.p[n] == '_'))
			n++;
		str value = n && n < name.n && name.p[n] == '}' ? variable(vars, str_head(name, n)) : (str){ 0 };
		buf_put(&b, value.n ? value : str_sub(line, i, i + 1));
		i += value.n ? n + 3 : 1;
	}
	return buf_str(&b);
}

static bool next_logical(splitter *s, logical *out)
{
	while (next_joined(s, out)) {
		out->text = py_strip(without_comment(out->text));
		if (out->text.n) {
			out->text = expanded(s->a, out->text, s->vars);
			return true;
		}
	}
	return false;
}

static splitter open_text(arena *a, str text, variables vars)
{
	str mark = S("\xEF\xBB\xBF");
	str rest = str_starts(text, mark) ? str_from(text, mark.n) : text;
	return (splitter){ .a = a, .rest = rest, .whole = text, .vars = vars };
}

static requirement_line read_logical(arena *a, str whole, const logical *l)
{
	requirement_line line = { .line = l->line, .at = { l->beg, l->end, l->line, 1 } };
	if (l->text.p >= whole.p && l->text.p + l->text.n <= whole.p + whole.n) {
		line.at.beg = l->text.p - whole.p;
		line.at.end = line.at.beg + l->text.n;
	}
	pipline_read(a, whole, l->text, &line);
	return line;
}

requirement_lines requirement_lines_read(arena *a, str text, variables vars)
{
	requirement_lines lines = { 0 };
	splitter s = open_text(a, text, vars);
	for (logical l; next_logical(&s, &l);)
		*LIST_PUSH(a, &lines) = read_logical(a, text, &l);
	return lines;
}

typedef struct follower {
	arena *a;
	const named_text *files;
	ptrdiff_t n;
	variables vars;
	requirement_lines *out;
	refusal *why;
} follower;

static const named_text *find_file(const follower *f, str name)
{
	for (ptrdiff_t i = 0; i < f->n; i++)
		if (str_eq(f->files[i].name, name))
			return &f->files[i];
	return NULL;
}

static bool fail(follower *f, const char *what, str name)
{
	*f->why = (refusal){ arena_printf(f->a, "%s: %.*s", what, SARG(name)), 0 };
	return false;
}

/* The name a line's -r (which goes first) or -c gives, seen from the folder of file. */
static str referred(arena *a, const requirement_line *l, str file, bool *constraint)
{
	const pip_option *first[2] = { NULL, NULL };
	for (ptrdiff_t i = l->options.n - 1; i >= 0; i--) {
		const pip_option *o = &l->options.at[i];
		if (str_eq(o->name, S("--requirement")))
			first[0] = o;
		else if (str_eq(o->name, S("--constraint")))
			first[1] = o;
	}
	*constraint = !first[0];
	const pip_option *o = first[0] ? first[0] : first[1];
	if (!o)
		return (str){ 0 };
	ptrdiff_t slash = str_rfind_byte(file, '/');
	bool absolute = str_starts(o->value, S("/"));
	return absolute ? o->value : arena_cat(a, str_head(file, slash + 1), o->value);
}

/* depth is how many more files may nest; a file that names itself ends here too. */
static bool follow(follower *f, str name, bool constraint, int depth)
{
	const named_text *file = find_file(f, name);
	if (!depth)
		return fail(f, "nested too deeply, or names itself", name);
	if (!file)
		return fail(f, "no such file", name);
	if (!utf8_valid(file->text))
		return fail(f, "not UTF-8", name);
	splitter s = open_text(f->a, file->text, f->vars);
	for (logical l; next_logical(&s, &l);) {
		requirement_line line = read_logical(f->a, file->text, &l);
		line.file = name;
		line.constraint = constraint;
		if (line.unreadable) {
			*f->why = line.why;
			return false;
		}
		bool nested_constraint = false;
		str nested = line.text.p ? (str){ 0 } : referred(f->a, &line, name, &nested_constraint);
		if (nested.p && !follow(f, nested, nested_constraint, depth - 1))
			return false;
		if (f->out->n >= MAX_SPECS)
			return fail(f, "more lines than the limit", name);
		if (!nested.p)
			*LIST_PUSH(f->a, f->out) = line;
	}
	return true;
}

bool requirements_read(arena *a, const named_text *files, ptrdiff_t n, str start, variables vars,
                       requirement_lines *out, refusal *why)
{
	follower f = { .a = a, .files = files, .n = n, .vars = vars, .out = out, .why = why };
	return follow(&f, start, false, MAX_INCLUDE_DEPTH);
}
