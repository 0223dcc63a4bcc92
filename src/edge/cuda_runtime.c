/* cuda_runtime: see cuda_runtime.h.
 *
 * cudaGetDeviceCount says 35 both for "no driver" and for "driver too old"; cudaDriverGetVersion, which
 * is 0 only without a driver, tells them apart, so it comes first. Numbers before CUDA 10.1 differ from
 * today's: the name of a code comes from this very library, never from a table of ours. */
#include "edge/cuda_runtime.h"

#include "edge/loader.h"

typedef struct {
	int (*runtime_version)(int *);
	int (*driver_version)(int *);
	int (*count)(int *);
	int (*release)(void *);
	const char *(*error_name)(int);
} runtime;

static const symbol_row rows[] = {
	SYMBOL(runtime, runtime_version, "cudaRuntimeGetVersion", NULL, true),
	SYMBOL(runtime, driver_version, "cudaDriverGetVersion", NULL, true),
	SYMBOL(runtime, count, "cudaGetDeviceCount", NULL, true),
	SYMBOL(runtime, release, "cudaFree", NULL, true),
	SYMBOL(runtime, error_name, "cudaGetErrorName", NULL, false), /* from 6.0 on */
};

static bool end(reporter *r, const runtime *rt, int rc)
{
	child_end(r, rc, rc && rt->error_name ? str_of(rt->error_name(rc)) : (str){ 0 });
	return rc == 0;
}

static bool ask(reporter *r, const runtime *rt, const char *call, int (*fn)(int *), note_key key)
{
	int value = 0;
	child_begin(r, STAGE_RUNTIME, API_RUNTIME, call, -1);
	int rc = fn(&value);
	if (rc == 0)
		child_note(r, key, -1, value, (str){ 0 });
	return end(r, rt, rc);
}

/* The SONAME of a CUDA version's runtime. */
static str soname(arena *a, int cuda)
{
	if (cuda >= 12000)
		return arena_printf(a, "libcudart.so.%d", cuda / 1000);
	if (cuda >= 11000)
		return S("libcudart.so.11.0"); /* all of 11.x */
	return arena_printf(a, "libcudart.so.%d.%d", cuda / 1000, cuda % 1000 / 10);
}

bool cuda_runtime_child(arena *a, reporter *r, const task *t)
{
	runtime rt = { 0 };
	void *library = loader_open(a, r, STAGE_RUNTIME, t->library.p ? t->library : soname(a, t->declared));
	if (!library || !loader_bind(r, STAGE_RUNTIME, library, rows, (int)(sizeof rows / sizeof *rows), &rt))
		return false;
	if (!ask(r, &rt, "cudaRuntimeGetVersion", rt.runtime_version, NOTE_RUNTIME_CUDA) ||
	    !ask(r, &rt, "cudaDriverGetVersion", rt.driver_version, NOTE_DRIVER_CUDA) ||
	    !ask(r, &rt, "cudaGetDeviceCount", rt.count, NOTE_COUNT))
		return false;
	/* The usual way to make a context: the runtime has no call for just that. */
	child_begin(r, STAGE_RUNTIME, API_RUNTIME, "cudaFree(0)", -1);
	return end(r, &rt, rt.release(NULL));
}
