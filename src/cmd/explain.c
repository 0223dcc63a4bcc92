/* explain: what a rule means, from its page in docs/rules; and the list of all rules. */
#include "cmd/pages.h"
#include "cmd/run.h"
#include "read/suggest.h"
#include "write/jsonw.h"
#include "write/paint.h"

static str page_of(arena *a, str id)
{
	buf name = buf_new(a);
	for (ptrdiff_t i = 0; i < id.n; i++)
		buf_char(&name, id.p[i] == '/' ? '-' : id.p[i]);
	return page_named(buf_str(&name));
}

static const err *no_such_rule(run *r, str id)
{
	str ids[RULE_COUNT];
	for (int i = 0; i < RULE_COUNT; i++)
		ids[i] = RULES[i].id;
	str near = suggest_word(id, ids, RULE_COUNT);
	/* "missing" for "pin/missing": the family is easily forgotten. */
	for (int i = 0; !near.p && i < RULE_COUNT; i++)
		if (str_eq(str_from(ids[i], str_find_byte(ids[i], '/') + 1), id))
			near = ids[i];
	const err *e = err_new(r->a, ERR_USAGE, "no rule is called '%.*s'", SARG(id));
	return near.p ? err_hint(r->a, e, "envgate explain %.*s", SARG(near))
	              : err_hint(r->a, e, "envgate rules");
}

const err *cmd_explain(run *r)
{
	if (r->args.n == 0)
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "explain which rule?"),
		                "envgate rules   lists them");
	rule_id id = rule_find(r->args.at[0]);
	if (id == RULE_COUNT)
		return no_such_rule(r, r->args.at[0]);
	look l = run_look(r, r->host.out_is_terminal);
	str text = page_of(r->a, RULES[id].id);
	if (!text.p)
		text = arena_printf(r->a, "# %.*s\n\n%.*s\n", SARG(RULES[id].id), SARG(RULES[id].text));
	page_print(&r->out, text, &l);
	return NULL;
}

static void rules_json(buf *out)
{
	jsonw w = { .out = out }, *j = &w;
	jsonw_open(j, '[');
	for (int i = 0; i < RULE_COUNT; i++) {
		jsonw_line(j, 1);
		jsonw_open(j, '{');
		jsonw_pair(j, "rule", RULES[i].id);
		for (int p = PROFILE_STANDARD; p <= PROFILE_AUDIT; p++)
			jsonw_pair(j, profile_name((profile)p),
			           str_of(severity_name(RULES[i].of[p])));
		jsonw_pair(j, "text", RULES[i].text);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
	buf_char(out, '\n');
}

static void rules_markdown(buf *out)
{
	buf_put(out, S("| rule | standard | strict | audit | meaning |\n| --- | --- | --- | --- | --- |\n"));
	for (int i = 0; i < RULE_COUNT; i++)
		buf_printf(out, "| %.*s | %s | %s | %s | %.*s |\n", SARG(RULES[i].id),
		           severity_name(RULES[i].of[0]), severity_name(RULES[i].of[1]),
		           severity_name(RULES[i].of[2]), SARG(RULES[i].text));
}

static void rules_text(buf *out, const look *l)
{
	paint_on(out, l, PAINT_FAINT);
	buf_printf(out, "%-20s %-9s %-9s %-6s meaning", "rule", "standard", "strict", "audit");
	paint_off(out, l);
	buf_char(out, '\n');
	for (int i = 0; i < RULE_COUNT; i++) {
		buf_printf(out, "%-20.*s ", SARG(RULES[i].id));
		for (int p = PROFILE_STANDARD; p <= PROFILE_AUDIT; p++) {
			str word = str_of(severity_name(RULES[i].of[p]));
			paint_words(out, l, paint_of_severity(RULES[i].of[p]), word);
			buf_repeat(out, ' ', (p == PROFILE_AUDIT ? 7 : 10) - word.n);
		}
		buf_put(out, RULES[i].text);
		buf_char(out, '\n');
	}
}

const err *cmd_rules(run *r)
{
	look l = run_look(r, r->host.out_is_terminal);
	if (str_eq(r->opts.format, S("json")))
		rules_json(&r->out);
	else if (str_eq(r->opts.format, S("markdown")))
		rules_markdown(&r->out);
	else
		rules_text(&r->out, &l);
	return NULL;
}
