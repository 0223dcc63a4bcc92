/* http_parse: what a stranger's host writes into headers, taken apart: origins, redirects, Link,
 * Retry-After, dates. Pure, so that a fuzzer reaches every line. Nonsense is "not said", never an
 * error: a header that we cannot read must not be obeyed, and need not stop us. */
#ifndef EDGE_HTTP_PARSE_H
#define EDGE_HTTP_PARSE_H

#include "base/arena.h"
#include "base/str.h"

enum {
	MAX_URL_BYTES = 8192,             /* what common servers take at most */
	MAX_RETRY_AFTER_S = 24 * 60 * 60, /* longer than any job waits: the caller gives up anyway */
};

/* Parts of an absolute http or https URL. host is as written; port is never absent. */
typedef struct origin {
	bool https;
	str host;   /* "[::1]" with its brackets */
	int port;
	str rest;   /* from the path on: "/a?b"; may be empty */
} origin;

/* False for another scheme, user:password@, a backslash, white space, control or non-ASCII bytes, an
 * empty host or a bad port: what two parsers may read differently is not read at all. */
bool origin_of(str url, origin *out);
bool origin_same(const origin *x, const origin *y);
/* 127.0.0.1, localhost or [::1]. */
bool origin_is_loopback(const origin *o);
/* "https://host:8443" for a person; the port only when it is not the scheme's own. */
str origin_text(arena *a, const origin *o);

/* Where a Location or a Link of the answer from base leads: base must be absolute. Absent when that
 * is no http or https URL. */
str url_resolve(arena *a, str base, str reference);

/* The target of rel=next among the comma-separated links of one Link header; absent without. */
str link_next_of(str value);

/* IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110), as epoch seconds; 0: it is none. The two
 * older forms are not sent by any code host. */
long long http_date(str value);

/* Seconds to wait, at most MAX_RETRY_AFTER_S; 0: not said, nonsense, or over. now: the host's own
 * Date, for the form that names a date. */
int retry_after_of(str value, long long now);

/* Decimal digits only, at most 18 of them; -1: it is no such number. */
long long digits_of(str value);

/* "application/json" of "Application/JSON; charset=utf-8". */
str media_type_of(arena *a, str value);

/* text with every byte percent-encoded that is not unreserved (RFC 3986): one path segment, or one
 * value of a query. */
str url_escape(arena *a, str text);

/* url for a message: what stands before an '@' or behind a '?' may be a secret, and is "***". */
str url_shown(arena *a, str url);

/* text without control bytes and non-ASCII, at most 300 bytes of it: for one line of a message. */
str line_of(arena *a, str text);

#endif
