/* cudart: a fake libcudart.so.12 (or .13, by FAKE_RUNTIME). The real one can be driven through every
 * failure by a fake driver, but never to success: it shakes hands through private export tables. So this
 * one loads libcuda.so.1 by name and treats its codes as the real one was seen to (libcudart 13.0): 35
 * without a driver and for one of an older major; cuInit's code passed on; 3 for any error of
 * cuDeviceGetCount. */
#include "script.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { INIT_ERROR = 3, INSUFFICIENT_DRIVER = 35, NO_SYMBOL = 500 };

typedef int (*driver_init)(unsigned);
typedef int (*driver_number)(int *);
typedef int (*driver_retain)(void **, int);

static void *driver(void)
{
	static void *library;
	if (!library)
		library = dlopen("libcuda.so.1", RTLD_NOW);
	return library;
}

/* A symbol as a function; ISO C has no such cast. */
static int find(const char *name, void *out, size_t n)
{
	void *p = driver() ? dlsym(driver(), name) : NULL;
	memcpy(out, &p, n);
	return p ? 0 : NO_SYMBOL;
}

static int runtime(void)
{
	return script_version("runtime", -1, 1000, FAKE_RUNTIME);
}

EXPORT int cudaRuntimeGetVersion(int *version)
{
	SCRIPTED(-1);
	*version = runtime();
	return 0;
}

EXPORT int cudaDriverGetVersion(int *version)
{
	SCRIPTED(-1);
	driver_number get = NULL;
	*version = 0;
	/* Version 0 without an error is how it says "no driver", and also "a stub". */
	if (driver() && !find("cuDriverGetVersion", &get, sizeof get) && get(version))
		*version = 0;
	return 0;
}

static int start(void)
{
	driver_init init = NULL;
	driver_number get = NULL;
	int has = 0;
	if (!driver())
		return INSUFFICIENT_DRIVER;
	if (find("cuInit", &init, sizeof init) || find("cuDriverGetVersion", &get, sizeof get))
		return NO_SYMBOL;
	if (get(&has) == 0 && has < runtime() / 1000 * 1000)
		return INSUFFICIENT_DRIVER;
	return init(0);
}

EXPORT int cudaGetDeviceCount(int *count)
{
	SCRIPTED(-1);
	driver_number get = NULL;
	*count = 0;
	int rc = start();
	if (rc)
		return rc;
	return find("cuDeviceGetCount", &get, sizeof get) ? NO_SYMBOL : get(count) ? INIT_ERROR : 0;
}

EXPORT int cudaFree(void *p)
{
	SCRIPTED(-1);
	driver_retain retain = NULL;
	void *context = NULL;
	if (p)
		return 1;
	int rc = start();
	if (!rc && find("cuDevicePrimaryCtxRetain", &retain, sizeof retain))
		return NO_SYMBOL;
	return rc ? rc : retain(&context, 0);
}

EXPORT const char *cudaGetErrorName(int rc)
{
	static const struct {
		int rc;
		const char *name;
	} names[] = {
		{ 0, "cudaSuccess" },
		{ 2, "cudaErrorMemoryAllocation" },
		{ 3, "cudaErrorInitializationError" },
		{ 34, "cudaErrorStubLibrary" },
		{ 35, "cudaErrorInsufficientDriver" },
		{ 46, "cudaErrorDevicesUnavailable" },
		{ 100, "cudaErrorNoDevice" },
		{ 101, "cudaErrorInvalidDevice" },
		{ 209, "cudaErrorNoKernelImageForDevice" },
		{ 304, "cudaErrorOperatingSystem" },
		{ 500, "cudaErrorSymbolNotFound" },
		{ 802, "cudaErrorSystemNotReady" },
		{ 803, "cudaErrorSystemDriverMismatch" },
		{ 804, "cudaErrorCompatNotSupportedOnDevice" },
		{ 999, "cudaErrorUnknown" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].rc == rc)
			return names[i].name;
	return "unrecognized error code";
}

EXPORT const char *cudaGetErrorString(int rc)
{
	return cudaGetErrorName(rc);
}

EXPORT int cudaGetLastError(void)
{
	SCRIPTED(-1);
	return 0;
}
