/* complete: completion scripts for shells, from the rows. The scripts hold words only; nothing in them
 * runs envgate while somebody types. Revisions are left to git's own completion where the shell has it. */
#include "cmd/help.h"

#include "edit/fix.h"

static void put_options(buf *out, const command *c)
{
	bool first = true;
	for (int i = 0; i < OPTION_COUNT; i++) {
		const opt_row *row = &OPTIONS[i];
		if (!(row->groups & c->options))
			continue;
		buf_put(out, first ? S("") : S(" "));
		if (row->letter)
			buf_printf(out, "-%c ", row->letter);
		buf_printf(out, "--%s", row->name);
		first = false;
	}
}

static void put_rules(buf *out)
{
	for (int i = 0; i < RULE_COUNT; i++)
		buf_printf(out, "%s%.*s", i ? " " : "", SARG(RULES[i].id));
}

/* The rules that fix repairs. */
static void put_repairs(buf *out)
{
	bool first = true;
	for (int i = 0; i < FIX_COUNT; i++) {
		str rest = str_of(fix_rules((fix_kind)i)), word;
		for (; str_next(&rest, ',', &word); first = false)
			buf_printf(out, "%s%.*s", first ? "" : " ", SARG(str_trim(word)));
	}
}

static void put_command_names(buf *out)
{
	for (int i = 0; i < COMMAND_COUNT; i++)
		buf_printf(out, "%s%s", i ? " " : "", COMMANDS[i].name);
}

/* Whether another row above has the same name: a shell needs the words once, the widest list. */
static bool is_repeated(int i)
{
	for (int k = i + 1; k < OPTION_COUNT; k++)
		if (str_eq(str_of(OPTIONS[k].name), str_of(OPTIONS[i].name)))
			return true;
	return false;
}

static void put_bash(buf *out)
{
	buf_put(out, S("# bash completion for envgate, printed by: envgate help --complete=bash\n"
	               "_envgate() {\n"
	               "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word command='' words=''\n"
	               "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	               "\t\tcase $word in\n\t\t"));
	for (int i = 0; i < COMMAND_COUNT; i++)
		buf_printf(out, "%s%s", i ? " | " : "", COMMANDS[i].name);
	buf_put(out, S(") command=$word; break ;;\n\t\tesac\n\tdone\n\tcase $prev in\n"));
	for (int i = 0; i < OPTION_COUNT; i++)
		if (OPTIONS[i].words && !is_repeated(i))
			buf_printf(out, "\t--%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", OPTIONS[i].name,
			           OPTIONS[i].words);
	buf_put(out, S("\t--policy | --output | --declared | --from | --requirements | --libcudart | --libcuda) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
	               "\t--repo | --sysroot | --prefix | -C) COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n\tesac\n\tcase $command in\n"));
	for (int i = 0; i < COMMAND_COUNT; i++) {
		buf_printf(out, "\t%s) words='", COMMANDS[i].name);
		put_options(out, &COMMANDS[i]);
		buf_put(out, S("' ;;\n"));
	}
	buf_put(out, S("\tesac\n\tcase $command:$cur in\n\t:*) words='"));
	put_command_names(out);
	buf_put(out, S("' ;;\n\texplain:[!-]*|explain:) words='"));
	put_rules(out);
	buf_put(out, S("' ;;\n\tfix:[!-]*|fix:) words='"));
	put_repairs(out);
	buf_put(out, S("' ;;\n\t*:-*) ;;\n\tcheck:* | diff:*)\n"
	               "\t\twords=$(git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes 2> /dev/null)\n"
	               "\t\t;;\n\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
	               "complete -o default -F _envgate envgate\n"));
}

/* One quoted with ' in both zsh and fish; our texts have none, but a row written later might. */
static void put_quoted(buf *out, const char *text)
{
	for (str rest = str_of(text); rest.n; rest = str_from(rest, 1)) {
		if (rest.p[0] == '\'')
			buf_put(out, S("'\\''"));
		else
			buf_char(out, rest.p[0]);
	}
}

/* zsh reads [ ] and : inside a specification. */
static void put_zsh_text(buf *out, const char *text)
{
	for (str rest = str_of(text); rest.n; rest = str_from(rest, 1)) {
		if (str_find_byte(S("[]:"), rest.p[0]) >= 0)
			buf_char(out, '\\');
		put_quoted(out, (char[]){ rest.p[0], '\0' });
	}
}

static void put_zsh_option(buf *out, const opt_row *row)
{
	buf_printf(out, "\t\t\t'%s--%s%s[", row->kind >= OPT_LIST ? "*" : "", row->name,
	           row->arg ? "=" : "");
	put_zsh_text(out, row->help);
	buf_char(out, ']');
	if (row->words)
		buf_printf(out, ":%s:(%s)", row->arg, row->words);
	else if (row->arg)
		buf_printf(out, ":%s:%s", row->arg,
		           str_eq(str_of(row->arg), S("DIR")) ? "_directories" : "_files");
	buf_put(out, S("' \\\n"));
}

static void put_zsh(buf *out)
{
	buf_put(out, S("#compdef envgate\n# zsh completion for envgate, printed by: envgate help --complete=zsh\n"
	               "local -a commands\ncommands=(\n"));
	for (int i = 0; i < COMMAND_COUNT; i++) {
		buf_printf(out, "\t'%s:", COMMANDS[i].name);
		put_zsh_text(out, COMMANDS[i].line);
		buf_put(out, S("'\n"));
	}
	buf_put(out, S(")\nif (( CURRENT == 2 )); then\n\t_describe command commands\n\treturn\nfi\ncase $words[2] in\n"));
	for (int i = 0; i < COMMAND_COUNT; i++) {
		buf_printf(out, "\t%s)\n\t\t_arguments \\\n", COMMANDS[i].name);
		for (int k = 0; k < OPTION_COUNT; k++)
			if (OPTIONS[k].groups & COMMANDS[i].options)
				put_zsh_option(out, &OPTIONS[k]);
		buf_put(out, S("\t\t\t'*: :"));
		if (COMMANDS[i].fn == cmd_explain || COMMANDS[i].fn == cmd_fix) {
			buf_char(out, '(');
			(COMMANDS[i].fn == cmd_fix ? put_repairs : put_rules)(out);
			buf_char(out, ')');
		} else {
			buf_put(out, S("_files"));
		}
		buf_put(out, S("'\n\t\t;;\n"));
	}
	buf_put(out, S("esac\n"));
}

static void put_fish(buf *out)
{
	buf_put(out, S("# fish completion for envgate, printed by: envgate help --complete=fish\n"));
	for (int i = 0; i < COMMAND_COUNT; i++) {
		buf_printf(out, "complete -c envgate -n __fish_use_subcommand -f -a %s -d '",
		           COMMANDS[i].name);
		put_quoted(out, COMMANDS[i].line);
		buf_put(out, S("'\n"));
		for (int k = 0; k < OPTION_COUNT; k++) {
			const opt_row *row = &OPTIONS[k];
			if (!(row->groups & COMMANDS[i].options))
				continue;
			buf_printf(out,
			           "complete -c envgate -n '__fish_seen_subcommand_from %s' -l %s",
			           COMMANDS[i].name, row->name);
			if (row->letter)
				buf_printf(out, " -s %c", row->letter);
			if (row->words)
				buf_printf(out, " -x -a '%s'", row->words);
			else if (row->arg)
				buf_put(out, S(" -r"));
			buf_put(out, S(" -d '"));
			put_quoted(out, row->help);
			buf_put(out, S("'\n"));
		}
	}
	buf_put(out, S("complete -c envgate -n '__fish_seen_subcommand_from explain' -f -a '"));
	put_rules(out);
	buf_put(out, S("'\ncomplete -c envgate -n '__fish_seen_subcommand_from fix' -a '"));
	put_repairs(out);
	buf_put(out, S("'\n"));
}

void help_complete(buf *out, str shell)
{
	if (str_eq(shell, S("bash")))
		put_bash(out);
	else if (str_eq(shell, S("zsh")))
		put_zsh(out);
	else
		put_fish(out);
}
