/* probe_json: schema envgate.probe/1 (docs/probe.schema.json). Stable order, unknown numbers are null. */
#include "write/probe.h"

#include "spec/cuda_version.h"
#include "write/jsonw.h"
#include "write/probe_veil.h"

typedef struct {
	jsonw j;
	const probe_report *r;
	arena *a;
	bool veil;
} teller;

static void text(teller *t, const char *key, str s)
{
	jsonw_pair(&t->j, key, veil_text(t->a, t->veil, s));
}

static void value(teller *t, const char *key, const char *kind, str s)
{
	jsonw_pair(&t->j, key, veil_value(t->a, t->veil, kind, s));
}

/* Tenths of a millisecond. jsonw knows integers only: no report but this one has others. */
static void tenths(teller *t, const char *key, double ms)
{
	jsonw_key(&t->j, key);
	buf_printf(t->j.out, "%.1f", ms);
	t->j.comma = true;
}

static void known(teller *t, const char *key, long long n)
{
	jsonw_key(&t->j, key);
	if (n < 0)
		jsonw_null(&t->j);
	else
		jsonw_number(&t->j, n);
}

static void truth(teller *t, const char *key, int n)
{
	jsonw_key(&t->j, key);
	if (n < 0)
		jsonw_null(&t->j);
	else
		jsonw_bool(&t->j, n != 0);
}

/* ---- parts ---- */

static void put_code(teller *t, const probe_finding *f)
{
	jsonw_key(&t->j, "code");
	if (!f || f->api == API_NONE) {
		jsonw_null(&t->j);
		return;
	}
	jsonw_open(&t->j, '{');
	jsonw_pair(&t->j, "api", str_of(api_name(f->api)));
	jsonw_pair(&t->j, "call", f->call);
	jsonw_count(&t->j, "num", f->rc);
	text(t, "name", f->code_name);
	jsonw_close(&t->j, '}');
}

static void put_declared(teller *t)
{
	const declared_cuda *d = &t->r->facts->declared;
	jsonw_key(&t->j, "declared");
	if (!d->cuda) {
		jsonw_null(&t->j);
		return;
	}
	jsonw_open(&t->j, '{');
	jsonw_pair(&t->j, "cuda", arena_printf(t->a, "%d.%d", d->cuda / 1000, d->cuda % 1000 / 10));
	text(t, "source", d->source);
	text(t, "spec", d->spec);
	int isa = cuda_ptx_isa(d->cuda);
	jsonw_pair(&t->j, "ptx_isa", isa ? arena_printf(t->a, "%d.%d", isa / 10, isa % 10) : (str){ 0 });
	jsonw_close(&t->j, '}');
}

static void put_host(teller *t)
{
	const host_facts *h = &t->r->facts->host;
	jsonw_key(&t->j, "host");
	jsonw_open(&t->j, '{');
	jsonw_pair(&t->j, "kind", str_of(host_kind_name(h->kind)));
	jsonw_pair(&t->j, "container", h->container);
	jsonw_pair(&t->j, "kernel_driver", h->kernel_driver);
	known(t, "pci_nvidia", h->pci_nvidia);
	jsonw_close(&t->j, '}');
}

static void put_libcuda(teller *t)
{
	const libcuda_facts *c = &t->r->facts->libraries.cuda;
	jsonw_key(&t->j, "libcuda");
	if (!c->path.p) {
		jsonw_null(&t->j);
		return;
	}
	jsonw_open(&t->j, '{');
	value(t, "path", "path", c->path);
	jsonw_pair(&t->j, "version", c->version);
	known(t, "cuda", t->r->devices.n && t->r->devices.at[0].driver_cuda ? t->r->devices.at[0].driver_cuda : -1);
	truth(t, "stub", c->stub);
	truth(t, "compat", c->compat);
	jsonw_pair(&t->j, "found_by", c->found_by);
	jsonw_close(&t->j, '}');
}

static void put_runtimes(teller *t)
{
	const libcudarts *all = &t->r->facts->libraries.runtimes;
	jsonw_key(&t->j, "libcudart");
	jsonw_open(&t->j, '[');
	for (ptrdiff_t i = 0; i < all->n; i++) {
		jsonw_line(&t->j, 2);
		jsonw_open(&t->j, '{');
		value(t, "path", "path", all->at[i].path);
		jsonw_pair(&t->j, "soname", all->at[i].soname);
		known(t, "version", all->at[i].version ? all->at[i].version : -1);
		jsonw_pair(&t->j, "found_by", all->at[i].found_by);
		truth(t, "in_environment", all->at[i].in_prefix);
		truth(t, "used", all->at[i].used);
		jsonw_close(&t->j, '}');
	}
	jsonw_close(&t->j, ']');
}

static void put_env(teller *t)
{
	const variables *v = &t->r->facts->env;
	jsonw_key(&t->j, "env");
	jsonw_open(&t->j, '{');
	for (ptrdiff_t i = 0; i < v->n; i++) {
		bool hide = t->veil && v->at[i].value.n && str_find_byte(v->at[i].value, '/') >= 0;
		str shown = hide ? veil_value(t->a, true, "path", v->at[i].value) : veil_text(t->a, t->veil, v->at[i].value);
		jsonw_pair(&t->j, v->at[i].name.p, shown);
	}
	jsonw_close(&t->j, '}');
}

static void put_steps(teller *t, const steps *all)
{
	jsonw_key(&t->j, "stages");
	jsonw_open(&t->j, '[');
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const step *s = &all->at[i];
		jsonw_line(&t->j, 4);
		jsonw_open(&t->j, '{');
		jsonw_pair(&t->j, "stage", str_of(stage_name(s->stage)));
		jsonw_pair(&t->j, "name", s->call);
		jsonw_key(&t->j, "rc");
		if (s->open)
			jsonw_null(&t->j);
		else
			jsonw_number(&t->j, s->rc);
		jsonw_pair(&t->j, "code", s->rc ? s->code_name : (str){ 0 });
		tenths(t, "ms", s->ms);
		jsonw_close(&t->j, '}');
	}
	jsonw_close(&t->j, ']');
}

static str mode_word(int mode)
{
	static const char *const words[] = { "default", "exclusive_thread", "prohibited", "exclusive_process" };
	return mode >= 0 && mode < 4 ? str_of(words[mode]) : (str){ 0 };
}

static str fabric_word(int state)
{
	static const char *const words[] = { "not_supported", "not_started", "in_progress", "completed" };
	return state >= 0 && state < 4 ? str_of(words[state]) : (str){ 0 };
}

static void put_device(teller *t, const probe_device *d)
{
	jsonw_line(&t->j, 2);
	jsonw_open(&t->j, '{');
	jsonw_count(&t->j, "index", d->index);
	value(t, "uuid", "uuid", d->uuid);
	value(t, "bus", "bus", d->bus);
	jsonw_pair(&t->j, "name", d->name);
	jsonw_pair(&t->j, "cc", d->cc ? arena_printf(t->a, "%d.%d", d->cc / 10, d->cc % 10) : (str){ 0 });
	known(t, "mem_free_mib", d->mem_free_mib);
	known(t, "mem_total_mib", d->mem_total_mib);
	jsonw_pair(&t->j, "mode", mode_word(d->mode));
	truth(t, "mig", d->mig);
	truth(t, "persistence", d->persistence);
	known(t, "ecc_uncorrected", d->ecc);
	truth(t, "remap_pending", d->remap_pending);
	jsonw_pair(&t->j, "fabric", fabric_word(d->fabric));
	jsonw_pair(&t->j, "ptx", d->ptx);
	jsonw_pair(&t->j, "result_hash", d->hash);
	jsonw_pair(&t->j, "verdict", d->verdict == CAUSE_COUNT ? S("PASS") : CAUSES[d->verdict].name);
	tenths(t, "ms", d->ms);
	put_steps(t, &d->steps);
	jsonw_close(&t->j, '}');
}

/* NVML, runtime and recheck; the drivers' are in devices. */
static void put_children(teller *t)
{
	const outcomes *all = &t->r->facts->children;
	jsonw_key(&t->j, "children");
	jsonw_open(&t->j, '[');
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const outcome *o = &all->at[i];
		jsonw_line(&t->j, 2);
		jsonw_open(&t->j, '{');
		jsonw_pair(&t->j, "kind", str_of(task_name(o->task.kind)));
		known(t, "unit", o->task.unit);
		jsonw_count(&t->j, "round", o->round);
		jsonw_pair(&t->j, "ending", str_of(ending_name(o->ending)));
		jsonw_count(&t->j, "status", o->status);
		tenths(t, "ms", o->ms);
		if (o->task.kind != TASK_DRIVER)
			put_steps(t, &o->steps);
		jsonw_close(&t->j, '}');
	}
	jsonw_close(&t->j, ']');
}

static void put_findings(teller *t, const char *key, const probe_findings *all)
{
	jsonw_key(&t->j, key);
	jsonw_open(&t->j, '[');
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const probe_finding *f = &all->at[i];
		jsonw_line(&t->j, 2);
		jsonw_open(&t->j, '{');
		jsonw_pair(&t->j, "id", CAUSES[f->cause].name);
		jsonw_pair(&t->j, "rule", CAUSES[f->cause].id);
		jsonw_pair(&t->j, "class", f->class == NOTED ? S("warning") : str_of(cause_class_name(f->class)));
		known(t, "unit", f->unit);
		text(t, "text", f->message);
		text(t, "evidence", f->evidence);
		text(t, "fix", f->fix);
		jsonw_close(&t->j, '}');
	}
	jsonw_close(&t->j, ']');
}

static void put_fixes(teller *t)
{
	jsonw_key(&t->j, "fix");
	jsonw_open(&t->j, '[');
	for (ptrdiff_t i = 0; i < t->r->failures.n; i++)
		jsonw_text(&t->j, veil_text(t->a, t->veil, t->r->failures.at[i].fix));
	jsonw_close(&t->j, ']');
}

/* As in envgate.report/1. */
static void put_error(teller *t, const err *e)
{
	jsonw_key(&t->j, "error");
	jsonw_open(&t->j, '{');
	jsonw_pair(&t->j, "code", str_of(err_name(e->code)));
	text(t, "message", err_text(t->a, e));
	text(t, "hint", e->hint.n ? e->hint : (str){ 0 });
	jsonw_close(&t->j, '}');
}

static str verdict_word(const probe_report *r)
{
	if (r->error)
		return S("ERROR");
	return r->skipped ? S("SKIPPED") : r->failures.n ? CAUSES[r->failures.at[0].cause].name : S("PASS");
}

static void put_verdict(teller *t, const probe_finding *first)
{
	const probe_report *r = t->r;
	const char *whose = r->error ? "error" : r->skipped ? "skipped" : cause_class_name(r->class);
	jsonw_pair(&t->j, "verdict", verdict_word(r));
	jsonw_pair(&t->j, "rule", first ? CAUSES[first->cause].id : (str){ 0 });
	jsonw_pair(&t->j, "class", str_of(whose));
	jsonw_count(&t->j, "exit", r->exit);
	if (r->error)
		put_error(t, r->error);
	tenths(t, "wall_ms", r->facts->wall_ms);
	jsonw_pair(&t->j, "stage", first ? str_of(stage_name(first->stage)) : (str){ 0 });
	put_code(t, first);
	jsonw_count(&t->j, "required", r->facts->wish.require);
	jsonw_count(&t->j, "passed", r->passed);
}

void probe_json(buf *out, const probe_report *r, const probe_look *l)
{
	teller t = { .j = { .out = out }, .r = r, .a = out->a, .veil = l->redact };
	static void (*const parts[])(teller *) = { put_declared, put_host, put_libcuda, put_runtimes, put_env };
	jsonw_open(&t.j, '{');
	jsonw_pair(&t.j, "schema", S("envgate.probe/1"));
	jsonw_line(&t.j, 1);
	put_verdict(&t, r->failures.n ? &r->failures.at[0] : NULL);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		jsonw_line(&t.j, 1);
		parts[i](&t);
	}
	jsonw_line(&t.j, 1);
	jsonw_key(&t.j, "devices");
	jsonw_open(&t.j, '[');
	for (ptrdiff_t i = 0; i < r->devices.n; i++)
		put_device(&t, &r->devices.at[i]);
	jsonw_close(&t.j, ']');
	jsonw_line(&t.j, 1);
	put_children(&t);
	jsonw_line(&t.j, 1);
	put_findings(&t, "failures", &r->failures);
	jsonw_line(&t.j, 1);
	put_findings(&t, "warnings", &r->warnings);
	jsonw_line(&t.j, 1);
	put_fixes(&t);
	jsonw_close(&t.j, '}');
	buf_char(out, '\n');
}
