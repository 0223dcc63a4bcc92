/* envpip: one entry of a pip: list. conda writes the entries into a requirements file, a line each,
 * so a line has that file's grammar, options and all. */
#include "read/envfile_in.h"

#include "base/buf.h"
#include "read/requirements.h"
#include "spec/strength.h"

str envpip_canonical(arena *a, const requirement *q)
{
	buf b = buf_new(a);
	if (q->normalized.p)
		buf_put(&b, q->normalized);
	for (ptrdiff_t i = 0; i < q->extras.n; i++) {
		buf_put(&b, i ? S(",") : S("["));
		buf_put(&b, q->extras.at[i]);
	}
	buf_put(&b, q->extras.n ? S("]") : S(""));
	buf_put(&b, q->specifier);
	if (q->url.p)
		buf_printf(&b, "%s%.*s", b.n ? " @ " : "", SARG(q->url));
	if (q->marker_text.p)
		buf_printf(&b, " ; %.*s", SARG(q->marker_text));
	return buf_str(&b);
}

/* Places of a line count in the entry's text; the model wants them in the file. */
static span placed(const env_reader *r, const yaml_node *n, span in_text)
{
	return envfile_part(r, n, in_text.beg, in_text.end);
}

static void refused(env_reader *r, const yaml_node *n, const requirement_line *line)
{
	str subject = str_head(line->text.p ? line->text : n->text, 120);
	span at = { line->why.at, line->at.end, 0, 0 };
	problem *p = envfile_problem(r, PROBLEM_SYNTAX, placed(r, n, at.beg < at.end ? at : line->at), subject);
	p->manager = MANAGER_PIP;
	p->evidence = n->text;
	p->what = arena_printf(r->a, "pip refuses '%.*s': %.*s", SARG(subject), SARG(line->why.why));
	ptrdiff_t equals = str_find_byte(subject, '=');
	bool single = equals > 0 && equals + 1 < subject.n && subject.p[equals + 1] != '=' &&
	              str_find_byte(S("<>!~="), subject.p[equals - 1]) < 0;
	if (single && str_find_byte(str_from(subject, equals + 1), '=') < 0)
		p->hint = S("pip wants two equals signs: name==1.2");
	else if (str_find(subject, S("::")) >= 0 || single)
		p->hint = S("this is conda's way to write it: move it out of the 'pip:' list");
	else
		p->hint = S("see PEP 508 for what may stand here, as in name>=1.2,<2");
}

static void read_options(env_reader *r, const yaml_node *n, const requirement_line *line)
{
	for (ptrdiff_t i = 0; i < line->options.n; i++) {
		pip_option o = line->options.at[i];
		o.at = placed(r, n, o.at);
		bool ignored = o.on_requirement && !str_eq(o.name, S("--global-option")) && !str_eq(o.name, S("--config-settings"));
		*LIST_PUSH(r->a, &r->out->options) = o;
		if (!ignored)
			continue;
		str package = o.requirement.p ? o.requirement : line->text;
		problem *p = envfile_problem(r, PROBLEM_IGNORED_OPTION, o.at, package);
		p->manager = MANAGER_PIP;
		p->evidence = o.value.p ? arena_printf(r->a, "%.*s %.*s", SARG(o.name), SARG(o.value)) : o.name;
		p->what = arena_printf(r->a, "pip reads %.*s on this line and ignores it", SARG(o.name));
		p->hint = arena_printf(r->a, "give it a line of its own: - %.*s", SARG(p->evidence));
	}
}

static void read_spec(env_reader *r, const yaml_node *n, const requirement_line *line)
{
	const requirement *q = line->req;
	spec *s = envdeps_push(r, n->at);
	if (!s)
		return;
	*s = (spec){
		.manager = MANAGER_PIP, .raw = n->text, .name = q->normalized, .version = q->specifier,
		.canonical = envpip_canonical(r->a, q), .pin = strength_pip(r->a, q), .at = n->at,
		.name_at = q->name.p ? placed(r, n, line->name_at) : n->at, .pip = q,
	};
}

void envpip_read(env_reader *r, const yaml_node *n, unsigned platforms, str selector)
{
	str word;
	unsigned own = envdeps_selector(r, n, &word);
	bool foreign = envfile_check_ascii(r, n, n->text, MANAGER_PIP);
	requirement_lines lines = requirement_lines_read(r->a, n->text, r->vars);
	for (ptrdiff_t i = 0; i < lines.n && !r->full; i++) {
		const requirement_line *line = &lines.at[i];
		read_options(r, n, line);
		if (line->refused && !foreign)
			refused(r, n, line);
		ptrdiff_t before = r->out->specs.n;
		if (line->req)
			read_spec(r, n, line);
		if (r->out->specs.n > before) {
			spec *s = &r->out->specs.at[before];
			s->platforms = platforms & own;
			s->selector = word.p ? word : selector;
		}
	}
}
