/* yaml_text: see yaml_text.h. One pass over the lines. Nearly all lines are plain ASCII, so eight
 * bytes at a time are asked "is any of you unusual", and only a line that says yes is decoded. The
 * table of line starts makes every later question about a place a short step from the last answer:
 * libyaml counts code points, git and editors count bytes and '\n', and both are needed. */
#include "read/yaml_text.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Lines with hidden text that get a problem of their own; the last one counts the rest. */
enum { MAX_HIDDEN_LINES = 1000 };

bool text_is_hidden(unsigned c)
{
	static const struct { unsigned first, last; } hidden[] = {
		{ 0x00, 0x08 },     { 0x0A, 0x1F },     /* C0 but the tab; a line's own end is not asked about */
		{ 0x7F, 0x9F },                         /* DEL, C1, NEL */
		{ 0xAD, 0xAD },                         /* soft hyphen */
		{ 0x034F, 0x034F }, { 0x061C, 0x061C }, /* grapheme joiner, Arabic letter mark */
		{ 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180E },
		{ 0x200B, 0x200F }, { 0x2028, 0x202E }, /* zero width, LS, PS, bidirectional */
		{ 0x2060, 0x206F }, { 0x3164, 0x3164 },
		{ 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF9, 0xFFFB },
		{ 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
	};
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0] && c >= hidden[i].first; i++)
		if (c <= hidden[i].last)
			return true;
	return false;
}

unsigned text_first_foreign(str s, ptrdiff_t *at)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80) {
			*at = i;
			return utf8_next(s, &i);
		}
	return 0;
}

/* Whether a byte of s is a control byte, DEL or not ASCII. Tabs count: rare, and decoding copes. */
static bool is_unusual(str s)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	ptrdiff_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t w;
		memcpy(&w, s.p + i, 8);
		uint64_t below_space = (w - ones * 0x20) & ~w;
		uint64_t del = w ^ ones * 0x7F;
		if ((w | below_space | ((del - ones) & ~del)) & high)
			return true;
	}
	for (; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] >= 0x7F)
			return true;
	return false;
}

typedef struct scan {
	arena *a;
	text_map *t;
	problems *out;
	int hidden; /* lines with hidden text so far */
} scan;

static problem *add(scan *s, problem_code code, span at, str subject)
{
	problem *p = LIST_PUSH(s->a, s->out);
	*p = (problem){ .code = code, .at = at, .subject = subject, .evidence = subject };
	return p;
}

static void not_text(scan *s, span at, const char *what, const char *hint)
{
	problem *p = add(s, PROBLEM_SYNTAX, at, S("encoding"));
	p->evidence = p->what = str_of(what);
	p->hint = str_of(hint);
	s->t->readable = false;
}

static void hidden_line(scan *s, str line, span at, unsigned first, int count)
{
	if (s->hidden++ >= MAX_HIDDEN_LINES)
		return;
	problem *p = add(s, PROBLEM_HIDDEN_TEXT, at, arena_printf(s->a, "U+%04X", first));
	p->evidence = str_head(str_trim(line), 256);
	p->what = count > 1 ? arena_printf(s->a, "U+%04X and %d more characters that a reviewer cannot see", first, count - 1)
	                    : arena_printf(s->a, "U+%04X, a character that a reviewer cannot see", first);
	p->hint = S("delete it");
}

/* Decodes a line with unusual bytes; returns its code points, or -1 if it is no UTF-8 text. */
static ptrdiff_t decode_line(scan *s, str line, text_line start)
{
	ptrdiff_t points = 0;
	unsigned first = 0;
	int count = 0;
	span first_at = { 0 };
	for (ptrdiff_t i = 0; i < line.n; points++) {
		ptrdiff_t beg = i;
		uint32_t c = utf8_next(line, &i);
		span at = { start.beg + beg, start.beg + i, (int)s->t->lines.n, (int)points + 1 };
		if (c == UTF8_BAD) {
			not_text(s, at, "not UTF-8 text", "save the file as UTF-8");
			return -1;
		}
		if (c == 0) {
			not_text(s, at, "a NUL byte: this is no text file", "commit the text, not a compiled or compressed form");
			return -1;
		}
		if (text_is_hidden(c) && !(c == '\r' && i == line.n)) {
			first_at = count ? first_at : at;
			first = count++ ? first : c;
		}
	}
	if (count)
		hidden_line(s, line, first_at, first, count);
	return points;
}

static void look_for_conflict(scan *s, str line, span at)
{
	static const char marks[] = "<|>";
	if (s->t->conflict || line.n < 8 || line.p[7] != ' ' || !strchr(marks, line.p[0]))
		return;
	for (int i = 1; i < 7; i++)
		if (line.p[i] != line.p[0])
			return;
	s->t->conflict = true;
	at.end = at.beg + 7;
	problem *p = add(s, PROBLEM_SYNTAX, at, S("merge conflict"));
	p->what = arena_printf(s->a, "a merge conflict was committed: '%.*s'", SARG(str_head(line, 7)));
	p->hint = S("keep one side and delete the lines with <<<<<<<, ======= and >>>>>>>");
}

static bool is_sixteen_bit(str b)
{
	if (b.n >= 2 && (memcmp(b.p, "\xFF\xFE", 2) == 0 || memcmp(b.p, "\xFE\xFF", 2) == 0))
		return true;
	return b.n >= 4 && ((b.p[0] && !b.p[1] && b.p[2] && !b.p[3]) || (!b.p[0] && b.p[1] && !b.p[2] && b.p[3]));
}

/* One line without its '\n'. False: stop, the file cannot be read. */
static bool scan_line(scan *s, str line, text_line *here)
{
	span at = { here->beg, here->beg + line.n, (int)s->t->lines.n, 1 };
	if (line.n > MAX_LINE_BYTES) {
		problem *p = add(s, PROBLEM_TOO_LARGE, at, S("line"));
		p->what = arena_printf(s->a, "a line of %td bytes, more than the limit of %d", line.n, MAX_LINE_BYTES);
		s->t->readable = false;
		return false;
	}
	bool unusual = is_unusual(line);
	s->t->plain = s->t->plain && !unusual;
	ptrdiff_t points = unusual ? decode_line(s, line, *here) : line.n;
	if (points < 0)
		return false;
	look_for_conflict(s, line, at);
	here->beg += (int)line.n + 1;
	here->points += (int)points + 1;
	return true;
}

text_map text_scan(arena *a, str bytes, ptrdiff_t max_bytes, problems *out)
{
	text_map t = { .bytes = bytes, .readable = true, .plain = true };
	scan s = { .a = a, .t = &t, .out = out };
	if (bytes.n > max_bytes) {
		problem *p = add(&s, PROBLEM_TOO_LARGE, (span){ 0, 0, 1, 1 }, S("file"));
		p->what = arena_printf(a, "%td bytes, more than the limit of %td", bytes.n, max_bytes);
		t.readable = false;
	} else if (is_sixteen_bit(bytes)) {
		not_text(&s, (span){ 0, 2, 1, 1 }, "UTF-16 text, which conda and pip do not expect", "save the file as UTF-8");
	}
	t.mark = str_starts(bytes, S("\xEF\xBB\xBF")) ? 3 : 0;
	enum { USUAL_LINE = 16 }; /* shorter than most, so that the list seldom grows */
	if (t.readable)
		LIST_RESERVE(a, &t.lines, bytes.n / USUAL_LINE + 2);
	text_line here = { .beg = (int)t.mark };
	for (bool more = true; more;) {
		*LIST_PUSH(a, &t.lines) = here;
		const char *end = here.beg < bytes.n ? memchr(bytes.p + here.beg, '\n', (size_t)(bytes.n - here.beg)) : NULL;
		str line = str_sub(bytes, here.beg, end ? end - bytes.p : bytes.n);
		more = t.readable && scan_line(&s, line, &here) && end;
	}
	*LIST_PUSH(a, &t.lines) = here; /* where one more line would begin, so that every line has a next */
	t.lines.n--;
	if (s.hidden > MAX_HIDDEN_LINES)
		out->at[out->n - 1].what = arena_printf(a, "hidden characters on %d more lines", s.hidden - MAX_HIDDEN_LINES + 1);
	t.plain = t.plain && t.readable && !t.conflict && !t.mark;
	t.at_byte = t.mark;
	return t;
}

/* Puts the cursor at the start of a line, unless it already stands in that line at or before. */
static void enter_line(text_map *t, ptrdiff_t line, bool behind)
{
	if (line == t->line && !behind)
		return;
	t->line = line;
	t->at_byte = t->lines.at[line].beg;
	t->at_point = t->lines.at[line].points;
}

/* The line that holds what (a byte, or a code point), found from the cursor's line. */
static ptrdiff_t find_line(const text_map *t, ptrdiff_t what, bool is_point)
{
	const text_line *l = t->lines.at;
	ptrdiff_t i = t->line;
	while (i + 1 < t->lines.n && (is_point ? l[i + 1].points : l[i + 1].beg) <= what)
		i++;
	while (i > 0 && (is_point ? l[i].points : l[i].beg) > what)
		i--;
	return i;
}

static span here(const text_map *t)
{
	ptrdiff_t col = t->at_point - t->lines.at[t->line].points + 1;
	return (span){ t->at_byte, t->at_byte, (int)t->line + 1, (int)col };
}

/* A line without unusual characters: bytes and code points run side by side. */
static bool is_even(const text_map *t)
{
	const text_line *l = &t->lines.at[t->line];
	return l[1].beg - l[0].beg == l[1].points - l[0].points;
}

span text_point(text_map *t, ptrdiff_t point)
{
	ptrdiff_t line = find_line(t, point, true);
	enter_line(t, line, point < t->at_point);
	if (is_even(t)) {
		ptrdiff_t steps = point - t->at_point;
		ptrdiff_t room = t->bytes.n - t->at_byte;
		steps = steps < room ? steps : room;
		t->at_byte += steps;
		t->at_point += steps;
	}
	while (t->at_point < point && t->at_byte < t->bytes.n) {
		(void)utf8_next(t->bytes, &t->at_byte);
		t->at_point++;
	}
	return here(t);
}

span text_byte(text_map *t, ptrdiff_t byte)
{
	byte = byte < t->mark ? t->mark : byte > t->bytes.n ? t->bytes.n : byte;
	ptrdiff_t line = find_line(t, byte, false);
	enter_line(t, line, byte < t->at_byte);
	if (is_even(t)) {
		t->at_point += byte - t->at_byte;
		t->at_byte = byte;
	}
	while (t->at_byte < byte) {
		(void)utf8_next(t->bytes, &t->at_byte);
		t->at_point++;
	}
	return here(t);
}
