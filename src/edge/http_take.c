/* http_take: an answer's headers and body as they come in, counted. CURLOPT_MAXFILESIZE does not stop a
 * chunked answer (libcurl 7.88.1: limit 1,000, received 5,000,000), so each byte is counted here. */
#include "edge/http_in.h"

#include <limits.h>

static void take_date(taking *t, str value) { t->to->now = http_date(value); }
static void take_type(taking *t, str value) { t->to->type = media_type_of(t->a, value); }
static void take_location(taking *t, str value) { t->location = arena_str(t->a, value); }
static void take_retry(taking *t, str value) { t->retry_after = arena_str(t->a, value); }
static void take_remaining(taking *t, str value) { t->left_nothing = digits_of(value) == 0; }

static void take_reset(taking *t, str value)
{
	long long at = digits_of(value);
	t->reset = at > 0 ? at : 0;
}

static void take_encoding(taking *t, str value)
{
	t->encoded = value.n > 0 && !str_eq_nocase(value, S("identity"));
}

static void take_next_page(taking *t, str value)
{
	long long page = digits_of(value);
	t->to->next_page = page > 0 && page < INT_MAX ? (int)page : 0;
}

/* A next link elsewhere is told, never kept: following it would show the token to its host. */
static void take_link(taking *t, str value)
{
	str next = link_next_of(value);
	if (!next.p)
		return;
	str url = url_resolve(t->a, t->url, next);
	bool stays = url.p && http_same_origin(url, t->url);
	t->to->link_elsewhere |= !stays;
	if (stays && !t->to->link_next.p)
		t->to->link_next = url;
}

static const struct { str name; void (*take)(taking *, str); } headers[] = {
	{ S_INIT("date"),                  take_date },
	{ S_INIT("content-type"),          take_type },
	{ S_INIT("content-encoding"),      take_encoding },
	{ S_INIT("location"),              take_location },
	{ S_INIT("link"),                  take_link },
	{ S_INIT("x-next-page"),           take_next_page },
	{ S_INIT("retry-after"),           take_retry },
	{ S_INIT("x-ratelimit-remaining"), take_remaining },
	{ S_INIT("x-ratelimit-reset"),     take_reset },
	{ S_INIT("ratelimit-remaining"),   take_remaining }, /* GitLab */
	{ S_INIT("ratelimit-reset"),       take_reset },
};

/* An interim answer (100, 103) has headers too; only the last answer's count. The bytes count for all:
 * a host may send interim answers for ever. */
static void start_over(taking *t)
{
	*t->to = (http_answer){ 0 };
	t->location = t->retry_after = (str){ 0 };
	t->left_nothing = t->encoded = false;
	t->reset = 0;
}

size_t take_header(char *at, size_t size, size_t n, void *of)
{
	taking *t = of;
	str line = { at, (ptrdiff_t)(size * n) };
	t->header_bytes += line.n;
	t->headers_over = t->header_bytes > MAX_HEADER_BYTES;
	if (t->headers_over)
		return 0;
	if (str_starts(line, S("HTTP/")))
		start_over(t);
	ptrdiff_t colon = str_find_byte(line, ':');
	for (size_t i = 0; colon > 0 && i < sizeof headers / sizeof headers[0]; i++)
		if (str_eq_nocase(str_head(line, colon), headers[i].name))
			headers[i].take(t, str_trim(str_from(line, colon + 1)));
	return size * n;
}

size_t take_body(char *at, size_t size, size_t n, void *of)
{
	taking *t = of;
	ptrdiff_t more = (ptrdiff_t)(size * n);
	t->body_over = more > t->max_body - t->body.n;
	if (t->body_over)
		return 0;
	buf_put(&t->body, (str){ at, more });
	return size * n;
}

void take_end(taking *t)
{
	http_answer *x = t->to;
	x->body = buf_str(&t->body);
	x->retry_after_s = retry_after_of(t->retry_after, x->now);
	x->limit_reset = t->left_nothing ? t->reset : 0;
}
