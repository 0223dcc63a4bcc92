/* probe_opt: see probe_opt.h. A table of its own, not cmd/opt's: envgate-probe is another program, and
 * must not pull the gate's commands in. */
#include "cmd/probe_opt.h"

#include "spec/cuda_version.h"
#include "write/probe.h"

typedef enum kind { FLAG, TEXT, NUMBER, SECONDS, LISTED, CUDA, OUTPUT } kind;

typedef struct row {
	char letter;
	const char *name, *arg, *help;
	kind kind;
	ptrdiff_t at;
	bool hidden; /* for tests and for envgate itself */
} row;

#define AT(field) (ptrdiff_t)offsetof(probe_opts, field)
static const row rows[] = {
	{ 0,   "require",      "N",         "fail unless at least N GPUs pass (default 1)",          NUMBER,  AT(wish.require), false },
	{ 0,   "allow-no-gpu", NULL,        "a machine without a GPU is skipped, loudly, with exit 0", FLAG,  AT(wish.allow_no_gpu), false },
	{ 0,   "devices",      "LIST",      "try these GPUs only: indices among the job's, or UUIDs", LISTED,  AT(wish.devices), false },
	{ 0,   "deadline",     "SECONDS",   "give up after so long (default 30; 100ms is allowed too)", SECONDS, AT(wish.deadline_ms), false },
	{ 0,   "cuda",         "X.Y",       "the CUDA that the environment declares",                CUDA,    AT(declared.cuda), false },
	{ 0,   "cuda-from",    "PATH:LINE", "where it is declared, for the report",                  TEXT,    AT(declared.source), false },
	{ 0,   "cuda-spec",    "TEXT",      "the spec that declares it, for the report",             TEXT,    AT(declared.spec), false },
	{ 0,   "libcudart",    "PATH",      "try this CUDA runtime, not the one found",              TEXT,    AT(wish.libcudart), false },
	{ 0,   "no-runtime",   NULL,        "do not try the CUDA runtime, only the driver",          FLAG,    AT(no_runtime), false },
	{ 0,   "format",       "FORMAT",    "what to print (default text)",                          TEXT,    AT(format), false },
	{ 0,   "output",       "FORMAT=FILE", "write the report to FILE as well; may be given more than once", OUTPUT, AT(outputs), false },
	{ 0,   "redact",       NULL,        "replace UUIDs and paths by hashes",                     FLAG,    AT(redact), false },
	{ 0,   "color",        "WHEN",      "auto, always or never",                                 TEXT,    AT(color), false },
	{ 'q', "quiet",        NULL,        "print failures only",                                   FLAG,    AT(quiet), false },
	{ 'v', "verbose",      NULL,        "print every step with its time",                        FLAG,    AT(verbose), false },
	{ 'h', "help",         NULL,        "print this help",                                       FLAG,    AT(help), false },
	{ 0,   "version",      NULL,        "print the version",                                     FLAG,    AT(version), false },
	{ 0,   "libcuda",      "PATH",      "load this libcuda, not the one found by name",          TEXT,    AT(wish.libcuda), true },
	{ 0,   "patience",     "N",         "wait N times as long, as under valgrind",               NUMBER,  AT(wish.patience), true },
	{ 0,   "sysroot",      "DIR",       "read /proc, /sys, /dev and /etc below DIR",             TEXT,    AT(sysroot), true },
};
enum { ROWS = sizeof rows / sizeof *rows };

static const row *row_of(str name)
{
	for (int i = 0; i < ROWS; i++)
		if (str_eq(str_of(rows[i].name), name))
			return &rows[i];
	return NULL;
}

static const row *row_lettered(char c)
{
	for (int i = 0; i < ROWS; i++)
		if (rows[i].letter == c && c)
			return &rows[i];
	return NULL;
}

static const err *bad_value(arena *a, const row *r, str value, const char *hint)
{
	const err *e = err_new(a, ERR_USAGE, "--%s cannot be '%.*s'", r->name, SARG(value));
	return err_hint(a, e, "%s", hint);
}

/* Digits only, at most `most`; -1. */
static int number(str s, int most)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || n > most / 10)
			return -1;
		n = n * 10 + (s.p[i] - '0');
	}
	return s.n && n <= most ? n : -1;
}

/* "30", "30s", "2.5", "100ms" -> milliseconds; -1. */
static int milliseconds(str s)
{
	enum { MOST_S = 3600 };
	if (str_ends(s, S("ms")))
		return number(str_head(s, s.n - 2), MOST_S * 1000);
	s = str_ends(s, S("s")) ? str_head(s, s.n - 1) : s;
	ptrdiff_t dot = str_find_byte(s, '.');
	int whole = number(dot < 0 ? s : str_head(s, dot), MOST_S);
	int tenth = dot < 0 ? 0 : number(str_from(s, dot + 1), 9);
	return whole < 0 || tenth < 0 ? -1 : whole * 1000 + tenth * 100;
}

static const err *store_list(arena *a, const row *r, str value, strs *out)
{
	str rest = value, one;
	while (str_next(&rest, ',', &one)) {
		one = str_trim(one);
		bool named = str_starts(one, S("GPU-")) || str_starts(one, S("MIG-"));
		if (!named && number(one, 999) < 0)
			return bad_value(a, r, value, "--devices 0,1 or --devices GPU-1f2e3d4c-...");
		if (strs_has(out, one))
			return bad_value(a, r, value, "each GPU once");
		*LIST_PUSH(a, out) = one;
	}
	return NULL;
}

static str format_names(arena *a)
{
	buf names = buf_new(a);
	for (int i = 0; i < PROBE_WRITER_COUNT; i++)
		buf_printf(&names, "%s%.*s", i ? " " : "", SARG(PROBE_WRITERS[i].name));
	return buf_str(&names);
}

static const err *store_output(arena *a, str value, probe_outputs *out)
{
	ptrdiff_t equals = str_find_byte(value, '=');
	const probe_writer *format = probe_writer_find(str_head(value, equals < 0 ? value.n : equals));
	if (!format || equals < 0 || equals + 1 == value.n) {
		const err *e = err_new(a, ERR_USAGE, "--output '%.*s' is not FORMAT=FILE", SARG(value));
		return err_hint(a, e, "--output json=report.json; formats: %.*s", SARG(format_names(a)));
	}
	*LIST_PUSH(a, out) = (probe_output){ .format = format, .path = str_from(value, equals + 1) };
	return NULL;
}

static const err *store(arena *a, const row *r, str value, probe_opts *out)
{
	void *at = (char *)out + r->at;
	int n = 0;
	switch (r->kind) {
	case FLAG:
		*(bool *)at = true;
		return NULL;
	case TEXT:
		*(str *)at = value;
		return NULL;
	case NUMBER:
		n = number(value, 999);
		if (n < 1)
			return bad_value(a, r, value, "a number from 1 on; --allow-no-gpu accepts none");
		*(int *)at = n;
		return NULL;
	case SECONDS:
		n = milliseconds(value);
		if (n < 1)
			return bad_value(a, r, value, "seconds, as in --deadline 30, or --deadline 100ms");
		*(int *)at = n;
		return NULL;
	case CUDA:
		*(int *)at = cuda_parse(value);
		return *(int *)at ? NULL : bad_value(a, r, value, "--cuda 12.9");
	case LISTED:
		return store_list(a, r, value, at);
	case OUTPUT:
		return store_output(a, value, at);
	}
	return NULL;
}

/* One option at argv[*i]; moves *i over a separate value. */
static const err *read_one(arena *a, const strs *argv, ptrdiff_t *i, probe_opts *out)
{
	str arg = argv->at[*i], value = { 0 };
	const row *r = NULL;
	if (str_starts(arg, S("--"))) {
		str name = str_from(arg, 2);
		ptrdiff_t equals = str_find_byte(name, '=');
		value = equals >= 0 ? str_from(name, equals + 1) : (str){ 0 };
		r = row_of(equals >= 0 ? str_head(name, equals) : name);
	} else if (arg.n == 2 && arg.p[0] == '-') {
		r = row_lettered(arg.p[1]);
	} else {
		return err_hint(a, err_new(a, ERR_USAGE, "'%.*s' is one argument too many", SARG(arg)), "envgate probe --help");
	}
	if (!r)
		return err_hint(a, err_new(a, ERR_USAGE, "unknown option '%.*s'", SARG(arg)), "envgate probe --help");
	if (r->kind == FLAG && value.p)
		return err_new(a, ERR_USAGE, "--%s takes no value", r->name);
	if (r->kind != FLAG && !value.p) {
		if (*i + 1 >= argv->n || str_starts(argv->at[*i + 1], S("--")))
			return err_hint(a, err_new(a, ERR_USAGE, "--%s needs a value", r->name), "--%s=%s", r->name, r->arg);
		value = argv->at[++*i];
	}
	if (r->kind != FLAG && !value.n)
		return err_hint(a, err_new(a, ERR_USAGE, "--%s has an empty value", r->name), "--%s=%s", r->name, r->arg);
	return store(a, r, value, out);
}

static const err *check_words(arena *a, probe_opts *out)
{
	out->writer = probe_writer_find(out->format);
	if (!out->writer)
		return bad_value(a, row_of(S("format")), out->format, arena_printf(a, "one of: %.*s", SARG(format_names(a))).p);
	if (!str_eq(out->color, S("auto")) && !str_eq(out->color, S("always")) && !str_eq(out->color, S("never")))
		return bad_value(a, row_of(S("color")), out->color, "one of: auto always never");
	return NULL;
}

const err *probe_opts_read(arena *a, const strs *argv, probe_opts *out)
{
	*out = (probe_opts){ .wish = { .require = 1, .deadline_ms = 30000, .patience = 1 }, .color = S("auto"), .format = S("text"),
		             .sysroot = S("") };
	const err *first = NULL;
	for (ptrdiff_t i = 0; i < argv->n; i++) {
		const err *e = read_one(a, argv, &i, out);
		first = first ? first : e;
	}
	const err *e = check_words(a, out);
	out->wish.deep_runtime = !out->no_runtime;
	return first ? first : e;
}

void probe_opts_help(buf *out)
{
	buf_put(out, S("usage: envgate probe [OPTIONS]\n\n"
	               "Says within seconds whether this machine's CUDA stack runs the declared environment; if not,\n"
	               "whose fault it is and what to type. Never hangs; changes nothing on the card.\n\n"));
	for (int i = 0; i < ROWS; i++) {
		const row *r = &rows[i];
		if (r->hidden)
			continue;
		str head = arena_printf(out->a, "%s--%s%s%s", r->letter ? (r->letter == 'q' ? "-q, " : r->letter == 'v' ? "-v, " : "-h, ") : "    ",
		                        r->name, r->arg ? " " : "", r->arg ? r->arg : "");
		buf_printf(out, "  %-27.*s %s\n", SARG(head), r->help);
	}
	buf_printf(out, "\nformats: %.*s\n", SARG(format_names(out->a)));
	buf_put(out, S("\nexit: 0 pass or skipped, 10 fault of the environment, 20 of the runner, 30 busy, 40 hardware,\n"
	               "      50 hang or crash, 60 no GPU, 2 usage, 5 output could not be written\n"));
}
