/* matchspec_match: whether a package record satisfies a MatchSpec. Field by field as conda does, and
 * with its reading of what is unset: an absent text compares as "None", an absent file name is made
 * from name, version and build. A record has no extras and no flags, so a spec with some matches
 * nothing; "when" is not asked. */
#include "spec/matchspec_in.h"

#include "spec/glob.h"
#include "spec/pytext.h"

static match_result yes_or_no(bool yes)
{
	return yes ? MATCH_YES : MATCH_NO;
}

static str or_none(str s)
{
	return s.p ? s : S("None");
}

static match_result match_text(const text_rule *rule, str text)
{
	if (rule->regex)
		return pattern_match(rule->regex, text);
	return yes_or_no(rule->glob ? glob_match(rule->text, text) : str_eq(rule->text, text));
}

/* By base URL for a channel given as a URL outside the alias; else by name, either of the record's
 * two: so conda-forge also accepts https://example.com/conda-forge. */
static match_result match_channel(arena *a, const matchspec_inside *m, str text)
{
	channel theirs;
	if (!channel_read(a, text, &theirs))
		return MATCH_RAISES;
	str name = channel_name(a, &theirs);
	if (m->channel.regex)
		return pattern_match(m->channel.regex, name);
	if (channel_is_foreign(&m->place)) {
		str mine = channel_base_url(a, &m->place), other = channel_base_url(a, &theirs);
		return yes_or_no((mine.p != NULL) == (other.p != NULL) && str_eq(mine, other));
	}
	return yes_or_no(str_eq(m->place.name, theirs.name) || str_eq(m->place.name, name));
}

static match_result match_number(arena *a, const matchspec_inside *m, long long number)
{
	str text = arena_printf(a, "%lld", number), mine = m->rare.build_number;
	if (m->number) {
		const conda_version *v = conda_version_parse(a, text, NULL);
		return v ? term_compare(m->number, v) : MATCH_RAISES;
	}
	if (mine.p[0] == '^')
		return MATCH_RAISES;
	return yes_or_no(str_eq(mine, S("*")) || str_eq(mine, text));
}

/* Equal as sets. */
static match_result match_words(arena *a, strs mine, str text)
{
	strs theirs = { 0 };
	ptrdiff_t beg = 0;
	for (ptrdiff_t i = 0; text.p && i <= text.n; i++) {
		if (i < text.n && text.p[i] != ' ' && text.p[i] != ',')
			continue;
		str word = py_strip(str_sub(text, beg, i));
		if (word.n)
			*LIST_PUSH(a, &theirs) = word;
		beg = i + 1;
	}
	strs_sort_unique(&theirs);
	if (theirs.n != mine.n)
		return MATCH_NO;
	for (ptrdiff_t i = 0; i < mine.n; i++)
		if (!str_eq(mine.at[i], theirs.at[i]))
			return MATCH_NO;
	return MATCH_YES;
}

static str file_name(arena *a, const package_record *p)
{
	channel c;
	if (p->fn.p)
		return p->fn;
	if (p->url.p && channel_read(a, p->url, &c) && c.filename.n)
		return c.filename;
	str tail = arena_cat(a, arena_cat(a, p->version, S("-")), p->build);
	return arena_cat(a, arena_cat(a, p->name, S("-")), tail);
}

static match_result match_field(arena *a, const matchspec_inside *m, field f,
                                const package_record *p)
{
	switch (f) {
	case FIELD_CHANNEL:        return match_channel(a, m, p->channel);
	case FIELD_SUBDIR:         return yes_or_no(str_eq(m->rare.subdir, or_none(p->subdir)));
	case FIELD_NAME:           return match_text(&m->name, p->name);
	case FIELD_VERSION:        return version_spec_match(a, m->constraint, p->version);
	case FIELD_BUILD:          return match_text(&m->build, p->build);
	case FIELD_BUILD_NUMBER:   return match_number(a, m, p->build_number);
	case FIELD_TRACK_FEATURES: return match_words(a, m->rare.track_features, p->track_features);
	case FIELD_FEATURES:       return match_words(a, m->rare.features, p->features);
	case FIELD_URL:            return yes_or_no(str_eq(m->rare.url, or_none(p->url)));
	case FIELD_MD5:            return yes_or_no(str_eq(m->rare.md5, or_none(p->md5)));
	case FIELD_SHA256:         return yes_or_no(str_eq(m->rare.sha256, or_none(p->sha256)));
	case FIELD_LICENSE:
		return match_text(&m->license, py_lower(a, or_none(p->license)));
	case FIELD_LICENSE_FAMILY:
		return match_text(&m->license_family, py_lower(a, or_none(p->license_family)));
	case FIELD_FN:             return yes_or_no(str_eq(m->rare.fn, file_name(a, p)));
	case FIELD_EXTRAS:         return yes_or_no(m->rare.extras.n == 0);
	case FIELD_FLAGS:          return yes_or_no(m->rare.flags.n == 0);
	case FIELD_WHEN: case FIELD_COUNT:
		break;
	}
	return MATCH_YES;
}

static match_result match_plain(arena *a, const matchspec *m, const package_record *p)
{
	if (!str_eq(m->name, p->name))
		return MATCH_NO;
	const version_spec *s = matchspec_constraint(a, m);
	match_result got = s ? version_spec_match(a, s, p->version) : MATCH_YES;
	if (got != MATCH_YES || !m->build.p)
		return got;
	return yes_or_no(str_eq(m->build, p->build));
}

/* conda asks in the order in which the fields were given; the answer differs only in whether a
 * field that raises is reached, so cheap and decisive fields come first here. */
match_result matchspec_match(arena *a, const matchspec *spec, const package_record *p)
{
	static const field order[] = { FIELD_NAME, FIELD_CHANNEL, FIELD_SUBDIR, FIELD_VERSION,
		FIELD_BUILD, FIELD_BUILD_NUMBER, FIELD_TRACK_FEATURES, FIELD_FEATURES, FIELD_URL,
		FIELD_MD5, FIELD_SHA256, FIELD_LICENSE, FIELD_LICENSE_FAMILY, FIELD_FN,
		FIELD_EXTRAS, FIELD_FLAGS };
	if (spec->plain)
		return match_plain(a, spec, p);
	const matchspec_inside *m = (const matchspec_inside *)spec;
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		match_result got = m->has[order[i]] ? match_field(a, m, order[i], p) : MATCH_YES;
		if (got != MATCH_YES)
			return got;
	}
	return MATCH_YES;
}
