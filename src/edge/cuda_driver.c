/* cuda_driver: see cuda_driver.h.
 *
 * No CUDA header: the types are plain (CUresult and CUdevice are int, CUdeviceptr is 64 bits, handles
 * are pointers), and the header would rename calls by macro anyway; the exported names are asked for.
 * Each call is one row and one record. Calls are never joined with ||, which makes 1 of every code.
 * The primary context, not a context of our own: the runtime uses the same one. */
#include "edge/cuda_driver.h"

#include "base/buf.h"
#include "edge/cuda_work.h"
#include "edge/loader.h"
#include "spec/cuda_version.h"

#define ROW(field, exported, before, must) SYMBOL(driver, field, exported, before, must)
static const symbol_row init_rows[] = {
	ROW(driver_version, "cuDriverGetVersion", NULL, true),
	ROW(init, "cuInit", NULL, true),
	ROW(count, "cuDeviceGetCount", NULL, true),
	ROW(error_name, "cuGetErrorName", NULL, false), /* from 6.0 on */
};
static const symbol_row all_rows[] = {
	ROW(get, "cuDeviceGet", NULL, true),
	ROW(name, "cuDeviceGetName", NULL, true),
	ROW(uuid, "cuDeviceGetUuid_v2", "cuDeviceGetUuid", false), /* R450, R396 */
	ROW(bus, "cuDeviceGetPCIBusId", NULL, false),
	ROW(attribute, "cuDeviceGetAttribute", NULL, true),
	ROW(retain, "cuDevicePrimaryCtxRetain", NULL, true),
	ROW(release, "cuDevicePrimaryCtxRelease_v2", "cuDevicePrimaryCtxRelease", true), /* _v2: R450 */
	ROW(set_current, "cuCtxSetCurrent", NULL, true),
	ROW(mem_info, "cuMemGetInfo_v2", NULL, true),
	ROW(load, "cuModuleLoadDataEx", NULL, true),
	ROW(function, "cuModuleGetFunction", NULL, true),
	ROW(unload, "cuModuleUnload", NULL, true),
	ROW(alloc, "cuMemAlloc_v2", NULL, true),
	ROW(release_memory, "cuMemFree_v2", NULL, true),
	ROW(to_device, "cuMemcpyHtoD_v2", NULL, true),
	ROW(to_host, "cuMemcpyDtoH_v2", NULL, true),
	ROW(set_words, "cuMemsetD32_v2", NULL, true),
	ROW(launch, "cuLaunchKernel", NULL, true),
	ROW(synchronize, "cuCtxSynchronize", NULL, true),
};

enum {
	/* CUresult */
	INVALID_PTX = 218, UNSUPPORTED_PTX_VERSION = 222, NO_BINARY_FOR_GPU = 209,
	/* CUdevice_attribute */
	COMPUTE_MODE = 20, CC_MAJOR = 75, CC_MINOR = 76,
	/* CUjit_option */
	ERROR_LOG = 5, ERROR_LOG_BYTES = 6,
	LOG_BYTES = 2048,
};

/* ---- init and the device ---- */

static int version(work *w)
{
	int cuda = 0, rc = w->cu.driver_version(&cuda);
	if (!rc)
		child_note(w->r, NOTE_DRIVER_CUDA, -1, cuda, (str){ 0 });
	return rc;
}

static int init(work *w)
{
	return w->cu.init(0);
}

static int count(work *w)
{
	int rc = w->cu.count(&w->count);
	if (!rc)
		child_note(w->r, NOTE_COUNT, -1, w->count, (str){ 0 });
	return rc;
}

static int get(work *w)
{
	return w->cu.get(&w->device, 0);
}

static int name(work *w)
{
	char text[256] = { 0 };
	int rc = w->cu.name(text, (int)sizeof text - 1, w->device);
	text[sizeof text - 1] = 0;
	if (!rc)
		child_note(w->r, NOTE_NAME, 0, 0, str_of(text));
	return rc;
}

/* What older drivers lack, and what MIG refuses, must not fail the GPU. */
static void note_identity(work *w)
{
	unsigned char id[16];
	if (w->cu.uuid && w->cu.uuid(id, w->device) == 0) {
		buf b = buf_new(w->a);
		buf_put(&b, S("GPU"));
		for (int i = 0; i < 16; i++)
			buf_printf(&b, "%s%02x", i == 0 || i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", id[i]);
		child_note(w->r, NOTE_UUID, 0, 0, buf_str(&b));
	}
	char bus[64] = { 0 };
	if (w->cu.bus && w->cu.bus(bus, (int)sizeof bus - 1, w->device) == 0)
		child_note(w->r, NOTE_BUS, 0, 0, str_of(bus));
}

static int attributes(work *w)
{
	int major = 0, minor = 0, mode = 0;
	int rc = w->cu.attribute(&major, CC_MAJOR, w->device);
	if (rc)
		return rc;
	rc = w->cu.attribute(&minor, CC_MINOR, w->device);
	if (rc)
		return rc;
	child_note(w->r, NOTE_CC, 0, 10 * major + minor, (str){ 0 });
	rc = w->cu.attribute(&mode, COMPUTE_MODE, w->device);
	if (!rc)
		child_note(w->r, NOTE_MODE, 0, mode, (str){ 0 });
	note_identity(w);
	return rc;
}

/* ---- context ---- */

static int retain(work *w)
{
	return w->cu.retain(&w->context, w->device);
}

static int set_current(work *w)
{
	return w->cu.set_current(w->context);
}

static int mem_info(work *w)
{
	size_t room = 0, total = 0;
	int rc = w->cu.mem_info(&room, &total);
	if (!rc) {
		child_note(w->r, NOTE_MEM_FREE, 0, (long long)(room >> 20), (str){ 0 });
		child_note(w->r, NOTE_MEM_TOTAL, 0, (long long)(total >> 20), (str){ 0 });
	}
	return rc;
}

/* ---- module ---- */

static int load(work *w, str image, void **module, str *log)
{
	char *text = NEW_N(w->a, char, LOG_BYTES);
	int options[] = { ERROR_LOG, ERROR_LOG_BYTES };
	void *values[] = { text, (void *)(uintptr_t)LOG_BYTES };
	int rc = w->cu.load(module, image.p, 2, options, values);
	text[LOG_BYTES - 1] = 0;
	*log = str_trim(str_of(text));
	return rc;
}

static str code_name(const driver *cu, int rc)
{
	const char *text = NULL;
	if (rc == 0 || !cu->error_name || cu->error_name(rc, &text) != 0)
		return (str){ 0 };
	return str_of(text);
}

static bool another_header_may_help(int rc)
{
	return rc == INVALID_PTX || rc == UNSUPPORTED_PTX_VERSION || rc == NO_BINARY_FOR_GPU;
}

/* The headers in turn, one step each; only the last failure counts. */
static bool load_smoke(work *w)
{
	for (int i = 0; i < SMOKE_HEADER_COUNT; i++) {
		const smoke_header *h = &SMOKE_HEADERS[i];
		str log = { 0 };
		child_begin(w->r, STAGE_MODULE, API_DRIVER, "cuModuleLoadDataEx", 0);
		int rc = load(w, smoke_image(w->a, h), &w->module, &log);
		if (rc && log.n)
			child_note(w->r, NOTE_JIT_LOG, 0, rc, log);
		if (rc == 0)
			child_note(w->r, NOTE_PTX_HEADER, 0, 0, str_of(h->name));
		bool again = another_header_may_help(rc) && i + 1 < SMOKE_HEADER_COUNT;
		if (again)
			child_end_tolerated(w->r, rc, code_name(&w->cu, rc));
		else
			child_end(w->r, rc, code_name(&w->cu, rc));
		w->header = h;
		if (!again)
			return rc == 0;
	}
	return false;
}

static int function(work *w)
{
	return w->cu.function(&w->function, w->module, SMOKE_ENTRY);
}

/* S7: our own PTX is old, so it loads where the declared toolkit's own would not (nvbandwidth #61). */
static void try_ceiling(work *w)
{
	int isa = w->t->declared ? cuda_ptx_isa(w->t->declared) : 0;
	if (!isa)
		return;
	void *module = NULL;
	str log = { 0 };
	child_begin(w->r, STAGE_JIT_CEILING, API_DRIVER, "cuModuleLoadDataEx", 0);
	int rc = load(w, smoke_empty(w->a, w->header, isa), &module, &log);
	child_note(w->r, NOTE_CEILING, 0, rc, log);
	if (rc == 0)
		w->cu.unload(module);
	child_end_tolerated(w->r, rc, code_name(&w->cu, rc));
}

/* ---- the rows ---- */

static const row until_count[] = {
	{ STAGE_DRIVER_INIT, "cuDriverGetVersion", version, API_DRIVER },
	{ STAGE_DRIVER_INIT, "cuInit",             init,    API_DRIVER },
	{ STAGE_DRIVER_INIT, "cuDeviceGetCount",   count,   API_DRIVER },
};
static const row until_context[] = {
	{ STAGE_DRIVER_INIT, "cuDeviceGet",              get,         API_DRIVER },
	{ STAGE_DRIVER_INIT, "cuDeviceGetName",          name,        API_DRIVER },
	{ STAGE_DRIVER_INIT, "cuDeviceGetAttribute",     attributes,  API_DRIVER },
	{ STAGE_CONTEXT,     "cuDevicePrimaryCtxRetain", retain,      API_DRIVER },
	{ STAGE_CONTEXT,     "cuCtxSetCurrent",          set_current, API_DRIVER },
	{ STAGE_CONTEXT,     "cuMemGetInfo",             mem_info,    API_DRIVER },
};
bool cuda_rows(work *w, const row *rows, int n, probe_stage as)
{
	for (int i = 0; i < n; i++) {
		child_begin(w->r, as ? as : rows[i].stage, rows[i].api, rows[i].call, 0);
		int rc = rows[i].run(w);
		child_end(w->r, rc, rows[i].api == API_CHECK ? smoke_words(w->a, rc) : code_name(&w->cu, rc));
		if (rc)
			return false;
	}
	return true;
}

static bool open_driver(work *w, probe_stage s, void **library)
{
	*library = loader_open(w->a, w->r, s, w->t->library.p ? w->t->library : S("libcuda.so.1"));
	return *library && loader_bind(w->r, s, *library, init_rows, COUNT_OF(init_rows), &w->cu);
}

bool cuda_driver_child(arena *a, reporter *r, const task *t)
{
	work w = { .a = a, .r = r, .t = t };
	void *library = NULL;
	if (!open_driver(&w, STAGE_DRIVER_INIT, &library) ||
	    !cuda_rows(&w, until_count, COUNT_OF(until_count), STAGE_NONE) ||
	    !loader_bind(r, STAGE_DRIVER_INIT, library, all_rows, COUNT_OF(all_rows), &w.cu) ||
	    !cuda_rows(&w, until_context, COUNT_OF(until_context), STAGE_NONE) || !load_smoke(&w))
		return false;
	static const row entry[] = { { STAGE_MODULE, "cuModuleGetFunction", function, API_DRIVER } };
	if (!cuda_rows(&w, entry, 1, STAGE_NONE))
		return false;
	try_ceiling(&w);
	return cuda_run(&w);
}

bool cuda_recheck_child(arena *a, reporter *r, const task *t)
{
	work w = { .a = a, .r = r, .t = t };
	void *library = NULL;
	return open_driver(&w, STAGE_RECHECK, &library) &&
	       cuda_rows(&w, until_count, COUNT_OF(until_count), STAGE_RECHECK);
}
