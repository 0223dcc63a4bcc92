/* markdown: see markdown.h and docs/design/markdown.md.
 *
 * Engines disagree on what a backslash, an entity or a longer fence of backticks protects, so nothing is
 * escaped in place: what is not a plain word stands in a code span whose bytes no engine treats in any
 * way. That leaves one question for a sentence of ours: which of its words are plain. Only letters,
 * short numbers and the marks of a sentence are; a name with a dot, a slash, a digit or a sign in it is
 * code, as a careful writer would have set it anyway. Whether a name was quoted in the sentence decides
 * only how it reads, never what is safe: a stranger may put quotes into a name. */
#include "write/markdown.h"

#include "base/utf8.h"
#include "write/escape.h"

enum {
	NAME_BYTES = 300,     /* of one code span, unless the caller says otherwise */
	MESSAGE_BYTES = 2000, /* of a sentence */
	SHA_LETTERS = 7,      /* GitHub links seven hexadecimal digits to a commit */
};

/* ---- code spans ---- */

static bool is_itself(uint32_t c)
{
	return c > ' ' && c < 0x7F && c != '`' && c != '|' && c != '\\';
}

static void put_point(buf *out, uint32_t c, bool at_end)
{
	if (is_itself(c) || (c == ' ' && !at_end))
		buf_char(out, (char)c);
	else
		buf_printf(out, "\\u{%x}", (unsigned)(c == UTF8_BAD ? 0xFFFD : c));
}

/* The longest head of whole code points within most bytes. */
static str clip(str s, ptrdiff_t most)
{
	ptrdiff_t end = 0;
	if (s.n <= most)
		return s;
	for (ptrdiff_t i = 0; i < s.n;) {
		(void)utf8_next(s, &i);
		if (i > most)
			break;
		end = i;
	}
	return str_head(s, end);
}

void markdown_code(buf *out, str s, ptrdiff_t most_bytes)
{
	str shown = clip(s, most_bytes > 0 ? most_bytes : NAME_BYTES);
	if (s.n == 0) {
		buf_put(out, S("`(empty)`"));
		return;
	}
	buf_char(out, '`');
	for (ptrdiff_t i = 0; i < shown.n;) {
		ptrdiff_t beg = i;
		uint32_t c = utf8_next(shown, &i);
		put_point(out, c, beg == 0 || i == shown.n);
	}
	buf_put(out, shown.n < s.n ? S("`\xE2\x80\xA6") : S("`"));
}

/* ---- sentences ---- */

/* A word that no engine and no code host gives a meaning: letters, with single hyphens and
 * apostrophes inside. All its letters hexadecimal and seven of them could be a commit. */
static bool is_word(str w)
{
	bool hex = true;
	for (ptrdiff_t i = 0; i < w.n; i++) {
		char c = w.p[i];
		bool joint = (c == '-' || c == '\'') && i > 0 && i + 1 < w.n && is_alpha(w.p[i - 1]) &&
		             is_alpha(w.p[i + 1]);
		if (!is_alpha(c) && !joint)
			return false;
		hex = hex && is_hex(c);
	}
	return w.n > 0 && !(hex && w.n >= SHA_LETTERS);
}

/* A count. A longer one could be a commit. */
static bool is_count(str w)
{
	for (ptrdiff_t i = 0; i < w.n; i++)
		if (!is_digit(w.p[i]))
			return false;
	return w.n > 0 && w.n < SHA_LETTERS;
}

/* One token of a sentence: what stands around it as itself, and the kernel. */
typedef struct token {
	str open, text, close;
	bool plain;
} token;

static bool is_stop(char c)
{
	return c == '.' || c == ',' || c == ';' || c == ':' || c == '?' || c == ')';
}

/* Where the quote or backtick at s[0] ends, if that is followed by the end of a word; else -1. */
static ptrdiff_t closes_at(str s)
{
	char mark = s.p[0];
	for (ptrdiff_t i = 1; i < s.n; i++) {
		if (s.p[i] != mark)
			continue;
		ptrdiff_t next = i + 1;
		while (next < s.n && is_stop(s.p[next]))
			next++;
		if (i > 1 && (next == s.n || s.p[next] == ' '))
			return i;
	}
	return -1;
}

static token token_bare(str w)
{
	token t = { .open = str_head(w, 0), .text = w };
	ptrdiff_t end = w.n;
	if (w.n > 1 && w.p[0] == '(') {
		t.open = str_head(w, 1);
		t.text = str_from(w, 1);
		end = t.text.n;
	}
	while (end > 0 && is_stop(t.text.p[end - 1]))
		end--;
	if (end < t.text.n && t.text.p[end] == ')' && str_ends(str_head(t.text, end), S("(s")))
		end -= 2; /* "character(s)" */
	t.close = str_from(t.text, end);
	t.text = str_head(t.text, end);
	/* "1." and "1)" at the start of a line would begin a list. */
	bool count = is_count(t.text) && !(t.close.n && (t.close.p[0] == '.' || t.close.p[0] == ')'));
	t.plain = is_word(t.text) || count;
	if (t.text.n == 0) /* nothing but marks */
		t = (token){ .text = w };
	return t;
}

/* The token at the front of s, which does not begin with a blank; *taken its bytes. */
static token token_next(str s, ptrdiff_t *taken)
{
	ptrdiff_t open = s.n > 1 && s.p[0] == '(' ? 1 : 0;
	str rest = str_from(s, open);
	if (rest.n > 0 && (rest.p[0] == '\'' || rest.p[0] == '`')) {
		ptrdiff_t close = closes_at(rest);
		if (close > 0) {
			ptrdiff_t end = close + 1;
			while (end < rest.n && is_stop(rest.p[end]))
				end++;
			*taken = open + end;
			return (token){ .open = str_head(s, open), .text = str_sub(rest, 1, close),
				        .close = str_sub(rest, close + 1, end) };
		}
	}
	ptrdiff_t blank = str_find_byte(s, ' ');
	*taken = blank < 0 ? s.n : blank;
	return token_bare(str_head(s, *taken));
}

/* Tokens are joined by one blank, so two spans of code never touch: their backticks would become one
 * longer fence. */
void markdown_message(buf *out, str s)
{
	str rest = clip(s, MESSAGE_BYTES);
	bool cut = rest.n < s.n, first = true;
	while (rest.n > 0) {
		if (rest.p[0] == ' ') {
			rest = str_from(rest, 1);
			continue;
		}
		ptrdiff_t taken = 0;
		token t = token_next(rest, &taken);
		rest = str_from(rest, taken);
		buf_put(out, first ? S("") : S(" "));
		buf_put(out, t.open);
		if (t.plain)
			buf_put(out, t.text);
		else
			markdown_code(out, t.text, MESSAGE_BYTES);
		buf_put(out, t.close);
		first = false;
	}
	buf_put(out, cut ? S(" \xE2\x80\xA6") : S(""));
}

/* ---- places ---- */

void markdown_place(buf *out, str base, str path, int line)
{
	str words = line ? arena_printf(out->a, "%.*s:%d", SARG(path), line) : path;
	bool leads = base.n > 0 && path.n > 0 && path.p[0] != '/';
	buf_put(out, leads ? S("[") : S(""));
	markdown_code(out, words, 0);
	if (!leads)
		return;
	buf_put(out, S("]("));
	buf_put(out, base);
	escape_uri(out, path);
	if (line)
		buf_printf(out, "#L%d", line);
	buf_char(out, ')');
}
