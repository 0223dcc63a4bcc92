/* forge: see forge.h. The hosts as rows, and what all calls begin with.
 *
 * Two tables with one row per host: what callers may know (forge_row) and how the host wants to be
 * asked (forge_ways). What differs more than by a word or a path is a function of its own, in
 * forge_who.c and forge_check.c; that is three functions so far. */
#include "edge/forge_in.h"

#include <time.h>
#include <unistd.h>

/* GitHub's limit is 65,536 characters or bytes, nobody says which; GitLab's 1,000,000 characters;
 * Gitea documents none. */
const forge_row FORGES[] = {
	{ .name = "github", .token_env = "GITHUB_TOKEN", .blob = "/blob/", .request_word = "pull request",
	  .request_mark = "#", .max_body = 65536, .has_checks = true, .has_statuses = true, .has_find = true },
	{ .name = "gitlab", .token_env = "GITLAB_TOKEN", .blob = "/-/blob/", .request_word = "merge request",
	  .request_mark = "!", .max_body = 1000000, .has_statuses = true },
	{ .name = "gitea", .token_env = "GITEA_TOKEN", .blob = "/src/commit/", .request_word = "pull request",
	  .request_mark = "#", .max_body = 65536, .has_statuses = true },
};
const int FORGE_COUNT = (int)(sizeof FORGES / sizeof FORGES[0]);

static const forge_ways ways[] = {
	{ .token_header = "Authorization: Bearer ", .accept = "application/vnd.github+json",
	  .extra = "X-GitHub-Api-Version: 2022-11-28",
	  .request = "/repos/{r}/pulls/{n}", .comments = "/repos/{r}/issues/{n}/comments", .list = "?per_page=100",
	  .comment = "/repos/{r}/issues/comments/{x}", .status = "/repos/{r}/statuses/{x}", .edit = "PATCH",
	  .author = "user", .login = "login", .open = "open", .job_authors = { "github-actions[bot]" },
	  .write_gap_ms = 1000 }, /* as GitHub asks for */
	{ .token_header = "PRIVATE-TOKEN: ",
	  .request = "/projects/{r}/merge_requests/{n}", .comments = "/projects/{r}/merge_requests/{n}/notes",
	  .list = "?sort=asc&order_by=created_at&per_page=100",
	  .comment = "/projects/{r}/merge_requests/{n}/notes/{x}", .status = "/projects/{r}/statuses/{x}", .edit = "PUT",
	  .author = "author", .login = "username", .head_sha = "sha", .open = "opened", .slash_escaped = true },
	{ .token_header = "Authorization: token ",
	  .request = "/repos/{r}/pulls/{n}", .comments = "/repos/{r}/issues/{n}/comments", .list = "?limit=100",
	  .comment = "/repos/{r}/issues/comments/{x}", .status = "/repos/{r}/statuses/{x}", .edit = "PATCH",
	  .author = "user", .login = "login", .open = "open", .job_authors = { "gitea-actions", "forgejo-actions" } },
};

const forge_row *forge_find(str name)
{
	for (int i = 0; i < FORGE_COUNT; i++)
		if (str_eq(str_of(FORGES[i].name), name))
			return &FORGES[i];
	return NULL;
}

const forge_ways *forge_ways_of(const forge_row *row)
{
	return &ways[row - FORGES];
}

/* ---- the clock of every day ---- */

static long long real_now(void *of)
{
	struct timespec t = { 0 };
	(void)of;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void real_sleep(void *of, long long ms)
{
	struct timespec t = { .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000 };
	(void)of;
	while (nanosleep(&t, &t) != 0)
		;
}

/* Chance enough to part two jobs: they differ in process and in nanoseconds. */
static unsigned real_random(void *of)
{
	struct timespec t = { 0 };
	(void)of;
	clock_gettime(CLOCK_REALTIME, &t);
	unsigned x = (unsigned)t.tv_nsec ^ ((unsigned)getpid() * 2654435761u);
	x ^= x >> 16;
	return (x * 2246822519u) >> 8;
}

void forge_set_clock(forge *f, const forge_clock *clock)
{
	f->clock = *clock;
	f->deadline_ms = clock->now_ms(clock->of) + f->patience_ms;
	f->wrote_at_ms = -1;
}

/* ---- opening ---- */

/* "owner/name", or GitLab's path with groups or its number. */
static bool is_repository(const forge_place *w)
{
	int slashes = 0;
	str r = w->repository;
	for (ptrdiff_t i = 0; i < r.n; i++) {
		char c = r.p[i];
		if (!is_alnum(c) && c != '-' && c != '_' && c != '.' && c != '/')
			return false;
		if (c == '/' && (i == 0 || i == r.n - 1 || r.p[i - 1] == '/'))
			return false;
		slashes += c == '/';
	}
	if (str_find(r, S("..")) >= 0 || r.n > 1000)
		return false;
	return forge_ways_of(w->row)->slash_escaped ? slashes > 0 || digits_of(r) > 0 : slashes == 1;
}

static const err *see_place(arena *a, const forge_place *w)
{
	if (!is_repository(w)) {
		const err *e = err_new(a, ERR_USAGE, "'%.*s' is no repository of a code host", SARG(line_of(a, w->repository)));
		return err_hint(a, e, "give it as OWNER/NAME");
	}
	origin o;
	if (!origin_of(w->api_url, &o) || str_find_byte(o.rest, '?') >= 0 || str_find_byte(o.rest, '#') >= 0 ||
	    str_ends(w->api_url, S("/"))) {
		const err *e = err_new(a, ERR_USAGE, "'%.*s' is no address of an API", SARG(url_shown(a, w->api_url)));
		return err_hint(a, e, "--api-url https://api.github.com, https://HOST/api/v3, https://HOST/api/v4 (GitLab) or "
		                      "https://HOST/api/v1 (Gitea)");
	}
	return NULL;
}

const err *forge_open(arena *a, const forge_place *where, const http_options *how, forge **out)
{
	static const forge_clock every_day = { NULL, real_now, real_sleep, real_random };
	*out = NULL;
	TRY(see_place(a, where));
	forge *f = NEW(a, forge);
	*f = (forge){ .a = a, .where = *where, .ways = forge_ways_of(where->row) };
	f->where.api_url = arena_str(a, where->api_url);
	f->where.repository = arena_str(a, where->repository);
	f->has_token = how->token.n > 0;
	f->trace = how->trace;
	f->is_job_token = f->ways->slash_escaped && (where->is_job_token || str_starts(how->token, S("glcbt-")));
	f->knows_login = where->author.p != NULL;
	f->login = arena_str(a, where->author);
	f->patience_ms = how->patience_ms > 0 ? how->patience_ms : PATIENCE_MS;
	http_options own = *how;
	own.home = f->where.api_url;
	own.token_header = f->is_job_token ? S("JOB-TOKEN: ") : str_of(f->ways->token_header);
	TRY(http_open(a, &own, &f->h));
	origin o;
	(void)origin_of(f->where.api_url, &o);
	f->host = o.host;
	forge_set_clock(f, &every_day);
	*out = f;
	return NULL;
}

forge_refusal forge_refused(const forge *f)
{
	return f->refusal;
}

/* ---- addresses and values ---- */

str forge_url(forge *f, arena *a, const char *path, str x)
{
	buf out = buf_new(a);
	buf_put(&out, f->where.api_url);
	for (const char *p = path; *p; p++) {
		if (*p != '{') {
			buf_char(&out, *p);
			continue;
		}
		if (p[1] == 'r')
			buf_put(&out, f->ways->slash_escaped ? url_escape(a, f->where.repository) : f->where.repository);
		else if (p[1] == 'n')
			buf_printf(&out, "%lld", f->where.number);
		else
			buf_put(&out, url_escape(a, x));
		p += 2;
	}
	return buf_str(&out);
}

str json_digits(const json *map, str key)
{
	const json *v = json_get(map, key);
	return v && v->kind == JSON_NUMBER && digits_of(v->text) >= 0 ? v->text : (str){ 0 };
}

bool forge_is_commit_id(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_hex(s.p[i]))
			return false;
	return s.n == 40 || s.n == 64;
}

bool forge_is_ours(const forge *f, const remote_comment *c)
{
	/* The host says who is a bot; a name that ends in [bot] alone proves nothing. */
	if (str_ends(c->author, S("[bot]")) && !c->is_bot)
		return false;
	if (f->login.p)
		return str_eq_nocase(c->author, f->login);
	for (int i = 0; i < 2; i++)
		if (c->is_bot && c->author.n > 0 && str_eq_nocase(c->author, str_of(f->ways->job_authors[i])))
			return true;
	return false;
}
