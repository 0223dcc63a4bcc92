/* forge_comments: list, create, update and delete. The three hosts differ in paths and names only. */
#include "edge/forge_in.h"

#include "base/sort.h"
#include "write/jsonw.h"

/* ---- reading ---- */

/* Gitea and Forgejo give a job's own account the id -2. On a host of the one, anybody may have the name
 * that the other gives it. */
static bool is_bot(const json *author)
{
	const json *id = json_get(author, S("id"));
	return str_eq(json_text(author, S("type")), S("Bot")) || (id && id->kind == JSON_NUMBER && str_starts(id->text, S("-")));
}

static bool read_comment(forge *f, const json *from, remote_comment *out)
{
	const json *author = json_get(from, str_of(f->ways->author)), *hidden = json_get(from, S("minimized"));
	const json *body = json_get(from, S("body"));
	str id = json_digits(from, S("id"));
	if (!id.p || !body || (body->kind != JSON_TEXT && body->kind != JSON_NULL))
		return false;
	*out = (remote_comment){
		.id = arena_str(f->a, id),
		.body = arena_str(f->a, str_head(body->text, COMMENT_HEAD_BYTES)),
		.author = arena_str(f->a, json_text(author, str_of(f->ways->login))), /* a deleted account's is null */
		.is_bot = is_bot(author),
		/* The key came into GitHub's description with Enterprise 3.17 or before; without it none is hidden. */
		.is_hidden = hidden && hidden->kind == JSON_MAP,
		.node_id = arena_str(f->a, json_text(from, S("node_id"))),
	};
	return true;
}

static const err *take_comments(forge *f, const json *page, void *of)
{
	remote_comments *all = of;
	if (!page || page->kind != JSON_LIST)
		return forge_odd(f, OP_LIST, "is no list of comments");
	for (const json *row = page->first; row; row = row->next) {
		const json *system = json_get(row, S("system"));
		remote_comment c;
		if (!read_comment(f, row, &c))
			return forge_odd(f, OP_LIST, "holds a comment without id or body");
		if (!system || !system->truth) /* GitLab's "changed the description" */
			*LIST_PUSH(f->a, all) = c;
	}
	return NULL;
}

/* Numbers of any length, as text without leading zeros. */
static int by_id(const void *x, const void *y)
{
	str a = ((const remote_comment *)x)->id, b = ((const remote_comment *)y)->id;
	return a.n != b.n ? (a.n > b.n) - (a.n < b.n) : str_cmp(a, b);
}

/* Pages that shift while they are read can tell a comment twice, and it would pass for its own twin. */
static void drop_repeated(remote_comments *all)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (!kept || by_id(&all->at[i], &all->at[kept - 1]) != 0)
			all->at[kept++] = all->at[i];
	all->n = kept;
}

const err *forge_comments(forge *f, remote_comments *out)
{
	*out = (remote_comments){ 0 };
	str url = forge_url(f, f->a, f->ways->comments, (str){ 0 });
	TRY(forge_pages(f, OP_LIST, arena_cat(f->a, url, str_of(f->ways->list)), take_comments, out));
	if (out->n > 1)
		sort_runs(f->a, out->at, out->n, (ptrdiff_t)sizeof *out->at, by_id);
	drop_repeated(out);
	return NULL;
}

/* ---- writing ---- */

static str body_json(forge *f, str body)
{
	buf out = buf_sized(f->a, body.n + 64);
	jsonw j = { .out = &out };
	jsonw_open(&j, '{');
	jsonw_pair(&j, "body", body);
	jsonw_close(&j, '}');
	return buf_str(&out);
}

typedef struct hunt {
	str marker;
	remote_comment *out;
} hunt;

/* Ours alone: anybody can copy a marker from a run's log and make our comment look posted. */
static const err *look_for_comment(forge *f, void *of, bool *there)
{
	hunt *h = of;
	remote_comments all;
	str login;
	*there = false;
	TRY(forge_whoami(f, &login));
	if (!login.n && !f->ways->job_authors[0])
		return forge_odd(f, OP_CREATE, "cannot be told from others: this token has no login");
	TRY(forge_comments(f, &all));
	for (ptrdiff_t i = 0; i < all.n && !*there; i++) {
		*there = str_starts(all.at[i].body, h->marker) && forge_is_ours(f, &all.at[i]);
		if (*there)
			*h->out = all.at[i];
	}
	return NULL;
}

const err *forge_create(forge *f, str body, str marker, remote_comment *out)
{
	*out = (remote_comment){ 0 };
	str url = forge_url(f, f->a, f->ways->comments, (str){ 0 });
	hunt h = { .marker = marker, .out = out };
	ask q = { .op = OP_CREATE, .method = "POST", .url = url, .body = body_json(f, body), .look = look_for_comment, .of = &h };
	reply r = { 0 };
	TRY(forge_ask(f, f->a, &q, &r));
	if (r.found || (read_comment(f, r.body, out) && str_starts(out->body, marker)))
		return NULL;
	/* A success that shows nothing: the list decides. */
	bool there = false;
	TRY(look_for_comment(f, &h, &there));
	return there ? NULL : forge_odd(f, OP_CREATE, "shows no comment, and the list has none");
}

/* Whether the answer is this comment with this text, going by the first line. */
static bool shows(forge *f, const json *answer, str id, str body)
{
	remote_comment c;
	ptrdiff_t end = str_find_byte(body, '\n');
	str line = str_head(body, end < 0 || end > COMMENT_HEAD_BYTES ? COMMENT_HEAD_BYTES : end);
	return read_comment(f, answer, &c) && str_eq(c.id, id) && str_starts(c.body, line);
}

const err *forge_update(forge *f, str id, str body, bool *gone)
{
	*gone = false;
	str url = forge_url(f, f->a, f->ways->comment, id);
	ask q = { .op = OP_UPDATE, .method = f->ways->edit, .url = url, .body = body_json(f, body) };
	reply r = { 0 };
	const err *e = forge_ask(f, f->a, &q, &r);
	int status = r.answer.fault == HTTP_OK ? r.answer.status : 0;
	/* GitLab: a project's bot of the role Developer may not edit its own note (an issue of theirs). */
	*gone = e && (status == 404 || status == 410 || (status == 403 && f->ways->slash_escaped));
	if (e && !*gone)
		return e;
	f->refusal = REFUSED_NOTHING;
	return (e || shows(f, r.body, id, body)) ? NULL : forge_odd(f, OP_UPDATE, "does not show the new text");
}

const err *forge_delete(forge *f, str id)
{
	str url = forge_url(f, f->a, f->ways->comment, id);
	ask q = { .op = OP_DELETE, .method = "DELETE", .url = url, .no_answer = true };
	reply r = { 0 };
	const err *e = forge_ask(f, f->a, &q, &r);
	if (e && (r.answer.fault != HTTP_OK || (r.answer.status != 404 && r.answer.status != 410)))
		return e;
	f->refusal = REFUSED_NOTHING;
	return NULL;
}
