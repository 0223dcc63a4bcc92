/* matchspec_brackets: the [key=value] part of a MatchSpec, and the (...) part that conda reads and
 * forgets. conda finds both with greedy regular expressions: the last opening bracket that a closing
 * one follows, up to the last closing one, in the first line only; every copy of that text is then
 * taken out. What is left between pairs that do not parse is ignored. All of it runs in one pass. */
#include "spec/matchspec_in.h"

#include <string.h>

#define WORD_OF(field, word) S_INIT(word),
static const str words[] = { SPEC_FIELDS(WORD_OF) };
#undef WORD_OF

str field_word(field f)
{
	return words[f];
}

/* The bracketed part, brackets included; absent if there is none. */
static str find_section(str text, char open, char close)
{
	ptrdiff_t line = str_find_byte(text, '\n');
	str s = line < 0 ? text : str_head(text, line);
	ptrdiff_t end = str_rfind_byte(s, close);
	ptrdiff_t beg = end < 0 ? -1 : str_rfind_byte(str_head(s, end), open);
	return beg < 0 ? (str){ 0 } : str_sub(s, beg, end + 1);
}

/* Every copy of section out of the text; origin keeps where each byte came from. */
static void take_out(reading *r, str section)
{
	str s = r->text;
	char *out = arena_alloc(r->a, s.n + 1, 1);
	int *origin = NEW_N(r->a, int, s.n + 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n;) {
		if (s.p[i] == section.p[0] && str_starts(str_from(s, i), section)) {
			i += section.n;
			continue;
		}
		origin[n] = (int)reading_origin(r, s.p + i);
		out[n++] = s.p[i++];
	}
	origin[n] = (int)reading_origin(r, s.p + s.n);
	r->text = (str){ out, n };
	r->origin = origin;
}

static bool is_key_char(char c)
{
	return is_alnum(c) || c == '_' || c == '-';
}

static ptrdiff_t find_any(str s, ptrdiff_t from, str set)
{
	while (from < s.n && str_find_byte(set, s.p[from]) < 0)
		from++;
	return from;
}

/* A pair's value at i: text, and the offset behind it and its delimiter; -1 if this is no pair.
 * stop remembers the next quote or delimiter, so that a long run of "a=a=a=" is read once. */
static ptrdiff_t read_value(str s, ptrdiff_t i, str *value, ptrdiff_t *stop)
{
	if (i < s.n && (s.p[i] == '"' || s.p[i] == '\'')) {
		ptrdiff_t end = find_any(s, i + 1, S("\"'"));
		bool closed = end < s.n && s.p[end] == s.p[i];
		bool parted = end + 1 >= s.n || s.p[end + 1] == ',' || s.p[end + 1] == ' ';
		*value = str_sub(s, i + 1, end);
		return closed && parted ? end + 2 : -1;
	}
	if (*stop < i)
		*stop = find_any(s, i, S("\"', "));
	*value = str_sub(s, i, *stop);
	return *stop < s.n && s.p[*stop] != ',' && s.p[*stop] != ' ' ? -1 : *stop + 1;
}

static bool file_pair(reading *r, str key, str value)
{
	if (value.n == 0)
		return reading_refuse(r, S("key-value mismatch in brackets"),
		                      reading_origin(r, key.p));
	part p = { .text = value, .at = reading_origin(r, value.p), .spaced = value };
	for (int f = 0; f < FIELD_COUNT; f++) {
		if (!str_eq(key, words[f]))
			continue;
		if (f == FIELD_VERSION)
			p.text = version_rewritten(r->a, value, false);
		r->of[f] = p;
		return true;
	}
	/* conda's constructor knows these two; they say nothing about a package. */
	bool known = str_eq(key, S("optional")) || str_eq(key, S("target")) ||
	             str_eq(key, S("_original_spec_str"));
	if (!known && !r->strange.text.p)
		r->strange = (part){ .text = key, .at = reading_origin(r, key.p) };
	return true;
}

static bool read_pairs(reading *r, str s)
{
	ptrdiff_t stop = -1;
	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t beg = i;
		while (i < s.n && is_key_char(s.p[i]))
			i++;
		if (i == beg || i >= s.n || s.p[i] != '=') {
			i += i == beg;
			continue;
		}
		str key = str_sub(s, beg, i), value;
		ptrdiff_t end = read_value(s, i + 1, &value, &stop);
		if (end >= 0 && !file_pair(r, key, value))
			return false;
		i = end >= 0 ? end : i + 1;
	}
	return true;
}

bool brackets_take(reading *r)
{
	str section = find_section(r->text, '[', ']');
	if (!section.p)
		return true;
	if (!read_pairs(r, str_sub(section, 1, section.n - 1)))
		return false;
	take_out(r, section);
	return true;
}

void parens_drop(reading *r)
{
	str section = find_section(r->text, '(', ')');
	if (section.p)
		take_out(r, section);
}
