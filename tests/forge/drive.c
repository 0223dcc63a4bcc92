/* drive: edge/forge.h from the command line, for tests: one call to one host. Waiting takes no time: the
 * clock jumps, and each wait is a line on stdout. Prints what the call gave, or "error: ..." and "hint: ..."
 * on stderr, and leaves with the error's exit status.
 *
 *   drive HOST API_URL [--ca-file F] [--author A] [--number N] [--repo R] [--total MS] [--patience MS] [--verbose]
 *         COMMAND [ARGUMENT...]          the token comes from DRIVE_TOKEN */
#include "edge/forge.h"
#include "edge/secret.h"
#include "read/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- a clock that jumps ---- */

static long long now_ms(void *of)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000 + *(long long *)of;
}

static void sleep_ms(void *of, long long ms)
{
	*(long long *)of += ms;
	printf("wait %lld\n", (ms + 500) / 1000);
}

static unsigned no_chance(void *of)
{
	(void)of;
	return 0;
}

/* ---- commands ---- */

typedef struct drive {
	arena *a;
	forge *f;
	char **args;
	int n;
} drive;

static str arg(const drive *d, int i)
{
	return i < d->n ? str_of(d->args[i]) : S("");
}

static const err *whoami(drive *d)
{
	str login;
	TRY(forge_whoami(d->f, &login));
	printf("login %.*s\n", SARG(login.p ? login : S("(a job's)")));
	return NULL;
}

static const err *head(drive *d)
{
	str sha;
	bool open;
	TRY(forge_head(d->f, &sha, &open));
	printf("head %.*s %s\n", SARG(sha), open ? "open" : "closed");
	return NULL;
}

static void show(const drive *d, const remote_comment *c)
{
	ptrdiff_t end = str_find_byte(c->body, '\n');
	str line = str_head(c->body, end < 0 ? c->body.n : end);
	printf("comment %.*s %.*s%s%s%s %td %.*s\n", SARG(c->id), SARG(c->author), c->is_bot ? " bot" : "",
	       c->is_hidden ? " hidden" : "", forge_is_ours(d->f, c) ? " ours" : "", c->body.n, SARG(str_head(line, 60)));
}

static const err *list(drive *d)
{
	remote_comments all;
	str login;
	TRY(forge_whoami(d->f, &login));
	TRY(forge_comments(d->f, &all));
	printf("%td comments\n", all.n);
	for (ptrdiff_t i = 0; i < all.n; i++)
		if (i < 3 || i >= all.n - 2)
			show(d, &all.at[i]);
	return NULL;
}

/* create MARKER TEXT [BYTES]: the body is MARKER, a line break and TEXT, repeated until it has BYTES. */
static const err *create(drive *d)
{
	remote_comment c;
	ptrdiff_t bytes = strtol(arg(d, 2).p, NULL, 10);
	str text = arg(d, 1), body = arena_printf(d->a, "%.*s\n%.*s", SARG(arg(d, 0)), SARG(text));
	while (body.n < bytes)
		body = arena_cat(d->a, body, body);
	TRY(forge_create(d->f, body, arg(d, 0), &c));
	printf("posted %.*s by %.*s\n", SARG(c.id), SARG(c.author));
	return NULL;
}

static const err *update(drive *d)
{
	bool gone;
	TRY(forge_update(d->f, arg(d, 0), arg(d, 1), &gone));
	puts(gone ? "gone" : "updated");
	return NULL;
}

static const err *erase(drive *d)
{
	TRY(forge_delete(d->f, arg(d, 0)));
	puts("deleted");
	return NULL;
}

/* check SHA EXTERNAL_ID CONCLUSION NOTES [LEVEL] */
static const err *check(drive *d)
{
	check_run c = { .name = S("envgate"), .head_sha = arg(d, 0), .external_id = arg(d, 1), .conclusion = arg(d, 2),
			.title = S("title"), .summary = S("summary"), .details_url = S("https://example.org/run") };
	long notes = strtol(arg(d, 3).p, NULL, 10);
	for (long i = 0; i < notes; i++)
		*LIST_PUSH(d->a, &c.notes) = (annotation){ .path = S("environment.yml"), .line = (int)i + 1, .end_line = (int)i + 1,
			                                   .level = d->n > 4 ? d->args[4] : "failure", .title = S("a title"),
			                                   .message = arena_printf(d->a, "note %ld", i) };
	TRY(forge_check_run(d->f, &c));
	puts("checked");
	return NULL;
}

static const err *status(drive *d)
{
	commit_status s = { .head_sha = arg(d, 0), .state = arg(d, 1), .context = S("envgate"), .description = arg(d, 2),
			    .target_url = S("https://example.org/run") };
	TRY(forge_status(d->f, &s));
	puts("status set");
	return NULL;
}

/* find SHA HEAD_REPOSITORY_ID BRANCH HEAD_REPOSITORY BASE_REPOSITORY */
static const err *find(drive *d)
{
	find_wish w = { .head_sha = arg(d, 0), .head_repository_id = arg(d, 1), .head_branch = arg(d, 2),
			.head_repository = arg(d, 3), .base_repository = arg(d, 4) };
	found_request r;
	int count;
	const err *e = forge_find_request(d->f, &w, &r, &count);
	printf("%d fit\n", count);
	if (!e)
		printf("found %lld base %.*s %.*s\n", r.number, SARG(r.base_sha), SARG(r.base_ref));
	return e;
}

static const struct { const char *name; const err *(*run)(drive *); } commands[] = {
	{ "whoami", whoami }, { "head", head },     { "list", list },   { "create", create }, { "update", update },
	{ "delete", erase }, { "check", check },   { "status", status }, { "find", find },
};

static const err *run(drive *d, const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(d);
	return err_new(d->a, ERR_USAGE, "no command '%s'", name);
}

/* ---- options ---- */

typedef struct options {
	forge_place where;
	http_options how;
} options;

/* The number of arguments taken; 0: no option stands there. */
static int take_option(options *o, char **at)
{
	const char *name = at[0];
	str value = str_of(at[1]);
	int number = value.p ? (int)strtol(value.p, NULL, 10) : 0;
	if (strcmp(name, "--verbose") == 0)
		o->how.trace = true;
	else if (strcmp(name, "--job-token") == 0)
		o->where.is_job_token = true;
	else if (strcmp(name, "--ca-file") == 0)
		o->how.ca_file = value;
	else if (strcmp(name, "--author") == 0)
		o->where.author = value;
	else if (strcmp(name, "--repo") == 0)
		o->where.repository = value;
	else if (strcmp(name, "--number") == 0)
		o->where.number = number;
	else if (strcmp(name, "--total") == 0)
		o->how.total_ms = number;
	else if (strcmp(name, "--patience") == 0)
		o->how.patience_ms = number;
	else
		return 0;
	return strcmp(name, "--verbose") == 0 || strcmp(name, "--job-token") == 0 ? 1 : 2;
}

static const err *open_and_run(drive *d, char **argv)
{
	options o = { .where = { .row = forge_find(str_of(argv[1])), .api_url = str_of(argv[2]), .repository = S("o/r"), .number = 7 },
		      .how = { .allow_http = true } };
	static long long jumped;
	static const forge_clock jumping = { &jumped, now_ms, sleep_ms, no_chance };
	TRY(secret_take(d->a, "DRIVE_TOKEN", &o.how.token));
	int i = 3;
	for (int n; argv[i] && (n = take_option(&o, argv + i)) > 0;)
		i += n;
	if (!o.where.row || !argv[i])
		return err_new(d->a, ERR_USAGE, "drive HOST API_URL [OPTION...] COMMAND [ARGUMENT...]");
	TRY(forge_open(d->a, &o.where, &o.how, &d->f));
	forge_set_clock(d->f, &jumping);
	d->args = argv + i + 1;
	while (d->args[d->n])
		d->n++;
	return run(d, argv[i]);
}

int main(int argc, char **argv)
{
	static const char *const refusals[] = { "", "read-only", "permission", "locked" };
	if (argc < 4)
		return 2;
	json_start();
	secret_guard();
	arena *a = arena_open(256 << 20);
	drive d = { .a = a };
	const err *e = open_and_run(&d, argv);
	fflush(stdout);
	if (e)
		fprintf(stderr, "error: %.*s\nhint: %.*s\n", SARG(err_text(a, e)), SARG(e->hint));
	if (d.f && forge_refused(d.f) != REFUSED_NOTHING)
		fprintf(stderr, "refused: %s\n", refusals[forge_refused(d.f)]);
	int rc = e ? err_exit(e->code) : 0;
	arena_close(a);
	return rc;
}
