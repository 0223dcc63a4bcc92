/* help: from the rows to the screen. Topics are the chapters of docs/manual.md, printed from the copy
 * that was built in; nothing is written twice. The policy and the ranges have pages of their own, which
 * are printed for the chapters that point to them. */
#include "cmd/help.h"

#include "cmd/pages.h"
#include "read/suggest.h"

enum { TEXT_COLUMN = 26, WIDTH = 80 };

const exit_row EXITS[] = {
	{ 0,  "judged, and nothing fails; probe: passed, or skipped; diff, explain, rules and help: done" },
	{ 1,  "judged, and findings fail the gate" },
	{ 2,  "the command line or the policy is wrong" },
	{ 3,  "cannot judge: no repository, a commit that is not there, unreadable objects, a bound reached" },
	{ 5,  "the output could not be written" },
	{ 6,  "a whole state without any environment file (--allow-empty: 0)" },
	{ 10, "probe: the environment's fault, such as a CUDA that is too new for the driver" },
	{ 20, "probe: the runner's fault, also fewer GPUs than required" },
	{ 30, "probe: the GPU is busy; retry" },
	{ 40, "probe: broken hardware; take the machine out of service" },
	{ 50, "probe: something hung or crashed" },
	{ 60, "probe: no GPU (--allow-no-gpu: 0)" },
	{ 70, "a bug in envgate" },
};
const int EXIT_COUNT = (int)(sizeof EXITS / sizeof EXITS[0]);

/* text in lines of at most WIDTH columns, each indented; the first one starts at column. */
static void put_wrapped(buf *out, str text, ptrdiff_t column, ptrdiff_t indent)
{
	for (str word; str_next(&text, ' ', &word);) {
		bool first = column == indent;
		if (!first && column + 1 + word.n > WIDTH) {
			buf_char(out, '\n');
			buf_repeat(out, ' ', indent);
			column = indent;
			first = true;
		}
		buf_put(out, first ? S("") : S(" "));
		buf_put(out, word);
		column += word.n + !first;
	}
	buf_char(out, '\n');
}

static void put_row(buf *out, str head, str text)
{
	buf_put(out, S("  "));
	buf_put(out, head);
	ptrdiff_t column = head.n + 2;
	if (column + 1 > TEXT_COLUMN) {
		buf_char(out, '\n');
		column = 0;
	}
	buf_repeat(out, ' ', TEXT_COLUMN - column);
	put_wrapped(out, text, TEXT_COLUMN, TEXT_COLUMN);
}

str help_option_head(arena *a, const opt_row *row)
{
	str letter = row->letter ? arena_printf(a, "-%c, ", row->letter) : S("    ");
	return arena_printf(a, "%.*s--%s%s%s", SARG(letter), row->name, row->arg ? " " : "",
	                    row->arg ? row->arg : "");
}

static str option_text(arena *a, const opt_row *row)
{
	if (!row->words)
		return str_of(row->help);
	buf words = buf_new(a);
	for (str rest = str_of(row->words), word; str_next(&rest, ' ', &word);) {
		buf_put(&words, words.n ? S(", ") : S(""));
		buf_put(&words, word);
	}
	return arena_printf(a, "%s: %.*s", row->help, SARG(buf_str(&words)));
}

void help_command(buf *out, const command *c)
{
	buf_printf(out, "usage: envgate %s%s%s%s\n\n", c->name, c->options == TAKES_COMMON ? "" : " [OPTION...]",
	           c->usage[0] ? " " : "", c->usage);
	put_wrapped(out, str_of(c->text), 0, 0);
	for (int common = 0; common <= 1; common++) {
		buf_put(out, common ? S("\ncommon options:\n") : c->options == TAKES_COMMON ? S("") : S("\noptions:\n"));
		for (int i = 0; i < OPTION_COUNT; i++)
			if ((OPTIONS[i].groups & c->options) &&
			    (OPTIONS[i].groups == TAKES_COMMON) == common)
				put_row(out, help_option_head(out->a, &OPTIONS[i]),
				        option_text(out->a, &OPTIONS[i]));
	}
}

/* The chapters of the manual: "## Ranges" is topic "ranges". */
static str topic_of(arena *a, str line)
{
	if (!str_starts(line, S("## ")))
		return (str){ 0 };
	str words = str_trim(str_from(line, 3)), word = words;
	(void)str_next(&words, ' ', &word);
	return arena_lower(a, word);
}

static strs topics(arena *a)
{
	strs all = { 0 };
	for (str rest = page_named(S("manual")), line; str_next(&rest, '\n', &line);) {
		str topic = topic_of(a, line);
		if (topic.p)
			*LIST_PUSH(a, &all) = topic;
	}
	return all;
}

static str chapter(arena *a, str topic)
{
	str all = page_named(S("manual")), rest = all, line;
	ptrdiff_t beg = -1, end = all.n;
	while (str_next(&rest, '\n', &line)) {
		str here = topic_of(a, line);
		if (!here.p)
			continue;
		if (beg >= 0) {
			end = line.p - all.p;
			break;
		}
		if (str_eq(here, topic))
			beg = line.p - all.p;
	}
	return beg < 0 ? (str){ 0 } : str_sub(all, beg, end);
}

void help_overview(buf *out)
{
	buf_put(out, S("usage: envgate COMMAND [OPTION...] [ARGUMENT...]\n\n"
	               "Checks conda environment files between any two states of a git repository.\n\n"));
	for (int i = 0; i < COMMAND_COUNT; i++)
		buf_printf(out, "  %-9s %s\n", COMMANDS[i].name, COMMANDS[i].line);
	buf_put(out, S("\ntopics:"));
	strs all = topics(out->a);
	for (ptrdiff_t i = 0; i < all.n; i++)
		buf_printf(out, " %.*s", SARG(all.at[i]));
	buf_put(out, S("\n\nenvgate help COMMAND or envgate help TOPIC tells more.\n"));
}

static const err *unknown_topic(run *r, str word)
{
	strs all = topics(r->a);
	for (int i = 0; i < COMMAND_COUNT; i++)
		*LIST_PUSH(r->a, &all) = str_of(COMMANDS[i].name);
	str near = suggest_word(word, all.at, all.n);
	const err *e = err_new(r->a, ERR_USAGE, "no command or topic is called '%.*s'", SARG(word));
	return near.p ? err_hint(r->a, e, "envgate help %.*s", SARG(near))
	              : err_hint(r->a, e, "envgate help");
}

const err *cmd_help(run *r)
{
	if (r->opts.man) {
		help_man(&r->out);
	} else if (r->opts.markdown) {
		help_markdown(&r->out);
	} else if (r->opts.complete.p) {
		help_complete(&r->out, r->opts.complete);
	} else if (r->args.n == 0) {
		help_overview(&r->out);
	} else if (command_find(r->args.at[0])) {
		help_command(&r->out, command_find(r->args.at[0]));
	} else {
		str topic = r->args.at[0];
		bool has_page = str_eq(topic, S("policy")) || str_eq(topic, S("ranges"));
		str text = has_page ? page_named(topic) : chapter(r->a, topic);
		if (!text.p)
			return unknown_topic(r, r->args.at[0]);
		look l = run_look(r, r->host.out_is_terminal);
		page_print(&r->out, text, &l);
	}
	return NULL;
}

const err *cmd_version(run *r)
{
	buf_printf(&r->out, "envgate %s\n", ENVGATE_VERSION);
	return NULL;
}
