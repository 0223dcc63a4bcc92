/* usesfile: see usesfile.h. Which reader a file gets, where its words stand, and what an image's name
 * is made of. */
#include "read/usesfile.h"

#include "read/uses_in.h"

#include "base/limits.h"

static bool is_continuation_byte(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* The place of bytes of the file. Going back starts anew, which only a folded scalar does. */
static span place(uses_reader *u, ptrdiff_t beg, ptrdiff_t end)
{
	str bytes = u->src->bytes;
	if (beg < u->seen || u->line == 0) {
		u->seen = 0;
		u->line = u->col = 1;
	}
	for (; u->seen < beg; u->seen++) {
		bool ends = bytes.p[u->seen] == '\n';
		u->line += ends;
		u->col = ends ? 1 : u->col + !is_continuation_byte(bytes.p[u->seen]);
	}
	return (span){ beg, end, u->line, u->col };
}

/* Where the line begins that follows the byte at. */
static ptrdiff_t next_line(str bytes, ptrdiff_t at)
{
	ptrdiff_t step = str_find_byte(str_from(bytes, at), '\n');
	return step < 0 ? bytes.n : at + step + 1;
}

/* Follows a block scalar's text line by line through the file, up to byte beg of the text. */
static void follow_lines(uses_reader *u, const origin *from, ptrdiff_t beg)
{
	if (u->text != from->text.p || beg < u->text_at) {
		u->text = from->text.p;
		u->text_at = u->text_line = 0;
		u->file_line = from->first;
	}
	for (; u->text_at < beg; u->text_at++)
		if (from->text.p[u->text_at] == '\n') {
			u->text_line = u->text_at + 1;
			u->file_line = next_line(u->src->bytes, u->file_line);
		}
}

static ptrdiff_t skip_indent(str text, ptrdiff_t at, ptrdiff_t stop)
{
	while (at < stop && text.p[at] == ' ')
		at++;
	return at;
}

span uses_place(uses_reader *u, const origin *from, ptrdiff_t beg, ptrdiff_t end)
{
	str bytes = u->src->bytes;
	if (from->kind == TEXT_WHOLE)
		return from->whole;
	if (from->kind == TEXT_DIRECT) {
		ptrdiff_t base = from->text.p - bytes.p;
		return place(u, base + beg, base + end);
	}
	/* The block's indentation stands in the file and not in the text. */
	follow_lines(u, from, beg);
	ptrdiff_t here = skip_indent(bytes, u->file_line, bytes.n);
	ptrdiff_t word = here + beg - skip_indent(from->text, u->text_line, beg);
	ptrdiff_t stop = word + end - beg;
	return stop <= bytes.n ? place(u, word, stop) : place(u, here, here);
}

/* The last ':' behind the last '/', so that a registry's port is no tag. */
static ptrdiff_t tag_of(str name)
{
	ptrdiff_t colon = str_rfind_byte(name, ':');
	return colon > str_rfind_byte(name, '/') ? colon : -1;
}

void uses_image(uses_reader *u, str text, span at)
{
	text = str_trim(text);
	if (str_starts(text, S("docker://")))
		text = str_from(text, 9);
	if (text.n == 0 || text.n > MAX_LINE_BYTES || str_find_byte(text, '$') >= 0 || str_find_byte(text, ' ') >= 0 ||
	    str_eq(text, S("scratch")) || u->out->images.n >= MAX_SPECS)
		return;
	image_ref *i = LIST_PUSH(u->a, &u->out->images);
	*i = (image_ref){ .text = text, .name = text, .at = at };
	ptrdiff_t digest = str_find_byte(text, '@');
	if (digest >= 0) {
		i->digest = str_from(text, digest + 1);
		i->name = str_head(text, digest);
	}
	ptrdiff_t colon = tag_of(i->name);
	if (colon >= 0) {
		i->tag = str_from(i->name, colon + 1);
		i->name = str_head(i->name, colon);
	}
}

void uses_script(uses_reader *u, const origin *from, int depth)
{
	shell_reader r = shell_open(u->a, from->text, false);
	shell_words words;
	while (shell_next(&r, &words) && u->out->installs.n < MAX_SPECS)
		uses_command(u, from, &words, depth);
}

static bool is_dockerfile(str path)
{
	str name = str_from(path, str_rfind_byte(path, '/') + 1);
	return str_starts(name, S("Dockerfile")) || str_starts(name, S("Containerfile")) ||
	       str_ends(name, S(".Dockerfile")) || str_ends(name, S(".dockerfile")) ||
	       str_ends(name, S(".Containerfile"));
}

const uses *uses_read(arena *a, const source *src)
{
	uses *out = NEW(a, uses);
	uses_reader u = { .a = a, .src = src, .out = out };
	if (is_dockerfile(src->path)) {
		uses_dockerfile(&u);
	} else if (str_ends(src->path, S(".yml")) || str_ends(src->path, S(".yaml"))) {
		uses_workflow(&u);
	} else {
		origin whole = { .kind = TEXT_DIRECT, .text = src->bytes };
		uses_script(&u, &whole, 0);
	}
	if (out->installs.n >= MAX_SPECS || out->images.n >= MAX_SPECS) {
		problem *p = LIST_PUSH(a, &out->problems);
		*p = (problem){ .code = PROBLEM_TOO_LARGE, .subject = S("specs"), .evidence = S("specs") };
		p->what = arena_printf(a, "more than %d images or installed packages", (int)MAX_SPECS);
	}
	return out;
}
