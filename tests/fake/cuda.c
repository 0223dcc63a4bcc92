/* cuda: a fake libcuda.so.1: devices and contexts. It has the exported names of the real one (the _v2
 * behind the macros of cuda.h), its ABI and its codes; the script says what goes wrong.
 *
 * Built four times: as it is; FAKE_OLD, with the symbols of an R384 driver; FAKE_STUB, the toolkit's
 * link-time stub, where every call gives 34; FAKE_COMPAT, with the ELF note of cuda-compat. */
#include "cuda_inner.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int inited;
static int current = -1; /* index into visible */
static int retained[FAKE_GPUS_MAX];
static fake_unit visible[FAKE_GPUS_MAX];
static int visible_n;

int fake_gpu(void)
{
	if (current >= 0)
		return visible[current].gpu;
	if (visible_n > 0)
		return visible[0].gpu;
	fake_unit units[FAKE_GPUS_MAX];
	int n = 0;
	(void)gpus_visible(units, &n);
	return n ? units[0].gpu : -1;
}

int fake_ready(void) { return inited ? 0 : RC_NOT_INITIALIZED; }
int fake_has_context(void)
{
	if (current >= 0)
		return 0;
	return fake_ready() ? fake_ready() : RC_INVALID_CONTEXT;
}

static int bad_device(int dev)
{
	return fake_ready() ? fake_ready() : dev < 0 || dev >= visible_n ? RC_INVALID_DEVICE : 0;
}

static int gpu_of(int dev) { return dev >= 0 && dev < visible_n ? visible[dev].gpu : -1; }

EXPORT int cuInit(unsigned flags)
{
	SCRIPTED(fake_gpu());
	if (flags)
		return RC_INVALID_VALUE;
	int rc = gpus_visible(visible, &visible_n);
	inited = rc == 0;
	return rc;
}

EXPORT int cuDriverGetVersion(int *version)
{
	SCRIPTED(-1);
	*version = script_version("driver", -1, 1000, 13000);
	return 0;
}

EXPORT int cuDeviceGetCount(int *count)
{
	SCRIPTED(fake_gpu());
	*count = visible_n;
	return fake_ready();
}

EXPORT int cuDeviceGet(int *device, int ordinal)
{
	SCRIPTED(gpu_of(ordinal));
	*device = ordinal;
	return bad_device(ordinal);
}

EXPORT int cuDeviceGetName(char *name, int len, int dev)
{
	SCRIPTED(gpu_of(dev));
	if (bad_device(dev))
		return bad_device(dev);
	const char *part = visible[dev].instance >= 0 ? " MIG 1g.10gb" : "";
	snprintf(name, (size_t)len, "%s%s", gpus_name(visible[dev].gpu), part);
	return 0;
}

#ifndef FAKE_OLD
static int uuid_bytes(unsigned char out[static 16], fake_unit u)
{
	char text[48];
	gpus_uuid(u, text);
	int n = 0;
	for (const char *at = text + 4; *at && n < 16; at += *at == '-')
		if (*at != '-') {
			char two[3] = { at[0], at[1], 0 };
			out[n++] = (unsigned char)strtoul(two, NULL, 16);
			at += 2;
		}
	return 0;
}

/* Since R396. */
EXPORT int cuDeviceGetUuid(unsigned char uuid[static 16], int dev)
{
	SCRIPTED(gpu_of(dev));
	return bad_device(dev) ? bad_device(dev) : uuid_bytes(uuid, (fake_unit){ visible[dev].gpu, -1 });
}

/* Since R470: the instance's own, where the first gives the GPU's. */
EXPORT int cuDeviceGetUuid_v2(unsigned char uuid[static 16], int dev)
{
	SCRIPTED(gpu_of(dev));
	return bad_device(dev) ? bad_device(dev) : uuid_bytes(uuid, visible[dev]);
}
#endif

EXPORT int cuDeviceGetPCIBusId(char *bus, int len, int dev)
{
	SCRIPTED(gpu_of(dev));
	char text[32];
	gpus_bus(gpu_of(dev), text);
	snprintf(bus, (size_t)len, "%s", text + 4);
	return bad_device(dev);
}

EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int dev)
{
	SCRIPTED(gpu_of(dev));
	*bytes = (size_t)gpus_total_mib(gpu_of(dev)) << 20;
	return bad_device(dev);
}

EXPORT int cuDeviceGetAttribute(int *value, int attribute, int dev)
{
	SCRIPTED(gpu_of(dev));
	int gpu = gpu_of(dev);
	switch (attribute) { /* CU_DEVICE_ATTRIBUTE_... */
	case 1: *value = 1024; break;                                    /* MAX_THREADS_PER_BLOCK */
	case 5: *value = 0x7fffffff; break;                              /* MAX_GRID_DIM_X */
	case 16: *value = 132; break;                                    /* MULTIPROCESSOR_COUNT */
	case 20: *value = (int)script_number("mode", gpu, 0); break;     /* COMPUTE_MODE */
	case 32: *value = 1; break;                                      /* ECC_ENABLED */
	case 33: *value = 0x41 + gpu; break;                             /* PCI_BUS_ID */
	case 75: *value = gpus_cc(gpu) / 10; break;                      /* COMPUTE_CAPABILITY_MAJOR */
	case 76: *value = gpus_cc(gpu) % 10; break;                      /* COMPUTE_CAPABILITY_MINOR */
	default:
		*value = 0;
	}
	return bad_device(dev);
}

EXPORT int cuDevicePrimaryCtxRetain(void **context, int dev)
{
	SCRIPTED(gpu_of(dev));
	if (bad_device(dev))
		return bad_device(dev);
	long mode = script_number("mode", gpu_of(dev), 0);
	if (mode == 2 || (mode && script_number("taken", gpu_of(dev), 0)))
		return 46;
	if (gpus_free_mib(gpu_of(dev)) < script_number("context", -1, 300))
		return RC_OUT_OF_MEMORY;
	*context = &retained[dev];
	retained[dev]++;
	return 0;
}

static int release(int dev)
{
	if (bad_device(dev))
		return bad_device(dev);
	if (!retained[dev])
		return RC_INVALID_CONTEXT;
	if (--retained[dev] == 0 && current == dev)
		current = -1;
	return 0;
}

#ifdef FAKE_OLD
EXPORT int cuDevicePrimaryCtxRelease(int dev)
{
	SCRIPTED(gpu_of(dev));
	return release(dev);
}
#else
EXPORT int cuDevicePrimaryCtxRelease_v2(int dev)
{
	SCRIPTED(gpu_of(dev));
	return release(dev);
}
#endif

EXPORT int cuCtxSetCurrent(void *context)
{
	SCRIPTED(fake_gpu());
	ptrdiff_t at = context ? (int *)context - retained : -1;
	if (context && (at < 0 || at >= visible_n || !retained[at]))
		return RC_INVALID_CONTEXT;
	current = (int)at;
	return fake_ready();
}

EXPORT int cuCtxSynchronize(void)
{
	SCRIPTED(fake_gpu());
	return fake_has_context();
}

/* ---- what a real libcudart asks for ---- */

#ifndef FAKE_OLD
static int not_here(void)
{
	return 801; /* CUDA_ERROR_NOT_SUPPORTED */
}

/* R525's form; status as CUdriverProcAddressQueryResult, may be NULL. The runtime wants hundreds of
 * functions that it calls later or never, so a name that is not here is answered with one that
 * refuses. */
EXPORT int cuGetProcAddress_v2(const char *name, void **out, int cuda, uint64_t flags, int *status)
{
	SCRIPTED(-1);
	(void)cuda, (void)flags;
	int (*refuse)(void) = not_here;
	char newer[80];
	void *self = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
	snprintf(newer, sizeof newer, "%s_v2", name);
	*out = self ? dlsym(self, newer) : NULL;
	if (self && !*out)
		*out = dlsym(self, name);
	if (!*out)
		memcpy(out, &refuse, sizeof *out);
	if (self)
		dlclose(self);
	if (status)
		*status = 0;
	return 0;
}

EXPORT int cuGetProcAddress(const char *name, void **out, int cuda, uint64_t flags)
{
	SCRIPTED(-1);
	return cuGetProcAddress_v2(name, out, cuda, flags, NULL);
}

/* Private tables between NVIDIA's libraries; nobody else has them. */
EXPORT int cuGetExportTable(const void **table, const void *id)
{
	SCRIPTED(-1);
	(void)id;
	*table = NULL;
	return RC_NOT_FOUND;
}
#endif

/* ---- names of codes ---- */

static const struct {
	int rc;
	const char *name, *text;
} codes[] = {
	{ 0, "CUDA_SUCCESS", "no error" },
	{ 1, "CUDA_ERROR_INVALID_VALUE", "invalid argument" },
	{ 2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory" },
	{ 3, "CUDA_ERROR_NOT_INITIALIZED", "initialization error" },
	{ 46, "CUDA_ERROR_DEVICE_UNAVAILABLE", "CUDA-capable device(s) is/are busy or unavailable" },
	{ 98, "CUDA_ERROR_INVALID_DEVICE_FUNCTION", "invalid device function" },
	{ 100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected" },
	{ 101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal" },
	{ 102, "CUDA_ERROR_DEVICE_NOT_LICENSED", "device doesn't have valid Grid license" },
	{ 201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context" },
	{ 209, "CUDA_ERROR_NO_BINARY_FOR_GPU", "no kernel image is available for execution on the device" },
	{ 214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered" },
	{ 218, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed" },
	{ 220, "CUDA_ERROR_NVLINK_UNCORRECTABLE", "uncorrectable NVLink error detected during the execution" },
	{ 221, "CUDA_ERROR_JIT_COMPILER_NOT_FOUND", "PTX JIT compiler library not found" },
	{ 222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "the provided PTX was compiled with an unsupported toolchain." },
	{ 223, "CUDA_ERROR_JIT_COMPILATION_DISABLED", "PTX JIT compilation was disabled" },
	{ 226, "CUDA_ERROR_CONTAINED", "Invalid access of peer GPU memory over nvlink or a hardware error" },
	{ 304, "CUDA_ERROR_OPERATING_SYSTEM", "OS call failed or operation not supported on this OS" },
	{ 400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle" },
	{ 500, "CUDA_ERROR_NOT_FOUND", "named symbol not found" },
	{ 700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered" },
	{ 719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure" },
	{ 802, "CUDA_ERROR_SYSTEM_NOT_READY", "system not yet initialized" },
	{ 803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH", "system has unsupported display driver / cuda driver combination" },
	{ 804, "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE", "forward compatibility was attempted on non supported HW" },
	{ 805, "CUDA_ERROR_MPS_CONNECTION_FAILED", "MPS client failed to connect to the MPS control daemon or the MPS server" },
	{ 807, "CUDA_ERROR_MPS_SERVER_NOT_READY", "the MPS server is not ready to accept new MPS client requests" },
	{ 999, "CUDA_ERROR_UNKNOWN", "unknown error" },
};

/* Not scripted: the real ones look into a table. A stub has none. */
static int code_text(int rc, const char **text, int long_one)
{
#ifdef FAKE_STUB
	return 34;
#endif
	*text = NULL;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i].rc == rc)
			*text = long_one ? codes[i].text : codes[i].name;
	return *text ? 0 : RC_INVALID_VALUE;
}

EXPORT int cuGetErrorName(int rc, const char **text) { return code_text(rc, text, 0); }
EXPORT int cuGetErrorString(int rc, const char **text) { return code_text(rc, text, 1); }
