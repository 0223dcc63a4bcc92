/* probe_warn: what does not fail, but saves a day. A warning never changes the verdict. */
#include "gate/probe_in.h"

#include "base/buf.h"
#include "spec/cuda_version.h"

enum {
	SLOW_MS = 5000,
	LITTLE_MIB = 512,    /* below this a framework's context alone may fail */
	LITTLE_SHARE = 10,   /* or below a tenth of the GPU */
};

typedef struct {
	arena *a;
	const probe_report *r;
	const probe_facts *f;
	probe_findings *out;
} warner;

static void put(warner *w, cause_id c, int unit, const fillers *more)
{
	probe_finding found = probe_found(w->a, w->f, c, unit, more);
	found.class = NOTED;
	for (ptrdiff_t i = 0; i < w->out->n; i++)
		if (w->out->at[i].cause == c && str_eq(w->out->at[i].message, found.message))
			return;
	*LIST_PUSH(w->a, w->out) = found;
}

static void put_one(warner *w, cause_id c, const char *word, str value)
{
	fillers more = { 0 };
	*LIST_PUSH(w->a, &more) = (filler){ word, value };
	put(w, c, -1, &more);
}

/* ---- per GPU ---- */

static void put_gpu(warner *w, cause_id c, int unit, const char *word, str value)
{
	const outcome *o = last_outcome(w->f, TASK_DRIVER, unit);
	suspect s = { .a = w->a, .facts = w->f, .o = o, .nvml = nvml_outcome(w->f), .unit = unit,
		      .index = nvml_index(w->a, w->f, unit) };
	probe_finding base = suspect_found(&s, c);
	/* What the general fillers left open. */
	str open = word ? arena_printf(w->a, "{%s}", word) : S("{}");
	ptrdiff_t at = str_find(base.message, open);
	if (at >= 0)
		base.message = arena_cat(w->a, arena_cat(w->a, str_head(base.message, at), value),
		                         str_from(base.message, at + open.n));
	base.class = NOTED;
	base.evidence = (str){ 0 };
	base.stage = STAGE_NVML;
	base.api = API_NONE;
	base.call = base.code_name = (str){ 0 };
	*LIST_PUSH(w->a, w->out) = base;
}

static bool failed_with(const warner *w, cause_id c)
{
	for (ptrdiff_t i = 0; i < w->r->failures.n; i++)
		if (w->r->failures.at[i].cause == c)
			return true;
	return false;
}

static str jit_limit(arena *a, str log)
{
	/* "Unsupported .version 9.1; current version is '9.0'" */
	str mark = S("current version is '");
	ptrdiff_t at = str_find(log, mark);
	str rest = at >= 0 ? str_from(log, at + mark.n) : (str){ 0 };
	ptrdiff_t end = str_find_byte(rest, '\'');
	return end > 0 && end < 6 ? arena_printf(a, "PTX %.*s", SARG(str_head(rest, end))) : S("an older PTX");
}

static void warn_gpu(warner *w, int unit)
{
	const probe_device *d = &w->r->devices.at[unit];
	const outcome *o = last_outcome(w->f, TASK_DRIVER, unit), *nvml = nvml_outcome(w->f);
	int index = nvml_index(w->a, w->f, unit);
	if (d->persistence == 0 && w->f->host.kind != HOST_WSL2)
		put_gpu(w, CAUSE_PERSISTENCE_OFF, unit, NULL, (str){ 0 });
	if (d->mode > 0 && !failed_with(w, CAUSE_GPU_BUSY))
		put_gpu(w, CAUSE_COMPUTE_MODE, unit, NULL, (str){ 0 });
	long long little = d->mem_total_mib / LITTLE_SHARE > LITTLE_MIB ? d->mem_total_mib / LITTLE_SHARE : LITTLE_MIB;
	if (d->mem_free_mib >= 0 && d->mem_free_mib < little && !failed_with(w, CAUSE_OUT_OF_MEMORY))
		put_gpu(w, CAUSE_MEMORY_HELD, unit, NULL, (str){ 0 });
	bool broken = nvml && index >= 0 && outcome_number(nvml, NOTE_REMAP_FAILED, index, 0) > 0;
	if (d->remap_pending > 0 || broken)
		put_gpu(w, CAUSE_ROW_REMAP, unit, "remap", broken ? S("that failed") : S("pending"));
	if (d->ecc > 0 && !failed_with(w, CAUSE_ECC_ERROR))
		put_gpu(w, CAUSE_ECC_ERROR, unit, NULL, (str){ 0 });
	if (nvml && index >= 0 && outcome_number(nvml, NOTE_RECOVERY, index, 0) > 0 && !failed_with(w, CAUSE_RESET_REQUIRED))
		put_gpu(w, CAUSE_RESET_REQUIRED, unit, NULL, (str){ 0 });
	if ((d->fabric == 1 || d->fabric == 2) && !failed_with(w, CAUSE_FABRIC_NOT_READY))
		put_gpu(w, CAUSE_FABRIC_NOT_READY, unit, NULL, (str){ 0 });
	const probe_note *ceiling = o ? outcome_note(o, NOTE_CEILING, -1) : NULL;
	if (ceiling && ceiling->number)
		put_gpu(w, CAUSE_JIT_CEILING, unit, "jit_limit", jit_limit(w->a, ceiling->text));
}

/* ---- the machine ---- */

static void warn_variables(warner *w)
{
	/* Names of tools that attach to every process, and switches for debugging (gpu facts, row 41). */
	static const char *const bad[] = {
		"CUDA_INJECTION32_PATH", "CUDA_INJECTION64_PATH", "CUDA_LAUNCH_BLOCKING",
		"CUDA_DEVICE_WAITS_ON_EXCEPTION", "CUDA_ENABLE_COREDUMP_ON_EXCEPTION", "CUDA_PROFILE",
		"COMPUTE_PROFILE", "OPENCL_PROFILE", "CUDA_FORCE_PTX_JIT", "CUDA_FORCE_JIT",
		"CUDA_DISABLE_PTX_JIT", "CUDA_DISABLE_JIT",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		str value = variable_value(&w->f->env, bad[i]);
		bool named = i >= 10 && failed_with(w, CAUSE_JIT_DISABLED);
		if (value.p && value.n && !str_eq(value, S("0")) && !named)
			put_one(w, CAUSE_BAD_ENV, "variable", str_of(bad[i]));
	}
}

static void warn_runtimes(warner *w)
{
	const libcudarts *all = &w->f->libraries.runtimes;
	buf names = buf_new(w->a);
	int majors = 0;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		bool seen = all->at[i].version == 0;
		for (ptrdiff_t k = 0; k < i; k++)
			seen = seen || all->at[k].version / 1000 == all->at[i].version / 1000;
		if (seen)
			continue;
		majors++;
		buf_printf(&names, "%s%.*s", names.n ? ", " : "", SARG(all->at[i].path));
	}
	if (majors > 1)
		put_one(w, CAUSE_MULTIPLE_RUNTIMES, "runtimes", buf_str(&names));
	bool inside = false;
	for (ptrdiff_t i = 0; i < all->n; i++)
		inside = inside || all->at[i].in_prefix;
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (inside && all->at[i].used && !all->at[i].in_prefix && !failed_with(w, CAUSE_WRONG_RUNTIME))
			put_one(w, CAUSE_WRONG_RUNTIME, "path", all->at[i].path);
	if (w->f->declared.cuda && !last_outcome(w->f, TASK_RUNTIME, -1) && w->f->wish.deep_runtime && w->r->devices.n)
		put(w, CAUSE_NO_RUNTIME, -1, NULL);
}

static void warn_libcuda(warner *w)
{
	const libcuda_facts *cuda = &w->f->libraries.cuda;
	if (cuda->compat && !failed_with(w, CAUSE_COMPAT_MISMATCH) && !failed_with(w, CAUSE_COMPAT_UNSUPPORTED))
		put(w, CAUSE_COMPAT_LIBRARY, -1, NULL);
	const strs *stubs = &w->f->libraries.stub_folders;
	for (ptrdiff_t i = 0; i < stubs->n && !failed_with(w, CAUSE_STUB_DRIVER); i++)
		put_one(w, CAUSE_STUB_PATH, "path", stubs->at[i]);
}

static void warn_nvml(warner *w)
{
	const outcome *o = last_outcome(w->f, TASK_NVML, -1);
	const step *bad = o && o->ending == ENDED_FAILED ? outcome_bad_step(o) : NULL;
	if (!bad || w->f->host.kind == HOST_WSL2 || w->f->host.kind == HOST_TEGRA || !w->r->passed)
		return;
	fillers more = { 0 };
	*LIST_PUSH(w->a, &more) = (filler){ "call", bad->call };
	*LIST_PUSH(w->a, &more) = (filler){ "code_name", bad->code_name.n ? bad->code_name : S("an error") };
	put(w, CAUSE_NVML_FAILED, -1, &more);
}

void probe_warn(arena *a, const probe_report *r, probe_findings *out)
{
	warner w = { .a = a, .r = r, .f = r->facts, .out = out };
	for (int i = 0; i < (int)r->devices.n; i++)
		warn_gpu(&w, i);
	warn_nvml(&w);
	warn_libcuda(&w);
	warn_runtimes(&w);
	warn_variables(&w);
	if (r->facts->host.kind == HOST_WSL2)
		put(&w, CAUSE_WSL2, -1, NULL);
	if (r->facts->host.kind == HOST_TEGRA)
		put(&w, CAUSE_TEGRA, -1, NULL);
	int patience = r->facts->wish.patience > 1 ? r->facts->wish.patience : 1;
	if (r->facts->wall_ms > (double)SLOW_MS * patience)
		put_one(&w, CAUSE_SLOW, "seconds", arena_printf(a, "%.1f", r->facts->wall_ms / 1000.0));
}
