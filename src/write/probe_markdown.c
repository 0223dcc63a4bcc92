/* probe_markdown: the probe's report as Markdown, for a step summary: the verdict and whose fault it is,
 * why and what to do, the GPUs as a table. */
#include "write/probe.h"

#include "write/markdown.h"
#include "write/parts.h"
#include "write/probe_veil.h"

typedef struct teller {
	buf *out;
	const probe_report *r;
	bool veil;
	arena *a;
} teller;

static void say(teller *t, str s)
{
	markdown_message(t->out, veil_text(t->a, t->veil, s));
}

static str cuda_words(arena *a, int cuda)
{
	return cuda ? arena_printf(a, "%d.%d", cuda / 1000, cuda % 1000 / 10) : S("");
}

static void put_heading(teller *t)
{
	const probe_report *r = t->r;
	if (r->error)
		buf_put(t->out, S("## \xE2\x9D\x8C envgate probe: no verdict\n\n"));
	else if (r->skipped)
		buf_put(t->out, S("## \xE2\x9A\xA0\xEF\xB8\x8F envgate probe: no GPU was tested\n\n"
		                  "This run proves nothing about CUDA.\n\n"));
	else if (r->failures.n == 0)
		buf_printf(t->out, "## \xE2\x9C\x85 envgate probe: %.*s passed\n\n",
		           SARG(count_words(t->a, r->passed, "GPU")));
	else
		buf_printf(t->out, "## \xE2\x9D\x8C envgate probe: `%.*s` (%s, exit %d)\n\n",
		           SARG(CAUSES[r->failures.at[0].cause].id), cause_class_name(r->class), r->exit);
}

static void put_finding(teller *t, const probe_finding *f, const char *grade)
{
	buf_printf(t->out, "- %s `%.*s`", grade, SARG(CAUSES[f->cause].id));
	if (f->unit >= 0)
		buf_printf(t->out, ", GPU %d of the job", f->unit);
	buf_put(t->out, S(": "));
	say(t, f->message);
	if (f->fix.n) {
		buf_put(t->out, S(" <br>**what to do:** "));
		say(t, f->fix);
	}
	if (f->evidence.n) {
		buf_put(t->out, S(" <br>evidence: "));
		say(t, f->evidence);
	}
	buf_char(t->out, '\n');
}

static void put_findings(teller *t)
{
	const probe_report *r = t->r;
	for (ptrdiff_t i = 0; i < r->failures.n; i++)
		put_finding(t, &r->failures.at[i], r->skipped ? "skipped" : "\xE2\x9D\x8C");
	for (ptrdiff_t i = 0; i < r->warnings.n; i++) {
		cause_id c = r->warnings.at[i].cause;
		bool info = c == CAUSE_WSL2 || c == CAUSE_TEGRA;
		put_finding(t, &r->warnings.at[i], info ? "\xE2\x84\xB9\xEF\xB8\x8F" : "\xE2\x9A\xA0\xEF\xB8\x8F");
	}
	buf_put(t->out, r->failures.n || r->warnings.n ? S("\n") : S(""));
}

static void put_device(teller *t, const probe_device *d)
{
	buf *out = t->out;
	buf_printf(out, "| %d | ", d->index);
	markdown_code(out, d->name.n ? veil_text(t->a, t->veil, d->name) : S("(no name)"), 0);
	if (d->cc)
		buf_printf(out, " | %d.%d", d->cc / 10, d->cc % 10);
	else
		buf_put(out, S(" | "));
	buf_printf(out, " | %s | ", cuda_words(t->a, d->driver_cuda).p);
	if (d->mem_free_mib >= 0 && d->mem_total_mib >= 0)
		buf_printf(out, "%lld of %lld MiB", d->mem_free_mib, d->mem_total_mib);
	if (d->verdict == CAUSE_COUNT)
		buf_put(out, S(" | passed"));
	else
		buf_printf(out, " | **`%.*s`**", SARG(CAUSES[d->verdict].id));
	buf_printf(out, " | %.0f ms |\n", d->ms);
}

static void put_machine(teller *t)
{
	const probe_facts *f = t->r->facts;
	if (!f)
		return;
	buf_put(t->out, S("<sub>"));
	buf_printf(t->out, "on a %s", host_kind_name(f->host.kind));
	if (f->host.kernel_driver.n) {
		buf_put(t->out, S(", driver "));
		markdown_code(t->out, veil_text(t->a, t->veil, f->host.kernel_driver), 0);
	}
	if (f->declared.cuda)
		buf_printf(t->out, ", declared CUDA %s", cuda_words(t->a, f->declared.cuda).p);
	if (f->declared.cuda && f->declared.source.n) {
		buf_put(t->out, S(" in "));
		markdown_code(t->out, veil_text(t->a, t->veil, f->declared.source), 0);
	}
	buf_printf(t->out, ", %.0f ms</sub>\n", f->wall_ms);
}

void probe_markdown(buf *out, const probe_report *r, const probe_look *l)
{
	teller t = { .out = out, .r = r, .veil = l->redact, .a = out->a };
	put_heading(&t);
	if (r->error) {
		buf_put(out, S("It could not run: "));
		say(&t, err_text(t.a, r->error));
		if (r->error->hint.n) {
			buf_put(out, S("\n\n**hint:** "));
			say(&t, r->error->hint);
		}
		buf_char(out, '\n');
		return;
	}
	put_findings(&t);
	if (r->devices.n)
		buf_put(out, S("| GPU | name | compute capability | driver's CUDA | free memory | verdict | took |\n"
		               "| ---: | --- | --- | --- | --- | --- | ---: |\n"));
	for (ptrdiff_t i = 0; i < r->devices.n; i++)
		put_device(&t, &r->devices.at[i]);
	buf_put(out, r->devices.n ? S("\n") : S(""));
	put_machine(&t);
}
