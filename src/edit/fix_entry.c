/* fix_entry: one entry's new text.
 *
 * A text is put together from the old one's pieces, so that a channel, extras, a variant or a marker stay as
 * they are written, and then parsed: only a text that conda or packaging reads as the old meaning with
 * exactly the wanted difference is an answer. So the pieces may be cut simply; a cut that is wrong for some
 * rare form is refused here, not found out by a user. */
#include "edit/fix_in.h"

#include "spec/matchspec.h"
#include "spec/pep508.h"
#include "spec/strength.h"

bool fix_entry_bytes(const fixer *f, const spec *s, ptrdiff_t *beg)
{
	str bytes = f->src->bytes, whole = str_sub(bytes, s->at.beg, s->at.end);
	ptrdiff_t quote = whole.n > 0 && (whole.p[0] == '"' || whole.p[0] == '\'');
	*beg = s->at.beg + quote;
	return s->at.end - s->at.beg == s->raw.n + 2 * quote && str_eq(str_sub(bytes, *beg, *beg + s->raw.n), s->raw);
}

static bool same_text(str x, str y)
{
	return x.n == y.n && (x.n == 0 || str_eq(x, y));
}

static bool same_list(const strs *x, const strs *y)
{
	if (x->n != y->n)
		return false;
	for (ptrdiff_t i = 0; i < x->n; i++)
		if (!str_eq(x->at[i], y->at[i]))
			return false;
	return true;
}

/* All but version, build and what follows from them. */
static bool same_but_version(const matchspec *x, const matchspec *y)
{
	const matchspec_rare *p = x->rare, *q = y->rare;
	return same_text(x->name, y->name) && same_text(p->channel, q->channel) && same_text(p->subdir, q->subdir) &&
	       same_text(p->build_number, q->build_number) && same_text(p->url, q->url) && same_text(p->fn, q->fn) &&
	       same_text(p->md5, q->md5) && same_text(p->sha256, q->sha256) && same_text(p->license, q->license) &&
	       same_text(p->license_family, q->license_family) && same_text(p->when, q->when) &&
	       same_list(&p->track_features, &q->track_features) && same_list(&p->features, &q->features) &&
	       same_list(&p->extras, &q->extras) && same_list(&p->flags, &q->flags);
}

/* ---- a build string goes ---- */

/* 1.26.4 beside a build is exact, and without one it is 1.26.4.*: the same digits, as conda's own export
 * without builds leaves them. */
static bool keeps_digits(str with, str without)
{
	return same_text(with, without) || (str_ends(without, S(".*")) && same_text(with, str_head(without, without.n - 2)));
}

static bool is_without_build(arena *a, const spec *s, str text)
{
	refusal why = { 0 };
	const matchspec *m = matchspec_parse(a, text, &why);
	return m && !m->build.n && same_but_version(s->conda, m) && keeps_digits(s->version, m->version);
}

/* name[version='1.2',build='h0_1'] without the build, and without the comma that set it apart. */
static str cut_bracket(arena *a, str raw)
{
	ptrdiff_t key = str_find(raw, S("build="));
	if (key < 1 || (raw.p[key - 1] != '[' && raw.p[key - 1] != ',' && raw.p[key - 1] != ' '))
		return (str){ 0 };
	ptrdiff_t end = key + 6;
	char quote = end < raw.n && (raw.p[end] == '\'' || raw.p[end] == '"') ? raw.p[end++] : '\0';
	while (end < raw.n && (quote ? raw.p[end] != quote : raw.p[end] != ',' && raw.p[end] != ']'))
		end++;
	end += quote != '\0';
	ptrdiff_t beg = key;
	while (beg > 0 && raw.p[beg - 1] == ' ')
		beg--;
	if (beg > 0 && raw.p[beg - 1] == ',') {
		beg--;
	} else {
		while (end < raw.n && (raw.p[end] == ',' || raw.p[end] == ' '))
			end++;
	}
	str rest = str_from(raw, end);
	if (beg > 0 && raw.p[beg - 1] == '[' && str_starts(rest, S("]")))
		return arena_cat(a, str_head(raw, beg - 1), str_from(rest, 1));
	return arena_cat(a, str_head(raw, beg), rest);
}

str fix_without_build(arena *a, const spec *s)
{
	if (!s->conda || !build_is_platform(s->build))
		return (str){ 0 };
	str raw = s->raw;
	str tries[3] = { { 0 } };
	while (raw.n > 0 && is_space(raw.p[raw.n - 1]))
		raw = str_head(raw, raw.n - 1);
	if (raw.n > s->build.n + 1 && str_ends(raw, s->build)) {
		str head = str_head(raw, raw.n - s->build.n);
		char before = head.p[head.n - 1];
		if (before == '=' || before == ' ')
			tries[0] = str_trim(str_head(head, head.n - 1));
		tries[1] = cut_bracket(a, raw);
	} else {
		tries[2] = cut_bracket(a, raw);
	}
	for (int i = 0; i < 3; i++)
		if (tries[i].n > 0 && is_without_build(a, s, tries[i]))
			return tries[i];
	return (str){ 0 };
}

/* ---- a version comes ---- */

/* "1.26" of "1.26.4"; the whole of what has no second number, or something else between them. */
static str minor_of(str version)
{
	ptrdiff_t dots = 0, i = 0;
	for (; i < version.n; i++) {
		if (version.p[i] == '.' && ++dots == 2)
			break;
		if (!is_digit(version.p[i]) && version.p[i] != '.')
			return version;
	}
	return str_head(version, i);
}

/* A version of another program's making goes into a text that is parsed: only its own letters. */
static bool is_version_text(str version)
{
	for (ptrdiff_t i = 0; i < version.n; i++)
		if (!is_alnum(version.p[i]) && str_find_byte(S("._+-!"), version.p[i]) < 0)
			return false;
	return version.n > 0;
}

static bool is_conda_pin(arena *a, const spec *s, str text, str version)
{
	refusal why = { 0 };
	const matchspec *m = matchspec_parse(a, text, &why);
	if (!m || !same_but_version(s->conda, m) || !same_text(s->conda->build, m->build) || strength_conda(a, m) < PIN_PREFIX)
		return false;
	const version_spec *allowed = matchspec_constraint(a, m);
	return allowed && version_spec_match(a, allowed, version) == MATCH_YES;
}

static str conda_pin(arena *a, const spec *s, str version, pin_style style)
{
	str head = str_head(s->raw, s->conda->name_end), rest = str_from(s->raw, s->conda->name_end);
	str minor = minor_of(version);
	bool whole = style == STYLE_EXACT || minor.n == version.n;
	ptrdiff_t bracket = str_find_byte(rest, '[');
	str tail = bracket >= 0 ? str_from(rest, bracket) : S(""), text;
	if (s->build.n > 0 && bracket < 0) /* beside a build a version is exact, unless it says otherwise */
		text = arena_printf(a, "%.*s=%.*s%s=%.*s", SARG(head), SARG(whole ? version : minor), whole ? "" : ".*", SARG(s->build));
	else
		text = arena_printf(a, "%.*s%s%.*s%.*s", SARG(head), whole ? "==" : "=", SARG(whole ? version : minor), SARG(tail));
	return is_conda_pin(a, s, text, version) ? text : (str){ 0 };
}

/* Where the version part of a requirement's text begins: behind the name and its extras. */
static ptrdiff_t behind_extras(const spec *s)
{
	str raw = s->raw;
	ptrdiff_t at = s->pip->name_end;
	ptrdiff_t open = at;
	while (open < raw.n && is_space(raw.p[open]))
		open++;
	if (open >= raw.n || raw.p[open] != '[')
		return at;
	ptrdiff_t close = str_find_byte(str_from(raw, open), ']');
	return close < 0 ? raw.n : open + close + 1;
}

static bool is_pip_pin(arena *a, const spec *s, str text, str version)
{
	refusal why = { 0 };
	const requirement *r = requirement_parse(a, text, &why), *was = s->pip;
	return r && same_text(r->normalized, was->normalized) && same_list(&r->extras, &was->extras) && !r->url.n &&
	       same_text(r->marker_text, was->marker_text) && strength_pip(a, r) >= PIN_PREFIX &&
	       pep440_set_has(a, r->set, version, true);
}

static str pip_pin(arena *a, const spec *s, str version, pin_style style)
{
	str minor = minor_of(version);
	bool whole = style == STYLE_EXACT || minor.n == version.n;
	ptrdiff_t at = behind_extras(s), semicolon = str_find_byte(s->raw, ';');
	str tail = semicolon >= at ? str_from(s->raw, semicolon) : S("");
	while (semicolon > at && is_space(s->raw.p[semicolon - 1]))
		tail = str_from(s->raw, --semicolon);
	str text = arena_printf(a, "%.*s==%.*s%s%.*s", SARG(str_head(s->raw, at)), SARG(whole ? version : minor), whole ? "" : ".*",
	                        SARG(tail));
	return is_pip_pin(a, s, text, version) ? text : (str){ 0 };
}

str fix_pinned(arena *a, const spec *s, str version, pin_style style)
{
	if (!is_version_text(version))
		return (str){ 0 };
	if (s->conda)
		return conda_pin(a, s, version, style);
	bool named = s->pip && s->pip->name.p && !s->pip->url.n && !s->pip->is_path && !s->pip->editable;
	return named ? pip_pin(a, s, version, style) : (str){ 0 };
}

/* ---- a commit comes ---- */

static bool is_commit(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_hex(s.p[i]))
			return false;
	return s.n == 40 || s.n == 64;
}

/* What it means is proved when the file is read again; here the reference is found, or its place. */
str fix_at_commit(arena *a, const spec *s, str commit)
{
	if (!s->pip || !s->pip->url.n || !is_commit(commit) || s->pip->vcs == VCS_NOT || s->pip->vcs == VCS_COMMIT)
		return (str){ 0 };
	ptrdiff_t url = str_find(s->raw, s->pip->url);
	if (url < 0)
		return (str){ 0 };
	ptrdiff_t hash = str_find_byte(s->pip->url, '#'), end = url + (hash < 0 ? s->pip->url.n : hash);
	str ref = s->pip->vcs_ref, head = str_head(s->raw, end);
	if (ref.n > 0) {
		str mark = arena_cat(a, S("@"), ref);
		if (!str_ends(head, mark))
			return (str){ 0 };
		head = str_head(head, head.n - mark.n);
	}
	return arena_printf(a, "%.*s@%.*s%.*s", SARG(head), SARG(commit), SARG(str_from(s->raw, end)));
}
