/* comment_opt: see comment_opt.h. --report and --untrusted take every word up to the next option, because
 * a shell's glob expands to words: "--untrusted *.json" must not turn its second file into a trusted one. */
#include "cmd/comment_opt.h"

#include <string.h>

typedef enum kind { FLAG, TEXT, FILES } kind;

typedef struct row {
	char letter;
	const char *name, *arg, *words, *help;
	kind kind;
	ptrdiff_t at;
} row;

#define AT(field) (ptrdiff_t)offsetof(comment_opts, field)
static const row rows[] = {
	{ 0,   "report",     "FILE...",    NULL, "JSON reports of check, diff, verify or probe, of this job's own making", FILES, AT(reports) },
	{ 0,   "untrusted",  "FILE...",    NULL, "verify and probe reports of a job that ran the change's code",          FILES, AT(untrusted) },
	{ 0,   "header",     "NAME",       NULL, "which comment: one for each name (default envgate)",                    TEXT,  AT(header) },
	{ 0,   "on",         "WHEN",       "always failure change", "when a comment is wanted (default always)",          TEXT,  AT(on_word) },
	{ 0,   "check-run",  NULL,         NULL, "make a check run with annotations as well (GitHub)",                    FLAG,  AT(check_run) },
	{ 0,   "status",     NULL,         NULL, "set a commit status as well",                                           FLAG,  AT(status) },
	{ 0,   "find",       NULL,         NULL, "only find the pull request of a workflow_run event, and write its ids", FLAG,  AT(find) },
	{ 0,   "workflow",   "PATH",       NULL, "in a workflow_run event: the finished run has to be of this file",       TEXT,  AT(workflow) },
	{ 0,   "dry-run",    NULL,         NULL, "print the comment; ask nobody, need no token",                          FLAG,  AT(dry_run) },
	{ 0,   "token-env",  "NAME",       NULL, "the variable with the token (default GITHUB_TOKEN, GITLAB_TOKEN, GITEA_TOKEN)", TEXT, AT(token_env) },
	{ 0,   "author",     "LOGIN",      NULL, "whose comments are ours; default: the token's own login",               TEXT,  AT(author) },
	{ 0,   "forge",      "NAME",       "github gitlab gitea", "the kind of code host; default: the platform's",       TEXT,  AT(forge) },
	{ 0,   "api-url",    "URL",        NULL, "the code host's API; default: the platform's",                          TEXT,  AT(api_url) },
	{ 0,   "repository", "OWNER/NAME", NULL, "where the pull request is; default: the platform's",                    TEXT,  AT(repository) },
	{ 0,   "pr",         "N",          NULL, "the number of the pull or merge request; default: the platform's",      TEXT,  AT(pr_text) },
	{ 0,   "ca-file",    "FILE",       NULL, "trust the certificates in FILE, not the system's",                      TEXT,  AT(ca_file) },
	{ 'q', "quiet",      NULL,         NULL, "print failures only",                                                   FLAG,  AT(quiet) },
	{ 'v', "verbose",    NULL,         NULL, "print a line for each request, without the token",                      FLAG,  AT(verbose) },
	{ 'h', "help",       NULL,         NULL, "print this help",                                                       FLAG,  AT(help) },
	{ 0,   "version",    NULL,         NULL, "print the version",                                                     FLAG,  AT(version) },
};
enum { ROWS = sizeof rows / sizeof *rows, MOST_REPORTS = 16, MOST_HEADER = 64 };

static const row *row_of(str name)
{
	for (int i = 0; i < ROWS; i++)
		if (str_eq(str_of(rows[i].name), name) || (rows[i].letter && name.n == 1 && name.p[0] == rows[i].letter))
			return &rows[i];
	return NULL;
}

static const err *refuse(arena *a, const char *what, str value, const char *hint)
{
	return err_hint(a, err_new(a, ERR_USAGE, "%s '%.*s'", what, SARG(value)), "%s", hint);
}

static bool is_option(str word)
{
	return word.n > 1 && word.p[0] == '-';
}

static bool is_among(const char *words, str value)
{
	str rest = str_of(words), word;
	while (str_next(&rest, ' ', &word))
		if (str_eq(word, value))
			return true;
	return !words;
}

static const err *store(arena *a, const row *r, str value, comment_opts *out)
{
	char *at = (char *)out + r->at;
	if (!value.n)
		return err_hint(a, err_new(a, ERR_USAGE, "--%s has an empty value", r->name), "--%s=%s", r->name, r->arg);
	if (!is_among(r->words, value)) {
		const err *e = err_new(a, ERR_USAGE, "--%s cannot be '%.*s'", r->name, SARG(value));
		return err_hint(a, e, "one of: %s", r->words);
	}
	if (r->kind == TEXT)
		*(str *)(void *)at = value;
	else
		*LIST_PUSH(a, (strs *)(void *)at) = value;
	return NULL;
}

/* The value, or for FILES the values, in the words behind the option. */
static const err *store_next(arena *a, const row *r, const strs *argv, ptrdiff_t *i, comment_opts *out)
{
	if (*i + 1 >= argv->n || is_option(argv->at[*i + 1]))
		return err_hint(a, err_new(a, ERR_USAGE, "--%s needs a value", r->name), "--%s=%s", r->name, r->arg);
	do
		TRY(store(a, r, argv->at[++*i], out));
	while (r->kind == FILES && *i + 1 < argv->n && !is_option(argv->at[*i + 1]));
	return NULL;
}

static const err *read_one(arena *a, const strs *argv, ptrdiff_t *i, comment_opts *out)
{
	str arg = argv->at[*i], name = str_from(arg, str_starts(arg, S("--")) ? 2 : 1), value = { 0 };
	if (!is_option(arg))
		return refuse(a, "one argument too many:", arg, "envgate comment --report FILE...");
	ptrdiff_t equals = str_find_byte(name, '=');
	if (equals >= 0) {
		value = str_from(name, equals + 1);
		name = str_head(name, equals);
	}
	const row *r = str_starts(arg, S("--")) == (name.n > 1) ? row_of(name) : NULL;
	if (!r)
		return refuse(a, "unknown option", arg, "envgate comment --help");
	if (r->kind == FLAG && value.p)
		return err_new(a, ERR_USAGE, "--%s takes no value", r->name);
	if (r->kind == FLAG)
		*(bool *)(void *)((char *)out + r->at) = true;
	if (r->kind == FLAG)
		return NULL;
	return value.p ? store(a, r, value, out) : store_next(a, r, argv, i, out);
}

/* ---- values ---- */

/* Stands in the marker and in the names of check runs. */
static bool is_header(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !(s.p[i] && strchr("._-", s.p[i])))
			return false;
	return s.n > 0 && s.n <= MOST_HEADER;
}

static bool is_variable(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '_')
			return false;
	return s.n > 0 && !is_digit(s.p[0]);
}

static long long number(str s)
{
	long long n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || s.n > 15)
			return 0;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

static const err *check_values(arena *a, comment_opts *o)
{
	if (!o->header.p)
		o->header = S("envgate");
	if (!is_header(o->header))
		return refuse(a, "--header cannot be", o->header,
		              "letters, digits, '.', '_' and '-', at most 64: --header gpu-tests");
	o->on = str_eq(o->on_word, S("failure")) ? ON_FAILURE : str_eq(o->on_word, S("change")) ? ON_CHANGE : ON_ALWAYS;
	o->pr = o->pr_text.p ? number(o->pr_text) : 0;
	if (o->pr_text.p && !o->pr)
		return refuse(a, "--pr cannot be", o->pr_text, "--pr 12");
	/* A token typed in place of its variable's name is the mistake to expect: it is not repeated. */
	if (o->token_env.p && !is_variable(o->token_env))
		return err_hint(a, err_new(a, ERR_USAGE, "--token-env is not the name of a variable"),
		                "--token-env GITHUB_TOKEN, and the token in that variable");
	if (o->find && (o->reports.n || o->untrusted.n))
		return err_hint(a, err_new(a, ERR_USAGE, "--find takes no reports"), "envgate comment --find");
	if (!o->find && !o->reports.n && !o->untrusted.n)
		return err_hint(a, err_new(a, ERR_USAGE, "there is no report to make a comment of"),
		                "envgate check --output json=report.json; envgate comment --report report.json");
	if (o->reports.n + o->untrusted.n > MOST_REPORTS)
		return err_hint(a, err_new(a, ERR_USAGE, "more than %d reports", MOST_REPORTS),
		                "make several comments, each with a --header of its own");
	return NULL;
}

const err *comment_opts_read(arena *a, const strs *argv, comment_opts *out)
{
	*out = (comment_opts){ 0 };
	const err *first = NULL;
	for (ptrdiff_t i = 0; i < argv->n; i++) {
		const err *e = read_one(a, argv, &i, out);
		first = first ? first : e;
	}
	if (first || out->help || out->version)
		return first;
	return check_values(a, out);
}

void comment_opts_help(buf *out)
{
	buf_put(out, S("usage: envgate comment --report FILE... [OPTIONS]\n"
	               "       envgate comment --find\n\n"
	               "Keeps one comment on the pull or merge request true: created once, updated in place,\n"
	               "turned into \"resolved\" when the findings are gone.\n\n"));
	for (int i = 0; i < ROWS; i++) {
		const row *r = &rows[i];
		str head = r->letter ? arena_printf(out->a, "-%c, --%s", r->letter, r->name)
		                     : arena_printf(out->a, "    --%s%s%s", r->name, r->arg ? " " : "", r->arg ? r->arg : "");
		buf_printf(out, "  %-27.*s %s\n", SARG(head), r->help);
	}
	buf_put(out, S("\nexit: 0 posted, or rightly not; 2 usage; 3 a report that cannot be read; 4 the code host or\n"
	               "      the network failed; 5 output could not be written\n"));
}
