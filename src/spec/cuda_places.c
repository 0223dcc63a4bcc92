/* cuda_places: CUDA in the places that packages and images come from: pip's indexes and wheels,
 * conda's channel labels, container tags. See cuda_names.h; the forms of names and builds are in
 * cuda_names.c. */
#include "spec/cuda_names.h"

static const cuda_hint nothing = { VARIANT_NONE, 0, false };

/* The part of an address up to its next slash, question mark or fragment. */
static str part_of(str url)
{
	ptrdiff_t n = 0;
	while (n < url.n && str_find_byte(S("/?# "), url.p[n]) < 0)
		n++;
	return str_head(url, n);
}

/* What stands behind the '+' of a file's name, which an address may have as %2B. */
static cuda_hint local_of_file(str file)
{
	ptrdiff_t plus = str_find_byte(file, '+'), coded = str_find(file, S("%2B"));
	if (coded < 0)
		coded = str_find(file, S("%2b"));
	if (plus < 0 && coded < 0)
		return nothing;
	return cuda_local(plus >= 0 ? str_from(file, plus + 1) : str_from(file, coded + 3));
}

/* One part behind "/whl/", "/whl/test/" or "/whl/nightly/": cu118, or torch-1.13.1+cu117.html. */
static cuda_hint behind_whl(str rest)
{
	if (str_starts(rest, S("test/")))
		rest = str_from(rest, 5);
	else if (str_starts(rest, S("nightly/")))
		rest = str_from(rest, 8);
	str part = part_of(rest);
	cuda_hint h = cuda_local(part);
	return h.variant != VARIANT_NONE || str_ends(part, S(".whl")) ? h : local_of_file(part);
}

cuda_hint cuda_address(str url)
{
	for (str rest = url;;) {
		ptrdiff_t at = str_find(rest, S("/whl/"));
		if (at < 0)
			break;
		rest = str_from(rest, at + 5);
		cuda_hint h = behind_whl(rest);
		if (h.variant != VARIANT_NONE)
			return h;
	}
	ptrdiff_t query = str_find_byte(url, '?'), fragment = str_find_byte(url, '#');
	str path = query >= 0 ? str_head(url, query) : url;
	path = fragment >= 0 && fragment < path.n ? str_head(path, fragment) : path;
	str file = str_from(path, str_rfind_byte(path, '/') + 1);
	return str_ends(file, S(".whl")) ? local_of_file(file) : nothing;
}

/* Digits and dots off the front; a dot at the end is not taken. */
static str version_at(str s)
{
	ptrdiff_t n = 0;
	while (n < s.n && (is_digit(s.p[n]) || s.p[n] == '.'))
		n++;
	while (n > 0 && s.p[n - 1] == '.')
		n--;
	return str_head(s, n);
}

/* "11.8.0" 11.8, "118" 11.8, "12" the major. */
static cuda_hint of_version(str v)
{
	if (str_find_byte(v, '.') < 0)
		return cuda_digits(v);
	int cuda = cuda_parse(v);
	return cuda ? (cuda_hint){ VARIANT_CUDA, cuda, false } : nothing;
}

/* The first word of a tag or label that names a CUDA: cuda12.1, cuda-11.8.0, cu118. */
static cuda_hint in_words(str text)
{
	for (ptrdiff_t i = 0; i + 2 < text.n; i++) {
		bool at_word = i == 0 || !is_alnum(text.p[i - 1]);
		str rest = str_from(text, i);
		if (!at_word || !str_starts(rest, S("cu")))
			continue;
		bool whole = str_starts(rest, S("cuda"));
		rest = str_from(rest, whole ? 4 : 2);
		if (whole && rest.n > 1 && rest.p[0] == '-' && is_digit(rest.p[1]))
			rest = str_from(rest, 1);
		str v = version_at(rest);
		bool ends = v.n == rest.n || !is_alnum(rest.p[v.n]);
		cuda_hint h = v.n > 0 && ends ? of_version(v) : nothing;
		if (h.variant != VARIANT_NONE)
			return h;
	}
	return nothing;
}

cuda_hint cuda_channel(str channel)
{
	ptrdiff_t at = str_find(channel, S("/label/"));
	return at < 0 ? nothing : in_words(str_from(channel, at + 7));
}

cuda_hint cuda_image(str name, str tag)
{
	if (!tag.p)
		return nothing;
	str last = str_from(name, str_rfind_byte(name, '/') + 1);
	str v = version_at(tag);
	bool plain = v.n > 0 && (v.n == tag.n || tag.p[v.n] == '-');
	if (str_eq(last, S("cuda")) && plain && str_find_byte(v, '.') >= 0)
		return of_version(v);
	return in_words(tag);
}
