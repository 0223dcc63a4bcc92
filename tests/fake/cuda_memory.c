/* cuda_memory: memory, modules and the launch. Device memory is a slab of host memory; the kernel is
 * computed by the CPU, from the formula at the top of src/data/smoke.ptx and not from the text.
 *
 * Faults of the launch, each a key: flip=i (a bit of out[i]), lost=i (out[i] not stored), swap=i (out[i]
 * and out[i+1] change places), overrun=k (k words behind the end), noop=1, missum=1, miscount=1 (the
 * accumulators), faultat=k (only the k-th launch has the fault). */
#include "cuda_inner.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { SLAB = 96 << 20, SLACK = 1 << 20, ALIGN = 512 };

static unsigned char *slab;
static size_t used;

static int inside(uint64_t p, size_t n)
{
	uint64_t base = (uint64_t)(uintptr_t)slab;
	return slab && p >= base && n <= used && p - base <= used - n;
}

EXPORT int cuMemGetInfo_v2(size_t *free_bytes, size_t *total)
{
	SCRIPTED(fake_gpu());
	*free_bytes = (size_t)gpus_free_mib(fake_gpu()) << 20;
	*total = (size_t)gpus_total_mib(fake_gpu()) << 20;
	return fake_has_context();
}

EXPORT int cuMemAlloc_v2(uint64_t *out, size_t n)
{
	SCRIPTED(fake_gpu());
	if (fake_has_context())
		return fake_has_context();
	if (!slab) {
		void *p = mmap(NULL, SLAB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			return RC_OUT_OF_MEMORY;
		slab = p;
	}
	size_t room = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (!n)
		return RC_INVALID_VALUE;
	if (n > SLAB || room > SLAB - SLACK - used || n >> 20 > (size_t)gpus_free_mib(fake_gpu()))
		return RC_OUT_OF_MEMORY;
	*out = (uint64_t)(uintptr_t)(slab + used);
	/* Fresh memory holds anything but zeros. */
	memset(slab + used, 0xA5, room);
	used += room;
	return 0;
}

EXPORT int cuMemFree_v2(uint64_t p)
{
	SCRIPTED(fake_gpu());
	return inside(p, 1) ? 0 : RC_INVALID_VALUE;
}

EXPORT int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t n)
{
	SCRIPTED(fake_gpu());
	if (!inside(to, n))
		return RC_INVALID_VALUE;
	memcpy((void *)(uintptr_t)to, from, n);
	return 0;
}

EXPORT int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t n)
{
	SCRIPTED(fake_gpu());
	if (!inside(from, n))
		return RC_INVALID_VALUE;
	memcpy(to, (const void *)(uintptr_t)from, n);
	return 0;
}

EXPORT int cuMemsetD32_v2(uint64_t to, unsigned value, size_t words)
{
	SCRIPTED(fake_gpu());
	if (words > SLAB || !inside(to, words * 4))
		return RC_INVALID_VALUE;
	for (size_t i = 0; i < words; i++)
		memcpy((unsigned char *)(uintptr_t)to + 4 * i, &value, 4);
	return 0;
}

EXPORT int cuMemsetD8_v2(uint64_t to, unsigned char value, size_t n)
{
	SCRIPTED(fake_gpu());
	if (!inside(to, n))
		return RC_INVALID_VALUE;
	memset((void *)(uintptr_t)to, value, n);
	return 0;
}

/* ---- modules ---- */

enum { JIT_ERROR_LOG = 5, JIT_ERROR_LOG_BYTES = 6 }; /* CU_JIT_ERROR_LOG_BUFFER, ..._SIZE_BYTES */

static int load(fake_module **out, const char *text, char *log, size_t log_n)
{
	if (fake_has_context())
		return fake_has_context();
	if (getenv("CUDA_DISABLE_PTX_JIT") || getenv("CUDA_DISABLE_JIT"))
		return 223;
	fake_module found = { { 0 } };
	int rc = fake_ptx(text, &found, log, log_n);
	if (rc)
		return rc;
	*out = malloc(sizeof **out);
	if (!*out)
		return RC_OUT_OF_MEMORY;
	**out = found;
	return 0;
}

EXPORT int cuModuleLoadDataEx(fake_module **out, const void *image, unsigned n, const int *options,
                              void **values)
{
	SCRIPTED(fake_gpu());
	char *log = NULL;
	size_t log_n = 0;
	for (unsigned i = 0; i < n; i++) {
		if (options[i] == JIT_ERROR_LOG)
			log = values[i];
		if (options[i] == JIT_ERROR_LOG_BYTES)
			log_n = (size_t)(uintptr_t)values[i];
	}
	return load(out, image, log, log_n);
}

EXPORT int cuModuleLoadData(fake_module **out, const void *image)
{
	SCRIPTED(fake_gpu());
	return load(out, image, NULL, 0);
}

EXPORT int cuModuleUnload(fake_module *m)
{
	SCRIPTED(fake_gpu());
	free(m);
	return 0;
}

EXPORT int cuModuleGetFunction(fake_module **out, fake_module *m, const char *name)
{
	SCRIPTED(fake_gpu());
	*out = m;
	return *name && !strcmp(m->entry, name) ? 0 : RC_NOT_FOUND;
}

/* ---- the launch ---- */

typedef struct arguments {
	const uint32_t *in;
	uint32_t *out;
	uint64_t *acc;
	uint32_t n, mul, seed;
} arguments;

static uint32_t element(const arguments *a, uint32_t i)
{
	uint32_t h = (i ^ a->seed) * 0x9E3779B9u;
	h ^= h >> 15;
	h *= 0x735A2D97u;
	h ^= h >> 13;
	h += i;
	return (a->in[i] * a->mul) ^ h;
}

static void spoil(const arguments *a, int gpu)
{
	long flip = script_number("flip", gpu, -1), swap = script_number("swap", gpu, -1);
	if (flip >= 0 && flip < a->n)
		a->out[flip] ^= 1u << (flip & 31);
	if (swap >= 0 && swap + 1 < a->n) {
		uint32_t kept = a->out[swap];
		a->out[swap] = a->out[swap + 1];
		a->out[swap + 1] = kept;
	}
	for (long k = script_number("overrun", gpu, 0); k > 0 && k <= 4096; k--)
		a->out[a->n + k - 1] = 0xBADu;
	a->acc[0] += (uint64_t)script_number("missum", gpu, 0);
	a->acc[1] -= (uint64_t)script_number("miscount", gpu, 0);
}

static void compute(const arguments *a, int gpu)
{
	static long launches;
	long only = script_number("faultat", gpu, 0);
	int faulty = ++launches == only || !only;
	if (faulty && script_number("noop", gpu, 0))
		return;
	long lost = faulty ? script_number("lost", gpu, -1) : -1;
	for (uint32_t i = 0; i < a->n; i++) {
		uint32_t v = element(a, i);
		if (i != lost)
			a->out[i] = v;
		a->acc[0] += v * (2ull * i + 1);
		a->acc[1]++;
	}
	if (faulty)
		spoil(a, gpu);
}

/* The signature is the driver's. */
EXPORT int cuLaunchKernel(fake_module *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                          unsigned bz, unsigned shared, void *stream, void **params, void **extra)
{
	SCRIPTED(fake_gpu());
	(void)shared, (void)stream;
	if (fake_has_context())
		return fake_has_context();
	if (!f || strcmp(f->entry, "envgate_smoke"))
		return RC_INVALID_FUNCTION;
	if (!gx || gy != 1 || gz != 1 || !bx || by != 1 || bz != 1 || bx > 1024 || !params || extra)
		return RC_INVALID_VALUE;
	uint64_t p[3];
	uint32_t u[3];
	for (int i = 0; i < 3; i++) {
		memcpy(&p[i], params[i], 8);
		memcpy(&u[i], params[3 + i], 4);
	}
	/* A pointer from nowhere is what a GPU answers with 700. */
	if (!inside(p[0], 4ull * u[0]) || !inside(p[1], 4ull * u[0]) || !inside(p[2], 16))
		return 700;
	arguments a = {
		.in = (const uint32_t *)(uintptr_t)p[0], .out = (uint32_t *)(uintptr_t)p[1],
		.acc = (uint64_t *)(uintptr_t)p[2], .n = u[0], .mul = u[1], .seed = u[2],
	};
	compute(&a, fake_gpu());
	return 0;
}
