/* opt: see opt.h. A table instead of getopt_long, because a row also carries its help, its place in
 * the manual and the words a shell may complete; nothing about an option is written twice.
 *
 * Forms: --name=value, --name value, -C value, -Cvalue, -qv, and -- before paths. A value that begins
 * with a dash must be joined with '=': "--base --head X" is a forgotten value, not a revision. */
#include "cmd/opt.h"

#include "read/suggest.h"

#define FLAG(l, n, g, field, text) \
	{ .letter = (l), .name = (n), .help = (text), .groups = (g), .kind = OPT_FLAG, .at = (ptrdiff_t)offsetof(opts, field) }
#define TEXT(l, n, v, w, g, field, text) \
	{ .letter = (l), .name = (n), .arg = (v), .words = (w), .help = (text), .groups = (g), .kind = OPT_TEXT, .at = (ptrdiff_t)offsetof(opts, field) }
#define LISTED(l, n, v, g, field, text) \
	{ .letter = (l), .name = (n), .arg = (v), .help = (text), .groups = (g), .kind = OPT_LIST, .at = (ptrdiff_t)offsetof(opts, field) }
#define WORDS(l, n, v, g, field, text) \
	{ .letter = (l), .name = (n), .arg = (v), .help = (text), .groups = (g), .kind = OPT_WORDS, .at = (ptrdiff_t)offsetof(opts, field) }

const opt_row OPTIONS[] = {
	FLAG(0,     "staged",      TAKES_RANGE | TAKES_FIX, staged,                   "judge the index against HEAD, as a pre-commit hook does"),
	FLAG(0,     "all",         TAKES_JUDGE, all,                      "judge a whole state: the work tree, or REV"),
	TEXT(0,     "base",        "REV", NULL, TAKES_RANGE, base,        "compare against REV"),
	TEXT(0,     "head",        "REV", NULL, TAKES_RANGE, head,        "judge REV"),
	TEXT(0,     "policy",      "FILE", NULL, TAKES_RANGE | TAKES_VERIFY | TAKES_LOG, policy,     "read the policy from FILE, not from the repository"),
	TEXT(0,     "policy-ref",  "REV", NULL, TAKES_RANGE, policy_ref,  "read .envgate.yml of REV"),
	TEXT(0,     "policy-floor", "FILE", NULL, TAKES_RANGE, policy_floor, "an organisation's policy: the repository's may be stricter only"),
	TEXT(0,     "fail-on",     "SEVERITY", "error warning note never", TAKES_JUDGE | TAKES_VERIFY, fail_on, "fail from this severity on"),
	FLAG(0,     "existing",    TAKES_JUDGE, existing,                 "list the findings that were there before"),
	FLAG(0,     "allow-empty", TAKES_JUDGE, allow_empty,              "accept a whole state without any environment file"),
	FLAG(0,     "accept-waivers", TAKES_JUDGE, accept_waivers,        "let new ignores and waivers of the head count; for a maintainer"),
	TEXT(0,     "date",        "DATE", NULL, TAKES_JUDGE | TAKES_VERIFY | TAKES_LOG, date,       "judge as of YYYY-MM-DD (UTC), not today"),
	TEXT(0,     "message",     "FILE", NULL, TAKES_JUDGE, message,    "take the trailers of the commit to be from FILE (in a commit-msg hook)"),
	TEXT(0,     "updates",     "HOOK", "pre-receive pre-push", TAKES_UPDATES, updates, "judge each ref update that git tells this hook on stdin"),
	TEXT(0,     "remote",      "NAME", NULL, TAKES_UPDATES, remote,   "with --updates pre-push: the remote, the hook's first argument"),
	FLAG(0,     "hooks",       TAKES_INIT, hooks,                     "install the git hooks; what is there is kept and runs first"),
	FLAG(0,     "uninstall",   TAKES_INIT, uninstall,                 "with --hooks: take them away again, and put back what was there"),
	FLAG(0,     "github",      TAKES_INIT, github,                    "write .github/workflows/envgate.yml"),
	FLAG(0,     "gitlab",      TAKES_INIT, gitlab,                    "write .gitlab-ci.yml; where there is one, print what to add to it"),
	FLAG(0,     "print",       TAKES_INIT, print,                     "print the file (the policy, or with --github or --gitlab theirs), write nothing"),
	FLAG(0,     "check",       TAKES_FIX, check,                      "show the patch, change nothing; exit 1 if there is one"),
	TEXT(0,     "pin-style",   "STYLE", "minor exact", TAKES_FIX, pin_style, "write =X.Y (minor, the default) or ==X.Y.Z (exact)"),
	LISTED(0,   "package",     "NAME", TAKES_FIX, package,            "repair this package's entries only; may be given more than once"),
	LISTED(0,   "ref",         "NAME=COMMIT", TAKES_FIX, ref,         "the commit for a package that comes from a branch; may be given more than once"),
	TEXT(0,     "split",       "ROLES", NULL, TAKES_FIX, split,       "move what is for development or tests alone into files of its own: dev,test"),
	TEXT(0,     "requirements", "[FILE]", NULL, TAKES_FIX, requirements, "write a requirements file from the pip part and the core libraries"),
	TEXT(0,     "from",        "FILE", NULL, TAKES_FIX, from,         "for env/disagree: the file whose entries are right"),
	TEXT(0,     "prefix",      "DIR", NULL, TAKES_VERIFY | TAKES_FIX, prefix,      "the environment's folder; default: CONDA_PREFIX, else by the name in the file"),
	TEXT(0,     "declared",    "PATH", NULL, TAKES_VERIFY, declared,   "compare with this environment file or lock; default: the root's environment.yml"),
	LISTED(0,   "imports",     "PATH", TAKES_VERIFY, imports,          "look into the Python files there for imports nobody declares; may be given more than once"),
	WORDS(0,    "report",      "FILE...", TAKES_COMMENT, report,       "JSON reports of check, diff, verify or probe, of this job's own making"),
	WORDS(0,    "untrusted",   "FILE...", TAKES_COMMENT, untrusted,    "verify and probe reports of a job that ran the change's code"),
	TEXT(0,     "header",      "NAME", NULL, TAKES_COMMENT, header,    "which comment: one for each name (default envgate)"),
	TEXT(0,     "on",          "WHEN", "always failure change", TAKES_COMMENT, on, "when a comment is wanted (default always)"),
	FLAG(0,     "check-run",   TAKES_COMMENT, check_run,               "make a check run with annotations as well (GitHub)"),
	FLAG(0,     "status",      TAKES_COMMENT, status,                  "set a commit status as well"),
	FLAG(0,     "find",        TAKES_COMMENT, find,                    "only find the pull request of a workflow_run event, and write its ids"),
	TEXT(0,     "workflow",    "PATH", NULL, TAKES_COMMENT, workflow,  "in a workflow_run event: the finished run has to be of this file"),
	FLAG(0,     "dry-run",     TAKES_COMMENT, dry_run,                 "print the comment; ask nobody, need no token"),
	TEXT(0,     "token-env",   "NAME", NULL, TAKES_COMMENT, token_env, "the variable with the token (default GITHUB_TOKEN, GITLAB_TOKEN, GITEA_TOKEN)"),
	TEXT(0,     "author",      "LOGIN", NULL, TAKES_COMMENT, author,   "whose comments are ours; default: the token's own login"),
	TEXT(0,     "forge",       "NAME", "github gitlab gitea", TAKES_COMMENT, forge, "the kind of code host; default: the platform's"),
	TEXT(0,     "api-url",     "URL", NULL, TAKES_COMMENT, api_url,    "the code host's API; default: the platform's"),
	TEXT(0,     "repository",  "OWNER/NAME", NULL, TAKES_COMMENT, repository, "where the pull request is; default: the platform's"),
	TEXT(0,     "pr",          "N", NULL, TAKES_COMMENT, pr,           "the number of the pull or merge request; default: the platform's"),
	TEXT(0,     "ca-file",     "FILE", NULL, TAKES_COMMENT, ca_file,   "trust the certificates in FILE, not the system's"),
	TEXT(0,     "declared",    "PATH", NULL, TAKES_PROBE, declared,   "read the declared CUDA from this file, or none; default: the files of HEAD"),
	TEXT(0,     "cuda",        "X.Y", NULL, TAKES_PROBE, cuda,        "take this as the declared CUDA, and read no file"),
	TEXT(0,     "require",     "N", NULL, TAKES_PROBE, require,       "fail unless at least N GPUs pass (default 1)"),
	FLAG(0,     "allow-no-gpu", TAKES_PROBE, allow_no_gpu,            "a machine without a GPU is skipped, loudly, with status 0"),
	TEXT(0,     "devices",     "LIST", NULL, TAKES_PROBE, devices,    "try these GPUs only: indices among the job's, or UUIDs"),
	TEXT(0,     "deadline",    "SECONDS", NULL, TAKES_PROBE, deadline, "give up after so long (default 30; 100ms is allowed too)"),
	TEXT(0,     "libcudart",   "PATH", NULL, TAKES_PROBE, libcudart,  "try this CUDA runtime, not the one found"),
	FLAG(0,     "no-runtime",  TAKES_PROBE, no_runtime,               "do not try the CUDA runtime, only the driver"),
	FLAG(0,     "redact",      TAKES_PROBE, redact,                   "replace UUIDs and paths by hashes"),
	TEXT(0,     "libcuda",     "PATH", NULL, TAKES_PROBE, libcuda,    "load this libcuda, not the one found by name (for tests)"),
	TEXT(0,     "sysroot",     "DIR", NULL, TAKES_PROBE, sysroot,     "read /proc, /sys, /dev and /etc below DIR (for tests)"),
	TEXT(0,     "format",      "FORMAT", "text json sarif gitlab junit github markdown html", TAKES_REPORT | TAKES_PROBE, format, "what to print"),
	LISTED(0,   "path",        "PATH", TAKES_LOG, path,               "only this file or folder; may be given more than once"),
	TEXT(0,     "since",       "DATE", NULL, TAKES_LOG, since,        "leave out commits before YYYY-MM-DD (UTC)"),
	FLAG(0,     "first-parent", TAKES_LOG, first_parent,              "follow only the first parent of merges: what landed, and when"),
	FLAG(0,     "blame",       TAKES_LOG, blame,                      "print today's files with the commit behind each dependency's meaning"),
	FLAG(0,     "drift",       TAKES_LOG, drift,                      "say what stayed loose, where files came apart and when a lock went stale"),
	FLAG(0,     "freeze",      TAKES_LOG, freeze,                     "say which core packages are due for their review"),
	TEXT(0,     "html",        "FILE", NULL, TAKES_LOG, html,         "draw the timeline into FILE"),
	TEXT(0,     "format",      "FORMAT", "text json markdown", TAKES_LIST | TAKES_LOG, format, "what to print"),
	LISTED(0,   "output",      "FORMAT=FILE", TAKES_REPORT | TAKES_PROBE, output,   "write the report to FILE as well; may be given more than once"),
	FLAG(0,     "man",         TAKES_HELP, man,                       "print the manual page, for man"),
	FLAG(0,     "markdown",    TAKES_HELP, markdown,                  "print the reference part of docs/manual.md"),
	TEXT(0,     "complete",    "SHELL", "bash zsh fish", TAKES_HELP, complete, "print the completion script for a shell"),
	TEXT('C',   "repo",        "DIR", NULL, TAKES_COMMON, repo,       "work in DIR instead of the current folder"),
	FLAG(0,     "trust-owner", TAKES_COMMON, trust_owner,             "read a repository that belongs to another user"),
	TEXT(0,     "color",       "WHEN", "auto always never", TAKES_COMMON, color, "use colour; auto asks the terminal and NO_COLOR"),
	FLAG('q',   "quiet",       TAKES_COMMON, quiet,                   "print failures only"),
	FLAG('v',   "verbose",     TAKES_COMMON, verbose,                 "print notes and what was fixed as well"),
	FLAG('h',   "help",        TAKES_COMMON, help,                    "print help for the command"),
	FLAG(0,     "version",     TAKES_COMMON, version,                 "print the version"),
};
const int OPTION_COUNT = (int)(sizeof OPTIONS / sizeof OPTIONS[0]);

/* groups 0: any. */
static const opt_row *row_named(str name, unsigned groups)
{
	for (int i = 0; i < OPTION_COUNT; i++)
		if ((!groups || (OPTIONS[i].groups & groups)) &&
		    str_eq(str_of(OPTIONS[i].name), name))
			return &OPTIONS[i];
	return NULL;
}

static const opt_row *row_lettered(char letter, unsigned groups)
{
	for (int i = 0; i < OPTION_COUNT; i++)
		if (OPTIONS[i].letter == letter && (!groups || (OPTIONS[i].groups & groups)))
			return &OPTIONS[i];
	return NULL;
}

static bool is_word(str arg)
{
	return arg.n < 2 || arg.p[0] != '-';
}

ptrdiff_t opts_first_word(const strs *argv)
{
	for (ptrdiff_t i = 0; i < argv->n; i++) {
		str arg = argv->at[i];
		if (is_word(arg))
			return i;
		if (str_eq(arg, S("--")))
			break;
		bool is_long = arg.p[1] == '-';
		const opt_row *row =
			is_long ? row_named(str_from(arg, 2), 0) : row_lettered(arg.p[1], 0);
		bool separate = row && row->kind != OPT_FLAG && (is_long || arg.n == 2);
		i += separate;
	}
	return argv->n;
}

/* Everything one parse needs; first_error is what it will answer. */
typedef struct {
	arena *a;
	const strs *argv;
	ptrdiff_t i;
	unsigned groups;
	parsed *out;
	const err *first_error;
} parse;

static void complain(parse *p, const err *e)
{
	if (!p->first_error)
		p->first_error = e;
}

static void unknown(parse *p, str arg, str name)
{
	strs names = { 0 };
	for (int i = 0; i < OPTION_COUNT; i++)
		if (OPTIONS[i].groups & p->groups)
			*LIST_PUSH(p->a, &names) = str_of(OPTIONS[i].name);
	const err *e = err_new(p->a, ERR_USAGE, "unknown option '%.*s'", SARG(arg));
	if (name.n > 1 && row_named(name, 0))
		e = err_new(p->a, ERR_USAGE, "this command does not take '--%.*s'", SARG(name));
	str near = name.n > 1 ? suggest_word(name, names.at, names.n) : (str){ 0 };
	complain(p, near.p ? err_hint(p->a, e, "did you mean --%.*s?", SARG(near))
	                   : err_hint(p->a, e, "envgate help COMMAND lists the options"));
}

static bool is_allowed(const char *words, str value)
{
	str rest = str_of(words), word;
	while (str_next(&rest, ' ', &word))
		if (str_eq(word, value))
			return true;
	return !words;
}

static void store(parse *p, const opt_row *row, str value)
{
	char *at = (char *)&p->out->opts + row->at;
	if (!is_allowed(row->words, value)) {
		complain(p, err_hint(p->a,
		                     err_new(p->a, ERR_USAGE, "--%s cannot be '%.*s'", row->name,
		                             SARG(value)),
		                     "one of: %s", row->words));
		return;
	}
	if (row->kind == OPT_FLAG)
		*(bool *)(void *)at = true;
	else if (row->kind == OPT_TEXT)
		*(str *)(void *)at = value;
	else
		*LIST_PUSH(p->a, (strs *)(void *)at) = value;
}

/* The value in the next argument. */
static void store_next(parse *p, const opt_row *row)
{
	bool there = p->i + 1 < p->argv->n;
	str value = there ? p->argv->at[p->i + 1] : (str){ 0 };
	if (there && is_word(value)) {
		do
			store(p, row, p->argv->at[++p->i]);
		while (row->kind == OPT_WORDS && p->i + 1 < p->argv->n && is_word(p->argv->at[p->i + 1]));
		return;
	}
	if (row->arg[0] == '[') { /* the value may be left out: empty then */
		store(p, row, S(""));
		return;
	}
	const err *e = err_new(p->a, ERR_USAGE, "--%s needs a value", row->name);
	complain(p, err_hint(p->a, e, "--%s=%s", row->name, row->arg));
}

static void read_long(parse *p, str arg)
{
	str name = str_from(arg, 2), value = { 0 };
	ptrdiff_t equals = str_find_byte(name, '=');
	if (equals >= 0) {
		value = str_from(name, equals + 1);
		name = str_head(name, equals);
	}
	const opt_row *row = row_named(name, p->groups);
	if (!row)
		unknown(p, arg, name);
	else if (row->kind == OPT_FLAG && value.p)
		complain(p, err_new(p->a, ERR_USAGE, "--%s takes no value", row->name));
	else if (row->kind == OPT_FLAG)
		store(p, row, (str){ 0 });
	else if (value.p && value.n == 0)
		complain(p, err_hint(p->a,
		                     err_new(p->a, ERR_USAGE, "--%s has an empty value", row->name),
		                     "--%s=%s", row->name, row->arg));
	else if (value.p)
		store(p, row, value);
	else
		store_next(p, row);
}

/* -q, -qv, -C DIR, -CDIR. */
static void read_short(parse *p, str arg)
{
	for (ptrdiff_t k = 1; k < arg.n; k++) {
		const opt_row *row = row_lettered(arg.p[k], p->groups);
		if (!row) {
			unknown(p, arg, (str){ 0 });
			return;
		}
		if (row->kind == OPT_FLAG) {
			store(p, row, (str){ 0 });
			continue;
		}
		if (k + 1 < arg.n)
			store(p, row, str_from(arg, k + 1));
		else
			store_next(p, row);
		return;
	}
}

const err *opts_parse(arena *a, const strs *argv, unsigned groups, parsed *out)
{
	parse p = { .a = a, .argv = argv, .groups = groups, .out = out };
	for (; p.i < argv->n; p.i++) {
		str arg = argv->at[p.i];
		if (out->dashes)
			*LIST_PUSH(a, &out->paths) = arg;
		else if (str_eq(arg, S("--")))
			out->dashes = true;
		else if (is_word(arg))
			*LIST_PUSH(a, &out->args) = arg;
		else if (arg.p[1] == '-')
			read_long(&p, arg);
		else
			read_short(&p, arg);
	}
	return p.first_error;
}
