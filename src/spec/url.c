/* url: see url.h. Not a general URL parser: only what decides a channel's name. */
#include "spec/url.h"

#include "base/buf.h"

static bool is_scheme(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && str_find_byte(S("+-."), s.p[i]) < 0)
			return false;
	return s.n > 0 && is_alpha(s.p[0]);
}

/* urllib drops tabs and line ends anywhere, and control characters and spaces in front. */
static str cleaned(arena *a, str s)
{
	while (s.n > 0 && (unsigned char)s.p[0] <= ' ')
		s = str_from(s, 1);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] != '\t' && s.p[i] != '\r' && s.p[i] != '\n')
			buf_char(&b, s.p[i]);
	return b.n ? buf_str(&b) : S("");
}

static str cut(str s, char c)
{
	ptrdiff_t i = str_find_byte(s, c);
	return i < 0 ? s : str_head(s, i);
}

/* The end of the authority. */
static str authority(str s)
{
	ptrdiff_t i = 0;
	while (i < s.n && str_find_byte(S("/?#"), s.p[i]) < 0)
		i++;
	return str_head(s, i);
}

static bool read_port(str text, int *port)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		if (!is_digit(text.p[i]))
			return false;
		n = n * 10 + (text.p[i] - '0');
		if (n > 65535)
			return false;
	}
	*port = text.n ? n : -1;
	return true;
}

static bool read_authority(arena *a, str net, url *out)
{
	if ((str_find_byte(net, '[') >= 0) != (str_find_byte(net, ']') >= 0))
		return false;
	str host = str_from(net, str_rfind_byte(net, '@') + 1), port = S("");
	ptrdiff_t open = str_find_byte(host, '['), close = str_find_byte(host, ']');
	if (open >= 0 && close > open) {
		port = str_from(host, close + 1);
		port = str_from(port, str_find_byte(port, ':') < 0 ? port.n
		                                                   : str_find_byte(port, ':') + 1);
		host = str_sub(host, open + 1, close);
	} else {
		ptrdiff_t colon = str_find_byte(host, ':');
		port = colon < 0 ? S("") : str_from(host, colon + 1);
		host = cut(host, ':');
	}
	out->host = host.n ? arena_lower(a, host) : (str){ 0 };
	return read_port(port, &out->port);
}

/* ";parameters" of the last segment, which urllib takes off for the schemes that have them. */
static str without_parameters(str scheme, str path)
{
	static const str with[] = { S_INIT(""), S_INIT("ftp"), S_INIT("http"), S_INIT("https"),
		S_INIT("sftp") };
	str last = str_from(path, str_rfind_byte(path, '/') + 1);
	ptrdiff_t semicolon = str_find_byte(last, ';');
	if (semicolon < 0)
		return path;
	for (size_t i = 0; i < sizeof with / sizeof with[0]; i++)
		if (str_eq(scheme, with[i]))
			return str_head(path, path.n - last.n + semicolon);
	return path;
}

bool url_split(arena *a, str text, url *out)
{
	str s = cleaned(a, text);
	*out = (url){ .scheme = S(""), .path = S(""), .port = -1 };
	ptrdiff_t colon = str_find_byte(s, ':');
	if (colon > 0 && is_scheme(str_head(s, colon))) {
		out->scheme = arena_lower(a, str_head(s, colon));
		s = str_from(s, colon + 1);
	}
	if (str_starts(s, S("//"))) {
		str net = authority(str_from(s, 2));
		s = str_from(s, 2 + net.n);
		if (!read_authority(a, net, out))
			return false;
	}
	out->path = without_parameters(out->scheme, cut(cut(s, '#'), '?'));
	return true;
}

str url_place(arena *a, str host, int port, str path)
{
	buf b = buf_new(a);
	buf_put(&b, host);
	if (port > 0)
		buf_printf(&b, ":%d", port);
	if (path.n && path.p[0] != '/')
		buf_char(&b, '/');
	buf_put(&b, path);
	return b.n ? buf_str(&b) : S("");
}

static str without_slashes(str s)
{
	while (s.n > 0 && s.p[0] == '/')
		s = str_from(s, 1);
	while (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

str url_join(arena *a, str first, str second)
{
	str start = first.n == 0 || first.p[0] == '/' ? S("/") : S("");
	str x = without_slashes(first), y = without_slashes(second);
	str sep = x.n && y.n ? S("/") : S("");
	return arena_cat(a, arena_cat(a, start, x), arena_cat(a, sep, y));
}
