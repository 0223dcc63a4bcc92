/* page: docs/causes.md: for each cause of causes.def whose fault it is, what the probe prints, the fix,
 * and how it shows: the scenarios that end in it, which are tests. */
#include "scenario.h"

static const char *const faults[] = {
	[NOTED] = "a warning: exit status unchanged", [BY_ENVIRONMENT] = "the environment's fault: exit 10",
	[BY_RUNNER] = "the runner's fault: exit 20",  [BY_BUSY] = "busy, retry: exit 30",
	[BY_HARDWARE] = "hardware, drain: exit 40",   [BY_HANG] = "hang or crash: exit 50",
	[BY_NONE] = "no GPU: exit 60 (0 with `--allow-no-gpu`)",
};

static bool is_symptom(const scenario *s, const cause_info *c)
{
	return (str_eq(s->verdict, c->name) || (s->is[LINE_WARN].p && word_has(s->is[LINE_WARN], c->name.p))) &&
	       !s->is[LINE_PAGE].p;
}

/* "at `context`, code 46" */
static void put_where(buf *out, const scenario *s, const cause_info *c)
{
	if (!str_eq(s->verdict, c->name)) {
		buf_put(out, S("; a warning"));
		return;
	}
	if (!str_eq(s->stage, S("-")))
		buf_printf(out, "; stage `%.*s`", SARG(s->stage));
	if (!str_eq(s->code, S("-")))
		buf_printf(out, ", code %.*s", SARG(s->code));
}

static void put_cause(const scenarios *all, const cause_info *c, buf *out)
{
	buf_printf(out, "\n## %.*s\n\n", SARG(c->name));
	buf_printf(out, "`%.*s`: %s.\n\n", SARG(c->id), faults[c->class]);
	buf_printf(out, "- Prints: %.*s\n", SARG(c->message));
	buf_printf(out, "- Fix: %.*s\n", SARG(c->fix));
	bool first = true;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const scenario *s = &all->at[i];
		if (!is_symptom(s, c))
			continue;
		if (first)
			buf_put(out, S("- Shows when:\n"));
		first = false;
		buf_printf(out, "  - %.*s", SARG(s->title));
		put_where(out, s, c);
		buf_char(out, '\n');
	}
}

void causes_page(const scenarios *all, buf *out)
{
	buf_put(out, S("# Causes\n\n"
	               "Everything that `envgate probe` can find wrong, in the order in which causes are preferred: where\n"
	               "several apply, the first is the verdict. Words in braces are filled in. \"Shows when\" lists machines\n"
	               "on which the tests produce the cause; stage and code are those of the report.\n\n"
	               "This page is made from `src/model/causes.def` and `tests/probe/scenarios.txt`; a test compares.\n\n"
	               "| Cause | Whose fault | Exit |\n|---|---|---|\n"));
	for (int i = 0; i < CAUSE_COUNT; i++)
		buf_printf(out, "| [%.*s](#%.*s) | %s | %d |\n", SARG(CAUSES[i].name),
		           SARG(arena_lower(out->a, CAUSES[i].name)),
			   CAUSES[i].class == NOTED ? "warning" : cause_class_name(CAUSES[i].class),
			   cause_class_exit(CAUSES[i].class));
	for (int i = 0; i < CAUSE_COUNT; i++)
		put_cause(all, &CAUSES[i], out);
}
