/* probe_static: S2, what tables predict without running anything: the declared CUDA against the driver and
 * against each GPU's architecture. A prediction stands until a child shows otherwise (judge_probe). */
#include "gate/judge_probe.h"

#include "gate/probe_in.h"
#include "spec/cuda_version.h"

static void put(arena *a, probe_findings *out, probe_finding found)
{
	found.stage = STAGE_RULE;
	*LIST_PUSH(a, out) = found;
}

/* By the driver's own word where a child heard it, else by its version. A forward-compatibility libcuda
 * speaks for itself: its word counts, not the kernel driver's version. */
static int driver_cuda(const probe_facts *f)
{
	for (ptrdiff_t i = 0; i < f->children.n; i++) {
		const outcome *o = &f->children.at[i];
		long long said = o->task.kind == TASK_DRIVER ? outcome_number(o, NOTE_DRIVER_CUDA, -1, 0) : 0;
		if (said > 0 && said <= CUDA_HIGHEST)
			return (int)said;
	}
	return cuda_of_driver(f->host.kernel_driver);
}

static void judge_driver(arena *a, const probe_facts *f, probe_findings *out)
{
	int driver = driver_cuda(f);
	if (!driver)
		return;
	str evidence = arena_printf(a, "driver %.*s: CUDA %s; declared: CUDA %s", SARG(f->host.kernel_driver),
	                            cuda_name(driver).at, cuda_name(f->declared.cuda).at);
	cuda_fit fit = cuda_fits(driver, f->declared.cuda);
	if (fit != CUDA_TOO_OLD && fit != CUDA_FITS_MINOR)
		return;
	probe_finding found = probe_found(a, f, fit == CUDA_TOO_OLD ? CAUSE_DRIVER_TOO_OLD : CAUSE_MINOR_VERSION, -1, NULL);
	found.evidence = evidence;
	put(a, out, found);
}

/* Code for 8.0 runs on 8.6 and 8.9: within a major, GPUs take code of the minors before. */
static bool runs_older_code(int cuda, int sm)
{
	for (int older = sm - 1; older / 10 == sm / 10; older--)
		if (cuda_arch(cuda, older) == CUDA_ARCH_IN)
			return true;
	return false;
}

/* Tables know toolkits, not what a framework was built for; so this fails for a GPU that the declared CUDA
 * cannot compile for at all. PTX might save a program, but CUDA's own libraries hold too little of it. */
static void judge_arch(arena *a, const probe_facts *f, int unit, probe_findings *out)
{
	const outcome *o = last_outcome(f, TASK_DRIVER, unit);
	int sm = (int)outcome_number(o, NOTE_CC, -1, 0), first = 0, last = 0;
	cuda_arch_fit fit = sm ? cuda_arch(f->declared.cuda, sm) : CUDA_ARCH_UNKNOWN;
	if (fit == CUDA_ARCH_NEW && runs_older_code(f->declared.cuda, sm))
		return;
	if ((fit != CUDA_ARCH_OLD && fit != CUDA_ARCH_NEW) || !cuda_of_arch(sm, &first, &last))
		return;
	int index = nvml_index(a, f, unit);
	fillers more = { 0 };
	*LIST_PUSH(a, &more) = (filler){ "gpu", arena_printf(a, "%d", index >= 0 ? index : unit) };
	*LIST_PUSH(a, &more) = (filler){ "sm", arena_printf(a, "%d", sm) };
	str fix = last ? arena_printf(a, "CUDA %s to %s", cuda_name(first).at, cuda_name(last).at)
	               : arena_printf(a, "CUDA %s or newer", cuda_name(first).at);
	*LIST_PUSH(a, &more) = (filler){ "arch_fix", fix };
	probe_finding found = probe_found(a, f, CAUSE_ARCH_NOT_IN_BUILD, unit, &more);
	found.evidence = arena_printf(a, "the GPU's compute capability is %d.%d", sm / 10, sm % 10);
	put(a, out, found);
}

void probe_static(arena *a, const probe_facts *f, probe_findings *out)
{
	if (!f->declared.cuda)
		return;
	judge_driver(a, f, out);
	for (int unit = 0; last_outcome(f, TASK_DRIVER, unit); unit++)
		judge_arch(a, f, unit, out);
}
