/* peer_cuda: the least that anyone could do to see a GPU run a kernel: cuInit, the primary context, one
 * launch, and everything given back, in one process, without looking at the result.
 *
 *     peer_cuda smoke.ptx
 *
 * Loads libcuda by name and needs no CUDA headers, as the probe does. Exits 1 with the step that failed. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 1 << 20, THREADS = 256, MAX_PTX = 1 << 16 };

typedef int fn_init(unsigned);
typedef int fn_device(int *, int);
typedef int fn_retain(void **, int);
typedef int fn_release(int);
typedef int fn_pointer(void *);
typedef int fn_none(void);
typedef int fn_load(void **, const void *);
typedef int fn_function(void **, void *, const char *);
typedef int fn_alloc(uint64_t *, size_t);
typedef int fn_free(uint64_t);
typedef int fn_launch(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *,
                      void **, void **);

static void *library;

static void *symbol(const char *name)
{
	void *found = dlsym(library, name);
	if (!found) {
		fprintf(stderr, "peer_cuda: no %s\n", name);
		exit(1);
	}
	return found;
}

static void must(const char *step, int code)
{
	if (code) {
		fprintf(stderr, "peer_cuda: %s: %d\n", step, code);
		exit(1);
	}
}

/* POSIX lets dlsym's result be a function; ISO C wants the detour. */
#define CU(type, name) (*(type **)&(void *){ symbol(name) })

/* The file is the kernel's body; its two header lines are the loader's. */
static const char *read_ptx(const char *path)
{
	static char text[MAX_PTX] = ".version 6.0\n.target sm_30\n";
	size_t head = strlen(text), room = sizeof text - 1 - head;
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(text + head, 1, room, f) : 0;
	if (!f || n == 0 || n == room) {
		fprintf(stderr, "peer_cuda: cannot read %s\n", path);
		exit(1);
	}
	fclose(f);
	return text;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	const char *ptx = read_ptx(argv[1]);
	library = dlopen("libcuda.so.1", RTLD_NOW);
	if (!library) {
		fprintf(stderr, "peer_cuda: %s\n", dlerror());
		return 1;
	}
	int device;
	void *context, *module, *function;
	uint64_t in, out, acc;
	uint32_t n = N, mul = 3, seed = 1;
	void *parameters[] = { &in, &out, &acc, &n, &mul, &seed };

	must("cuInit", CU(fn_init, "cuInit")(0));
	must("cuDeviceGet", CU(fn_device, "cuDeviceGet")(&device, 0));
	must("cuDevicePrimaryCtxRetain", CU(fn_retain, "cuDevicePrimaryCtxRetain")(&context, device));
	must("cuCtxSetCurrent", CU(fn_pointer, "cuCtxSetCurrent")(context));
	must("cuModuleLoadData", CU(fn_load, "cuModuleLoadData")(&module, ptx));
	must("cuModuleGetFunction", CU(fn_function, "cuModuleGetFunction")(&function, module, "envgate_smoke"));
	must("cuMemAlloc in", CU(fn_alloc, "cuMemAlloc_v2")(&in, N * sizeof(uint32_t)));
	must("cuMemAlloc out", CU(fn_alloc, "cuMemAlloc_v2")(&out, N * sizeof(uint32_t) + 4096));
	must("cuMemAlloc acc", CU(fn_alloc, "cuMemAlloc_v2")(&acc, 64));
	must("cuLaunchKernel", CU(fn_launch, "cuLaunchKernel")(function, N / THREADS, 1, 1, THREADS, 1, 1, 0, NULL,
	                                                       parameters, NULL));
	must("cuCtxSynchronize", CU(fn_none, "cuCtxSynchronize")());
	must("cuMemFree acc", CU(fn_free, "cuMemFree_v2")(acc));
	must("cuMemFree out", CU(fn_free, "cuMemFree_v2")(out));
	must("cuMemFree in", CU(fn_free, "cuMemFree_v2")(in));
	must("cuModuleUnload", CU(fn_pointer, "cuModuleUnload")(module));
	must("cuDevicePrimaryCtxRelease", CU(fn_release, "cuDevicePrimaryCtxRelease_v2")(device));
	return 0;
}
