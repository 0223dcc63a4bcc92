/* html: see html.h and docs/design/html.md. The style sheet is src/data/report.css, inside the program. */
#include "write/html.h"

#include "base/sha256.h"
#include "write/escape.h"

extern const char REPORT_CSS[]; /* made by cmake/embed_text.cmake */

/* ---- text ---- */

void html_text(buf *out, str s)
{
	escape_xml(out, s);
}

void html_code(buf *out, str s)
{
	buf_put(out, S("<code>"));
	html_text(out, s);
	buf_put(out, S("</code>"));
}

static bool is_stop(char c)
{
	return c == ' ' || c == '.' || c == ',' || c == ';' || c == ':' || c == ')';
}

/* Where the quoted text at s[0] ends; -1 when it is no quote. Only looks: both answers are safe. */
static ptrdiff_t quote_end(str s)
{
	for (ptrdiff_t i = 2; i < s.n; i++)
		if (s.p[i] == s.p[0] && (i + 1 == s.n || is_stop(s.p[i + 1])))
			return i;
	return -1;
}

void html_sentence(buf *out, str s)
{
	ptrdiff_t plain = 0;
	bool open_ended[128] = { false }; /* by quote: no end further on, so none is looked for again */
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool opens = (s.p[i] == '\'' || s.p[i] == '`') && (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '(');
		if (!opens || open_ended[(int)s.p[i]])
			continue;
		ptrdiff_t length = quote_end(str_from(s, i));
		if (length < 0) {
			open_ended[(int)s.p[i]] = true;
			continue;
		}
		html_text(out, str_sub(s, plain, i));
		html_code(out, str_sub(s, i + 1, i + length));
		i += length;
		plain = i + 1;
	}
	html_text(out, str_from(s, plain));
}

/* ---- the page ---- */

/* The hash as the content security policy wants it: base64 (RFC 4648) of the 32 bytes. */
static void put_style_hash(buf *out, str css, str more_css)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char digest[32];
	sha256 sum;
	sha256_open(&sum);
	sha256_add(&sum, css);
	sha256_add(&sum, more_css);
	sha256_close(&sum, digest);
	unsigned bits = 0;
	int have = 0;
	for (int i = 0; i < 32; i++) {
		bits = (bits << 8 | digest[i]) & 0xFFFF;
		for (have += 8; have >= 6; have -= 6)
			buf_char(out, letters[bits >> (have - 6) & 63]);
	}
	/* 256 bits are 42 letters and 4 bits more; one letter and one "=" end them. */
	buf_char(out, letters[bits << (6 - have) & 63]);
	buf_char(out, '=');
}

void html_begin_styled(buf *out, str title, str more_css)
{
	str css = str_of(REPORT_CSS);
	buf_put(out, S("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	               "base-uri 'none'; form-action 'none'; style-src 'sha256-"));
	put_style_hash(out, css, more_css);
	buf_put(out, S("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	               "<meta name=\"color-scheme\" content=\"light dark\">\n"
	               "<meta name=\"referrer\" content=\"no-referrer\">\n<title>"));
	html_text(out, title);
	buf_put(out, S("</title>\n<style>"));
	buf_put(out, css);
	buf_put(out, more_css);
	buf_put(out, S("</style>\n</head>\n<body>\n"));
}

void html_begin(buf *out, str title)
{
	html_begin_styled(out, title, S(""));
}

void html_end(buf *out, str date)
{
	buf_put(out, S("</main>\n<footer>envgate " ENVGATE_VERSION));
	if (date.n) {
		buf_put(out, S(", as of "));
		html_text(out, date);
	}
	buf_put(out, S("</footer>\n</body>\n</html>\n"));
}

void html_band(buf *out, str command, const char *tone, str badge, str headline)
{
	buf_printf(out, "<div class=\"band %s\"><header>\n<p class=\"tool\"><b>envgate</b> %.*s</p>\n<h1>", tone,
	           SARG(command));
	if (badge.n)
		buf_printf(out, "<span class=\"badge\">%.*s</span> ", SARG(badge));
	html_text(out, headline);
	buf_put(out, S("</h1>\n<dl class=\"facts\">\n"));
}

void html_fact(buf *out, str name, str value)
{
	if (!value.n)
		return;
	buf_printf(out, "<div><dt>%.*s</dt><dd>", SARG(name));
	html_text(out, value);
	buf_put(out, S("</dd></div>\n"));
}

void html_band_end(buf *out)
{
	buf_put(out, S("</dl>\n</header></div>\n<main>\n"));
}

void html_count(buf *out, const char *tone, long long n, str words)
{
	buf_printf(out, "<li class=\"%s%s\"><b>%lld</b><span>%.*s</span></li>\n", tone, n ? "" : " zero", n,
	           SARG(words));
}

const char *html_tone(severity s)
{
	return s >= ERROR ? "bad" : s == WARNING ? "warn" : "note";
}
