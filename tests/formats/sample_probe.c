/* sample_probe: see sample.h. */
#include "sample.h"

static probe_device device_of(int index, str name, str uuid)
{
	return (probe_device){ .index = index, .name = name, .uuid = uuid, .bus = S("00000000:01:00.0"), .cc = 90, .driver_cuda = 13000,
		               .mem_free_mib = 81030, .mem_total_mib = 81559, .mode = 0, .mig = 0, .persistence = 1, .remap_pending = 0,
		               .fabric = 3, .ecc = 0, .hash = S("00ff"), .ptx = S("6.0/sm_30"), .verdict = CAUSE_COUNT,
		               .tried = true, .ms = 412 };
}

static void sample(arena *a, probe_facts *f, probe_report *r)
{
	f->declared = (declared_cuda){ .cuda = 12090, .source = S("environment.yml:12"), .spec = S("cuda-version=12.9") };
	*LIST_PUSH(a, &r->devices) = device_of(0, S("NVIDIA H100 80GB HBM3"), S("GPU-1f2e3d4c"));
	*LIST_PUSH(a, &r->devices) = device_of(1, S("NVIDIA H100 80GB HBM3"), S("GPU-5b6a7988"));
	r->devices.at[1].verdict = CAUSE_FABRIC_NOT_READY;
	*LIST_PUSH(a, &r->failures) = (probe_finding){
		.cause = CAUSE_FABRIC_NOT_READY, .class = BY_RUNNER, .unit = 1, .stage = STAGE_DRIVER_INIT, .api = API_DRIVER,
		.message = S("the NVSwitch fabric is not ready (in progress)"), .fix = S("start nvidia-fabricmanager, of the same version as the driver"),
		.evidence = S("cuInit: CUDA_ERROR_SYSTEM_NOT_READY (cuda_driver 802), stage driver_init"), .call = S("cuInit"), .rc = 802,
	};
	*LIST_PUSH(a, &r->failures) = (probe_finding){
		.cause = CAUSE_DRIVER_TOO_OLD, .class = BY_ENVIRONMENT, .unit = -1, .stage = STAGE_RULE,
		.message = S("driver 525.60.13 supports CUDA 12.0; the environment needs 12.9"),
		.fix = S("update the driver to 575 or newer, or pin cuda-version=12.0"), .evidence = S("driver 525.60.13"),
	};
	*LIST_PUSH(a, &r->warnings) = (probe_finding){
		.cause = CAUSE_PERSISTENCE_OFF, .unit = 0, .message = S("persistence mode is off on GPU 0: every job pays for starting the GPU"),
		.fix = S("run nvidia-persistenced, or nvidia-smi -pm 1"),
	};
	*LIST_PUSH(a, &r->warnings) = (probe_finding){ .cause = CAUSE_WSL2, .unit = -1, .message = S("this is WSL2: the driver is the one of Windows") };
	r->class = BY_RUNNER;
	r->exit = 20;
	r->passed = 1;
}

static void skipped(arena *a, probe_report *r)
{
	r->skipped = true;
	*LIST_PUSH(a, &r->failures) = (probe_finding){ .cause = CAUSE_NO_DEVICE, .class = BY_NONE, .unit = -1,
		                                       .message = S("the driver sees no NVIDIA GPU"),
		                                       .fix = S("use a GPU runner, or skip with --allow-no-gpu") };
}

static void hostile(arena *a, const strs *names, probe_facts *f, probe_report *r)
{
	for (ptrdiff_t i = 0; i < names->n; i++) {
		str name = names->at[i];
		f->declared = (declared_cuda){ .cuda = 12090, .source = name, .spec = name };
		f->host.kernel_driver = name;
		*LIST_PUSH(a, &f->env) = (variable){ S("LD_LIBRARY_PATH"), name };
		probe_device *d = LIST_PUSH(a, &r->devices);
		*d = device_of((int)i, name, name);
		d->verdict = i % 2 ? CAUSE_HANG : CAUSE_COUNT;
		*LIST_PUSH(a, &r->failures) = (probe_finding){ .cause = i % 3 ? CAUSE_DRIVER_TOO_OLD : CAUSE_HANG,
			                                       .class = i % 3 ? BY_ENVIRONMENT : BY_HANG, .unit = (int)i,
			                                       .message = name, .fix = name, .evidence = name };
		*LIST_PUSH(a, &r->warnings) = (probe_finding){ .cause = CAUSE_COMPAT_LIBRARY, .unit = -1, .message = name, .fix = name };
	}
	r->class = BY_HANG;
	r->exit = 50;
}

bool sample_probe(arena *a, str kind, const strs *names, probe_report *out)
{
	probe_facts *f = NEW(a, probe_facts);
	f->wish = (probe_wish){ .require = 1 };
	f->wall_ms = 431;
	f->host.kernel_driver = S("580.95.05");
	*out = (probe_report){ .facts = f };
	if (str_eq(kind, S("sample"))) {
		sample(a, f, out);
	} else if (str_eq(kind, S("hostile"))) {
		hostile(a, names, f, out);
	} else if (str_eq(kind, S("skipped"))) {
		skipped(a, out);
	} else if (str_eq(kind, S("pass"))) {
		*LIST_PUSH(a, &out->devices) = device_of(0, S("NVIDIA H100 80GB HBM3"), S("GPU-1f2e3d4c"));
		out->passed = 1;
	} else if (str_eq(kind, S("error"))) {
		out->error = err_hint(a, err_new(a, ERR_USAGE, "--require cannot be '0'"), "a number from 1 on; --allow-no-gpu accepts none");
		out->exit = 2;
	} else {
		return false;
	}
	return true;
}
