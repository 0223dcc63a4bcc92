/* Which children start next: rounds as a table of facts. A row says the machine, the job's variables and
 * what earlier children said; the answer is written as words, "nvml driver driver:GPU-b runtime". */
#include "gate/judge_probe.h"
#include "gate/probe_next.h"

#include "base/buf.h"
#include "rows.h"

typedef struct row {
	const char *name;
	const char *visible;      /* CUDA_VISIBLE_DEVICES; NULL: unset */
	const char *devices;      /* --devices; NULL: none */
	const char *before;       /* outcomes so far, one word each; see outcome_of */
	int nodes;                /* /dev/nvidia0 ... */
	int round;
	const char *want;
} row;

static const row rows[] = {
	{ "nothing of a driver: no child at all",            NULL,    NULL,  "", 0, 0, "" },
	{ "one GPU: all at once",                            NULL,    NULL,  "", 1, 0, "nvml driver runtime" },
	{ "several GPUs are counted first",                  NULL,    NULL,  "", 2, 0, "nvml runtime" },
	{ "then each gets its own child",                    NULL,    NULL,  "nvml2 runtime", 2, 1, "driver:GPU-a driver:GPU-b" },
	{ "without NVML by index",                           NULL,    NULL,  "nvml! runtime", 2, 1, "driver:0 driver:1" },
	{ "a job's list needs no counting",                  "2,3",   NULL,  "", 4, 0, "nvml driver:2 driver:3 runtime" },
	{ "one entry is the job's view itself",              "3",     NULL,  "", 4, 0, "nvml driver runtime" },
	{ "a list that repeats itself is not taken apart",   "0,0",   NULL,  "", 2, 0, "nvml driver runtime" },
	{ "an empty list is tried as it is",                 "",      NULL,  "", 2, 0, "nvml driver runtime" },
	{ "--devices counts among the job's",                "2,3",   "1",   "", 4, 0, "nvml driver:3 runtime" },
	{ "--devices never leaves the job's list",           "2,3",   "2",   "", 4, 0, "nvml runtime" },
	{ "a UUID outside the list is left alone",           "GPU-a,GPU-b", "GPU-c", "", 4, 0, "nvml runtime" },
	{ "a UUID inside the list is tried",                 "GPU-a,GPU-b", "GPU-b", "", 4, 0, "nvml driver:GPU-b runtime" },
	{ "--devices waits for NVML where nothing is listed", NULL,   "GPU-b", "nvml2 runtime", 2, 1, "driver:GPU-b" },
	{ "all is well: enough",                             NULL,    NULL,  "nvml1 driver runtime", 1, 1, "" },
	{ "a busy GPU is tried again without our neighbour", NULL,    NULL,  "nvml1 driver=46 runtime", 1, 1, "driver" },
	{ "once only",                                       NULL,    NULL,  "nvml1 driver=46 runtime driver=46", 1, 2, "" },
	{ "no memory likewise",                              NULL,    NULL,  "nvml1 driver=2 runtime", 1, 1, "driver" },
	{ "a crowded runtime likewise",                      NULL,    NULL,  "nvml1 driver runtime=46", 1, 1, "runtime" },
	{ "no device under a list: is it the list?",         "7",     NULL,  "nvml1 driver=100 runtime=100", 1, 1, "recheck*" },
	{ "no device without a list: nothing to recheck",    NULL,    NULL,  "nvml1 driver=100 runtime=100", 1, 1, "" },
	{ "a stub: does the other libcuda work?",            NULL,    NULL,  "nvml1 driver=34 runtime=34", 1, 1, "recheck" },
	{ "a recheck is not repeated",                       "7",     NULL,  "nvml1 driver=100 recheck", 1, 2, "" },
	{ "twelve rounds are the end",                       NULL,    NULL,  "nvml1 driver=46 runtime", 1, 12, "" },
};

/* nvml2: well, two GPUs. nvml!: failed. driver, runtime: well. driver=46: failed with that code. */
static outcome outcome_of(arena *a, str word, int *unit)
{
	static const char *const uuids[] = { "GPU-a", "GPU-b", "GPU-c" };
	outcome o = { .ending = ENDED_WELL, .task = { .unit = -1 } };
	ptrdiff_t equals = str_find_byte(word, '=');
	if (str_starts(word, S("nvml"))) {
		o.task.kind = TASK_NVML;
		o.ending = word.p[4] == '!' ? ENDED_FAILED : ENDED_WELL;
		int n = word.p[4] == '!' ? 0 : word.p[4] - '0';
		for (int i = 0; i < n; i++)
			*LIST_PUSH(a, &o.notes) = (probe_note){ .key = NOTE_UUID, .device = i, .text = str_of(uuids[i]) };
		if (n)
			*LIST_PUSH(a, &o.notes) = (probe_note){ .key = NOTE_COUNT, .device = -1, .number = n };
		return o;
	}
	o.task.kind = str_starts(word, S("driver")) ? TASK_DRIVER : str_starts(word, S("runtime")) ? TASK_RUNTIME : TASK_RECHECK;
	if (o.task.kind == TASK_DRIVER)
		o.task.unit = *unit;
	if (equals > 0) {
		int code = 0;
		for (ptrdiff_t i = equals + 1; i < word.n; i++)
			code = code * 10 + (word.p[i] - '0');
		o.ending = ENDED_FAILED;
		*LIST_PUSH(a, &o.steps) = (step){ .api = API_DRIVER, .call = S("x"), .rc = code };
	}
	return o;
}

static void fill(arena *a, const row *r, probe_facts *f)
{
	f->round = r->round;
	f->wish = (probe_wish){ .require = 1, .deep_runtime = true };
	for (int i = 0; i < r->nodes; i++)
		*LIST_PUSH(a, &f->host.nodes) = (device_node){ .path = arena_printf(a, "/dev/nvidia%d", i), .there = true };
	if (r->visible)
		*LIST_PUSH(a, &f->env) = (variable){ S("CUDA_VISIBLE_DEVICES"), str_of(r->visible) };
	if (r->devices)
		*LIST_PUSH(a, &f->wish.devices) = str_of(r->devices);
	if (r->nodes) {
		*LIST_PUSH(a, &f->libraries.runtimes) = (libcudart_facts){ .path = S("/env/libcudart.so.12"), .used = true };
		f->libraries.cuda.other = S("/usr/lib/libcuda.so.1");
	}
	str rest = str_of(r->before), word;
	int unit = 0;
	while (rest.n && str_next(&rest, ' ', &word))
		*LIST_PUSH(a, &f->children) = outcome_of(a, word, &unit);
}

static void test_next(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	probe_facts f = { 0 };
	fill(a, r, &f);
	tasks next = probe_next(a, &f);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < next.n; i++) {
		const task *t = &next.at[i];
		buf_printf(&b, "%s%s", i ? " " : "", task_name(t->kind));
		if (t->how == VISIBLE_SET)
			buf_printf(&b, ":%.*s", SARG(t->visible));
		if (t->how == VISIBLE_UNSET)
			buf_char(&b, '*');
	}
	assert_str(str_eq(buf_str(&b), S("")) ? S("") : buf_str(&b), r->want);
	arena_close(a);
}

/* ---- every {word} of every cause is filled ---- */

static void test_words(void **state)
{
	(void)state;
	/* Filled by whoever finds the cause; the others by probe_found from any facts. */
	static const char *const given[] = {
		"call", "code", "code_name", "detail", "library", "how", "budget", "state", "wchan", "entry",
		"variable", "gpu", "gpu_name", "mode", "fabric", "free", "total", "ecc", "sm", "pids", "remap",
		"runtimes", "seconds", "passed", "jit_limit", "arch_fix",
	};
	arena *a = arena_open(1 << 20);
	fillers more = { 0 };
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		*LIST_PUSH(a, &more) = (filler){ given[i], S("x") };
	probe_facts f = { 0 };
	for (int c = 0; c < CAUSE_COUNT; c++) {
		probe_finding found = probe_found(a, &f, (cause_id)c, 0, &more);
		assert_true(str_find_byte(found.message, '{') < 0);
		assert_true(str_find_byte(found.fix, '{') < 0);
		assert_true(found.message.n > 0 && found.fix.n > 0);
	}
	arena_close(a);
}

/* ---- passing needs proof ---- */

static void test_nothing_is_no_pass(void **state)
{
	(void)state;
	static const ending bad[] = { ENDED_FAILED, ENDED_EXIT, ENDED_SIGNAL, ENDED_DEADLINE, ENDED_STUCK,
		                      ENDED_DISTURBED, ENDED_UNSTARTED };
	arena *a = arena_open(1 << 20);
	for (size_t i = 0; i <= sizeof bad / sizeof *bad; i++) {
		probe_facts f = { .wish = { .require = 1 } };
		outcome o = { .task = { .kind = TASK_DRIVER } };
		o.ending = i ? bad[i - 1] : ENDED_FAILED;
		if (i)
			*LIST_PUSH(a, &f.children) = o;
		probe_report r;
		judge_probe(a, &f, &r);
		assert_true(r.failures.n > 0);
		assert_true(r.exit >= 10);
		assert_int_equal(r.passed, 0);
		f.wish.allow_no_gpu = true;
		judge_probe(a, &f, &r);
		assert_true(r.skipped == (i == 0));
	}
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_nothing_is_no_pass),
	};
	return RUN_ROWS(test_next, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
