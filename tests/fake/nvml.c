/* nvml: a fake libnvidia-ml.so.1. Unlike CUDA it does not look at CUDA_VISIBLE_DEVICES. Structs are those
 * of the library's ABI, written down again.
 *
 * Keys: kernel=580.95.05 and driver=13.0 (versions), mode, mig, instances, persistence=1, ecc=0, pending,
 * failed (row remapping), fabric=0, recovery=0, processes=1234:512+99:7 (pid:MiB). A GPU that fell off
 * the bus is nvmlDeviceGetHandleByIndex_v2@1=rc:15. */
#include "gpus.h"
#include "script.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OK = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6,
	INSUFFICIENT_SIZE = 7
};

typedef fake_unit *device;

static fake_unit whole[FAKE_GPUS_MAX], parts[FAKE_GPUS_MAX][8];
static int inited;

static int known(device d) { return inited ? d ? OK : INVALID_ARGUMENT : UNINITIALIZED; }
static int gpu_of(device d) { return d ? d->gpu : -1; }

/* Copies a text as NVML does: all of it, or "insufficient size". */
static int copy(char *out, unsigned n, const char *text)
{
	if (strlen(text) >= n)
		return INSUFFICIENT_SIZE;
	snprintf(out, n, "%s", text);
	return OK;
}

EXPORT int nvmlInit_v2(void)
{
	SCRIPTED(-1);
	inited = 1;
	return OK;
}

EXPORT int nvmlInitWithFlags(unsigned flags)
{
	(void)flags;
	return nvmlInit_v2();
}

EXPORT int nvmlShutdown(void)
{
	SCRIPTED(-1);
	inited = 0;
	return OK;
}

EXPORT const char *nvmlErrorString(int rc)
{
	static const struct {
		int rc;
		const char *text;
	} texts[] = {
		{ 0, "Success" },
		{ 1, "Uninitialized" },
		{ 2, "Invalid Argument" },
		{ 3, "Not Supported" },
		{ 4, "Insufficient Permissions" },
		{ 6, "Not Found" },
		{ 7, "Insufficient Size" },
		{ 9, "Driver Not Loaded" },
		{ 10, "Timeout" },
		{ 12, "Shared Library Not Found" },
		{ 13, "Function Not Found" },
		{ 15, "GPU is lost" },
		{ 16, "GPU requires reset" },
		{ 17, "GPU access blocked by the operating system" },
		{ 18, "Driver/library version mismatch" },
		{ 999, "Unknown Error" },
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].rc == rc)
			return texts[i].text;
	return "Unknown Error";
}

static const char *kernel_version(void)
{
	const char *v = script_get("kernel", -1);
	return v ? v : "580.95.05";
}

EXPORT int nvmlSystemGetDriverVersion(char *out, unsigned n)
{
	SCRIPTED(-1);
	return inited ? copy(out, n, kernel_version()) : UNINITIALIZED;
}

EXPORT int nvmlSystemGetNVMLVersion(char *out, unsigned n)
{
	SCRIPTED(-1);
	char text[64];
	snprintf(text, sizeof text, "13.%s", kernel_version());
	return copy(out, n, text);
}

EXPORT int nvmlSystemGetCudaDriverVersion(int *out)
{
	SCRIPTED(-1);
	*out = script_version("driver", -1, 1000, 13000);
	return OK;
}

EXPORT int nvmlSystemGetCudaDriverVersion_v2(int *out)
{
	SCRIPTED(-1);
	*out = script_version("driver", -1, 1000, 13000);
	return OK;
}

EXPORT int nvmlDeviceGetCount_v2(unsigned *out)
{
	SCRIPTED(-1);
	*out = (unsigned)gpus_count();
	return inited ? OK : UNINITIALIZED;
}

EXPORT int nvmlDeviceGetHandleByIndex_v2(unsigned index, device *out)
{
	SCRIPTED((int)index);
	if (!inited)
		return UNINITIALIZED;
	if (index >= (unsigned)gpus_count())
		return INVALID_ARGUMENT;
	whole[index] = (fake_unit){ (int)index, -1 };
	*out = &whole[index];
	return OK;
}

EXPORT int nvmlDeviceGetName(device d, char *out, unsigned n)
{
	SCRIPTED(gpu_of(d));
	return known(d) ? known(d) : copy(out, n, gpus_name(d->gpu));
}

EXPORT int nvmlDeviceGetUUID(device d, char *out, unsigned n)
{
	SCRIPTED(gpu_of(d));
	char text[48];
	if (known(d))
		return known(d);
	gpus_uuid(*d, text);
	return copy(out, n, text);
}

typedef struct pci_info {
	char legacy[16];
	unsigned domain, bus, slot, id, subsystem;
	char bus_id[32];
} pci_info;

EXPORT int nvmlDeviceGetPciInfo_v3(device d, pci_info *out)
{
	SCRIPTED(gpu_of(d));
	if (known(d))
		return known(d);
	*out = (pci_info){ .bus = 0x41u + (unsigned)d->gpu, .id = 0x233010deu };
	gpus_bus(d->gpu, out->bus_id);
	snprintf(out->legacy, sizeof out->legacy, "%.12s", out->bus_id + 4);
	return OK;
}

EXPORT int nvmlDeviceGetMinorNumber(device d, unsigned *out)
{
	SCRIPTED(gpu_of(d));
	*out = (unsigned)gpu_of(d);
	return known(d);
}

EXPORT int nvmlDeviceGetCudaComputeCapability(device d, int *major, int *minor)
{
	SCRIPTED(gpu_of(d));
	*major = gpus_cc(gpu_of(d)) / 10;
	*minor = gpus_cc(gpu_of(d)) % 10;
	return known(d);
}

typedef struct memory {
	uint64_t total, free, used;
} memory;

EXPORT int nvmlDeviceGetMemoryInfo(device d, memory *out)
{
	SCRIPTED(gpu_of(d));
	uint64_t total = (uint64_t)gpus_total_mib(gpu_of(d)) << 20;
	uint64_t left = (uint64_t)gpus_free_mib(gpu_of(d)) << 20;
	*out = (memory){ total, left, total - left };
	return known(d);
}

EXPORT int nvmlDeviceGetComputeMode(device d, int *out)
{
	SCRIPTED(gpu_of(d));
	*out = (int)script_number("mode", gpu_of(d), 0);
	return known(d);
}

EXPORT int nvmlDeviceGetPersistenceMode(device d, int *out)
{
	SCRIPTED(gpu_of(d));
	*out = (int)script_number("persistence", gpu_of(d), 1);
	return known(d);
}

EXPORT int nvmlDeviceGetMigMode(device d, unsigned *now, unsigned *pending)
{
	SCRIPTED(gpu_of(d));
	/* Only A100 and its successors know the mode. */
	if (gpus_cc(gpu_of(d)) < 80)
		return NOT_SUPPORTED;
	*now = *pending = (unsigned)gpus_mig(gpu_of(d));
	return known(d);
}

EXPORT int nvmlDeviceGetMaxMigDeviceCount(device d, unsigned *out)
{
	SCRIPTED(gpu_of(d));
	*out = gpus_mig(gpu_of(d)) ? 7 : 0;
	return known(d);
}

EXPORT int nvmlDeviceGetMigDeviceHandleByIndex(device d, unsigned index, device *out)
{
	SCRIPTED(gpu_of(d));
	if (known(d))
		return known(d);
	if (index >= (unsigned)gpus_instances(d->gpu) || index >= 8)
		return NOT_FOUND;
	parts[d->gpu][index] = (fake_unit){ d->gpu, (int)index };
	*out = &parts[d->gpu][index];
	return OK;
}

EXPORT int nvmlDeviceGetTotalEccErrors(device d, int kind, int counter, unsigned long long *out)
{
	SCRIPTED(gpu_of(d));
	/* 1, 0: uncorrected and volatile. */
	*out = kind == 1 && counter == 0 ? (unsigned long long)script_number("ecc", gpu_of(d), 0) : 0;
	return known(d);
}

EXPORT int nvmlDeviceGetRemappedRows(device d, unsigned *corrected, unsigned *uncorrected, unsigned *pending,
                                     unsigned *failed)
{
	SCRIPTED(gpu_of(d));
	if (gpus_cc(gpu_of(d)) < 80)
		return NOT_SUPPORTED;
	*corrected = *uncorrected = 0;
	*pending = (unsigned)script_number("pending", gpu_of(d), 0);
	*failed = (unsigned)script_number("failed", gpu_of(d), 0);
	return known(d);
}

typedef struct fabric {
	unsigned char cluster[16];
	int status;
	unsigned clique;
	unsigned char state;
} fabric;

EXPORT int nvmlDeviceGetGpuFabricInfo(device d, fabric *out)
{
	SCRIPTED(gpu_of(d));
	*out = (fabric){ .state = (unsigned char)script_number("fabric", gpu_of(d), 0) };
	return known(d);
}

typedef struct field {
	unsigned id, scope;
	long long timestamp, latency_us;
	unsigned type; /* 1: unsigned int */
	int rc;
	union {
		unsigned ui;
		unsigned long long ull;
	} value;
} field;

enum { GPU_RECOVERY_ACTION = 230 }; /* NVML_FI_DEV_GET_GPU_RECOVERY_ACTION, driver R570 and later */

EXPORT int nvmlDeviceGetFieldValues(device d, int n, field *at)
{
	SCRIPTED(gpu_of(d));
	for (int i = 0; i < n; i++) {
		at[i].rc = at[i].id == GPU_RECOVERY_ACTION ? OK : NOT_SUPPORTED;
		at[i].type = 1;
		at[i].value.ull = 0;
		at[i].value.ui = (unsigned)script_number("recovery", gpu_of(d), 0);
	}
	return known(d);
}

typedef struct process {
	unsigned pid;
	unsigned long long used;
	unsigned gpu_instance, compute_instance;
} process;

EXPORT int nvmlDeviceGetComputeRunningProcesses_v3(device d, unsigned *n, process *out)
{
	SCRIPTED(gpu_of(d));
	const char *list = script_get("processes", gpu_of(d));
	unsigned room = *n, all = 0;
	while (list && *list) {
		char *rest = NULL;
		process p = { .gpu_instance = ~0u, .compute_instance = ~0u };
		p.pid = (unsigned)strtoul(list, &rest, 10);
		p.used = *rest == ':' ? strtoull(rest + 1, &rest, 10) << 20 : 0;
		if (all < room)
			out[all] = p;
		all++;
		list = *rest == '+' ? rest + 1 : NULL;
	}
	*n = all;
	return known(d) ? known(d) : all > room ? INSUFFICIENT_SIZE : OK;
}
