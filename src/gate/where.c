/* where: see where.h.
 *
 * An address becomes a key, "https://host:port/part/part", with one spelling for each place; "below" is
 * then a question about whole parts of keys. What has no safe spelling (a name in front of an @, a host
 * in other letters, %2f) makes a key that only the same text has. Packages of one channel differ in
 * their last parts only, so a set answers by searching each front part of the key. */
#include "gate/where.h"

#include "base/buf.h"
#include "gate/diff.h"
#include "spec/channel.h"

#include <stdlib.h>

/* One address on its way to a key. */
typedef struct place_key {
	buf out;
	bool wide;
	bool odd; /* no key but the text itself */
} place_key;

static bool is_plain_byte(char c)
{
	return c > ' ' && c < 127;
}

/* A host in lower case, without the dot at its end, without the port that its scheme has anyway. */
static void put_authority(place_key *k, str scheme, str authority)
{
	ptrdiff_t user = str_rfind_byte(authority, '@') + 1;
	k->odd = k->odd || user > 0;
	str host = str_from(authority, user), port = S("");
	ptrdiff_t colon = str_rfind_byte(host, ':');
	if (colon > str_rfind_byte(host, ']')) {
		port = str_from(host, colon + 1);
		host = str_head(host, colon);
	}
	if (host.n > 1 && str_ends(host, S(".")))
		host = str_head(host, host.n - 1);
	for (ptrdiff_t i = 0; i < host.n; i++) {
		bool plain = is_alnum(host.p[i]) || str_find_byte(S(".-_[]:"), host.p[i]) >= 0;
		k->odd = k->odd || !plain;
	}
	buf_put(&k->out, host);
	while (port.n > 1 && port.p[0] == '0')
		port = str_from(port, 1);
	for (ptrdiff_t i = 0; i < port.n; i++)
		k->odd = k->odd || !is_digit(port.p[i]);
	bool usual = !port.n || (str_eq(scheme, S("https")) && str_eq(port, S("443"))) ||
	             (str_eq(scheme, S("http")) && str_eq(port, S("80")));
	if (usual || (k->wide && (str_eq(port, S("443")) || str_eq(port, S("80")))))
		return;
	buf_char(&k->out, ':');
	buf_put(&k->out, port);
}

/* Takes the last part off again; root is where the path begins. */
static void put_back(place_key *k, ptrdiff_t root)
{
	while (k->out.n > root && k->out.p[k->out.n - 1] != '/')
		k->out.n--;
	if (k->out.n > root)
		k->out.n--;
}

static void put_part(place_key *k, str part, ptrdiff_t root)
{
	if (!part.n || str_eq(part, S(".")))
		return;
	if (str_eq(part, S(".."))) {
		put_back(k, root);
		return;
	}
	buf_char(&k->out, '/');
	buf_put(&k->out, part);
}

/* Decoded slashes, dots, percent signs and hidden bytes are no part of an honest channel's address. */
static void put_parts(place_key *k, arena *a, str path)
{
	ptrdiff_t root = k->out.n;
	for (str part; str_next(&path, '/', &part);) {
		str decoded = percent_decode(a, part);
		bool is_dots = str_eq(decoded, S(".")) || str_eq(decoded, S(".."));
		k->odd = k->odd || (is_dots && decoded.n != part.n);
		for (ptrdiff_t i = 0; i < decoded.n; i++)
			k->odd = k->odd || !is_plain_byte(decoded.p[i]) || str_find_byte(S("/\\%?#"), decoded.p[i]) >= 0;
		if (!k->wide) {
			put_part(k, decoded, root);
			continue;
		}
		for (str inner; str_next(&decoded, '/', &inner);)
			put_part(k, inner, root);
	}
}

/* conda takes "/t/TOKEN" off in front of a channel before it compares. */
static str without_token(str path)
{
	if (!str_starts(path, S("/t/")))
		return path;
	ptrdiff_t slash = str_find_byte(str_from(path, 3), '/');
	return slash < 0 ? path : str_from(path, 3 + slash);
}

static str key_of(arena *a, where_reading reading, str text)
{
	str url = channel_url(a, text);
	place_key k = { .out = buf_sized(a, url.n + 16), .wide = reading == WHERE_WIDE };
	ptrdiff_t scheme_end = str_find(url, S("://"));
	if (scheme_end < 0) { /* a folder of this machine; file:// says the same of an absolute one */
		bool absolute = str_starts(url, S("/"));
		k.odd = !absolute && str_find(url, S("..")) >= 0; /* nothing says where it begins */
		buf_put(&k.out, absolute ? S("file://") : S("folder:"));
		put_parts(&k, a, url);
	} else {
		str scheme = arena_lower(a, str_head(url, scheme_end)), rest = str_from(url, scheme_end + 3);
		ptrdiff_t n = 0;
		while (n < rest.n && str_find_byte(S("/?#\\"), rest.p[n]) < 0)
			n++;
		str path = str_from(rest, n), open = path;
		for (ptrdiff_t i = 0; i < path.n && open.n == path.n; i++)
			if (str_find_byte(S("?#"), path.p[i]) >= 0)
				open = str_head(path, i);
		k.odd = open.n != path.n;
		buf_put(&k.out, k.wide && str_eq(scheme, S("http")) ? S("https") : scheme);
		buf_put(&k.out, S("://"));
		put_authority(&k, scheme, str_head(rest, n));
		put_parts(&k, a, without_token(open));
	}
	if (k.odd && !k.wide) /* no scheme begins so: a key of its own */
		return arena_cat(a, S("="), url);
	return buf_str(&k.out);
}

static bool is_defaults(str text)
{
	return str_eq(str_trim(text), S("defaults"));
}

static void add(arena *a, where_set *set, str text)
{
	static const char *const defaults[] = { "main", "r", "msys2", "free" };
	if (!is_defaults(text)) {
		*LIST_PUSH(a, &set->keys) = key_of(a, set->reading, text);
		return;
	}
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		*LIST_PUSH(a, &set->keys) =
			key_of(a, set->reading, arena_printf(a, "https://repo.anaconda.com/pkgs/%s", defaults[i]));
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool holds(const where_set *set, str key)
{
	return set->keys.n && bsearch(&key, set->keys.at, (size_t)set->keys.n, sizeof key, by_text);
}

where_set where_set_of(arena *a, where_reading reading, const strs *channels, const mirrors *m)
{
	where_set named = { .reading = reading };
	for (ptrdiff_t i = 0; i < channels->n; i++)
		add(a, &named, channels->at[i]);
	strs_sort_unique(&named.keys);
	where_set all = { .reading = reading };
	for (ptrdiff_t i = 0; i < named.keys.n; i++)
		*LIST_PUSH(a, &all.keys) = named.keys.at[i];
	for (ptrdiff_t i = 0; m && i < m->n; i++) {
		where_set one = { .reading = reading };
		add(a, &one, m->at[i].channel);
		for (ptrdiff_t k = 0; holds(&named, one.keys.at[0]) && k < m->at[i].urls.n; k++)
			add(a, &all, m->at[i].urls.at[k]);
	}
	strs_sort_unique(&all.keys);
	return all;
}

static bool has_key(const where_set *set, str key)
{
	if (holds(set, key))
		return true;
	for (ptrdiff_t i = key.n; i-- > 0 && key.p[0] != '=';)
		if (key.p[i] == '/' && holds(set, str_head(key, i)))
			return true;
	return false;
}

/* What is asked about defaults is its main and r, which it stands for on every machine: all of them
 * have to be allowed, one shut out is enough. */
bool where_set_has(arena *a, const where_set *set, str url)
{
	if (!is_defaults(url))
		return has_key(set, key_of(a, set->reading, url));
	where_set asked = { .reading = set->reading };
	add(a, &asked, url);
	bool first = has_key(set, asked.keys.at[0]), second = has_key(set, asked.keys.at[1]);
	return set->reading == WHERE_WIDE ? first || second : first && second;
}

bool where_is_below_any(arena *a, str url, const strs *channels, const mirrors *m)
{
	where_set set = where_set_of(a, WHERE_EXACT, channels, m);
	return where_set_has(a, &set, url);
}

bool where_is_below(arena *a, str url, str where)
{
	strs one = { .at = &where, .n = 1, .cap = 1 };
	return where_is_below_any(a, url, &one, NULL);
}
