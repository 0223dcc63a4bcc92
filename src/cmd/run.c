/* run: dispatch, and the one place that prints an error and knows the exit status.
 *
 * A run fills a report and a buffer; nothing is printed before the end. So a verdict cannot stand on
 * the screen while a later step fails, and two runs side by side do not mix their lines. */
#include "cmd/run.h"

#include "base/limits.h"
#include "cmd/github_files.h"
#include "cmd/help.h"
#include "edge/file.h"
#include "read/suggest.h"
#include "write/markdown.h"
#include "write/text.h"

#define TAKES_SIDES (TAKES_COMMON | TAKES_RANGE | TAKES_REPORT)

const command COMMANDS[] = {
	{ "check", "[A...B | REV] [-- PATH...]", "judge what a change does to the environment",
	  "Compares the environment files of two states, counts what was there before, and fails when the change brings in "
	  "a finding at or above --fail-on. Without an argument it judges the work tree against HEAD.",
	  TAKES_SIDES | TAKES_JUDGE | TAKES_UPDATES, 1000, cmd_check },
	{ "diff", "[A...B | REV] [-- PATH...]", "show what a change does to the environment",
	  "Lists changed packages and channels by meaning: a reordered or reformatted file has no changes. It never fails "
	  "because of what it shows.",
	  TAKES_SIDES, 1000, cmd_diff },
	{ "log", "[PACKAGE...] [--since DATE] [--path PATH]... [REV]", "show the life of every pin",
	  "Lists each commit that changed what an environment file means: a touch that only reorders or reformats is none. "
	  "Follows renames and simplifies history as git log does. --blame, --drift and --freeze ask more of the same "
	  "history, --html draws it.",
	  TAKES_COMMON | TAKES_LOG, 1000, cmd_log },
	{ "verify", "", "compare an installed environment with what is declared",
	  "Reads an environment's folder (conda-meta, dist-info) and compares it with the environment file and its lock: "
	  "missing, of another version, installed by hand, a CPU build, overwritten by pip. Runs and imports nothing.",
	  TAKES_COMMON | TAKES_REPORT | TAKES_VERIFY, 0, cmd_verify },
	{ "probe", "", "try this machine's GPUs, within seconds",
	  "Says whether this machine's CUDA stack runs the declared environment; if not, whose fault it is and what to type. "
	  "Starts a kernel on every visible GPU and checks every element. Never hangs; changes nothing on the card.",
	  TAKES_COMMON | TAKES_PROBE, 0, cmd_probe },
	{ "fix", "[RULE...] [-- PATH...]", "repair environment files, and keep every other byte",
	  "Drops prefix lines and build strings, joins keys given twice, pins branches to the commit that is known; names of rules "
	  "choose, as in pin/missing, whose version comes from the lock or --prefix. Each file is read again, and left alone "
	  "unless it then means exactly what was promised. --split and --requirements make files out of one.",
	  TAKES_COMMON | TAKES_FIX, 100, cmd_fix },
	{ "init", "", "set a repository up",
	  "Looks at the work tree, writes a commented .envgate.yml with the families, channels and other files it found, and says "
	  "what there is to repair. --hooks, --github and --gitlab set up one part instead: the git hooks (in a bare repository "
	  "the one before a push is accepted; a hook that is there is kept as NAME.local and runs first), a workflow, a job. What "
	  "is there is never overwritten.",
	  TAKES_COMMON | TAKES_INIT, 0, cmd_init },
	{ "comment", "", "keep one comment on a pull or merge request true",
	  "Turns JSON reports into one comment: created once, updated in place, turned into \"resolved\" when the findings are "
	  "gone. Started by a CI job of GitHub, GitLab, Gitea or Forgejo it knows where to post; the token comes from a "
	  "variable. Exit 0 says posted, or rightly not: it never repeats a report's verdict.",
	  TAKES_COMMON | TAKES_COMMENT, 0, cmd_comment },
	{ "explain", "RULE", "explain a rule, with a bad and a good example",
	  "Prints the rule's page: what it means, why it matters, and how to fix what it found.",
	  TAKES_COMMON, 1, cmd_explain },
	{ "rules", "", "list the rules and their severities",
	  "Lists every rule with its severity in the profiles standard, strict and audit.",
	  TAKES_COMMON | TAKES_LIST, 0, cmd_rules },
	{ "help", "[COMMAND | TOPIC]", "print help for a command or a topic",
	  "Prints the help of a command or a chapter of the manual; also the manual page and completion scripts for a shell.",
	  TAKES_COMMON | TAKES_HELP, 1, cmd_help },
	{ "version", "", "print the version", "Prints the version of envgate.", TAKES_COMMON, 0,
	  cmd_version },
};
const int COMMAND_COUNT = (int)(sizeof COMMANDS / sizeof COMMANDS[0]);

const command *command_find(str name)
{
	for (int i = 0; i < COMMAND_COUNT; i++)
		if (str_eq(str_of(COMMANDS[i].name), name))
			return &COMMANDS[i];
	return NULL;
}

look run_look(const run *r, bool terminal)
{
	look l = { .width = terminal ? r->host.width : 0,
		   .quiet = r->opts.quiet,
		   .verbose = r->opts.verbose,
		   .list_existing = r->opts.existing };
	l.color = terminal && !r->host.no_color;
	if (r->opts.color.p && !str_eq(r->opts.color, S("auto")))
		l.color = str_eq(r->opts.color, S("always"));
	return l;
}

/* FORMAT=FILE taken apart. */
static const err *split_output(run *r, str text, const writer **format, str *path)
{
	ptrdiff_t equals = str_find_byte(text, '=');
	*format = writer_find(str_head(text, equals < 0 ? text.n : equals));
	*path = equals < 0 ? (str){ 0 } : str_from(text, equals + 1);
	if (*format && path->n > 0)
		return NULL;
	const err *e = err_new(r->a, ERR_USAGE, "--output '%.*s' is not FORMAT=FILE", SARG(text));
	buf names = buf_new(r->a);
	for (int i = 0; i < WRITER_COUNT; i++)
		buf_printf(&names, "%s%.*s", i ? ", " : "", SARG(WRITERS[i].name));
	return err_hint(r->a, e, "--output json=report.json; formats: %.*s", SARG(buf_str(&names)));
}

static const err *check_outputs(run *r)
{
	const writer *format;
	str path;
	for (ptrdiff_t i = 0; i < r->opts.output.n; i++)
		TRY(split_output(r, r->opts.output.at[i], &format, &path));
	return NULL;
}

/* Writes what can be written even when one fails; the first failure is the answer. */
static const err *write_outputs(run *r)
{
	const err *first = NULL;
	for (ptrdiff_t i = 0; i < r->opts.output.n; i++) {
		const writer *format;
		str path;
		const err *e = split_output(r, r->opts.output.at[i], &format, &path);
		if (!e) {
			look plain = { .verbose = r->opts.verbose,
				       .list_existing = r->opts.existing };
			buf b = buf_new(r->a);
			format->write(&b, &r->report, &plain);
			e = file_write(r->a, path, buf_str(&b));
		}
		first = first ? first : e;
	}
	return first;
}

/* The format a program reads from stdout; NULL: a person does. */
static const writer *program_format(const run *r)
{
	const writer *format = writer_find(r->opts.format);
	return format && str_eq(format->name, S("text")) ? NULL : format;
}

/* With --format github also the step's summary and outputs, those of an error too. */
static const err *tell_runner(run *r)
{
	if (!str_eq(r->opts.format, S("github")))
		return NULL;
	look l = { .list_existing = r->opts.existing };
	buf summary = buf_new(r->a);
	markdown_within(&summary, &r->report, &l, github_files_room(r->a));
	github_outputs outputs = github_report_outputs(r->a, &r->report);
	return github_files_write(r->a, buf_str(&summary), &outputs);
}

/* Text for people goes to logs in which a runner looks for commands. */
static str printable(run *r, str text)
{
	bool people = !r->opts.format.p || str_eq(r->opts.format, S("text"));
	return people ? github_files_plain(r->a, text) : text;
}

const err *run_tell(run *r)
{
	TRY(write_outputs(r));
	TRY(tell_runner(r));
	look l = run_look(r, r->host.out_is_terminal);
	const writer *format = writer_find(r->opts.format.p ? r->opts.format : S("text"));
	format->write(&r->out, &r->report, &l);
	return NULL;
}

static const err *unknown_command(run *r, str word)
{
	strs names = { 0 };
	for (int i = 0; i < COMMAND_COUNT; i++)
		*LIST_PUSH(r->a, &names) = str_of(COMMANDS[i].name);
	str near = suggest_word(word, names.at, names.n);
	const err *e = err_new(r->a, ERR_USAGE, "unknown command '%.*s'", SARG(word));
	return near.p ? err_hint(r->a, e, "did you mean %.*s?", SARG(near))
	              : err_hint(r->a, e, "envgate help");
}

/* Options before the command are the command's own, as in git -C DIR diff. */
static strs without(arena *a, const strs *argv, ptrdiff_t skip)
{
	strs rest = { 0 };
	for (ptrdiff_t i = 0; i < argv->n; i++)
		if (i != skip)
			*LIST_PUSH(a, &rest) = argv->at[i];
	return rest;
}

static const err *parse(run *r, const strs *argv)
{
	ptrdiff_t word = opts_first_word(argv);
	const err *unknown = NULL;
	if (word < argv->n) {
		r->command = command_find(argv->at[word]);
		if (!r->command)
			unknown = unknown_command(r, argv->at[word]);
	}
	if (r->command)
		r->report.command = str_of(r->command->name);
	parsed p = { 0 };
	strs rest = without(r->a, argv, word);
	unsigned any = ~0u;
	unsigned groups = r->command ? r->command->options : unknown ? any : TAKES_COMMON;
	const err *e = opts_parse(r->a, &rest, groups, &p);
	r->opts = p.opts;
	r->args = p.args;
	r->paths = p.paths;
	r->dashes = p.dashes;
	return unknown ? unknown : e;
}

static const err *dispatch(run *r, const strs *argv)
{
	TRY(parse(r, argv));
	TRY(check_outputs(r));
	if (r->opts.version)
		return cmd_version(r);
	if (r->opts.help && r->command) {
		help_command(&r->out, r->command);
		return NULL;
	}
	if (!r->command) {
		help_overview(&r->out);
		if (r->opts.help)
			return NULL;
		host_complain(buf_str(&r->out));
		r->out = buf_new(r->a);
		r->status = err_exit(ERR_USAGE);
		return NULL;
	}
	if (r->args.n > r->command->most_args) {
		const err *e = err_new(r->a, ERR_USAGE, "'%.*s' is one argument too many",
		                       SARG(r->args.at[r->command->most_args]));
		return err_hint(r->a, e, "envgate help %s", r->command->name);
	}
	return r->command->fn(r);
}

/* No verdict, and every reader gets told: people on stderr, programs on stdout and in their files. */
static int fail(run *r, const err *e)
{
	report *rep = &r->report;
	rep->verdict = VERDICT_ERROR;
	rep->exit = err_exit(e->code);
	rep->error = e;
	rep->findings = (findings){ 0 };
	if (!rep->date.p && host_today(r->a, &rep->date))
		rep->date = (str){ 0 };
	buf text = buf_new(r->a), told = buf_new(r->a);
	host_progress_end();
	const err *second = write_outputs(r), *third = tell_runner(r);
	second = second ? second : third;
	const writer *format = program_format(r);
	if (format) {
		look plain = { 0 };
		format->write(&told, rep, &plain);
		if (!second)
			second = host_print(r->a, buf_str(&told));
	}
	look l = run_look(r, r->host.err_is_terminal);
	text_error(&text, e, &l);
	if (second && second->code != e->code)
		text_error(&text, second, &l);
	host_complain(github_files_plain(r->a, buf_str(&text)));
	return rep->exit;
}

int run_main(int argc, char **argv)
{
	host_catch_crashes();
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	run r = { .a = a, .host = host_look(), .out = buf_new(a) };
	r.report.platform.kind = r.host.in_ci ? S("ci") : S("terminal");
	strs words = { 0 };
	for (int i = 1; i < argc; i++)
		*LIST_PUSH(a, &words) = str_of(argv[i]);
	const err *e = dispatch(&r, &words);
	if (!e && r.out.n)
		e = host_print(a, printable(&r, buf_str(&r.out)));
	int status = e ? fail(&r, e) : r.status;
	arena_close(a);
	return status;
}
