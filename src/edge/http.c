/* http: see http.h, and docs/design/http.md for each choice.
 *
 * One easy handle, reset before each request: connections stay, options do not. HTTP/1.1 only: a
 * handful of requests gain nothing from streams. No compression is asked for, so a small answer cannot
 * become a large one. A write gets a connection of its own: on a kept one that dies before the first
 * byte of the answer libcurl (7.88.1, Curl_retry_request) sends the request again by itself, a POST too,
 * and that would be a second comment. */
#include "edge/http_in.h"

#include "edge/host.h"
#include "edge/secret.h"

#include <curl/curl.h>

#include <string.h>
#include <time.h>
#include <unistd.h>

struct http {
	arena *a;
	CURL *easy;
	struct curl_slist *token; /* the one header line that holds it; NULL: none */
	str secret;               /* its bytes within that line */
	origin home;
	str ca_file;
	bool trace, allow_http;
	int connect_ms, total_ms;
	char says[CURL_ERROR_SIZE];
};

/* ---- opening ---- */

static void close_http(void *handle)
{
	http *h = handle;
	curl_easy_cleanup(h->easy);
	if (h->token)
		secret_wipe(h->token->data, (ptrdiff_t)strlen(h->token->data));
	curl_slist_free_all(h->token);
	curl_global_cleanup();
}

static const err *hold_token(http *h, const http_options *how)
{
	for (ptrdiff_t i = 0; i < how->token.n; i++)
		if (how->token.p[i] <= ' ' || how->token.p[i] > '~')
			return err_hint(h->a, err_new(h->a, ERR_USAGE, "the token holds a byte that no token has"),
			                "set it again, as one line without spaces");
	if (how->token.n < 1)
		return NULL;
	/* libcurl copies the line; ours is wiped at once. */
	str line = arena_cat(h->a, how->token_header, how->token);
	h->token = curl_slist_append(NULL, line.p);
	secret_wipe((char *)line.p, line.n);
	if (!h->token)
		return err_new(h->a, ERR_NETWORK, "libcurl has no memory");
	h->secret = str_from(str_of(h->token->data), how->token_header.n);
	return NULL;
}

static const err *see_home(http *h, str home)
{
	if (!origin_of(home, &h->home))
		return err_new(h->a, ERR_USAGE, "'%.*s' is no URL of a code host", SARG(url_shown(h->a, home)));
	if (h->home.https || (h->allow_http && origin_is_loopback(&h->home)))
		return NULL;
	const err *e = err_new(h->a, ERR_USAGE, "%.*s is not https, and would show the token to the network",
	                       SARG(origin_text(h->a, &h->home)));
	return err_hint(h->a, e, "give the code host's https address");
}

const err *http_open(arena *a, const http_options *how, http **out)
{
	*out = NULL;
	http *h = NEW(a, http);
	h->a = a;
	h->trace = how->trace;
	h->allow_http = how->allow_http;
	h->connect_ms = how->connect_ms > 0 ? how->connect_ms : 10 * 1000;
	h->total_ms = how->total_ms > 0 ? how->total_ms : 60 * 1000;
	TRY(see_home(h, arena_str(a, how->home)));
	if (how->ca_file.p) {
		h->ca_file = arena_str(a, how->ca_file);
		if (access(h->ca_file.p, R_OK) != 0)
			return err_new(a, ERR_USAGE, "the CA file '%.*s' cannot be read", SARG(line_of(a, h->ca_file)));
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return err_new(a, ERR_NETWORK, "libcurl does not start");
	h->easy = curl_easy_init();
	arena_defer(a, close_http, h);
	if (!h->easy || !(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SSL))
		return err_new(a, ERR_NETWORK, "this libcurl cannot do TLS");
	TRY(hold_token(h, how));
	*out = h;
	return NULL;
}

bool http_same_origin(str x, str y)
{
	origin ox, oy;
	return origin_of(x, &ox) && origin_of(y, &oy) && origin_same(&ox, &oy);
}

str http_redact(arena *a, const http *h, str text)
{
	if (h->secret.n < SHORTEST_SECRET || str_find(text, h->secret) < 0)
		return text;
	buf out = buf_sized(a, text.n);
	for (ptrdiff_t at; (at = str_find(text, h->secret)) >= 0; text = str_from(text, at + h->secret.n)) {
		buf_put(&out, str_head(text, at));
		buf_put(&out, S("***"));
	}
	buf_put(&out, text);
	return buf_str(&out);
}

/* ---- one hop ---- */

static struct curl_slist *headers_of(http *h, arena *a, const http_request *q)
{
	struct curl_slist *list = NULL;
	str accept = q->accept.p ? q->accept : S("application/json");
	list = curl_slist_append(list, arena_printf(a, "Accept: %.*s", SARG(accept)).p);
	list = curl_slist_append(list, "Expect:"); /* or a large body waits a second for a 100 that few send */
	if (q->body.p)
		list = curl_slist_append(list, "Content-Type: application/json");
	if (q->extra.p)
		list = curl_slist_append(list, arena_str(a, q->extra).p);
	if (h->token)
		list = curl_slist_append(list, h->token->data);
	return list;
}

static void free_headers(struct curl_slist *list)
{
	for (struct curl_slist *line = list; line; line = line->next)
		secret_wipe(line->data, (ptrdiff_t)strlen(line->data));
	curl_slist_free_all(list);
}

static void set_safety(http *h, const origin *to)
{
	CURL *e = h->easy;
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_HTTP09_ALLOWED, 0L);
	/* A proxy's CONNECT gets none of our headers, and its answer is not the host's. */
	curl_easy_setopt(e, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (h->ca_file.p) {
		curl_easy_setopt(e, CURLOPT_CAINFO, h->ca_file.p);
		curl_easy_setopt(e, CURLOPT_CAPATH, NULL); /* or the system's folder would be trusted as well */
	}
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, to->https ? "https" : "http");
#else
	curl_easy_setopt(e, CURLOPT_PROTOCOLS, (long)(to->https ? CURLPROTO_HTTPS : CURLPROTO_HTTP));
#endif
	if (!to->https)
		curl_easy_setopt(e, CURLOPT_PROXY, ""); /* loopback: a proxy would see the token */
}

static void set_request(http *h, const http_request *q, taking *t, long left_ms)
{
	CURL *e = h->easy;
	bool is_get = strcmp(q->method, "GET") == 0;
	curl_easy_setopt(e, CURLOPT_URL, t->url.p);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "envgate/" ENVGATE_VERSION);
	if (q->body.p) {
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, q->body.p);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n);
	}
	if (!is_get) {
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, q->method);
		curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
	}
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, left_ms < h->connect_ms ? left_ms : (long)h->connect_ms);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, left_ms);
	/* A trickle that would use up the whole time ends earlier. */
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 64L);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, 20L);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, h->says);
}

/* What each of libcurl's codes leaves behind: whether the request can have arrived, and whether another
 * try could end better. Codes that are not here may have arrived. */
static const struct { CURLcode code; http_fault fault; bool hopeless; const char *why; } codes[] = {
	{ CURLE_COULDNT_RESOLVE_PROXY,    HTTP_UNSENT, false, "the proxy's name cannot be resolved" },
	{ CURLE_COULDNT_RESOLVE_HOST,     HTTP_UNSENT, false, "the host's name cannot be resolved" },
	{ CURLE_COULDNT_CONNECT,          HTTP_UNSENT, false, "no connection" },
	{ CURLE_PROXY,                    HTTP_UNSENT, false, "the proxy refused" },
	{ CURLE_SSL_CONNECT_ERROR,        HTTP_UNSENT, false, "TLS could not be agreed on" },
	{ CURLE_PEER_FAILED_VERIFICATION, HTTP_UNSENT, true,  "the host's certificate is not valid for it" },
	{ CURLE_SSL_CACERT_BADFILE,       HTTP_UNSENT, true,  "the CA file is no list of certificates" },
	{ CURLE_URL_MALFORMAT,            HTTP_UNSENT, true,  "libcurl does not take the URL" },
	{ CURLE_UNSUPPORTED_PROTOCOL,     HTTP_UNSURE, true,  "the answer is no HTTP" },
	{ CURLE_WEIRD_SERVER_REPLY,       HTTP_UNSURE, true,  "the answer is no HTTP" },
	{ CURLE_OUT_OF_MEMORY,            HTTP_UNSURE, true,  "the answer's headers are too long" }, /* 7.88.1 says so for a line over 100 kB */
#if LIBCURL_VERSION_NUM >= 0x080600
	{ CURLE_TOO_LARGE,                HTTP_UNSURE, true,  "the answer's headers are too long" },
#endif
	{ CURLE_PARTIAL_FILE,             HTTP_UNSURE, false, "the answer was cut" },
	{ CURLE_GOT_NOTHING,              HTTP_UNSURE, false, "the host closed without an answer" },
	{ CURLE_RECV_ERROR,               HTTP_UNSURE, false, "the connection broke" },
	{ CURLE_SEND_ERROR,               HTTP_UNSURE, false, "the connection broke" },
};

static void set_fault(http_answer *x, http_fault fault, bool hopeless, str why)
{
	x->fault = fault;
	x->hopeless = hopeless;
	x->why = why;
}

/* libcurl calls a proxy's refusal a broken connection; nothing has reached the host. */
static bool proxy_refused(http *h, arena *a, http_answer *x)
{
	long code = 0;
	if (curl_easy_getinfo(h->easy, CURLINFO_HTTP_CONNECTCODE, &code) || code == 0 || code / 100 == 2)
		return false;
	set_fault(x, HTTP_UNSENT, code < 500, arena_printf(a, "the proxy answers %ld", code));
	return true;
}

static void explain(http *h, arena *a, CURLcode rc, taking *t)
{
	http_answer *x = t->to;
	if (rc != CURLE_OK && proxy_refused(h, a, x))
		return;
	if (t->body_over)
		set_fault(x, HTTP_UNSURE, true, arena_printf(a, "the answer is longer than %td bytes", t->max_body));
	else if (t->headers_over)
		set_fault(x, HTTP_UNSURE, true, arena_printf(a, "the answer's headers are longer than %d bytes", MAX_HEADER_BYTES));
	else if (rc == CURLE_OK && t->encoded)
		set_fault(x, HTTP_UNSURE, true, S("the answer is compressed, which was not asked for"));
	else if (rc == CURLE_OPERATION_TIMEDOUT) {
		curl_off_t connected = 0;
		curl_easy_getinfo(h->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
		set_fault(x, connected > 0 ? HTTP_UNSURE : HTTP_UNSENT, false,
		          connected > 0 ? S("the host is too slow") : S("no connection in time"));
	} else if (rc != CURLE_OK) {
		size_t i = 0, n = sizeof codes / sizeof codes[0];
		while (i < n && codes[i].code != rc)
			i++;
		str says = line_of(a, http_redact(a, h, str_of(h->says)));
		str why = str_of(i < n ? codes[i].why : curl_easy_strerror(rc));
		if (says.n > 0)
			why = arena_printf(a, "%.*s (%.*s)", SARG(why), SARG(says));
		set_fault(x, i < n ? codes[i].fault : HTTP_UNSURE, i < n && codes[i].hopeless, why);
	}
}

/* location: where the answer sends us; absent when it does not. */
static http_answer one_hop(http *h, arena *a, const http_request *q, long left_ms, str *location)
{
	http_answer x = { 0 };
	origin to;
	taking t = { .a = a, .to = &x, .body = buf_new(a), .url = arena_str(a, q->url) };
	t.max_body = q->max_body > 0 ? q->max_body : MAX_BODY_BYTES;
	if (!origin_of(t.url, &to) || !origin_same(&to, &h->home)) {
		set_fault(&x, HTTP_REFUSED, true, S("the URL is not on the code host"));
		return x;
	}
	struct curl_slist *list = headers_of(h, a, q);
	curl_easy_reset(h->easy);
	h->says[0] = '\0';
	set_safety(h, &to);
	set_request(h, q, &t, left_ms);
	curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, list);
	CURLcode rc = curl_easy_perform(h->easy);
	long status = 0;
	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	x.status = (int)status;
	take_end(&t);
	explain(h, a, rc, &t);
	free_headers(list);
	x.body = x.fault == HTTP_OK ? http_redact(a, h, x.body) : (str){ 0 };
	*location = x.fault == HTTP_OK ? t.location : (str){ 0 };
	return x;
}

/* ---- the whole request ---- */

static long long now_ms(void)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void trace(http *h, arena *a, const http_request *q, const http_answer *x, long long ms)
{
	origin o = { 0 };
	if (!h->trace)
		return;
	(void)origin_of(q->url, &o);
	str path = line_of(a, http_redact(a, h, o.rest));
	str end = x->fault == HTTP_OK ? arena_printf(a, "%d", x->status) : x->why;
	host_complain(arena_printf(a, "http: %s %.*s: %.*s (%lld ms)\n", q->method, SARG(path), SARG(end), ms));
}

/* Whether x is a redirect that is followed; if so *q is the next request. */
static bool follow(http *h, arena *a, http_request *q, http_answer *x, str location)
{
	bool redirect = x->status == 301 || x->status == 302 || x->status == 303 || x->status == 307 || x->status == 308;
	if (x->fault != HTTP_OK || !redirect)
		return false;
	str url = url_resolve(a, q->url, location);
	origin to;
	if (!url.p || !origin_of(url, &to)) {
		set_fault(x, HTTP_REFUSED, true, S("the host redirects to what is no web address"));
		return false;
	}
	if (!origin_same(&to, &h->home)) {
		str where = line_of(a, http_redact(a, h, origin_text(a, &to)));
		set_fault(x, HTTP_REFUSED, true, arena_printf(a, "the host redirects to another one, %.*s", SARG(where)));
		return false;
	}
	if (strcmp(q->method, "GET") != 0 && x->status < 307) {
		set_fault(x, HTTP_REFUSED, true, arena_printf(a, "the host redirects a %s with status %d, which would lose it", q->method, x->status));
		return false;
	}
	q->url = url;
	return true;
}

http_answer http_send(arena *a, http *h, const http_request *q)
{
	http_request hop = *q;
	int allowed = q->limit_ms > 0 && q->limit_ms < h->total_ms ? q->limit_ms : h->total_ms;
	long long began = now_ms();
	http_answer x = { 0 };
	for (int hops = 0; hops <= MAX_HOPS; hops++) {
		str location = { 0 };
		long long at = now_ms(), left = allowed - (at - began);
		x = one_hop(h, a, &hop, left > 1 ? (long)left : 1L, &location);
		http_request asked = hop;
		bool again = follow(h, a, &hop, &x, location);
		trace(h, a, &asked, &x, now_ms() - at);
		if (!again)
			return x;
	}
	set_fault(&x, HTTP_REFUSED, true, arena_printf(a, "more than %d redirects", MAX_HOPS));
	return x;
}
