/* nvml: see nvml.h.
 *
 * Structures are written down here as far as they are read, from NVIDIA's public nvml.h, with room
 * behind for a library that writes more. nvidia-smi is not parsed: its text changes between drivers.
 * Only init and the count can fail this child; every other call is tolerated, because what one GPU or an
 * old driver refuses says nothing about CUDA. */
#include "edge/nvml.h"

#include "edge/loader.h"

#include <string.h>

typedef struct {
	unsigned char cluster[16];
	int status;
	unsigned clique;
	unsigned char state;
	unsigned char room[64];
} fabric_info;

typedef struct {
	unsigned id, scope;
	long long when, latency_us;
	int type, rc;
	union { unsigned ui; unsigned long long ull; double d; } value;
} field_value;

typedef struct {
	unsigned pid;
	unsigned long long used;
	unsigned instance, compute_instance;
} process_info;

typedef struct {
	char legacy[16];
	unsigned domain, bus, device, id, subsystem;
	char text[32];
	unsigned char room[64];
} pci_info;

typedef struct {
	unsigned long long total, free, used;
} memory_info;

typedef struct {
	int (*init)(void);
	const char *(*error_string)(int);
	int (*driver_version)(char *, unsigned);
	int (*cuda_version)(int *);
	int (*count)(unsigned *);
	int (*handle)(unsigned, void **);
	int (*name)(void *, char *, unsigned);
	int (*uuid)(void *, char *, unsigned);
	int (*pci)(void *, pci_info *);
	int (*capability)(void *, int *, int *);
	int (*memory)(void *, memory_info *);
	int (*mode)(void *, int *);
	int (*mig)(void *, unsigned *, unsigned *);
	int (*mig_most)(void *, unsigned *);
	int (*mig_handle)(void *, unsigned, void **);
	int (*persistence)(void *, int *);
	int (*ecc)(void *, int, int, unsigned long long *);
	int (*remapped)(void *, unsigned *, unsigned *, unsigned *, unsigned *);
	int (*fabric)(void *, fabric_info *);
	int (*processes)(void *, unsigned *, process_info *);
	int (*fields)(void *, int, field_value *);
} nvml;

#define ROW(field, exported, must) SYMBOL(nvml, field, exported, NULL, must)
static const symbol_row rows[] = {
	ROW(init, "nvmlInit_v2", true),
	ROW(error_string, "nvmlErrorString", false),
	ROW(driver_version, "nvmlSystemGetDriverVersion", false),
	ROW(cuda_version, "nvmlSystemGetCudaDriverVersion_v2", false),
	ROW(count, "nvmlDeviceGetCount_v2", true),
	ROW(handle, "nvmlDeviceGetHandleByIndex_v2", true),
	ROW(name, "nvmlDeviceGetName", false),
	ROW(uuid, "nvmlDeviceGetUUID", false),
	ROW(pci, "nvmlDeviceGetPciInfo_v3", false),
	ROW(capability, "nvmlDeviceGetCudaComputeCapability", false),
	ROW(memory, "nvmlDeviceGetMemoryInfo", false),
	ROW(mode, "nvmlDeviceGetComputeMode", false),
	ROW(mig, "nvmlDeviceGetMigMode", false),
	ROW(mig_most, "nvmlDeviceGetMaxMigDeviceCount", false),
	ROW(mig_handle, "nvmlDeviceGetMigDeviceHandleByIndex", false),
	ROW(persistence, "nvmlDeviceGetPersistenceMode", false),
	ROW(ecc, "nvmlDeviceGetTotalEccErrors", false),
	ROW(remapped, "nvmlDeviceGetRemappedRows", false),
	ROW(fabric, "nvmlDeviceGetGpuFabricInfo", false),
	ROW(processes, "nvmlDeviceGetComputeRunningProcesses_v3", false),
	ROW(fields, "nvmlDeviceGetFieldValues", false),
};

enum {
	MOST_GPUS = 64, MOST_PROCESSES = 32, MOST_INSTANCES = 16,
	UNCORRECTED = 1, VOLATILE = 0,  /* nvmlMemoryErrorType_t, nvmlEccCounterType_t */
	FIELD_RECOVERY_ACTION = 230,    /* NVML_FI_DEV_GET_GPU_RECOVERY_ACTION, from 12.8 on */
	NVML_OK = 0, NVML_SMALL = 7,    /* NVML_ERROR_INSUFFICIENT_SIZE */
};

typedef struct {
	arena *a;
	reporter *r;
	nvml api;
	int index;    /* the GPU asked now; -1: none */
	void *gpu;
	unsigned count;
} work;

static str error_text(const work *w, int rc)
{
	return rc && w->api.error_string ? str_of(w->api.error_string(rc)) : (str){ 0 };
}

static void number(work *w, note_key key, long long n)
{
	child_note(w->r, key, w->index, n, (str){ 0 });
}

/* ---- one question each; answers become notes ---- */

static int ask_driver_version(work *w)
{
	char text[96] = { 0 };
	int rc = w->api.driver_version(text, sizeof text - 1);
	if (!rc)
		child_note(w->r, NOTE_DRIVER_VERSION, -1, 0, str_of(text));
	return rc;
}

static int ask_cuda_version(work *w)
{
	int cuda = 0, rc = w->api.cuda_version(&cuda);
	if (!rc)
		number(w, NOTE_DRIVER_CUDA, cuda);
	return rc;
}

static int ask_name(work *w)
{
	char text[128] = { 0 };
	int rc = w->api.name(w->gpu, text, sizeof text - 1);
	if (!rc)
		child_note(w->r, NOTE_NAME, w->index, 0, str_of(text));
	return rc;
}

static int ask_uuid(work *w)
{
	char text[128] = { 0 };
	int rc = w->api.uuid(w->gpu, text, sizeof text - 1);
	if (!rc)
		child_note(w->r, NOTE_UUID, w->index, 0, str_of(text));
	return rc;
}

static int ask_pci(work *w)
{
	pci_info info = { .domain = 0 };
	int rc = w->api.pci(w->gpu, &info);
	info.text[sizeof info.text - 1] = 0;
	if (!rc)
		child_note(w->r, NOTE_BUS, w->index, 0, str_of(info.text));
	return rc;
}

static int ask_capability(work *w)
{
	int major = 0, minor = 0, rc = w->api.capability(w->gpu, &major, &minor);
	if (!rc)
		number(w, NOTE_CC, 10LL * major + minor);
	return rc;
}

static int ask_memory(work *w)
{
	memory_info info = { 0 };
	int rc = w->api.memory(w->gpu, &info);
	if (!rc) {
		number(w, NOTE_MEM_FREE, (long long)(info.free >> 20));
		number(w, NOTE_MEM_TOTAL, (long long)(info.total >> 20));
	}
	return rc;
}

static int ask_mode(work *w)
{
	int mode = 0, rc = w->api.mode(w->gpu, &mode);
	if (!rc)
		number(w, NOTE_MODE, mode);
	return rc;
}

static int ask_persistence(work *w)
{
	int on = 0, rc = w->api.persistence(w->gpu, &on);
	if (!rc)
		number(w, NOTE_PERSISTENCE, on);
	return rc;
}

static int ask_ecc(work *w)
{
	unsigned long long errors = 0;
	int rc = w->api.ecc(w->gpu, UNCORRECTED, VOLATILE, &errors);
	if (!rc)
		number(w, NOTE_ECC, (long long)errors);
	return rc;
}

static int ask_remapped(work *w)
{
	unsigned corrected = 0, uncorrected = 0, pending = 0, failed = 0;
	int rc = w->api.remapped(w->gpu, &corrected, &uncorrected, &pending, &failed);
	if (!rc) {
		number(w, NOTE_REMAP_PENDING, pending);
		number(w, NOTE_REMAP_FAILED, failed);
	}
	return rc;
}

static int ask_fabric(work *w)
{
	fabric_info info = { .status = 0 };
	int rc = w->api.fabric(w->gpu, &info);
	if (!rc)
		number(w, NOTE_FABRIC, info.state);
	return rc;
}

static int ask_processes(work *w)
{
	process_info list[MOST_PROCESSES + 1];
	unsigned n = MOST_PROCESSES;
	int rc = w->api.processes(w->gpu, &n, list);
	if (rc != NVML_OK && rc != NVML_SMALL)
		return rc;
	for (unsigned i = 0; i < n && i < MOST_PROCESSES && rc == NVML_OK; i++)
		child_note(w->r, NOTE_PROCESS, w->index, list[i].pid, arena_printf(w->a, "%llu", list[i].used >> 20));
	return NVML_OK;
}

static int ask_recovery(work *w)
{
	field_value value = { .id = FIELD_RECOVERY_ACTION };
	int rc = w->api.fields(w->gpu, 1, &value);
	if (!rc && value.rc == NVML_OK)
		number(w, NOTE_RECOVERY, value.value.ui);
	return rc;
}

/* Mode, number of instances, and their UUIDs: by these a child is narrowed to one. */
static int ask_mig(work *w)
{
	unsigned now = 0, pending = 0, most = 0;
	int rc = w->api.mig(w->gpu, &now, &pending), found = 0;
	if (rc)
		return rc;
	number(w, NOTE_MIG, now);
	if (!now || !w->api.mig_handle)
		return rc;
	if (!w->api.mig_most || w->api.mig_most(w->gpu, &most) || most > MOST_INSTANCES)
		most = MOST_INSTANCES;
	for (unsigned i = 0; i < most; i++) {
		void *instance = NULL;
		char text[128] = { 0 };
		if (w->api.mig_handle(w->gpu, i, &instance) || !w->api.uuid ||
		    w->api.uuid(instance, text, sizeof text - 1))
			continue;
		child_note(w->r, NOTE_MIG_UUID, w->index, (long long)i, str_of(text));
		found++;
	}
	number(w, NOTE_MIG_COUNT, found);
	return rc;
}

typedef struct {
	const char *call;
	int (*ask)(work *);
	ptrdiff_t needs; /* the function pointer in nvml that must be there */
} question;

#define ASK(call, fn, field) { (call), (fn), (ptrdiff_t)offsetof(nvml, field) }
static const question of_system[] = {
	ASK("nvmlSystemGetDriverVersion", ask_driver_version, driver_version),
	ASK("nvmlSystemGetCudaDriverVersion", ask_cuda_version, cuda_version),
};
static const question of_gpu[] = {
	ASK("nvmlDeviceGetUUID", ask_uuid, uuid),
	ASK("nvmlDeviceGetName", ask_name, name),
	ASK("nvmlDeviceGetPciInfo", ask_pci, pci),
	ASK("nvmlDeviceGetCudaComputeCapability", ask_capability, capability),
	ASK("nvmlDeviceGetMemoryInfo", ask_memory, memory),
	ASK("nvmlDeviceGetComputeMode", ask_mode, mode),
	ASK("nvmlDeviceGetMigMode", ask_mig, mig),
	ASK("nvmlDeviceGetPersistenceMode", ask_persistence, persistence),
	ASK("nvmlDeviceGetTotalEccErrors", ask_ecc, ecc),
	ASK("nvmlDeviceGetRemappedRows", ask_remapped, remapped),
	ASK("nvmlDeviceGetGpuFabricInfo", ask_fabric, fabric),
	ASK("nvmlDeviceGetComputeRunningProcesses", ask_processes, processes),
	ASK("nvmlDeviceGetFieldValues", ask_recovery, fields),
};
#define COUNT_OF(rows) (int)(sizeof(rows) / sizeof *(rows))

static void ask_all(work *w, const question *questions, int n)
{
	for (int i = 0; i < n; i++) {
		int (*have)(void) = NULL; /* any function pointer: only whether it is there */
		memcpy(&have, (const char *)&w->api + questions[i].needs, sizeof have);
		if (!have)
			continue;
		child_begin(w->r, STAGE_NVML, API_NVML, questions[i].call, w->index);
		int rc = questions[i].ask(w);
		child_end_tolerated(w->r, rc, error_text(w, rc));
	}
}

static void ask_gpu(work *w, int index)
{
	w->index = index;
	child_begin(w->r, STAGE_NVML, API_NVML, "nvmlDeviceGetHandleByIndex", index);
	int rc = w->api.handle((unsigned)index, &w->gpu);
	child_note(w->r, NOTE_DEVICE_RC, index, rc, error_text(w, rc));
	child_end_tolerated(w->r, rc, error_text(w, rc));
	if (rc == NVML_OK)
		ask_all(w, of_gpu, COUNT_OF(of_gpu));
}

bool nvml_child(arena *a, reporter *r, const task *t)
{
	work w = { .a = a, .r = r, .index = -1 };
	void *library = loader_open(a, r, STAGE_NVML, t->library.p ? t->library : S("libnvidia-ml.so.1"));
	if (!library || !loader_bind(r, STAGE_NVML, library, rows, COUNT_OF(rows), &w.api))
		return false;
	child_begin(r, STAGE_NVML, API_NVML, "nvmlInit", -1);
	int rc = w.api.init();
	child_end(r, rc, error_text(&w, rc));
	if (rc)
		return false;
	ask_all(&w, of_system, COUNT_OF(of_system));
	child_begin(r, STAGE_NVML, API_NVML, "nvmlDeviceGetCount", -1);
	rc = w.api.count(&w.count);
	if (rc == NVML_OK)
		number(&w, NOTE_COUNT, w.count);
	child_end(r, rc, error_text(&w, rc));
	for (int i = 0; rc == NVML_OK && i < (int)w.count && i < MOST_GPUS; i++)
		ask_gpu(&w, i);
	return rc == NVML_OK;
}
