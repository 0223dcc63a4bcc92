/* sarif_rules: see sarif_rules.h. All rules, not only those that found something: a reader then knows
 * that a rule was in force and silent, and a rule's page reads the same in every run. Code hosts show
 * help.markdown beside an alert, so it says what to type next. */
#include "write/sarif_rules.h"

static void put_text(jsonw *j, const char *key, str text, str markdown)
{
	jsonw_key(j, key);
	jsonw_open(j, '{');
	jsonw_pair(j, "text", text);
	if (markdown.p)
		jsonw_pair(j, "markdown", markdown);
	jsonw_close(j, '}');
}

/* "PinMissing": names are Pascal case where a reader shows them instead of ids. */
static str pascal(arena *a, str id)
{
	buf b = buf_new(a);
	bool upper = true;
	for (ptrdiff_t i = 0; i < id.n; i++) {
		char c = id.p[i];
		if (is_alnum(c))
			buf_char(&b, upper && is_alpha(c) ? (char)(c & ~0x20) : c);
		upper = !is_alnum(c);
	}
	return buf_str(&b);
}

static str capital(arena *a, str text)
{
	bool lower = text.n && text.p[0] >= 'a' && text.p[0] <= 'z';
	str first = lower ? arena_printf(a, "%c", text.p[0] & ~0x20) : str_head(text, 1);
	return arena_cat(a, first, str_from(text, 1));
}

static void put_part(buf *out, const char *mark, const char *heading, str text)
{
	if (text.n)
		buf_printf(out, "\n\n%s%s\n\n%.*s", mark, heading, SARG(text));
}

/* mark: what stands before a heading. */
static str help_of(arena *a, const result_rule *r, const char *mark)
{
	buf b = buf_new(a);
	buf_put(&b, capital(a, r->help));
	put_part(&b, mark, "Why it matters", r->why);
	put_part(&b, mark, "How to fix it", r->fix);
	return buf_str(&b);
}

static str markdown_of(arena *a, const result_rule *r)
{
	str help = help_of(a, r, "### ");
	str more = r->url.p ? arena_printf(a, "\n\n[The rule's page](%.*s)", SARG(r->url)) : S("");
	return arena_printf(a, "**%.*s**\n\n%.*s%.*s", SARG(r->id), SARG(help), SARG(more));
}

/* GitHub's third word is not SARIF's. */
static str problem_of(severity s)
{
	return s == ERROR ? S("error") : s == WARNING ? S("warning") : S("recommendation");
}

static void put_levels(jsonw *j, const result_rule *r)
{
	severity s = r->severity == OFF ? WARNING : r->severity;
	jsonw_key(j, "defaultConfiguration");
	jsonw_open(j, '{');
	if (r->severity == OFF) {
		jsonw_key(j, "enabled");
		jsonw_bool(j, false);
	}
	jsonw_pair(j, "level", str_of(severity_name(s)));
	jsonw_close(j, '}');
	jsonw_key(j, "properties");
	jsonw_open(j, '{');
	jsonw_key(j, "tags");
	jsonw_open(j, '[');
	jsonw_text(j, S("reproducibility"));
	jsonw_text(j, str_head(r->id, str_find_byte(r->id, '/')));
	jsonw_close(j, ']');
	jsonw_pair(j, "precision", S("very-high"));
	jsonw_pair(j, "problem.severity", problem_of(s));
	jsonw_close(j, '}');
}

static void put_rule(jsonw *j, arena *a, const result_rule *r)
{
	str text = arena_cat(a, capital(a, r->text), S("."));
	jsonw_line(j, 4);
	jsonw_open(j, '{');
	jsonw_pair(j, "id", r->id);
	jsonw_pair(j, "name", pascal(a, r->id));
	put_text(j, "shortDescription", text, (str){ 0 });
	put_text(j, "fullDescription", text, (str){ 0 });
	put_text(j, "help", help_of(a, r, ""), markdown_of(a, r));
	if (r->url.p)
		jsonw_pair(j, "helpUri", r->url);
	put_levels(j, r);
	jsonw_close(j, '}');
}

void sarif_put_tool(jsonw *j, arena *a, const results *all)
{
	static const result_rule failed = {
		.id = S_INIT("envgate/error"),
		.text = S_INIT("envgate could not do its work, so nothing was judged"),
		.help = S_INIT("This is no finding: envgate itself failed, and the gate stays closed. The message says why, and "
		               "what to type. Exit statuses: envgate help."),
		.severity = ERROR,
	};
	jsonw_line(j, 3);
	jsonw_key(j, "tool");
	jsonw_open(j, '{');
	jsonw_key(j, "driver");
	jsonw_open(j, '{');
	jsonw_pair(j, "name", S("envgate"));
	jsonw_pair(j, "fullName", S("envgate " ENVGATE_VERSION));
	jsonw_pair(j, "semanticVersion", S(ENVGATE_VERSION));
	jsonw_pair(j, "language", S("en-US"));
	if (all->docs.p)
		jsonw_pair(j, "informationUri", all->docs);
	jsonw_key(j, "rules");
	jsonw_open(j, '[');
	for (ptrdiff_t i = 0; i < all->rules.n; i++)
		put_rule(j, a, &all->rules.at[i]);
	if (results_failed(all))
		put_rule(j, a, &failed);
	jsonw_close(j, ']');
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}
