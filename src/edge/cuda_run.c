/* cuda_run: S8, the kernel: memory, two runs with the same bits, comparison, and everything given back.
 *
 * What a broken GPU does wrong shows in one of five ways (smoke.h): elements, sums, words behind the
 * buffer, words never written, another result the second time. */
#include "edge/cuda_work.h"

#include <inttypes.h>
#include <string.h>

enum { OUT_WORDS = SMOKE_N + SMOKE_CANARY, SUM_WORDS = 4 };

/* A step of its own, so that its time is not the driver's. */
static int prepare(work *w)
{
	w->host_in = NEW_N(w->a, uint32_t, SMOKE_N);
	w->host_out = NEW_N(w->a, uint32_t, OUT_WORDS);
	smoke_input(w->host_in);
	return 0;
}

static int alloc_in(work *w)
{
	return w->cu.alloc(&w->in, SMOKE_N * sizeof *w->host_in);
}

static int alloc_out(work *w)
{
	return w->cu.alloc(&w->out, OUT_WORDS * sizeof *w->host_out);
}

static int alloc_acc(work *w)
{
	return w->cu.alloc(&w->acc, sizeof w->sums);
}

static int send_in(work *w)
{
	return w->cu.to_device(w->in, w->host_in, SMOKE_N * sizeof *w->host_in);
}

static int preset_out(work *w)
{
	return w->cu.set_words(w->out, SMOKE_PRESET, OUT_WORDS);
}

static int preset_acc(work *w)
{
	return w->cu.set_words(w->acc, 0, SUM_WORDS);
}

static int launch(work *w)
{
	uint32_t n = SMOKE_N, mul = SMOKE_MUL, seed = SMOKE_SEED;
	void *parameters[] = { &w->in, &w->out, &w->acc, &n, &mul, &seed };
	return w->cu.launch(w->function, SMOKE_BLOCKS, 1, 1, SMOKE_THREADS, 1, 1, 0, NULL, parameters, NULL);
}

static int synchronize(work *w)
{
	return w->cu.synchronize();
}

static int fetch_out(work *w)
{
	memset(w->host_out, 0, OUT_WORDS * sizeof *w->host_out); /* a copy that copies nothing must show */
	return w->cu.to_host(w->host_out, w->out, OUT_WORDS * sizeof *w->host_out);
}

static int fetch_acc(work *w)
{
	memset(w->sums, 0, sizeof w->sums);
	return w->cu.to_host(w->sums, w->acc, sizeof w->sums);
}

static int verify(work *w)
{
	smoke_result got = { w->host_in, w->host_out, w->sums[0], w->sums[1] };
	smoke_verdict v = smoke_check(&got);
	w->hash[w->turn] = v.hash;
	if (w->turn == 1 && w->hash[0] != w->hash[1])
		v.wrong |= SMOKE_DIFFERS;
	if (v.wrong)
		child_note(w->r, NOTE_BAD_INDEX, 0, v.first,
		           arena_printf(w->a, "%.*s; element %lld is %08" PRIx32 ", should be %08" PRIx32,
		                        SARG(smoke_words(w->a, v.wrong)), v.first, v.got, v.want));
	child_note(w->r, NOTE_HASH, 0, w->turn, arena_printf(w->a, "%016" PRIx64, v.hash));
	return v.wrong;
}

/* ---- teardown ---- */

static int free_in(work *w)
{
	return w->cu.release_memory(w->in);
}

static int free_out(work *w)
{
	return w->cu.release_memory(w->out);
}

static int free_acc(work *w)
{
	return w->cu.release_memory(w->acc);
}

static int unload(work *w)
{
	return w->cu.unload(w->module);
}

static int release(work *w)
{
	return w->cu.release(w->device);
}

static const row until_input[] = {
	{ STAGE_RUN, "prepare",         prepare,   API_CHECK },
	{ STAGE_RUN, "cuMemAlloc in",   alloc_in,  API_DRIVER },
	{ STAGE_RUN, "cuMemAlloc out",  alloc_out, API_DRIVER },
	{ STAGE_RUN, "cuMemAlloc sums", alloc_acc, API_DRIVER },
	{ STAGE_RUN, "cuMemcpyHtoD",    send_in,   API_DRIVER },
};
static const row one_run[] = {
	{ STAGE_RUN, "cuMemsetD32 out",   preset_out,  API_DRIVER },
	{ STAGE_RUN, "cuMemsetD32 sums",  preset_acc,  API_DRIVER },
	{ STAGE_RUN, "cuLaunchKernel",    launch,      API_DRIVER },
	{ STAGE_RUN, "cuCtxSynchronize",  synchronize, API_DRIVER },
	{ STAGE_RUN, "cuMemcpyDtoH out",  fetch_out,   API_DRIVER },
	{ STAGE_RUN, "cuMemcpyDtoH sums", fetch_acc,   API_DRIVER },
	{ STAGE_RUN, "verify",            verify,      API_CHECK },
};
static const row teardown[] = {
	{ STAGE_TEARDOWN, "cuMemFree in",            free_in,  API_DRIVER },
	{ STAGE_TEARDOWN, "cuMemFree out",           free_out, API_DRIVER },
	{ STAGE_TEARDOWN, "cuMemFree sums",          free_acc, API_DRIVER },
	{ STAGE_TEARDOWN, "cuModuleUnload",          unload,   API_DRIVER },
	{ STAGE_TEARDOWN, "cuDevicePrimaryCtxRelease", release, API_DRIVER },
};

bool cuda_run(work *w)
{
	if (!cuda_rows(w, until_input, COUNT_OF(until_input), STAGE_NONE))
		return false;
	for (w->turn = 0; w->turn < 2; w->turn++)
		if (!cuda_rows(w, one_run, COUNT_OF(one_run), STAGE_NONE))
			return false;
	return cuda_rows(w, teardown, COUNT_OF(teardown), STAGE_NONE);
}
