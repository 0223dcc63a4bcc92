/* manual: the manual page (mdoc, for man) and the reference part of docs/manual.md (Markdown), both
 * from the rows. A test compares the committed manual with what is printed here. */
#include "cmd/help.h"

enum { SOURCE_WIDTH = 78 };

/* Running text: a backslash and a dash are roff's own, lines stay below 80 bytes, and no line starts
 * with a dot, which would make it a request. */
static void put_roff(buf *out, str s)
{
	ptrdiff_t column = 0;
	for (str word; str_next(&s, ' ', &word);) {
		bool breaks =
			column + 1 + word.n > SOURCE_WIDTH && (word.n == 0 || word.p[0] != '.');
		if (column)
			buf_char(out, breaks ? '\n' : ' ');
		column = breaks ? word.n : column + 1 + word.n;
		for (ptrdiff_t i = 0; i < word.n; i++) {
			if (word.p[i] == '\\')
				buf_put(out, S("\\e"));
			else if (word.p[i] == '-')
				buf_put(out, S("\\-"));
			else
				buf_char(out, word.p[i]);
		}
	}
}

static void man_option(buf *out, const opt_row *row)
{
	buf_put(out, S(".It"));
	if (row->letter)
		buf_printf(out, " Fl %c ,", row->letter);
	buf_printf(out, " Fl \\-%s", row->name);
	if (row->arg)
		buf_printf(out, " Ar %s", row->arg);
	buf_char(out, '\n');
	put_roff(out, str_of(row->help));
	if (row->words) {
		buf_put(out, S(":\n"));
		put_roff(out, str_of(row->words));
	}
	buf_put(out, S(".\n"));
}

static void man_commands(buf *out)
{
	buf_put(out, S(".Sh COMMANDS\n.Bl -tag -width Ds\n"));
	for (int i = 0; i < COMMAND_COUNT; i++) {
		buf_printf(out, ".It Cm %s", COMMANDS[i].name);
		if (COMMANDS[i].usage[0]) {
			buf_put(out, S(" Ar "));
			put_roff(out, str_of(COMMANDS[i].usage));
			buf_put(out, S("\\&")); /* or the last bracket would be punctuation */
		}
		buf_char(out, '\n');
		/* One sentence a line, as mandoc's linter asks. */
		str rest = str_of(COMMANDS[i].text);
		while (rest.n) {
			ptrdiff_t dot = str_find(rest, S(". "));
			put_roff(out, str_head(rest, dot < 0 ? rest.n : dot + 1));
			buf_char(out, '\n');
			rest = dot < 0 ? S("") : str_from(rest, dot + 2);
		}
	}
	buf_put(out, S(".El\n"));
}

void help_man(buf *out)
{
	buf_put(out, S(".Dd $Mdocdate$\n.Dt ENVGATE 1\n.Os\n.Sh NAME\n.Nm envgate\n.Nd gate for conda environments in git\n"
	               ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n.Op Ar argument ...\n"
	               ".Sh DESCRIPTION\n.Nm\nchecks conda environment files between any two states of a git\n"
	               "repository: it reads both out of git, compares them by meaning, and fails when\n"
	               "a change brings in a finding.\n"));
	man_commands(out);
	buf_put(out, S(".Sh OPTIONS\n.Bl -tag -width Ds\n"));
	for (int i = 0; i < OPTION_COUNT; i++)
		man_option(out, &OPTIONS[i]);
	buf_put(out, S(".El\n.Sh FILES\n.Bl -tag -width Ds\n.It Pa .envgate.yml\n"
	               "The policy, read from the side that a change is compared with.\n.El\n"
	               ".Sh EXIT STATUS\n.Bl -tag -width Ds\n"));
	for (int i = 0; i < EXIT_COUNT; i++) {
		buf_printf(out, ".It %d\n", EXITS[i].status);
		put_roff(out, str_of(EXITS[i].text));
		buf_put(out, S(".\n"));
	}
	buf_put(out, S(".El\n"));
}

static void markdown_options(buf *out, unsigned groups, bool common)
{
	buf_put(out, S("| option | meaning |\n| --- | --- |\n"));
	for (int i = 0; i < OPTION_COUNT; i++) {
		const opt_row *row = &OPTIONS[i];
		if (!(row->groups & groups) || (row->groups == TAKES_COMMON) != common)
			continue;
		buf_printf(out, "| `%.*s` | %s", SARG(str_trim(help_option_head(out->a, row))),
		           row->help);
		if (row->words)
			buf_put(out, S(": "));
		str rest = str_of(row->words), word;
		for (bool first = true; str_next(&rest, ' ', &word); first = false)
			buf_printf(out, "%s`%.*s`", first ? "" : ", ", SARG(word));
		buf_put(out, S(" |\n"));
	}
	buf_char(out, '\n');
}

void help_markdown(buf *out)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const command *c = &COMMANDS[i];
		buf_printf(out, "### envgate %s\n\n    envgate %s%s%s\n\n%s\n\n", c->name, c->name, c->usage[0] ? " " : "",
		           c->usage, c->text);
		if (c->options != TAKES_COMMON)
			markdown_options(out, c->options, false);
	}
	buf_put(out, S("### Options of every command\n\n"));
	markdown_options(out, TAKES_COMMON, true);
	buf_put(out, S("### Exit status\n\n| status | meaning |\n| --- | --- |\n"));
	for (int i = 0; i < EXIT_COUNT; i++)
		buf_printf(out, "| %d | %s |\n", EXITS[i].status, EXITS[i].text);
}
