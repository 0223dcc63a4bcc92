/* probe_text: the probe's report for people: one line per GPU, then why and what to do, then the verdict.
 * Everything that a driver or a file said goes through escape_terminal. */
#include "write/probe.h"

#include "write/escape.h"
#include "write/paint.h"
#include "write/parts.h"
#include "write/probe_veil.h"
#include "write/text.h"

typedef struct {
	buf *out;
	const probe_report *r;
	const probe_look *l;
	arena *a;
} teller;

static void say(teller *t, str text)
{
	escape_terminal(t->out, veil_text(t->a, t->l->redact, text));
}

static str version_words(arena *a, int cuda)
{
	return cuda ? arena_printf(a, "%d.%d", cuda / 1000, cuda % 1000 / 10) : S("?");
}

/* ---- steps ---- */

static void tell_steps(teller *t, const char *title, const outcome *o)
{
	buf_printf(t->out, "  %s: %s, %.0f ms", title, ending_name(o->ending), o->ms);
	buf_char(t->out, '\n');
	for (ptrdiff_t i = 0; i < o->steps.n; i++) {
		const step *s = &o->steps.at[i];
		buf_printf(t->out, "    %-12s %9.3f ms  ", stage_name(s->stage), s->ms);
		escape_terminal(t->out, s->call);
		if (s->open)
			buf_put(t->out, S("  did not return"));
		else if (s->rc)
			buf_printf(t->out, "  %d ", s->rc);
		if (s->rc)
			say(t, s->code_name);
		if (s->tolerated && s->rc)
			buf_put(t->out, S(" (tolerated)"));
		buf_char(t->out, '\n');
	}
}

static void tell_children(teller *t)
{
	const outcomes *all = &t->r->facts->children;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const task *what = &all->at[i].task;
		str title = what->unit >= 0 ? arena_printf(t->a, "round %d, %s, GPU %d of the job", all->at[i].round,
		                                           task_name(what->kind), what->unit)
		                            : arena_printf(t->a, "round %d, %s", all->at[i].round, task_name(what->kind));
		tell_steps(t, title.p, &all->at[i]);
	}
}

/* ---- GPUs ---- */

static void tell_device(teller *t, const probe_device *d)
{
	bool good = d->verdict == CAUSE_COUNT;
	buf_printf(t->out, "GPU %d  ", d->index);
	escape_terminal(t->out, d->name.p ? d->name : S("(no name)"));
	if (d->cc)
		buf_printf(t->out, "  sm_%d", d->cc);
	str driver = t->r->facts->host.kernel_driver;
	if (driver.p) {
		buf_put(t->out, S("  driver "));
		escape_terminal(t->out, driver);
	}
	if (d->driver_cuda)
		buf_printf(t->out, "  CUDA %s", version_words(t->a, d->driver_cuda).p);
	if (d->mem_free_mib >= 0 && d->mem_total_mib >= 0)
		buf_printf(t->out, "  %lld of %lld MiB free", d->mem_free_mib, d->mem_total_mib);
	buf_put(t->out, S("  "));
	paint_words(t->out, &t->l->look, good ? PAINT_GOOD : PAINT_BAD, good ? S("PASS") : CAUSES[d->verdict].name);
	buf_printf(t->out, "  %.0f ms\n", d->ms);
	if (t->l->look.verbose && d->uuid.p) {
		buf_put(t->out, S("  "));
		escape_terminal(t->out, veil_value(t->a, t->l->redact, "uuid", d->uuid));
		if (d->hash.p)
			buf_printf(t->out, "  result %.*s", SARG(d->hash));
		if (d->ptx.p)
			buf_printf(t->out, "  PTX %.*s", SARG(d->ptx));
		buf_char(t->out, '\n');
	}
}

/* ---- findings ---- */

static void tell_line(teller *t, const char *label, str text)
{
	if (!text.n)
		return;
	buf_put(t->out, S("  "));
	paint_words(t->out, &t->l->look, PAINT_FAINT, arena_printf(t->a, "%-9s", label));
	say(t, text);
	buf_char(t->out, '\n');
}

static void tell_finding(teller *t, const probe_finding *f, paint p, str label)
{
	paint_words(t->out, &t->l->look, p, label);
	buf_put(t->out, S(" "));
	paint_words(t->out, &t->l->look, PAINT_STRONG, CAUSES[f->cause].id);
	buf_put(t->out, S(": "));
	say(t, f->message);
	buf_char(t->out, '\n');
	if (p == PAINT_BAD)
		tell_line(t, "evidence", f->evidence);
	tell_line(t, "fix", f->fix);
}

static bool is_info(cause_id c)
{
	return c == CAUSE_WSL2 || c == CAUSE_TEGRA;
}

static void tell_warnings(teller *t)
{
	for (ptrdiff_t i = 0; i < t->r->warnings.n && !t->l->look.quiet; i++) {
		const probe_finding *f = &t->r->warnings.at[i];
		tell_finding(t, f, is_info(f->cause) ? PAINT_NOTE : PAINT_WARN, is_info(f->cause) ? S("note") : S("warning"));
	}
}

/* ---- the last line ---- */

static void tell_declared(teller *t)
{
	const declared_cuda *d = &t->r->facts->declared;
	if (!d->cuda)
		return;
	buf_printf(t->out, "; declared CUDA %s", version_words(t->a, d->cuda).p);
	if (d->source.p) {
		buf_put(t->out, S(" ("));
		say(t, d->source);
		buf_char(t->out, ')');
	}
}

static void tell_verdict(teller *t)
{
	const probe_report *r = t->r;
	if (r->error) {
		text_error(t->out, r->error, &t->l->look);
		return;
	}
	buf_put(t->out, S("envgate probe: "));
	if (r->skipped) {
		paint_words(t->out, &t->l->look, PAINT_WARN, S("SKIPPED"));
		buf_put(t->out, S("  NO GPU WAS TESTED (--allow-no-gpu): this run proves nothing about CUDA\n"));
		return;
	}
	bool good = r->failures.n == 0;
	paint_words(t->out, &t->l->look, good ? PAINT_GOOD : PAINT_BAD, good ? S("PASS") : S("FAIL"));
	if (good)
		buf_printf(t->out, "  %.*s", SARG(count_words(t->a, r->passed, "GPU")));
	else
		buf_printf(t->out, "  %.*s (%s, exit %d)", SARG(CAUSES[r->failures.at[0].cause].id),
		           cause_class_name(r->class), r->exit);
	tell_declared(t);
	buf_printf(t->out, "; %.0f ms\n", r->facts->wall_ms);
}

void probe_text(buf *out, const probe_report *r, const probe_look *l)
{
	teller t = { .out = out, .r = r, .l = l, .a = out->a };
	for (ptrdiff_t i = 0; i < r->devices.n; i++)
		if (!l->look.quiet || r->devices.at[i].verdict != CAUSE_COUNT)
			tell_device(&t, &r->devices.at[i]);
	if (l->look.verbose)
		tell_children(&t);
	for (ptrdiff_t i = 0; i < r->failures.n; i++)
		tell_finding(&t, &r->failures.at[i], r->skipped ? PAINT_WARN : PAINT_BAD,
		             r->skipped ? S("skipped") : S("error"));
	tell_warnings(&t);
	if (!l->look.quiet || r->failures.n || r->error)
		tell_verdict(&t);
}

void probe_text_verdict(buf *out, const probe_report *r, const probe_look *l)
{
	teller t = { .out = out, .r = r, .l = l, .a = out->a };
	tell_verdict(&t);
}
