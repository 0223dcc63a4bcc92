/* matchspec_build: from the texts of a MatchSpec's fields to what they match with, refusing what
 * conda's matchers refuse. */
#include "spec/matchspec_in.h"

#include "spec/pytext.h"

/* The place of byte k of a version's text, which lost its spaces and leading '='. */
static ptrdiff_t version_place(part p, ptrdiff_t k)
{
	ptrdiff_t i = 0;
	bool lost = p.text.n > 0 && p.text.p[0] != '=';
	while (i < p.spaced.n && (p.spaced.p[i] == ' ' || (lost && p.spaced.p[i] == '=')))
		i++;
	for (; k > 0 && i < p.spaced.n; i++)
		k -= p.spaced.p[i] != ' ';
	while (i < p.spaced.n && p.spaced.p[i] == ' ')
		i++;
	return p.at + i;
}

static bool build_version(reading *r, matchspec_inside *m)
{
	part p = r->of[FIELD_VERSION];
	if (!p.text.p)
		return true;
	refusal why = { 0 };
	m->constraint = version_spec_parse(r->a, p.text, &why);
	if (!m->constraint)
		return reading_refuse(r, why.why, version_place(p, why.at));
	m->pub.version = version_spec_str(m->constraint);
	return true;
}

/* "^...$" is a regular expression, a '*' makes a glob, anything else is itself. */
static bool build_text(reading *r, field f, bool lower, text_rule *rule)
{
	part p = r->of[f];
	if (!p.text.p)
		return true;
	str s = lower ? py_lower(r->a, p.text) : p.text;
	*rule = (text_rule){ .text = s };
	if (s.n > 1 && s.p[0] == '^' && s.p[s.n - 1] == '$') {
		refusal why = { 0 };
		rule->regex = pattern_compile(r->a, s, &why);
		return rule->regex || reading_refuse(r, why.why, p.at + why.at);
	}
	rule->glob = str_find_byte(s, '*') >= 0;
	return true;
}

/* In a channel's glob conda escapes nothing: "conda.*" is a regular expression but for the star. */
static bool build_channel(reading *r, matchspec_inside *m)
{
	part p = r->of[FIELD_CHANNEL];
	if (!p.text.p)
		return true;
	if (!build_text(r, FIELD_CHANNEL, false, &m->channel))
		return false;
	if (m->channel.glob) {
		char *out = arena_alloc(r->a, p.text.n * 2 + 8, 1);
		ptrdiff_t n = 0;
		for (const char *c = "^(?:"; *c; c++)
			out[n++] = *c;
		for (ptrdiff_t i = 0; i < p.text.n; i++) {
			if (p.text.p[i] == '*')
				out[n++] = '.';
			out[n++] = p.text.p[i];
		}
		out[n++] = ')';
		out[n++] = '$';
		refusal why = { 0 };
		m->channel.regex = pattern_compile(r->a, (str){ out, n }, &why);
		if (!m->channel.regex)
			return reading_refuse(r, why.why, p.at);
	}
	if (m->channel.regex) {
		m->rare.channel = p.text;
		return true;
	}
	if (!channel_read(r->a, p.text, &m->place))
		return reading_refuse(r, S("the channel is not a URL"), p.at);
	str base = channel_is_foreign(&m->place) ? channel_base_url(r->a, &m->place) : (str){ 0 };
	m->rare.channel = base.p ? base : channel_name(r->a, &m->place);
	return true;
}

/* Python's int(): a sign, digits, single underscores between them. Canonical text, or absent. */
static str whole_number(arena *a, str text)
{
	str s = py_strip(text);
	bool minus = s.n > 0 && s.p[0] == '-';
	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'))
		s = str_from(s, 1);
	char *out = arena_alloc(a, s.n + 2, 1);
	ptrdiff_t n = 1;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		bool inner = i > 0 && i + 1 < s.n && s.p[i - 1] != '_';
		if (s.p[i] == '_' && inner)
			continue;
		if (!is_digit(s.p[i]))
			return (str){ 0 };
		if (n > 1 || s.p[i] != '0')
			out[n++] = s.p[i];
	}
	if (s.n == 0)
		return (str){ 0 };
	if (n == 1)
		return S("0");
	out[0] = '-';
	return minus ? (str){ out, n } : (str){ out + 1, n - 1 };
}

/* A regular expression is accepted here and raises when it meets a number. */
static bool build_number(reading *r, matchspec_inside *m)
{
	part p = r->of[FIELD_BUILD_NUMBER];
	if (!p.text.p)
		return true;
	m->rare.build_number = whole_number(r->a, p.text);
	if (m->rare.build_number.p)
		return true;
	str s = py_strip(p.text), operand;
	refusal why = { 0 };
	m->rare.build_number = s;
	if (s.n == 0)
		return reading_refuse(r, S("empty build number"), p.at);
	if (str_find_byte(S("=<>!"), s.p[0]) < 0) {
		if (s.p[0] != '^' && s.p[s.n - 1] != '$')
			return true;
		if (s.p[0] != '^' || s.p[s.n - 1] != '$')
			return reading_refuse(
				r, S("regex specs must start with '^' and end with '$'"), p.at);
		return pattern_compile(r->a, s, &why) || reading_refuse(r, why.why, p.at);
	}
	m->number = NEW(r->a, version_spec);
	m->number->text = s;
	if (!term_relation(s, &m->number->kind, &operand))
		return reading_refuse(r, S("invalid operator"), p.at);
	m->number->operand = conda_version_parse(r->a, operand, &why);
	return m->number->operand || reading_refuse(r, why.why, p.at + (operand.p - s.p) + why.at);
}

/* Words parted by commas and spaces. */
static strs words_of(arena *a, str text)
{
	strs out = { 0 };
	ptrdiff_t beg = 0;
	for (ptrdiff_t i = 0; text.p && i <= text.n; i++) {
		if (i < text.n && text.p[i] != ' ' && text.p[i] != ',')
			continue;
		str word = py_strip(str_sub(text, beg, i));
		if (word.n)
			*LIST_PUSH(a, &out) = word;
		beg = i + 1;
	}
	return out;
}

/* "mkl debug@" is one feature: conda's old form takes the text whole. */
static void build_lists(reading *r, matchspec_rare *m)
{
	str tracked = r->of[FIELD_TRACK_FEATURES].text;
	if (str_ends(r->input, S("@"))) {
		if (py_strip(tracked).n)
			*LIST_PUSH(r->a, &m->track_features) = py_strip(tracked);
	} else {
		m->track_features = words_of(r->a, tracked);
	}
	m->features = words_of(r->a, r->of[FIELD_FEATURES].text);
	m->extras = words_of(r->a, r->of[FIELD_EXTRAS].text);
	m->flags = words_of(r->a, r->of[FIELD_FLAGS].text);
	strs_sort_unique(&m->track_features);
	strs_sort_unique(&m->features);
}

static ptrdiff_t within(ptrdiff_t at, str text)
{
	return at < text.n ? at : text.n;
}

matchspec_inside *matchspec_build(reading *r)
{
	matchspec_inside *m = NEW(r->a, matchspec_inside);
	matchspec *pub = &m->pub;
	text_rule when = { 0 };
	if (!build_version(r, m) || !build_channel(r, m) || !build_number(r, m) ||
	    !build_text(r, FIELD_NAME, true, &m->name) ||
	    !build_text(r, FIELD_BUILD, false, &m->build) ||
	    !build_text(r, FIELD_LICENSE, true, &m->license) ||
	    !build_text(r, FIELD_LICENSE_FAMILY, true, &m->license_family) ||
	    !build_text(r, FIELD_WHEN, true, &when))
		return NULL;
	pub->rare = &m->rare;
	build_lists(r, &m->rare);
	for (int f = 0; f < FIELD_COUNT; f++)
		m->has[f] = r->of[f].text.p != NULL;
	pub->name = m->name.text;
	m->rare.subdir = r->of[FIELD_SUBDIR].text;
	pub->build = m->build.text;
	m->rare.url = r->of[FIELD_URL].text;
	m->rare.fn = r->of[FIELD_FN].text;
	m->rare.md5 = r->of[FIELD_MD5].text;
	m->rare.sha256 = r->of[FIELD_SHA256].text;
	m->rare.license = m->license.text;
	m->rare.license_family = m->license_family.text;
	m->rare.when = when.text;
	/* Lower-casing keeps the length but for the Kelvin sign; the input's length counts. */
	pub->name_beg = within(r->of[FIELD_NAME].at, r->input);
	pub->name_end = within(pub->name_beg + r->of[FIELD_NAME].text.n, r->input);
	return m;
}
