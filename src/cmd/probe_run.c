/* probe_run: envgate-probe, gather, judge, tell.
 *
 * One program, two roles: the parent reads files, starts children and judges; a child (--child) loads one
 * library, reports, and is gone. The parent never loads a driver, so nothing a driver does can change
 * what it prints. */
#include "cmd/probe_run.h"

#include "cmd/github_files.h"
#include "cmd/probe_opt.h"
#include "edge/child.h"
#include "edge/cuda_driver.h"
#include "edge/cuda_runtime.h"
#include "edge/file.h"
#include "edge/host.h"
#include "edge/inventory.h"
#include "edge/nvml.h"
#include "gate/judge_probe.h"
#include "gate/probe_next.h"
#include "write/escape.h"
#include "write/probe.h"
#include "write/probe_github.h"

enum {
	BUDGET_MIB = 64,
	AT_ONCE = 4, /* more contexts at a time only queue up in the driver (dask-cuda #198) */
};

/* ---- the child ---- */

static int child_main(void)
{
	arena *a = arena_open((ptrdiff_t)BUDGET_MIB * 1024 * 1024);
	task t;
	reporter *r = child_open(a, &t);
	if (!r) {
		host_complain(S("envgate-probe: --child is for its own use\n"));
		arena_close(a);
		return err_exit(ERR_USAGE);
	}
	bool good = false;
	switch (t.kind) {
	case TASK_NVML:
		good = nvml_child(a, r, &t);
		break;
	case TASK_DRIVER:
		good = cuda_driver_child(a, r, &t);
		break;
	case TASK_RUNTIME:
		good = cuda_runtime_child(a, r, &t);
		break;
	case TASK_RECHECK:
		good = cuda_recheck_child(a, r, &t);
		break;
	}
	child_leave(r, good);
}

/* ---- the parent ---- */

typedef struct run {
	arena *a;
	host host;
	probe_opts opts;
	buf out;
	long long began_ms;
} run;

static void gather_files(run *r, probe_facts *f)
{
	f->wish = r->opts.wish;
	f->declared = r->opts.declared;
	inventory_env(r->a, &f->env);
	inventory_host(r->a, r->opts.sysroot, &f->host);
	library_search where = { .root = r->opts.sysroot, .host = &f->host, .env = &f->env, .wish = &f->wish,
		                 .declared = f->declared };
	inventory_libraries(r->a, &where, &f->libraries);
}

static void gather_children(run *r, probe_facts *f)
{
	child_run how = { .os = &CHILD_OS, .sysroot = r->opts.sysroot, .at_once = AT_ONCE, .patience = f->wish.patience,
		          .deadline_at_ms = r->began_ms + (long long)f->wish.deadline_ms * f->wish.patience };
	for (;;) {
		tasks next = probe_next(r->a, f);
		if (!next.n)
			break;
		child_run_all(r->a, &how, &next, ++f->round, &f->children);
		f->out_of_time = child_now_ms() >= how.deadline_at_ms;
	}
	f->wall_ms = (double)(child_now_ms() - r->began_ms);
}

/* Writes what can be written even when one fails; the first failure is the answer. */
static const err *write_outputs(run *r, const probe_report *judged)
{
	const err *first = NULL;
	probe_look plain = { .look = { .verbose = r->opts.verbose }, .redact = r->opts.redact };
	for (ptrdiff_t i = 0; i < r->opts.outputs.n; i++) {
		buf b = buf_new(r->a);
		r->opts.outputs.at[i].format->write(&b, judged, &plain);
		const err *e = file_write(r->a, r->opts.outputs.at[i].path, buf_str(&b));
		first = first ? first : e;
	}
	return first;
}

/* With --format github also the step's summary and outputs, those of an error too. */
static const err *tell_runner(run *r, const probe_report *judged)
{
	if (!str_eq(r->opts.format, S("github")))
		return NULL;
	probe_look plain = { .redact = r->opts.redact };
	buf summary = buf_new(r->a);
	probe_markdown(&summary, judged, &plain);
	github_outputs outputs = probe_github_outputs(r->a, judged);
	return github_files_write(r->a, buf_str(&summary), &outputs);
}

static const err *tell(run *r, const probe_report *judged)
{
	TRY(write_outputs(r, judged));
	TRY(tell_runner(r, judged));
	bool color = r->host.out_is_terminal && !r->host.no_color;
	if (!str_eq(r->opts.color, S("auto")))
		color = str_eq(r->opts.color, S("always"));
	probe_look l = { .look = { .color = color, .quiet = r->opts.quiet, .verbose = r->opts.verbose },
		         .redact = r->opts.redact };
	r->opts.writer->write(&r->out, judged, &l);
	return NULL;
}

static const err *probe(run *r, int *status)
{
	probe_facts facts = { 0 };
	probe_report judged;
	gather_files(r, &facts);
	gather_children(r, &facts);
	judge_probe(r->a, &facts, &judged);
	*status = judged.exit;
	return tell(r, &judged);
}

static void complain(arena *a, const err *e)
{
	buf b = buf_new(a);
	buf_put(&b, S("envgate probe: "));
	escape_terminal(&b, err_text(a, e));
	buf_char(&b, '\n');
	if (e->hint.p) {
		buf_put(&b, S("  hint: "));
		escape_terminal(&b, e->hint);
		buf_char(&b, '\n');
	}
	host_complain(github_files_plain(a, buf_str(&b)));
}

/* No verdict, and every reader gets told: people on stderr, programs on stdout and in their files. */
static int fail(run *r, const err *e)
{
	probe_facts *nothing = NEW(r->a, probe_facts);
	nothing->wish.require = r->opts.wish.require;
	nothing->host.pci_nvidia = -1;
	probe_report told = { .facts = nothing, .error = e, .exit = err_exit(e->code) };
	const err *second = write_outputs(r, &told), *third = tell_runner(r, &told);
	second = second ? second : third;
	if (r->opts.writer && !str_eq(r->opts.format, S("text"))) {
		probe_look plain = { .redact = r->opts.redact };
		buf b = buf_new(r->a);
		r->opts.writer->write(&b, &told, &plain);
		if (!second && e->code != ERR_OUTPUT)
			second = host_print(r->a, buf_str(&b));
	}
	complain(r->a, e);
	if (second && second->code != e->code)
		complain(r->a, second);
	return told.exit;
}

static int parent_main(arena *a, const strs *words)
{
	run r = { .a = a, .host = host_look(), .out = buf_new(a), .began_ms = child_now_ms() };
	int status = 0;
	const err *e = probe_opts_read(a, words, &r.opts);
	if (r.opts.help)
		probe_opts_help(&r.out);
	else if (r.opts.version)
		buf_put(&r.out, S("envgate-probe " ENVGATE_VERSION "\n"));
	else if (!e)
		e = probe(&r, &status);
	if (e && !r.opts.help && !r.opts.version)
		return fail(&r, e);
	/* Text for people goes to logs in which a runner looks for commands. */
	bool people = !r.opts.writer || str_eq(r.opts.writer->name, S("text"));
	e = host_print(a, people ? github_files_plain(a, buf_str(&r.out)) : buf_str(&r.out));
	return e ? fail(&r, e) : status;
}

int probe_main(int argc, char **argv)
{
	if (argc > 1 && str_eq(str_of(argv[1]), S("--child")))
		return child_main();
	host_catch_crashes();
	arena *a = arena_open((ptrdiff_t)BUDGET_MIB * 1024 * 1024);
	strs words = { 0 };
	for (int i = 1; i < argc; i++)
		*LIST_PUSH(a, &words) = str_of(argv[i]);
	int status = parent_main(a, &words);
	arena_close(a);
	return status;
}
