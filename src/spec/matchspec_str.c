/* matchspec_str: conda's canonical text of a MatchSpec, its str(). */
#include "spec/matchspec_in.h"

#include "base/buf.h"

typedef struct writing {
	buf head, brackets;
} writing;

static bool has_any(str s, str set)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (str_find_byte(set, s.p[i]) >= 0)
			return true;
	return false;
}

static void pair(writing *w, str key, str value, bool quoted)
{
	if (w->brackets.n)
		buf_char(&w->brackets, ',');
	buf_put(&w->brackets, key);
	buf_char(&w->brackets, '=');
	if (quoted)
		buf_char(&w->brackets, '\'');
	buf_put(&w->brackets, value);
	if (quoted)
		buf_char(&w->brackets, '\'');
}

static void put(writing *w, str mark, str text)
{
	buf_put(&w->head, mark);
	buf_put(&w->head, text);
}

static void write_channel(writing *w, const matchspec_inside *m)
{
	bool exact = m->has[FIELD_CHANNEL] && !m->channel.regex &&
	             (m->place.location.n || m->place.name.n);
	if (exact)
		buf_put(&w->head, m->rare.channel);
	else if (m->has[FIELD_CHANNEL] && !str_eq(m->rare.channel, S("*")))
		pair(w, S("channel"), m->rare.channel, false);
	if (m->has[FIELD_SUBDIR] && exact)
		put(w, S("/"), m->rare.subdir);
	else if (m->has[FIELD_SUBDIR])
		pair(w, S("subdir"), m->rare.subdir, false);
	put(w, w->head.n ? S("::") : S(""), m->pub.name);
}

/* Returns whether the text is an exact version, behind which a build may stand. */
static bool write_version(writing *w, str v, bool has_build)
{
	if (!v.p)
		return false;
	if (has_any(v, S("><$^|,"))) {
		pair(w, S("version"), v, true);
	} else if (str_starts(v, S("!=")) || str_starts(v, S("~="))) {
		if (has_build)
			pair(w, S("version"), v, true);
		else
			buf_put(&w->head, v);
	} else if (str_ends(v, S(".*"))) {
		put(w, S("="), str_head(v, v.n - 2));
	} else if (str_ends(v, S("*"))) {
		if (v.n > 1) /* a lone star is not written: "pkg=" would be no spec */
			put(w, S("="), str_head(v, v.n - 1));
	} else {
		put(w, str_starts(v, S("==")) ? S("") : S("=="), v);
		return true;
	}
	return false;
}

static void write_build(writing *w, str b, bool version_exact)
{
	if (!b.p)
		return;
	if (has_any(b, S("><$^|,")))
		pair(w, S("build"), b, true);
	else if (version_exact && str_find_byte(b, '*') < 0)
		put(w, S("="), b);
	else
		pair(w, S("build"), b, false);
}

static str joined(arena *a, strs list, str sep)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < list.n; i++) {
		buf_put(&b, i ? sep : S(""));
		buf_put(&b, list.at[i]);
	}
	return b.n ? buf_str(&b) : S("");
}

/* ['a', 'b'], sorted. */
static str quoted_list(arena *a, strs list)
{
	strs sorted = { 0 };
	for (ptrdiff_t i = 0; i < list.n; i++)
		*LIST_PUSH(a, &sorted) =
			arena_cat(a, S("'"), arena_cat(a, list.at[i], S("'")));
	strs_sort_unique(&sorted);
	str inner = joined(a, sorted, S(", "));
	return arena_cat(a, S("["), arena_cat(a, inner, S("]")));
}

static str value_of(arena *a, const matchspec_rare *m, field f)
{
	switch (f) {
	case FIELD_BUILD_NUMBER:   return m->build_number;
	case FIELD_TRACK_FEATURES: return joined(a, m->track_features, S(" "));
	case FIELD_FEATURES:       return joined(a, m->features, S(" "));
	case FIELD_URL:            return m->url;
	case FIELD_MD5:            return m->md5;
	case FIELD_SHA256:         return m->sha256;
	case FIELD_LICENSE:        return m->license;
	case FIELD_LICENSE_FAMILY: return m->license_family;
	case FIELD_FN:             return m->fn;
	case FIELD_WHEN:           return m->when;
	case FIELD_EXTRAS:         return quoted_list(a, m->extras);
	case FIELD_FLAGS:          return quoted_list(a, m->flags);
	case FIELD_CHANNEL: case FIELD_SUBDIR: case FIELD_NAME: case FIELD_VERSION:
	case FIELD_BUILD: case FIELD_COUNT:
		break;
	}
	return S("");
}

/* A URL beside a channel says nothing new, and neither does a file name beside a URL. */
static bool is_written(const matchspec_inside *m, field f)
{
	if (!m->has[f] || (f == FIELD_URL && m->has[FIELD_CHANNEL]))
		return false;
	return !(f == FIELD_FN && m->has[FIELD_URL]);
}

str matchspec_text(arena *a, const matchspec_inside *m)
{
	const matchspec *s = &m->pub;
	ptrdiff_t outside = m->rare.channel.n + m->rare.subdir.n + s->name.n + 16;
	ptrdiff_t either = s->version.n + s->build.n + 48;
	writing w = { buf_sized(a, outside + either), buf_sized(a, either) };
	write_channel(&w, m);
	bool exact = write_version(&w, m->pub.version, m->has[FIELD_BUILD]);
	write_build(&w, m->pub.build, exact);
	for (field f = FIELD_BUILD_NUMBER; f < FIELD_COUNT; f++) {
		if (!is_written(m, f))
			continue;
		str value = value_of(a, &m->rare, f);
		bool list = f == FIELD_EXTRAS || f == FIELD_FLAGS;
		pair(&w, field_word(f), value, !list && has_any(value, S(", =")));
	}
	if (w.brackets.n) {
		buf_char(&w.head, '[');
		buf_put(&w.head, buf_str(&w.brackets));
		buf_char(&w.head, ']');
	}
	return buf_str(&w.head);
}
