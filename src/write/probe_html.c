/* probe_html: the probe's report as a page: the verdict and whose fault it is, why and what to do, each GPU
 * with the stages it got through, what the machine is. Everything that a driver, a file or a variable said
 * is veiled when asked, and escaped always. */
#include "write/probe.h"

#include "write/html.h"
#include "write/parts.h"
#include "write/probe_veil.h"

enum { MOST_STEPS = 200 };

typedef struct page {
	buf *out;
	const probe_report *r;
	bool veil;
	arena *a;
} page;

static str veiled(page *p, str s)
{
	return veil_text(p->a, p->veil, s);
}

static str cuda_words(arena *a, int cuda)
{
	return cuda ? arena_printf(a, "%d.%d", cuda / 1000, cuda % 1000 / 10) : (str){ 0 };
}

/* ---- the band ---- */

static str headline(page *p)
{
	const probe_report *r = p->r;
	if (r->error)
		return S("the probe did not run");
	if (r->skipped)
		return S("no GPU was tested: this run proves nothing about CUDA");
	if (r->failures.n == 0)
		return arena_printf(p->a, "%.*s ran the kernel, every element right",
		                    SARG(count_words(p->a, r->passed, "GPU")));
	return arena_printf(p->a, "%.*s (%s, exit %d)", SARG(CAUSES[r->failures.at[0].cause].id),
	                    cause_class_name(r->class), r->exit);
}

static void put_band(page *p)
{
	const probe_report *r = p->r;
	const probe_facts *f = r->facts;
	bool good = r->failures.n == 0 && !r->error;
	const char *tone = r->skipped ? "warn" : good ? "good" : "bad";
	str badge = r->error ? S("no verdict") : r->skipped ? S("skipped") : good ? S("pass") : S("fail");
	html_band(p->out, S("probe"), tone, badge, headline(p));
	if (f) {
		html_fact(p->out, S("driver"), veiled(p, f->host.kernel_driver));
		str declared = cuda_words(p->a, f->declared.cuda);
		if (declared.n && f->declared.source.n)
			declared = arena_printf(p->a, "%.*s (%.*s)", SARG(declared),
			                        SARG(veiled(p, f->declared.source)));
		html_fact(p->out, S("declared CUDA"), declared);
		html_fact(p->out, S("machine"), str_of(host_kind_name(f->host.kind)));
		html_fact(p->out, S("container"), veiled(p, f->host.container));
		html_fact(p->out, S("took"), arena_printf(p->a, "%.0f ms", f->wall_ms));
	}
	html_band_end(p->out);
}

/* ---- why ---- */

static void put_finding(page *p, const probe_finding *f, const char *tone, const char *grade)
{
	buf *out = p->out;
	buf_printf(out, "<article class=\"card finding %s\">\n<h3><span class=\"grade\">%s</span> ", tone, grade);
	html_code(out, CAUSES[f->cause].id);
	if (f->unit >= 0)
		buf_printf(out, " <span class=\"where\">GPU %d of the job</span>", f->unit);
	buf_put(out, S("</h3>\n<p class=\"says\">"));
	html_sentence(out, veiled(p, f->message));
	buf_put(out, S("</p>\n"));
	if (f->fix.n) {
		buf_put(out, S("<p class=\"hint\"><span class=\"label\">what to do</span> "));
		html_sentence(out, veiled(p, f->fix));
		buf_put(out, S("</p>\n"));
	}
	if (f->evidence.n) {
		buf_put(out, S("<p class=\"more\">evidence: "));
		html_text(out, veiled(p, f->evidence));
		buf_put(out, S("</p>\n"));
	}
	buf_put(out, S("</article>\n"));
}

static void put_findings(page *p)
{
	const probe_report *r = p->r;
	if (!r->failures.n && !r->warnings.n)
		return;
	buf_put(p->out, r->failures.n ? S("<section>\n<h2>Why</h2>\n") : S("<section>\n<h2>Worth knowing</h2>\n"));
	for (ptrdiff_t i = 0; i < r->failures.n; i++)
		put_finding(p, &r->failures.at[i], r->skipped ? "warn" : "bad", r->skipped ? "skipped" : "error");
	for (ptrdiff_t i = 0; i < r->warnings.n; i++) {
		cause_id c = r->warnings.at[i].cause;
		bool info = c == CAUSE_WSL2 || c == CAUSE_TEGRA;
		put_finding(p, &r->warnings.at[i], info ? "note" : "warn", info ? "note" : "warning");
	}
	buf_put(p->out, S("</section>\n"));
}

/* ---- GPUs ---- */

/* One pill a stage: its steps together, bad where one of them failed or did not return. */
static void put_stages(page *p, const steps *all)
{
	if (!all->n)
		return;
	buf_put(p->out, S("<ul class=\"stages\">\n"));
	for (ptrdiff_t i = 0; i < all->n;) {
		probe_stage stage = all->at[i].stage;
		double ms = 0;
		bool open = false, bad = false;
		for (; i < all->n && all->at[i].stage == stage; i++) {
			const step *s = &all->at[i];
			ms += s->ms;
			open = open || s->open;
			bad = bad || s->open || (s->rc && !s->tolerated);
		}
		buf_printf(p->out, "<li class=\"%s\">%s <small>%s%.1f ms</small></li>\n", bad ? "bad" : "good",
		           stage_name(stage), open ? "did not return, " : "", ms);
	}
	buf_put(p->out, S("</ul>\n"));
}

static void put_device(page *p, const probe_device *d)
{
	buf *out = p->out;
	bool good = d->verdict == CAUSE_COUNT;
	buf_printf(out, "<article class=\"card finding %s\">\n<h3><span class=\"grade\">%s</span> GPU %d",
	           good ? "good" : "bad", good ? "passed" : "failed", d->index);
	if (!good) {
		buf_char(out, ' ');
		html_code(out, CAUSES[d->verdict].id);
	}
	if (d->tried)
		buf_printf(out, " <span class=\"where\">%.0f ms</span>", d->ms);
	buf_put(out, S("</h3>\n<p class=\"says\">"));
	html_text(out, d->name.n ? veiled(p, d->name) : S("(no name)"));
	buf_put(out, S("</p>\n<dl class=\"facts more\">\n"));
	if (d->cc)
		html_fact(out, S("compute capability"), arena_printf(p->a, "%d.%d", d->cc / 10, d->cc % 10));
	html_fact(out, S("driver's CUDA"), cuda_words(p->a, d->driver_cuda));
	if (d->mem_free_mib >= 0 && d->mem_total_mib >= 0)
		html_fact(out, S("free memory"),
		          arena_printf(p->a, "%lld of %lld MiB", d->mem_free_mib, d->mem_total_mib));
	html_fact(out, S("bus"), veil_value(p->a, p->veil, "bus", d->bus));
	html_fact(out, S("UUID"), veil_value(p->a, p->veil, "uuid", d->uuid));
	buf_put(out, S("</dl>\n"));
	put_stages(p, &d->steps);
	buf_put(out, S("</article>\n"));
}

/* ---- what was done ---- */

static void put_steps(page *p, const outcome *o)
{
	buf *out = p->out;
	const task *what = &o->task;
	buf_printf(out, "<details><summary>round %d, %s", o->round, task_name(what->kind));
	if (what->unit >= 0)
		buf_printf(out, ", GPU %d of the job", what->unit);
	buf_printf(out, " <small>%s, %.0f ms</small></summary>\n<table>\n<thead><tr><th>stage</th><th>call</th>"
	                "<th>answer</th><th>ms</th></tr></thead>\n<tbody>\n",
	           ending_name(o->ending), o->ms);
	for (ptrdiff_t i = 0; i < o->steps.n && i < MOST_STEPS; i++) {
		const step *s = &o->steps.at[i];
		bool bad = s->open || (s->rc && !s->tolerated);
		buf_printf(out, "<tr><td class=\"kind %s\">%s</td><td data-name=\"call\">", bad ? "bad" : "plain",
		           stage_name(s->stage));
		html_code(out, s->call);
		buf_put(out, S("</td><td data-name=\"answer\">"));
		if (s->open)
			buf_put(out, S("did not return"));
		else if (s->rc)
			buf_printf(out, "%d ", s->rc);
		if (s->rc)
			html_text(out, veiled(p, s->code_name));
		buf_put(out, s->rc && s->tolerated ? S(" (tolerated)") : S(""));
		buf_printf(out, "</td><td class=\"number\" data-name=\"ms\">%.3f</td></tr>\n", s->ms);
	}
	buf_put(out, S("</tbody>\n</table>\n</details>\n"));
}

static void put_error(page *p, const err *e)
{
	buf *out = p->out;
	buf_put(out, S("<section>\n<article class=\"card finding bad\">\n<h3><span class=\"grade\">error</span> "));
	html_code(out, str_of(err_name(e->code)));
	buf_put(out, S("</h3>\n<p class=\"says\">"));
	html_sentence(out, veiled(p, err_text(p->a, e)));
	buf_put(out, S("</p>\n"));
	if (e->hint.n) {
		buf_put(out, S("<p class=\"hint\"><span class=\"label\">what to type</span> "));
		html_sentence(out, veiled(p, e->hint));
		buf_put(out, S("</p>\n"));
	}
	buf_put(out, S("</article>\n</section>\n"));
}

static const char *verdict_of(const probe_report *r)
{
	return r->error ? "error" : r->skipped ? "skipped" : r->failures.n ? "fail" : "pass";
}

void probe_html(buf *out, const probe_report *r, const probe_look *l)
{
	page p = { .out = out, .r = r, .veil = l->redact, .a = out->a };
	html_begin(out, arena_printf(p.a, "envgate probe: %s", verdict_of(r)));
	put_band(&p);
	if (r->error) {
		put_error(&p, r->error);
		html_end(out, (str){ 0 });
		return;
	}
	put_findings(&p);
	if (r->devices.n)
		buf_put(out, S("<section>\n<h2>GPUs</h2>\n"));
	for (ptrdiff_t i = 0; i < r->devices.n; i++)
		put_device(&p, &r->devices.at[i]);
	buf_put(out, r->devices.n ? S("</section>\n") : S(""));
	if (r->facts && r->facts->children.n) {
		buf_put(out, S("<section>\n<h2>Steps</h2>\n"));
		for (ptrdiff_t i = 0; i < r->facts->children.n; i++)
			put_steps(&p, &r->facts->children.at[i]);
		buf_put(out, S("</section>\n"));
	}
	html_end(out, (str){ 0 });
}
