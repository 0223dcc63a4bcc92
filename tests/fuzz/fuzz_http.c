/* fuzz_http: any bytes as the header lines of an answer, and as its body. What comes out stays within the
 * bounds, on the origin that was asked, and on one line. */
#include "edge/http_in.h"

#include "fuzz_read.h"

static const str HERE = S_INIT("https://h:8/a/b?c");

static void must_be_line(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		MUST(s.p[i] >= ' ' && s.p[i] <= '~');
}

static void try_headers(arena *a, str text)
{
	http_answer x = { 0 };
	taking t = { .a = a, .to = &x, .body = buf_new(a), .url = HERE, .max_body = 100 };
	str line;
	while (str_next(&text, '\n', &line) && line.n > 0) {
		size_t taken = take_header((char *)line.p, 1, (size_t)line.n, &t);
		MUST(taken == (size_t)line.n || t.headers_over);
		if (t.headers_over)
			break;
	}
	if (text.n > 0)
		MUST(take_body((char *)text.p, 1, (size_t)text.n, &t) == (size_t)text.n || t.body_over);
	take_end(&t);
	MUST(x.body.n <= 100);
	MUST(!x.link_next.p || http_same_origin(x.link_next, HERE));
	MUST(x.retry_after_s >= 0 && x.retry_after_s <= MAX_RETRY_AFTER_S);
	MUST(x.limit_reset >= 0 && x.now >= 0 && x.next_page >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str text = { size ? (const char *)data : "", (ptrdiff_t)size };
	arena *a = arena_open(64 << 20);
	origin o, again;
	try_headers(a, text);
	if (origin_of(text, &o)) {
		/* What is printed for a person is the same origin. */
		MUST(origin_of(origin_text(a, &o), &again) && origin_same(&o, &again));
		must_be_line(text);
	}
	str url = url_resolve(a, HERE, text);
	MUST(!url.p || origin_of(url, &o));
	must_be_line(line_of(a, text));
	must_be_line(url_escape(a, text));
	arena_close(a);
	return 0;
}
