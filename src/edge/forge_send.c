/* forge_send: one request until it has an answer, a refusal, or no time left.
 *
 * The danger is the request that may have arrived: cut connection, 5xx, an answer that is no JSON. What
 * may be done twice is simply done again. A POST that makes something brings a look function, which asks
 * the host whether it is there; it is asked after the wait, because a host that answered 502 may still be
 * at work, and also when there is no further try, so that "failed" is not said of what succeeded. */
#include "edge/forge_in.h"

#include "edge/host.h"

#include <string.h>

static long long left_ms(forge *f)
{
	return f->deadline_ms - f->clock.now_ms(f->clock.of);
}

static void wait_for(forge *f, long long ms)
{
	if (ms > 0)
		f->clock.sleep_ms(f->clock.of, ms);
}

/* A step that stands still for a minute should say why. */
static void wait_to_retry(forge *f, long long ms)
{
	if (f->trace)
		host_complain(arena_printf(f->a, "http: trying again in %lld.%lld s\n", ms / 1000, ms % 1000 / 100));
	wait_for(f, ms);
}

/* Hosts ask that writes come one at a time, with a pause. */
static void keep_distance(forge *f)
{
	if (f->wrote_at_ms >= 0)
		wait_for(f, f->wrote_at_ms + f->ways->write_gap_ms - f->clock.now_ms(f->clock.of));
}

static bool is_json(str type)
{
	return str_eq(type, S("application/json")) || str_ends(type, S("+json"));
}

static void spoil(http_answer *x, str why)
{
	x->fault = HTTP_UNSURE;
	x->hopeless = true;
	x->why = why;
}

/* Reads the body. A success without the JSON that belongs to it is none: a login page with status 200,
 * a proxy's greeting. A refusal without JSON is still a refusal. */
static void read_body(forge *f, arena *a, const ask *q, reply *r)
{
	http_answer *x = &r->answer;
	bool success = x->status >= 200 && x->status < 300;
	if (x->fault != HTTP_OK || (q->no_answer && success))
		return;
	if (!success && x->body.n > MAX_REFUSAL_BYTES)
		return;
	if (is_json(x->type)) {
		const err *e = json_read(a, x->body, &r->body);
		if (e && success)
			spoil(x, arena_printf(a, "the answer is %.*s", SARG(err_text(a, e))));
	} else if (success) {
		str type = line_of(a, http_redact(a, f->h, x->type.n ? x->type : S("of no type")));
		spoil(x, arena_printf(a, "the answer is %.*s, not JSON", SARG(type)));
	}
}

static reply try_once(forge *f, arena *a, const ask *q)
{
	bool is_write = strcmp(q->method, "GET") != 0 && q->op != OP_WHOAMI;
	if (is_write)
		keep_distance(f);
	long long left = left_ms(f);
	http_request hq = { .method = q->method, .url = q->url, .body = q->body, .max_body = q->max_body };
	hq.accept = str_of(f->ways->accept);
	hq.extra = str_of(f->ways->extra);
	hq.limit_ms = left > 1 ? (int)left : 1;
	reply r = { .answer = http_send(a, f->h, &hq) };
	if (is_write)
		f->wrote_at_ms = f->clock.now_ms(f->clock.of);
	read_body(f, a, q, &r);
	return r;
}

static bool is_good(const http_answer *x)
{
	return x->fault == HTTP_OK && x->status >= 200 && x->status < 300;
}

static bool is_unsure(const http_answer *x)
{
	return x->fault == HTTP_UNSURE || (x->fault == HTTP_OK && x->status >= 500);
}

/* After an unsure request. An error of the look stands before the one that made us look. */
static const err *look_for(forge *f, const ask *q, reply *r)
{
	if (!q->look || !is_unsure(&r->answer))
		return NULL;
	const err *e = q->look(f, q->of, &r->found);
	return e ? err_wrap(f->a, e, "it may have arrived (%s), and looking for it failed",
	                    r->answer.fault == HTTP_OK ? "the host had trouble" : "there was no whole answer")
	         : NULL;
}

static const err *out_of_time(forge *f, const ask *q, const reply *r, long long wait)
{
	const err *e = forge_says(f, q->op, r);
	if (wait < 0)
		return e;
	const char *hint = e->hint.p ? e->hint.p : "run the job again later";
	long long left = left_ms(f);
	e = err_new(f->a, ERR_NETWORK, "%.*s; the next try would be in %lld s, and %lld s of %lld are left", SARG(err_text(f->a, e)),
	            (wait + 999) / 1000, left > 0 ? left / 1000 : 0, f->patience_ms / 1000);
	return err_hint(f->a, e, "%s", hint);
}

const err *forge_ask(forge *f, arena *a, const ask *q, reply *out)
{
	for (int tries = 1;; tries++) {
		*out = try_once(f, a, q);
		f->refusal = REFUSED_NOTHING;
		if (is_good(&out->answer))
			return NULL;
		str message = forge_message(f, out->body);
		long long wait = retry_wait_ms(&out->answer, message, tries - 1, f->clock.random(f->clock.of));
		bool last = wait < 0 || tries >= MAX_TRIES, late = !last && wait >= left_ms(f);
		if (!last && !late)
			wait_to_retry(f, wait);
		TRY(look_for(f, q, out));
		if (out->found)
			return NULL;
		if (last || late)
			return out_of_time(f, q, out, late ? wait : -1);
	}
}

/* ---- pages ---- */

typedef struct walk {
	page_taker *take;
	void *of;
	str first;         /* with a query */
} walk;

/* *next: the following page, absent at the end. GitLab leaves Link out where counting costs it too much,
 * and always gives the number. */
static const err *one_page(forge *f, arena *a, const ask *q, const walk *w, str *next)
{
	reply r = { 0 };
	TRY(forge_ask(f, a, q, &r));
	TRY(w->take(f, r.body, w->of));
	*next = r.answer.link_next;
	if (!next->p && !r.answer.link_elsewhere && r.answer.next_page > 0)
		*next = arena_printf(a, "%.*s&page=%d", SARG(w->first), r.answer.next_page);
	if (!next->p && r.answer.link_elsewhere) {
		const err *e = err_new(f->a, ERR_NETWORK, "the next page would be on another host than %.*s", SARG(f->host));
		return err_hint(f->a, e, "--api-url with the address that the host gives for itself");
	}
	return NULL;
}

const err *forge_pages(forge *f, forge_op op, str url, page_taker *take, void *of)
{
	walk w = { .take = take, .of = of, .first = url };
	for (int page = 0; page < MAX_PAGES; page++) {
		arena *a = arena_open(PAGE_BUDGET_BYTES);
		ask q = { .op = op, .method = "GET", .url = url, .max_body = MAX_PAGE_BYTES };
		str next = { 0 };
		const err *e = one_page(f, a, &q, &w, &next);
		url = arena_str(f->a, next);
		arena_close(a);
		if (e || !url.p)
			return e;
	}
	const err *e = err_new(f->a, ERR_NETWORK, "more than %d pages below %.*s", MAX_PAGES, SARG(w.first));
	return err_hint(f->a, e, "close this %s and open a new one", f->where.row->request_word);
}
