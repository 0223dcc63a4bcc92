/* http_parse: see http_parse.h. Own code rather than curl_getdate and the URL API: those accept what
 * other parsers read otherwise ("http:/\host", a date without a year), and here only the strict core
 * is wanted. */
#include "edge/http_parse.h"

#include "base/buf.h"

long long digits_of(str value)
{
	if (value.n < 1 || value.n > 18)
		return -1;
	long long n = 0;
	for (ptrdiff_t i = 0; i < value.n; i++) {
		if (!is_digit(value.p[i]))
			return -1;
		n = n * 10 + (value.p[i] - '0');
	}
	return n;
}

/* ---- origins ---- */

static bool is_plain(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '\\')
			return false;
	return true;
}

/* A registered name or IPv4 address, or an IPv6 address in brackets. */
static bool is_host(str h)
{
	bool six = h.n > 4 && h.p[0] == '[' && h.p[h.n - 1] == ']';
	str inside = six ? str_sub(h, 1, h.n - 1) : h;
	for (ptrdiff_t i = 0; i < inside.n; i++) {
		char c = inside.p[i];
		if (six ? !is_hex(c) && c != ':' && c != '.' : !is_alnum(c) && c != '-' && c != '.' && c != '_')
			return false;
	}
	return inside.n > 0;
}

static str cut_authority(str after)
{
	ptrdiff_t i = 0;
	while (i < after.n && after.p[i] != '/' && after.p[i] != '?' && after.p[i] != '#')
		i++;
	return str_head(after, i);
}

bool origin_of(str url, origin *out)
{
	*out = (origin){ 0 };
	if (url.n < 1 || url.n > MAX_URL_BYTES || !is_plain(url))
		return false;
	bool https = str_eq_nocase(str_head(url, 8), S("https://"));
	if (!https && !str_eq_nocase(str_head(url, 7), S("http://")))
		return false;
	str after = str_from(url, https ? 8 : 7);
	str authority = cut_authority(after);
	ptrdiff_t bracket = str_rfind_byte(authority, ']'), colon = str_rfind_byte(authority, ':');
	bool has_port = colon > bracket;
	long long port = https ? 443 : 80;
	if (has_port)
		port = digits_of(str_from(authority, colon + 1));
	str name = has_port ? str_head(authority, colon) : authority;
	if (!is_host(name) || port < 1 || port > 65535)
		return false;
	*out = (origin){ .https = https, .host = name, .port = (int)port, .rest = str_from(after, authority.n) };
	return true;
}

bool origin_same(const origin *x, const origin *y)
{
	return x->https == y->https && x->port == y->port && str_eq_nocase(x->host, y->host);
}

bool origin_is_loopback(const origin *o)
{
	return str_eq(o->host, S("127.0.0.1")) || str_eq_nocase(o->host, S("localhost")) ||
	       str_eq(o->host, S("[::1]"));
}

str origin_text(arena *a, const origin *o)
{
	const char *scheme = o->https ? "https" : "http";
	if (o->port == (o->https ? 443 : 80))
		return arena_printf(a, "%s://%.*s", scheme, SARG(o->host));
	return arena_printf(a, "%s://%.*s:%d", scheme, SARG(o->host), o->port);
}

/* ---- references ---- */

/* Whether it begins with a scheme: letters, digits, "+-.", then a colon before any slash. */
static bool has_scheme(str s)
{
	ptrdiff_t i = 0;
	while (i < s.n && (is_alnum(s.p[i]) || s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.'))
		i++;
	return i > 0 && i < s.n && s.p[i] == ':';
}

str url_resolve(arena *a, str base, str reference)
{
	origin from, to;
	str ref = str_trim(reference), whole = { 0 };
	if (!origin_of(base, &from) || !ref.n)
		return whole;
	str fragment_off = str_head(from.rest, str_find_byte(from.rest, '#') < 0 ? from.rest.n : str_find_byte(from.rest, '#'));
	ptrdiff_t query = str_find_byte(fragment_off, '?');
	str path = query < 0 ? fragment_off : str_head(fragment_off, query);
	str home = origin_text(a, &from);
	if (has_scheme(ref))
		whole = arena_str(a, ref);
	else if (str_starts(ref, S("//")))
		whole = arena_printf(a, "%s:%.*s", from.https ? "https" : "http", SARG(ref));
	else if (ref.p[0] == '/')
		whole = arena_cat(a, home, ref);
	else if (ref.p[0] == '?')
		whole = arena_printf(a, "%.*s%.*s%.*s", SARG(home), SARG(path), SARG(ref));
	else
		whole = arena_printf(a, "%.*s/%.*s%.*s", SARG(home),
		                     SARG(str_sub(path, 1, str_rfind_byte(path, '/') + 1)), SARG(ref));
	return origin_of(whole, &to) ? whole : (str){ 0 };
}

/* Whether one parameter is rel with next among its words: rel="next", rel=next, rel="first next". */
static bool is_rel_next(str parameter)
{
	str word, value = str_trim(parameter);
	ptrdiff_t equals = str_find_byte(value, '=');
	if (equals < 0 || !str_eq_nocase(str_trim(str_head(value, equals)), S("rel")))
		return false;
	value = str_trim(str_from(value, equals + 1));
	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = str_sub(value, 1, value.n - 1);
	while (str_next(&value, ' ', &word))
		if (str_eq_nocase(word, S("next")))
			return true;
	return false;
}

/* Takes one parameter, up to a ';' or the ',' that ends the link, quotes minded; false at the end. */
static bool next_parameter(str s, ptrdiff_t *i, str *out)
{
	if (*i >= s.n || s.p[*i] == ',')
		return false;
	ptrdiff_t beg = *i + (s.p[*i] == ';');
	bool quoted = false;
	ptrdiff_t k = beg;
	for (; k < s.n && (quoted || (s.p[k] != ';' && s.p[k] != ',')); k++)
		quoted ^= s.p[k] == '"';
	*out = str_sub(s, beg, k);
	*i = k;
	return true;
}

str link_next_of(str value)
{
	for (ptrdiff_t i = 0; i < value.n; i++) {
		if (value.p[i] != '<')
			continue;
		ptrdiff_t beg = i + 1;
		while (i < value.n && value.p[i] != '>')
			i++;
		str target = str_sub(value, beg, i), parameter;
		bool next = false, closed = i < value.n;
		i++;
		while (next_parameter(value, &i, &parameter))
			next |= is_rel_next(parameter);
		if (next && closed)
			return target;
	}
	return (str){ 0 };
}

/* ---- times ---- */

/* Days since 1970-01-01 of a date in the Gregorian calendar, months counted from March. */
static long long days_of(long long year, int month, int day)
{
	long long y = month > 2 ? year : year - 1;
	int m = month > 2 ? month - 3 : month + 9;
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

long long http_date(str value)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static const char shape[] = "aaa, dd aaa dddd dd:dd:dd GMT";
	str v = str_trim(value);
	if (v.n != (ptrdiff_t)sizeof shape - 1)
		return 0;
	for (ptrdiff_t i = 0; i < v.n; i++) {
		char s = shape[i], c = v.p[i];
		if (s == 'a' ? !is_alpha(c) : s == 'd' ? !is_digit(c) : s != c)
			return 0;
	}
	ptrdiff_t month = str_find(str_of(months), str_sub(v, 8, 11));
	int day = (int)digits_of(str_sub(v, 5, 7));
	long long year = digits_of(str_sub(v, 12, 16)), hour = digits_of(str_sub(v, 17, 19));
	long long minute = digits_of(str_sub(v, 20, 22)), second = digits_of(str_sub(v, 23, 25));
	if (month < 0 || month % 3 || day < 1 || day > 31 || year < 1970 || hour > 23 || minute > 59 || second > 60)
		return 0;
	return days_of(year, (int)month / 3 + 1, day) * 86400 + hour * 3600 + minute * 60 + second;
}

int retry_after_of(str value, long long now)
{
	str v = str_trim(value);
	long long wait = digits_of(v), at = wait < 0 ? http_date(v) : 0;
	if (at > 0 && now > 0)
		wait = at - now;
	if (wait <= 0)
		return 0;
	return wait > MAX_RETRY_AFTER_S ? MAX_RETRY_AFTER_S : (int)wait;
}

/* ---- texts ---- */

str media_type_of(arena *a, str value)
{
	ptrdiff_t end = str_find_byte(value, ';');
	return arena_lower(a, str_trim(end < 0 ? value : str_head(value, end)));
}

str url_escape(arena *a, str text)
{
	static const char hex[] = "0123456789ABCDEF";
	buf out = buf_sized(a, text.n + 16);
	for (ptrdiff_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (is_alnum((char)c) || c == '-' || c == '.' || c == '_' || c == '~') {
			buf_char(&out, (char)c);
			continue;
		}
		buf_char(&out, '%');
		buf_char(&out, hex[c >> 4]);
		buf_char(&out, hex[c & 15]);
	}
	return buf_str(&out);
}

str url_shown(arena *a, str url)
{
	ptrdiff_t slashes = str_find(url, S("://")), query = str_find_byte(url, '?');
	str shown = query < 0 ? url : str_head(url, query);
	ptrdiff_t at = str_rfind_byte(shown, '@'), beg = slashes < 0 ? 0 : slashes + 3;
	str before = at < beg ? (str){ 0 } : str_head(shown, beg);
	return line_of(a, arena_printf(a, "%.*s%s%.*s%s", SARG(before), at < beg ? "" : "***",
	                               SARG(at < beg ? shown : str_from(shown, at)), query < 0 ? "" : "?***"));
}

str line_of(arena *a, str text)
{
	buf out = buf_sized(a, 320);
	for (ptrdiff_t i = 0; i < text.n && out.n < 300; i++)
		buf_char(&out, text.p[i] < ' ' || text.p[i] > '~' ? '?' : text.p[i]);
	if (out.n == 300)
		buf_put(&out, S("..."));
	return buf_str(&out);
}
