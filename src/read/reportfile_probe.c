/* reportfile_probe: schema envgate.probe/1. The whole report is checked; what a comment shows of it is
 * taken over. Its shapes are closed: the schema allows no further key. */
#include "model/probe.h"
#include "read/reportfile_in.h"

#define STAGES                                                                                     \
	"none inventory libraries static_rule nvml driver_init context module jit_ceiling run "    \
	"runtime recheck teardown"
#define CLASSES "environment runner busy hardware hang no-gpu"

static const shape tops[] = {
	{ "schema", IS_TEXT, "envgate.probe/1", false },
	{ "verdict", IS_TEXT, NULL, false },
	{ "rule", IS_TEXT | IS_NULL, NULL, false },
	{ "class", IS_TEXT, "pass skipped " CLASSES " error", false },
	{ "exit", IS_COUNT, NULL, false },
	{ "error", IS_MAP, NULL, true },
	{ "wall_ms", IS_NUMBER, NULL, false },
	{ "stage", IS_TEXT | IS_NULL, STAGES, false },
	{ "code", IS_MAP | IS_NULL, NULL, false },
	{ "required", IS_COUNT, NULL, false },
	{ "passed", IS_COUNT, NULL, false },
	{ "declared", IS_MAP | IS_NULL, NULL, false },
	{ "host", IS_MAP, NULL, false },
	{ "libcuda", IS_MAP | IS_NULL, NULL, false },
	{ "libcudart", IS_LIST, NULL, false },
	{ "env", IS_MAP, NULL, false },
	{ "devices", IS_LIST, NULL, false },
	{ "children", IS_LIST, NULL, false },
	{ "failures", IS_LIST, NULL, false },
	{ "warnings", IS_LIST, NULL, false },
	{ "fix", IS_LIST, NULL, false },
	{ 0 },
};

static const shape errors[] = {
	{ "code", IS_TEXT, NULL, false },
	{ "message", IS_TEXT, NULL, false },
	{ "hint", IS_TEXT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape codes[] = {
	{ "api", IS_TEXT, "nvml cuda_driver cuda_runtime loader check", false },
	{ "call", IS_TEXT, NULL, false },
	{ "num", IS_INT, NULL, false },
	{ "name", IS_TEXT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape declareds[] = {
	{ "cuda", IS_DOTTED, NULL, false },
	{ "source", IS_TEXT | IS_NULL, NULL, false },
	{ "spec", IS_TEXT | IS_NULL, NULL, false },
	{ "ptx_isa", IS_DOTTED | IS_NULL, NULL, false },
	{ 0 },
};

static const shape hosts[] = {
	{ "kind", IS_TEXT, "host container wsl2 tegra", false },
	{ "container", IS_TEXT | IS_NULL, NULL, false },
	{ "kernel_driver", IS_TEXT | IS_NULL, NULL, false },
	{ "pci_nvidia", IS_COUNT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape libcudas[] = {
	{ "path", IS_TEXT, NULL, false },
	{ "version", IS_TEXT | IS_NULL, NULL, false },
	{ "cuda", IS_COUNT | IS_NULL, NULL, false },
	{ "stub", IS_BOOL, NULL, false },
	{ "compat", IS_BOOL, NULL, false },
	{ "found_by", IS_TEXT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape runtimes[] = {
	{ "path", IS_TEXT, NULL, false },
	{ "soname", IS_TEXT | IS_NULL, NULL, false },
	{ "version", IS_COUNT | IS_NULL, NULL, false },
	{ "found_by", IS_TEXT | IS_NULL, NULL, false },
	{ "in_environment", IS_BOOL, NULL, false },
	{ "used", IS_BOOL, NULL, false },
	{ 0 },
};

static const shape devices[] = {
	{ "index", IS_COUNT, NULL, false },
	{ "uuid", IS_TEXT | IS_NULL, NULL, false },
	{ "bus", IS_TEXT | IS_NULL, NULL, false },
	{ "name", IS_TEXT | IS_NULL, NULL, false },
	{ "cc", IS_DOTTED | IS_NULL, NULL, false },
	{ "mem_free_mib", IS_LONG | IS_NULL, NULL, false },
	{ "mem_total_mib", IS_LONG | IS_NULL, NULL, false },
	{ "mode", IS_TEXT | IS_NULL, "default exclusive_thread prohibited exclusive_process", false },
	{ "mig", IS_BOOL | IS_NULL, NULL, false },
	{ "persistence", IS_BOOL | IS_NULL, NULL, false },
	{ "ecc_uncorrected", IS_LONG | IS_NULL, NULL, false },
	{ "remap_pending", IS_BOOL | IS_NULL, NULL, false },
	{ "fabric", IS_TEXT | IS_NULL, "not_supported not_started in_progress completed", false },
	{ "ptx", IS_TEXT | IS_NULL, NULL, false },
	{ "result_hash", IS_HEX | IS_NULL, NULL, false },
	{ "verdict", IS_TEXT, NULL, false },
	{ "ms", IS_NUMBER, NULL, false },
	{ "stages", IS_LIST, NULL, false },
	{ 0 },
};

static const shape children[] = {
	{ "kind", IS_TEXT, "nvml driver runtime recheck", false },
	{ "unit", IS_COUNT | IS_NULL, NULL, false },
	{ "round", IS_COUNT, NULL, false },
	{ "ending", IS_TEXT, "well failed exit signal deadline stuck disturbed unstarted", false },
	{ "status", IS_INT, NULL, false },
	{ "ms", IS_NUMBER, NULL, false },
	{ "stages", IS_LIST, NULL, true },
	{ 0 },
};

static const shape steps_shape[] = {
	{ "stage", IS_TEXT, STAGES, false },
	{ "name", IS_TEXT, NULL, false },
	{ "rc", IS_INT | IS_NULL, NULL, false },
	{ "code", IS_TEXT | IS_NULL, NULL, false },
	{ "ms", IS_NUMBER, NULL, false },
	{ 0 },
};

static const shape failures[] = {
	{ "id", IS_TEXT, NULL, false },
	{ "rule", IS_TEXT, NULL, false },
	{ "class", IS_TEXT, "warning " CLASSES, false },
	{ "unit", IS_COUNT | IS_NULL, NULL, false },
	{ "text", IS_TEXT, NULL, false },
	{ "evidence", IS_TEXT | IS_NULL, NULL, false },
	{ "fix", IS_TEXT, NULL, false },
	{ 0 },
};

/* ---- rows ---- */

/* The cause by its name in capitals, or CAUSE_COUNT. */
static cause_id cause_named(str name)
{
	int i = 0;
	while (i < CAUSE_COUNT && !str_eq(CAUSES[i].name, name))
		i++;
	return (cause_id)i;
}

static void check_steps(taker *t, const json *row)
{
	const json *list = json_get(row, S("stages"));
	t->inside = "stages";
	for (const json *v = list ? list->first : NULL; v && !t->wrong; v = v->next)
		shape_holds(t, v, steps_shape, true);
	t->inside = NULL;
}

static void take_runtime(taker *t, const json *row, told *out)
{
	(void)out;
	shape_holds(t, row, runtimes, true);
}

static void take_child(taker *t, const json *row, told *out)
{
	(void)out;
	if (shape_holds(t, row, children, true))
		check_steps(t, row);
}

static void take_device(taker *t, const json *row, told *out)
{
	if (!shape_holds(t, row, devices, true))
		return;
	check_steps(t, row);
	str word = told_text(row, "verdict");
	cause_id cause = cause_named(word);
	bool passed = str_eq(word, S("PASS"));
	if (!passed && cause == CAUSE_COUNT) {
		shape_refuse(t, "verdict", "is no cause of this version");
		return;
	}
	told_device d = { .index = (int)told_number(row, "index", 0),
		          .name = told_text(row, "name"),
		          .uuid = told_text(row, "uuid"),
		          .compute_capability = told_text(row, "cc"),
		          .verdict = passed ? S("ok") : CAUSES[cause].id };
	*LIST_PUSH(t->a, &out->probe.devices) = d;
}

static void take_failure(taker *t, const json *row, told *out)
{
	if (!shape_holds(t, row, failures, true))
		return;
	cause_id cause = cause_named(told_text(row, "id"));
	if (cause == CAUSE_COUNT || !str_eq(CAUSES[cause].id, told_text(row, "rule"))) {
		shape_refuse(t, "id", "is no cause of this version");
		return;
	}
	if (out->probe.message.p || !str_eq(str_of(t->list), S("failures")))
		return;
	out->probe.message = told_text(row, "text");
	out->probe.fix = told_text(row, "fix");
}

static void check_texts(taker *t, const json *root, const char *key)
{
	for (const json *v = json_get(root, str_of(key))->first; v && !t->wrong; v = v->next)
		if (v->kind != JSON_TEXT)
			shape_refuse(t, key, "has a value that is no text");
}

/* ---- the whole ---- */

/* ERROR with an error, its class and no failure, and nothing of that otherwise. */
static void check_error(taker *t, const json *root, told_probe *p)
{
	const json *error = json_get(root, S("error"));
	bool says = str_eq(told_text(root, "verdict"), S("ERROR"));
	bool class = str_eq(told_text(root, "class"), S("error"));
	bool fits = says == class && says == (error != NULL);
	err_code code = told_error(told_text(error, "code"));
	if (says)
		fits = fits && code != ERR_COUNT && p->exit == err_exit(code) &&
		       !json_get(root, S("failures"))->first;
	if (!fits) {
		shape_refuse(t, "verdict", "contradicts the class, the exit status or the error");
		return;
	}
	p->verdict = S("no verdict");
	p->class = told_text(error, "code");
	p->message = told_text(error, "message");
	p->fix = told_text(error, "hint");
}

/* PASS with exit 0 and no failure; SKIPPED with exit 0; a cause with the exit status of its class, as the
 * first failure has it. */
static void check_verdict(taker *t, const json *root, told_probe *p)
{
	static const int exits[] = { 0, 0, 10, 20, 30, 40, 50, 60 };
	str says = told_text(root, "verdict"), class = told_text(root, "class");
	cause_id cause = cause_named(says);
	const json *first = json_get(root, S("failures"))->first;
	p->skipped = str_eq(says, S("SKIPPED"));
	bool passed = str_eq(says, S("PASS"));
	str word = p->skipped ? S("skipped") : passed ? S("pass") : class;
	bool fits = (passed || p->skipped || cause != CAUSE_COUNT) && str_eq(word, class);
	fits = fits && p->exit == exits[told_word(root, "class", tops[3].words)];
	if (passed)
		fits = fits && !first && p->passed > 0;
	else if (!p->skipped)
		fits = fits && p->exit != 0 && first && str_eq(told_text(first, "id"), says) &&
		       str_eq(told_text(root, "rule"), told_text(first, "rule"));
	if (!fits)
		shape_refuse(t, "verdict", "contradicts the class, the exit status or the failures");
	p->verdict = passed ? S("ok") : p->skipped ? S("skipped") : told_text(root, "rule");
	p->class = passed || p->skipped ? (str){ 0 } : class;
}

static bool front_holds(taker *t, const json *root)
{
	bool good = shape_holds(t, root, tops, true) && shape_inside(t, root, "code", codes, true) &&
	            shape_inside(t, root, "error", errors, true) &&
	            shape_inside(t, root, "declared", declareds, true) &&
	            shape_inside(t, root, "host", hosts, true) &&
	            shape_inside(t, root, "libcuda", libcudas, true);
	const json *set = good ? json_get(root, S("env")) : NULL;
	for (const json *v = set ? set->first : NULL; v && !t->wrong; v = v->next)
		if (v->kind != JSON_TEXT)
			shape_refuse(t, "env", "has a value that is no text");
	return !t->wrong;
}

void told_probe_read(taker *t, const json *root, told *out)
{
	told_probe *p = &out->probe;
	out->kind = TOLD_PROBE;
	if (!front_holds(t, root))
		return;
	const json *host = json_get(root, S("host")), *cuda = json_get(root, S("libcuda"));
	const json *declared = json_get(root, S("declared"));
	p->exit = (int)told_number(root, "exit", 0);
	p->passed = (int)told_number(root, "passed", 0);
	p->required = (int)told_number(root, "required", 0);
	p->driver = told_text(host, "kernel_driver");
	if (!p->driver.p)
		p->driver = told_text(cuda, "version");
	int version = (int)told_number(cuda, "cuda", 0);
	if (version)
		p->driver_cuda = arena_printf(t->a, "%d.%d", version / 1000, version % 1000 / 10);
	p->declared_cuda = told_text(declared, "cuda");
	p->declared_at = told_text(declared, "source");
	told_rows(t, root, "libcudart", out, take_runtime);
	told_rows(t, root, "devices", out, take_device);
	told_rows(t, root, "children", out, take_child);
	told_rows(t, root, "failures", out, take_failure);
	told_rows(t, root, "warnings", out, take_failure);
	if (t->wrong)
		return;
	check_texts(t, root, "fix");
	p->devices_seen = (int)p->devices.n;
	bool no_verdict = json_get(root, S("error")) || str_eq(told_text(root, "verdict"), S("ERROR")) ||
	                  str_eq(told_text(root, "class"), S("error"));
	if (!t->wrong && no_verdict)
		check_error(t, root, p);
	else if (!t->wrong)
		check_verdict(t, root, p);
}
