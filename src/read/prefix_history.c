/* prefix_history: what somebody asked for by hand, from conda-meta/history.
 *
 * As conda's own History.get_requested_specs_map: each "# update specs:" line (also "install",
 * "create", "neutered") sets what is asked of a name, each "# remove specs:" line takes it away, the
 * last word counts. The value is a Python or JSON list of strings, or words with commas. mamba writes
 * specs with escaped quotes that conda itself chokes on (conda/conda issue 15123); here only the name
 * in front matters, and the rest is for reading. */
#include "read/prefix.h"

#include "base/limits.h"
#include "base/sort.h"

/* An entry and its place, so that the last word on a name can be told after sorting. */
typedef struct word_on {
	str name, spec; /* spec absent: taken away */
	ptrdiff_t order;
} word_on;
typedef LIST(word_on) words_on;

/* "numpy" of "conda-forge/linux-64::numpy==1.26=py_0", "numpy[version=...]"; of a package's URL the
 * name in front of version and build. */
static str name_in(arena *a, str text)
{
	ptrdiff_t colons = str_find(text, S("::"));
	str s = str_trim(colons >= 0 ? str_from(text, colons + 2) : text);
	if (str_find(s, S("://")) >= 0) {
		ptrdiff_t hash = str_find_byte(s, '#');
		s = hash >= 0 ? str_head(s, hash) : s;
		s = str_from(s, str_rfind_byte(s, '/') + 1);
		for (int k = 0; k < 2; k++) {
			ptrdiff_t dash = str_rfind_byte(s, '-');
			s = dash > 0 ? str_head(s, dash) : s;
		}
		return arena_lower(a, s);
	}
	ptrdiff_t n = 0;
	while (n < s.n && (is_alnum(s.p[n]) || s.p[n] == '-' || s.p[n] == '_' || s.p[n] == '.'))
		n++;
	return arena_lower(a, str_head(s, n));
}

static void add(arena *a, words_on *all, str text, bool removed)
{
	text = str_trim(text);
	/* "python@": how conda marks features; no package is meant. */
	if (!text.n || str_ends(text, S("@")) || all->n >= MAX_SPECS * 10)
		return;
	str name = name_in(a, text);
	if (!name.n)
		return;
	ptrdiff_t order = all->n;
	*LIST_PUSH(a, all) = (word_on){ name, removed ? (str){ 0 } : text, order };
}

/* A quoted element: its end is the quote that is neither escaped nor of the other kind. */
static ptrdiff_t end_of_quoted(str s, ptrdiff_t i)
{
	char quote = s.p[i++];
	while (i < s.n && s.p[i] != quote)
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i : s.n;
}

static str without_backslashes(arena *a, str s)
{
	if (str_find_byte(s, '\\') < 0)
		return s;
	char *out = arena_alloc(a, s.n, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] != '\\')
			out[n++] = s.p[i];
	return (str){ out, n };
}

static void add_list(arena *a, words_on *all, str list, bool removed)
{
	for (ptrdiff_t i = 1; i < list.n; i++) {
		if (list.p[i] != '\'' && list.p[i] != '"')
			continue;
		ptrdiff_t end = end_of_quoted(list, i);
		add(a, all, without_backslashes(a, str_sub(list, i + 1, end)), removed);
		i = end;
	}
}

/* "# update specs: [...]": the word in front of "specs:". */
static void read_line(arena *a, words_on *all, str line)
{
	static const struct { str word; bool removed; } actions[] = {
		{ S_INIT("update"), false },   { S_INIT("install"), false }, { S_INIT("create"), false },
		{ S_INIT("neutered"), false }, { S_INIT("remove"), true },   { S_INIT("uninstall"), true },
	};
	ptrdiff_t at = str_find(line, S(" specs:"));
	if (line.n == 0 || line.p[0] != '#' || at < 0)
		return;
	str action = str_trim(str_sub(line, 1, at));
	str value = str_trim(str_from(line, at + S(" specs:").n)), part;
	for (size_t k = 0; k < sizeof actions / sizeof *actions; k++) {
		if (!str_eq(action, actions[k].word))
			continue;
		if (str_starts(value, S("[")))
			add_list(a, all, value, actions[k].removed);
		else if (str_find_byte(value, '[') < 0)
			while (str_next(&value, ',', &part))
				add(a, all, part, actions[k].removed);
	}
}

static int by_name_and_order(const void *px, const void *py)
{
	const word_on *x = px, *y = py;
	int c = str_cmp(x->name, y->name);
	return c ? c : (x->order > y->order) - (x->order < y->order);
}

asked_specs prefix_history_read(arena *a, str text)
{
	words_on all = { 0 };
	asked_specs out = { 0 };
	str rest = text, line;
	while (str_next(&rest, '\n', &line))
		read_line(a, &all, str_trim(line));
	sort_runs(a, all.at, all.n, (ptrdiff_t)sizeof *all.at, by_name_and_order);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		bool last = i + 1 == all.n || !str_eq(all.at[i].name, all.at[i + 1].name);
		if (last && all.at[i].spec.p)
			*LIST_PUSH(a, &out) = (asked_spec){ all.at[i].name, all.at[i].spec };
	}
	return out;
}
