/* http_in: what http.c (sending) and http_take.c (receiving) share. Inner header. */
#ifndef EDGE_HTTP_IN_H
#define EDGE_HTTP_IN_H

#include "edge/http.h"
#include "edge/http_parse.h"

#include "base/buf.h"

enum {
	MAX_HEADER_BYTES = 64 * 1024,      /* all header lines of one request, interim answers included */
	MAX_BODY_BYTES = 8 * 1024 * 1024,  /* unless the caller says otherwise */
	MAX_HOPS = 5,                      /* redirects of one request */
	SHORTEST_SECRET = 8,               /* bytes; a shorter one could be any word of an answer */
};

/* One answer on its way in. */
typedef struct taking {
	arena *a;
	http_answer *to;
	buf body;
	ptrdiff_t max_body, header_bytes;
	str location;          /* as the host wrote it */
	str url;               /* that was asked: Link is relative to it */
	bool left_nothing;     /* x-ratelimit-remaining: 0 */
	long long reset;
	str retry_after;       /* read at the end, when Date is known */
	bool encoded;          /* a Content-Encoding that was not asked for */
	bool body_over, headers_over;
} taking;

/* libcurl's callbacks: of is a taking. */
size_t take_header(char *at, size_t size, size_t n, void *of);
size_t take_body(char *at, size_t size, size_t n, void *of);

/* After the last byte: fills what needs more than one header. */
void take_end(taking *t);

#endif
