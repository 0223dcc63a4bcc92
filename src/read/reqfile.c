/* reqfile: requirements.txt as an env, so that rules compare it with environment files.
 *
 * The grammar is requirements.c's. Here places in bytes become lines and columns, once and in order,
 * and a line that pip refuses becomes a problem: pip stops at it, so the file is not complete. */
#include "read/reqfile.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "read/envfile_in.h"
#include "read/ignore.h"
#include "read/requirements.h"
#include "spec/strength.h"

/* Lines and columns are counted on from the last place asked for; places come in order, nearly. */
typedef struct cursor {
	str text;
	ptrdiff_t at;
	int line, col;
} cursor;

typedef struct file_reader {
	arena *a;
	env *out;
	cursor where;
} file_reader;

static void cursor_move(cursor *c, ptrdiff_t to)
{
	if (to < c->at)
		*c = (cursor){ .text = c->text, .line = 1, .col = 1 };
	while (c->at < to && c->at < c->text.n) {
		bool is_break = c->text.p[c->at] == '\n';
		utf8_next(c->text, &c->at);
		c->line += is_break;
		c->col = is_break ? 1 : c->col + 1;
	}
}

static span placed(file_reader *r, span at)
{
	cursor_move(&r->where, at.beg);
	return (span){ at.beg, at.end, r->where.line, r->where.col };
}

static problem *add_problem(file_reader *r, problem_code code, span at, str subject)
{
	problem *p = LIST_PUSH(r->a, &r->out->problems);
	*p = (problem){ .code = code, .manager = MANAGER_PIP, .at = at, .subject = subject };
	p->evidence = subject;
	return p;
}

static void read_spec(file_reader *r, const requirement_line *line)
{
	const requirement *q = line->req;
	span at = placed(r, line->at);
	*LIST_PUSH(r->a, &r->out->specs) = (spec){
		.manager = MANAGER_PIP, .raw = line->text, .name = q->normalized, .version = q->specifier,
		.canonical = envpip_canonical(r->a, q), .pin = strength_pip(r->a, q), .platforms = ON_ALL,
		.at = at, .name_at = q->name.p ? placed(r, line->name_at) : at, .pip = q,
	};
}

static void refused(file_reader *r, const requirement_line *line)
{
	str subject = str_head(line->text.p ? line->text : S("an option"), 120);
	problem *p = add_problem(r, PROBLEM_SYNTAX, placed(r, line->at), subject);
	p->what = arena_printf(r->a, "pip refuses '%.*s': %.*s", SARG(subject), SARG(line->why.why));
	p->hint = S("see PEP 508 for what may stand here, as in name>=1.2,<2");
	r->out->complete = false;
}

static void read_line(file_reader *r, const requirement_line *line)
{
	if (line->refused)
		refused(r, line);
	if (line->req)
		read_spec(r, line);
	for (ptrdiff_t i = 0; i < line->options.n; i++) {
		pip_option *o = LIST_PUSH(r->a, &r->out->options);
		*o = line->options.at[i];
		o->at = placed(r, o->at);
	}
}

const env *reqfile_read(arena *a, const source *src)
{
	env *out = NEW(a, env);
	*out = (env){ .src = src, .complete = true };
	file_reader r = { .a = a, .out = out, .where = { .text = src->bytes, .line = 1, .col = 1 } };
	if (!utf8_valid(src->bytes)) {
		problem *p = add_problem(&r, PROBLEM_SYNTAX, (span){ 0 }, S("encoding"));
		p->what = S("this file is not UTF-8");
		p->hint = S("save it as UTF-8");
		out->complete = false;
		return out;
	}
	requirement_lines lines = requirement_lines_read(a, src->bytes, (variables){ 0 });
	ptrdiff_t i = 0;
	for (; i < lines.n && out->specs.n < MAX_SPECS; i++)
		read_line(&r, &lines.at[i]);
	if (i == lines.n) {
		ignore_read(a, NULL, out);
		return out;
	}
	problem *p = add_problem(&r, PROBLEM_TOO_LARGE, placed(&r, lines.at[i].at), S("specs"));
	p->what = arena_printf(a, "more than %d requirements", (int)MAX_SPECS);
	p->hint = S("split this file");
	out->complete = false;
	return out;
}
