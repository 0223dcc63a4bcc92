/* split: see split.h. The lines are dealt out (split_lines.c), put together again, read and compared (split_check.c). */
#include "edit/split_in.h"

#include "base/buf.h"
#include "base/limits.h"
#include "edit/edits.h"
#include "read/envfile.h"

static void find_lines(splitter *s)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s->bytes.n; i++)
		n += s->bytes.p[i] == '\n';
	s->lines = NEW_N(s->a, split_line, n + 1);
	for (ptrdiff_t at = 0; at < s->bytes.n;) {
		line_span l = line_at(s->bytes, at);
		s->lines[s->n++] = (split_line){ .beg = l.beg, .end = l.end, .next = l.next };
		at = l.next;
	}
}

static void find_moves(splitter *s)
{
	for (ptrdiff_t i = 0; i < s->env->specs.n; i++) {
		const spec *p = &s->env->specs.at[i];
		ptrdiff_t line = split_line_of(s, p->at.beg);
		for (int r = SPLIT_DEV; r < SPLIT_ROLES; r++)
			if (s->lines[line].files == IN(r))
				*LIST_PUSH(s->a, &s->out->moves) = (split_move){ (split_role)r, p->raw, (int)line + 1 };
	}
}

static bool has_moves(const splitter *s, split_role r)
{
	for (ptrdiff_t i = 0; i < s->out->moves.n; i++)
		if (s->out->moves.at[i].to == r)
			return true;
	return false;
}

/* The file less what moved. An empty line that would stand beside another, or below its key, or at the end, because what
 * it set apart has gone, goes as well. */
static str what_stays(const splitter *s)
{
	buf out = buf_sized(s->a, s->bytes.n + 1);
	bool gone = false, open = false; /* since the last line that is kept; that line is empty, or a key alone */
	ptrdiff_t text_end = 0;
	for (ptrdiff_t i = 0; i < s->n; i++) {
		str line = str_trim(split_line_text(s, i));
		if (!(s->lines[i].files & IN(SPLIT_PROD))) {
			gone = true;
			continue;
		}
		if (line.n == 0 && gone && open)
			continue;
		buf_put(&out, str_sub(s->bytes, s->lines[i].beg, s->lines[i].next));
		open = line.n == 0 || str_ends(line, S(":"));
		if (line.n > 0) {
			text_end = out.n;
			gone = false;
		}
	}
	return gone ? str_head(buf_str(&out), text_end) : buf_str(&out);
}

static str what_moves(const splitter *s, split_role r, str from)
{
	static const char *const stories[SPLIT_ROLES] = { "", "# What development needs", "# What the tests need" };
	buf out = buf_new(s->a);
	str eol = line_end_of(s->bytes);
	ptrdiff_t slash = str_rfind_byte(from, '/');
	buf_printf(&out, "%s beyond %.*s; the two belong together.%.*s", stories[r], SARG(str_from(from, slash + 1)), SARG(eol));
	for (ptrdiff_t i = 0; i < s->n; i++) {
		const split_line *l = &s->lines[i];
		if (!(l->files & IN(r)))
			continue;
		ptrdiff_t beg = i == 0 && str_starts(s->bytes, S("\xef\xbb\xbf")) ? 3 : l->beg;
		bool named = s->name_at > l->beg && s->name_at <= l->end;
		buf_put(&out, str_sub(s->bytes, beg, named ? s->name_at : l->end));
		if (named)
			buf_printf(&out, "-%s%.*s", split_role_name(r), SARG(str_sub(s->bytes, s->name_at, l->end)));
		buf_put(&out, eol);
	}
	return buf_str(&out);
}

/* "env/environment-dev.yml" of "env/environment.yml". */
static str path_of(arena *a, str path, split_role r)
{
	ptrdiff_t slash = str_rfind_byte(path, '/'), dot = str_rfind_byte(path, '.');
	dot = dot > slash + 1 ? dot : path.n;
	return arena_printf(a, "%.*s-%s%.*s", SARG(str_head(path, dot)), split_role_name(r), SARG(str_from(path, dot)));
}

static void put_together(splitter *s, const source *src)
{
	for (int r = 0; r < SPLIT_ROLES; r++) {
		split_part *p = &s->out->parts[r];
		if (r != SPLIT_PROD && !has_moves(s, (split_role)r))
			continue;
		p->path = r == SPLIT_PROD ? src->path : path_of(s->a, src->path, (split_role)r);
		p->bytes = r == SPLIT_PROD ? what_stays(s) : what_moves(s, (split_role)r, src->path);
		source *now = NEW(s->a, source);
		*now = (source){ .kind = ENTRY_BLOB, .path = p->path, .bytes = p->bytes, .size_bytes = p->bytes.n };
		p->env = envfile_read(s->a, now, (variables){ 0 });
	}
	s->out->why = split_differs(s->a, s->env, s->out->parts);
}

static bool has_double_key(const env *e)
{
	for (ptrdiff_t i = 0; i < e->problems.n; i++)
		if (e->problems.at[i].code == PROBLEM_DUPLICATE_KEY)
			return true;
	return false;
}

split_made split_file(arena *a, const source *src, const split_wish *wish)
{
	split_made out = { 0 };
	splitter s = { .a = a, .bytes = src->bytes, .wish = wish, .out = &out, .name_at = -1 };
	s.env = envfile_read(a, src, (variables){ 0 });
	yaml_doc doc = yaml_read(a, src, MAX_ENV_BYTES);
	find_lines(&s);
	if (!s.env->complete || !doc.complete)
		split_refuse(&s, "it cannot be read to its end (envgate check says where)", 0);
	else if (has_double_key(s.env))
		split_refuse(&s, "a key stands there twice (envgate fix file/duplicate-key joins them)", 0);
	else if (split_deal(&s, doc.root))
		find_moves(&s);
	if (!out.why && out.moves.n)
		put_together(&s, src);
	return out;
}
