/* probe_next: see probe_next.h.
 *
 * A verdict in the time of the slowest call: whatever does not need an answer of another child starts in
 * the first round. A machine with one GPU, or a job with a list, needs no NVML to know its GPUs; several
 * unlisted ones are first counted by NVML, then narrowed to one UUID each, which makes cuInit faster and
 * keeps a sick GPU from spoiling the others. Children of ours side by side may be the very neighbour that
 * takes an exclusive GPU or the last memory; so such a failure is tried again alone before it counts. */
#include "gate/probe_next.h"

#include "gate/probe_in.h"

enum {
	SLOW_START_MS = 3000,  /* a GPU without persistence mode starts anew for us */
	MOST_UNITS = 64,
};

/* ---- which GPUs ---- */

static bool is_index(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0 && s.n < 5;
}

static bool is_entry(str s)
{
	return is_index(s) || str_starts(s, S("GPU-")) || str_starts(s, S("MIG-"));
}

visible_list visible_read(arena *a, const probe_facts *f)
{
	visible_list v = { .raw = variable_value(&f->env, "CUDA_VISIBLE_DEVICES") };
	v.set = v.raw.p != NULL;
	str rest = v.raw, entry;
	for (int k = 1; v.set && !v.bad && str_next(&rest, ',', &entry); k++) {
		entry = str_trim(entry);
		/* A repeated index makes the whole list invalid to CUDA. */
		if (!is_entry(entry) || strs_has(&v.entries, entry) || k > MOST_UNITS)
			v.bad = k;
		else
			*LIST_PUSH(a, &v.entries) = entry;
	}
	return v;
}

const outcome *last_outcome(const probe_facts *f, task_kind kind, int unit)
{
	for (ptrdiff_t i = f->children.n - 1; i >= 0; i--) {
		const outcome *o = &f->children.at[i];
		if (o->task.kind == kind && (unit < 0 || o->task.unit == unit))
			return o;
	}
	return NULL;
}

const outcome *nvml_outcome(const probe_facts *f)
{
	const outcome *o = last_outcome(f, TASK_NVML, -1);
	return o && outcome_note(o, NOTE_COUNT, -1) ? o : NULL;
}

static int nodes_of_gpus(const probe_facts *f)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < f->host.nodes.n; i++) {
		str path = f->host.nodes.at[i].path, head = S("/dev/nvidia");
		n += f->host.nodes.at[i].there && str_starts(path, head) && is_index(str_from(path, head.n));
	}
	return n;
}

/* One entry per GPU of NVML, or per MIG instance where MIG is on. */
static void units_of_nvml(arena *a, const outcome *o, strs *out)
{
	int n = (int)outcome_number(o, NOTE_COUNT, -1, 0);
	for (int i = 0; i < n && i < MOST_UNITS; i++) {
		ptrdiff_t before = out->n;
		for (ptrdiff_t k = 0; k < o->notes.n; k++)
			if (o->notes.at[k].key == NOTE_MIG_UUID && o->notes.at[k].device == i)
				*LIST_PUSH(a, out) = o->notes.at[k].text;
		str uuid = outcome_text(o, NOTE_UUID, i);
		if (out->n == before)
			*LIST_PUSH(a, out) = uuid.p ? uuid : arena_printf(a, "%d", i);
	}
}

static strs job_units(arena *a, const probe_facts *f)
{
	strs out = { 0 };
	visible_list v = visible_read(a, f);
	if (v.set && !v.bad && v.entries.n > 1)
		return v.entries;
	const outcome *o = nvml_outcome(f);
	if (!v.set && o)
		units_of_nvml(a, o, &out);
	int nodes = nodes_of_gpus(f);
	if (!v.set && !o && nodes > 1)
		for (int i = 0; i < nodes && i < MOST_UNITS; i++)
			*LIST_PUSH(a, &out) = arena_printf(a, "%d", i);
	if (out.n < 2) {
		out = (strs){ 0 };
		*LIST_PUSH(a, &out) = (str){ 0 };
	}
	return out;
}

static int number_of(str s)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++)
		n = n * 10 + (s.p[i] - '0');
	return n;
}

/* NVML's index of a UUID (a beginning is enough, as for CUDA), of its MIG instance, or of an index. */
static int index_of(const outcome *o, str entry)
{
	for (ptrdiff_t k = 0; k < o->notes.n; k++) {
		const probe_note *n = &o->notes.at[k];
		if ((n->key == NOTE_UUID || n->key == NOTE_MIG_UUID) && entry.n > 4 && str_starts(n->text, entry))
			return n->device;
	}
	bool counts = is_index(entry) && number_of(entry) < outcome_number(o, NOTE_COUNT, -1, 0);
	return counts ? number_of(entry) : -1;
}

/* Which of the job's GPUs an entry of --devices is; -1: none of them. An index counts among the job's,
 * never among a neighbour's. */
static int job_index(const strs *job, const outcome *nvml, str want)
{
	if (is_index(want))
		return number_of(want) < job->n ? number_of(want) : -1;
	int gpu = nvml ? index_of(nvml, want) : -1;
	for (int i = 0; i < (int)job->n; i++) {
		str entry = job->at[i];
		bool same = entry.p && (str_starts(entry, want) || str_starts(want, entry));
		if (same || (gpu >= 0 && (entry.p ? index_of(nvml, entry) : 0) == gpu))
			return i;
	}
	return -1;
}

strs probe_units(arena *a, const probe_facts *f)
{
	strs job = job_units(a, f), out = { 0 };
	const outcome *nvml = nvml_outcome(f);
	for (ptrdiff_t i = 0; i < f->wish.devices.n; i++) {
		str want = f->wish.devices.at[i];
		int k = job_index(&job, nvml, want);
		/* Without NVML and without a list of the job's own, CUDA itself has to know the name. */
		bool ask = !nvml && !is_index(want) && !variable_value(&f->env, "CUDA_VISIBLE_DEVICES").p;
		if (k >= 0 || ask)
			*LIST_PUSH(a, &out) = k >= 0 ? job.at[k] : want;
	}
	return f->wish.devices.n ? out : job;
}

int nvml_index(arena *a, const probe_facts *f, int unit)
{
	const outcome *o = nvml_outcome(f), *d = last_outcome(f, TASK_DRIVER, unit);
	if (!o)
		return -1;
	str uuid = d && unit >= 0 ? outcome_text(d, NOTE_UUID, -1) : (str){ 0 };
	if (uuid.p && index_of(o, uuid) >= 0)
		return index_of(o, uuid);
	strs units = probe_units(a, f);
	visible_list v = visible_read(a, f);
	if (unit >= 0 && unit < units.n && units.at[unit].p)
		return index_of(o, units.at[unit]);
	if (v.entries.n == 1)
		return index_of(o, v.entries.at[0]);
	return outcome_number(o, NOTE_COUNT, -1, 0) == 1 ? 0 : -1;
}

/* ---- which children ---- */

/* Nothing of a driver anywhere: no child is needed to say so. */
static bool nothing_there(const probe_facts *f)
{
	bool node = false;
	for (ptrdiff_t i = 0; i < f->host.nodes.n; i++)
		node = node || f->host.nodes.at[i].there;
	bool other = f->host.kind == HOST_WSL2 || f->host.kind == HOST_TEGRA;
	return !node && !other && !f->host.kernel_driver.p && !f->libraries.cuda.path.p && !f->wish.libcuda.p;
}

static void add_driver(arena *a, const probe_facts *f, const strs *units, int unit, tasks *out)
{
	str entry = units->at[unit];
	int index = nvml_index(a, f, unit);
	const outcome *o = nvml_outcome(f);
	bool slow = !o || index < 0 || outcome_number(o, NOTE_PERSISTENCE, index, 1) == 0;
	/* By index among all GPUs, NVML's order is wanted; an index of the job's own list has the job's. */
	bool own = variable_value(&f->env, "CUDA_VISIBLE_DEVICES").p != NULL;
	*LIST_PUSH(a, out) = (task){ .kind = TASK_DRIVER, .unit = unit, .visible = entry,
		.how = entry.p ? VISIBLE_SET : VISIBLE_KEEP, .pci_order = entry.p && !own,
		.library = f->wish.libcuda, .declared = f->declared.cuda,
		.budget_extra_ms = slow ? SLOW_START_MS : 0 };
}

static const libcudart_facts *runtime_used(const probe_facts *f)
{
	for (ptrdiff_t i = 0; i < f->libraries.runtimes.n; i++)
		if (f->libraries.runtimes.at[i].used)
			return &f->libraries.runtimes.at[i];
	return NULL;
}

static void add_runtime(arena *a, const probe_facts *f, tasks *out)
{
	const libcudart_facts *rt = runtime_used(f);
	if (f->wish.deep_runtime && rt)
		*LIST_PUSH(a, out) = (task){ .kind = TASK_RUNTIME, .unit = -1, .library = rt->path,
			.declared = f->declared.cuda, .budget_extra_ms = SLOW_START_MS };
}

static int tries(const probe_facts *f, task_kind kind, int unit)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < f->children.n; i++)
		n += f->children.at[i].task.kind == kind && (unit < 0 || f->children.at[i].task.unit == unit);
	return n;
}

static int code_of(const outcome *o)
{
	const step *s = o && o->ending == ENDED_FAILED ? outcome_bad_step(o) : NULL;
	return s && (s->api == API_DRIVER || s->api == API_RUNTIME) ? s->rc : 0;
}

/* Whether a child of ours may have been the cause. */
static bool crowded_out(const outcome *o)
{
	int code = code_of(o);
	return code == CODE_UNAVAILABLE || code == CODE_OUT_OF_MEMORY;
}

/* ---- the rows: the first that has tasks is the round ---- */

static void first_round(arena *a, const probe_facts *f, tasks *out)
{
	if (f->round > 0 || nothing_there(f))
		return;
	*LIST_PUSH(a, out) = (task){ .kind = TASK_NVML, .unit = -1 };
	strs units = probe_units(a, f);
	bool listed = variable_value(&f->env, "CUDA_VISIBLE_DEVICES").p != NULL;
	bool counted = listed || (units.n == 1 && !f->wish.devices.n);
	for (int i = 0; i < (int)units.n && counted; i++)
		add_driver(a, f, &units, i, out);
	add_runtime(a, f, out);
}

static void units_left(arena *a, const probe_facts *f, tasks *out)
{
	strs units = probe_units(a, f);
	for (int i = 0; f->round > 0 && i < (int)units.n; i++)
		if (!last_outcome(f, TASK_DRIVER, i))
			add_driver(a, f, &units, i, out);
	if (nothing_there(f))
		*out = (tasks){ 0 };
}

static void drivers_again(arena *a, const probe_facts *f, tasks *out)
{
	strs units = probe_units(a, f);
	for (int i = 0; i < (int)units.n; i++)
		if (tries(f, TASK_DRIVER, i) == 1 && crowded_out(last_outcome(f, TASK_DRIVER, i)))
			add_driver(a, f, &units, i, out);
}

static void runtime_again(arena *a, const probe_facts *f, tasks *out)
{
	const outcome *o = last_outcome(f, TASK_RUNTIME, -1);
	if (o && tries(f, TASK_RUNTIME, -1) == 1 && !o->alone && crowded_out(o))
		add_runtime(a, f, out);
}

/* S10: does it work without the variable, without the stub? */
static void recheck(arena *a, const probe_facts *f, tasks *out)
{
	if (last_outcome(f, TASK_RECHECK, -1))
		return;
	bool listed = variable_value(&f->env, "CUDA_VISIBLE_DEVICES").p != NULL, hidden = false, stub = false;
	for (ptrdiff_t i = 0; i < f->children.n; i++) {
		int code = f->children.at[i].task.kind == TASK_DRIVER ? code_of(&f->children.at[i]) : 0;
		hidden = hidden || code == CODE_NO_DEVICE || code == CODE_INVALID_DEVICE;
		stub = stub || code == CODE_STUB || code == CODE_SYSTEM_MISMATCH || code == CODE_COMPAT_UNSUPPORTED;
	}
	if (listed && hidden)
		*LIST_PUSH(a, out) = (task){ .kind = TASK_RECHECK, .unit = -1, .how = VISIBLE_UNSET, .library = f->wish.libcuda };
	else if (stub && f->libraries.cuda.other.p)
		*LIST_PUSH(a, out) = (task){ .kind = TASK_RECHECK, .unit = -1, .library = f->libraries.cuda.other };
}

tasks probe_next(arena *a, const probe_facts *f)
{
	static void (*const rows[])(arena *, const probe_facts *, tasks *) = {
		first_round, units_left, drivers_again, runtime_again, recheck,
	};
	tasks out = { 0 };
	bool over = f->out_of_time || f->round >= PROBE_ROUNDS;
	for (size_t i = 0; !over && !out.n && i < sizeof rows / sizeof *rows; i++)
		rows[i](a, f, &out);
	return out;
}
