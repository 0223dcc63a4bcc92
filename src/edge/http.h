/* http: one request and its whole answer, within bounds. The only file that knows libcurl.
 *
 * TLS is always verified. A redirect is followed by hand, to the same origin only, and a body goes
 * along only where 307 or 308 says so. The token never leaves for another origin, and is written
 * nowhere: not in an err, not in a trace. Retries are the caller's business (edge/forge_send.c),
 * because only it knows whether a request may be sent twice. */
#ifndef EDGE_HTTP_H
#define EDGE_HTTP_H

#include "base/err.h"
#include "base/list.h"

typedef struct http http;

typedef struct http_options {
	str home;           /* a URL: requests go to its origin, and to no other. forge_open fills it */
	str token;          /* the value; absent: none is sent */
	str token_header;   /* "Authorization: Bearer ", "PRIVATE-TOKEN: ": what stands before it */
	str ca_file;        /* --ca-file; absent: the system's */
	bool trace;         /* --verbose: a line per request on stderr, without the token */
	int connect_ms, total_ms; /* 0: 10 s and 60 s */
	int patience_ms;    /* for all requests of a forge, waits included; 0: 120 s. http.c ignores it */
	bool allow_http;    /* plain http, to a loopback address only: for tests */
} http_options;

typedef enum http_fault {
	HTTP_OK,            /* an answer came, whatever its status */
	HTTP_UNSENT,        /* nothing reached the host: no name, no connection, TLS refused */
	HTTP_UNSURE,        /* the request may have arrived: cut, reset, too slow, too long */
	HTTP_REFUSED,       /* we would not: redirect elsewhere, plain http, another origin */
} http_fault;

typedef struct http_answer {
	http_fault fault;
	bool hopeless;      /* the same request would end the same way: a bad certificate, a bound */
	str why;            /* one line for a person when fault is not HTTP_OK; holds no secret */
	int status;
	str body;           /* at most the bound asked for; never cut: a longer one is a fault */
	str type;           /* content-type without parameters, in lower case */
	str link_next;      /* of the Link header, only when it stays on the same origin */
	bool link_elsewhere; /* a next link was refused because of its origin */
	int next_page;      /* GitLab's x-next-page; 0: not said */
	int retry_after_s;  /* 0: not said, or nonsense; at most a day */
	long long limit_reset; /* x-ratelimit-reset when nothing is left, epoch seconds; 0 */
	long long now;      /* the host's own Date, epoch seconds; 0: not said */
} http_answer;

typedef struct http_request {
	const char *method; /* "GET", "POST", "PATCH", "PUT", "DELETE" */
	str url;            /* whole */
	str body;           /* JSON; absent: none */
	str accept;         /* absent: application/json */
	str extra;          /* one more header line, "X-GitHub-Api-Version: 2022-11-28"; absent */
	ptrdiff_t max_body; /* bytes of the answer; 0: 8 MiB */
	int limit_ms;       /* at most this long, if less than total_ms; 0: total_ms */
} http_request;

/* Closes with the arena. The token's bytes are copied into memory that is wiped on the way out. ERR_USAGE
 * when home is no https URL, the CA file cannot be read or the token cannot stand in a header;
 * ERR_NETWORK when libcurl cannot start. */
const err *http_open(arena *a, const http_options *how, http **out) MUST_USE;

/* Never fails: what went wrong is in the answer. */
http_answer http_send(arena *a, http *h, const http_request *q);

/* text with the token's bytes replaced by "***"; text itself when they are not in it. A token under 8
 * bytes is none that a host gives, and is left: it could be any word. */
str http_redact(arena *a, const http *h, str text);

/* Whether two URLs share scheme, host and port. */
bool http_same_origin(str x, str y);

#endif
