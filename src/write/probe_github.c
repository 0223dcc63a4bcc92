/* probe_github: the probe's row of the github format, and its outputs: see write/github.h. */
#include "write/probe_github.h"

#include "write/probe_results.h"

void probe_github(buf *out, const probe_report *r, const probe_look *l)
{
	results all = results_of_probe(out->a, r, l);
	buf text = buf_new(out->a);
	if (!r->error) { /* an error is told on stderr */
		probe_text(&text, r, l);
		github_plain(out, buf_str(&text));
	}
	github_commands(out, &all, l->look.verbose);
}

static void add(arena *a, github_outputs *out, const char *name, str value)
{
	*LIST_PUSH(a, out) = (github_output){ name, value };
}

github_outputs probe_github_outputs(arena *a, const probe_report *r)
{
	github_outputs out = { 0 };
	bool failed = r->failures.n > 0 && !r->skipped;
	str word = r->error ? S("error") : r->skipped ? S("skipped") : failed ? S("fail") : S("pass");
	add(a, &out, "verdict", word);
	add(a, &out, "exit", arena_printf(a, "%d", r->exit));
	add(a, &out, "cause", failed ? CAUSES[r->failures.at[0].cause].id : S(""));
	add(a, &out, "class", failed ? str_of(cause_class_name(r->class)) : S(""));
	add(a, &out, "gpus", arena_printf(a, "%td", r->devices.n));
	add(a, &out, "passed", arena_printf(a, "%d", r->passed));
	return out;
}
