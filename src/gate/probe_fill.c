/* probe_fill: messages of causes with their {words} filled in. The rows of causes.def carry the text, so
 * that documentation and program cannot differ; this file knows what each word stands for. */
#include "gate/probe_in.h"

#include "base/buf.h"
#include "spec/cuda_version.h"

static str cuda_text_of(arena *a, int cuda)
{
	return cuda ? arena_printf(a, "%s", cuda_name(cuda).at) : S("an unknown version");
}

/* What the driver says it supports; else what its version says. */
static int driver_cuda(const probe_facts *f)
{
	for (ptrdiff_t i = 0; i < f->children.n; i++) {
		long long n = outcome_number(&f->children.at[i], NOTE_DRIVER_CUDA, -1, 0);
		if (n > 0 && n <= CUDA_HIGHEST)
			return (int)n;
	}
	return cuda_of_driver(f->host.kernel_driver);
}

static str isa_text(arena *a, int cuda)
{
	int isa = cuda_ptx_isa(cuda);
	return isa ? arena_printf(a, "PTX %d.%d", isa / 10, isa % 10) : S("a newer PTX");
}

/* Where libcuda came from: what the child's loader took, else what the search by files found. */
static str libcuda_path(const probe_facts *f)
{
	for (ptrdiff_t i = 0; i < f->children.n; i++) {
		const outcome *o = &f->children.at[i];
		str path = o->task.kind == TASK_DRIVER ? outcome_text(o, NOTE_LIBRARY, -1) : (str){ 0 };
		if (path.p)
			return path;
	}
	return f->libraries.cuda.path;
}

static void put(arena *a, fillers *list, const char *word, str value)
{
	if (value.p)
		*LIST_PUSH(a, list) = (filler){ word, value };
}

static str or_words(str s, str otherwise)
{
	return s.p && s.n ? s : otherwise;
}

static void fill_machine(arena *a, const probe_facts *f, fillers *out)
{
	int cuda = driver_cuda(f);
	put(a, out, "driver", or_words(f->host.kernel_driver, S("of unknown version")));
	put(a, out, "cuda", cuda_text_of(a, cuda));
	put(a, out, "cuda_major", arena_printf(a, "%d", cuda / 1000));
	put(a, out, "declared", cuda_text_of(a, f->declared.cuda));
	put(a, out, "min_driver", or_words(cuda_min_driver(f->declared.cuda), S("a newer version")));
	put(a, out, "ptx_isa", isa_text(a, f->declared.cuda));
	put(a, out, "visible", or_words(variable_value(&f->env, "CUDA_VISIBLE_DEVICES"), S("")));
	put(a, out, "mps", or_words(variable_value(&f->env, "CUDA_MPS_PIPE_DIRECTORY"), S("unset")));
	put(a, out, "pci", f->host.pci_nvidia == 1 ? S("one") : arena_printf(a, "%d", f->host.pci_nvidia));
	put(a, out, "path", or_words(libcuda_path(f), S("(not found)")));
	put(a, out, "library_version", or_words(f->libraries.cuda.version, S("of unknown version")));
	put(a, out, "required", arena_printf(a, "%d", f->wish.require));
}

static str value_of(str word, const fillers *list)
{
	for (ptrdiff_t i = 0; list && i < list->n; i++)
		if (str_eq(str_of(list->at[i].word), word))
			return list->at[i].value;
	return (str){ 0 };
}

static str filled(arena *a, str text, const fillers *more, const fillers *machine)
{
	buf b = buf_new(a);
	while (text.n) {
		ptrdiff_t open = str_find_byte(text, '{'), close = str_find_byte(text, '}');
		if (open < 0 || close < open)
			break;
		str word = str_sub(text, open + 1, close), value = value_of(word, more);
		value = value.p ? value : value_of(word, machine);
		buf_put(&b, str_head(text, open));
		buf_put(&b, value.p ? value : str_sub(text, open, close + 1));
		text = str_from(text, close + 1);
	}
	buf_put(&b, text);
	return buf_str(&b);
}

probe_finding probe_found(arena *a, const probe_facts *f, cause_id c, int unit, const fillers *more)
{
	fillers machine = { 0 };
	fill_machine(a, f, &machine);
	return (probe_finding){
		.cause = c, .class = CAUSES[c].class, .unit = unit,
		.message = filled(a, CAUSES[c].message, more, &machine),
		.fix = filled(a, CAUSES[c].fix, more, &machine),
	};
}

/* ---- about one child ---- */

str neighbours(arena *a, const probe_facts *f, int index)
{
	const outcome *o = nvml_outcome(f);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; o && i < o->notes.n; i++) {
		const probe_note *n = &o->notes.at[i];
		if (n->key != NOTE_PROCESS || n->device != index)
			continue;
		bool ours = false;
		for (ptrdiff_t k = 0; k < f->children.n; k++)
			ours = ours || f->children.at[k].pid == n->number;
		if (!ours)
			buf_printf(&b, "%s%lld", b.n ? ", " : ", used by PIDs ", n->number);
	}
	return buf_str(&b);
}

static const char *mode_words(long long mode)
{
	static const char *const words[] = { "DEFAULT", "EXCLUSIVE_THREAD", "PROHIBITED", "EXCLUSIVE_PROCESS" };
	return mode >= 0 && mode < 4 ? words[mode] : "unknown";
}

static const char *fabric_words(long long state)
{
	static const char *const words[] = { "not supported", "not started", "in progress", "completed" };
	return state >= 0 && state < 4 ? words[state] : "state unknown";
}

/* From the child that failed, else from NVML. */
static long long known(const suspect *s, note_key key)
{
	const probe_note *n = s->o ? outcome_note(s->o, key, -1) : NULL;
	if (!n && s->nvml && s->index >= 0)
		n = outcome_note(s->nvml, key, s->index);
	return n ? n->number : -1;
}

static str known_text(const suspect *s, note_key key)
{
	str text = s->o ? outcome_text(s->o, key, -1) : (str){ 0 };
	return !text.p && s->nvml && s->index >= 0 ? outcome_text(s->nvml, key, s->index) : text;
}

static str library_of(const suspect *s)
{
	static const char *const names[] = { "libnvidia-ml", "libcuda", "libcudart", "libcuda" };
	return str_of(s->o ? names[s->o->task.kind] : "libcuda");
}

static str how_it_ended(arena *a, const outcome *o)
{
	switch (o->ending) {
	case ENDED_SIGNAL:
		return arena_printf(a, "crashed (signal %d)", o->status);
	case ENDED_DISTURBED:
		return S("wrote into the probe's own report");
	case ENDED_UNSTARTED:
		return arena_printf(a, "could not be tried (errno %d starting a process)", o->status);
	case ENDED_WELL: case ENDED_FAILED: case ENDED_EXIT: case ENDED_DEADLINE: case ENDED_STUCK:
		break;
	}
	return arena_printf(a, "left the process (status %d)", o->status);
}

static str count_or(arena *a, long long n, const char *otherwise)
{
	return n >= 0 ? arena_printf(a, "%lld", n) : str_of(otherwise);
}

static void fill_gpu(const suspect *s, fillers *out)
{
	arena *a = s->a;
	int shown = s->index >= 0 ? s->index : s->unit >= 0 ? s->unit : 0;
	put(a, out, "gpu", arena_printf(a, "%d", shown));
	put(a, out, "gpu_name", or_words(known_text(s, NOTE_NAME), S("this GPU")));
	put(a, out, "mode", str_of(mode_words(known(s, NOTE_MODE))));
	put(a, out, "fabric", str_of(fabric_words(known(s, NOTE_FABRIC))));
	put(a, out, "free", count_or(a, known(s, NOTE_MEM_FREE), "too few"));
	put(a, out, "total", count_or(a, known(s, NOTE_MEM_TOTAL), "unknown"));
	put(a, out, "ecc", count_or(a, known(s, NOTE_ECC), "some"));
	put(a, out, "sm", count_or(a, known(s, NOTE_CC), "?"));
	put(a, out, "pids", neighbours(a, s->facts, s->index));
}

static str detail_of(const suspect *s)
{
	str text = known_text(s, NOTE_LOADER);
	if (!text.p && s->step && s->step->api == API_LOADER)
		for (ptrdiff_t i = 0; i < s->o->notes.n; i++)
			if (s->o->notes.at[i].key == NOTE_MISSING && s->o->notes.at[i].number)
				return arena_printf(s->a, "it has no %.*s", SARG(s->o->notes.at[i].text));
	if (!text.p)
		text = known_text(s, NOTE_BAD_INDEX);
	return or_words(text, S("no reason given"));
}

static void fill_child(const suspect *s, fillers *out)
{
	arena *a = s->a;
	const step *at = s->step;
	put(a, out, "call", at ? at->call : S("its first call"));
	put(a, out, "code", arena_printf(a, "%d", at ? at->rc : 0));
	put(a, out, "code_name", at && at->code_name.n ? at->code_name : S("an error"));
	put(a, out, "detail", detail_of(s));
	put(a, out, "library", library_of(s));
	put(a, out, "how", how_it_ended(a, s->o));
	int budget = s->o->budget_ms ? s->o->budget_ms : s->facts->wish.deadline_ms;
	put(a, out, "budget", arena_printf(a, "%.1f", budget / 1000.0));
	put(a, out, "state", or_words(s->o->state, S("unknown")));
	put(a, out, "wchan", or_words(s->o->wchan, S("waiting place unknown")));
	if (s->o->task.kind == TASK_RUNTIME)
		put(a, out, "path", or_words(s->o->task.library, S("libcudart")));
	visible_list v = visible_read(a, s->facts);
	int entry = v.bad ? v.bad : s->unit >= 0 ? s->unit + 1 : 1;
	put(a, out, "entry", arena_printf(a, "%d", entry));
	str off = variable_value(&s->facts->env, "CUDA_DISABLE_PTX_JIT").p ? S("CUDA_DISABLE_PTX_JIT") : S("CUDA_DISABLE_JIT");
	put(a, out, "variable", off);
}

/* What a person needs to believe it: the call, the code, and what the library printed. */
static str evidence_of(const suspect *s)
{
	buf b = buf_new(s->a);
	const step *at = s->step;
	if (at && at->open)
		buf_printf(&b, "%.*s began and did not end (stage %s)", SARG(at->call), stage_name(at->stage));
	else if (at)
		buf_printf(&b, "%.*s: %.*s (%s %d), stage %s", SARG(at->call), SARG(or_words(at->code_name, S("failed"))),
		           api_name(at->api), at->rc, stage_name(at->stage));
	else
		buf_printf(&b, "the %s child reported no failed call", task_name(s->o->task.kind));
	str log = str_trim(s->o->log), line = { 0 };
	if (s->o->ending != ENDED_FAILED && str_next(&log, '\n', &line) && line.n)
		buf_printf(&b, "; it printed: %.*s", SARG(str_head(line, 120)));
	return buf_str(&b);
}

probe_finding suspect_found(const suspect *s, cause_id c)
{
	fillers more = { 0 };
	fill_gpu(s, &more);
	if (s->o)
		fill_child(s, &more);
	probe_finding f = probe_found(s->a, s->facts, c, s->unit, &more);
	if (!s->o)
		return f;
	f.evidence = evidence_of(s);
	if (s->step) {
		f.stage = s->step->stage;
		f.api = s->step->open ? API_NONE : s->step->api;
		f.call = s->step->call;
		f.code_name = s->step->code_name;
		f.rc = s->step->rc;
	}
	return f;
}
