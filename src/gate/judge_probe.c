/* judge_probe: see judge_probe.h.
 *
 * Each GPU's last child is judged by the table of symptoms; then what concerns the whole machine: NVML
 * that hung, the runtime, the static rule. Where several causes apply, the order of causes.def decides:
 * roots stand before their consequences. Passing needs proof: a GPU passes only when its child ended
 * well, never because nothing was found. */
#include "gate/judge_probe.h"

#include "gate/probe_in.h"
#include "gate/probe_next.h"

static suspect suspect_of(arena *a, const probe_facts *f, const outcome *o, int unit)
{
	return (suspect){ .a = a, .facts = f, .o = o, .step = o ? outcome_bad_step(o) : NULL, .unit = unit,
		.nvml = nvml_outcome(f), .index = nvml_index(a, f, unit) };
}

/* Eight GPUs with one reason are one failure. */
static void fail_with(arena *a, probe_report *r, probe_finding found)
{
	for (ptrdiff_t i = 0; i < r->failures.n; i++)
		if (r->failures.at[i].cause == found.cause && str_eq(r->failures.at[i].message, found.message))
			return;
	*LIST_PUSH(a, &r->failures) = found;
}

/* ---- one GPU ---- */

static int small(const suspect *s, note_key key)
{
	long long own = outcome_number(s->o, key, -1, -1);
	return (int)(own < 0 && s->nvml && s->index >= 0 ? outcome_number(s->nvml, key, s->index, -1) : own);
}

static str named(const suspect *s, note_key key)
{
	str own = outcome_text(s->o, key, -1);
	return !own.p && s->nvml && s->index >= 0 ? outcome_text(s->nvml, key, s->index) : own;
}

static probe_device device_of(const suspect *s)
{
	int cc = small(s, NOTE_CC), cuda = small(s, NOTE_DRIVER_CUDA);
	return (probe_device){
		.index = s->index >= 0 ? s->index : s->unit, .tried = true,
		.uuid = named(s, NOTE_UUID), .bus = named(s, NOTE_BUS), .name = named(s, NOTE_NAME),
		.cc = cc < 0 ? 0 : cc, .driver_cuda = cuda < 0 ? 0 : cuda,
		.mem_free_mib = small(s, NOTE_MEM_FREE), .mem_total_mib = small(s, NOTE_MEM_TOTAL),
		.mode = small(s, NOTE_MODE), .mig = small(s, NOTE_MIG), .persistence = small(s, NOTE_PERSISTENCE),
		.remap_pending = small(s, NOTE_REMAP_PENDING), .fabric = small(s, NOTE_FABRIC), .ecc = small(s, NOTE_ECC),
		.hash = outcome_text(s->o, NOTE_HASH, -1), .ptx = outcome_text(s->o, NOTE_PTX_HEADER, -1),
		.ms = s->o->ms, .steps = s->o->steps,
	};
}

static bool judge_units(arena *a, const probe_facts *f, probe_report *r)
{
	bool any = false;
	for (int unit = 0; last_outcome(f, TASK_DRIVER, unit); unit++) {
		suspect s = suspect_of(a, f, last_outcome(f, TASK_DRIVER, unit), unit);
		probe_device d = device_of(&s);
		d.verdict = probe_symptom(&s);
		if (d.verdict == CAUSE_COUNT)
			r->passed++;
		else
			fail_with(a, r, suspect_found(&s, d.verdict));
		*LIST_PUSH(a, &r->devices) = d;
		any = true;
	}
	return any;
}

/* ---- the machine ---- */

/* No child was started: files decided. */
static void judge_files(arena *a, const probe_facts *f, probe_report *r)
{
	bool passed_on = f->host.kind == HOST_CONTAINER && f->host.pci_nvidia > 0;
	fail_with(a, r, probe_found(a, f, passed_on ? CAUSE_NO_GPU_IN_CONTAINER : CAUSE_NO_DRIVER, -1, NULL));
	r->failures.at[r->failures.n - 1].stage = STAGE_INVENTORY;
	r->failures.at[r->failures.n - 1].evidence =
		S("no kernel driver (/proc/driver/nvidia), no device node (/dev/nvidia*), no libcuda.so.1");
}

/* Whether a better reason than the driver's own code is welcome. */
static bool only_vague(const probe_report *r)
{
	for (ptrdiff_t i = 0; i < r->failures.n; i++) {
		cause_id c = r->failures.at[i].cause;
		if (c != CAUSE_NO_DEVICE && c != CAUSE_CUDA_UNKNOWN && c != CAUSE_CUDA_ERROR)
			return false;
	}
	return r->failures.n > 0;
}

/* NVML that hangs or crashes is a sick driver, whatever CUDA says. An error code of it counts only where
 * CUDA fails too and cannot say why. */
static void judge_nvml(arena *a, const probe_facts *f, probe_report *r)
{
	const outcome *o = last_outcome(f, TASK_NVML, -1);
	if (!o)
		return;
	suspect s = suspect_of(a, f, o, -1);
	cause_id c = probe_symptom(&s);
	bool ended_badly = o->ending != ENDED_WELL && o->ending != ENDED_FAILED;
	bool explains = o->ending == ENDED_FAILED && s.step && s.step->api == API_NVML && c != CAUSE_NVML_FAILED;
	if (ended_badly || (explains && only_vague(r)))
		fail_with(a, r, suspect_found(&s, c));
}

/* A GPU that NVML counts, but that is gone: the job cannot have it. Only without a list of the job's own,
 * which might leave it out on purpose. */
static void judge_lost(arena *a, const probe_facts *f, probe_report *r)
{
	const outcome *o = nvml_outcome(f);
	if (!o || variable_value(&f->env, "CUDA_VISIBLE_DEVICES").p || f->wish.devices.n)
		return;
	for (ptrdiff_t i = 0; i < o->notes.n; i++) {
		const probe_note *n = &o->notes.at[i];
		if (n->key != NOTE_DEVICE_RC || (n->number != NV_LOST && n->number != NV_RESET))
			continue;
		suspect s = { .a = a, .facts = f, .nvml = o, .unit = -1, .index = n->device };
		probe_finding found = suspect_found(&s, n->number == NV_LOST ? CAUSE_GPU_LOST : CAUSE_RESET_REQUIRED);
		found.stage = STAGE_NVML;
		found.api = API_NVML;
		found.call = S("nvmlDeviceGetHandleByIndex");
		found.code_name = n->text;
		found.rc = (int)n->number;
		found.evidence = arena_printf(a, "nvmlDeviceGetHandleByIndex(%d): %.*s (nvml %lld)", n->device, SARG(n->text), n->number);
		fail_with(a, r, found);
	}
}

static bool is_foreign_runtime(const probe_facts *f)
{
	bool inside = false, foreign = false;
	for (ptrdiff_t i = 0; i < f->libraries.runtimes.n; i++) {
		const libcudart_facts *rt = &f->libraries.runtimes.at[i];
		inside = inside || rt->in_prefix;
		foreign = foreign || (rt->used && !rt->in_prefix);
	}
	return inside && foreign;
}

/* The runtime is judged where the driver works, or where it alone could be tried. */
static void judge_runtime(arena *a, const probe_facts *f, probe_report *r)
{
	const outcome *o = last_outcome(f, TASK_RUNTIME, -1);
	if (!o || (r->devices.n && !r->passed))
		return;
	suspect s = suspect_of(a, f, o, -1);
	cause_id c = probe_symptom(&s);
	if (c == CAUSE_COUNT)
		return;
	bool code = o->ending == ENDED_FAILED;
	fail_with(a, r, suspect_found(&s, code && is_foreign_runtime(f) ? CAUSE_WRONG_RUNTIME : c));
}

/* What the children showed outweighs what tables predicted. */
static bool disproved(const probe_facts *f, cause_id c)
{
	const outcome *rt = last_outcome(f, TASK_RUNTIME, -1);
	bool same = rt && rt->ending == ENDED_WELL &&
	            outcome_number(rt, NOTE_RUNTIME_CUDA, -1, 0) / 1000 == f->declared.cuda / 1000;
	bool tried = false;
	for (ptrdiff_t i = 0; i < f->children.n; i++)
		tried = tried || outcome_note(&f->children.at[i], NOTE_CEILING, -1);
	return (c == CAUSE_DRIVER_TOO_OLD && same) || (c == CAUSE_JIT_CEILING && tried);
}

static void judge_static(arena *a, const probe_facts *f, probe_report *r)
{
	probe_findings predicted = { 0 };
	probe_static(a, f, &predicted);
	for (ptrdiff_t i = 0; i < predicted.n; i++) {
		probe_finding *found = &predicted.at[i];
		found->stage = found->stage ? found->stage : STAGE_RULE;
		if (disproved(f, found->cause))
			continue;
		if (found->class == NOTED)
			*LIST_PUSH(a, &r->warnings) = *found;
		else
			fail_with(a, r, *found);
		bool of_unit = found->class != NOTED && found->unit >= 0 && found->unit < r->devices.n;
		if (of_unit && r->devices.at[found->unit].verdict == CAUSE_COUNT)
			r->devices.at[found->unit].verdict = found->cause;
	}
}

/* The deadline came before every GPU had its turn: what was not tried did not pass. */
static void judge_deadline(arena *a, const probe_facts *f, probe_report *r)
{
	if (!f->out_of_time || r->failures.n || probe_units(a, f).n <= r->devices.n)
		return;
	fillers more = { 0 };
	*LIST_PUSH(a, &more) = (filler){ "call", S("the whole probe") };
	*LIST_PUSH(a, &more) = (filler){ "budget", arena_printf(a, "%.1f", f->wish.deadline_ms / 1000.0) };
	fail_with(a, r, probe_found(a, f, CAUSE_HANG, -1, &more));
	r->failures.at[0].evidence = arena_printf(a, "%d GPUs of %d were tried before the deadline", (int)r->devices.n,
	                                          (int)probe_units(a, f).n);
}

static void judge_number(arena *a, const probe_facts *f, probe_report *r)
{
	int named = (int)f->wish.devices.n, required = named > f->wish.require ? named : f->wish.require;
	if (r->failures.n || r->passed >= required)
		return;
	fillers more = { 0 };
	*LIST_PUSH(a, &more) = (filler){ "passed", arena_printf(a, "%d", r->passed) };
	*LIST_PUSH(a, &more) = (filler){ "required", arena_printf(a, "%d", required) };
	fail_with(a, r, probe_found(a, f, CAUSE_TOO_FEW, -1, &more));
	str tried = arena_printf(a, "%d tried", (int)r->devices.n);
	r->failures.at[0].evidence = r->devices.n < named ? arena_cat(a, tried, S("; --devices names GPUs that this job does not have")) : tried;
}

/* ---- the verdict ---- */

/* Insertion: stable, and there are few. */
static void sort_failures(probe_findings *list)
{
	for (ptrdiff_t i = 1; i < list->n; i++) {
		probe_finding moving = list->at[i];
		ptrdiff_t k = i;
		for (; k > 0 && list->at[k - 1].cause > moving.cause; k--)
			list->at[k] = list->at[k - 1];
		list->at[k] = moving;
	}
}

static bool only_absent(const probe_report *r)
{
	bool absent = r->failures.n > 0 && r->passed == 0;
	for (ptrdiff_t i = 0; i < r->failures.n; i++)
		absent = absent && r->failures.at[i].class == BY_NONE;
	return absent;
}

void judge_probe(arena *a, const probe_facts *f, probe_report *out)
{
	*out = (probe_report){ .facts = f };
	bool tried = judge_units(a, f, out);
	judge_nvml(a, f, out);
	judge_lost(a, f, out);
	judge_runtime(a, f, out);
	if (!tried && !out->failures.n && !nvml_outcome(f))
		judge_files(a, f, out);
	judge_static(a, f, out);
	judge_deadline(a, f, out);
	judge_number(a, f, out);
	sort_failures(&out->failures);
	probe_warn(a, out, &out->warnings);
	out->skipped = f->wish.allow_no_gpu && only_absent(out);
	if (out->failures.n && !out->skipped) {
		out->class = out->failures.at[0].class;
		out->exit = cause_class_exit(out->class);
	}
}
