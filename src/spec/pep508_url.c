/* pep508_url: what a direct reference says about itself: how firmly it points, which project it is.
 *
 * The reference of a VCS URL stands behind the last @ of its path (pip: rsplit), never of its host:
 * git+ssh://git@host/r.git has none. Whether "@deadbeef" is a commit or a branch of that name only
 * the server knows: hex digits are taken for a commit. A Subversion revision number names one state
 * for ever and counts as a commit; a Bazaar one belongs to a branch and does not. */
#include "spec/channel.h"
#include "spec/pep508.h"

enum { SHA1_HEX = 40, SHA256_HEX = 64, SHORT_HEX = 7, MAX_FILE_NAME = 255 };

typedef struct vcs {
	str scheme;
	bool has_hashes, has_numbers; /* what a fixed state is called */
} vcs;

static const vcs SYSTEMS[] = {
	{ S_INIT("git+"), true,  false },
	{ S_INIT("hg+"),  true,  false },
	{ S_INIT("svn+"), false, true },
	{ S_INIT("bzr+"), false, false },
};

static const vcs *system_of(str url)
{
	for (size_t k = 0; k < sizeof SYSTEMS / sizeof SYSTEMS[0]; k++)
		if (str_eq_nocase(str_head(url, SYSTEMS[k].scheme.n), SYSTEMS[k].scheme))
			return &SYSTEMS[k];
	return NULL;
}

static ptrdiff_t run_of(str s, bool (*is_one)(char))
{
	ptrdiff_t n = 0;
	while (n < s.n && is_one(s.p[n]))
		n++;
	return n;
}

static bool is_hex_digit(char c)
{
	return is_hex(c);
}

static bool is_decimal(char c)
{
	return is_digit(c);
}

static vcs_pin pin_of(const vcs *v, str ref)
{
	if (v->has_numbers && ref.n > 0 && run_of(ref, is_decimal) == ref.n)
		return VCS_COMMIT;
	if (!v->has_hashes || run_of(ref, is_hex_digit) != ref.n)
		return VCS_MOVING;
	if (ref.n == SHA1_HEX || ref.n == SHA256_HEX)
		return VCS_COMMIT;
	return ref.n >= SHORT_HEX && ref.n < SHA1_HEX ? VCS_SHORT : VCS_MOVING;
}

/* Splits url at '#'; cuts a query off the front part. */
static str without_fragment(str url, str *fragment)
{
	ptrdiff_t hash = str_find_byte(url, '#');
	*fragment = hash < 0 ? S("") : str_from(url, hash + 1);
	str front = hash < 0 ? url : str_head(url, hash);
	ptrdiff_t query = str_find_byte(front, '?');
	return query < 0 ? front : str_head(front, query);
}

static str path_of(str front)
{
	ptrdiff_t scheme = str_find(front, S("://"));
	str rest = scheme < 0 ? front : str_from(front, scheme + 3);
	ptrdiff_t slash = str_find_byte(rest, '/');
	return slash < 0 ? S("") : str_from(rest, slash);
}

/* The value of key in "a=1&b=2"; absent when the key is not there. */
static str fragment_value(str fragment, str key)
{
	str part;
	while (str_next(&fragment, '&', &part))
		if (str_starts(part, key) && part.n > key.n && part.p[key.n] == '=')
			return str_from(part, key.n + 1);
	return (str){ 0 };
}

/* Only a hash of the right length will be accepted by pip, so only such a one pins. */
static bool has_hash(str fragment)
{
	static const struct {
		str name;
		ptrdiff_t digits;
	} hashes[] = {
		{ S_INIT("sha256"), 64 }, { S_INIT("sha384"), 96 }, { S_INIT("sha512"), 128 },
		{ S_INIT("sha224"), 56 }, { S_INIT("sha1"), 40 },   { S_INIT("md5"), 32 },
	};
	for (size_t k = 0; k < sizeof hashes / sizeof hashes[0]; k++) {
		str value = fragment_value(fragment, hashes[k].name);
		if (value.n == hashes[k].digits && run_of(value, is_hex_digit) == value.n)
			return true;
	}
	return false;
}

static bool is_name_char(char c)
{
	return is_alnum(c) || c == '.' || c == '_' || c == '-';
}

/* The name at the beginning of s, or absent; what follows may only be one of ends. */
static str leading_name(str s, str ends)
{
	ptrdiff_t n = run_of(s, is_name_char);
	bool good = n > 0 && is_alnum(s.p[0]) && (n == s.n || str_find_byte(ends, s.p[n]) >= 0);
	return good ? str_head(s, n) : (str){ 0 };
}

/* PEP 427: name-version(-build)?-python-abi-platform.whl, '-' in the name written as '_'. */
static str wheel_name(str file)
{
	int dashes = 0;
	for (ptrdiff_t i = 0; i < file.n; i++)
		dashes += file.p[i] == '-';
	if (!str_ends(file, S(".whl")) || (dashes != 4 && dashes != 5))
		return (str){ 0 };
	return str_head(file, str_find_byte(file, '-'));
}

/* name-version.tar.gz. Names may hold dashes and versions too (1.0-1), so the first dash behind
 * which a version stands is the border. */
static str sdist_name(arena *a, str file)
{
	static const str endings[] = {
		S_INIT(".tar.gz"),  S_INIT(".zip"),    S_INIT(".tgz"),
		S_INIT(".tar.bz2"), S_INIT(".tar.xz"),
	};
	for (size_t k = 0; k < sizeof endings / sizeof endings[0]; k++) {
		if (!str_ends(file, endings[k]))
			continue;
		str stem = str_head(file, file.n - endings[k].n);
		for (ptrdiff_t i = 1; i < stem.n; i++)
			if (stem.p[i] == '-' && pep440_parse(a, str_from(stem, i + 1), NULL))
				return str_head(stem, i);
	}
	return (str){ 0 };
}

static str file_name_project(arena *a, str path)
{
	str file = str_from(path, str_rfind_byte(path, '/') + 1);
	if (file.n > MAX_FILE_NAME)
		return (str){ 0 };
	file = percent_decode(a, file); /* %2B for the + of a local version */
	str name = wheel_name(file);
	if (!name.p)
		name = sdist_name(a, file);
	return name.p ? leading_name(name, S("")) : name;
}

void requirement_read_url(arena *a, requirement *r)
{
	str fragment;
	str front = without_fragment(r->url, &fragment);
	const vcs *v = system_of(r->url);
	r->vcs = VCS_NOT;
	r->vcs_ref = (str){ 0 };
	r->url_hashed = !v && has_hash(fragment);
	str path = v ? path_of(front) : front;
	if (v) {
		ptrdiff_t at = str_rfind_byte(path, '@');
		if (at >= 0 && at + 1 < path.n)
			r->vcs_ref = str_from(path, at + 1);
		r->vcs = pin_of(v, r->vcs_ref);
	}
	if (r->name.p)
		return;
	str name = leading_name(fragment_value(fragment, S("egg")), S("[=<>!~; "));
	if (!name.p && !v)
		name = file_name_project(a, path);
	if (name.p) {
		r->name = name;
		r->normalized = pep503_normalize(a, name);
	}
}
