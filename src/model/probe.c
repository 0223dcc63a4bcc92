/* probe: the words for the enums of probe.h, and look-ups in an outcome. */
#include "model/probe.h"

const cause_info CAUSES[CAUSE_COUNT] = {
#define CAUSE(word, rule, whose, text, cure)                                                           \
	[CAUSE_##word] = { .name = S_INIT(#word), .id = S_INIT(rule), .class = whose, .message = S_INIT(text), .fix = S_INIT(cure) },
#include "model/causes.def"
#undef CAUSE
};

const char *const PROBE_VARIABLES[] = {
	"CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES",
	"LD_LIBRARY_PATH", "LD_PRELOAD", "CONDA_PREFIX", "VIRTUAL_ENV", "CUDA_HOME", "CUDA_PATH",
	"CONDA_OVERRIDE_CUDA", "CUDA_DISABLE_PTX_JIT", "CUDA_DISABLE_JIT", "CUDA_FORCE_PTX_JIT",
	"CUDA_FORCE_JIT", "CUDA_MPS_PIPE_DIRECTORY", "CUDA_INJECTION32_PATH", "CUDA_INJECTION64_PATH",
	"CUDA_LAUNCH_BLOCKING", "CUDA_DEVICE_WAITS_ON_EXCEPTION", "CUDA_ENABLE_COREDUMP_ON_EXCEPTION",
	"CUDA_PROFILE", "COMPUTE_PROFILE", "OPENCL_PROFILE", "CUDA_MODULE_LOADING", "NVIDIA_DISABLE_REQUIRE",
	NULL
};

str variable_value(const variables *v, const char *name)
{
	for (ptrdiff_t i = 0; i < v->n; i++)
		if (str_eq(v->at[i].name, str_of(name)))
			return v->at[i].value;
	return (str){ 0 };
}

const char *stage_name(probe_stage s)
{
	static const char *const words[STAGE_COUNT] = {
		"none", "inventory", "libraries", "static_rule", "nvml", "driver_init", "context",
		"module", "jit_ceiling", "run", "runtime", "recheck", "teardown",
	};
	return words[s];
}

const char *api_name(probe_api a)
{
	static const char *const words[] = { "none", "nvml", "cuda_driver", "cuda_runtime", "loader", "check" };
	return words[a];
}

static const struct {
	const char *name;
	int exit;
} classes[] = {
	[NOTED] = { "pass", 0 },         [BY_ENVIRONMENT] = { "environment", 10 }, [BY_RUNNER] = { "runner", 20 },
	[BY_BUSY] = { "busy", 30 },      [BY_HARDWARE] = { "hardware", 40 },       [BY_HANG] = { "hang", 50 },
	[BY_NONE] = { "no-gpu", 60 },
};

const char *cause_class_name(cause_class c)
{
	return classes[c].name;
}

int cause_class_exit(cause_class c)
{
	return classes[c].exit;
}

const char *host_kind_name(host_kind k)
{
	static const char *const words[] = { "host", "container", "wsl2", "tegra" };
	return words[k];
}

const char *task_name(task_kind k)
{
	static const char *const words[] = { "nvml", "driver", "runtime", "recheck" };
	return words[k];
}

const char *note_name(note_key k)
{
#define NOTE_AS_WORD(name) #name,
	static const char *const words[] = { NOTES(NOTE_AS_WORD) };
#undef NOTE_AS_WORD
	return words[k];
}

const char *ending_name(ending e)
{
	static const char *const words[] = { "well", "failed", "exit", "signal", "deadline", "stuck",
		                             "disturbed", "unstarted" };
	return words[e];
}

const step *outcome_bad_step(const outcome *o)
{
	for (ptrdiff_t i = 0; i < o->steps.n; i++)
		if (o->steps.at[i].open || (o->steps.at[i].rc && !o->steps.at[i].tolerated))
			return &o->steps.at[i];
	return NULL;
}

const probe_note *outcome_note(const outcome *o, note_key key, int device)
{
	for (ptrdiff_t i = o->notes.n - 1; i >= 0; i--) {
		const probe_note *n = &o->notes.at[i];
		if (n->key == key && (device < 0 || n->device == device))
			return n;
	}
	return NULL;
}

long long outcome_number(const outcome *o, note_key key, int device, long long missing)
{
	const probe_note *n = outcome_note(o, key, device);
	return n ? n->number : missing;
}

str outcome_text(const outcome *o, note_key key, int device)
{
	const probe_note *n = outcome_note(o, key, device);
	return n ? n->text : (str){ 0 };
}
