/* probe_symptoms: symptom -> cause. One row per symptom, the first that fits wins: a row that asks for
 * proof (a version that differs, a node that is denied) stands before the one that trusts the code alone.
 * The codes mean little by themselves: 999 has eight causes, 100 has six. */
#include "gate/probe_in.h"

#include <errno.h>

enum { ANY = -1 };

/* ---- proofs ---- */

const device_node *node_denied(const probe_facts *f, int with_errno)
{
	for (ptrdiff_t i = 0; i < f->host.nodes.n; i++)
		if (f->host.nodes.at[i].there && f->host.nodes.at[i].open_errno == with_errno)
			return &f->host.nodes.at[i];
	return NULL;
}

static const device_node *node_named(const probe_facts *f, str path)
{
	for (ptrdiff_t i = 0; i < f->host.nodes.n; i++)
		if (str_eq(f->host.nodes.at[i].path, path))
			return &f->host.nodes.at[i];
	return NULL;
}

static bool always(const suspect *s)
{
	(void)s;
	return true;
}

static bool cgroup_denies(const suspect *s)
{
	return node_denied(s->facts, EPERM) != NULL;
}

static bool mode_denies(const suspect *s)
{
	return node_denied(s->facts, EACCES) != NULL;
}

static bool is_stub(const suspect *s)
{
	return s->facts->libraries.cuda.stub;
}

static bool compat_refused(const suspect *s)
{
	return s->facts->libraries.cuda.compat && !s->facts->libraries.cuda.compat_allows;
}

static bool is_compat(const suspect *s)
{
	return s->facts->libraries.cuda.compat;
}

/* User and kernel side of different versions, as files or NVML say. */
static bool versions_differ(const suspect *s)
{
	str kernel = s->facts->host.kernel_driver, library = s->facts->libraries.cuda.version;
	const outcome *o = last_outcome(s->facts, TASK_NVML, -1);
	const step *bad = o ? outcome_bad_step(o) : NULL;
	if (bad && bad->api == API_NVML && bad->rc == NV_MISMATCH)
		return true;
	return kernel.p && library.p && !str_eq(kernel, library) && !s->facts->libraries.cuda.compat;
}

/* That NVML says of this GPU; of any GPU when nobody knows which it is. */
static long long nvml_says(const suspect *s, note_key key)
{
	return s->nvml ? outcome_number(s->nvml, key, s->index, -1) : -1;
}

static bool fabric_waits(const suspect *s)
{
	long long state = nvml_says(s, NOTE_FABRIC);
	return state == 1 || state == 2;
}

static bool fabric_or_switch(const suspect *s)
{
	return fabric_waits(s) || (nvml_says(s, NOTE_FABRIC) < 0 && s->facts->host.pci_switch > 0);
}

static bool mig_is_empty(const suspect *s)
{
	return nvml_says(s, NOTE_MIG) == 1 && nvml_says(s, NOTE_MIG_COUNT) == 0;
}

static bool any_device_rc(const suspect *s, int code)
{
	for (ptrdiff_t i = 0; s->nvml && i < s->nvml->notes.n; i++) {
		const probe_note *n = &s->nvml->notes.at[i];
		if (n->key == NOTE_DEVICE_RC && n->number == code && (s->index < 0 || n->device == s->index))
			return true;
	}
	return false;
}

static bool is_lost(const suspect *s)
{
	return any_device_rc(s, NV_LOST);
}

static bool needs_reset(const suspect *s)
{
	return nvml_says(s, NOTE_RECOVERY) > 0 || any_device_rc(s, NV_RESET);
}

static bool is_prohibited(const suspect *s)
{
	return nvml_says(s, NOTE_MODE) == 2;
}

static bool has_ecc(const suspect *s)
{
	return nvml_says(s, NOTE_ECC) > 0;
}

static bool is_vgpu(const suspect *s)
{
	str name = s->o ? outcome_text(s->o, NOTE_NAME, -1) : (str){ 0 };
	if (!name.p && s->nvml)
		name = outcome_text(s->nvml, NOTE_NAME, s->index);
	return str_find(name, S("GRID")) >= 0 || str_find(name, S("vGPU")) >= 0;
}

static bool uvm_missing(const suspect *s)
{
	const device_node *n = node_named(s->facts, S("/dev/nvidia-uvm"));
	return s->facts->host.kernel_driver.p && s->facts->host.kind != HOST_WSL2 &&
	       ((n && !n->there) || !s->facts->host.has_uvm);
}

static bool memfd_denied(const suspect *s)
{
	return s->facts->host.memfd_errno == EPERM || s->facts->host.memfd_errno == EACCES;
}

static bool list_is_set(const suspect *s)
{
	return variable_value(&s->facts->env, "CUDA_VISIBLE_DEVICES").p != NULL;
}

static bool recheck_worked(const suspect *s)
{
	const outcome *o = last_outcome(s->facts, TASK_RECHECK, -1);
	return o && o->task.how == VISIBLE_UNSET && o->ending == ENDED_WELL && outcome_number(o, NOTE_COUNT, -1, 0) > 0;
}

static bool gpus_exist(const suspect *s)
{
	return recheck_worked(s) || (s->nvml && outcome_number(s->nvml, NOTE_COUNT, -1, 0) > 0);
}

/* "", "-1", "NoDevFiles": a list that names nothing. */
static bool list_hides_all(const suspect *s)
{
	visible_list v = visible_read(s->a, s->facts);
	str raw = str_trim(v.raw);
	bool nothing = raw.n == 0 || str_starts(raw, S("-1")) || str_eq_nocase(raw, S("NoDevFiles")) ||
	               str_eq_nocase(raw, S("none")) || str_eq_nocase(raw, S("void"));
	return v.set && nothing && gpus_exist(s);
}

static bool list_is_wrong(const suspect *s)
{
	return list_is_set(s) && gpus_exist(s);
}

static bool gpu_not_passed(const suspect *s)
{
	const device_node *n = node_named(s->facts, S("/dev/nvidiactl"));
	return s->facts->host.kind == HOST_CONTAINER && s->facts->host.pci_nvidia > 0 && !(n && n->there);
}

static bool no_kernel_driver(const suspect *s)
{
	return !s->facts->host.kernel_driver.p && s->facts->host.kind != HOST_WSL2 && s->facts->host.kind != HOST_TEGRA &&
	       !gpus_exist(s);
}

static bool nothing_loaded(const suspect *s)
{
	return no_kernel_driver(s) && !s->facts->libraries.cuda.path.p && !s->facts->wish.libcuda.p;
}

static bool caps_missing(const suspect *s)
{
	bool utility = s->nvml != NULL;
	return !s->facts->libraries.cuda.path.p && s->facts->host.kind == HOST_CONTAINER &&
	       (utility || s->facts->host.kernel_driver.p);
}

static bool jit_is_off(const suspect *s)
{
	return variable_value(&s->facts->env, "CUDA_DISABLE_PTX_JIT").p || variable_value(&s->facts->env, "CUDA_DISABLE_JIT").p;
}

static bool in_run(const suspect *s)
{
	return s->step && s->step->stage == STAGE_RUN;
}

/* ---- the table ---- */

typedef struct symptom {
	probe_api api;
	int first, last;   /* codes; ANY: every one */
	bool (*when)(const suspect *);
	cause_id cause;
} symptom;

static const symptom symptoms[] = {
	{ API_LOADER, ANY, ANY, gpu_not_passed, CAUSE_NO_GPU_IN_CONTAINER },
	{ API_LOADER, ANY, ANY, nothing_loaded, CAUSE_NO_DRIVER },
	{ API_LOADER, ANY, ANY, caps_missing,   CAUSE_CAPS_MISSING },
	{ API_LOADER, ANY, ANY, always,         CAUSE_LIBCUDA_UNUSABLE },

	{ API_CHECK, ANY, ANY, always, CAUSE_WRONG_RESULT },

	{ API_DRIVER, CODE_STUB, CODE_STUB,       always,  CAUSE_STUB_DRIVER },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, is_stub, CAUSE_STUB_DRIVER }, /* older stubs */

	{ API_DRIVER, CODE_SYSTEM_MISMATCH, CODE_SYSTEM_MISMATCH, compat_refused,  CAUSE_COMPAT_MISMATCH },
	{ API_DRIVER, CODE_SYSTEM_MISMATCH, CODE_SYSTEM_MISMATCH, versions_differ, CAUSE_DRIVER_MISMATCH },
	{ API_DRIVER, CODE_SYSTEM_MISMATCH, CODE_SYSTEM_MISMATCH, is_compat,       CAUSE_COMPAT_MISMATCH },
	{ API_DRIVER, CODE_SYSTEM_MISMATCH, CODE_SYSTEM_MISMATCH, always,          CAUSE_DRIVER_MISMATCH },
	{ API_DRIVER, CODE_COMPAT_UNSUPPORTED, CODE_COMPAT_UNSUPPORTED, is_compat,       CAUSE_COMPAT_UNSUPPORTED },
	{ API_DRIVER, CODE_COMPAT_UNSUPPORTED, CODE_COMPAT_UNSUPPORTED, versions_differ, CAUSE_DRIVER_MISMATCH },
	{ API_DRIVER, CODE_COMPAT_UNSUPPORTED, CODE_COMPAT_UNSUPPORTED, always,          CAUSE_COMPAT_UNSUPPORTED },

	{ API_DRIVER, CODE_NOT_READY, CODE_NOT_READY,             always,           CAUSE_FABRIC_NOT_READY },
	{ API_DRIVER, CODE_NOT_INITIALIZED, CODE_NOT_INITIALIZED, mig_is_empty,     CAUSE_MIG_EMPTY },
	{ API_DRIVER, CODE_NOT_INITIALIZED, CODE_NOT_INITIALIZED, fabric_or_switch, CAUSE_FABRIC_NOT_READY },
	{ API_DRIVER, CODE_MPS_FIRST, CODE_MPS_LAST,              always,           CAUSE_MPS },

	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, cgroup_denies,    CAUSE_DEVICE_CGROUP_DENIED },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, mode_denies,      CAUSE_DEVICE_PERMISSION },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, list_hides_all,   CAUSE_HIDDEN_BY_ENV },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, mig_is_empty,     CAUSE_MIG_EMPTY },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, is_lost,          CAUSE_GPU_LOST },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, needs_reset,      CAUSE_RESET_REQUIRED },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, list_is_wrong,    CAUSE_BAD_VISIBLE_LIST },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, gpu_not_passed,   CAUSE_NO_GPU_IN_CONTAINER },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, no_kernel_driver, CAUSE_NO_DRIVER },
	{ API_DRIVER, CODE_NO_DEVICE, CODE_INVALID_DEVICE, always,           CAUSE_NO_DEVICE },

	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, cgroup_denies,   CAUSE_DEVICE_CGROUP_DENIED },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, mode_denies,     CAUSE_DEVICE_PERMISSION },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, versions_differ, CAUSE_DRIVER_MISMATCH },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, is_lost,         CAUSE_GPU_LOST },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, needs_reset,     CAUSE_RESET_REQUIRED },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, is_prohibited,   CAUSE_GPU_BUSY },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, uvm_missing,     CAUSE_UVM_MISSING },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, fabric_waits,    CAUSE_FABRIC_NOT_READY },
	{ API_DRIVER, CODE_UNKNOWN, CODE_UNKNOWN, always,          CAUSE_CUDA_UNKNOWN },
	{ API_DRIVER, CODE_OS_CALL, CODE_OS_CALL, memfd_denied,    CAUSE_SECCOMP },
	{ API_DRIVER, CODE_OS_CALL, CODE_OS_CALL, uvm_missing,     CAUSE_UVM_MISSING },
	{ API_DRIVER, CODE_OS_CALL, CODE_OS_CALL, fabric_waits,    CAUSE_FABRIC_NOT_READY },
	{ API_DRIVER, CODE_OS_CALL, CODE_OS_CALL, cgroup_denies,   CAUSE_DEVICE_CGROUP_DENIED },

	{ API_DRIVER, CODE_DRIVER_TOO_OLD, CODE_DRIVER_TOO_OLD, no_kernel_driver, CAUSE_NO_DRIVER },
	{ API_DRIVER, CODE_DRIVER_TOO_OLD, CODE_DRIVER_TOO_OLD, always,           CAUSE_DRIVER_TOO_OLD },
	{ API_DRIVER, CODE_UNAVAILABLE, CODE_UNAVAILABLE,       needs_reset,      CAUSE_RESET_REQUIRED },
	{ API_DRIVER, CODE_UNAVAILABLE, CODE_UNAVAILABLE,       is_vgpu,          CAUSE_VGPU },
	{ API_DRIVER, CODE_UNAVAILABLE, CODE_UNAVAILABLE,       always,           CAUSE_GPU_BUSY },
	{ API_DRIVER, CODE_NOT_LICENSED, CODE_NOT_LICENSED,     always,           CAUSE_VGPU },
	{ API_DRIVER, CODE_OUT_OF_MEMORY, CODE_OUT_OF_MEMORY,   always,           CAUSE_OUT_OF_MEMORY },

	{ API_DRIVER, CODE_JIT_MISSING, CODE_JIT_MISSING,   always,     CAUSE_JIT_MISSING },
	{ API_DRIVER, CODE_JIT_DISABLED, CODE_JIT_DISABLED, jit_is_off, CAUSE_JIT_DISABLED },

	{ API_DRIVER, CODE_ECC, CODE_ECC,                          always,  CAUSE_ECC_ERROR },
	{ API_DRIVER, CODE_ILLEGAL_ADDRESS, CODE_LAUNCH_LAST,      has_ecc, CAUSE_ECC_ERROR },
	{ API_DRIVER, CODE_NVLINK, CODE_NVLINK,                    always,  CAUSE_HW_ERROR },
	{ API_DRIVER, CODE_CONTAINED, CODE_CONTAINED,              always,  CAUSE_HW_ERROR },
	{ API_DRIVER, CODE_ILLEGAL_ADDRESS, CODE_LAUNCH_LAST,      in_run,  CAUSE_HW_ERROR },

	{ API_DRIVER, ANY, ANY, always, CAUSE_CUDA_ERROR },

	/* NVML is judged only where it is all we have, or where it hangs. */
	{ API_NVML, NV_MISMATCH, NV_MISMATCH,           always,        CAUSE_DRIVER_MISMATCH },
	{ API_NVML, NV_NO_PERMISSION, NV_NO_PERMISSION, mode_denies,   CAUSE_DEVICE_PERMISSION },
	{ API_NVML, NV_UNKNOWN, NV_UNKNOWN,             cgroup_denies, CAUSE_DEVICE_CGROUP_DENIED },
	{ API_NVML, NV_LOST, NV_LOST,                   always,        CAUSE_GPU_LOST },
	{ API_NVML, NV_RESET, NV_RESET,                 always,        CAUSE_RESET_REQUIRED },
};

static cause_id by_code(const suspect *s, probe_api api, int code)
{
	for (size_t i = 0; i < sizeof symptoms / sizeof *symptoms; i++) {
		const symptom *row = &symptoms[i];
		bool fits = row->api == api && (row->first == ANY || (code >= row->first && code <= row->last));
		if (fits && row->when(s))
			return row->cause;
	}
	return CAUSE_NVML_FAILED;
}

/* The runtime passes the driver's codes through, since 10.1 under the same numbers. */
static cause_id by_runtime(const suspect *s)
{
	enum { SAME_NUMBERS = 10010 };
	if (s->step->api == API_LOADER)
		return CAUSE_RUNTIME_UNUSABLE;
	long long version = outcome_number(s->o, NOTE_RUNTIME_CUDA, -1, SAME_NUMBERS);
	if (s->step->rc == CODE_DRIVER_TOO_OLD)
		return outcome_number(s->o, NOTE_DRIVER_CUDA, -1, 0) > 0 ? CAUSE_DRIVER_TOO_OLD : CAUSE_NO_DRIVER;
	return version < SAME_NUMBERS ? CAUSE_CUDA_ERROR : by_code(s, API_DRIVER, s->step->rc);
}

cause_id probe_symptom(const suspect *s)
{
	switch (s->o->ending) {
	case ENDED_WELL:
		return CAUSE_COUNT;
	case ENDED_STUCK:
		return CAUSE_HANG_UNKILLABLE;
	case ENDED_DEADLINE:
		return CAUSE_HANG;
	case ENDED_UNSTARTED:
		return s->o->status == ETIMEDOUT ? CAUSE_HANG : CAUSE_DRIVER_CRASH;
	case ENDED_SIGNAL: case ENDED_EXIT: case ENDED_DISTURBED:
		return CAUSE_DRIVER_CRASH;
	case ENDED_FAILED:
		break;
	}
	if (!s->step)
		return CAUSE_DRIVER_CRASH;
	if (s->o->task.kind == TASK_RUNTIME)
		return by_runtime(s);
	bool none = s->o->task.kind == TASK_DRIVER && outcome_number(s->o, NOTE_COUNT, -1, 1) == 0;
	return by_code(s, s->step->api, none ? CODE_NO_DEVICE : s->step->rc);
}
