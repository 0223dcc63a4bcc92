/* t_yaml: places in bytes, lines and columns; what is refused and where; bounds reached and exceeded
 * by one. */
#include "rows.h"

#include "read/yaml.h"

#include "base/buf.h"
#include "base/limits.h"

typedef struct parsed {
	arena *a;
	source src;
	yaml_doc doc;
} parsed;

static parsed parse(str bytes)
{
	parsed p = { .a = arena_open(1 << 28), .src = { .kind = ENTRY_BLOB, .bytes = bytes } };
	p.doc = yaml_read(p.a, &p.src, MAX_ENV_BYTES);
	return p;
}

/* One line per problem: "code line:col what". */
static str told(const parsed *p)
{
	static const char *const codes[] = { "syntax", "sel", "not-plain", "duplicate", "unknown", "large", "hidden", "ignored" };
	buf b = buf_new(p->a);
	for (ptrdiff_t i = 0; i < p->doc.problems.n; i++) {
		const problem *q = &p->doc.problems.at[i];
		buf_printf(&b, "%s%s %d:%d %.*s", i ? "; " : "", codes[q->code], q->at.line, q->at.col, SARG(q->what));
	}
	return buf_str(&b);
}

typedef struct bad_row {
	const char *name;
	str text;
	bool complete;
	const char *want;
} bad_row;

static const bad_row bad_rows[] = {
	{ "an empty file is no problem of YAML", S_INIT(""), true, "" },
	{ "UTF-16 with a mark", S_INIT("\xFF\xFE" "a\0"), false, "syntax 1:1 UTF-16 text, which conda and pip do not expect" },
	{ "UTF-16 without a mark", S_INIT("a\0:\0 \0"), false, "syntax 1:1 UTF-16 text, which conda and pip do not expect" },
	{ "a NUL byte", S_INIT("a: b\nc: \0\n"), false, "syntax 2:4 a NUL byte: this is no text file" },
	{ "bad UTF-8", S_INIT("a: b\nc: x\xFFy\n"), false, "syntax 2:5 not UTF-8 text" },
	{ "a byte order mark is let be", S_INIT("\xEF\xBB\xBF" "a: b\n"), true, "" },
	{ "a second one is not", S_INIT("a: b\xEF\xBB\xBF\n"), true, "hidden 1:5 U+FEFF, a character that a reviewer cannot see" },
	{ "CRLF is fine", S_INIT("a: b\r\nc:\r\n  - d\r\n"), true, "" },
	{ "a lone CR is hidden, and breaks a line for YAML only", S_INIT("a: b\rc: d\n"), true, "hidden 1:5 U+000D, a character that a reviewer cannot see" },
	{ "a tab as indentation", S_INIT("a:\n\t- b\n"), false, "syntax 2:1 not YAML: a tab where YAML wants spaces" },
	{ "two documents", S_INIT("a: b\n---\nc: d\n"), true, "not-plain 2:1 a second document: some readers take the first, others refuse the file" },
	{ "a directive", S_INIT("%YAML 1.2\n---\na: b\n"), true, "not-plain 1:1 a % directive: readers differ on what it changes" },
	{ "a tag", S_INIT("a: !!str 1\n"), true, "not-plain 1:10 the tag 'tag:yaml.org,2002:str': readers differ on what it means" },
	{ "a merge key", S_INIT("a: &x {b: c}\nd:\n  <<: *x\n"), true, "not-plain 3:3 a merge key: some readers merge, others see a key called '<<'" },
	{ "a complex key", S_INIT("- {{ numpy }}\n"), true, "not-plain 1:4 a list or a mapping as a key, which most readers refuse" },
	{ "a key given three times is told once", S_INIT("a: 1\nb: 2\na: 3\na: 4\n"), true, "duplicate 3:1 the key 'a' stands here again, after line 1: readers keep one of them" },
	{ "an alias to nothing", S_INIT("a: *b\n"), false, "syntax 1:4 the alias '*b' has no anchor before it" },
	{ "an alias inside itself", S_INIT("a: &b\n  - *b\n"), false, "syntax 2:5 the alias '*b' stands inside what it stands for" },
	{ "a merge conflict", S_INIT("a:\n<<<<<<< HEAD\n  - b\n=======\n  - c\n>>>>>>> main\n"), false, "syntax 2:1 a merge conflict was committed: '<<<<<<<'" },
	{ "bidirectional and zero-width text", S_INIT("a: \xE2\x80\xAEy\xE2\x80\x8B # \xC3\xA9\n"), true, "hidden 1:4 U+202E and 1 more characters that a reviewer cannot see" },
	{ "NEL, LS and PS", S_INIT("a: b\nc: 'd\xC2\x85" "e\xE2\x80\xA8" "f\xE2\x80\xA9'\n"), true, "hidden 2:6 U+0085 and 2 more characters that a reviewer cannot see" },
	{ "a terminal escape", S_INIT("# \x1B[31m\na: b\n"), false, "hidden 1:3 U+001B, a character that a reviewer cannot see; syntax 1:3 not YAML: control characters are not allowed" },
	{ "an open quote", S_INIT("a: \"b\n"), false, "syntax 2:1 not YAML: found unexpected end of stream (while scanning a quoted scalar, line 1)" },
};

static void refuses(void **state)
{
	const bad_row *r = *state;
	parsed p = parse(r->text);
	assert_str(told(&p), r->want);
	assert_int_equal(p.doc.complete, r->complete);
	arena_close(p.a);
}

typedef struct place_row {
	const char *name;
	str text;
	const char *path; /* keys and indexes, separated by '/' */
	const char *value, *bytes;
	int line, col;
} place_row;

static const place_row place_rows[] = {
	{ "a plain scalar", S_INIT("a: b\n"), "a", "b", "b", 1, 4 },
	{ "quotes belong to the span", S_INIT("a: 'it''s' # c\n"), "a", "it's", "'it''s'", 1, 4 },
	{ "accents count bytes and columns", S_INIT("\xC3\xA9\xC3\xA9: [\xE4\xB8\xAD, b]\n"), "\xC3\xA9\xC3\xA9/1", "b", "b", 1, 9 },
	{ "a mark moves bytes, not columns", S_INIT("\xEF\xBB\xBF" "a: b\n"), "a", "b", "b", 1, 4 },
	{ "CRLF ends no text", S_INIT("a:\r\n  - x\r\n  - y\r\n"), "a/1", "y", "y", 3, 5 },
	{ "NEL is a line for YAML, not for us", S_INIT("# \xC2\x85\na: b\n"), "a", "b", "b", 2, 4 },
	{ "LS inside quotes", S_INIT("a: \"x\xE2\x80\xA8y\"\nb: c\n"), "b", "c", "c", 2, 4 },
	{ "an anchor is no part of the value", S_INIT("a: &n  b\n"), "a", "b", "b", 1, 8 },
	{ "an alias stands where it is written", S_INIT("a: &n b\nc: *n # d\n"), "c", "b", "*n", 2, 4 },
	{ "an alias shares the children", S_INIT("a: &n [x, y]\nc: *n\n"), "c/1", "y", "y", 1, 11 },
	{ "a folded block ends at its last letter", S_INIT("a: >-\n  b\n  c\n\n# d\ne: f\n"), "a", "b c", ">-\n  b\n  c", 1, 4 },
	{ "nothing stands behind the dash", S_INIT("a:\n  -\n  - b\n"), "a/0", "", "", 2, 4 },
	{ "a comment right behind the text is text", S_INIT("a: b#c\n"), "a", "b#c", "b#c", 1, 4 },
	{ "a comment behind a flow list", S_INIT("a: [b] # [linux]\n"), "a/0", "b", "b", 1, 5 },
	{ "escapes are decoded", S_INIT("a: \"num\\u0070y\"\n"), "a", "numpy", "\"num\\u0070y\"", 1, 4 },
	{ "the end of a file without a line break", S_INIT("a:\n- b"), "a/0", "b", "b", 2, 3 },
};

static const yaml_node *find(const yaml_node *n, str path)
{
	str step;
	while (n && str_next(&path, '/', &step)) {
		if (n->kind == NODE_MAP) {
			n = yaml_get(n, step);
			continue;
		}
		int skip = step.p[0] - '0';
		for (n = n->first; n && skip; skip--)
			n = n->next;
	}
	return n;
}

static void places(void **state)
{
	const place_row *r = *state;
	parsed p = parse(r->text);
	const yaml_node *n = find(p.doc.root, str_of(r->path));
	assert_non_null(n);
	assert_str(n->text, r->value);
	assert_str(str_sub(r->text, n->at.beg, n->at.end), r->bytes);
	assert_int_equal(n->at.line, r->line);
	assert_int_equal(n->at.col, r->col);
	arena_close(p.a);
}

typedef struct type_row {
	const char *name;
	const char *text;
	yaml_type want;
} type_row;

static const type_row type_rows[] = {
	{ "a version with one dot is a number", "3.10", TYPE_FLOAT },
	{ "with two it is a text", "3.10.1", TYPE_TEXT },
	{ "an integer", "42", TYPE_INT },
	{ "underscores", "1_000", TYPE_INT },
	{ "an octal", "010", TYPE_INT },
	{ "hexadecimal", "0x1F", TYPE_INT },
	{ "a hexadecimal that is none", "0xyz", TYPE_TEXT },
	{ "an exponent", "1e3", TYPE_FLOAT },
	{ "infinity", "-.inf", TYPE_FLOAT },
	{ "not a number", ".nan", TYPE_FLOAT },
	{ "a sign alone", "-", TYPE_TEXT },
	{ "a dot alone", ".", TYPE_TEXT },
	{ "a date", "2026-11-23", TYPE_DATE },
	{ "a date with a time", "2026-11-23 10:00:00", TYPE_DATE },
	{ "not quite a date", "2026-1-2", TYPE_TEXT },
	{ "sixties are a text in 1.2", "12:30:45", TYPE_TEXT },
	{ "null", "null", TYPE_NULL },
	{ "a tilde", "~", TYPE_NULL },
	{ "true", "True", TYPE_BOOL },
	{ "yes is a text in 1.2", "yes", TYPE_TEXT },
	{ "a merge mark", "<<", TYPE_OTHER },
	{ "a quoted number", "'3.10'", TYPE_TEXT },
	{ "a name", "numpy", TYPE_TEXT },
	{ "a short name with a bool's first letter", "t", TYPE_TEXT },
};

static void types(void **state)
{
	const type_row *r = *state;
	arena *a = arena_open(1 << 20);
	source src = { .bytes = arena_printf(a, "- %s\n", r->text) };
	yaml_doc doc = yaml_read(a, &src, MAX_ENV_BYTES);
	assert_int_equal(yaml_type_of(doc.root->first), r->want);
	source old = { .bytes = arena_printf(a, "%%YAML 1.1\n---\n- %s\n", r->text) };
	yaml_type again = yaml_type_of(yaml_read(a, &old, MAX_ENV_BYTES).root->first);
	bool changes = strcmp(r->text, "yes") == 0 || strcmp(r->text, "12:30:45") == 0;
	assert_true(changes ? again != TYPE_TEXT : again == r->want);
	arena_close(a);
}

/* n times what, between head and tail. */
static str repeated(arena *a, const char *head, const char *what, ptrdiff_t n, const char *tail)
{
	buf b = buf_new(a);
	buf_put(&b, str_of(head));
	for (ptrdiff_t i = 0; i < n; i++)
		buf_put(&b, str_of(what));
	buf_put(&b, str_of(tail));
	return buf_str(&b);
}

typedef struct bound_row {
	const char *name;
	const char *head, *what, *tail;
	ptrdiff_t most; /* repetitions that pass; one more is refused */
} bound_row;

static const bound_row bound_rows[] = {
	{ "bytes of the file", "# \n", "# 34567\n", "", (MAX_ENV_BYTES - 3) / 8 },
	{ "bytes of a line", "a: ", "b", "\n", MAX_LINE_BYTES - 3 },
	{ "depth", "a: ", "[", "", MAX_YAML_DEPTH - 1 },
	{ "aliases", "a: &x b\nc:\n", "  - *x\n", "", MAX_YAML_ALIASES },
	{ "nodes that aliases stand for", "a: &x [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: &y [*x, *x, *x, *x, *x, *x, *x, *x, *x, *x]\nc:\n",
	  "  - *y\n", "", (MAX_YAML_NODES - 100) / 101 },
};

static bool too_large(str text)
{
	parsed p = parse(text);
	bool large = p.doc.problems.n > 0 && p.doc.problems.at[p.doc.problems.n - 1].code == PROBLEM_TOO_LARGE;
	assert_true(!large || !p.doc.complete);
	arena_close(p.a);
	return large;
}

static void bounds(void **state)
{
	const bound_row *r = *state;
	arena *a = arena_open(1 << 26);
	assert_false(too_large(repeated(a, r->head, r->what, r->most, r->tail)));
	assert_true(too_large(repeated(a, r->head, r->what, r->most + 1, r->tail)));
	arena_close(a);
}

typedef struct bomb_row {
	const char *name;
	const char *head, *what, *tail;
	ptrdiff_t n;
} bomb_row;

/* These end in a problem, and soon: a square of the length would take minutes. */
static const bomb_row bomb_rows[] = {
	{ "100,000 brackets over lines", "", "[\n", "", 100000 },
	{ "100,000 dashes over lines", "", "- \n", "- *x", 100000 },
	{ "a hundred thousand times one key", "", "a: b\n", "", 100000 },
	{ "a zero-width letter on every line", "", "# \xE2\x80\x8B\n", "", 100000 },
	{ "anchors without end and an alias", "", "- &a b\n", "- *b\n", 100000 },
	{ "conflict marks without end", "", "<<<<<<< a\n", "", 90000 },
};

static void bombs(void **state)
{
	const bomb_row *r = *state;
	arena *a = arena_open(1 << 26);
	parsed p = parse(repeated(a, r->head, r->what, r->n, r->tail));
	assert_true(p.doc.problems.n > 0);
	assert_true(p.doc.problems.n <= 1001);
	assert_true(arena_used(p.a) < 64 << 20);
	arena_close(p.a);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(refuses, bad_rows) + RUN_ROWS(places, place_rows) + RUN_ROWS(types, type_rows) +
	       RUN_ROWS(bounds, bound_rows) + RUN_ROWS(bombs, bomb_rows);
}
