/* children: the driver's child over the fake driver, which fails, hangs or crashes at each call in turn: the
 * record must name that call, and nothing but a good run may end well. Also every fault of the kernel, with
 * what the verification must say of it.
 *
 * The child is this program again (child_run.program absent, --child). The script is in the environment,
 * which the child inherits; FAKE_CUDA is the library's path, so the environment needs no LD_LIBRARY_PATH. */
#include "edge/cuda_driver.h"
#include "edge/nvml.h"
#include "edge/smoke.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct call_row {
	const char *call;  /* the exported name */
	const char *step;  /* as recorded */
	probe_stage stage;
	int nth;           /* which call of that name */
} call_row;

static const call_row calls[] = {
	{ "cuDriverGetVersion",           "cuDriverGetVersion",        STAGE_DRIVER_INIT, 1 },
	{ "cuInit",                       "cuInit",                    STAGE_DRIVER_INIT, 1 },
	{ "cuDeviceGetCount",             "cuDeviceGetCount",          STAGE_DRIVER_INIT, 1 },
	{ "cuDeviceGet",                  "cuDeviceGet",               STAGE_DRIVER_INIT, 1 },
	{ "cuDeviceGetName",              "cuDeviceGetName",           STAGE_DRIVER_INIT, 1 },
	{ "cuDeviceGetAttribute",         "cuDeviceGetAttribute",      STAGE_DRIVER_INIT, 1 },
	{ "cuDeviceGetAttribute",         "cuDeviceGetAttribute",      STAGE_DRIVER_INIT, 2 },
	{ "cuDeviceGetAttribute",         "cuDeviceGetAttribute",      STAGE_DRIVER_INIT, 3 },
	{ "cuDevicePrimaryCtxRetain",     "cuDevicePrimaryCtxRetain",  STAGE_CONTEXT,     1 },
	{ "cuCtxSetCurrent",              "cuCtxSetCurrent",           STAGE_CONTEXT,     1 },
	{ "cuMemGetInfo_v2",              "cuMemGetInfo",              STAGE_CONTEXT,     1 },
	{ "cuModuleLoadDataEx",           "cuModuleLoadDataEx",        STAGE_MODULE,      1 },
	{ "cuModuleGetFunction",          "cuModuleGetFunction",       STAGE_MODULE,      1 },
	{ "cuMemAlloc_v2",                "cuMemAlloc in",             STAGE_RUN,         1 },
	{ "cuMemAlloc_v2",                "cuMemAlloc out",            STAGE_RUN,         2 },
	{ "cuMemAlloc_v2",                "cuMemAlloc sums",           STAGE_RUN,         3 },
	{ "cuMemcpyHtoD_v2",              "cuMemcpyHtoD",              STAGE_RUN,         1 },
	{ "cuMemsetD32_v2",               "cuMemsetD32 out",           STAGE_RUN,         1 },
	{ "cuMemsetD32_v2",               "cuMemsetD32 sums",          STAGE_RUN,         2 },
	{ "cuLaunchKernel",               "cuLaunchKernel",            STAGE_RUN,         1 },
	{ "cuCtxSynchronize",             "cuCtxSynchronize",          STAGE_RUN,         1 },
	{ "cuMemcpyDtoH_v2",              "cuMemcpyDtoH out",          STAGE_RUN,         1 },
	{ "cuMemcpyDtoH_v2",              "cuMemcpyDtoH sums",         STAGE_RUN,         2 },
	{ "cuLaunchKernel",               "cuLaunchKernel",            STAGE_RUN,         2 },
	{ "cuCtxSynchronize",             "cuCtxSynchronize",          STAGE_RUN,         2 },
	{ "cuMemFree_v2",                 "cuMemFree in",              STAGE_TEARDOWN,    1 },
	{ "cuMemFree_v2",                 "cuMemFree out",             STAGE_TEARDOWN,    2 },
	{ "cuMemFree_v2",                 "cuMemFree sums",            STAGE_TEARDOWN,    3 },
	{ "cuModuleUnload",               "cuModuleUnload",            STAGE_TEARDOWN,    2 },
	{ "cuDevicePrimaryCtxRelease_v2", "cuDevicePrimaryCtxRelease", STAGE_TEARDOWN,    1 },
};
enum { CALLS = sizeof calls / sizeof *calls };

static outcome run_child(arena *a, task_kind kind, const char *library, int limit_ms)
{
	tasks what = { 0 };
	outcomes out = { 0 };
	*LIST_PUSH(a, &what) = (task){ .kind = kind, .library = str_of(library), .declared = 12090 };
	child_run how = { .os = &CHILD_OS, .sysroot = S(""), .at_once = 1 };
	how.deadline_at_ms = child_now_ms() + limit_ms;
	child_run_all(a, &how, &what, 1, &out);
	assert_int_equal(out.n, 1);
	return out.at[0];
}

static outcome run_driver(arena *a, str script, int limit_ms)
{
	assert_int_equal(setenv("ENVGATE_FAKE_CUDA", script.p, 1), 0);
	return run_child(a, TASK_DRIVER, FAKE_CUDA, limit_ms);
}

static void expect(const call_row *c, const outcome *o, ending how, int rc, const char *action)
{
	const step *bad = outcome_bad_step(o);
	if (o->ending != how || !bad || bad->stage != c->stage || !str_eq(bad->call, str_of(c->step)) ||
	    bad->open != (how != ENDED_FAILED) || bad->rc != rc)
		fail_msg("%s, %s at call %d: %s at %.*s, %d", c->call, action, c->nth, ending_name(o->ending),
			 bad ? (int)bad->call.n : 1, bad ? bad->call.p : "-", bad ? bad->rc : 0);
}

static void test_each_call_fails(void **state)
{
	(void)state;
	for (int i = 0; i < CALLS; i++) {
		arena *a = arena_open(64 << 20);
		const call_row *c = &calls[i];
		outcome o = run_driver(a, arena_printf(a, "%s=nth:%d,rc:999", c->call, c->nth), 20000);
		expect(c, &o, ENDED_FAILED, 999, "failing");
		assert_true(str_eq(outcome_bad_step(&o)->code_name, S("CUDA_ERROR_UNKNOWN")));
		arena_close(a);
	}
}

static void test_each_call_ends_the_process(void **state)
{
	(void)state;
	for (int i = 0; i < CALLS; i++) {
		arena *a = arena_open(64 << 20);
		const call_row *c = &calls[i];
		outcome o = run_driver(a, arena_printf(a, "%s=nth:%d,exit0", c->call, c->nth), 20000);
		expect(c, &o, ENDED_EXIT, 0, "leaving");
		assert_int_equal(o.status, 0);
		arena_close(a);
	}
}

/* One call of each stage: a deadline each is slow enough, and a crash is a crash. */
static void test_each_stage_crashes_and_hangs(void **state)
{
	(void)state;
	probe_stage seen = STAGE_NONE;
	for (int i = 0; i < CALLS; i++) {
		const call_row *c = &calls[i];
		if (c->stage == seen)
			continue;
		seen = c->stage;
		arena *a = arena_open(64 << 20);
		outcome o = run_driver(a, arena_printf(a, "%s=nth:%d,segv", c->call, c->nth), 20000);
		expect(c, &o, ENDED_SIGNAL, 0, "crashing");
		assert_int_equal(o.status, SIGSEGV);
		o = run_driver(a, arena_printf(a, "%s=nth:%d,stubborn", c->call, c->nth), 1200);
		expect(c, &o, ENDED_DEADLINE, 0, "hanging");
		arena_close(a);
	}
}

/* ---- faults of the kernel ---- */

static const struct {
	const char *script;
	int wrong;
	long long first;
} faults[] = {
	{ "flip=0",             SMOKE_ELEMENTS,                                              0 },
	{ "flip=31",            SMOKE_ELEMENTS,                                              31 },
	{ "flip=1048575",       SMOKE_ELEMENTS,                                              1048575 },
	{ "lost=4099",          SMOKE_ELEMENTS | SMOKE_UNTOUCHED,                            4099 },
	{ "swap=1000",          SMOKE_ELEMENTS,                                              1000 },
	{ "overrun=1",          SMOKE_OVERRUN,                                               1048576 },
	{ "overrun=256",        SMOKE_OVERRUN,                                               1048576 },
	{ "noop=1",             SMOKE_ELEMENTS | SMOKE_SUM | SMOKE_COUNT | SMOKE_UNTOUCHED,  0 },
	{ "missum=1",           SMOKE_SUM,                                                   -1 },
	{ "miscount=1",         SMOKE_COUNT,                                                 -1 },
	{ "flip=5;faultat=2",   SMOKE_ELEMENTS | SMOKE_DIFFERS,                              5 },
	{ "missum=1;faultat=2", SMOKE_SUM | SMOKE_DIFFERS,                                   -1 },
};

static void test_kernel_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		arena *a = arena_open(64 << 20);
		outcome o = run_driver(a, str_of(faults[i].script), 20000);
		const step *bad = outcome_bad_step(&o);
		if (o.ending != ENDED_FAILED || !bad || bad->api != API_CHECK || bad->rc != faults[i].wrong ||
		    outcome_number(&o, NOTE_BAD_INDEX, -1, -7) != faults[i].first)
			fail_msg("%s: %s, %d, first %lld", faults[i].script, ending_name(o.ending), bad ? bad->rc : 0,
				 outcome_number(&o, NOTE_BAD_INDEX, -1, -7));
		arena_close(a);
	}
}

/* ---- good runs, and what is tolerated ---- */

static void test_good(void **state)
{
	(void)state;
	static const struct {
		const char *script, *header;
	} rows[] = {
		{ "", "6.0/sm_30" },
		{ "targetmin=50", "6.3/sm_75" },
		{ "cuModuleLoadDataEx=nth:1,rc:209", "6.3/sm_75" },
		{ "cuDeviceGetUuid_v2=rc:1;cuDeviceGetPCIBusId=rc:1", "6.0/sm_30" },
		{ "cuInit=noise;cuLaunchKernel=noise", "6.0/sm_30" },
		{ "ptxmax=8.2", "6.0/sm_30" },
	};
	str hash = { 0 };
	arena *a = arena_open(64 << 20);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		outcome o = run_driver(a, str_of(rows[i].script), 20000);
		if (o.ending != ENDED_WELL)
			fail_msg("%s: %s", rows[i].script, ending_name(o.ending));
		assert_true(str_eq(outcome_text(&o, NOTE_PTX_HEADER, -1), str_of(rows[i].header)));
		str this = outcome_text(&o, NOTE_HASH, -1);
		assert_true(this.n == 16 && (!hash.p || str_eq(hash, this)));
		hash = this;
		/* 12.9 was declared: PTX 8.8, which a driver that compiles up to 8.2 refuses. */
		static const str log = S_INIT("Unsupported .version 8.8; current version is '8.2'");
		bool refused = strstr(rows[i].script, "ptxmax") != NULL;
		assert_int_equal(outcome_number(&o, NOTE_CEILING, -1, -1), refused ? 222 : 0);
		if (refused)
			assert_true(str_find(outcome_text(&o, NOTE_CEILING, -1), log) >= 0);
	}
	arena_close(a);
}

static void test_nvml(void **state)
{
	(void)state;
	arena *a = arena_open(64 << 20);
	setenv("ENVGATE_FAKE_GPU", "count=2;mig@1=1;instances@1=2;name@0=NVIDIA A100;cc=8.0", 1);
	setenv("ENVGATE_FAKE_NVML", "persistence@0=0;ecc@1=3;pending@1=1;fabric=2;"
	                            "processes@0=12:34+56:78;recovery@1=1",
	       1);
	outcome o = run_child(a, TASK_NVML, FAKE_NVML, 20000);
	assert_int_equal(o.ending, ENDED_WELL);
	assert_int_equal(outcome_number(&o, NOTE_COUNT, -1, -1), 2);
	assert_int_equal(outcome_number(&o, NOTE_PERSISTENCE, 0, -1), 0);
	assert_int_equal(outcome_number(&o, NOTE_PERSISTENCE, 1, -1), 1);
	assert_int_equal(outcome_number(&o, NOTE_ECC, 1, -1), 3);
	assert_int_equal(outcome_number(&o, NOTE_REMAP_PENDING, 1, -1), 1);
	assert_int_equal(outcome_number(&o, NOTE_REMAP_FAILED, 1, -1), 0);
	assert_int_equal(outcome_number(&o, NOTE_FABRIC, 0, -1), 2);
	assert_int_equal(outcome_number(&o, NOTE_RECOVERY, 1, -1), 1);
	assert_int_equal(outcome_number(&o, NOTE_CC, 0, -1), 80);
	assert_int_equal(outcome_number(&o, NOTE_MIG_COUNT, 1, -1), 2);
	assert_int_equal(outcome_number(&o, NOTE_PROCESS, 0, -1), 56);
	assert_int_equal(outcome_number(&o, NOTE_MEM_TOTAL, 0, -1), 81559);
	assert_true(str_eq(outcome_text(&o, NOTE_NAME, 0), S("NVIDIA A100")));
	assert_true(str_eq(outcome_text(&o, NOTE_UUID, 1), S("GPU-fa4e0001-0000-4000-8000-000000000001")));
	assert_true(str_eq(outcome_text(&o, NOTE_MIG_UUID, 1), S("MIG-fa4e0001-0000-4000-9000-000000000011")));
	assert_true(str_eq(outcome_text(&o, NOTE_BUS, 1), S("00000000:42:00.0")));
	unsetenv("ENVGATE_FAKE_GPU");
	unsetenv("ENVGATE_FAKE_NVML");
	arena_close(a);
}

static int play(void)
{
	arena *a = arena_open(256 << 20);
	task t = { .kind = TASK_DRIVER };
	reporter *r = child_open(a, &t);
	if (!r)
		return 5;
	child_leave(r, t.kind == TASK_NVML ? nvml_child(a, r, &t) : cuda_driver_child(a, r, &t));
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--child"))
		return play();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_nvml), cmocka_unit_test(test_kernel_faults),
		cmocka_unit_test(test_each_call_fails), cmocka_unit_test(test_each_call_ends_the_process),
		cmocka_unit_test(test_each_stage_crashes_and_hangs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
