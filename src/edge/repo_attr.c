/* repo_attr: does this side's own .gitattributes say that a file's bytes in git are not the bytes a
 * checkout writes (working-tree-encoding, ident)?
 *
 * libgit2 can answer from a commit, but mixes in the work tree's files and the user's configuration,
 * so the same commit would be judged differently on two machines. This reads .gitattributes of the
 * side alone: the root's first, then each folder's on the way; the last matching line wins. */
#include "edge/repo_inner.h"
#include "spec/glob.h"

enum { MAX_ATTR_BYTES = 1024 * 1024, MAX_MACRO_DEPTH = 4 };

typedef struct macro {
	str name, words;
} macro;

typedef struct attr {
	arena *a;
	str encoding, ident; /* the value in force; absent: not set */
	LIST(macro) macros;
} attr;

static const str on = S_INIT("set");

/* git treats UTF-8 as no encoding at all. */
static str encoding_of(str value)
{
	bool plain = str_eq_nocase(value, S("UTF-8")) || str_eq_nocase(value, S("UTF8"));
	return plain || value.n == 0 ? (str){ 0 } : value;
}

static void apply_words(attr *at, str words, int depth);

/* "name", "-name", "!name" or "name=value", or a macro's name. */
static void apply_word(attr *at, str word, int depth)
{
	bool off = str_starts(word, S("-")) || str_starts(word, S("!"));
	str name = off ? str_from(word, 1) : word, value = off ? (str){ 0 } : on;
	ptrdiff_t equals = str_find_byte(name, '=');
	if (equals >= 0) {
		value = str_from(name, equals + 1);
		name = str_head(name, equals);
	}
	if (str_eq(name, S("working-tree-encoding")))
		at->encoding = encoding_of(value);
	else if (str_eq(name, S("ident")))
		at->ident = str_eq(value, on) ? value : (str){ 0 };
	for (ptrdiff_t i = 0; i < at->macros.n && !off && depth < MAX_MACRO_DEPTH; i++)
		if (str_eq(at->macros.at[i].name, name))
			apply_words(at, at->macros.at[i].words, depth + 1);
}

/* The next run of bytes that are no blanks, as git splits a line. */
static str next_word(str *rest)
{
	ptrdiff_t beg = 0;
	while (beg < rest->n && is_space(rest->p[beg]))
		beg++;
	ptrdiff_t end = beg;
	while (end < rest->n && !is_space(rest->p[end]))
		end++;
	str word = str_sub(*rest, beg, end);
	*rest = str_from(*rest, end);
	return word;
}

static void apply_words(attr *at, str words, int depth)
{
	for (str word = next_word(&words); word.n > 0; word = next_word(&words))
		apply_word(at, word, depth);
}

/* A pattern in double quotes may hold blanks; \" and \\ stand for themselves. */
static str take_pattern(arena *a, str *rest)
{
	*rest = str_trim(*rest);
	if (!str_starts(*rest, S("\"")))
		return next_word(rest);
	char *p = arena_alloc(a, rest->n + 1, 1);
	ptrdiff_t n = 0, i = 1;
	for (; i < rest->n && rest->p[i] != '"'; i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->n)
			i++;
		p[n++] = rest->p[i];
	}
	*rest = str_from(*rest, i + 1);
	return (str){ p, n };
}

/* below: the path as seen from the .gitattributes' folder. */
static bool pattern_hits(str pattern, str below)
{
	if (pattern.n == 0 || str_starts(pattern, S("!")) || str_ends(pattern, S("/")))
		return false; /* git forbids the first and never matches a folder's name */
	if (!str_starts(pattern, S("/")))
		return path_match(pattern, below);
	pattern = str_from(pattern, 1);
	/* "/x" is anchored; without its slash a pattern of one part would match in any folder. */
	if (str_find_byte(pattern, '/') < 0 && str_find_byte(below, '/') >= 0)
		return false;
	return path_match(pattern, below);
}

static void apply_line(attr *at, str line, str below)
{
	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return;
	if (str_starts(line, S("[attr]"))) {
		line = str_from(line, 6);
		str name = next_word(&line);
		*LIST_PUSH(at->a, &at->macros) = (macro){ name, line };
		return;
	}
	str pattern = take_pattern(at->a, &line);
	if (pattern_hits(pattern, below))
		apply_words(at, line, 0);
}

static const err *apply_file(attr *at, repo *r, revision rev, str folder, str path)
{
	item it;
	source src = { 0 };
	str name = arena_cat(at->a, folder, S(".gitattributes"));
	TRY(side_find(at->a, r, rev, name, &it));
	/* git follows no link here, and neither do we. */
	if (!item_is_file(it.mode))
		return NULL;
	TRY(side_bytes(at->a, r, &it, MAX_ATTR_BYTES, &src));
	if (src.kind == ENTRY_TOO_LARGE)
		return err_new(at->a, ERR_LIMIT, "%.*s has more than %d bytes, which is the limit",
		               SARG(name), MAX_ATTR_BYTES);
	str rest = src.bytes, line;
	while (rest.n > 0 && str_next(&rest, '\n', &line))
		apply_line(at, line, str_from(path, folder.n));
	return NULL;
}

const err *attr_of(arena *a, repo *r, revision rev, str path, str *out)
{
	attr at = { .a = a };
	TRY(apply_file(&at, r, rev, S(""), path));
	for (ptrdiff_t i = 0; i < path.n; i++)
		if (path.p[i] == '/')
			TRY(apply_file(&at, r, rev, str_head(path, i + 1), path));
	*out = at.encoding.p ? S("working-tree-encoding") : at.ident.p ? S("ident") : (str){ 0 };
	return NULL;
}
