/* forge_check: check runs with annotations, and commit statuses.
 *
 * GitHub takes 50 annotations a request and appends those of each. It also tells how many a check run
 * has, so any interrupted run, ours or an earlier attempt's, goes on from there: look, then write the
 * first batch or the next one, until the host has all. */
#include "edge/forge_in.h"

#include "base/utf8.h"
#include "write/jsonw.h"

enum { BATCH = 50 };

/* The check run on the host. */
typedef struct standing {
	const check_run *c;
	str id;            /* absent: there is none yet */
	ptrdiff_t notes;   /* it has so many */
} standing;

static const err *take_runs(forge *f, const json *page, void *of)
{
	standing *s = of;
	const json *runs = json_get(page, S("check_runs"));
	if (!runs || runs->kind != JSON_LIST)
		return forge_odd(f, OP_CHECK, "is no list of check runs");
	for (const json *run = runs->first; run; run = run->next) {
		str id = json_digits(run, S("id"));
		if (!id.p || !str_eq(json_text(run, S("external_id")), s->c->external_id) ||
		    !str_eq(json_text(run, S("name")), s->c->name))
			continue;
		long long notes = digits_of(json_digits(json_get(run, S("output")), S("annotations_count")));
		s->id = arena_str(f->a, id);
		s->notes = notes > 0 ? (ptrdiff_t)notes : 0;
	}
	return NULL;
}

static const err *look_for_run(forge *f, void *of, bool *there)
{
	standing *s = of;
	str url = forge_url(f, f->a, "/repos/{r}/commits/{x}/check-runs?filter=all&per_page=100&check_name=", s->c->head_sha);
	s->id = (str){ 0 };
	s->notes = 0;
	TRY(forge_pages(f, OP_CHECK, arena_cat(f->a, url, url_escape(f->a, s->c->name)), take_runs, s));
	*there = s->id.p != NULL;
	return NULL;
}

/* After an unsure append nobody knows; the look tells how far the host is, and the loop goes on. */
static const err *look_how_far(forge *f, void *of, bool *there)
{
	standing *s = of;
	TRY(look_for_run(f, s, there));
	*there = true;
	return NULL;
}

/* The first max code points. */
static str cut_points(str s, int max)
{
	ptrdiff_t i = 0;
	for (int n = 0; i < s.n && n < max; n++)
		(void)utf8_next(s, &i);
	return str_head(s, i);
}

static void put_note(jsonw *j, const annotation *n)
{
	jsonw_open(j, '{');
	jsonw_pair(j, "path", n->path);
	jsonw_count(j, "start_line", n->line);
	jsonw_count(j, "end_line", n->end_line);
	jsonw_pair(j, "annotation_level", str_of(n->level));
	jsonw_pair(j, "title", cut_points(n->title, 255));
	jsonw_pair(j, "message", n->message);
	jsonw_close(j, '}');
}

static str run_json(arena *a, const check_run *c, ptrdiff_t from, ptrdiff_t n)
{
	buf out = buf_new(a);
	jsonw j = { .out = &out };
	jsonw_open(&j, '{');
	jsonw_pair(&j, "name", c->name);
	jsonw_pair(&j, "head_sha", c->head_sha);
	jsonw_pair(&j, "external_id", c->external_id);
	if (c->details_url.n > 0)
		jsonw_pair(&j, "details_url", c->details_url);
	jsonw_pair(&j, "status", S("completed"));
	jsonw_pair(&j, "conclusion", c->conclusion);
	jsonw_key(&j, "output");
	jsonw_open(&j, '{');
	jsonw_pair(&j, "title", c->title);
	jsonw_pair(&j, "summary", c->summary);
	jsonw_key(&j, "annotations");
	jsonw_open(&j, '[');
	for (ptrdiff_t i = from; i < from + n; i++)
		put_note(&j, &c->notes.at[i]);
	jsonw_close(&j, ']');
	jsonw_close(&j, '}');
	jsonw_close(&j, '}');
	return buf_str(&out);
}

/* Sends the next batch; *s is then where the host stands. */
static const err *send_batch(forge *f, standing *s)
{
	arena *a = f->a;
	ptrdiff_t left = s->c->notes.n - s->notes, n = left < 0 ? 0 : left < BATCH ? left : BATCH;
	bool is_new = !s->id.p;
	ask q = { .op = OP_CHECK, .of = s, .body = run_json(a, s->c, s->notes, n) };
	q.method = is_new ? "POST" : "PATCH";
	q.url = is_new ? forge_url(f, a, "/repos/{r}/check-runs", (str){ 0 }) : forge_url(f, a, "/repos/{r}/check-runs/{x}", s->id);
	q.look = is_new ? look_for_run : n ? look_how_far : NULL; /* without annotations it may be sent twice */
	reply r = { 0 };
	TRY(forge_ask(f, a, &q, &r));
	if (r.found)
		return NULL;
	s->id = arena_str(a, json_digits(r.body, S("id")));
	s->notes += n;
	return s->id.p ? NULL : forge_odd(f, OP_CHECK, "shows no check run");
}

const err *forge_check_run(forge *f, const check_run *c)
{
	standing s = { .c = c };
	bool there;
	if (!f->where.row->has_checks || !forge_is_commit_id(c->head_sha))
		return err_new(f->a, ERR_USAGE, "%s", f->where.row->has_checks ? "a check run needs the id of a commit"
		                                                                 : "only GitHub has check runs");
	TRY(look_for_run(f, &s, &there));
	/* Each round that works is a batch; the others are looks after an unsure one. */
	ptrdiff_t rounds = c->notes.n / BATCH + MAX_TRIES;
	do {
		if (rounds-- == 0)
			return forge_odd(f, OP_CHECK, "does not count the annotations that it was given");
		TRY(send_batch(f, &s));
	} while (s.notes < c->notes.n);
	return NULL;
}

/* ---- statuses ---- */

/* GitLab's words; what it lacks fails. */
static str state_word(const forge *f, str state)
{
	if (!f->ways->slash_escaped || str_eq(state, S("success")) || str_eq(state, S("pending")))
		return state;
	return S("failed");
}

static str status_json(forge *f, const commit_status *c)
{
	buf out = buf_new(f->a);
	jsonw j = { .out = &out };
	jsonw_open(&j, '{');
	jsonw_pair(&j, "state", state_word(f, c->state));
	jsonw_pair(&j, f->ways->slash_escaped ? "name" : "context", c->context);
	jsonw_pair(&j, "description", cut_points(c->description, 140));
	if (c->target_url.n > 0)
		jsonw_pair(&j, "target_url", c->target_url);
	jsonw_close(&j, '}');
	return buf_str(&out);
}

/* GitLab refuses a state that is set already: "Cannot transition status via :enqueue from :pending". */
static bool stands_already(forge *f, const commit_status *c, const reply *r)
{
	str from = arena_printf(f->a, " from :%.*s", SARG(state_word(f, c->state)));
	return r->answer.fault == HTTP_OK && r->answer.status == 400 && f->ways->slash_escaped &&
	       str_find(forge_message(f, r->body), from) >= 0;
}

/* The newest status of a context counts, so one that was sent twice says what it says once. */
const err *forge_status(forge *f, const commit_status *c)
{
	if (!forge_is_commit_id(c->head_sha))
		return err_new(f->a, ERR_USAGE, "a commit status needs the id of a commit");
	ask q = { .op = OP_STATUS, .method = "POST", .body = status_json(f, c) };
	q.url = forge_url(f, f->a, f->ways->status, c->head_sha);
	reply r = { 0 };
	const err *e = forge_ask(f, f->a, &q, &r);
	if (e && !stands_already(f, c, &r))
		return e;
	f->refusal = REFUSED_NOTHING;
	return NULL;
}
