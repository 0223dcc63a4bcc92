/* shellwords: see shellwords.h. One pass, byte by byte, never back: a stranger's script of a megabyte
 * costs a megabyte's time. What cannot be read to its end (an open quote) ends the reading, because
 * every word behind it might be inside. A shell library was not an option: none parses without being
 * a shell, and the words of one command are all that is asked for. */
#include "read/shellwords.h"

#include "base/buf.h"

shell_reader shell_open(arena *a, str text, bool one_line)
{
	return (shell_reader){ .a = a, .text = text, .one_line = one_line };
}

static char peek(const shell_reader *r, ptrdiff_t ahead)
{
	ptrdiff_t i = r->at + ahead;
	return i >= 0 && i < r->text.n ? r->text.p[i] : '\0';
}

static bool at_end(const shell_reader *r)
{
	return r->broken || r->at >= r->text.n;
}

static void break_off(shell_reader *r)
{
	r->broken = true;
	r->at = r->text.n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip_line(shell_reader *r)
{
	while (!at_end(r) && peek(r, 0) != '\n')
		r->at++;
}

/* Bytes of a backslash and the line end behind it; 0 for anything else. */
static ptrdiff_t continuation(const shell_reader *r)
{
	if (peek(r, 0) != '\\')
		return 0;
	if (peek(r, 1) == '\n')
		return 2;
	return peek(r, 1) == '\r' && peek(r, 2) == '\n' ? 3 : 0;
}

/* In a Dockerfile, comment lines and empty ones between continued lines vanish. */
static void skip_between_lines(shell_reader *r)
{
	while (r->one_line && !at_end(r)) {
		ptrdiff_t i = 0;
		while (is_blank(peek(r, i)))
			i++;
		if (peek(r, i) != '#' && (peek(r, i) != '\n' || r->at + i >= r->text.n))
			return;
		r->at += i;
		skip_line(r);
		r->at++;
	}
}

static void skip_blanks(shell_reader *r)
{
	while (!at_end(r)) {
		ptrdiff_t n = continuation(r);
		if (n) {
			r->at += n;
			skip_between_lines(r);
		} else if (is_blank(peek(r, 0))) {
			r->at++;
		} else {
			return;
		}
	}
}

/* Past the quote that ends what began before r->at; a backslash hides one when escapes says so. */
static void skip_quoted(shell_reader *r, char quote, bool escapes)
{
	while (!at_end(r) && peek(r, 0) != quote)
		r->at += escapes && peek(r, 0) == '\\' ? 2 : 1;
	if (at_end(r))
		break_off(r);
	else
		r->at++;
}

/* Past the bracket that closes the one before r->at. Quotes inside hide brackets. */
static void skip_group(shell_reader *r, char open, char close)
{
	for (int depth = 1; depth > 0 && !at_end(r);) {
		char c = peek(r, 0);
		r->at += c == '\\' ? 2 : 1;
		if (c == '\'' || c == '"' || c == '`')
			skip_quoted(r, c, c != '\'');
		else if (c == open)
			depth++;
		else if (c == close && --depth == 0)
			return;
	}
	break_off(r);
}

/* At a dollar sign or a backquote: true when the shell would put something in its place; then past it. */
static bool skip_expansion(shell_reader *r)
{
	char next = peek(r, 1);
	if (peek(r, 0) == '`') {
		r->at++;
		skip_quoted(r, '`', true);
		return true;
	}
	if (next == '(' || next == '{') {
		r->at += 2;
		skip_group(r, next, next == '(' ? ')' : '}');
		return true;
	}
	bool names = is_alnum(next) || (next && str_find_byte(S("_@*#?$!-'\""), next) >= 0);
	if (!names)
		return false;
	r->at++; /* the name, or the quoted text of $'...' and $"...", is read on as part of the word */
	return true;
}

/* Inside double quotes, the first of which is passed. */
static void read_double(shell_reader *r, shell_word *w, buf *text)
{
	while (!at_end(r) && peek(r, 0) != '"') {
		char c = peek(r, 0);
		ptrdiff_t n = continuation(r);
		if (n) {
			r->at += n;
		} else if (c == '\\' && str_find_byte(S("\"\\$`"), peek(r, 1)) >= 0) {
			buf_char(text, peek(r, 1));
			r->at += 2;
		} else if ((c == '$' || c == '`') && skip_expansion(r)) {
			w->literal = false;
		} else {
			buf_char(text, c);
			r->at++;
		}
	}
	if (at_end(r))
		break_off(r);
	else
		r->at++;
}

/* Inside single quotes. GitHub and GitLab put their ${{ }} and $[[ ]] in before the shell sees the text. */
static void read_single(shell_reader *r, shell_word *w, buf *text)
{
	ptrdiff_t beg = r->at;
	skip_quoted(r, '\'', false);
	if (r->broken)
		return;
	str inside = str_sub(r->text, beg, r->at - 1);
	if (str_find(inside, S("${{")) >= 0 || str_find(inside, S("$[[")) >= 0)
		w->literal = false;
	buf_put(text, inside);
}

static bool ends_word(char c)
{
	return is_blank(c) || str_find_byte(S("\n;&|()<>"), c) >= 0;
}

/* One piece of a word at r->at. */
static void read_piece(shell_reader *r, shell_word *w, buf *text)
{
	char c = peek(r, 0);
	ptrdiff_t n = continuation(r);
	if (n) {
		r->at += n;
		skip_between_lines(r);
	} else if (c == '\\') {
		if (r->at + 1 < r->text.n)
			buf_char(text, peek(r, 1));
		r->at += 2;
	} else if (c == '\'') {
		r->at++;
		read_single(r, w, text);
	} else if (c == '"') {
		r->at++;
		read_double(r, w, text);
	} else if ((c == '$' || c == '`') && skip_expansion(r)) {
		w->literal = false;
	} else {
		w->literal &= c != '{';
		buf_char(text, c);
		r->at++;
	}
}

static shell_word read_word(shell_reader *r)
{
	shell_word w = { .literal = true, .beg = r->at };
	buf text = buf_sized(r->a, 24);
	while (!at_end(r) && !ends_word(peek(r, 0)))
		read_piece(r, &w, &text);
	w.end = r->at < r->text.n ? r->at : r->text.n;
	w.text = text.n ? buf_str(&text) : S("");
	w.literal |= str_eq(w.text, S("{")) && w.end == w.beg + 1; /* the reserved word */
	return w;
}

/* At '<' or '>': past the operator and the word behind it. A here-document is remembered. */
static void skip_redirection(shell_reader *r)
{
	bool here = peek(r, 0) == '<' && peek(r, 1) == '<' && peek(r, 2) != '<';
	bool tabs = here && peek(r, 2) == '-';
	if (peek(r, 1) == '(') { /* process substitution */
		r->at += 2;
		skip_group(r, '(', ')');
		return;
	}
	while (!at_end(r) && str_find_byte(S("<>&|"), peek(r, 0)) >= 0)
		r->at++;
	r->at += tabs;
	skip_blanks(r);
	shell_word target = read_word(r);
	if (here && target.text.n)
		*LIST_PUSH(r->a, &r->heredocs) = (heredoc){ .delimiter = target.text, .tabs = tabs };
}

/* After a line with << on it: past the bodies, each up to its delimiter alone on a line. */
static void skip_bodies(shell_reader *r)
{
	for (; r->pending < r->heredocs.n; r->pending++) {
		heredoc *h = &r->heredocs.at[r->pending];
		h->beg = h->end = r->at;
		for (bool found = false; !found && r->at < r->text.n;) {
			h->end = r->at;
			ptrdiff_t beg = r->at;
			skip_line(r);
			str line = str_sub(r->text, beg, r->at);
			r->at += r->at < r->text.n;
			while (h->tabs && line.n && line.p[0] == '\t')
				line = str_from(line, 1);
			if (line.n && line.p[line.n - 1] == '\r')
				line.n--;
			found = str_eq(line, h->delimiter);
			if (!found)
				h->end = r->at;
		}
	}
}

/* At what parts two commands: past it. False at the end of the text (or of a Dockerfile's line). */
static bool skip_separator(shell_reader *r)
{
	if (at_end(r))
		return false;
	if (peek(r, 0) != '\n') {
		r->at++;
		return true;
	}
	r->at++;
	skip_bodies(r);
	return !r->one_line;
}

/* The words up to the next separator. */
static void read_command(shell_reader *r, shell_words *out)
{
	for (;;) {
		skip_blanks(r);
		char c = peek(r, 0);
		if (at_end(r))
			return;
		if (c == '#') {
			skip_line(r);
		} else if (c == '<' || c == '>') {
			/* the digits of 2>&1 are no word */
			shell_word *last = out->n ? &out->at[out->n - 1] : NULL;
			if (last && last->end == r->at && last->text.n == 1 && is_digit(last->text.p[0]))
				out->n--;
			skip_redirection(r);
		} else if (c == '&' && peek(r, 1) == '>') {
			r->at++;
		} else if (ends_word(c)) {
			return;
		} else {
			shell_word w = read_word(r);
			if (!r->broken)
				*LIST_PUSH(r->a, out) = w;
		}
	}
}

bool shell_next(shell_reader *r, shell_words *command)
{
	*command = (shell_words){ 0 };
	while (!r->done && command->n == 0) {
		read_command(r, command);
		if (r->broken)
			command->n = 0; /* the word that has no end might have been any of them */
		r->done = !skip_separator(r);
	}
	return command->n > 0;
}
