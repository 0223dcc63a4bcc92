/* channel: see channel.h. conda's rules grew over ten years and are kept as they are, because a
 * lock's channel is compared with a spec's through them: a URL on the alias loses its place, one on
 * repo.anaconda.com may turn into defaults, a token and a known subdir are cut out of the middle,
 * and "/conda/" at the start of any other server's path belongs to the server. */
#include "spec/channel.h"

#include "spec/matchspec.h"
#include "spec/pytext.h"
#include "spec/url.h"

#define ALIAS S("conda.anaconda.org")
#define REPO S("repo.anaconda.com")

/* Names that conda places on repo.anaconda.com, in the order in which it tries them. */
static const str custom[] = { S_INIT("pkgs/main"), S_INIT("pkgs/pro"), S_INIT("pkgs/r") };
enum { CUSTOM = sizeof custom / sizeof custom[0] };

static const str subdirs[] = {
	S_INIT("noarch"), S_INIT("emscripten-wasm32"), S_INIT("wasi-wasm32"), S_INIT("freebsd-64"),
	S_INIT("linux-32"), S_INIT("linux-64"), S_INIT("linux-aarch64"), S_INIT("linux-armv6l"),
	S_INIT("linux-armv7l"), S_INIT("linux-ppc64"), S_INIT("linux-ppc64le"),
	S_INIT("linux-riscv64"), S_INIT("linux-s390x"), S_INIT("osx-64"), S_INIT("osx-arm64"),
	S_INIT("win-32"), S_INIT("win-64"), S_INIT("win-arm64"), S_INIT("zos-z"),
};

/* ---- small questions ----------------------------------------------------------------------- */

bool has_scheme(str s)
{
	ptrdiff_t n = 0;
	while (n < s.n && n < 13 && (is_digit(s.p[n]) || (s.p[n] >= 'a' && s.p[n] <= 'z')))
		n++;
	return n > 0 && n < 13 && !is_digit(s.p[0]) && str_starts(str_from(s, n), S("://"));
}

str package_extension(str text)
{
	static const str known[] = { S_INIT(".tar.bz2"), S_INIT(".conda") };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_eq_nocase(str_from(text, text.n - known[i].n), known[i]))
			return known[i];
	return (str){ 0 };
}

static bool is_path(str s)
{
	if (str_find(s, S("://")) >= 0)
		return false;
	return str_starts(s, S("./")) || str_starts(s, S("..")) || str_starts(s, S("~")) ||
	       str_starts(s, S("/")) || str_starts(s, S("\\\\")) ||
	       (s.n > 2 && is_alpha(s.p[0]) && s.p[1] == ':' && (s.p[2] == '/' || s.p[2] == '\\'));
}

static bool is_unknown(str s)
{
	return !s.p || str_eq(s, S("<unknown>")) || str_eq(s, S("None:///<unknown>")) ||
	       str_eq(s, S("None"));
}

static str strip_slashes(str s, bool left)
{
	while (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	while (left && s.n > 0 && s.p[0] == '/')
		s = str_from(s, 1);
	return s;
}

/* conda compares paths part by part and stops at the shorter one: "pkgs" starts with "pkgs/main". */
static bool parts_start(str s, str head)
{
	str x, y;
	while (s.p && head.p) {
		str_next(&s, '/', &x);
		str_next(&head, '/', &y);
		if (!str_eq(x, y))
			return false;
	}
	return true;
}

static int hex_value(char c)
{
	return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10;
}

str percent_decode(arena *a, str s)
{
	if (str_find_byte(s, '%') < 0)
		return s;
	char *out = arena_alloc(a, s.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool code = s.p[i] == '%' && i + 2 < s.n && is_hex(s.p[i + 1]) && is_hex(s.p[i + 2]);
		out[n++] = code ? (char)(hex_value(s.p[i + 1]) * 16 + hex_value(s.p[i + 2])) : s.p[i];
		i += code ? 2 : 0;
	}
	return (str){ out, n };
}

/* ---- paths --------------------------------------------------------------------------------- */

static str expand_home(arena *a, str s)
{
	if (str_eq(s, S("~")) || str_starts(s, S("~/")))
		return arena_cat(a, S("/home/user"), str_from(s, 1));
	return s;
}

/* os.path.abspath in "/": no ".", "..", or double slash left but exactly two in front. */
static str absolute(arena *a, str s)
{
	char *out = arena_alloc(a, s.n + 2, 1);
	ptrdiff_t n = 0;
	ptrdiff_t root = str_starts(s, S("//")) && !str_starts(s, S("///"));
	str part;
	while (str_next(&s, '/', &part)) {
		if (part.n == 0 || str_eq(part, S(".")))
			continue;
		if (str_eq(part, S(".."))) {
			while (n > 0 && out[--n] != '/')
				continue;
			continue;
		}
		out[n++] = '/';
		for (ptrdiff_t i = 0; i < part.n; i++)
			out[n++] = part.p[i];
	}
	str path = n ? (str){ out, n } : S("/");
	return root ? arena_cat(a, S("/"), path) : path;
}

static bool is_ascii(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static str percent_encode(arena *a, str s)
{
	char *out = arena_alloc(a, s.n * 3 + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (is_alnum(s.p[i]) || str_find_byte(S("!'()*-._/\\:"), s.p[i]) >= 0) {
			out[n++] = s.p[i];
		} else {
			out[n++] = '%';
			out[n++] = "0123456789ABCDEF"[c >> 4];
			out[n++] = "0123456789ABCDEF"[c & 15];
		}
	}
	return (str){ out, n };
}

str path_to_url(arena *a, str path)
{
	if (str_starts(path, S("file://")))
		return path;
	str s = arena_str(a, absolute(a, expand_home(a, path)));
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] == '\\')
			((char *)s.p)[i] = '/';
	if (!is_ascii(s))
		s = percent_encode(a, s);
	return arena_cat(a, s.n > 1 && s.p[1] == ':' ? S("file:///") : S("file://"), s);
}

/* ---- reading ------------------------------------------------------------------------------- */

/* "/t/TOKEN" out of the middle. */
static str without_token(arena *a, str s)
{
	ptrdiff_t at = str_find(s, S("/t/")), end = at + 3;
	if (at < 0)
		return strip_slashes(s, false);
	while (end < s.n && (is_alnum(s.p[end]) || s.p[end] == '-'))
		end++;
	return strip_slashes(py_remove_first(a, s, str_sub(s, at, end)), false);
}

/* The first known subdir that is a whole part of the text, as it is written there. */
static str find_subdir(str s)
{
	for (ptrdiff_t at = 0; at < s.n; at++) {
		if (s.p[at] != '/')
			continue;
		str part = str_from(s, at + 1);
		ptrdiff_t end = str_find_byte(part, '/');
		part = end < 0 ? part : str_head(part, end);
		for (size_t k = 0; k < sizeof subdirs / sizeof subdirs[0]; k++)
			if (str_eq_nocase(part, subdirs[k]))
				return part;
		at += part.n;
	}
	return (str){ 0 };
}

/* conda finds the whole part, but takes out the first text that looks like it. */
static str without_subdir(arena *a, str s, str *platform)
{
	*platform = find_subdir(s);
	if (platform->p)
		s = py_remove_first(a, s, arena_cat(a, S("/"), *platform));
	return strip_slashes(s, false);
}

static void place(channel *out, str location, str name)
{
	out->location = location;
	out->name = name;
}

static str subname(arena *a, str place, str that)
{
	return strip_slashes(py_remove_first(a, place, that), true);
}

/* Which server and which name: conda's _read_channel_configuration without a configuration file. */
static void locate(arena *a, const url *u, channel *out)
{
	str path = strip_slashes(u->path, false);
	str whole = url_place(a, u->host, u->port, path);
	if (path.n == 0) {
		place(out, strip_slashes(url_place(a, u->host, u->port, S("")), false), S(""));
		return;
	}
	for (size_t i = 0; i < CUSTOM; i++) {
		str that = url_join(a, REPO, custom[i]);
		if (parts_start(whole, that)) {
			place(out, REPO, url_join(a, custom[i], subname(a, whole, that)));
			return;
		}
	}
	if (parts_start(whole, ALIAS)) {
		place(out, ALIAS, subname(a, whole, ALIAS));
		return;
	}
	if (!u->host.p) {
		ptrdiff_t slash = str_rfind_byte(whole, '/');
		place(out, slash > 0 ? str_head(whole, slash) : S("/"), str_from(whole, slash + 1));
		out->scheme = S("file");
		return;
	}
	str name = strip_slashes(path, true);
	bool bump = str_eq(name, S("conda")) || str_starts(name, S("conda/"));
	place(out, url_place(a, u->host, u->port, bump ? S("conda") : S("")),
	      bump ? strip_slashes(str_from(name, 5), true) : name);
}

static bool from_url(arena *a, str text, channel *out)
{
	str s = without_subdir(a, without_token(a, text), &out->platform);
	ptrdiff_t slash = str_rfind_byte(s, '/');
	bool file = package_extension(s).p || str_ends(s, S(".json")) || str_ends(s, S(".json.zst"));
	if (file && slash >= 0) {
		out->filename = percent_decode(a, str_from(s, slash + 1));
		s = str_head(s, slash);
	}
	url u;
	if (!url_split(a, has_scheme(s) ? s : arena_cat(a, S("//"), s), &u))
		return false;
	out->scheme = u.scheme;
	locate(a, &u, out);
	if (out->scheme.n == 0)
		out->scheme = S("https");
	out->name = percent_decode(a, out->name);
	return true;
}

/* A custom channel if the name, or what is left of it part by part from the right, is one. */
static void from_name(arena *a, str text, channel *out)
{
	str s = without_subdir(a, text, &out->platform);
	*out = (channel){ .scheme = S("https"), .location = ALIAS, .name = s,
		.platform = out->platform };
	if (str_eq(s, S("defaults")) || str_eq(s, S("local"))) {
		*out = (channel){ .name = s, .platform = out->platform, .many = true };
		return;
	}
	for (size_t i = 0; i < CUSTOM; i++)
		if (str_eq(s, custom[i]) ||
		    (str_starts(s, custom[i]) && s.p[custom[i].n] == '/'))
			out->location = REPO;
}

/* Every backslash but one in front of a space turns round. */
static str backslashes_turned(arena *a, str s)
{
	str copy = arena_str(a, s);
	for (ptrdiff_t i = 0; i < copy.n; i++)
		if (copy.p[i] == '\\' && (i + 1 >= copy.n || copy.p[i + 1] != ' '))
			((char *)copy.p)[i] = '/';
	ptrdiff_t unc = str_find(copy, S(":////"));
	return unc < 0 ? copy
	               : arena_cat(a, str_head(copy, unc + 3), str_from(copy, unc + 5));
}

bool channel_read(arena *a, str text, channel *out)
{
	*out = (channel){ 0 };
	if (is_unknown(text)) {
		out->name = S("<unknown>");
		return true;
	}
	if (has_scheme(text))
		return from_url(a, str_starts(text, S("file:")) ? backslashes_turned(a, text) : text, out);
	if (is_path(text))
		return from_url(a, path_to_url(a, text), out);
	if (package_extension(text).p)
		return from_url(a, text, out);
	from_name(a, text, out);
	return true;
}

/* ---- saying -------------------------------------------------------------------------------- */

str channel_name(arena *a, const channel *c)
{
	if (c->many)
		return c->name;
	if (str_eq(c->name, S("pkgs/main")) || str_eq(c->name, S("pkgs/r")))
		return S("defaults");
	for (size_t i = 0; i < CUSTOM; i++)
		if (c->name.n && parts_start(c->name, custom[i]))
			return c->name;
	if (str_eq(c->location, ALIAS))
		return c->name;
	str place = url_join(a, c->location, c->name);
	if (c->scheme.n)
		return arena_cat(a, arena_cat(a, c->scheme, S("://")), place);
	return strip_slashes(place, true);
}

str channel_base_url(arena *a, const channel *c)
{
	if (c->many || str_eq(channel_name(a, c), S("<unknown>")))
		return (str){ 0 };
	return arena_cat(a, arena_cat(a, c->scheme, S("://")), url_join(a, c->location, c->name));
}

bool channel_is_foreign(const channel *c)
{
	return c->location.n > 0 && !str_eq(c->location, ALIAS);
}

str channel_canonical(arena *a, str text)
{
	channel c;
	if (text.n == 0 || !channel_read(a, text, &c))
		return text;
	str base = has_scheme(text) && channel_is_foreign(&c) ? channel_base_url(a, &c) : (str){ 0 };
	return base.p ? base : channel_name(a, &c);
}
