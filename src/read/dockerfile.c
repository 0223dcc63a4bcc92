/* dockerfile: FROM, COPY --from and RUN, as BuildKit's front end reads lines.
 *
 * A Dockerfile that changes its escape character is for Windows and is left alone, as is everything
 * behind a SHELL that is no POSIX shell. Names of build stages are no images. */
#include "read/uses_in.h"

#include "base/limits.h"

enum { MAX_STAGES = 1000 }; /* looked up one by one */

typedef struct docker {
	uses_reader *u;
	str bytes;
	ptrdiff_t at;
	strs stages;    /* names given by AS; compared without case */
	bool foreign;   /* SHELL names something that is no POSIX shell */
} docker;

/* The words of one instruction, heredocs and continued lines read through. */
static shell_reader open_line(docker *d, ptrdiff_t beg)
{
	return shell_open(d->u->a, str_from(d->bytes, beg), true);
}

static origin origin_of(const docker *d, ptrdiff_t beg)
{
	return (origin){ .kind = TEXT_DIRECT, .text = str_from(d->bytes, beg) };
}

static bool is_stage(const docker *d, str name)
{
	for (ptrdiff_t i = 0; i < d->stages.n; i++)
		if (str_eq_nocase(d->stages.at[i], name))
			return true;
	return false;
}

static void read_from(docker *d, const shell_words *w, const origin *from)
{
	ptrdiff_t i = 0;
	while (i < w->n && str_starts(w->at[i].text, S("--")))
		i++;
	if (i == w->n)
		return;
	const shell_word *image = &w->at[i];
	if (image->literal && !is_stage(d, image->text))
		uses_image(d->u, image->text, uses_place(d->u, from, image->beg, image->end));
	if (i + 2 < w->n && str_eq_nocase(w->at[i + 1].text, S("as")) && d->stages.n < MAX_STAGES)
		*LIST_PUSH(d->u->a, &d->stages) = w->at[i + 2].text;
}

/* --from=IMAGE: a name without '/' and ':' is a stage or its number. */
static void read_copy(docker *d, const shell_words *w, const origin *from)
{
	for (ptrdiff_t i = 0; i < w->n && str_starts(w->at[i].text, S("--")); i++) {
		const shell_word *o = &w->at[i];
		str name = str_from(o->text, 7);
		bool is_image = str_find_byte(name, '/') >= 0 || str_find_byte(name, ':') >= 0;
		if (o->literal && str_starts(o->text, S("--from=")) && is_image && !is_stage(d, name))
			uses_image(d->u, name, uses_place(d->u, from, o->beg, o->end));
	}
}

/* ["pip", "install", "x"]: words between quotes; no escapes in earnest, so \ is left alone. */
static bool read_exec_form(docker *d, ptrdiff_t beg, const origin *from)
{
	str line = str_from(d->bytes, beg);
	ptrdiff_t eol = str_find_byte(line, '\n');
	line = str_head(line, eol < 0 ? line.n : eol);
	ptrdiff_t end = str_find_byte(line, ']');
	if (line.n == 0 || line.p[0] != '[' || end < 0 || str_find_byte(str_head(line, end), '\\') >= 0)
		return false;
	shell_words words = { 0 };
	for (ptrdiff_t i = 1; i < end; i++) {
		if (line.p[i] != '"')
			continue;
		ptrdiff_t n = str_find_byte(str_sub(line, i + 1, end), '"');
		if (n < 0)
			return false;
		shell_word *w = LIST_PUSH(d->u->a, &words);
		*w = (shell_word){ .text = str_sub(line, i + 1, i + 1 + n), .literal = true, .beg = i + 1, .end = i + 1 + n };
		i += n + 1;
	}
	if (words.n)
		uses_command(d->u, from, &words, 0);
	return words.n > 0;
}

/* RUN <<EOF: the body is the script, unless its first line asks for another interpreter. */
static void read_bodies(docker *d, const shell_reader *r, ptrdiff_t beg)
{
	for (ptrdiff_t i = 0; i < r->heredocs.n; i++) {
		const heredoc *h = &r->heredocs.at[i];
		str body = str_sub(d->bytes, beg + h->beg, beg + h->end);
		ptrdiff_t eol = str_find_byte(body, '\n');
		str first = str_head(body, eol < 0 ? body.n : eol);
		if (str_starts(first, S("#!")) && str_find(first, S("sh")) < 0)
			continue;
		origin from = { .kind = TEXT_DIRECT, .text = body };
		if (body.n)
			uses_script(d->u, &from, 0);
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Past --mount=... and the like in front of a RUN's command. */
static ptrdiff_t skip_flags(const docker *d, ptrdiff_t at)
{
	for (;;) {
		while (at < d->bytes.n && (is_blank(d->bytes.p[at]) || d->bytes.p[at] == '\\' || d->bytes.p[at] == '\r' ||
		                           (d->bytes.p[at] == '\n' && at > 0 && d->bytes.p[at - 1] != '\n')))
			at++;
		if (!str_starts(str_from(d->bytes, at), S("--")))
			return at;
		while (at < d->bytes.n && !is_space(d->bytes.p[at]))
			at++;
	}
}

/* Reads the instruction's line (with what is continued) and leaves d->at behind it. */
static void read_run(docker *d, ptrdiff_t beg)
{
	beg = skip_flags(d, beg);
	origin from = origin_of(d, beg);
	bool exec = !d->foreign && read_exec_form(d, beg, &from);
	shell_reader r = open_line(d, beg);
	shell_words words;
	bool any = false;
	while (shell_next(&r, &words)) {
		any = true;
		if (!exec && !d->foreign)
			uses_command(d->u, &from, &words, 0);
	}
	if (!any && !exec && !d->foreign)
		read_bodies(d, &r, beg);
	d->at = beg + r.at;
}

static void read_words(docker *d, str name, ptrdiff_t beg)
{
	origin from = origin_of(d, beg);
	shell_reader r = open_line(d, beg);
	shell_words words, more;
	if (shell_next(&r, &words)) {
		if (str_eq_nocase(name, S("FROM")))
			read_from(d, &words, &from);
		else if (str_eq_nocase(name, S("COPY")) || str_eq_nocase(name, S("ADD")))
			read_copy(d, &words, &from);
	}
	while (shell_next(&r, &more))
		continue;
	d->at = beg + r.at;
	if (!str_eq_nocase(name, S("SHELL")))
		return;
	str text = str_sub(d->bytes, beg, d->at);
	d->foreign = str_find(text, S("sh\"")) < 0 || str_find(text, S("powershell")) >= 0 || str_find(text, S("pwsh")) >= 0;
}

/* Other instructions: to the end of their line. An apostrophe in a LABEL opens no quote there. */
static void skip_instruction(docker *d)
{
	while (d->at < d->bytes.n) {
		ptrdiff_t eol = str_find_byte(str_from(d->bytes, d->at), '\n');
		ptrdiff_t end = eol < 0 ? d->bytes.n : d->at + eol;
		ptrdiff_t last = end;
		while (last > d->at && is_space(d->bytes.p[last - 1]))
			last--;
		bool goes_on = last > d->at && d->bytes.p[last - 1] == '\\';
		d->at = end < d->bytes.n ? end + 1 : end;
		if (!goes_on)
			return;
	}
}

static bool is_read_by_words(str name)
{
	return str_eq_nocase(name, S("FROM")) || str_eq_nocase(name, S("COPY")) || str_eq_nocase(name, S("ADD")) ||
	       str_eq_nocase(name, S("SHELL"));
}

static void read_instruction(docker *d)
{
	ptrdiff_t beg = d->at;
	while (d->at < d->bytes.n && is_alpha(d->bytes.p[d->at]))
		d->at++;
	str name = str_sub(d->bytes, beg, d->at);
	ptrdiff_t rest = d->at;
	if (str_eq_nocase(name, S("ONBUILD"))) {
		while (d->at < d->bytes.n && is_blank(d->bytes.p[d->at]))
			d->at++;
		d->at += d->at == rest; /* never stands still */
		return;
	}
	if (str_eq_nocase(name, S("RUN")))
		read_run(d, rest);
	else if (is_read_by_words(name))
		read_words(d, name, rest);
	else
		skip_instruction(d);
	if (d->at <= beg)
		d->at = beg + 1;
}

static bool has_own_escape(str bytes)
{
	str rest = bytes, line;
	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!str_starts(line, S("#")))
			return false;
		line = str_trim(str_from(line, 1));
		if (str_starts(line, S("escape")) && str_find_byte(line, '`') >= 0)
			return true;
	}
	return false;
}

void uses_dockerfile(uses_reader *u)
{
	docker d = { .u = u, .bytes = u->src->bytes };
	if (has_own_escape(d.bytes))
		return;
	if (str_starts(d.bytes, S("\xEF\xBB\xBF")))
		d.at = 3;
	while (d.at < d.bytes.n) {
		char c = d.bytes.p[d.at];
		if (is_space(c))
			d.at++;
		else if (c == '#')
			skip_instruction(&d);
		else
			read_instruction(&d);
	}
}
