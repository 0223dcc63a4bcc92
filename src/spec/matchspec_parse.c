/* matchspec_parse: takes a MatchSpec's text apart, in conda's steps and with conda's surprises: text
 * behind '#' and " if " is dropped, a package file is a spec of its own, brackets beat what stands
 * outside except for the name, "pkg=1.2" turns into "1.2.*" and "pkg=1.2=b" into exactly 1.2. The
 * steps are numbered as in conda's _parse_spec_str, so that the two can be laid side by side. */
#include "spec/matchspec_in.h"

#include "spec/pytext.h"

/* A package's file name may stand elsewhere in its URL than at the end, once a token or a subdir is
 * cut out; a place counted from there is kept inside the text. */
bool reading_refuse(reading *r, str reason, ptrdiff_t at)
{
	if (r->why)
		*r->why = (refusal){ reason, at < r->input.n ? at : r->input.n };
	return false;
}

ptrdiff_t reading_origin(const reading *r, const char *p)
{
	return r->origin ? r->origin[p - r->text.p] : p - r->input.p;
}

static void set(reading *r, field f, str text, ptrdiff_t at)
{
	r->of[f] = (part){ .text = text, .at = at, .spaced = text };
}

/* ---- step 2: a package's file or URL ------------------------------------------------------- */

/* name-version-build.ext, parted at the last two dashes. */
static bool legacy_name(reading *r, str file, ptrdiff_t at)
{
	str ext = package_extension(file);
	str s = str_head(file, file.n - ext.n);
	ptrdiff_t build = str_rfind_byte(s, '-');
	ptrdiff_t version = build < 0 ? -1 : str_rfind_byte(str_head(s, build), '-');
	if (version < 0)
		return reading_refuse(r, S("the file's name is not name-version-build"), at);
	set(r, FIELD_NAME, str_head(s, version), at);
	set(r, FIELD_VERSION, str_sub(s, version + 1, build), at + version + 1);
	set(r, FIELD_BUILD, str_from(s, build + 1), at + build + 1);
	return true;
}

static bool read_package(reading *r)
{
	str url = r->text;
	ptrdiff_t at = reading_origin(r, url.p) + str_rfind_byte(url, '/') + 1;
	if (!has_scheme(url))
		url = percent_decode(r->a, path_to_url(r->a, url));
	channel c;
	if (!channel_read(r->a, url, &c))
		return reading_refuse(r, S("not a URL"), reading_origin(r, r->text.p));
	if (c.platform.p) {
		if (!c.filename.p || !legacy_name(r, c.filename, at))
			return reading_refuse(r, S("the file's name is not name-version-build"), at);
		set(r, FIELD_CHANNEL, channel_name(r->a, &c), at);
		set(r, FIELD_SUBDIR, c.platform, at);
		set(r, FIELD_FN, c.filename, at);
		set(r, FIELD_URL, url, at);
		return true;
	}
	str path = url;
	if (str_starts(url, S("file://"))) {
		ptrdiff_t query = str_find_byte(url, '?');
		path = percent_decode(r->a, query < 0 ? url : str_head(url, query));
	}
	set(r, FIELD_NAME, S("*"), at);
	set(r, FIELD_FN, str_from(path, str_rfind_byte(path, '/') + 1), at);
	set(r, FIELD_URL, url, at);
	return true;
}

/* ---- step 5: channel and namespace --------------------------------------------------------- */

/* A channel's text as conda keeps it, and the subdir that was part of it. */
static bool read_channel(reading *r, part text)
{
	if (text.text.n == 0)
		return true;
	channel c;
	if (!channel_read(r->a, text.text, &c))
		return reading_refuse(r, S("the channel is not a URL"), text.at);
	set(r, FIELD_CHANNEL, channel_canonical(r->a, text.text), text.at);
	if (c.platform.p)
		set(r, FIELD_SUBDIR, c.platform, text.at);
	return true;
}

/* "channel:namespace:rest", parted from the right; with one colon what precedes it is ignored. The
 * brackets' own channel and subdir beat these. */
static bool take_channel(reading *r)
{
	part in_brackets = r->of[FIELD_CHANNEL], subdir = r->of[FIELD_SUBDIR];
	r->of[FIELD_CHANNEL] = r->of[FIELD_SUBDIR] = (part){ 0 };
	ptrdiff_t last = str_rfind_byte(r->text, ':');
	ptrdiff_t first = last < 0 ? -1 : str_rfind_byte(str_head(r->text, last), ':');
	if (first >= 0) {
		part p = { .text = str_head(r->text, first), .at = reading_origin(r, r->text.p) };
		if (!read_channel(r, p))
			return false;
	}
	if (in_brackets.text.p && !read_channel(r, in_brackets))
		return false;
	if (subdir.text.p)
		r->of[FIELD_SUBDIR] = subdir;
	if (r->origin)
		r->origin += last + 1;
	r->text = str_from(r->text, last + 1);
	return true;
}

/* ---- step 6: the name ---------------------------------------------------------------------- */

static bool is_sep(char c)
{
	return c == '.' || c == '_' || c == '-';
}

/* CEP 26: one character, then words of letters and digits with single separators; a virtual
 * package's name has two underscores in front. */
static bool is_cep26(str s)
{
	ptrdiff_t i = 1;
	if (str_starts(s, S("__"))) {
		if (s.n < 3 || !is_alnum(s.p[2]))
			return false;
		i = 3;
	} else if (!is_alnum(s.p[0]) && s.p[0] != '_') {
		return false;
	}
	i += i < s.n && is_sep(s.p[i]);
	while (i < s.n) {
		ptrdiff_t beg = i;
		while (i < s.n && is_alnum(s.p[i]))
			i++;
		if (i == beg || (i < s.n && !is_sep(s.p[i])))
			return false;
		i++;
	}
	return true;
}

static bool check_name(reading *r, str name)
{
	if (str_find_byte(name, '*') >= 0)
		return true;
	str low = py_lower(r->a, name);
	for (ptrdiff_t i = 0; i < low.n; i++)
		if (!is_alnum(low.p[i]) && !is_sep(low.p[i]))
			return reading_refuse(r, S("package name contains invalid characters"),
			                      reading_origin(r, name.p + (low.n == name.n ? i : 0)));
	if (!is_cep26(low))
		return reading_refuse(r, S("invalid package name"), reading_origin(r, name.p));
	return true;
}

/* The name, then what follows it if that is more than one character and up to the line's end. */
static bool take_name(reading *r, str *rest)
{
	str s = r->text;
	ptrdiff_t n = 0;
	while (n < s.n && s.p[n] != ' ' && !term_is_operator(s.p[n]))
		n++;
	if (n == 0)
		return reading_refuse(r, S("no package name found"), reading_origin(r, s.p));
	str name = str_head(s, n);
	set(r, FIELD_NAME, name, reading_origin(r, s.p));
	*rest = str_from(s, n);
	ptrdiff_t line = str_find_byte(str_from(*rest, 1), '\n');
	if (line >= 0)
		*rest = str_head(*rest, line + 1);
	if (rest->n < 2)
		*rest = S("");
	return check_name(r, name);
}

/* ---- step 7: version and build ------------------------------------------------------------- */

/* What a version may not end in, or a build follow: an operator, ',' and '|'. */
static bool is_joint(char c)
{
	return term_is_operator(c) || c == ',' || c == '|';
}

static bool is_build_char(char c)
{
	return c != '-' && (c == '!' || !is_joint(c));
}

/* Where conda's lazy pattern ends the version: the first of its candidates, tried in its order, at
 * which a space or '=' follows no operator and only characters of a build come behind it. */
static ptrdiff_t version_end(str s)
{
	ptrdiff_t free_from = s.n;
	while (free_from > 0 && is_build_char(s.p[free_from - 1]))
		free_from--;
	for (ptrdiff_t k = 1; k <= s.n; k++) {
		bool more = k < s.n && (!is_joint(s.p[k]) || s.p[k] == '=' || s.p[k] == '~');
		for (ptrdiff_t e = more ? k + 1 : k; e >= k; e--) {
			if (e == s.n)
				return e;
			bool parted = (s.p[e] == ' ' || s.p[e] == '=') && !is_joint(s.p[e - 1]);
			if (parted && e + 1 >= free_from && e + 1 < s.n)
				return e;
		}
	}
	return s.n;
}

str version_rewritten(arena *a, str v, bool has_build)
{
	if (str_eq(v, S("==")) || str_eq(v, S("=")) || !str_starts(v, S("=")))
		return v;
	str bare = v;
	while (bare.n > 0 && bare.p[0] == '=')
		bare = str_from(bare, 1);
	if (str_starts(v, S("==")) && !has_build)
		return bare;
	for (ptrdiff_t i = 0; i < bare.n; i++)
		if (str_find_byte(S("=,|"), bare.p[i]) >= 0)
			return v;
	return has_build || str_ends(bare, S("*")) ? bare : arena_cat(a, bare, S("*"));
}

static bool take_version(reading *r, str s)
{
	ptrdiff_t bracket = str_find_byte(s, '[');
	if (bracket >= 0)
		return reading_refuse(r, S("multiple brackets sections not allowed"),
		                      reading_origin(r, s.p + bracket));
	ptrdiff_t end = version_end(s);
	str version = py_remove(r->a, str_head(s, end), S(" "));
	bool has_build = end < s.n;
	part *v = &r->of[FIELD_VERSION], *b = &r->of[FIELD_BUILD];
	/* Anything in brackets wins. */
	if (!v->text.p)
		*v = (part){ .text = version_rewritten(r->a, version, has_build),
			.at = reading_origin(r, s.p), .spaced = str_head(s, end) };
	if (has_build && !b->text.p) {
		str build = py_strip(str_from(s, end + 1));
		*b = (part){ .text = build, .at = reading_origin(r, build.p), .spaced = build };
	}
	return true;
}

/* ---- all steps ----------------------------------------------------------------------------- */

static bool read_spec(reading *r)
{
	ptrdiff_t hash = str_find_byte(r->text, '#');
	if (hash >= 0)
		r->text = str_head(r->text, hash);
	ptrdiff_t condition = str_find(r->text, S(" if "));
	if (condition >= 0)
		r->text = str_head(r->text, condition);
	if (package_extension(r->text).p)
		return read_package(r);
	str rest = S("");
	if (!brackets_take(r))
		return false;
	parens_drop(r);
	if (!take_channel(r) || !take_name(r, &rest))
		return false;
	rest = py_strip(rest);
	if (rest.n && !take_version(r, rest))
		return false;
	if (r->strange.text.p) {
		str reason = arena_cat(r->a, S("cannot match on field "), r->strange.text);
		return reading_refuse(r, reason, r->strange.at);
	}
	return true;
}

const matchspec *matchspec_parse_any(arena *a, str text, refusal *why)
{
	reading r = { .a = a, .input = text, .text = text, .why = why };
	if (text.n == 0) {
		matchspec_inside *nothing = NEW(a, matchspec_inside);
		nothing->pub.canonical = S("*");
		nothing->pub.rare = &nothing->rare;
		return &nothing->pub;
	}
	if (str_ends(text, S("@"))) {
		set(&r, FIELD_NAME, S("*"), 0);
		set(&r, FIELD_TRACK_FEATURES, str_head(text, text.n - 1), 0);
	} else if (!read_spec(&r)) {
		return NULL;
	}
	matchspec_inside *m = matchspec_build(&r);
	if (!m)
		return NULL;
	m->pub.canonical = matchspec_text(a, m);
	return &m->pub;
}

const matchspec *matchspec_parse(arena *a, str text, refusal *why)
{
	const matchspec *plain = matchspec_plain(a, text);
	return plain ? plain : matchspec_parse_any(a, text, why);
}

const version_spec *matchspec_constraint(arena *a, const matchspec *m)
{
	if (m->plain)
		return m->version.p ? version_spec_parse(a, m->version, NULL) : NULL;
	return ((const matchspec_inside *)m)->constraint;
}
