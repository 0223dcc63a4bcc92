/* opt: the option table. One row per option carries letter, name, argument, help, where its value
 * goes and which commands take it; parsing, help, man page and completions all read the rows. */
#ifndef CMD_OPT_H
#define CMD_OPT_H

#include "base/err.h"
#include "base/list.h"

typedef struct opts {
	str format, fail_on, base, head, policy, policy_ref, policy_floor, date, message, repo, color, complete;
	strs output;   /* FMT=FILE, repeatable */
	bool staged, all, existing, allow_empty, accept_waivers, quiet, verbose, trust_owner, help, version;
	bool man, markdown;
	str declared, cuda, require, devices, deadline, libcudart, libcuda, sysroot;
	bool check;                     /* fix */
	str pin_style, from, split;
	str requirements;               /* empty: the file's default */
	strs ref, package;
	bool allow_no_gpu, no_runtime, redact;
	str prefix;
	strs imports;  /* files and folders, repeatable */
	strs report, untrusted; /* comment: files */
	str header, on, token_env, author, forge, api_url, repository, pr, ca_file, workflow;
	bool check_run, status, find, dry_run;
	str updates, remote; /* a hook's stdin says what to judge */
	bool hooks, uninstall, github, gitlab, print; /* init */
	strs path;     /* log */
	str since, html;
	bool blame, drift, freeze, first_parent;
} opts;

/* Which commands take an option. A command names the groups it takes. */
typedef enum opt_group {
	TAKES_COMMON = 1, /* every command */
	TAKES_RANGE = 2,  /* commands that look at two states of a repository */
	TAKES_JUDGE = 4,  /* commands that judge */
	TAKES_REPORT = 8, /* commands that write a report */
	TAKES_LIST = 16,  /* rules */
	TAKES_HELP = 32,  /* help */
	TAKES_VERIFY = 128, /* verify */
	TAKES_COMMENT = 1024, /* comment; names and values as envgate-comment has them (cmd/comment_opt.c) */
	TAKES_INIT = 256, /* init */
	TAKES_UPDATES = 512, /* check */
	TAKES_FIX = 2048, /* fix */
	TAKES_LOG = 4096, /* log */
	TAKES_PROBE = 64, /* probe; names and values as envgate-probe has them (cmd/probe_opt.c) */
} opt_group;

/* WORDS: a list that takes every word up to the next option, as a shell's glob gives them. */
typedef enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_LIST, OPT_WORDS } opt_kind;

typedef struct opt_row {
	char letter;        /* 0: none */
	const char *name;   /* without the dashes */
	const char *arg;    /* what help calls the value; NULL for a flag; in brackets: may be left out */
	const char *words;  /* the only values allowed, separated by blanks; NULL: any */
	const char *help;   /* one line */
	unsigned groups;
	opt_kind kind;
	ptrdiff_t at;       /* where in opts */
} opt_row;

extern const opt_row OPTIONS[];
extern const int OPTION_COUNT;

/* What a command line says. paths is what stood behind --; dashes whether -- stood there. */
typedef struct parsed {
	opts opts;
	strs args, paths;
	bool dashes;
} parsed;

/* Reads argv by the rows of groups. Everything readable is stored even when the answer is an error
 * (ERR_USAGE), so that --format json is known to the one who prints it. */
const err *opts_parse(arena *a, const strs *argv, unsigned groups, parsed *out) MUST_USE;

/* Index of the first argument that is neither an option nor an option's value; argv->n if there is
 * none. Options before the command are allowed, as in git. */
ptrdiff_t opts_first_word(const strs *argv);

#endif
